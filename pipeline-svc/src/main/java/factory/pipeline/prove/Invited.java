package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.Accounts.Invitations;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Invitations as a proof makes them, so that others can register. */
final class Invited {
  private static final Instant LATE = Instant.parse("2200-01-01T00:00:00Z");

  private final Session session;
  private final Maker maker;
  private final Invitations invitations;

  Invited(Session session, Maker maker, Invitations invitations) {
    this.session = session;
    this.maker = maker;
    this.invitations = invitations;
  }

  /** The code of a new invitation; empty where nobody is there who could make one. */
  Optional<JsonNode> code() throws Ended {
    var by = host();
    return by.isEmpty() ? Optional.empty() : Optional.of(code(make(by.get(), 1, LATE)));
  }

  /** Somebody who has an account. */
  Optional<Wallet> host() {
    return Stream.of(Wallet.A, Wallet.B, Wallet.C)
        .filter(wallet -> session.member(wallet).isPresent())
        .findFirst();
  }

  Kind kind() {
    return maker.kind(invitations.kind());
  }

  /** A new invitation, for so many until then, as far as one can be given that. */
  JsonNode make(Wallet as, int most, Instant ends) throws Ended {
    if (!kind().operations().contains(Kind.Operation.CREATE)) {
      return maker.make(kind(), as);
    }
    ObjectNode body = maker.body(kind(), as, true);
    invitations.most().filter(this::isGiven).ifPresent(field -> body.put(field, most));
    invitations.ends().filter(this::isGiven).ifPresent(field -> body.put(field, ends.toString()));
    return session.call(as, "POST", Maker.path(kind()), body).expect(201).json();
  }

  /** Whether whoever makes an invitation says what a field is. */
  boolean isGiven(String field) {
    return kind().field(field).filter(one -> one.origin() instanceof Origin.Given).isPresent();
  }

  /** The code of an invitation. */
  JsonNode code(JsonNode invitation) throws Ended {
    var code = invitation.path(invitations.code());
    if (!code.isValueNode() || code.asText().isEmpty()) {
      throw Ended.notTried("nothing shows the code of an invitation");
    }
    return new com.fasterxml.jackson.databind.node.TextNode(code.asText());
  }
}
