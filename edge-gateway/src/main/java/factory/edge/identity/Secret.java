package factory.edge.identity;

import factory.edge.gate.PlatformCredentials;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * What a caller shows to be recognised: a prefix that scanners of leaked secrets know, 32 random
 * letters and digits (190 bits), and 6 that check the others, so that a mistyped one costs nothing.
 */
record Secret(String text) {
  /** Of a session. */
  static final String SESSION = PlatformCredentials.SESSION;

  /** Of a service's key. */
  static final String KEY = PlatformCredentials.KEY;

  /** Of a key for pages, which has the form of a secret and is none. */
  static final String PUBLISHABLE = PlatformCredentials.PUBLISHABLE;

  /** Of a session on a service's own origin. */
  static final String ORIGIN = PlatformCredentials.ORIGIN;

  /** Of a code that is used once. */
  static final String HANDOVER = "mfh_";

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int RANDOM = 32;
  private static final int CHECK = 6;
  private static final int HINT = 8;

  static Secret make(String prefix, SecureRandom random) {
    var text = new StringBuilder(prefix);
    for (var i = 0; i < RANDOM; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return new Secret(text.append(check(text.toString())).toString());
  }

  /** A secret with this prefix; empty for anything that never was one. */
  static Optional<Secret> read(String prefix, String text) {
    return text.length() == prefix.length() + RANDOM + CHECK
            && text.startsWith(prefix)
            && isChecked(text)
        ? Optional.of(new Secret(text))
        : Optional.empty();
  }

  private static String check(String text) {
    var left = sum(text.getBytes(StandardCharsets.UTF_8), text.length());
    var check = new char[CHECK];
    for (var i = CHECK - 1; i >= 0; i--) {
      check[i] = ALPHABET.charAt((int) (left % ALPHABET.length()));
      left /= ALPHABET.length();
    }
    return new String(check);
  }

  /** Whether it ends with the {@link #check} of the rest: every gated call asks. */
  private static boolean isChecked(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length != text.length()) {
      // Letters and digits are one byte each.
      return false;
    }
    var left = sum(bytes, bytes.length - CHECK);
    for (var i = bytes.length - 1; i >= bytes.length - CHECK; i--) {
      if (bytes[i] != ALPHABET.charAt((int) (left % ALPHABET.length()))) {
        return false;
      }
      left /= ALPHABET.length();
    }
    return true;
  }

  private static long sum(byte[] bytes, int length) {
    var crc = new CRC32();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }

  /** Letters and digits for one sign-in. */
  static String nonce(SecureRandom random) {
    var text = new StringBuilder();
    for (var i = 0; i < 17; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  /** What is kept of it. */
  SecretHash hash() {
    return SecretHash.of(text);
  }

  /** Enough to recognise it by, and far too little to use it. */
  String hint() {
    return text.substring(0, HINT);
  }

  @Override
  public String toString() {
    return "Secret[" + hint() + "...]";
  }
}
