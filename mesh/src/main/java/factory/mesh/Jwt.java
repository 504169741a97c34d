package factory.mesh;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * JSON Web Tokens (RFC 7519) of one kind: signed with HS256, and with no other header than ours.
 */
final class Jwt {
  /** HS256. */
  static final String ALGORITHM = "HmacSHA256";

  /** The only header there is: a token that names another algorithm is never looked at. */
  private static final String HEADER =
      base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.US_ASCII));

  private static final int MAX_CHARACTERS = 1024;

  private Jwt() {}

  /** A token with these claims, a JSON object in ASCII. */
  static String sign(SecretKey key, String claims) {
    var signed = HEADER + "." + base64(claims.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + base64(mac(key, signed));
  }

  /**
   * A token that was taken apart; who signed it is not known yet.
   *
   * @param claims as they are written; not to be believed before {@link #isSignedWith}
   */
  record Unverified(String signed, String claims, String signature) {
    /** Whether this key has signed it; takes as long whatever the answer. */
    boolean isSignedWith(SecretKey key) {
      return MessageDigest.isEqual(
          base64(mac(key, signed)).getBytes(StandardCharsets.US_ASCII),
          signature.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  /**
   * Takes a token apart.
   *
   * @throws IllegalArgumentException when it is none of ours
   */
  static Unverified parse(String token) {
    var parts = token.split("\\.", -1);
    if (token.length() > MAX_CHARACTERS || parts.length != 3 || !parts[0].equals(HEADER)) {
      throw new IllegalArgumentException("not a token of this kind");
    }
    return new Unverified(
        parts[0] + "." + parts[1],
        new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.ISO_8859_1),
        parts[2]);
  }

  static byte[] mac(SecretKey key, String text) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
