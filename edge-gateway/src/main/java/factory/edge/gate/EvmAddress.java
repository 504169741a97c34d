package factory.edge.gate;

import java.util.HexFormat;
import java.util.Optional;

/** A wallet's or contract's address: 20 bytes. */
public record EvmAddress(long high, long middle, int low) {
  private static final HexFormat HEX = HexFormat.of();

  /** Reads {@code 0x} and 40 hex digits in either case; anything else is empty. */
  public static Optional<EvmAddress> parse(String text) {
    if (text.length() != 42 || text.charAt(0) != '0' || text.charAt(1) != 'x') {
      return Optional.empty();
    }
    for (var i = 2; i < 42; i++) {
      if (!HexFormat.isHexDigit(text.charAt(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new EvmAddress(
            HexFormat.fromHexDigitsToLong(text, 2, 18),
            HexFormat.fromHexDigitsToLong(text, 18, 34),
            HexFormat.fromHexDigits(text, 34, 42)));
  }

  /** Lower case. */
  @Override
  public String toString() {
    return "0x" + HEX.toHexDigits(high) + HEX.toHexDigits(middle) + HEX.toHexDigits(low);
  }
}
