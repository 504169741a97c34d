package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Paths that keep an operation to records with a value, such as those of one parent. */
final class PathChecks {
  private final Session session;
  private final Maker maker;

  PathChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  void run(Kind kind) {
    for (var route : kind.http().map(Http::routes).orElse(List.of())) {
      for (var of : route.keys().values()) {
        // What is listed beside a record is asked for by checks of relations.
        var isBeside = route.mine().flatMap(Route.Mine::of).isPresent();
        if (!of.equals("id") && !route.isText() && !isBeside) {
          session.check(
              Area.ROUTES,
              Routes.named(route) + " is about one " + of + " and no other",
              () -> keeps(kind, route, of));
        }
      }
    }
  }

  private Exchange ask(Kind kind, Route route, JsonNode values, Optional<ObjectNode> body)
      throws Ended {
    return session.ask(session.translation().over(kind, route, Wallet.A, values, body, ""));
  }

  private void keeps(Kind kind, Route route, String of) throws Ended {
    var record = maker.make(kind, Wallet.A);
    var others = others(kind, of, record);
    var unknown = unknown(kind, of);
    if (others.isEmpty() && unknown.isEmpty()) {
      throw Ended.notTried("no other " + of + " was found");
    }
    var isOfMany = route.operation() == Operation.LIST || route.operation() == Operation.CREATE;
    if (isOfMany && isAbove(kind, route, of)) {
      others.addAll(unknown);
      for (var other : others) {
        apart(kind, route, with(record, of, other), record);
      }
      return;
    }
    switch (route.operation()) {
      case LIST -> lists(kind, route, of, record, others, unknown);
      case CREATE -> makes(kind, route, of, others, unknown);
      case READ, UPDATE, DELETE -> {
        var body = body(kind, route, record);
        others.addAll(unknown);
        for (var other : others) {
          ask(kind, route, with(record, of, other), body).expectAbsent();
        }
        if (kind.operations().contains(Operation.READ)) {
          RecordChecks.same(
              kind, record, session.call(Wallet.A, "GET", Maker.path(kind, record)).expect(200));
        }
      }
    }
  }

  /** What is named is not of what is named before it: nothing is there. */
  private void apart(Kind kind, Route route, ObjectNode values, JsonNode record) throws Ended {
    var body =
        route.operation() == Operation.CREATE
            ? Optional.of(maker.body(kind, route, Wallet.A))
            : body(kind, route, record);
    ask(kind, route, values, body).expectAbsent();
  }

  /** Whether what a key names has below it what a later key of the path names. */
  private boolean isAbove(Kind kind, Route route, String of) {
    if (!(kind.field(of).map(Field::type).orElse(null)
        instanceof FieldType.Reference(var outer, _))) {
      return false;
    }
    var later =
        route.parameters().stream()
            .map(name -> route.keys().getOrDefault(name, "id"))
            .dropWhile(name -> !name.equals(of))
            .skip(1);
    return later
            .flatMap(name -> kind.field(name).stream())
            .flatMap(
                field ->
                    field.type() instanceof FieldType.Reference(var inner, _)
                        ? maker.kind(inner).fields().stream()
                            .filter(
                                one ->
                                    one.type() instanceof FieldType.Reference(var to, _)
                                        && to.equals(outer))
                        : java.util.stream.Stream.empty())
            .count()
        == 1;
  }

  private Optional<ObjectNode> body(Kind kind, Route route, JsonNode record) throws Ended {
    if (route.operation() != Operation.UPDATE) {
      return Optional.empty();
    }
    var nothing = ExactJson.MAPPER.createObjectNode();
    return Optional.of(
        route.partial()
            ? nothing
            : session
                .translation()
                .whole(kind, route, Wallet.A, record.path("id").asText(), nothing));
  }

