package factory.runtime;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Check digits. */
public final class Checksums {
  private static final BigInteger NINETY_SEVEN = BigInteger.valueOf(97);

  /** How long an IBAN is, by country; source: the SWIFT IBAN registry. */
  private static final Map<String, Integer> IBAN_LENGTHS =
      Stream.of(
              "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18"
                  .split(" "),
              "DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23"
                  .split(" "),
              "IS26 IT27 JO30 KW30 KZ20 LB28 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30"
                  .split(" "),
              "NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SE24 SI19 SK24 SM27 TN24 TR26 UA29"
                  .split(" "))
          .flatMap(Stream::of)
          .collect(
              Collectors.toUnmodifiableMap(
                  entry -> entry.substring(0, 2), entry -> Integer.valueOf(entry.substring(2))));

  private Checksums() {}

  /** Whether digits end with their Luhn digit; spaces and hyphens do not count. */
  public static boolean luhn(String text) {
    var digits = bare(text);
    return digits.matches("[0-9]{2,100}") && luhnSum(digits, false) % 10 == 0;
  }

  /** The Luhn digit for these digits. */
  public static long luhnDigit(String text) {
    var digits = bare(text);
    if (!digits.matches("[0-9]{1,100}")) {
      throw Uncomputable.of(Uncomputable.shown(text) + " are no digits");
    }
    return (10L - luhnSum(digits, true) % 10) % 10;
  }

  private static int luhnSum(String digits, boolean lastIsDoubled) {
    var sum = 0;
    var doubled = lastIsDoubled;
    for (var i = digits.length() - 1; i >= 0; i--) {
      var digit = digits.charAt(i) - '0';
      var counted = doubled ? digit * 2 : digit;
      sum += counted > 9 ? counted - 9 : counted;
      doubled = !doubled;
    }
    return sum;
  }

  /** Whether it is an IBAN: its length and its check digits; spaces do not count. */
  public static boolean iban(String text) {
    var iban = text.replace(" ", "").toUpperCase(Locale.ROOT);
    if (!iban.matches("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")) {
      return false;
    }
    var length = IBAN_LENGTHS.get(iban.substring(0, 2));
    if (length != null && length != iban.length()) {
      return false;
    }
    var number = new StringBuilder();
    for (var c : (iban.substring(4) + iban.substring(0, 4)).toCharArray()) {
      number.append(Character.digit(c, 36));
    }
    return new BigInteger(number.toString()).mod(NINETY_SEVEN).intValue() == 1;
  }

  /** Whether it is an ISBN of 10 or 13 digits; spaces and hyphens do not count. */
  public static boolean isbn(String text) {
    var isbn = bare(text).toUpperCase(Locale.ROOT);
    if (!isbn.matches("[0-9]{9}[0-9X]")) {
      return isbn.matches("97[89][0-9]{10}") && ean(isbn);
    }
    var sum = 0;
    for (var i = 0; i < 10; i++) {
      sum += (10 - i) * (isbn.charAt(i) == 'X' ? 10 : isbn.charAt(i) - '0');
    }
    return sum % 11 == 0;
  }

  /** Whether it is an EAN of 8 or 13 digits; spaces and hyphens do not count. */
  public static boolean ean(String text) {
    var digits = bare(text);
    if (!digits.matches("[0-9]{8}|[0-9]{13}")) {
      return false;
    }
    var sum = 0;
    for (var i = 0; i < digits.length(); i++) {
      sum += (digits.charAt(digits.length() - 1 - i) - '0') * (i % 2 == 0 ? 1 : 3);
    }
    return sum % 10 == 0;
  }

  private static String bare(String text) {
    return text.replace(" ", "").replace("-", "");
  }
}
