package factory.runtime;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Digests of texts as bytes of UTF-8, in hexadecimal digits of lower case. */
public final class Digests {
  private static final int MAX_PASSWORD = 1_000;

  /** What {@link Secrets} writes now: another one's number of rounds is never computed. */
  private static final Pattern HASH =
      Pattern.compile(
          "pbkdf2-sha512\\$(%d|%d)\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43,86}"
              .formatted(Secrets.ITERATIONS, Secrets.TRIAL_ITERATIONS));

  private static final OneAtATime HASHING = new OneAtATime();

  private Digests() {}

  /** SHA-256. */
  public static String sha256(String text) {
    return digest("SHA-256", text);
  }

  /** SHA-512. */
  public static String sha512(String text) {
    return digest("SHA-512", text);
  }

  /** MD5: a checksum, which protects nothing. */
  public static String md5(String text) {
    return digest("MD5", text);
  }

  /** SHA-1: a checksum, which protects nothing. */
  public static String sha1(String text) {
    return digest("SHA-1", text);
  }

  /** CRC-32, in eight digits. */
  public static String crc32(String text) {
    var checksum = new CRC32();
    checksum.update(Encodings.bytes(text));
    return "%08x".formatted(checksum.getValue());
  }

  /** HMAC with SHA-256; the key is not empty. */
  public static String hmacSha256(String key, String text) {
    if (key.isEmpty()) {
      throw Uncomputable.of("An HMAC's key is not empty");
    }
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Encodings.bytes(key), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(Encodings.bytes(text)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A salted, slow hash of a password of 1 to 1,000 characters; each time another one. */
  public static String passwordHash(String password) {
    if (password.isEmpty() || Texts.length(password) > MAX_PASSWORD) {
      throw Uncomputable.of("A password has 1 to " + MAX_PASSWORD + " characters");
    }
    return HASHING.run(() -> Secrets.hash(password));
  }

  /** Whether that is a hash of the password, as {@link #passwordHash} makes them. */
  public static boolean passwordVerify(String password, String hash) {
    return Texts.length(password) <= MAX_PASSWORD
        && HASH.matcher(hash).matches()
        && HASHING.run(() -> Secrets.matches(hash, password));
  }

  private static String digest(String algorithm, String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance(algorithm).digest(Encodings.bytes(text)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
