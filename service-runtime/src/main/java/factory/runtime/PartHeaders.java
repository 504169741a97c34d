package factory.runtime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a part of a body; RFC 7578, and what browsers and curl make of it.
 *
 * @param name of the field
 * @param fileName null of what is no file
 * @param type null when none is declared
 */
record PartHeaders(String name, @Nullable String fileName, @Nullable String type) {
  private static final Pattern LINE =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}):[ \t]*(.*?)[ \t]*");
  private static final Pattern PARAMETER =
      Pattern.compile("[ \t]*;[ \t]*([A-Za-z0-9!#$&+.^_`|~-]{1,60}\\*?)[ \t]*=[ \t]*");
  private static final Pattern TOKEN = Pattern.compile("[^\\s;\"]*");
  private static final Pattern EXTENDED =
      Pattern.compile("(?i)(utf-8|iso-8859-1)'[A-Za-z0-9-]{0,20}'(.*)");
  private static final Pattern TYPE =
      Pattern.compile("[A-Za-z0-9!#$&^_.+-]{1,60}/[A-Za-z0-9!#$&^_.+-]{1,80}(?:[ \t]*;.*)?");
  private static final int MOST_NAME = 1_000;

  /**
   * Reads them.
   *
   * @param text the lines of the header, with CRLF between
   * @throws Problem MALFORMED_BODY when they are none, or name no field
   */
  static PartHeaders parse(String text) {
    Map<String, String> headers = new HashMap<>();
    for (var line : text.split("\r\n", -1)) {
      var header = LINE.matcher(line);
      if (!header.matches() || hasControls(line)) {
        throw Problem.malformed("A part of the body has a header that cannot be read.");
      }
      if (headers.put(header.group(1).toLowerCase(Locale.ROOT), header.group(2)) != null) {
        throw Problem.malformed("A part of the body has a header twice.");
      }
    }
    var encoding = headers.getOrDefault("content-transfer-encoding", "binary");
    if (!encoding.toLowerCase(Locale.ROOT).matches("binary|8bit|7bit")) {
      throw Problem.malformed("Send each part of the body as it is, without an encoding.");
    }
    var parameters = parameters(headers.getOrDefault("content-disposition", ""));
    var name = parameters.get("name");
    if (name == null || name.length() > MOST_NAME) {
      throw Problem.malformed("A part of the body has no name.");
    }
    var extended = parameters.get("filename*");
    var plain = parameters.get("filename");
    var type = headers.get("content-type");
    return new PartHeaders(
        unescaped(name),
        extended != null ? decoded(extended) : plain == null ? null : unescaped(plain),
        type == null || !TYPE.matcher(type).matches() ? null : MediaTypes.bare(type));
  }

  private static Map<String, String> parameters(String disposition) {
    Map<String, String> parameters = new HashMap<>();
    var begin = disposition.indexOf(';');
    if (begin < 0 || !disposition.substring(0, begin).strip().equalsIgnoreCase("form-data")) {
      throw Problem.malformed("A part of the body has no name.");
    }
    var at = begin;
    var parameter = PARAMETER.matcher(disposition);
    while (parameter.region(at, disposition.length()).lookingAt()) {
      var value = new StringBuilder();
      at = value(disposition, parameter.end(), value);
      if (parameters.put(parameter.group(1).toLowerCase(Locale.ROOT), value.toString()) != null) {
        throw unreadable();
      }
    }
    if (!disposition.substring(at).matches("[ \t]*;?[ \t]*")) {
      throw unreadable();
    }
    return parameters;
  }

  /** Reads a value, which may stand between quotes; gives where it ends. */
  private static int value(String text, int from, StringBuilder into) {
    if (!text.startsWith("\"", from)) {
      var token = TOKEN.matcher(text).region(from, text.length());
      var _ = token.lookingAt();
      into.append(token.group());
      return token.end();
    }
    for (var at = from + 1; at < text.length(); at++) {
      var c = text.charAt(at);
      var next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
      if (c == '"') {
        return at + 1;
      }
      // Some write paths with backslashes, and escape nothing else.
      if (c == '\\' && (next == '"' || next == '\\')) {
        at++;
        into.append(next);
      } else {
        into.append(c);
      }
    }
    throw unreadable();
  }

  private static Problem unreadable() {
    return Problem.malformed("A part of the body has a name that cannot be read.");
  }

  /** What browsers cannot write in a header. */
  private static String unescaped(String text) {
    return text.replace("%22", "\"").replaceAll("%0[dD]", "\r").replaceAll("%0[aA]", "\n");
  }

  private static boolean hasControls(String line) {
    return line.chars().anyMatch(c -> (c < 0x20 && c != '\t') || c == 0x7f);
  }

  /** A value as RFC 8187 writes it. */
  private static String decoded(String value) {
    var parts = EXTENDED.matcher(value);
    if (!parts.matches()) {
      throw Problem.malformed("A part of the body has a filename* that is not UTF-8''...");
    }
    var raw = parts.group(2);
    var bytes = new ByteArrayOutputStream();
    for (var i = 0; i < raw.length(); i++) {
      var c = raw.charAt(i);
      var low = c == '%' && i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
      var high = low < 0 ? -1 : Character.digit(raw.charAt(i + 1), 16);
      if (c == '%' && high >= 0) {
        bytes.write(high * 16 + low);
        i += 2;
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    if (parts.group(1).equalsIgnoreCase("iso-8859-1")) {
      return bytes.toString(StandardCharsets.ISO_8859_1);
    }
    return Utf8.text(
        bytes.toByteArray(),
        () -> Problem.malformed("A part of the body has a filename* that is no UTF-8."));
  }
}
