package factory.pipeline.ideas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Steps that do something by its name: with a record, or with nothing but what is sent. */
final class Deeds {
  private final World world;
  private final Records records;

  /** What came of what was done with a record, by its address, the newest first. */
  private final Map<String, List<Kept>> done = new HashMap<>();

  Deeds(World world, Records records) {
    this.world = world;
    this.records = records;
  }

  /**
   * {@code do: [borrow, lend], to: $b, with: {...}, or: [{state: lent}], keep: l}: an action of
   * that name, of the record or of what was done with it before (a loan is returned), else one of
   * the changes of {@code or}, else a record of what it makes. With {@code undo: [vote], gone: $v}
   * also the deletion at that path, or of what was made.
   */
  void deed(JsonNode step) throws IOException, Verdict.Told {
    var names = world.words.alternatives(Wish.texts(step.path("do")));
    var to = world.values.kept(step.path("to").asText());
    List<Optional<Kept>> targets = new ArrayList<>(List.of(to));
    var before = to.map(record -> done.getOrDefault(record.path(), List.of())).orElse(List.of());
    before.forEach(record -> targets.add(Optional.of(record)));
    for (var target : targets) {
      var action = best(about(world.served.deeds(), target, step), each -> fit(each, step, names));
      if (action.isPresent()) {
        send(step, action.get(), target);
        return;
      }
    }
    if (changed(step, targets) || deleted(step, before)) {
      return;
    }
    var makers =
        world.served.operations().stream()
            .filter(each -> each.method().equals("POST"))
            .filter(each -> world.served.kindAt(each.path()).isPresent())
            .toList();
    var maker =
        best(about(makers, to, step), each -> world.words.fit(each.lastSegment(), names))
            .filter(_ -> !step.has("undo"))
            .orElseThrow(() -> Verdict.missing("to " + Wish.texts(step.path("do")), names));
    send(step, maker, to);
  }

  private boolean changed(JsonNode step, List<Optional<Kept>> targets)
      throws IOException, Verdict.Told {
    for (var or : step.path("or")) {
      for (var target : targets) {
        if (target.isPresent() && records.canChange(target.get(), or)) {
          records.change(step, target.get(), or);
          return true;
        }
      }
    }
    return false;
  }

  private boolean deleted(JsonNode step, List<Kept> before) throws IOException, Verdict.Told {
    var gone =
        world
            .values
            .kept(step.path("gone").asText())
            .or(() -> step.has("undo") ? before.stream().findFirst() : Optional.empty())
            .filter(record -> world.served.ofOne("DELETE", record.kind()).isPresent());
    if (gone.isPresent()) {
      records.delete(step, gone.get());
    }
    return gone.isPresent();
  }

  private List<Served.Operation> about(
      List<Served.Operation> operations, Optional<Kept> target, JsonNode step) {
    var known = known(target, step);
    return operations.stream()
        .filter(each -> world.path(each.path(), known).isPresent())
        .filter(each -> isAbout(each, target))
        .toList();
  }

  private List<Kept> known(Optional<Kept> target, JsonNode step) {
    List<Kept> known = new ArrayList<>(world.references(step.path("with")));
    target.ifPresent(known::add);
    return known;
  }

  /** What deletes undoes what is made at the same path. */
  private int fit(Served.Operation operation, JsonNode step, List<String> names) {
    var undone = world.words.alternatives(Wish.texts(step.path("undo")));
    return operation.method().equals("DELETE")
        ? world.words.fit(operation.lastSegment(), undone)
        : fit(operation, names);
  }

  private int fit(Served.Operation operation, List<String> names) {
    return Math.max(
        world.words.fit(operation.lastSegment(), names), world.words.fit(operation.name(), names));
  }

  /** Whether an operation can be told which record is meant: in its path, or by its body. */
  private boolean isAbout(Served.Operation operation, Optional<Kept> to) {
    return to.isEmpty() || isInPath(operation, to.get()) || member(operation, to.get()).isPresent();
  }

  private static boolean isInPath(Served.Operation operation, Kept to) {
    return operation.path().startsWith(to.kind().base() + "/{");
  }

  private Optional<String> member(Served.Operation operation, Kept to) {
    return world.words.find(
        world.served.members(operation.body()).keySet(), Words.plain(to.kind().name()));
  }

  private static <T> Optional<T> best(List<T> all, ToIntFunction<T> fit) {
    T best = null;
    for (var each : all) {
      if (fit.applyAsInt(each) > (best == null ? 0 : fit.applyAsInt(best))) {
        best = each;
      }
    }
    return Optional.ofNullable(best);
  }

