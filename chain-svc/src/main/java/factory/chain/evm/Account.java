package factory.chain.evm;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A wallet or a contract.
 *
 * @param hex 0x and 40 hex digits in lower case
 */
public record Account(String hex) {
  private static final Pattern SHAPE = Pattern.compile("0x[0-9a-fA-F]{40}");

  /** Nobody: where minted tokens come from and burned ones go. */
  public static final Account NOBODY = new Account("0x" + "0".repeat(40));

  /** Reads 0x and 40 hex digits in either case. */
  public static Optional<Account> parse(String text) {
    return SHAPE.matcher(text).matches()
        ? Optional.of(new Account(text.toLowerCase(Locale.ROOT)))
        : Optional.empty();
  }

  /** What an endpoint says where an address belongs. */
  static Account told(String text) {
    return parse(text)
        .orElseThrow(() -> new EndpointDown("the endpoint told an address that is none"));
  }

  /** From a 32-byte word, as topics and results of calls carry it. */
  static Account ofWord(String word) {
    Hex.bytes(word, 32);
    if (!word.startsWith("0x" + "0".repeat(24))) {
      throw new EndpointDown("the endpoint told an address that is longer than 20 bytes");
    }
    return told("0x" + word.substring(26));
  }

  @Override
  public String toString() {
    return hex;
  }
}
