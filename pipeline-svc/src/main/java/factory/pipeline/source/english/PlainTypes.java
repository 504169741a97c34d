package factory.pipeline.source.english;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The words that people write for what a field holds. */
final class PlainTypes {
  private static final int MOST_TYPE_CHARACTERS = 100;

  /** What a person writes for a type, after {@code as a}, in brackets or behind a colon. */
  private static final List<Words> TYPES =
      List.of(
          new Words(
              Holds.TEXTS,
              "(?:list|array|set|several|many|multiple|lists?)(?: of)?(?: (?:text|texts|strings?|words?|names?|tags?))?|strings|texts"),
          new Words(Holds.DATE_TIME, "datetime|timestamp|date time|moment|point in time"),
          new Words(Holds.DATE, "date|day|calendar date"),
          new Words(
              Holds.WHOLE,
              "whole numbers?|integers?|int|natural number|number without decimals|count|long"),
          new Words(
              Holds.MONEY,
              "money|price|amount of money|currency|dollars|euros|pounds|usd|eur|gbp|cents"),
          new Words(
              Holds.DECIMAL,
              "decimals?|decimal number|floats?|floating point(?: number)?|double|real number|numbers?|numeric|percentage|percent"),
          new Words(Holds.YES_NO, "boolean|bool|flag|checkbox|tick"),
          new Words(
              Holds.LONG_TEXT,
              "long text|longer text|free text|multi-?line text|paragraphs?|markdown|text area|textarea|long string|large text"),
          new Words(Holds.EMAIL, "email|email address"),
          new Words(Holds.URL, "urls?|link|web address|uri|http address"),
          new Words(Holds.TEXT, "text|strings?|short text|plain text|line|words?"));

  /** Words that name a type even without {@code as a} before them. */
  static final String PLAIN =
      "whole number|integer|int|boolean|bool|string|decimal|float|timestamp|datetime|long text|free text|flag";

  private record Words(Holds type, Pattern pattern) {
    Words(Holds type, String words) {
      this(type, Pattern.compile(words));
    }
  }

  private PlainTypes() {}

  /** What a phrase says that is a type's name alone, such as {@code a whole number}. */
  static @Nullable Holds of(String phrase) {
    if (phrase.length() > MOST_TYPE_CHARACTERS) {
      return null;
    }
    var bare = phrase.strip().replaceFirst("^(?:(?:a|an|the|simple|single|short) )++", "").strip();
    for (var words : TYPES) {
      if (words.pattern().matcher(bare).matches()) {
        return words.type();
      }
    }
    return null;
  }
}
