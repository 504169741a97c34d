package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.Kind;
import java.util.List;
import java.util.Optional;

/**
 * What probes need before they can begin. Where it cannot be made, they are not tried: whether it
 * should have been, other checks say.
 */
final class Supply {
  private final Session session;
  private final Maker maker;

  Supply(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  private interface Making<T> {
    T make() throws Ended;
  }

  private <T> T made(Making<T> making) throws Ended {
    try {
      return making.make();
    } catch (Ended e) {
      throw e.outcome() == Outcome.FAILED && session.gone().isEmpty()
          ? Ended.notTried(e.evidence())
          : e;
    }
  }

  int next() {
    return maker.next();
  }

  Kind kind(String name) {
    return maker.kind(name);
  }

  JsonNode record(Kind kind, Wallet as) throws Ended {
    return made(() -> maker.make(kind, as));
  }

  /** The same one each time, where nobody deletes it; to make one may take long. */
  JsonNode anchor(Kind kind, Wallet as) throws Ended {
    return made(() -> maker.anchor(kind.name(), as));
  }

  ObjectNode body(Kind kind, Wallet as) throws Ended {
    return made(() -> maker.body(kind, as, true));
  }

  Optional<ObjectNode> bodyWith(Kind kind, Wallet as, String field, JsonNode value) throws Ended {
    return made(() -> maker.bodyWith(kind, as, field, value));
  }

  Optional<JsonNode> value(Kind kind, Field field, Wallet as) throws Ended {
    return made(() -> maker.value(kind, field, as, maker.next(), 5));
  }

  ObjectNode inputs(List<Field> inputs, Wallet as) throws Ended {
    return made(() -> maker.inputs(inputs, as, true, maker.next()));
  }

  ObjectNode inputs(Action action, JsonNode record, Wallet as) throws Ended {
    return made(() -> maker.freshInputs(action, record, as));
  }
}
