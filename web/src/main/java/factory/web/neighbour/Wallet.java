package factory.web.neighbour;

import java.util.Locale;
import java.util.Optional;

/**
 * A wallet's address.
 *
 * @param address 0x and 40 hex digits, lower case
 */
public record Wallet(String address) {
  /** How it must look, for whoever typed another thing. */
  public static final String RULE = "must be 0x and 40 hex digits";

  /** Reads one in either case; empty when it is none. */
  public static Optional<Wallet> parse(String text) {
    return text.strip().matches("0x[0-9a-fA-F]{40}")
        ? Optional.of(new Wallet(text.strip().toLowerCase(Locale.ROOT)))
        : Optional.empty();
  }

  /** Its ends, which people compare. */
  public String shortened() {
    return address.substring(0, 6) + "\u2026" + address.substring(38);
  }
}
