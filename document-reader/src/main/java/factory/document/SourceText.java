package factory.document;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bytes to text: strict UTF-8, with or without a byte order mark. */
final class SourceText {
  private SourceText() {}

  static String decode(byte[] bytes) throws Unreadable {
    if (bytes.length > Budget.MAX_BYTES) {
      throw new Unreadable(
          1, 1, "The document has more than 1 MiB; leave out what the service does not need.");
    }
    var decoder = StandardCharsets.UTF_8.newDecoder();
    var in = ByteBuffer.wrap(bytes);
    try {
      var text = decoder.decode(in).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      var before = new String(bytes, 0, in.position(), StandardCharsets.UTF_8);
      throw at(before, before.length(), "This is not UTF-8; save the document as UTF-8.");
    }
  }

  /** A refusal at an index of a text. */
  static Unreadable at(String text, int index, String message) {
    var line = 1;
    var start = 0;
    var end = Math.min(index, text.length());
    for (var i = 0; i < end; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        start = i + 1;
      }
    }
    return new Unreadable(line, end - start + 1, message);
  }
}
