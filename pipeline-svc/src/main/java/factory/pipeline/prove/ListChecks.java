package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Filter.Way;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Route.Answer;
import factory.pipeline.spec.Route.By;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Lists against what was put in: all of it, its order, filters, search and pages. */
final class ListChecks {
  private static final int RECORDS = 5;

  private final Session session;
  private final Maker maker;
  private final Pages pages;

  ListChecks(Session session, Maker maker, Pages pages) {
    this.session = session;
    this.maker = maker;
    this.pages = pages;
  }

  void run(Kind kind) {
    var name = kind.plural().replace('_', ' ');
    if (!kind.operations().contains(Operation.LIST)) {
      return;
    }
    if (!Routes.showsId(kind)) {
      session.notTried(
          Area.LISTS, "The " + name + " are all in their list", "records do not show their id");
      return;
    }
    var listing = kind.listing();
    session.check(
        Area.LISTS, "What was made is among the " + name + ", each once", () -> whole(kind));
    session.check(
        Area.LISTS,
        "The " + name + " come in pages without loss and repetition",
        () -> pages(kind, ""));
    session.check(
        Area.LISTS,
        "The " + name + " come in the order " + listing.defaultOrder(),
        () -> {
          var down = listing.defaultOrder().startsWith("-");
          if (Routes.shows(kind, listing.defaultOrder().substring(down ? 1 : 0))) {
            ordered(kind, listing.defaultOrder(), list(kind, ""));
          } else {
            inOrderOfMaking(kind, down);
          }
        });
    for (var field : listing.order()) {
      session.check(
          Area.LISTS,
          "The " + name + " can be ordered by " + field + ", both ways",
          () -> {
            for (var order : List.of(field, "-" + field)) {
              ordered(kind, order, list(kind, "order=" + order));
              pages(kind, "&order=" + order);
            }
          });
    }
    for (var filter : listing.filters()) {
      for (var way : filter.ways().stream().sorted().toList()) {
        session.check(
            Area.LISTS,
            "The "
                + name
                + " can be filtered by "
                + filter.field()
                + ": "
                + way.name().toLowerCase(Locale.ROOT).replace('_', ' '),
            () -> filters(kind, filter.field(), way));
      }
    }
    if (!listing.search().isEmpty()) {
      session.check(
          Area.LISTS,
          "The " + name + " can be searched in " + String.join(", ", listing.search()),
          () -> searches(kind));
    }
    if (kind.http().isEmpty()) {
      session.check(
          Area.LISTS,
          "Parameters that the list of " + name + " has not are refused",
          () -> wrong(kind));
    }
  }

  private List<JsonNode> list(Kind kind, String query) throws Ended {
    return pages.list(kind, Wallet.A, query);
  }

  private static List<String> ids(List<JsonNode> records) {
    return records.stream().map(record -> record.path("id").asText()).toList();
  }

  private List<JsonNode> made(Kind kind) throws Ended {
    List<JsonNode> made = new ArrayList<>();
    for (var i = 0; i < RECORDS; i++) {
      made.add(maker.make(kind, Wallet.A));
    }
    return made;
  }

  private void whole(Kind kind) throws Ended {
    Maker.refuseOnePerParent(kind);
    var made = made(kind);
    var list = list(kind, "");
    if (new LinkedHashSet<>(ids(list)).size() != list.size()) {
      throw Ended.failed("GET " + Maker.path(kind) + " lists a record twice: " + ids(list));
    }
    for (var record : made) {
      if (isElsewhere(kind, record, made.getLast())) {
        continue;
      }
      var found = list.stream().filter(r -> r.path("id").equals(record.path("id"))).findFirst();
      if (found.isEmpty()) {
        throw Ended.failed("GET " + Maker.path(kind) + " does not list " + record);
      }
      if (!found.get().equals(Shown.later(kind, record))) {
        throw Ended.failed(
            "GET "
                + Maker.path(kind)
                + " lists "
                + found.get()
                + " for what was made as "
                + record);
      }
    }
  }

  /** Whether a list that is below a record is another one's: it is read below the last one's. */
  private static boolean isElsewhere(Kind kind, JsonNode record, JsonNode last) {
    return Routes.parentsOfLists(kind).stream()
        .anyMatch(name -> !record.path(name).equals(last.path(name)));
  }

