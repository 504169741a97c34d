package factory.pipeline.write;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A text that matches a regular expression, for the expressions that people write for codes and
 * numbers: literals, classes, groups, alternatives and counts. Others have none here.
 */
final class PatternSample {
  private static final int MOST_REPEATS = 1_000;

  private final String pattern;
  private int at;

  private PatternSample(String pattern) {
    this.pattern = pattern;
  }

  static Optional<String> of(String pattern, int minLength, int maxLength) {
    try {
      var sample = new PatternSample(pattern).alternatives();
      return sample.length() >= minLength
              && sample.length() <= maxLength
              && Pattern.matches(pattern, sample)
          ? Optional.of(sample)
          : Optional.empty();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /** The first of some alternatives; the others are read over. */
  private String alternatives() {
    var first = sequence();
    while (at < pattern.length() && pattern.charAt(at) == '|') {
      at++;
      var _ = sequence();
    }
    return first;
  }

  private String sequence() {
    var out = new StringBuilder();
    while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
      var one = atom();
      out.append(one.repeat(least()));
      if (out.length() > MOST_REPEATS) {
        throw new PatternSyntaxException("too long", pattern, at);
      }
    }
    return out.toString();
  }

  private String atom() {
    var c = pattern.charAt(at++);
    return switch (c) {
      case '(' -> {
        if (pattern.startsWith("?:", at)) {
          at += 2;
        } else if (pattern.charAt(at) == '?') {
          throw new PatternSyntaxException("not here", pattern, at);
        }
        var inner = alternatives();
        at++;
        yield inner;
      }
      case '[' -> characterClass();
      case '\\' -> escape(pattern.charAt(at++));
      case '.' -> "x";
      case '^', '$' -> "";
      default -> String.valueOf(c);
    };
  }

  private String characterClass() {
    var start = at;
    if (pattern.charAt(at) == '^') {
      throw new PatternSyntaxException("not here", pattern, at);
    }
    var first = pattern.charAt(at++);
    var sample = first == '\\' ? escape(pattern.charAt(at++)) : String.valueOf(first);
    while (pattern.charAt(at) != ']') {
      at += pattern.charAt(at) == '\\' ? 2 : 1;
    }
    at++;
    if (at - start < 2) {
      throw new PatternSyntaxException("empty", pattern, at);
    }
    return sample;
  }

  private static String escape(char c) {
    return switch (c) {
      case 'd' -> "1";
      case 'w' -> "a";
      case 's' -> " ";
      case 'b', 'A', 'z' -> "";
      default -> {
        if (Character.isLetterOrDigit(c)) {
          throw new PatternSyntaxException("not here", String.valueOf(c), 0);
        }
        yield String.valueOf(c);
      }
    };
  }

  /** How often at least what was just read stands there. */
  private int least() {
    if (at >= pattern.length()) {
      return 1;
    }
    switch (pattern.charAt(at)) {
      case '?', '*' -> {
        at++;
        lazy();
        return 0;
      }
      case '+' -> {
        at++;
        lazy();
        return 1;
      }
      case '{' -> {
        var end = pattern.indexOf('}', at);
        var counts = pattern.substring(at + 1, end).split(",", -1);
        at = end + 1;
        lazy();
        var least = Integer.parseInt(counts[0]);
        if (least > MOST_REPEATS) {
          throw new PatternSyntaxException("too long", pattern, at);
        }
        return least;
      }
      default -> {
        return 1;
      }
    }
  }

  private void lazy() {
    if (at < pattern.length() && pattern.charAt(at) == '?') {
      at++;
    }
  }
}
