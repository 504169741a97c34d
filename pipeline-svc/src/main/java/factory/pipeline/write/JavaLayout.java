package factory.pipeline.write;

import java.util.ArrayList;
import java.util.List;

/**
 * Lays out Java that was written on one line, as google-java-format does: in 100 columns, broken at
 * the outermost place there is.
 */
final class JavaLayout {
  private static final int COLUMNS = 100;
  private static final List<String> OPERATORS =
      List.of(
          " || ", " && ", " == ", " != ", " < ", " <= ", " > ", " >= ", " + ", " - ", " * ", " / ");

  private JavaLayout() {}

  /**
   * A declaration or assignment.
   *
   * @param head up to the {@code =}, without it
   */
  static String assignment(int indent, String head, String value) {
    var margin = " ".repeat(indent);
    var one = margin + head + " = " + value + ";";
    if (one.length() <= COLUMNS) {
      return one + "\n";
    }
    var broken = expression(value, indent + 4, 1);
    return margin + head + " =\n" + " ".repeat(indent + 4) + broken + ";\n";
  }

  /** A statement such as a call or {@code return x}. */
  static String statement(int indent, String text) {
    return " ".repeat(indent) + expression(text, indent, 1) + ";\n";
  }

  /**
   * An expression whose first character stands in a column.
   *
   * @param trailing how many characters follow its last one on the same line
   */
  static String expression(String text, int column, int trailing) {
    if (column + text.length() + trailing <= COLUMNS) {
      return text;
    }
    var arrow = outermost(text, " -> ");
    if (arrow >= 0) {
      return text.substring(0, arrow)
          + " ->\n"
          + " ".repeat(column + 4)
          + expression(text.substring(arrow + 4), column + 4, trailing);
    }
    if (text.startsWith("return ")) {
      return "return " + expression(text.substring(7), column, trailing);
    }
    var question = outermost(text, " ? ");
    if (question >= 0) {
      return choice(text, question, column, trailing);
    }
    for (var operator : OPERATORS) {
      var parts = split(text, operator);
      if (parts.size() > 1) {
        return operands(parts, operator, column, trailing);
      }
    }
    var links = links(text);
    return links.size() > 1 && !(links.size() == 2 && isPlain(links.getFirst()))
        ? chain(links, column, trailing)
        : call(text, column, 4, trailing);
  }

  /** {@code condition ? one : other}, of which the other may be the next of them. */
  private static String choice(String text, int question, int column, int trailing) {
    var open = 1;
    var colon = question + 3;
    for (; open > 0 && colon < text.length(); colon++) {
      var nextColon = outermost(text, " : ", colon);
      var nextQuestion = outermost(text, " ? ", colon);
      if (nextColon < 0) {
        return text;
      }
      open += nextQuestion >= 0 && nextQuestion < nextColon ? 1 : -1;
      colon = nextQuestion >= 0 && nextQuestion < nextColon ? nextQuestion : nextColon;
    }
    colon--;
    var margin = "\n" + " ".repeat(column + 4);
    return expression(text.substring(0, question), column, 0)
        + margin
        + "? "
        + expression(text.substring(question + 3, colon), column + 4, 2)
        + margin
        + ": "
        + expression(text.substring(colon + 3), column + 4, trailing + 2);
  }

  /**
   * A comment of documentation.
   *
   * @param text that ends no comment
   */
  static String comment(int indent, String text) {
    var margin = " ".repeat(indent);
    if (indent + text.length() + 8 <= COLUMNS) {
      return margin + "/** " + text + " */\n";
    }
    var out = new StringBuilder(margin).append("/**");
    var column = COLUMNS;
    for (var word : text.split(" ")) {
      if (column + 1 + word.length() > COLUMNS) {
        out.append('\n').append(margin).append(" *");
        column = indent + 2;
      }
      out.append(' ').append(word);
      column += 1 + word.length();
    }
    return out.append('\n').append(margin).append(" */\n").toString();
  }

