package factory.pipeline.ideas;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Steps that list: {@code list: book, where: {author: X, "price>=": 5}, search: .., sort: -price},
 * of which {@code rows} (in any order), {@code ordered}, {@code has}, {@code lacks} or {@code
 * count} is seen.
 */
final class Lists {
  private static final Set<String> PAGING =
      Set.of("page_size", "page_token", "limit", "offset", "page", "order", "sort", "sort_by");
  private static final List<String> SEARCH =
      List.of("search", "q", "query", "text", "term", "keyword");
  private static final List<String> ORDER = List.of("order", "sort", "sort_by", "order_by");
  private static final Set<String> FROM =
      Set.of("from", "min", "minimum", "since", "after", "start", "least");
  private static final Set<String> TO =
      Set.of("to", "max", "maximum", "until", "before", "end", "most", "till");
  private static final int MOST_PAGES = 20;

  private final World world;

  Lists(World world) {
    this.world = world;
  }

  void list(JsonNode step) throws IOException, Verdict.Told {
    var wanted = step.path("list").asText();
    var kind = world.kind(wanted);
    var where = step.path("where");
    var records = world.references(where);
    var operation = operation(kind, records);
    if (operation.isEmpty()) {
      if (Wire.wantsBarred(step)) {
        return;
      }
      throw Verdict.missing("a list of " + wanted, world.words.alternatives(wanted));
    }
    Map<String, String> queries = new LinkedHashMap<>();
    for (var each : where.properties()) {
      var isInPath =
          operation.get().hasKey() && world.values.kept(each.getValue().asText()).isPresent();
      if (!isInPath) {
        filter(operation.get(), each.getKey(), each.getValue(), queries);
      }
    }
    if (step.has("search")) {
      queries.put(parameter(operation.get(), SEARCH, "a search"), step.path("search").asText());
    }
    if (step.has("sort")) {
      sort(operation.get(), step.path("sort").asText(), queries);
    }
    var path = world.path(operation.get().path(), records).orElseThrow();
    var rows = rows(step, operation.get(), path, queries);
    if (rows.isPresent()) {
      see(step, rows.get(), world.served.itemSchema(operation.get()), "GET " + path + queries);
    }
  }

  /** The list of all; else one beside a record that is asked for. */
  private Optional<Served.Operation> operation(Served.Kind kind, List<Kept> records) {
    var all = world.served.find("GET", kind.base());
    if (all.isPresent() && world.path(kind.base(), records).isPresent()) {
      return all;
    }
    var last = kind.base().substring(kind.base().lastIndexOf('/'));
    return world.served.operations().stream()
        .filter(each -> each.method().equals("GET") && each.path().endsWith("}" + last))
        .filter(each -> world.path(each.path(), records).isPresent())
        .findFirst();
  }

  private void filter(
      Served.Operation operation, String said, JsonNode value, Map<String, String> queries)
      throws Verdict.Told {
    var field = said.replaceFirst("[<>]=$", "");
    var ends = said.endsWith(">=") ? FROM : said.endsWith("<=") ? TO : Set.<String>of();
    var alternatives = world.words.alternatives(field);
    String best = null;
    var fit = 0;
    for (var name : operation.queries().keySet()) {
      var words = Words.of(name);
      var rest = words.stream().filter(word -> !FROM.contains(word) && !TO.contains(word)).toList();
      var hasEnd = ends.isEmpty() == (rest.size() == words.size());
      var isEnd = ends.isEmpty() || words.stream().anyMatch(ends::contains);
      var here = world.words.fit(String.join("_", rest), alternatives);
      if (hasEnd && isEnd && here > fit && !PAGING.contains(name)) {
        best = name;
        fit = here;
      }
    }
    if (best == null) {
      throw Verdict.missing("a filter by " + said, alternatives);
    }
    var sent = world.values.sent(value, Served.named(operation.queries(), best), world.served);
    queries.put(best, sent.isNull() ? "" : sent.asText());
  }

