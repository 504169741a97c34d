package factory.chain.rpc;

import factory.chain.evm.Account;
import factory.mesh.Refused;
import java.math.BigInteger;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** Fields of requests. */
final class Parse {
  private static final Pattern AMOUNT = Pattern.compile("0|[1-9][0-9]{0,77}");
  private static final BigInteger LARGEST = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
  private static final Pattern HASH = Pattern.compile("0x[0-9a-fA-F]{64}");
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private Parse() {}

  /** A whole number from {@code least} to 2^256 - 1 as decimal text. */
  static BigInteger amount(String field, String text, BigInteger least) {
    return amount(field, text, least, LARGEST, "2^256-1");
  }

  /** A whole number from {@code least} to {@code most} as decimal text. */
  static BigInteger amount(String field, String text, BigInteger least, BigInteger most) {
    return amount(field, text, least, most, most.toString());
  }

  private static BigInteger amount(
      String field, String text, BigInteger least, BigInteger most, String mostInWords) {
    if (AMOUNT.matcher(text).matches()) {
      var amount = new BigInteger(text);
      if (amount.compareTo(most) <= 0 && amount.compareTo(least) >= 0) {
        return amount;
      }
    }
    throw Refused.field(
        field, "must be a whole number in decimal, " + least + " to " + mostInWords);
  }

  /** A number within bounds; {@code otherwise} when 0, which is what an unset field holds. */
  static int count(String field, int value, int otherwise, int least, int most) {
    if (value == 0) {
      return otherwise;
    }
    if (value < least || value > most) {
      throw Refused.field(field, "must be " + least + " to " + most + ", or 0 for " + otherwise);
    }
    return value;
  }

  static Account account(String field, String text) {
    return Account.parse(text)
        .orElseThrow(() -> Refused.field(field, "must be 0x and 40 hex digits"));
  }

  /** 0x and 64 hex digits in either case; in lower case. */
  static String hash(String field, String text) {
    if (!HASH.matcher(text).matches()) {
      throw Refused.field(field, "must be 0x and 64 hex digits");
    }
    return text.toLowerCase(Locale.ROOT);
  }

  static UUID serviceId(String text) {
    var lower = text.toLowerCase(Locale.ROOT);
    if (!ID.matcher(lower).matches()) {
      throw Refused.field("service_id", "must be a UUID");
    }
    return UUID.fromString(lower);
  }
}
