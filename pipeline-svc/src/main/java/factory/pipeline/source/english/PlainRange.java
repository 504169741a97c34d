package factory.pipeline.source.english;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The least and the greatest that a phrase allows.
 *
 * @param ofCharacters whether they say how long a text is
 * @param above whether the least itself is too little
 * @param below whether the greatest itself is too much
 */
record PlainRange(
    Optional<BigDecimal> least,
    Optional<BigDecimal> most,
    boolean ofCharacters,
    boolean above,
    boolean below) {
  static final PlainRange NONE = new PlainRange(Optional.empty(), Optional.empty(), false);

  PlainRange(Optional<BigDecimal> least, Optional<BigDecimal> most, boolean ofCharacters) {
    this(least, most, ofCharacters, false, false);
  }

  private static final String NUMBER = "(-?\\d+(?:\\.\\d+)?)";
  private static final Pattern RANGE =
      Pattern.compile(
          "(?:(?:on a )?scale (?:of )?|ranging |in the range (?:of )?|range (?:of )?)?\\bfrom "
              + NUMBER
              + " to "
              + NUMBER
              + "(?: inclusive)?");
  private static final Pattern AT_LEAST = Pattern.compile("\\b(?:of |being )?at least " + NUMBER);
  private static final Pattern AT_MOST =
      Pattern.compile("\\b(?:of |being |with )?at most " + NUMBER);
  private static final Pattern ABOVE =
      Pattern.compile(
          "\\b(?:of |being |is |are |must be |has to be |have to be |always ){0,3}above " + NUMBER);
  private static final Pattern BELOW =
      Pattern.compile("\\b(?:of |being |is |are |must be |always ){0,3}below " + NUMBER);
  private static final Pattern CHARACTERS =
      Pattern.compile("\\b(?:characters?|chars?|letters|symbols)(?: long)?\\b");

  boolean isEmpty() {
    return least.isEmpty() && most.isEmpty();
  }

  /** Whether a phrase says one. */
  static boolean isIn(String phrase) {
    return RANGE.matcher(phrase).find()
        || AT_LEAST.matcher(phrase).find()
        || ABOVE.matcher(phrase).find()
        || BELOW.matcher(phrase).find()
        || AT_MOST.matcher(phrase).find();
  }

  /**
   * A phrase without what it says of its range.
   *
   * @param positive whether it says just that, which is of whole numbers
   */
  record Taken(String rest, PlainRange range, boolean positive) {}

  /** Takes what a phrase says out of it, and adds it to this. */
  Taken takenOutOf(String phrase) throws Misread {
    var rest = phrase;
    var least = this.least;
    var most = this.most;
    var range = RANGE.matcher(rest);
    if (range.find()) {
      least = Optional.of(new BigDecimal(range.group(1)));
      most = Optional.of(new BigDecimal(range.group(2)));
      rest = PlainText.without(rest, range);
    }
    var atLeast = AT_LEAST.matcher(rest);
    if (atLeast.find()) {
      least = Optional.of(new BigDecimal(atLeast.group(1)));
      rest = PlainText.without(rest, atLeast);
    }
    var atMost = AT_MOST.matcher(rest);
    if (atMost.find()) {
      most = Optional.of(new BigDecimal(atMost.group(1)));
      rest = PlainText.without(rest, atMost);
    }
    var above = this.above;
    var below = this.below;
    var over = ABOVE.matcher(rest);
    if (over.find()) {
      least = Optional.of(new BigDecimal(over.group(1)));
      above = true;
      rest = PlainText.without(rest, over);
    }
    var under = BELOW.matcher(rest);
    if (under.find()) {
      most = Optional.of(new BigDecimal(under.group(1)));
      below = true;
      rest = PlainText.without(rest, under);
    }
    var positive = PlainText.without(rest, "positive");
    if (positive.isPresent()) {
      least = Optional.of(BigDecimal.ONE);
      rest = positive.get();
    }
    var characters = CHARACTERS.matcher(rest);
    var counts = (least.isPresent() || most.isPresent()) && characters.find();
    if (counts) {
      rest = PlainText.without(rest, characters);
    }
    if (least.isPresent() && most.isPresent() && least.get().compareTo(most.get()) > 0) {
      throw new Misread(
          "The range from %s to %s is empty: its least is above its greatest."
              .formatted(least.get(), most.get()));
    }
    return new Taken(
        rest,
        new PlainRange(least, most, ofCharacters || counts, above, below),
        positive.isPresent());
  }
}
