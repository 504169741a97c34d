package factory.pipeline.prove;

import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import java.util.List;
import java.util.Optional;

/** Texts that do something where they are taken for more than texts, and show that they did. */
final class Hostile {
  /** What each of them leaves behind where it does something; nothing has it by itself. */
  static final String MARK = "zqplanted";

  /** Runs in a page that shows it as it is. */
  static final String SCRIPT = "<script>" + MARK + "()</script>";

  /** Is everything to a query that it is written into, and nothing to one that it is bound to. */
  static final String ALWAYS = MARK + "' OR '1'='1";

  /** The header that a value with line breaks makes where it is written into a header. */
  static final String HEADER = "x-" + MARK;

  /** How many ways there are to write them: no text is a command in every place of one. */
  static final int WAYS = 3;

  /** The longest that a field takes is sent. */
  private static final List<List<String>> TEXTS =
      List.of(
          List.of(
              "' OR '1'='1'--\");DROP TABLE x;--"
                  + SCRIPT
                  + "\" onerror=\""
                  + MARK
                  + "()\"${7*7}{{7*7}}\r\n"
                  + MARK
                  + " forged\r\n"
                  + HEADER
                  + ": 1\r\n\r\n\u001b[2K"
                  + MARK
                  + "!",
              "');--" + SCRIPT + "\r\n" + MARK + " forged",
              "'" + SCRIPT,
              "'\"<b>;--",
              "'"),
          List.of(
              "x$(touch %1$s)`touch %1$s`;touch %1$s|touch %1$s&touch %1$s #".formatted(MARK),
              "$(touch %s)".formatted(MARK)),
          List.of("';touch %1$s;'".formatted(MARK), "'"));

  private Hostile() {}

  /**
   * The longest that fits.
   *
   * @param way one of {@link #WAYS}
   * @param n so that no two are the same
   */
  static Optional<String> within(FieldType.Text type, int way, int n) {
    return TEXTS.get(way % WAYS).stream()
        .map(text -> text + n)
        .filter(text -> text.length() <= type.maxLength() && text.length() >= type.minLength())
        .filter(text -> type.pattern().map(of -> Patterns.matches(of, text)).orElse(true))
        .findFirst();
  }

  /** The fields that take any text, and that a body can give. */
  static List<Field> places(Kind kind) {
    return Maker.given(kind).stream()
        .filter(field -> isPlace(field.type()))
        .filter(field -> !Routes.isInPathOfMaking(kind, field.name()))
        .filter(field -> Routes.shows(kind, field.name()))
        .toList();
  }

  /** Whether it takes any text; with a pattern, one that lets something through. */
  static boolean isPlace(FieldType type) {
    return type instanceof FieldType.Text text
        && (text.pattern().isEmpty() || within(text, 0, 1_000_000).isPresent());
  }
}
