package factory.pipeline.ideas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Steps that want to know a figure or a ranking, wherever the service shows it. */
final class Figures {
  private static final JsonNode NONE = JsonNodeFactory.instance.missingNode();

  private final World world;
  private final Lists lists;

  Figures(World world, Lists lists) {
    this.world = world;
    this.lists = lists;
  }

  /**
   * {@code figure: [total, sum], of: $r, by: {category: food}, is: 12.5}: a field of the record,
   * else what a report says in the row that is of the record and has those values. A row that is
   * not there is 0.
   */
  void figure(JsonNode step) throws IOException, Verdict.Told {
    var names = world.words.alternatives(Wish.texts(step.path("figure")));
    var of = world.values.kept(step.path("of").asText());
    if (of.isPresent() && !step.has("by") && ofRecord(step, of.get(), names)) {
      return;
    }
    for (var report : reports(names)) {
      var source = source(report, step.path("by"), of, names);
      if (source.isPresent()) {
        ofReport(step, source.get(), of);
        return;
      }
    }
    throw Verdict.missing("a figure " + names.getFirst(), names);
  }

  private boolean ofRecord(JsonNode step, Kept record, List<String> names)
      throws IOException, Verdict.Told {
    var fields = world.served.members(record.kind().schema()).keySet();
    var field = world.words.find(fields, names);
    if (field.isEmpty()) {
      return false;
    }
    var answer = world.wire.send(Wire.caller(step), "GET", record.path(), null);
    if (Wire.accepted(step, answer)) {
      require(step, answer.json().path(field.get()), answer.said() + ", field " + field.get());
    }
    return true;
  }

  private void require(JsonNode step, JsonNode got, String said) throws Verdict.Told {
    var wanted = step.path("is");
    var isNothing = got.isNull() || got.isMissingNode();
    var isZero = wanted.isNumber() && wanted.asDouble() == 0 && isNothing;
    if (!isZero && !world.values.is(wanted, got)) {
      throw Verdict.wrong("%s: %s is not %s".formatted(said, got, wanted));
    }
  }

  private List<Served.Operation> reports(List<String> names) {
    return world.served.figures().stream()
        .sorted(
            Comparator.<Served.Operation>comparingInt(
                    each ->
                        Math.max(
                            world.words.fit(each.lastSegment(), names),
                            world.words.fit(each.name(), names)))
                .reversed())
        .toList();
  }

  /**
   * Where in a report a figure stands.
   *
   * @param value the column of it
   * @param columns which of the others have what, by what is asked for
   * @param queries which parameters are to be what
   */
  private record Source(
      Served.Operation report,
      String value,
      Map<String, JsonNode> columns,
      Map<String, String> queries) {}

  private Optional<Source> source(
      Served.Operation report, JsonNode by, Optional<Kept> of, List<String> names) {
    var item = world.served.itemSchema(report);
    var members = world.served.members(item.isMissingNode() ? report.answer() : item);
    Map<String, JsonNode> columns = new LinkedHashMap<>();
    Map<String, String> queries = new LinkedHashMap<>();
    var inRows = world.matched(World.names(by), members.keySet());
    var inQuery = world.matched(World.names(by), report.queries().keySet());
    for (var each : by.properties()) {
      if (inRows.containsKey(each.getKey())) {
        columns.put(inRows.get(each.getKey()), each.getValue());
      } else if (inQuery.containsKey(each.getKey())) {
        var name = inQuery.get(each.getKey());
        queries.put(
            name,
            world
                .values
                .sent(each.getValue(), Served.named(report.queries(), name), world.served)
                .asText());
      } else {
        return Optional.empty();
      }
    }
    List<Kept> records = new ArrayList<>(of.stream().toList());
    if (world.path(report.path(), records).isEmpty()) {
      return Optional.empty();
    }
    var values = members.keySet().stream().filter(name -> !columns.containsKey(name)).toList();
    var value = world.words.find(values, names);
    if (value.isEmpty() && world.words.fit(report.lastSegment(), names) > 0) {
      var numbers = values.stream().filter(name -> isNumber(Served.named(members, name))).toList();
      value = numbers.size() == 1 ? Optional.of(numbers.getFirst()) : Optional.empty();
    }
    return value.map(column -> new Source(report, column, columns, queries));
  }

  private static boolean isNumber(JsonNode schema) {
    var types = Values.types(schema);
    return types.contains("integer")
        || types.contains("number")
        || schema.path("pattern").asText().startsWith("^-?[0-9]");
  }

  private void ofReport(JsonNode step, Source source, Optional<Kept> of)
      throws IOException, Verdict.Told {
    List<Kept> records = new ArrayList<>(of.stream().toList());
    var path = world.path(source.report().path(), records).orElseThrow();
    var answer =
        world.wire.send(Wire.caller(step), "GET", path + Lists.query(source.queries()), null);
    if (!Wire.accepted(step, answer)) {
      return;
    }
    var isList = !world.served.itemSchema(source.report()).isMissingNode();
    var rows =
        isList ? Lists.rows(answer.json()) : World.MAPPER.createArrayNode().add(answer.json());
    var row =
        StreamSupport.stream(rows.spliterator(), false)
            .filter(
                each ->
                    source.columns().entrySet().stream()
                        .allMatch(
                            column ->
                                world.values.is(column.getValue(), each.path(column.getKey()))))
            .filter(each -> of.isEmpty() || source.report().hasKey() || speaksOf(each, of.get()))
            .findFirst();
    var value = row.map(each -> each.path(source.value())).orElse(NONE);
    require(step, value, answer.said() + ", column " + source.value());
  }

  private static boolean speaksOf(JsonNode row, Kept record) {
    return StreamSupport.stream(row.spliterator(), false)
        .anyMatch(
            value ->
                value.asText().equals(record.key())
                    || value.path("id").asText().equals(record.key()));
  }

  /**
   * {@code ranking: [leaderboard], list: score, sort: -points, ordered: [...]}: a report of such a
   * name, else the list in that order.
   */
  void ranking(JsonNode step) throws IOException, Verdict.Told {
    var names = world.words.alternatives(Wish.texts(step.path("ranking")));
    var report =
        reports(names).stream()
            .filter(
                each ->
                    world.words.fit(each.lastSegment(), names) > 0
                        || world.words.fit(each.name(), names) > 0)
            .filter(each -> !each.hasKey())
            .findFirst();
    if (report.isEmpty()) {
      if (!step.has("list")) {
        throw Verdict.missing("a list " + names.getFirst(), names);
      }
      lists.list(step);
      return;
    }
    var answer = world.wire.send(Wire.caller(step), "GET", report.get().path(), null);
    if (Wire.accepted(step, answer)) {
      List<JsonNode> rows = new ArrayList<>();
      Lists.rows(answer.json()).forEach(rows::add);
      lists.see(step, rows, world.served.itemSchema(report.get()), answer.said());
    }
  }
}
