package factory.runtime;

import factory.runtime.Problem.FieldError;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the bodies that pages' forms send: names, each with one text or several. */
final class Forms {
  private static final int MAX_PARTS = 1_000;

  private Forms() {}

  /**
   * The texts of a form by name, in their order.
   *
   * @param type the whole header {@code Content-Type}
   * @throws Problem MALFORMED_BODY when it cannot be read, or has files
   */
  static Map<String, List<String>> read(String type, InputStream body) throws IOException {
    return isMultipart(type)
        ? parts(type, body)
        : bounded(Http.pairs(text(body.readAllBytes()), Forms::notUtf8));
  }

  /** What is no text in JSON is JSON in a form. */
  private static JsonValue raw(String text) {
    try {
      return new JsonValue.Raw(JsonValue.minified(text));
    } catch (IllegalArgumentException e) {
      throw Problem.malformed("A part of the body is not JSON that can be read.");
    }
  }

  static boolean isMultipart(String type) {
    return type.toLowerCase(Locale.ROOT).strip().startsWith(Http.MULTIPART);
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
    if (!text.isEmpty() && Composites.isRaw(kind)) {
      return raw(text);
    }
    return text.isEmpty() && !(kind instanceof Words.Text)
        ? new JsonValue.Nothing()
        : kind.fromText(text);
  }

  private static Map<String, List<String>> parts(String type, InputStream body) throws IOException {
    try (var multipart = Multipart.read(type, body, Multipart.Limits.TEXTS, null)) {
      return texts(multipart);
    }
  }

  /** The texts among parts; what is a file is refused. */
  private static Map<String, List<String>> texts(Multipart multipart) throws IOException {
    Map<String, List<String>> texts = new LinkedHashMap<>();
    for (var part : multipart.parts()) {
      if (part.isFile()) {
        throw Problem.invalid(List.of(new FieldError(part.name(), "must be a text, not a file")));
      }
      texts.computeIfAbsent(part.name(), _ -> new ArrayList<>()).add(part.content().text());
    }
    return texts;
  }

  /** A text of a form. */
  static String text(byte[] bytes) {
    return Utf8.text(bytes, Forms::notUtf8);
  }

  private static Problem notUtf8() {
    return Problem.malformed("The body is not a form in UTF-8.");
  }
}
