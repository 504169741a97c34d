package factory.pipeline.source.english;

import factory.pipeline.source.english.Statement.Default;
import factory.pipeline.source.english.Statement.Has;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Yes-or-no fields that are named by what they are when nobody says: {@code available by default}.
 */
final class Flags {
  private static final String USUALLY =
      "(?: by default|,? unless (?:(?:i|we|you|they|somebody|someone|it is) )?(?:say|says|said|told|tell|stated|mark|marks|marked|set|sets)(?: (?:it|them|us))?(?: otherwise)?|,? if nobody says otherwise|,? if not given| at first| initially)";

  /** Available must be true by default. */
  private static final Pattern VALUE =
      Pattern.compile(
          "(?:the |its )?([a-z]+(?: [a-z]+)??) (?:(?:(?:must be|is|are|should be) (true|false|yes|no)"
              + USUALLY
              + ")|(?:defaults? (?:to |is |: ?)?(true|false|yes|no)))");

  /** A dish is available unless we say otherwise. */
  private static final Pattern IS =
      Pattern.compile(
          "(?:a |an |the |each |every |new ){0,3}([a-z]+(?: [a-z]+)?) (?:is|are|must be) (not )?([a-z]+)"
              + USUALLY);

  private Flags() {}

  /** What a clause says; empty when it is no such one. */
  static Optional<List<Statement>> read(String text, String latest) {
    if (text.length() > 120) {
      return Optional.empty();
    }
    var value = VALUE.matcher(text);
    if (value.matches() && !latest.isEmpty()) {
      var word = value.group(2) == null ? value.group(3) : value.group(2);
      return Noun.of("each " + latest.replace('_', ' '))
          .flatMap(thing -> flag(thing, value.group(1), word.matches("true|yes")));
    }
    var is = IS.matcher(text);
    if (is.matches()) {
      var noun = Noun.of("each " + is.group(1));
      return noun.flatMap(thing -> flag(thing, is.group(3), is.group(2) == null));
    }
    return Optional.empty();
  }

  private static Optional<List<Statement>> flag(Noun thing, String word, boolean value) {
    if (!PlainText.words(word).isEmpty()
        && FieldNames.typeOf(PlainText.words(word)) != Holds.YES_NO) {
      return Optional.empty();
    }
    try {
      var read = FieldReader.read(thing.singular(), word, List.of());
      return Optional.of(
          List.of(
              new Has(thing, List.of(read)),
              new Default(thing.singular(), read.field().name(), value ? "true" : "false")));
    } catch (Misread misread) {
      return Optional.empty();
    }
  }
}
