package factory.runtime;

import factory.runtime.Problem.FieldError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the bodies that pages' forms send: names, each with one text or several. */
final class Forms {
  private static final int MAX_PARTS = 1_000;
  private static final int MAX_HEADER = 8 * 1024;
  private static final Pattern BOUNDARY =
      Pattern.compile(
          ";\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))", Pattern.CASE_INSENSITIVE);
  private static final Pattern DISPOSITION =
      Pattern.compile("(?im)^content-disposition:\\s*form-data\\s*(;.*)$");
  private static final Pattern NAME =
      Pattern.compile(";\\s*name=(?:\"([^\"]*)\"|([^\\s;\"]+))", Pattern.CASE_INSENSITIVE);
  private static final Pattern FILE =
      Pattern.compile(";\\s*filename\\*?=", Pattern.CASE_INSENSITIVE);

  private Forms() {}

  /**
   * The texts of a form by name, in their order.
   *
   * @param type the whole header {@code Content-Type}
   * @throws Problem MALFORMED_BODY when it cannot be read, or has files
   */
  static Map<String, List<String>> read(String type, InputStream body) throws IOException {
    var bytes = body.readAllBytes();
    return type.toLowerCase(Locale.ROOT).strip().startsWith(Http.MULTIPART)
        ? parts(boundary(type), bytes)
        : bounded(Http.pairs(text(bytes), Forms::notUtf8));
  }

  private static Map<String, List<String>> bounded(Map<String, List<String>> pairs) {
    if (pairs.values().stream().mapToInt(List::size).sum() > MAX_PARTS) {
      throw Problem.malformed("A form has at most " + MAX_PARTS + " values.");
    }
    return pairs;
  }

  /** What a field's texts are as JSON: a list of them, or the one that there is. */
  static JsonValue value(String name, Field field, List<String> texts) {
    if (field.kind() instanceof Composites.ListOf || field.kind() instanceof Composites.Texts) {
      List<JsonValue> items = new ArrayList<>();
      for (var text : texts) {
        if (!text.isEmpty()) {
          items.add(
              field.kind() instanceof Composites.ListOf list
                  ? one(list.item(), text)
                  : new JsonValue.Text(text));
        }
      }
      return new JsonValue.Items(items);
    }
    if (texts.size() > 1) {
      throw Problem.malformed("The body has the field '" + name + "' twice.");
    }
    return one(field.kind(), texts.getFirst());
  }

  /** What is left empty in a form has no value, where an empty text is none. */
  private static JsonValue one(Kind kind, String text) {
    if (text.length() > Bodies.MAX_CHARACTERS) {
      throw Problem.malformed("A text has at most 1,000,000 characters.");
    }
    return text.isEmpty() && !(kind instanceof Words.Text)
        ? new JsonValue.Nothing()
        : kind.fromText(text);
  }

  private static byte[] boundary(String type) {
    var boundary = BOUNDARY.matcher(type);
    if (!boundary.find()) {
      throw Problem.malformed("The content type multipart/form-data needs a boundary.");
    }
    var text = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
    return ("\r\n--" + text).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Source: RFC 7578 and RFC 2046, 5.1. */
  private static Map<String, List<String>> parts(byte[] boundary, byte[] body) {
    Map<String, List<String>> parts = new LinkedHashMap<>();
    // The first boundary may have no line before it.
    var at = startsWith(body, boundary, 2) ? boundary.length - 2 : after(body, boundary, 0);
    for (var number = 0; !isAt(body, at, "--"); number++) {
      if (number == MAX_PARTS) {
        throw Problem.malformed("A form has at most " + MAX_PARTS + " values.");
      }
      var start = afterLine(body, at);
      var next = after(body, boundary, start - 2);
      part(body, start, next - boundary.length, parts);
      at = next;
    }
    return parts;
  }

  private static void part(byte[] body, int start, int end, Map<String, List<String>> parts) {
    var blank = find(body, "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1), start, end);
    if (blank < 0 || blank - start > MAX_HEADER) {
      throw broken();
    }
    var headers = DISPOSITION.matcher(text(Arrays.copyOfRange(body, start, blank)));
    var name = headers.find() ? NAME.matcher(headers.group(1)) : null;
    if (name == null || !name.find()) {
      throw Problem.malformed("A part of the body has no name.");
    }
    var called = name.group(1) == null ? name.group(2) : name.group(1);
    if (FILE.matcher(headers.group(1)).find()) {
      throw Problem.invalid(List.of(new FieldError(called, "must be a text, not a file")));
    }
    parts
        .computeIfAbsent(called, _ -> new ArrayList<>())
        .add(text(Arrays.copyOfRange(body, Math.min(blank + 4, end), end)));
  }

  private static boolean startsWith(byte[] body, byte[] boundary, int from) {
    return body.length >= boundary.length - from
        && Arrays.equals(body, 0, boundary.length - from, boundary, from, boundary.length);
  }

  private static boolean isAt(byte[] body, int at, String text) {
    return at + text.length() <= body.length
        && new String(body, at, text.length(), StandardCharsets.ISO_8859_1).equals(text);
  }

  /** Behind the boundary's line, which may end with white space. */
  private static int afterLine(byte[] body, int from) {
    var at = from;
    while (at < body.length && (body[at] == ' ' || body[at] == '\t')) {
      at++;
    }
    if (!isAt(body, at, "\r\n")) {
      throw broken();
    }
    return at + 2;
  }

  private static int after(byte[] body, byte[] wanted, int from) {
    var found = find(body, wanted, from, body.length);
    if (found < 0) {
      throw broken();
    }
    return found + wanted.length;
  }

  private static int find(byte[] body, byte[] wanted, int from, int end) {
    for (var at = from; at <= end - wanted.length; at++) {
      if (body[at] == wanted[0]
          && Arrays.equals(body, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }

  private static Problem broken() {
    return Problem.malformed("The body is no multipart/form-data: its parts do not end.");
  }

  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw notUtf8();
    }
  }

  private static Problem notUtf8() {
    return Problem.malformed("The body is not a form in UTF-8.");
  }
}
