package factory.pipeline.ideas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Steps that make, read, change and delete records. */
final class Records {
  private final World world;

  Records(World world) {
    this.world = world;
  }

  /** {@code make: book, with: {...}, keep: b, see: {...}, refused: ..., as: ...}. */
  void make(JsonNode step) throws IOException, Verdict.Told {
    var wanted = step.path("make").asText();
    var kind = world.kind(wanted);
    var with = step.path("with");
    var records = world.references(with);
    var makers = makers(kind, records);
    if (makers.isEmpty()) {
      if (Wire.wantsBarred(step)) {
        return;
      }
      throw Verdict.missing("a way to make a " + wanted, world.words.alternatives(wanted));
    }
    var maker = makers.getFirst();
    var body = world.body(maker.body(), with);
    var children = children(kind, body.left());
    for (var left : body.left().entrySet()) {
      var isInPath = maker.hasKey() && world.values.kept(left.getValue().asText()).isPresent();
      if (!isInPath && !children.containsKey(left.getKey())) {
        if (isShownOnly(step, kind, left.getKey())) {
          return;
        }
        throw Verdict.missing(
            "a field %s of a new %s".formatted(left.getKey(), wanted),
            world.words.alternatives(left.getKey()));
      }
    }
    var path = world.path(maker.path(), records).orElseThrow();
    var json = maker.body().isMissingNode() ? null : body.json();
    var answer = world.wire.send(Wire.caller(step), maker.method(), path, json);
    if (!Wire.accepted(step, answer)) {
      return;
    }
    var kept = world.kept(kind, answer.json(), records);
    for (var each : children.entrySet()) {
      for (var child : body.left().getOrDefault(each.getKey(), MissingNode.getInstance())) {
        makeChild(step, each.getValue(), kept, child);
      }
    }
    if (step.has("keep")) {
      world.values.keep(step.path("keep").asText(), kept);
    }
    world.see(step.path("see"), answer.json(), kind.schema(), answer.said());
  }

  /** What makes a record of a kind: its own way first, or what answers such a record. */
  private List<Served.Operation> makers(Served.Kind kind, List<Kept> records) {
    var last = kind.base().substring(kind.base().lastIndexOf('/'));
    return Stream.of(
            world.served.find("POST", kind.base()).stream(),
            world.served.operations().stream()
                .filter(each -> each.method().equals("POST") && each.path().endsWith("}" + last)),
            world.served.deeds().stream()
                .filter(each -> each.method().equals("POST"))
                .filter(each -> each.answer().equals(kind.schema())))
        .flatMap(all -> all)
        .filter(each -> world.path(each.path(), records).isPresent())
        .toList();
  }

  /** Lists of a new record that are records of their own here. */
  private Map<String, Served.Kind> children(Served.Kind parent, Map<String, JsonNode> left) {
    Map<String, Served.Kind> children = new java.util.LinkedHashMap<>();
    for (var each : left.entrySet()) {
      if (each.getValue().isArray()) {
        world
            .findKind(each.getKey())
            .filter(kind -> !kind.equals(parent))
            .ifPresent(kind -> children.put(each.getKey(), kind));
      }
    }
    return children;
  }

  private void makeChild(JsonNode step, Served.Kind kind, Kept parent, JsonNode child)
      throws IOException, Verdict.Told {
    var makers = makers(kind, List.of(parent));
    if (makers.isEmpty()) {
      throw Verdict.missing("a way to make a " + kind.name(), List.of(kind.name()));
    }
    var maker = makers.getFirst();
    var members = world.served.members(maker.body());
    var to = world.words.find(members.keySet(), List.of(Words.plain(parent.kind().name())));
    ObjectNode json;
    if (child.isObject()) {
      json = world.body(maker.body(), child).json();
    } else {
      json = world.body(maker.body(), World.MAPPER.createObjectNode()).json();
      members.entrySet().stream()
          .filter(each -> Values.types(each.getValue()).contains("string"))
          .filter(each -> to.isEmpty() || !to.get().equals(each.getKey()))
          .findFirst()
          .ifPresent(each -> json.set(each.getKey(), child));
    }
    to.ifPresent(member -> json.put(member, parent.key()));
    var path = world.path(maker.path(), List.of(parent)).orElseThrow();
    var answer = world.wire.send(Wire.caller(step), "POST", path, json);
    Wire.accepted(World.MAPPER.createObjectNode(), answer);
  }

