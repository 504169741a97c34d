package factory.web.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of queries and forms, strictly. */
final class Percent {
  private Percent() {}

  /** Decodes; refuses what is not UTF-8 percent-encoding. */
  static String decode(String text, String field) {
    var bytes = new ByteArrayOutputStream(text.length());
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '+') {
        bytes.write(' ');
      } else if (c == '%') {
        var whole = i + 2 < text.length();
        var high = whole ? Character.digit(text.charAt(i + 1), 16) : -1;
        var low = whole ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw Problem.field(field, "must be percent-encoded UTF-8");
        }
        bytes.write(high * 16 + low);
        i += 2;
      } else {
        // Only ASCII may stand for itself.
        if (c > 0x7e) {
          throw Problem.field(field, "must be percent-encoded UTF-8");
        }
        bytes.write(c);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw Problem.field(field, "must be percent-encoded UTF-8");
    }
  }
}