  private void lists(
      Kind kind,
      Route route,
      String of,
      JsonNode record,
      List<JsonNode> others,
      List<JsonNode> unknown)
      throws Ended {
    for (var other : others) {
      var list = ask(kind, route, with(record, of, other), Optional.empty()).expect(200);
      for (var one : list.json().path(kind.plural())) {
        if (!one.path(of).asText().equalsIgnoreCase(other.asText())) {
          throw list.contradicts("with one of the " + of + " " + one.path(of));
        }
      }
    }
    for (var other : unknown) {
      ask(kind, route, with(record, of, other), Optional.empty()).expectAbsent();
    }
  }

  private void makes(
      Kind kind, Route route, String of, List<JsonNode> others, List<JsonNode> unknown)
      throws Ended {
    if (kind.access().create() instanceof Access.Nobody) {
      throw Ended.notTried("nobody may do that");
    }
    for (var other : unknown) {
      var body = maker.body(kind, route, Wallet.A);
      ask(kind, route, with(body, of, other), Optional.of(body)).expectAbsent();
    }
    for (var other : others) {
      // The body names one, the path another: the path is right.
      var body = maker.body(kind, route, Wallet.A);
      var asked =
          session
              .translation()
              .over(kind, route, Wallet.A, with(body, of, other), Optional.of(body), "");
      var name = kind.http().flatMap(http -> http.name(of)).orElse(of);
      var answer = session.ask(asked.with(named(asked, name, body.path(of))));
      if (answer.is(422) && !kind.rules().isEmpty()) {
        throw Ended.notTried("rules between its fields");
      }
      answer.expect(201);
      if (!answer.json().path(of).asText().equalsIgnoreCase(other.asText())) {
        throw answer.contradicts("with another %s than that of the path".formatted(of));
      }
    }
  }

  private static String named(Asked asked, String name, JsonNode value) throws Ended {
    try {
      var body = ExactJson.MAPPER.readTree(asked.request().body());
      var record = asked.route().bodyWithin().map(body::path).orElse(body);
      if (record instanceof ObjectNode object) {
        object.set(name, value);
      }
      return body.toString();
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw Ended.notTried("the body is no JSON");
    }
  }

  private static ObjectNode with(JsonNode record, String of, JsonNode value) {
    var values = ((ObjectNode) record).deepCopy();
    values.set(of, value);
    return values;
  }

  /** Values that another record could have there. */
  private List<JsonNode> others(Kind kind, String of, JsonNode record) throws Ended {
    List<JsonNode> others = new ArrayList<>();
    var field = kind.field(of).orElseThrow();
    if (field.type() instanceof FieldType.Reference(var target, _)) {
      try {
        others.add(maker.make(maker.kind(target), Wallet.A).path("id"));
      } catch (Ended e) {
        // A wallet may have one at most; what is not there is asked for all the same.
        if (e.outcome() == Proof.Outcome.FAILED) {
          throw e;
        }
      }
    } else {
      Values.fresh(of, field.type(), 700 + maker.next(), 1).ifPresent(others::add);
    }
    others.removeIf(
        other -> other.isMissingNode() || Values.same(field.type(), other, record.path(of)));
    return others;
  }

  /** Values that nothing can have there. */
  private List<JsonNode> unknown(Kind kind, String of) {
    var nodes = ExactJson.MAPPER.getNodeFactory();
    return switch (kind.field(of).orElseThrow().type()) {
      case FieldType.Reference(var target, _) ->
          switch (maker.kind(target).key()) {
            case Kind.Key.Sequence() ->
                List.of(nodes.numberNode(999_999_999), nodes.textNode("nonsense"));
            case Kind.Key.Uuid() ->
                List.of(
                    nodes.textNode("00000000-0000-4000-8000-000000000000"),
                    nodes.textNode("nonsense"));
            case Kind.Key.Natural _, Kind.Key.Code _, Kind.Key.Slug _ ->
                List.of(nodes.textNode("987654321"));
          };
      case FieldType.Whole _, FieldType.Truth _, FieldType.Date _, FieldType.Instant _ ->
          List.of(nodes.textNode("nonsense"));
      default -> List.of();
    };
  }
}
