package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;

/** References: to what is not there, and what becomes of them when the other is deleted. */
final class ReferenceChecks {
  private final Session session;
  private final Maker maker;

  ReferenceChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  void run(Kind kind) {
    for (var field : kind.fields()) {
      if (field.type() instanceof FieldType.Reference(var target, var onDelete)) {
        if (Maker.hasCreate(kind) && Maker.given(kind).contains(field)) {
          session.check(
              Area.REFERENCES,
              field.name() + " of a " + kind.name() + " must be a " + target + " that exists",
              () -> exists(kind, field));
        }
        var what =
            switch (onDelete) {
              case RESTRICT ->
                  "A " + target + " that a " + kind.name() + " refers to cannot be deleted";
              case CASCADE ->
                  "A " + kind.name() + " is deleted with the " + target + " that it refers to";
              case CLEAR ->
                  field.name()
                      + " of a "
                      + kind.name()
                      + " is cleared when its "
                      + target
                      + " is deleted";
            };
        session.check(
            Area.REFERENCES, what, () -> deletes(kind, field, maker.kind(target), onDelete));
      }
    }
  }

  private void exists(Kind kind, Field field) throws Ended {
    var body = maker.body(kind, Wallet.A, true);
    var keys = ExactJson.MAPPER.getNodeFactory();
    var target = maker.kind(((FieldType.Reference) field.type()).kind());
    var unknown =
        switch (target.key()) {
          case Kind.Key.Sequence() -> keys.numberNode(999_999_999);
          case Kind.Key.Natural(var name)
              when target.field(name).orElseThrow().type() instanceof FieldType.Whole ->
              keys.numberNode(987_654_321);
          default -> keys.textNode("00000000-0000-4000-8000-000000000000");
        };
    body.set(field.name(), unknown);
    session.call(Wallet.A, "POST", Maker.path(kind), body).expectMissing(field.name());
    for (var value : new JsonNode[] {keys.objectNode(), keys.booleanNode(true)}) {
      body.set(field.name(), value);
      session.call(Wallet.A, "POST", Maker.path(kind), body).expectRefused(field.name());
    }
    if (Maker.hasUpdate(kind) && Maker.changeable(kind).contains(field)) {
      var record = maker.make(kind, Wallet.A);
      var patch = ExactJson.MAPPER.createObjectNode();
      patch.set(field.name(), unknown);
      session.call(Wallet.A, "PATCH", Maker.path(kind, record), patch).expectMissing(field.name());
    }
  }

  /** A record with that reference, to a record that nothing else refers to where it can be. */
  private JsonNode child(Kind kind, Field field, Kind target) throws Ended {
    if (!Maker.hasCreate(kind) || !Maker.given(kind).contains(field)) {
      return maker.make(kind, Wallet.A);
    }
    var parent = maker.make(target, Wallet.A);
    var made = maker.makeWith(kind, Wallet.A, field.name(), parent.path("id"));
    if (!made.path(field.name()).asText().equals(parent.path("id").asText())) {
      throw Ended.failed("its " + field.name() + " is another one than was given: " + made);
    }
    return made;
  }

  private void deletes(Kind kind, Field field, Kind target, FieldType.OnDelete onDelete)
      throws Ended {
    if (!Maker.hasDelete(target)) {
      throw Ended.notTried("a " + target.name() + " cannot be deleted");
    }
    if (!kind.operations().contains(Operation.READ)) {
      throw Ended.notTried("a " + kind.name() + " cannot be read");
    }
    var made = child(kind, field, target);
    if (made.path(field.name()).isNull()) {
      throw Ended.notTried("none has its " + field.name() + " set");
    }
    var child = Maker.path(kind, made);
    var path = Maker.path(target, made.path(field.name()).asText());
    var deleted = session.call(Wallet.A, "DELETE", path);
    switch (onDelete) {
      case RESTRICT -> {
        deleted.expect(409, "STILL_REFERENCED");
        if (target.operations().contains(Operation.READ)) {
          session.call(Wallet.A, "GET", path).expect(200);
        }
        session.call(Wallet.A, "GET", child).expect(200);
      }
      case CASCADE -> {
        deleted.expect(204);
        session.call(Wallet.A, "GET", child).expect(404);
      }
      case CLEAR -> {
        deleted.expect(204);
        if (Routes.isInPath(kind, Operation.READ, field.name())) {
          throw Ended.notTried("its path says what " + field.name() + " is");
        }
        var read = session.call(Wallet.A, "GET", child).expect(200);
        if (!read.json().path(field.name()).isNull()) {
          throw read.contradicts("with " + field.name() + " still set");
        }
      }
    }
  }
}
