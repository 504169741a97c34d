package factory.registry.feed;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Text that callers pass back unread: a few bytes with their kind and a checksum, in base64url.
 * Anything that was not made here, was cut, or belongs elsewhere is told apart.
 */
public final class Opaque {
  private Opaque() {}

  /** Makes the text. */
  public static String seal(byte kind, ByteBuffer body) {
    var sealed = ByteBuffer.allocate(1 + body.remaining() + 4);
    sealed.put(kind).put(body);
    sealed.putInt(checksum(sealed.array(), sealed.position()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed.array());
  }

  /** The bytes of a text that {@link #seal} made with this kind and so many bytes. */
  public static Optional<ByteBuffer> open(byte kind, int length, String text) {
    if (text.length() > 200) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length != 1 + length + 4
        || bytes[0] != kind
        || ByteBuffer.wrap(bytes).getInt(1 + length) != checksum(bytes, 1 + length)
        // The decoder also takes padding and stray low bits.
        || !Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)) {
      return Optional.empty();
    }
    return Optional.of(ByteBuffer.wrap(bytes, 1, length));
  }

  private static int checksum(byte[] bytes, int length) {
    var crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
