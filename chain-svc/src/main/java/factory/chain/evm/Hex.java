package factory.chain.evm;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Hex as endpoints speak it, checked: whatever is malformed is an {@link EndpointDown}. */
public final class Hex {
  private static final Pattern QUANTITY = Pattern.compile("0x[0-9a-fA-F]{1,64}");
  private static final Pattern DATA = Pattern.compile("0x([0-9a-fA-F]{2})*+");
  private static final Pattern HASH = Pattern.compile("0x[0-9a-f]{64}");

  private Hex() {}

  /** A non-negative number below 2^256. */
  public static BigInteger quantity(String text) {
    if (!QUANTITY.matcher(text).matches()) {
      throw malformed("a number", text);
    }
    return new BigInteger(text.substring(2), 16);
  }

  /** A non-negative number that fits a long. */
  public static long number(String text) {
    var quantity = quantity(text);
    if (quantity.bitLength() > 63) {
      throw malformed("a block number", text);
    }
    return quantity.longValueExact();
  }

  /** Any number of bytes. */
  public static byte[] bytes(String text) {
    if (text.length() % 2 != 0 || !DATA.matcher(text).matches()) {
      throw malformed("bytes", text);
    }
    return HexFormat.of().parseHex(text, 2, text.length());
  }

  /** Exactly so many bytes. */
  public static byte[] bytes(String text, int length) {
    if (text.length() != 2 + 2 * length) {
      throw malformed(length + " bytes", text);
    }
    return bytes(text);
  }

  /** A 32-byte hash, in lower case. */
  public static String hash(String text) {
    if (!HASH.matcher(text).matches()) {
      throw malformed("a hash", text);
    }
    return text;
  }

  /** A number as a JSON-RPC quantity. */
  public static String of(long number) {
    return "0x" + Long.toHexString(number);
  }

  /** Bytes as JSON-RPC data. */
  public static String of(byte[] bytes) {
    return "0x" + HexFormat.of().formatHex(bytes);
  }

  private static EndpointDown malformed(String wanted, String text) {
    return new EndpointDown(
        "the endpoint answered '"
            + text.substring(0, Math.min(20, text.length()))
            + "' where "
            + wanted
            + " belongs");
  }
}
