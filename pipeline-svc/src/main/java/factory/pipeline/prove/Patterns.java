package factory.pipeline.prove;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;
import java.util.Random;

/**
 * Texts that a pattern matches, drawn by walking through it: literals, classes, groups,
 * alternatives and repetitions. Whatever else a pattern has makes it miss, which the matcher tells.
 */
final class Patterns {
  private static final int MOST_OF_A_LOOP = 3;
  private static final int TRIES = 60;
  private static final String WORD =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

  private final String pattern;
  private final Random random;
  private int at;

  private Patterns(String pattern, Random random) {
    this.pattern = pattern;
    this.random = random;
  }

  /** Whether the whole text matches; in linear time, whatever the pattern is. */
  static boolean matches(String pattern, String text) {
    try {
      return Pattern.compile(pattern).matcher(text).matches();
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  /** A text that matches and has a length between these; empty when none was found. */
  static Optional<String> sample(String pattern, int least, int most, long seed) {
    var random = new Random(seed);
    for (var i = 0; i < TRIES; i++) {
      var walk = new Patterns(pattern, random);
      var text = walk.alternatives();
      var length = text.codePointCount(0, text.length());
      if (length >= least && length <= most && matches(pattern, text)) {
        return Optional.of(text);
      }
    }
    return Optional.empty();
  }

  /** All up to a closing bracket, one of the alternatives. */
  private String alternatives() {
    var chosen = new StringBuilder();
    var seen = 1;
    var current = new StringBuilder();
    while (at < pattern.length() && pattern.charAt(at) != ')') {
      if (pattern.charAt(at) == '|') {
        at++;
        if (random.nextInt(seen) == 0) {
          chosen = current;
        }
        seen++;
        current = new StringBuilder();
        continue;
      }
      repeated(current);
    }
    return (random.nextInt(seen) == 0 ? current : chosen).toString();
  }

  /** An atom with its repetition. Each turn draws anew, which is why the place is taken back. */
  private void repeated(StringBuilder into) {
    var start = at;
    var first = atom();
    var end = at;
    var least = 1;
    var most = 1;
    if (at < pattern.length()) {
      switch (pattern.charAt(at)) {
        case '?' -> {
          least = 0;
          at++;
        }
        case '*' -> {
          least = 0;
          most = MOST_OF_A_LOOP;
          at++;
        }
        case '+' -> {
          most = MOST_OF_A_LOOP;
          at++;
        }
        case '{' -> {
          var close = pattern.indexOf('}', at);
          var bounds = close < 0 ? new String[0] : pattern.substring(at + 1, close).split(",", -1);
          if (bounds.length > 0 && bounds[0].matches("[0-9]{1,4}")) {
            least = Integer.parseInt(bounds[0]);
            most =
                bounds.length == 1
                    ? least
                    : bounds[1].matches("[0-9]{1,4}")
                        ? Integer.parseInt(bounds[1])
                        : least + MOST_OF_A_LOOP;
            at = close + 1;
          }
        }
        default -> {}
      }
      if (at < pattern.length() && pattern.charAt(at) == '?' && at > end) {
        at++;
      }
    }
    var after = at;
    var times = least + (most > least ? random.nextInt(most - least + 1) : 0);
    for (var i = 0; i < times; i++) {
      if (i == 0) {
        into.append(first);
      } else {
        at = start;
        into.append(atom());
      }
    }
    at = after;
  }

  private String atom() {
    var c = pattern.charAt(at++);
    switch (c) {
      case '(' -> {
        if (pattern.startsWith("?", at)) {
          // (?:...), (?i), (?P<name>...): what stands before the content.
          var colon = pattern.indexOf(':', at);
          var angle = pattern.indexOf('>', at);
          var content = pattern.startsWith("?P<", at) || pattern.startsWith("?<", at);
          at = Math.max(at, (content ? angle : colon) + 1);
        }
        var text = alternatives();
        at = Math.min(at + 1, pattern.length());
        return text;
      }
      case '[' -> {
        return drawn(set());
      }
      case '.' -> {
        return drawn(WORD);
      }
      case '^', '$' -> {
        return "";
      }
      case '\\' -> {
        if (at >= pattern.length()) {
          return "";
        }
        var escaped = pattern.charAt(at++);
        return switch (escaped) {
          case 'd' -> drawn("0123456789");
          case 'w' -> drawn(WORD);
          case 's' -> " ";
          case 'D', 'S', 'W' -> escaped == 'W' ? "-" : drawn("abcxyz");
          case 'b', 'B', 'A', 'z' -> "";
          case 't' -> "\t";
          case 'n' -> "\n";
          default -> String.valueOf(escaped);
        };
      }
      default -> {
        return String.valueOf(c);
      }
    }
  }

  private String set() {
    var negated = pattern.startsWith("^", at);
    if (negated) {
      at++;
    }
    var members = new StringBuilder();
    var first = true;
    while (at < pattern.length() && (first || pattern.charAt(at) != ']')) {
      first = false;
      var c = pattern.charAt(at++);
      if (c == '\\' && at < pattern.length()) {
        var escaped = pattern.charAt(at++);
        switch (escaped) {
          case 'd' -> members.append("0123456789");
          case 'w' -> members.append(WORD);
          case 's' -> members.append(' ');
          default -> members.append(escaped);
        }
        continue;
      }
      if (at + 1 < pattern.length() && pattern.charAt(at) == '-' && pattern.charAt(at + 1) != ']') {
        var last = pattern.charAt(at + 1);
        at += 2;
        for (var member = c; member <= last && members.length() < 512; member++) {
          members.append(member);
        }
        continue;
      }
      members.append(c);
    }
    at = Math.min(at + 1, pattern.length());
    if (!negated) {
      return members.toString();
    }
    var others = new StringBuilder();
    for (var i = 0; i < WORD.length(); i++) {
      if (members.indexOf(String.valueOf(WORD.charAt(i))) < 0) {
        others.append(WORD.charAt(i));
      }
    }
    return others.isEmpty() ? "-" : others.toString();
  }

  private String drawn(String members) {
    return members.isEmpty()
        ? ""
        : String.valueOf(members.charAt(random.nextInt(members.length())));
  }
}
