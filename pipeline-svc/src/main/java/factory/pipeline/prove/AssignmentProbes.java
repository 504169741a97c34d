package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Bodies that say what only the service says: refused, or without any effect. */
final class AssignmentProbes {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String LONG_AGO = "2001-02-03T04:05:06Z";
  private static final String CLAIMED = "zqclaimed";
  private static final long CLAIMED_NUMBER = 770_077;

  /** What an owner is called, here and elsewhere. */
  private static final List<String> OWNERS =
      List.of("owner", "_owner", "owner_id", "caller", "wallet");

  /** What no field is called; the last has a line break and a script in it. */
  private static final List<String> OTHERS =
      List.of(
          "_seq",
          "revision",
          "role",
          "is_admin",
          "__proto__",
          "q\n" + Hostile.MARK + Hostile.SCRIPT);

  private final Session session;
  private final Supply supply;

  AssignmentProbes(Session session, Supply supply) {
    this.session = session;
    this.supply = supply;
  }

  void run(Kind kind) {
    var name = kind.name().replace('_', ' ');
    if (Maker.hasCreate(kind)) {
      session.check(
          Area.ATTACKS,
          "Whoever makes a " + name + " sets nothing that is the service's to set",
          () -> makes(kind));
    }
    if (Maker.hasUpdate(kind)) {
      session.check(
          Area.ATTACKS,
          "Whoever changes a " + name + " sets nothing that is the service's to set",
          () -> changes(kind, supply.anchor(kind, Wallet.A)));
    }
  }

  void run(Action action) {
    session.check(
        Area.ATTACKS,
        "Inputs of " + action.name() + " set no field that is none of them",
        () -> acts(action));
  }

  /** What the service sets of a record, each with a value that it would not have. */
  private static ObjectNode claims(Kind kind) {
    var claims = ExactJson.MAPPER.createObjectNode();
    switch (kind.key()) {
      case Kind.Key.Uuid() -> claims.put("id", "00000000-0000-4000-8000-00000000beef");
      case Kind.Key.Sequence() -> claims.put("id", CLAIMED_NUMBER);
      case Kind.Key.Code(var alphabet, var length) ->
          claims.put("id", alphabet.substring(0, 1).repeat(length));
      case Kind.Key.Slug _ -> claims.put("id", "claimed-slug");
      case Kind.Key.Natural _ -> {}
    }
    claims.put("created_at", LONG_AGO);
    claims.put("updated_at", LONG_AGO);
    for (var field : kind.fields()) {
      if (!(field.origin() instanceof Origin.Given) && Routes.shows(kind, field.name())) {
        claim(field.type()).ifPresent(value -> claims.set(field.name(), value));
      }
    }
    return claims;
  }

  /** A value that no field has by itself; none of types that have few values. */
  private static Optional<JsonNode> claim(FieldType type) {
    return switch (type) {
      case FieldType.Text text
          when text.pattern().isEmpty()
              && text.minLength() <= CLAIMED.length()
              && text.maxLength() >= CLAIMED.length() ->
          Optional.of(NODES.textNode(CLAIMED));
      case FieldType.Whole(var bounds) when takes(bounds) ->
          Optional.of(NODES.numberNode(CLAIMED_NUMBER));
      case FieldType.Decimal(var bounds, _) when takes(bounds) ->
          Optional.of(NODES.numberNode(CLAIMED_NUMBER));
      case FieldType.Money(var bounds) when takes(bounds) ->
          Optional.of(NODES.textNode(CLAIMED_NUMBER + ".00"));
      case FieldType.Date() -> Optional.of(NODES.textNode(LONG_AGO.substring(0, 10)));
      case FieldType.Instant() -> Optional.of(NODES.textNode(LONG_AGO));
      case FieldType.Wallet() -> Optional.of(NODES.textNode(Wallet.C.address().orElseThrow()));
      case FieldType.Email() -> Optional.of(NODES.textNode(CLAIMED + "@example.com"));
      case FieldType.Url() -> Optional.of(NODES.textNode("https://example.com/" + CLAIMED));
      default -> Optional.empty();
    };
  }

  private static boolean takes(FieldType.Bounds bounds) {
    var number = BigDecimal.valueOf(CLAIMED_NUMBER);
    return bounds.min().filter(min -> number.compareTo(min) <= 0).isEmpty()
        && bounds.max().filter(max -> number.compareTo(max) >= 0).isEmpty();
  }

