package factory.runtime;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/** What nobody can guess. */
public final class Codes {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int MAX_LENGTH = 1_000;
  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
  private static final String DIGITS = "0123456789";
  private static final String SIGNS = "!#$%&*+-=?@_";

  private Codes() {}

  /** So many code points of an alphabet, 1 to 1,000, each as likely as the others. */
  public static String randomCode(String alphabet, long length) {
    var letters = alphabet.codePoints().distinct().toArray();
    if (letters.length == 0 || length < 1 || length > MAX_LENGTH) {
      throw Uncomputable.of("A code is 1 to " + MAX_LENGTH + " characters of some alphabet");
    }
    var code = new StringBuilder();
    for (var i = 0; i < length; i++) {
      code.appendCodePoint(letters[RANDOM.nextInt(letters.length)]);
    }
    return code.toString();
  }

  /** 8 to 1,000 characters: an upper case and a lower case letter, a digit and a sign at least. */
  public static String randomPassword(long length) {
    if (length < 8 || length > MAX_LENGTH) {
      throw Uncomputable.of("A password has 8 to " + MAX_LENGTH + " characters");
    }
    while (true) {
      var password = randomCode(UPPER + LOWER + DIGITS + SIGNS, length);
      if (List.of(UPPER, LOWER, DIGITS, SIGNS).stream()
          .allMatch(some -> password.chars().anyMatch(letter -> some.indexOf(letter) >= 0))) {
        return password;
      }
    }
  }

  /** A number from one to another, both included. */
  public static long randomInt(long from, long to) {
    if (from > to) {
      throw Uncomputable.of("There is no number from " + from + " to " + to);
    }
    return to == Long.MAX_VALUE
        ? from == Long.MIN_VALUE ? RANDOM.nextLong() : RANDOM.nextLong(from - 1, to) + 1
        : RANDOM.nextLong(from, to + 1);
  }

  /** One of these. */
  public static <T> T pick(List<T> items) {
    if (items.isEmpty()) {
      throw Uncomputable.of("Nothing can be picked from an empty list");
    }
    return items.get(RANDOM.nextInt(items.size()));
  }

  /** These in another order. */
  public static <T> List<T> shuffle(List<T> items) {
    List<T> shuffled = new ArrayList<>(items);
    Collections.shuffle(shuffled, RANDOM);
    return List.copyOf(shuffled);
  }

  /** A random UUID. */
  public static String uuid() {
    return UUID.randomUUID().toString();
  }
}