  private static String operands(List<String> parts, String operator, int column, int trailing) {
    var sign = operator.substring(1);
    var out = new StringBuilder(expression(parts.getFirst(), column, 0));
    for (var i = 1; i < parts.size(); i++) {
      out.append('\n')
          .append(" ".repeat(column + 4))
          .append(sign)
          .append(
              expression(
                  parts.get(i), column + 4 + sign.length(), i == parts.size() - 1 ? trailing : 0));
    }
    return out.toString();
  }

  private static String chain(List<String> links, int column, int trailing) {
    var out = new StringBuilder(call(links.getFirst(), column, 8, 0));
    for (var i = 1; i < links.size(); i++) {
      out.append('\n')
          .append(" ".repeat(column + 4))
          .append(call(links.get(i), column + 4, 4, i == links.size() - 1 ? trailing : 0));
    }
    return out.toString();
  }

  /** One call with its arguments, all on the next line or each on its own. */
  private static String call(String text, int column, int indent, int trailing) {
    if (column + text.length() + trailing <= COLUMNS) {
      return text;
    }
    var open = opening(text);
    if (open < 0 || !text.endsWith(")")) {
      return text;
    }
    var arguments = split(text.substring(open + 1, text.length() - 1), ", ");
    var margin = " ".repeat(column + indent);
    var together = String.join(", ", arguments);
    var out = new StringBuilder(text.substring(0, open + 1));
    if (column + indent + together.length() + 1 + trailing <= COLUMNS) {
      return out.append('\n').append(margin).append(together).append(')').toString();
    }
    for (var i = 0; i < arguments.size(); i++) {
      var last = i == arguments.size() - 1;
      out.append('\n')
          .append(margin)
          .append(expression(arguments.get(i), column + indent, 1 + (last ? trailing : 0)))
          .append(last ? ")" : ",");
    }
    return out.toString();
  }

  /** Where the brackets open that the text's last character closes. */
  private static int opening(String text) {
    var open = -1;
    var depth = 0;
    for (var i = 0; i < text.length(); i = next(text, i)) {
      var c = text.charAt(i);
      if (c == '(' && depth++ == 0) {
        open = i;
      } else if (c == ')') {
        depth--;
      }
    }
    return open;
  }

  private static boolean isPlain(String link) {
    return link.matches("\\w+");
  }

  /**
   * The links of a chain of calls. A class's name, or a lone name before the only call, stays with
   * what follows.
   */
  private static List<String> links(String text) {
    List<String> links = new ArrayList<>();
    var from = 0;
    for (var at = outermost(text, "."); at >= 0; at = outermost(text, ".", at + 1)) {
      var link = text.substring(from, at);
      var isClass = from == 0 && link.matches("[A-Z]\\w*");
      if (!isClass && !(at + 1 < text.length() && Character.isDigit(text.charAt(at + 1)))) {
        links.add(link);
        from = at;
      }
    }
    links.add(text.substring(from));
    return links;
  }

  private static List<String> split(String text, String separator) {
    List<String> parts = new ArrayList<>();
    var from = 0;
    for (var at = outermost(text, separator); at >= 0; at = outermost(text, separator, from)) {
      parts.add(text.substring(from, at));
      from = at + separator.length();
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static int outermost(String text, String wanted) {
    return outermost(text, wanted, 0);
  }

  private static int outermost(String text, String wanted, int from) {
    var depth = 0;
    for (var i = 0; i < text.length(); i = next(text, i)) {
      var c = text.charAt(i);
      if (i >= from && depth == 0 && text.startsWith(wanted, i)) {
        return i;
      }
      if (c == '(' || c == '{' || c == '[') {
        depth++;
      } else if (c == ')' || c == '}' || c == ']') {
        depth--;
      }
    }
    return -1;
  }

  /** The place after a character, or after the literal that begins there. */
  private static int next(String text, int at) {
    var quote = text.charAt(at);
    if (quote != '"' && quote != '\'') {
      return at + 1;
    }
    var i = at + 1;
    while (i < text.length() && text.charAt(i) != quote) {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return i + 1;
  }
}