  private void pages(Kind kind, String order) throws Ended {
    var whole = ids(list(kind, order.isEmpty() ? "" : order.substring(1)));
    var size = Math.max(2, whole.size() / 3);
    var inPages = ids(list(kind, "page_size=" + size + order));
    if (!whole.equals(inPages)) {
      throw Ended.failed(
          "GET %s in pages of %d gives %s, and in one %s"
              .formatted(Maker.path(kind) + "?" + order, size, inPages, whole));
    }
    session.call(Wallet.A, "GET", Maker.path(kind) + "?page_size=1" + order).expect(200);
  }

  private void ordered(Kind kind, String order, List<JsonNode> list) throws Ended {
    var down = order.startsWith("-");
    var name = down ? order.substring(1) : order;
    var type = kind.field(name).map(Field::type).orElse(new FieldType.Instant());
    for (var i = 1; i < list.size(); i++) {
      var before = list.get(i - 1).path(name);
      var after = list.get(i).path(name);
      if (before.isNull() || after.isNull() || before.isMissingNode() || after.isMissingNode()) {
        continue;
      }
      var compared = compare(type, before, after);
      if (down ? compared < 0 : compared > 0) {
        throw Ended.failed(
            "GET %s?order=%s has %s before %s".formatted(Maker.path(kind), order, before, after));
      }
    }
  }

  /** Where records do not show when they were made, it is known of those that are made now. */
  private void inOrderOfMaking(Kind kind, boolean down) throws Ended {
    Maker.refuseOnePerParent(kind);
    var made = ids(made(kind));
    var listed = ids(list(kind, "")).stream().filter(made::contains).toList();
    if (!listed.equals(down ? made.reversed() : made)) {
      throw Ended.failed(
          "GET %s has %s, which were made as %s".formatted(Maker.path(kind), listed, made));
    }
  }

  /** As a list is to be ordered; text by characters, whatever their case where it says so. */
  static int compare(FieldType type, JsonNode one, JsonNode other) {
    return switch (type) {
      case FieldType.Whole _, FieldType.Decimal _, FieldType.Money _ ->
          Values.decimal(one)
              .orElse(Values.SAFE)
              .compareTo(Values.decimal(other).orElse(Values.SAFE));
      case FieldType.Instant() ->
          Comparator.<java.time.Instant>naturalOrder()
              .compare(
                  Values.moment(one).orElse(java.time.Instant.MIN),
                  Values.moment(other).orElse(java.time.Instant.MIN));
      case FieldType.Text text when text.ignoreCase() ->
          one.asText().toLowerCase(Locale.ROOT).compareTo(other.asText().toLowerCase(Locale.ROOT));
      case FieldType.Duration() -> 0;
      default -> one.asText().compareTo(other.asText());
    };
  }

  private void filters(Kind kind, String name, Way way) throws Ended {
    var all = list(kind, "");
    var field = kind.field(name);
    var type = field.map(Field::type).orElse(new FieldType.Instant());
    var having =
        all.stream()
            .map(record -> record.path(name))
            .filter(value -> !value.isNull() && !value.isMissingNode())
            .filter(value -> !value.isArray() || !value.isEmpty())
            .toList();
    if (having.isEmpty()) {
      throw Ended.notTried("no record has a " + name);
    }
    var one = having.getFirst();
    var other = having.get(having.size() / 2);
    switch (way) {
      case EQUAL -> {
        for (var value : List.of(one, other)) {
          matches(
              kind,
              all,
              name + "=" + Pages.encoded(value.asText()),
              r -> equal(type, value, r.path(name)));
        }
      }
      case ANY_OF -> {
        if (one.asText().contains(",") || other.asText().contains(",")) {
          throw Ended.notTried("the values have commas");
        }
        matches(
            kind,
            all,
            name + "_in=" + Pages.encoded(one.asText() + "," + other.asText()),
            r -> equal(type, one, r.path(name)) || equal(type, other, r.path(name)));
      }
      case HAS -> {
        var item = type instanceof FieldType.ListOf list ? list.item() : type;
        for (var list : List.of(one, other)) {
          if (list.isEmpty()) {
            continue;
          }
          var value = list.get(list.size() - 1);
          if (value.asText().contains(",") || value.asText().isEmpty()) {
            throw Ended.notTried("the values have commas");
          }
          matches(
              kind,
              all,
              name + "_has=" + Pages.encoded(value.asText()),
              r -> has(item, r.path(name), value));
        }
      }
      case PREFIX -> {
        var start = one.asText().substring(0, one.asText().offsetByCodePoints(0, 1));
        var folds = type instanceof FieldType.Text text && text.ignoreCase();
        matches(
            kind,
            all,
            name + "_prefix=" + Pages.encoded(start),
            r ->
                folds
                    ? r.path(name)
                        .asText()
                        .toLowerCase(Locale.ROOT)
                        .startsWith(start.toLowerCase(Locale.ROOT))
                    : r.path(name).asText().startsWith(start));
      }
      case RANGE -> {
        var low = compare(type, one, other) <= 0 ? one : other;
        var high = low.equals(one) ? other : one;
        var from = name + "_from=" + Pages.encoded(low.asText());
        var to = name + "_to=" + Pages.encoded(high.asText());
        Predicate<JsonNode> has = r -> r.hasNonNull(name);
        matches(kind, all, from, has.and(r -> compare(type, r.path(name), low) >= 0));
        matches(kind, all, to, has.and(r -> compare(type, r.path(name), high) <= 0));
        matches(
            kind,
            all,
            from + "&" + to,
            has.and(
                r ->
                    compare(type, r.path(name), low) >= 0
                        && compare(type, r.path(name), high) <= 0));
      }
    }
  }

