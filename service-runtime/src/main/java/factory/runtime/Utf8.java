package factory.runtime;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Reads bytes as UTF-8, where what is none must be refused and not become another text. */
final class Utf8 {
  private Utf8() {}

  /**
   * The text.
   *
   * @param none is thrown when they are no UTF-8
   */
  static <X extends RuntimeException> String text(byte[] bytes, Supplier<X> none) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw none.get();
    }
  }
}
