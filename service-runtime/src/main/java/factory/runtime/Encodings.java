package factory.runtime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Texts as other texts and back; bytes are those of UTF-8. */
public final class Encodings {
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private Encodings() {}

  /** In base64 with padding. */
  public static String base64(String text) {
    return Texts.checked(Base64.getEncoder().encodeToString(bytes(text)));
  }

  /** In base64 for addresses, without padding. */
  public static String base64Url(String text) {
    return Texts.checked(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(text)));
  }

  /** What is in base64 of either alphabet. */
  public static String fromBase64(String text) {
    try {
      return text(Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/')));
    } catch (IllegalArgumentException e) {
      throw Uncomputable.of(Uncomputable.shown(text) + " is no base64");
    }
  }

  /** In hexadecimal digits of lower case. */
  public static String hex(String text) {
    return Texts.checked(HexFormat.of().formatHex(bytes(text)));
  }

  /** What is in hexadecimal digits. */
  public static String fromHex(String text) {
    try {
      return text(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException e) {
      throw Uncomputable.of(Uncomputable.shown(text) + " are no hexadecimal digits in pairs");
    }
  }

  /** As a part of an address: all but letters, digits and {@code -._~} percent-encoded. */
  public static String urlEncode(String text) {
    var encoded = new StringBuilder();
    for (var b : bytes(text)) {
      if (UNRESERVED.indexOf(b) >= 0) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return Texts.checked(encoded.toString());
  }

  /** What is percent-encoded; a plus stays one. */
  public static String urlDecode(String text) {
    var given = bytes(text);
    var decoded = ByteBuffer.allocate(given.length);
    for (var i = 0; i < given.length; i++) {
      if (given[i] != '%') {
        decoded.put(given[i]);
        continue;
      }
      if (i + 2 >= given.length
          || !HexFormat.isHexDigit(given[i + 1])
          || !HexFormat.isHexDigit(given[i + 2])) {
        throw Uncomputable.of(Uncomputable.shown(text) + " is not percent-encoded");
      }
      decoded.put(
          (byte)
              (HexFormat.fromHexDigit(given[i + 1]) * 16 + HexFormat.fromHexDigit(given[i + 2])));
      i += 2;
    }
    var exact = new byte[decoded.position()];
    decoded.flip().get(exact);
    return text(exact);
  }

  /** As text within an element or an attribute of HTML. */
  public static String htmlEscape(String text) {
    var escaped = new StringBuilder();
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return Texts.checked(escaped.toString());
  }

  /** One line of CSV (RFC 4180), without its end. */
  public static String csvLine(List<String> fields) {
    var line = new StringBuilder();
    for (var i = 0; i < fields.size(); i++) {
      var field = fields.get(i);
      line.append(i == 0 ? "" : ",");
      var quoted =
          field.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
              || !field.strip().equals(field);
      line.append(quoted ? '"' + field.replace("\"", "\"\"") + '"' : field);
    }
    return Texts.checked(line.toString());
  }

  /** The fields of one line of CSV (RFC 4180). */
  public static List<String> csvFields(String line) {
    List<String> fields = new ArrayList<>();
    var field = new StringBuilder();
    var at = 0;
    while (true) {
      field.setLength(0);
      if (at < line.length() && line.charAt(at) == '"') {
        at++;
        while (true) {
          var quote = line.indexOf('"', at);
          if (quote < 0) {
            throw Uncomputable.of("A quoted field of the line has no end");
          }
          field.append(line, at, quote);
          at = quote + 1;
          if (at >= line.length() || line.charAt(at) != '"') {
            break;
          }
          field.append('"');
          at++;
        }
        if (at < line.length() && line.charAt(at) != ',') {
          throw Uncomputable.of("A quoted field of the line goes on after its end");
        }
      } else {
        var comma = line.indexOf(',', at);
        var end = comma < 0 ? line.length() : comma;
        field.append(line, at, end);
        if (field.indexOf("\"") >= 0) {
          throw Uncomputable.of("A field of the line has a quote in its midst");
        }
        at = end;
      }
      Texts.add(fields, field.toString());
      if (at >= line.length()) {
        return List.copyOf(fields);
      }
      at++;
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return Utf8.text(bytes, () -> Uncomputable.of("What was encoded is no text in UTF-8"));
  }
}