  private void send(JsonNode step, Served.Operation operation, Optional<Kept> to)
      throws IOException, Verdict.Told {
    var known = known(to, step);
    var with = step.path("with");
    var body = world.body(operation.body(), with);
    to.filter(record -> !isInPath(operation, record))
        .ifPresent(
            record ->
                member(operation, record)
                    .ifPresent(member -> body.json().put(member, record.key())));
    for (var left : body.left().entrySet()) {
      if (!operation.hasKey() || world.values.kept(left.getValue().asText()).isEmpty()) {
        throw Verdict.missing(
            "%s of %s".formatted(left.getKey(), operation.named()),
            world.words.alternatives(left.getKey()));
      }
    }
    var path = world.path(operation.path(), known).orElseThrow();
    var json = operation.body().isMissingNode() ? null : body.json();
    var answer = world.wire.send(Wire.caller(step), operation.method(), path, json);
    if (!Wire.accepted(step, answer)) {
      return;
    }
    var kind =
        world
            .shownBy(operation.answer())
            .or(() -> world.served.kindAt(operation.path()))
            .or(() -> to.map(Kept::kind));
    if (kind.isPresent()) {
      var shown = world.kept(kind.get(), answer.json(), known);
      if (to.isPresent() && !kind.equals(to.map(Kept::kind))) {
        done.computeIfAbsent(to.get().path(), _ -> new ArrayList<>()).addFirst(shown);
      }
      if (step.has("keep")) {
        world.values.keep(step.path("keep").asText(), shown);
      }
    }
    world.see(step.path("see"), answer.json(), operation.answer(), answer.said());
  }

  /** {@code call: [convert], with: {...}, see: {...}}: something that is computed. */
  void call(JsonNode step) throws IOException, Verdict.Told {
    var names = world.words.alternatives(Wish.texts(step.path("call")));
    var with = step.path("with");
    var functions =
        Stream.concat(world.served.deeds().stream(), world.served.figures().stream())
            .filter(each -> !each.hasKey())
            .toList();
    var function =
        best(functions, each -> fit(each, names) * (1 + 2 * inputs(each, with)))
            .or(() -> functions.size() == 1 ? Optional.of(functions.getFirst()) : Optional.empty())
            .or(() -> keeping(names))
            .orElseThrow(() -> Verdict.missing("to call " + names.getFirst(), names));
    var isQuery = function.method().equals("GET");
    var schema = isQuery ? queries(function) : function.body();
    var body = world.body(schema, with);
    for (var left : body.left().keySet()) {
      throw Verdict.missing(
          "%s of %s".formatted(left, function.named()), world.words.alternatives(left));
    }
    Map<String, String> queries = new LinkedHashMap<>();
    if (isQuery) {
      body.json()
          .properties()
          .forEach(each -> queries.put(each.getKey(), each.getValue().asText()));
    }
    @Nullable JsonNode json = isQuery || function.body().isMissingNode() ? null : body.json();
    var answer =
        world.wire.send(
            Wire.caller(step),
            function.method(),
            function.path() + (isQuery ? Lists.query(queries) : ""),
            json);
    if (Wire.accepted(step, answer)) {
      see(step.path("see"), answer, function);
    }
  }

  private int inputs(Served.Operation function, JsonNode with) {
    var members =
        function.method().equals("GET")
            ? function.queries().keySet()
            : world.served.members(function.body()).keySet();
    return world.matched(World.names(with), members).size();
  }

  private static JsonNode queries(Served.Operation function) {
    var schema = World.MAPPER.createObjectNode();
    function.queries().forEach(schema.putObject("properties")::set);
    return schema;
  }

  /** What computes by keeping a record whose fields are the result. */
  private Optional<Served.Operation> keeping(List<String> names) {
    return best(
        world.served.operations().stream()
            .filter(each -> each.method().equals("POST") && !each.hasKey())
            .toList(),
        each -> fit(each, names));
  }

  private void see(JsonNode wanted, Wire.Answer answer, Served.Operation function)
      throws Verdict.Told {
    var json =
        answer.json().isMissingNode()
            ? JsonNodeFactory.instance.textNode(answer.text())
            : answer.json();
    var only = wanted.size() == 1 ? wanted.elements().next() : null;
    if (only != null && (json.isValueNode() || json.size() == 1)) {
      var value = json.isValueNode() ? json : json.elements().next();
      if (!world.values.is(only, value)) {
        throw Verdict.wrong(answer.said() + ", expected " + only);
      }
    } else {
      world.see(wanted, json, function.answer(), answer.said());
    }
  }
}
