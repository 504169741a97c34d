package factory.runtime;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Salted, slow hashes of secrets: {@code pbkdf2-sha512$ITERATIONS$SALT$HASH}. */
final class Secrets {
  // Source: OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA512.
  static final int ITERATIONS = 210_000;

  /** Of a trial, which keeps nothing. */
  static final int TRIAL_ITERATIONS = 1_000;

  private static final String SCHEME = "pbkdf2-sha512";

  private static final SecureRandom RANDOM = new SecureRandom();

  private Secrets() {}

  /** Of no secret: what is compared where there is none to compare, in the same time. */
  static String ofNothing(int iterations) {
    return String.join("$", SCHEME, Integer.toString(iterations), "A".repeat(22), "A".repeat(43));
  }

  /** Hashes as a service does that keeps what it stores. */
  static String hash(String secret) {
    return hash(secret, ITERATIONS);
  }

  static String hash(String secret, int iterations) {
    var salt = new byte[16];
    RANDOM.nextBytes(salt);
    var encoder = Base64.getEncoder().withoutPadding();
    return String.join(
        "$",
        SCHEME,
        Integer.toString(iterations),
        encoder.encodeToString(salt),
        encoder.encodeToString(derive(secret, salt, iterations)));
  }

  /** Whether a secret is the one that was hashed; takes the same time for either. */
  static boolean matches(String hash, String secret) {
    var parts = hash.split("\\$", -1);
    if (parts.length != 4 || !parts[0].equals(SCHEME)) {
      return false;
    }
    var salt = Base64.getDecoder().decode(parts[2]);
    var derived = derive(secret, salt, Integer.parseInt(parts[1]));
    return MessageDigest.isEqual(derived, Base64.getDecoder().decode(parts[3]));
  }

  /** So many random characters of an alphabet, unguessable when they are enough. */
  static String code(String alphabet, int length) {
    var code = new StringBuilder(length);
    for (var i = 0; i < length; i++) {
      code.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
    }
    return code.toString();
  }

  private static byte[] derive(String secret, byte[] salt, int iterations) {
    var spec = new PBEKeySpec(Words.composed(secret).toCharArray(), salt, iterations, 256);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } finally {
      spec.clearPassword();
    }
  }
}
