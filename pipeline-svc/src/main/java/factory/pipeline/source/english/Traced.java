package factory.pipeline.source.english;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * A text that was brought into another form, and where each of its characters was in the one that
 * somebody typed: what cannot be read is told in their own words. Immutable.
 */
final class Traced {
  private final String typed;
  private final String text;

  /** Of each character of the text, where it begins and ends in what was typed. */
  private final int[] from;

  private final int[] to;

  private Traced(String typed, String text, int[] from, int[] to) {
    this.typed = typed;
    this.text = text;
    this.from = from;
    this.to = to;
  }

  /** What was typed, as it is. */
  static Traced of(String typed) {
    var traced = new Builder(typed);
    for (var i = 0; i < typed.length(); i++) {
      traced.add(typed.charAt(i), i, i + 1);
    }
    return traced.build();
  }

  /** In the form that it was brought into. */
  String text() {
    return text;
  }

  int length() {
    return text.length();
  }

  /** What was typed for all of it. */
  String typed() {
    return typed(0, text.length());
  }

  /**
   * What was typed for a part, such as a phrase that was cut out of it; the part when it is none.
   */
  String typed(String part) {
    var at = part.isEmpty() ? -1 : text.indexOf(part);
    return at < 0 ? part : typed(at, at + part.length());
  }

  private String typed(int begin, int end) {
    var first = typed.length();
    var last = 0;
    for (var i = begin; i < end; i++) {
      first = Math.min(first, from[i]);
      last = Math.max(last, to[i]);
    }
    return first < last ? typed.substring(first, last) : text.substring(begin, end);
  }

  Traced substring(int begin, int end) {
    return new Traced(
        typed,
        text.substring(begin, end),
        Arrays.copyOfRange(from, begin, end),
        Arrays.copyOfRange(to, begin, end));
  }

  /** Without these signs at its ends. Linear, which an expression for it is not. */
  Traced trimmed(String signs) {
    var begin = 0;
    var end = text.length();
    while (begin < end && signs.indexOf(text.charAt(begin)) >= 0) {
      begin++;
    }
    while (end > begin && signs.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return substring(begin, end);
  }

  /**
   * As {@link String#replaceAll}: a group keeps its place in what was typed, and what the
   * replacement adds has the place of the whole match.
   *
   * @param replacement with one-digit groups, and nothing escaped
   */
  Traced replaceAll(String expression, String replacement) {
    return replaceAll(Pattern.compile(expression), replacement);
  }

  /** The same by an expression that is there already. */
  Traced replaceAll(Pattern expression, String replacement) {
    var matcher = expression.matcher(text);
    if (!matcher.find()) {
      return this;
    }
    var traced = new Builder(typed);
    var done = 0;
    do {
      traced.add(this, done, matcher.start());
      var first = typed.length();
      var last = 0;
      for (var i = matcher.start(); i < matcher.end(); i++) {
        first = Math.min(first, from[i]);
        last = Math.max(last, to[i]);
      }
      for (var i = 0; i < replacement.length(); i++) {
        var c = replacement.charAt(i);
        if (c == '$') {
          var group = replacement.charAt(++i) - '0';
          traced.add(this, matcher.start(group), matcher.end(group));
        } else if (first <= last) {
          traced.add(c, first, last);
        } else {
          // Put where nothing was.
          traced.add(c, typed.length(), 0);
        }
      }
      done = matcher.end();
    } while (matcher.find());
    traced.add(this, done, text.length());
    return traced.build();
  }

  /**
   * Each character by itself in a form of Unicode; where that has marks beside each other, in any
   * order.
   */
  Traced normalized(Normalizer.Form form) {
    if (Normalizer.isNormalized(text, form)) {
      return this;
    }
    var traced = new Builder(typed);
    for (var i = 0; i < text.length(); ) {
      var width = Character.charCount(text.codePointAt(i));
      var apart = Normalizer.normalize(text.substring(i, i + width), form);
      for (var j = 0; j < apart.length(); j++) {
        traced.add(apart.charAt(j), from[i], to[i + width - 1]);
      }
      i += width;
    }
    return traced.build();
  }

  /** Letters of ASCII in lower case. */
  Traced inLowerCase() {
    var lower = text.toCharArray();
    for (var i = 0; i < lower.length; i++) {
      lower[i] = lower[i] >= 'A' && lower[i] <= 'Z' ? (char) (lower[i] + 'a' - 'A') : lower[i];
    }
    return new Traced(typed, new String(lower), from, to);
  }

  boolean anyMatch(IntPredicate codePoint) {
    return text.codePoints().anyMatch(codePoint);
  }

  /** Puts a text together, of what was typed. */
  static final class Builder {
    private final String typed;
    private final StringBuilder text = new StringBuilder();
    private int[] from;
    private int[] to;

    private Builder(String typed) {
      this.typed = typed;
      from = new int[Math.max(16, typed.length())];
      to = new int[from.length];
    }

    /** Of the same that was typed. */
    static Builder of(Traced traced) {
      return new Builder(traced.typed);
    }

    private void add(char c, int begin, int end) {
      var at = text.length();
      if (at == from.length) {
        from = Arrays.copyOf(from, at * 2);
        to = Arrays.copyOf(to, at * 2);
      }
      from[at] = begin;
      to[at] = end;
      text.append(c);
    }

    /** These characters of another text. */
    void add(Traced other, int begin, int end) {
      for (var i = begin; i < end; i++) {
        add(other.text.charAt(i), other.from[i], other.to[i]);
      }
    }

    /** Instead of these characters of another text. */
    void addInstead(String instead, Traced other, int begin, int end) {
      for (var i = 0; i < instead.length(); i++) {
        add(instead.charAt(i), other.from[begin], other.to[end - 1]);
      }
    }

    boolean isEmpty() {
      return text.isEmpty();
    }

    Traced build() {
      return new Traced(
          typed,
          text.toString(),
          Arrays.copyOf(from, text.length()),
          Arrays.copyOf(to, text.length()));
    }
  }
}
