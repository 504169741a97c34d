package factory.pipeline.prove;

import com.fasterxml.jackson.databind.node.TextNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import java.util.List;

/**
 * That nobody entitles himself by the record that he makes, or by what he changes of one: a wallet
 * names itself wherever a body may name a wallet, and what it may is what it might before.
 */
final class NamedChecks {
  /** Whoever comes first may be made one of those who may. */
  private static final List<Wallet> OTHERS = List.of(Wallet.B, Wallet.C);

  private final Session session;
  private final Maker maker;
  private final VisibilityChecks visible;

  NamedChecks(Session session, Maker maker, VisibilityChecks visible) {
    this.session = session;
    this.maker = maker;
    this.visible = visible;
  }

  void run(Kind kind) {
    if (kind.operations().contains(Operation.CREATE)
        && kind.access().create() instanceof Access.When(var condition)) {
      Maker.given(kind).stream()
          .filter(NamedChecks::names)
          .forEach(
              field ->
                  session.check(
                      Area.VISIBILITY,
                      "Nobody may make a %s because it has him as %s"
                          .formatted(kind.name(), field.name()),
                      () -> makes(kind, field, condition)));
    }
    if (kind.operations().contains(Operation.UPDATE)
        && Maker.hasCreate(kind)
        && kind.access().update() instanceof Access.When(var condition)) {
      Maker.changeable(kind).stream()
          .filter(NamedChecks::names)
          .forEach(
              field ->
                  session.check(
                      Area.VISIBILITY,
                      "Nobody may change a %s by making himself its %s"
                          .formatted(kind.name(), field.name()),
                      () -> changes(kind, field, condition)));
    }
  }

  private static boolean names(Field field) {
    return field.type() instanceof FieldType.Wallet && field.origin() instanceof Origin.Given;
  }

  private static TextNode address(Wallet wallet) {
    return TextNode.valueOf(wallet.address().orElseThrow());
  }

  private void makes(Kind kind, Field field, String condition) throws Ended {
    for (var wallet : OTHERS) {
      var body =
          maker
              .bodyWith(kind, wallet, field.name(), address(wallet))
              .orElseThrow(() -> Ended.notTried("its rules keep him from being named"));
      var allowed = visible.mayMake(condition, kind, body, wallet);
      var answer = session.call(wallet, "POST", Maker.path(kind), body);
      if (!answer.is(409) && !answer.is(422)) {
        answer.expect(allowed ? 201 : 403);
      }
    }
  }

  private void changes(Kind kind, Field field, String condition) throws Ended {
    var record = maker.makeWith(kind, Wallet.A, field.name(), address(Wallet.A));
    var path = Maker.path(kind, record);
    var tried = false;
    for (var wallet : OTHERS) {
      if (visible.holds(condition, kind, record, wallet)) {
        continue;
      }
      tried = true;
      var seen = visible.sees(kind, record, wallet);
      var body = ExactJson.MAPPER.createObjectNode().set(field.name(), address(wallet));
      session.call(wallet, "PATCH", path, body).expect(seen ? 403 : 404);
      if (kind.operations().contains(Operation.READ) && visible.sees(kind, record, Wallet.A)) {
        var read = session.call(Wallet.A, "GET", path).expect(200);
        if (!read.json().equals(Shown.later(kind, record))) {
          throw read.contradicts("which is not as before the refusal: " + record);
        }
      }
    }
    if (!tried) {
      throw Ended.notTried("everybody may change what was made");
    }
  }
}
