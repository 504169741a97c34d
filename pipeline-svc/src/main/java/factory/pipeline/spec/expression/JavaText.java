package factory.pipeline.spec.expression;

import java.util.Set;
import javax.lang.model.SourceVersion;

/**
 * Names, literals and comments of Java. Whatever a text says, it stays a text: nothing becomes
 * code.
 */
public final class JavaText {
  /** What generated methods already call their own. */
  private static final Set<String> TAKEN =
      Set.of("call", "input", "caller", "record", "value", "values", "args", "rows", "row");

  private JavaText() {}

  /** A string literal, in one line. */
  public static String literal(String text) {
    var out = new StringBuilder(text.length() + 2).append('"');
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> character(c, out);
              }
            });
    return out.append('"').toString();
  }

  /** Letters and digits of any script stand as they are; what does not show is escaped. */
  private static void character(int c, StringBuilder out) {
    if (c < 0x20 || c == 0x7f) {
      // Octal and always three digits: a Unicode escape of a line end would end the literal.
      out.append("\\%03o".formatted(c));
    } else if (c < 0x7f || Character.isLetterOrDigit(c)) {
      out.appendCodePoint(c);
    } else {
      for (var unit : Character.toChars(c)) {
        out.append("\\u%04x".formatted((int) unit));
      }
    }
  }

  /** A snake_case name as a variable's or method's name, such as {@code dueDate}. */
  public static String variable(String name) {
    var variable = lowerCamel(name);
    return SourceVersion.isKeyword(variable) || TAKEN.contains(variable)
        ? variable + "_"
        : variable;
  }

  /** Such as {@code dueDate} of {@code due_date}, which may be a word of Java's. */
  public static String lowerCamel(String name) {
    var type = type(name);
    return Character.toLowerCase(type.charAt(0)) + type.substring(1);
  }

  /** Plain words for a comment: one line of ASCII that ends no comment and begins no tag. */
  public static String comment(String text) {
    return text.replaceAll("[^A-Za-z0-9 ,.;:!?()'+=-]", " ").replaceAll(" +", " ").strip();
  }

  /** The class of the code of that name. */
  public static String codeClass(String name) {
    return type(name) + "Code";
  }

  /** A snake_case name as a class's name, such as {@code DueDate}. */
  public static String type(String name) {
    var out = new StringBuilder();
    for (var word : name.split("_")) {
      if (!word.isEmpty()) {
        out.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
      }
    }
    return out.toString();
  }
}
