package factory.pipeline.source.english;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is left out.
 *
 * @param typed as somebody typed it
 * @param text in the form in which it was read
 * @param reason why
 * @param weight whether it is asked for
 * @param other another sentence that it excludes, as somebody typed it; empty when it is none
 * @param spoken the kind that was spoken of before it, in the singular; empty where none was
 */
record Left(String typed, String text, String reason, Weight weight, String other, String spoken) {
  /** Of a part that is left out. */
  private static final int MOST_CHARACTERS = 10_000;

  Left(String typed, String text, String reason, Weight weight) {
    this(typed, text, reason, weight, "", "");
  }

  /** The same after something was spoken of. */
  Left of(@Nullable Noun noun) {
    return noun == null ? this : new Left(typed, text, reason, weight, other, noun.singular());
  }

  /** What hangs on it. */
  enum Weight {
    /** Nothing. */
    HARMLESS,
    /** Something: it is asked. */
    MATTERS,
    /** It cannot be done here, which is said. */
    IMPOSSIBLE
  }

  /** A sentence of which nothing is understood, or nothing that fits. */
  static Left unread(Traced sentence, String reason) {
    var text = sentence.text();
    var typed = said(sentence, text);
    var impossible = Impossible.reason(text);
    var remark = Remarks.reason(text);
    return remark.isPresent()
        ? new Left(typed, text, remark.get(), Weight.HARMLESS)
        : impossible.isPresent()
            ? new Left(typed, text, impossible.get(), Weight.IMPOSSIBLE)
            : new Left(typed, text, reason, Weight.MATTERS);
  }

  /** The same, which excludes another sentence; what is harmless or impossible is so for itself. */
  Left against(Traced sentence) {
    if (weight != Weight.MATTERS) {
      return this;
    }
    var contrary = said(sentence, sentence.text());
    return new Left(
        typed,
        text,
        "It contradicts \"%s\". %s".formatted(contrary, reason),
        weight,
        contrary,
        spoken);
  }

  /** Why something was misread, with its parts as they were typed. */
  static String reason(Traced sentence, Misread misread) {
    return misread.message(part -> shown(sentence.typed(part), MOST_CHARACTERS));
  }

  /** What was typed for a phrase; all of the sentence where that shows nothing. */
  static String said(Traced sentence, String phrase) {
    return List.of(phrase, sentence.text()).stream()
        .map(part -> shown(sentence.typed(part), MOST_CHARACTERS))
        .filter(text -> !text.isBlank())
        .findFirst()
        .orElse("...");
  }

  /** The beginning of a text on one line, without what is no character. */
  static String shown(String text, int most) {
    return text.codePoints()
        .filter(c -> c != 0 && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE))
        .limit(most)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString()
        .replaceAll("\\s+", " ")
        .replaceFirst("^[.,;:]+ ", "");
  }
}
