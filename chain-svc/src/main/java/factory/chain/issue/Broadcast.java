package factory.chain.issue;

import factory.chain.evm.Endpoints;
import factory.chain.evm.RpcRefused;
import java.util.List;
import java.util.Locale;

/** Hands signed transactions to a chain and sorts out what it says. */
final class Broadcast {
  private static final List<String> KNOWN = List.of("already known", "already imported");
  private static final List<String> USED = List.of("nonce too low", "nonce is too low");
  private static final List<String> TOO_CHEAP =
      List.of("underpriced", "less than block base fee", "fee too low", "feetoolow");

  private final Endpoints endpoints;

  Broadcast(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  /** What the chain says of a transaction. */
  sealed interface Answer {
    /** It waits to be mined. */
    record Taken() implements Answer {}

    /** It offers too little at present. */
    record TooCheap() implements Answer {}

    /** Its nonce was used, by itself or by another. */
    record NonceUsed() implements Answer {}

    /** The chain does not take it now, such as when the key has no money. */
    record No(String problem) implements Answer {}
  }

  Answer tell(Sent.Attempt attempt) {
    try {
      endpoints.tellAll(endpoint -> endpoint.broadcast(attempt.raw()));
      return new Answer.Taken();
    } catch (RpcRefused e) {
      var text = e.text().toLowerCase(Locale.ROOT);
      if (KNOWN.stream().anyMatch(text::contains)) {
        return new Answer.Taken();
      }
      if (USED.stream().anyMatch(text::contains)) {
        return new Answer.NonceUsed();
      }
      return TOO_CHEAP.stream().anyMatch(text::contains)
          ? new Answer.TooCheap()
          : new Answer.No(e.text());
    }
  }
}
