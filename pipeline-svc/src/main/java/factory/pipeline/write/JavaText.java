package factory.pipeline.write;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Text from outside, brought into Java where it can break out of nothing. */
final class JavaText {
  private JavaText() {}

  /** A string literal in ASCII. */
  static String literal(String text) {
    var out = new StringBuilder("\"");
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          // Octal, which ends with its third digit; a Unicode escape would be read before literals
          // are.
          if (c < 0x20 || c == 0x7f) {
            out.append("\\%03o".formatted((int) c));
          } else if (c > 0x7e) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }

  /** Plain words for a comment: one line of ASCII that ends no comment and begins no tag. */
  static String comment(String text) {
    return text.replaceAll("[^A-Za-z0-9 ,.;:!?()'+=-]", " ").replaceAll(" +", " ").strip();
  }

  /** Such as {@code BookShelf} of {@code book_shelf}. */
  static String camel(String snake) {
    return Arrays.stream(snake.split("_"))
        .filter(part -> !part.isEmpty())
        .map(part -> Character.toUpperCase(part.charAt(0)) + part.substring(1))
        .collect(Collectors.joining());
  }

  /** Such as {@code bookShelf} of {@code book_shelf}. */
  static String lowerCamel(String snake) {
    var camel = camel(snake);
    return Character.toLowerCase(camel.charAt(0)) + camel.substring(1);
  }
}
