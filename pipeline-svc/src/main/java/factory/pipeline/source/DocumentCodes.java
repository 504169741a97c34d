package factory.pipeline.source;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.util.Optional;
import java.util.Set;

/** Short codes that the service makes, such as those of links: what they are in a document. */
final class DocumentCodes {
  /** Letters and digits that nobody takes for another; each fits a segment of a path. */
  static final String ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

  private static final int LENGTH = 8;

  private static final Set<String> SHORT =
      Set.of(
          "code",
          "short_code",
          "shortcode",
          "slug",
          "short_id",
          "shortid",
          "alias",
          "hash",
          "short");

  private DocumentCodes() {}

  /** Whether a member may be a code: a text of which nothing says what it is. */
  static boolean isCode(Described schema) {
    return schema.is("string")
        && schema.format().isEmpty()
        && schema.words().isEmpty()
        && schema.limits().pattern().isEmpty()
        && length(schema) > 3;
  }

  /** Whether what names a record is a code by its name. */
  static boolean isShort(String property, Described schema) {
    return SHORT.contains(DocumentPath.snake(property)) && isCode(schema);
  }

  /** The key of records that codes name. */
  static Kind.Key key(Described schema) {
    return new Kind.Key.Code(ALPHABET, length(schema));
  }

  /** A field that the service makes. */
  static Field made(String name, Described schema) {
    return new Field(
        name,
        DocumentTypes.line(),
        schema.description().strip(),
        true,
        true,
        new Origin.Code(ALPHABET, length(schema)));
  }

  /** A field that is a code when it is not given; empty when no code fits it. */
  static Optional<Field> orMade(Field field) {
    return field.type() instanceof FieldType.Text text
            && field.origin() instanceof Origin.Given given
            && given.fallback().isEmpty()
            && text.pattern().filter(pattern -> !takesCodes(pattern)).isEmpty()
            && text.minLength() <= LENGTH
            && text.maxLength() >= LENGTH
        ? Optional.of(
            new Field(
                field.name(),
                field.type(),
                field.description(),
                field.required(),
                true,
                new Origin.Given(
                    Optional.of("randomCode('%s', %d)".formatted(ALPHABET, LENGTH)),
                    given.fixed())))
        : Optional.empty();
  }

  private static boolean takesCodes(String pattern) {
    try {
      return Pattern.matches(pattern, ALPHABET.substring(0, LENGTH))
          && Pattern.matches(pattern, ALPHABET.substring(ALPHABET.length() - LENGTH))
          && Pattern.matches(
              pattern, ALPHABET.substring(ALPHABET.length() / 2).substring(0, LENGTH));
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  /** Whether a text may have so many characters. */
  static boolean takes(Described schema, int length) {
    return bound(schema, "min_length", 0) <= length && bound(schema, "max_length", 100) >= length;
  }

  private static int length(Described schema) {
    var least = bound(schema, "min_length", 0);
    var most = bound(schema, "max_length", 100);
    return Math.min(Math.max(LENGTH, least), most);
  }

  private static int bound(Described schema, String name, int otherwise) {
    var bound = schema.limits().bounds().get(name);
    return bound == null || bound.intValue() > 100 ? otherwise : bound.intValue();
  }
}