  private String parameter(Served.Operation operation, List<String> names, String what)
      throws Verdict.Told {
    return operation.queries().keySet().stream()
        .filter(name -> names.contains(name.toLowerCase(java.util.Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> Verdict.missing(what + " in " + operation.named(), names));
  }

  private void sort(Served.Operation operation, String wanted, Map<String, String> queries)
      throws Verdict.Told {
    var order = parameter(operation, ORDER, "an order");
    var isDown = wanted.startsWith("-");
    var alternatives = world.words.alternatives(wanted.replaceFirst("^-", ""));
    var values =
        Wish.texts(Served.named(operation.queries(), order).path("enum")).stream()
            .filter(value -> value.startsWith("-") == isDown)
            .collect(Collectors.toMap(value -> value.replaceFirst("^-", ""), value -> value));
    var found =
        world
            .words
            .find(values.keySet(), alternatives)
            .orElseThrow(() -> Verdict.missing("an order by " + wanted, alternatives));
    queries.put(order, values.get(found));
  }

  /** All pages; empty when it is refused as it should be. */
  private Optional<List<JsonNode>> rows(
      JsonNode step, Served.Operation operation, String path, Map<String, String> queries)
      throws IOException, Verdict.Told {
    List<JsonNode> rows = new ArrayList<>();
    var token = "";
    for (var page = 0; page < MOST_PAGES; page++) {
      Map<String, String> all = new LinkedHashMap<>(queries);
      for (var size : List.of("page_size", "limit")) {
        if (operation.queries().containsKey(size)) {
          all.put(size, "100");
        }
      }
      if (!token.isEmpty()) {
        all.put("page_token", token);
      }
      var answer = world.wire.send(Wire.caller(step), "GET", path + query(all), null);
      if (!Wire.accepted(step, answer)) {
        return Optional.empty();
      }
      rows(answer.json()).forEach(rows::add);
      token = answer.json().path("next_page_token").asText("");
      if (token.isEmpty() || token.equals("null")) {
        break;
      }
    }
    return Optional.of(rows);
  }

  static String query(Map<String, String> queries) {
    return queries.isEmpty()
        ? ""
        : queries.entrySet().stream()
            .map(each -> Wire.encoded(each.getKey()) + "=" + Wire.encoded(each.getValue()))
            .collect(Collectors.joining("&", "?", ""));
  }

  /** The list that an answer is, or has. */
  static JsonNode rows(JsonNode answer) {
    if (answer.isArray()) {
      return answer;
    }
    for (var each : answer.properties()) {
      if (each.getValue().isArray()) {
        return each.getValue();
      }
    }
    return World.MAPPER.createArrayNode();
  }

  /** Holds rows against what a step wants to see of them. */
  void see(JsonNode step, List<JsonNode> rows, JsonNode schema, String said) throws Verdict.Told {
    var seen = said + " -> " + rows;
    if (step.has("count") && rows.size() != step.path("count").asInt()) {
      throw Verdict.wrong(seen + ", which are not " + step.path("count").asInt());
    }
    for (var way : List.of("rows", "ordered")) {
      if (step.has(way) && rows.size() != step.path(way).size()) {
        throw Verdict.wrong(seen + ", which are not " + step.path(way).size());
      }
    }
    for (var i = 0; i < step.path("ordered").size(); i++) {
      see(step.path("ordered").get(i), rows.get(i), schema, seen);
    }
    for (var way : List.of("rows", "has")) {
      for (var wanted : step.path(way)) {
        if (!has(rows, wanted, schema, seen)) {
          throw Verdict.wrong(seen + ", without " + wanted);
        }
      }
    }
    for (var wanted : step.path("lacks")) {
      if (has(rows, wanted, schema, seen)) {
        throw Verdict.wrong(seen + ", with " + wanted);
      }
    }
  }

  private boolean has(List<JsonNode> rows, JsonNode wanted, JsonNode schema, String said)
      throws Verdict.Told {
    for (var row : rows) {
      try {
        see(wanted, row, schema, said);
        return true;
      } catch (Verdict.Told told) {
        if (told.verdict() instanceof Verdict.Missing) {
          throw told;
        }
      }
    }
    return false;
  }

  private void see(JsonNode wanted, JsonNode row, JsonNode schema, String said)
      throws Verdict.Told {
    if (wanted.isTextual() && !world.values.is(wanted, row)) {
      var record = world.values.kept(wanted.asText());
      if (record.isEmpty()
          || !world.kept(record.get().kind(), row, List.of()).key().equals(record.get().key())) {
        throw Verdict.wrong(said + ", where one is not " + wanted);
      }
    } else if (!wanted.isTextual()) {
      world.see(wanted, row, schema, said);
    }
  }
}
