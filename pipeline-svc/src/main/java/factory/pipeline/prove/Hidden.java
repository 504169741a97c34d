package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Kind;
import java.util.List;
import java.util.UUID;

/**
 * A record, and a wallet that may not see it.
 *
 * @param record as wallet a, who made it, sees it
 */
record Hidden(Kind kind, JsonNode record, Wallet from) {
  /** A condition may be about what is drawn. */
  private static final int MOST_DRAWN = 2;

  /** A new one. */
  static Hidden of(Session session, Supply supply, Kind kind) throws Ended {
    if (kind.http().isPresent()
        && kind.http().get().routes().stream().anyMatch(route -> route.keys().size() > 1)) {
      throw Ended.notTried("its paths have more than one key");
    }
    var most = kind.access().read() instanceof Access.When ? MOST_DRAWN : 1;
    for (var i = 0; i < most; i++) {
      var record = supply.record(kind, Wallet.A);
      if (record.path("id").asText().isEmpty()) {
        throw Ended.notTried("records do not show their id");
      }
      for (var wallet : List.of(Wallet.B, Wallet.C)) {
        var answer = session.call(wallet, "GET", Maker.path(kind, record));
        if (answer.is(404)) {
          return new Hidden(kind, record, wallet);
        }
        if (answer.is(200) && kind.access().read() instanceof Access.Owner) {
          throw answer.contradicts("though wallet a has made it, and nobody else may see it");
        }
      }
    }
    throw Ended.notTried("no record was found that somebody may not see");
  }

  String id() {
    return record.path("id").asText();
  }

  /** An id that no record has, of the same form. */
  String absent(Session session, Supply supply) throws Ended {
    var random = session.random();
    return switch (kind.key()) {
      case Kind.Key.Uuid() ->
          new UUID(random.nextLong(), 0x8000_0000_0000_0000L | random.nextLong(1L << 60))
              .toString();
      case Kind.Key.Sequence() -> Long.toString(Long.parseLong(id()) + 1_000_000);
      case Kind.Key.Code(var alphabet, var length) -> {
        var code = new StringBuilder();
        for (var i = 0; i < length; i++) {
          code.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        yield code.toString();
      }
      case Kind.Key.Slug _ -> "none-is-called-" + random.nextInt(1_000_000_000);
      case Kind.Key.Natural(var field) ->
          supply
              .value(kind, kind.field(field).orElseThrow(), Wallet.A)
              .map(JsonNode::asText)
              .orElseThrow(() -> Ended.notTried("no other " + field + " was found"));
    };
  }
}
