package factory.edge.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of a secret: all that is kept of it. */
final class SecretHash {
  /** To be cloned: to ask for one again costs as much as the hash. */
  private static final MessageDigest SHA_256 = sha256();

  private final byte[] bytes;

  private SecretHash(byte[] bytes) {
    this.bytes = bytes;
  }

  static SecretHash kept(byte[] bytes) {
    return new SecretHash(bytes.clone());
  }

  static SecretHash of(String secret) {
    try {
      var sha256 = (MessageDigest) SHA_256.clone();
      return new SecretHash(sha256.digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] bytes() {
    return bytes.clone();
  }

  /** Where it is shelved: random enough, and not enough to guess the rest. */
  long place() {
    return ByteBuffer.wrap(bytes).getLong();
  }

  /** Compared in the same time wherever they differ. */
  boolean matches(SecretHash other) {
    return MessageDigest.isEqual(bytes, other.bytes);
  }
}
