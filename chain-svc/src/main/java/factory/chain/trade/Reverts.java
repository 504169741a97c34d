package factory.chain.trade;

import factory.chain.evm.Contracts;
import java.util.Map;

/** What a token's contract says when it refuses. */
final class Reverts {
  private static final Map<String, String> NAMES = Contracts.errors("ServiceToken");
  private static final int SELECTOR = "0x".length() + 8;

  private Reverts() {}

  /** The name of the contract's error; {@code unknown} for another contract's. */
  static String name(String data) {
    return data.length() < SELECTOR
        ? "unknown"
        : NAMES.getOrDefault(data.substring(0, SELECTOR), "unknown");
  }
}