  /** Whether nothing that a client may give is called so. */
  private static boolean isFree(Kind kind, String name) {
    return kind.field(name).isEmpty()
        && kind.fields().stream()
            .noneMatch(
                field ->
                    kind.http()
                        .flatMap(http -> http.name(field.name()))
                        .filter(name::equals)
                        .isPresent());
  }

  private static void others(Kind kind, ObjectNode body) {
    for (var name : OWNERS) {
      if (isFree(kind, name)) {
        body.put(name, Wallet.C.address().orElseThrow());
      }
    }
    for (var name : OTHERS) {
      if (isFree(kind, name)) {
        body.put(name, 1);
      }
    }
  }

  void makes(Kind kind) throws Ended {
    var body = supply.body(kind, Wallet.A);
    others(kind, body);
    var claims = claims(kind);
    body.setAll(claims);
    var answer = session.call(Wallet.A, "POST", Maker.path(kind), body);
    if (!answer.is(201)) {
      // To refuse such a body is another way to do no harm.
      return;
    }
    unset(kind, claims, answer);
    if (kind.access().read() instanceof Access.Owner
        && kind.operations().contains(Operation.READ)) {
      session.call(Wallet.C, "GET", Maker.path(kind, answer.json())).expect(404);
    }
  }

  void changes(Kind kind, JsonNode record) throws Ended {
    var claims = claims(kind);
    var answer = change(kind, record, claims);
    if (!answer.is(200)) {
      return;
    }
    unset(kind, claims, answer);
    if (kind.operations().contains(Operation.READ)
        && kind.access().read() instanceof Access.Owner) {
      RecordChecks.same(
          kind, record, session.call(Wallet.A, "GET", Maker.path(kind, record)).expect(200));
    }
  }

  private Exchange change(Kind kind, JsonNode record, ObjectNode claims) throws Ended {
    var nothing =
        new Request(Wallet.A, "PATCH", Maker.path(kind, record), Session.SENDS_JSON, "{}");
    var over = Target.ofJson(session.translation().asked(nothing));
    if (over.isEmpty()) {
      var body = claims.deepCopy();
      others(kind, body);
      return session.call(Wallet.A, "PATCH", Maker.path(kind, record), body);
    }
    // Beside what its route needs, by the names of JSON.
    var target = new Target("a change", over.get().request(), over);
    var body = target.body();
    var fields = target.fields(body);
    for (var claim : claims.properties()) {
      var name = kind.http().flatMap(http -> http.name(claim.getKey()));
      if (name.isPresent() || isFree(kind, claim.getKey())) {
        fields.set(name.orElse(claim.getKey()), claim.getValue());
      }
    }
    others(kind, fields);
    return target.send(session, body.toString());
  }

  /** None of what was claimed is so; what records do not show cannot be looked at. */
  private static void unset(Kind kind, JsonNode claims, Exchange answer) throws Ended {
    for (var claim : claims.properties()) {
      var got = answer.json().path(claim.getKey());
      var type =
          kind.field(claim.getKey())
              .map(factory.pipeline.spec.Field::type)
              .orElse(claim.getKey().equals("id") ? new FieldType.Json() : new FieldType.Instant());
      if (!got.isMissingNode()
          && !got.isNull()
          && (got.equals(claim.getValue()) || Values.same(type, claim.getValue(), got))) {
        throw answer.contradicts("so that a caller has set " + claim.getKey());
      }
    }
  }

  void acts(Action action) throws Ended {
    var kind = supply.kind(action.kind());
    var record =
        action.onRecord() ? supply.record(kind, Wallet.A) : ExactJson.MAPPER.createObjectNode();
    var body = supply.inputs(action, record, Wallet.A);
    var claims = claims(kind);
    for (var field : Maker.given(kind)) {
      claim(field.type()).ifPresent(value -> claims.set(field.name(), value));
    }
    action.inputs().forEach(input -> claims.remove(input.name()));
    others(kind, body);
    body.setAll(claims);
    var answer = session.call(Wallet.A, "POST", Maker.path(action, kind, record), body);
    if (answer.status() < 300 && action.onRecord() && kind.operations().contains(Operation.READ)) {
      var read = session.call(Wallet.A, "GET", Maker.path(kind, record));
      if (read.is(200)) {
        unset(kind, claims, read);
      }
    }
  }
}