  private static boolean has(FieldType item, JsonNode list, JsonNode value) {
    for (var each : list) {
      if (Values.same(item, value, each)) {
        return true;
      }
    }
    return false;
  }

  private static boolean equal(FieldType type, JsonNode wanted, JsonNode value) {
    if (value.isNull()) {
      return false;
    }
    return (type instanceof FieldType.Text text && text.ignoreCase())
        ? wanted.asText().equalsIgnoreCase(value.asText())
        : Values.same(type, wanted, value);
  }

  private void matches(Kind kind, List<JsonNode> all, String query, Predicate<JsonNode> wanted)
      throws Ended {
    var expected = ids(all.stream().filter(wanted).toList());
    var found = ids(list(kind, query));
    if (!expected.equals(found)) {
      throw Ended.failed(
          "GET %s?%s gives %s, not %s".formatted(Maker.path(kind), query, found, expected));
    }
  }

  /** Whether some list searches for that, or none bounds what is searched for. */
  private static boolean mayBeSearched(Kind kind, String text) {
    return Routes.of(kind, Operation.LIST).stream()
        .flatMap(
            route -> route.answer() instanceof Answer.Rows rows ? Stream.of(rows) : Stream.empty())
        .flatMap(rows -> rows.parameters().stream())
        .filter(parameter -> parameter.by() == By.SEARCH)
        .allMatch(parameter -> ListBounds.fit(parameter, text));
  }

  private void searches(Kind kind) throws Ended {
    var all = list(kind, "");
    var field = kind.listing().search().getFirst();
    var word =
        all.stream()
            .map(record -> record.path(field).asText().split("[^\\p{L}\\p{N}]+")[0])
            .filter(text -> text.length() > 1 && mayBeSearched(kind, text))
            .findFirst();
    if (word.isEmpty()) {
      throw Ended.notTried("no record has a word in " + field);
    }
    var found = list(kind, "q=" + Pages.encoded(word.get()));
    for (var record : all) {
      var within = false;
      var asWord = false;
      for (var name : kind.listing().search()) {
        var text = record.path(name).asText().toLowerCase(Locale.ROOT);
        within |= text.contains(word.get().toLowerCase(Locale.ROOT));
        asWord |=
            List.of(text.split("[^\\p{L}\\p{N}]+")).contains(word.get().toLowerCase(Locale.ROOT));
      }
      var listed = ids(found).contains(record.path("id").asText());
      if ((listed && !within) || (!listed && asWord)) {
        throw Ended.failed(
            "GET %s?q=%s %s %s"
                .formatted(
                    Maker.path(kind), word.get(), listed ? "gives" : "does not give", record));
      }
    }
    if (!list(kind, "q=zzzznothinghasthis").isEmpty()) {
      throw Ended.failed("GET " + Maker.path(kind) + "?q=zzzznothinghasthis gives records");
    }
  }

  private void wrong(Kind kind) throws Ended {
    List<String> wrong =
        new ArrayList<>(
            List.of(
                "not_a_parameter=1",
                "page_size=0",
                "page_size=101",
                "page_size=x",
                "page_token=%20"));
    Optional.of(kind.fields().getFirst().name())
        .filter(name -> kind.listing().filters().stream().noneMatch(f -> f.field().equals(name)))
        .ifPresent(name -> wrong.add(name + "=1"));
    var _ =
        Pairs.of(
            wrong.stream()
                .map(query -> Maker.path(kind) + "?" + query)
                .<Pairs.Asking<Exchange>>map(
                    path -> () -> session.call(Wallet.A, "GET", path).expect(400))
                .toList());
  }
}
