package factory.pipeline.prove;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A condition or value in CEL, parsed for the prover alone: what judges a service shares nothing
 * with what wrote it.
 */
sealed interface Cel {
  /** A value that stands there; null for {@code null}. */
  record Literal(Optional<Object> value) implements Cel {}

  /** A name. */
  record Name(String name) implements Cel {}

  /** A part of a value. */
  record Part(Cel of, String name) implements Cel {}

  /**
   * An operator, a function or a method.
   *
   * @param of what a method is called on; empty for the others
   */
  record Call(String name, Optional<Cel> of, List<Cel> arguments) implements Cel {}

  /** A list that stands there. */
  record Items(List<Cel> items) implements Cel {}

  /** An object that stands there. */
  record Made(Map<String, Cel> members) implements Cel {}

  /** What stands there, or why it cannot be read. */
  static Cel parse(String text) throws Ended {
    var parser = new Parser(text);
    var cel = parser.choice();
    parser.end();
    return cel;
  }

  /** Reads by descent, the weakest operator first. */
  final class Parser {
    private static final List<List<String>> OPERATORS =
        List.of(
            List.of("||"),
            List.of("&&"),
            List.of("==", "!=", "<=", ">=", "<", ">", "in"),
            List.of("+", "-"),
            List.of("*", "/", "%"));

    private final List<String> tokens = new ArrayList<>();
    private final String text;
    private int at;

    private Parser(String text) throws Ended {
      this.text = text;
      var matcher =
          java.util.regex.Pattern.compile(
                  "\\s+|//[^\\n]*|[rR]?\"(?:[^\"\\\\]|\\\\.)*\"|[rR]?'(?:[^'\\\\]|\\\\.)*'"
                      + "|0x[0-9a-fA-F]+|[0-9]+\\.[0-9]+(?:[eE][+-]?[0-9]+)?|\\.[0-9]+|[0-9]+"
                      + "|[A-Za-z_][A-Za-z0-9_]*|\\|\\||&&|==|!=|<=|>=|[-+*/%<>!?:.,()\\[\\]{}]",
                  java.util.regex.Pattern.DOTALL)
              .matcher(text);
      var end = 0;
      while (matcher.find() && matcher.start() == end) {
        end = matcher.end();
        var token = matcher.group();
        if (!token.isBlank() && !token.startsWith("//")) {
          tokens.add(token);
        }
      }
      if (end < text.length()) {
        throw unknown();
      }
    }

    private Ended unknown() {
      return Ended.notTried("the prover cannot read the expression " + text);
    }

    private boolean next(String token) {
      if (at < tokens.size() && tokens.get(at).equals(token)) {
        at++;
        return true;
      }
      return false;
    }

    private void must(String token) throws Ended {
      if (!next(token)) {
        throw unknown();
      }
    }

    void end() throws Ended {
      if (at < tokens.size()) {
        throw unknown();
      }
    }

    Cel choice() throws Ended {
      var condition = binary(0);
      if (!next("?")) {
        return condition;
      }
      var then = choice();
      must(":");
      return new Call("?:", Optional.empty(), List.of(condition, then, choice()));
    }

    private Cel binary(int level) throws Ended {
      if (level == OPERATORS.size()) {
        return unary();
      }
      var left = binary(level + 1);
      while (at < tokens.size() && OPERATORS.get(level).contains(tokens.get(at))) {
        var operator = tokens.get(at++);
        left = new Call(operator, Optional.empty(), List.of(left, binary(level + 1)));
      }
      return left;
    }

    private Cel unary() throws Ended {
      if (next("!")) {
        return new Call("!", Optional.empty(), List.of(unary()));
      }
      if (next("-")) {
        return new Call("negate", Optional.empty(), List.of(unary()));
      }
      var value = primary();
      while (true) {
        if (next(".")) {
          var name = word();
          value = next("(") ? new Call(name, Optional.of(value), list(")")) : new Part(value, name);
        } else if (next("[")) {
          var index = choice();
          must("]");
          value = new Call("[]", Optional.empty(), List.of(value, index));
        } else {
          return value;
        }
      }
    }

    private String word() throws Ended {
      if (at < tokens.size() && tokens.get(at).matches("[A-Za-z_][A-Za-z0-9_]*")) {
        return tokens.get(at++);
      }
      throw unknown();
    }

    private List<Cel> list(String end) throws Ended {
      List<Cel> all = new ArrayList<>();
      while (!next(end)) {
        all.add(choice());
        if (!next(",")) {
          must(end);
          break;
        }
      }
      return all;
    }

    private Cel primary() throws Ended {
      if (at >= tokens.size()) {
        throw unknown();
      }
      if (next("(")) {
        var inner = choice();
        must(")");
        return inner;
      }
      if (next("[")) {
        return new Items(list("]"));
      }
      if (next("{")) {
        return made();
      }
      var token = tokens.get(at++);
      if (token.matches("[0-9]+")) {
        try {
          return new Literal(Optional.of(Long.valueOf(token)));
        } catch (NumberFormatException e) {
          throw unknown();
        }
      }
      if (token.matches("[0-9.].*")) {
        return new Literal(
            Optional.of(
                token.startsWith("0x")
                    ? (Object) Long.valueOf(token.substring(2), 16)
                    : new BigDecimal(token)));
      }
      if (token.matches("(?s)[rR]?[\"'].*")) {
        return new Literal(Optional.of(unquoted(token)));
      }
      switch (token) {
        case "true" -> {
          return new Literal(Optional.of(true));
        }
        case "false" -> {
          return new Literal(Optional.of(false));
        }
        case "null" -> {
          return new Literal(Optional.empty());
        }
        default -> {
          if (!token.matches("[A-Za-z_].*")) {
            throw unknown();
          }
          return next("(") ? new Call(token, Optional.empty(), list(")")) : new Name(token);
        }
      }
    }

    private Cel made() throws Ended {
      Map<String, Cel> members = new LinkedHashMap<>();
      while (!next("}")) {
        var name = tokens.get(at++);
        must(":");
        members.put(unquoted(name), choice());
        if (!next(",")) {
          must("}");
          break;
        }
      }
      return new Made(members);
    }

    private static String unquoted(String token) {
      if (token.startsWith("r") || token.startsWith("R")) {
        return token.substring(2, token.length() - 1);
      }
      var inner = token.substring(1, token.length() - 1);
      var text = new StringBuilder();
      for (var i = 0; i < inner.length(); i++) {
        var c = inner.charAt(i);
        if (c != '\\' || i + 1 >= inner.length()) {
          text.append(c);
          continue;
        }
        var escaped = inner.charAt(++i);
        switch (escaped) {
          case 'n' -> text.append('\n');
          case 't' -> text.append('\t');
          case 'r' -> text.append('\r');
          case 'u' -> {
            if (i + 4 < inner.length()) {
              text.append((char) Integer.parseInt(inner.substring(i + 1, i + 5), 16));
              i += 4;
            }
          }
          default -> text.append(escaped);
        }
      }
      return text.toString();
    }
  }
}