  /** That clients cannot give a field at all is a refusal of whatever they would give. */
  private boolean isShownOnly(JsonNode step, Served.Kind kind, String field) {
    return step.has("refused")
        && world.words.find(world.served.members(kind.schema()).keySet(), field).isPresent();
  }

  /** {@code read: $b, see: {...}}. */
  void read(JsonNode step) throws IOException, Verdict.Told {
    var record = world.record(step.path("read").asText());
    var operation = world.served.ofOne("GET", record.kind());
    if (operation.isEmpty()) {
      if (!step.has("refused")) {
        throw missing("to read one of ", record);
      }
      return;
    }
    var answer = world.wire.send(Wire.caller(step), "GET", record.path(), null);
    if (Wire.accepted(step, answer)) {
      world.see(step.path("see"), answer.json(), record.kind().schema(), answer.said());
    }
  }

  /** {@code change: $b, with: {...}, see: {...}}. */
  void change(JsonNode step) throws IOException, Verdict.Told {
    change(step, world.record(step.path("change").asText()), step.path("with"));
  }

  /** Changes some fields, by a replacement where nothing else does. */
  void change(JsonNode step, Kept record, JsonNode with) throws IOException, Verdict.Told {
    var operation =
        world
            .served
            .ofOne("PATCH", record.kind())
            .or(() -> world.served.ofOne("PUT", record.kind()));
    if (operation.isEmpty()) {
      if (Wire.wantsBarred(step)) {
        return;
      }
      throw missing("to change ", record);
    }
    var change = operation.get();
    var body = body(change, with, record);
    for (var left : body.left().keySet()) {
      if (isShownOnly(step, record.kind(), left)) {
        return;
      }
      throw Verdict.missing(
          "to change %s of %s".formatted(left, record.kind().name()),
          world.words.alternatives(left));
    }
    var answer = world.wire.send(Wire.caller(step), change.method(), record.path(), body.json());
    if (Wire.accepted(step, answer)) {
      world.see(step.path("see"), answer.json(), record.kind().schema(), answer.said());
    }
  }

  private World.Body body(Served.Operation change, JsonNode with, Kept record) {
    var isWhole = change.method().equals("PUT");
    var schema = change.body();
    if (!isWhole) {
      return world.body(schema, with);
    }
    var before = World.MAPPER.createObjectNode();
    for (var member : world.served.members(schema).keySet()) {
      if (record.shown().has(member)) {
        before.set(member, record.shown().get(member));
      }
    }
    var given = world.body(schema, with);
    before.setAll(given.json());
    return new World.Body(before, given.left());
  }

  /**
   * Whether a change by {@code with} can be asked for: its fields are there and take such words.
   */
  boolean canChange(Kept record, JsonNode with) {
    var operation =
        world
            .served
            .ofOne("PATCH", record.kind())
            .or(() -> world.served.ofOne("PUT", record.kind()));
    JsonNode schema = operation.map(Served.Operation::body).orElse(MissingNode.getInstance());
    var members = world.served.members(schema);
    var matched = world.matched(World.names(with), members.keySet());
    for (var each : with.properties()) {
      var member = Optional.ofNullable(matched.get(each.getKey())).map(members::get);
      if (member.isEmpty()) {
        return false;
      }
      var types = Values.types(member.get());
      var value = world.values.sent(each.getValue(), member.get(), world.served);
      var isOf =
          member.get().has("enum")
              ? contains(member.get().path("enum"), value)
              : types.contains("boolean") == value.isBoolean();
      if (!isOf) {
        return false;
      }
    }
    return true;
  }

  private static boolean contains(JsonNode list, JsonNode value) {
    List<JsonNode> all = new ArrayList<>();
    list.forEach(all::add);
    return all.contains(value);
  }

  /** {@code delete: $b}. */
  void delete(JsonNode step) throws IOException, Verdict.Told {
    delete(step, world.record(step.path("delete").asText()));
  }

  /** Deletes a record. */
  void delete(JsonNode step, Kept record) throws IOException, Verdict.Told {
    if (world.served.ofOne("DELETE", record.kind()).isEmpty()) {
      if (Wire.wantsBarred(step)) {
        return;
      }
      throw missing("to delete ", record);
    }
    Wire.accepted(step, world.wire.send(Wire.caller(step), "DELETE", record.path(), null));
  }

  private Verdict.Told missing(String what, Kept record) {
    return Verdict.missing(
        "a way " + what + record.kind().name(), List.of(what.replaceAll("to | of | one ", "")));
  }
}
