package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.World.Entry;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Report;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reports against what was put in: the same rows, computed here from the lists. */
final class ReportChecks {
  private final Session session;
  private final Maker maker;
  private final World world;
  private final Evaluator evaluator;
  private final Pages pages;

  ReportChecks(Session session, Maker maker, World world, Evaluator evaluator, Pages pages) {
    this.session = session;
    this.maker = maker;
    this.world = world;
    this.evaluator = evaluator;
    this.pages = pages;
  }

  void run(Report report) {
    session.check(
        Area.REPORTS,
        report.name() + " gives the figures of what was put in",
        () -> {
          var kind = world.kind(report.kind());
          if (Maker.hasCreate(kind)) {
            maker.make(kind, Wallet.A);
          }
          for (var wallet : new Wallet[] {Wallet.A, Wallet.B}) {
            figures(report, wallet, maker.inputs(report.inputs(), Wallet.A, true, 0));
          }
          // From later ones on there is less, and else all.
          figures(report, Wallet.A, maker.inputs(report.inputs(), Wallet.A, true, 3));
          // And since long ago, with what actions have made.
          var early = maker.inputs(report.inputs(), Wallet.A, true, 0);
          for (var input : report.inputs()) {
            switch (input.type()) {
              case FieldType.Instant() -> early.put(input.name(), "2000-01-01T00:00:00Z");
              case FieldType.Date() -> early.put(input.name(), "2000-01-01");
              default -> {}
            }
          }
          figures(report, Wallet.A, early);
        });
  }

  private void figures(Report report, Wallet as, ObjectNode inputs) throws Ended {
    var path = new StringBuilder("/" + report.name().replace('_', '-'));
    var separator = '?';
    for (var input : inputs.properties()) {
      path.append(separator)
          .append(input.getKey())
          .append('=')
          .append(Pages.encoded(input.getValue().asText()));
      separator = '&';
    }
    var answer = session.call(as, "GET", path.toString()).expect(200);
    var rows = answer.json().path("rows");
    var expected = expected(report, as, inputs);
    if (rows.size() != Math.min(expected.size(), report.limit())) {
      throw answer.contradicts("with %d rows and not %d".formatted(rows.size(), expected.size()));
    }
    for (var row : rows) {
      var key = new StringBuilder();
      report.groups().forEach(group -> key.append(row.path(group.name()).asText()).append('|'));
      var found = expected.get(key.toString());
      if (found == null) {
        throw answer.contradicts("with a row that should not be: " + row);
      }
      for (var measure : report.measures()) {
        if (!same(found.get(measure.name()), row.path(measure.name()))) {
          throw answer.contradicts(
              "with %s %s and not %s in the row %s"
                  .formatted(
                      measure.name(),
                      row.path(measure.name()),
                      Evaluator.json(found.get(measure.name())),
                      key));
        }
      }
    }
    ordered(report, answer, rows);
  }

  private static void ordered(Report report, Exchange answer, JsonNode rows) throws Ended {
    if (report.order().isEmpty()) {
      return;
    }
    var first = report.order().getFirst();
    var down = first.startsWith("-");
    var name = down ? first.substring(1) : first;
    var measured = report.measures().stream().anyMatch(m -> m.name().equals(name));
    for (var i = 1; i < rows.size(); i++) {
      if (!measured && !rows.get(i).path(name).isNumber()) {
        // A text that looks like a number is in the order of texts.
        continue;
      }
      var before = Values.decimal(rows.get(i - 1).path(name));
      var after = Values.decimal(rows.get(i).path(name));
      if (before.isPresent()
          && after.isPresent()
          && (down
              ? before.get().compareTo(after.get()) < 0
              : before.get().compareTo(after.get()) > 0)) {
        throw answer.contradicts("which is not in the order " + first);
      }
    }
  }

  private static boolean same(@Nullable Object wanted, JsonNode shown) {
    var number =
        switch (wanted) {
          case Long whole -> Optional.of(BigDecimal.valueOf(whole));
          case BigDecimal decimal -> Optional.of(decimal);
          case null, default -> Optional.<BigDecimal>empty();
        };
    if (number.isEmpty()) {
      return wanted == null
          ? shown.isNull()
          : shown.asText().equals(Evaluator.json(wanted).asText());
    }
    // A figure may be shown with fewer decimals than it has.
    var value = Values.decimal(shown);
    return value.isPresent()
        && number
                .get()
                .setScale(Math.max(0, value.get().scale()), RoundingMode.HALF_UP)
                .compareTo(value.get())
            == 0;
  }

  private Map<String, Map<String, @Nullable Object>> expected(
      Report report, Wallet as, ObjectNode inputs) throws Ended {
    var kind = world.kind(report.kind());
    if (!kind.operations().contains(factory.pipeline.spec.Kind.Operation.LIST)) {
      throw Ended.notTried("the " + kind.plural() + " cannot be listed");
    }
    var scope = maker.scope(as).with("input", evaluator.inputs(report.inputs(), inputs)).overRows();
    Map<String, List<Entry>> groups = new LinkedHashMap<>();
    for (var record : pages.list(kind, as, "")) {
      var entry = new Entry(kind, record);
      if (report.where().isPresent()
          && !evaluator.holds(report.where().get(), scope.with("record", entry))) {
        continue;
      }
      var key = new StringBuilder();
      for (var group : report.groups()) {
        key.append(column(entry, group)).append('|');
      }
      groups.computeIfAbsent(key.toString(), _ -> new ArrayList<>()).add(entry);
    }
    if (report.groups().isEmpty()) {
      groups.computeIfAbsent("", _ -> new ArrayList<>());
    }
    Map<String, Map<String, @Nullable Object>> rows = new LinkedHashMap<>();
    for (var group : groups.entrySet()) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      for (var measure : report.measures()) {
        row.put(
            measure.name(), evaluator.figure(measure.function(), measure.of(), group.getValue()));
      }
      rows.put(group.getKey(), row);
    }
    return rows;
  }

  private static String column(Entry entry, Report.Group group) throws Ended {
    var value = entry.json().path(group.field());
    if (group.by() == Report.By.VALUE || value.isNull()) {
      return value.asText();
    }
    var type = entry.kind().field(group.field()).map(f -> f.type()).orElse(new FieldType.Instant());
    var day =
        type instanceof FieldType.Date
            ? value.asText()
            : Values.moment(value)
                .map(moment -> moment.atZone(ZoneOffset.UTC).toLocalDate().toString())
                .orElseThrow(() -> Ended.notTried(value + " is no moment"));
    return switch (group.by()) {
      case DAY, VALUE -> day;
      case MONTH -> day.substring(0, 7);
      case YEAR -> day.substring(0, 4);
    };
  }
}
