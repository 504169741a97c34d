package factory.runtime;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Hashes of what a service issues and is asked for by itself, such as keys of clients:
 * HMAC-SHA-256, which is the same for the same text, so that an index finds it. Its key is not
 * where records are, so that who has these alone can try nothing; and what is hashed is random and
 * long, so that it need not be slow.
 */
final class KeyedHash {
  private static final String ALGORITHM = "HmacSHA256";

  /** Another use of the service's key has another label, and so another key. */
  private static final String LABEL = "factory search keys 1";

  private final SecretKey key;

  /**
   * Derives its key, which stays the same for as long as the service's does.
   *
   * @param service the key that the service has from whoever deploys it
   */
  KeyedHash(SecretKey service) {
    key = new SecretKeySpec(mac(service, LABEL), ALGORITHM);
  }

  /** The stored form of a text. */
  Words.Hashed hash(String text) {
    return new Words.Hashed(
        "hmac-sha256$" + Base64.getEncoder().withoutPadding().encodeToString(mac(key, text)));
  }

  private static byte[] mac(SecretKey key, String text) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
