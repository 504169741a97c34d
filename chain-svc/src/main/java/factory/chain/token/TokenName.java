package factory.chain.token;

import factory.chain.evm.Hex;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A token's name as its contract holds it.
 *
 * @param hex 0x and 64 hex digits: 1 to 32 bytes, then zero bytes
 */
public record TokenName(String hex) {
  private static final int BYTES = 32;
  private static final int SYMBOL_LENGTH = 8;

  /** Text of 1 to 32 bytes of UTF-8 without control characters. */
  public static Optional<TokenName> parse(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < 1
        || bytes.length > BYTES
        || text.isBlank()
        || text.codePoints().anyMatch(Character::isISOControl)) {
      return Optional.empty();
    }
    return Optional.of(new TokenName(Hex.of(Arrays.copyOf(bytes, BYTES))));
  }

  /** For a person to read; what is not UTF-8 is replaced. */
  public String text() {
    return new String(unpadded(), StandardCharsets.UTF_8);
  }

  /**
   * The first eight ASCII letters and digits in upper case, or {@code TOKEN}: the contract's rule.
   */
  public String symbol() {
    var symbol = new StringBuilder();
    for (var b : unpadded()) {
      var letter = (char) b;
      if (symbol.length() < SYMBOL_LENGTH && isLetterOrDigit(letter)) {
        symbol.append(letter);
      }
    }
    return symbol.isEmpty() ? "TOKEN" : symbol.toString().toUpperCase(Locale.ROOT);
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private byte[] unpadded() {
    var bytes = Hex.bytes(hex, BYTES);
    var length = BYTES;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return Arrays.copyOf(bytes, length);
  }

  @Override
  public String toString() {
    return text();
  }
}
