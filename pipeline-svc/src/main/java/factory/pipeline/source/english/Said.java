package factory.pipeline.source.english;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that was said of a field, of which follows what it holds.
 *
 * @param thing the singular of what it belongs to
 * @param phrase all that was written of it
 * @param name what is left of that
 * @param type what it is said to be; null when nobody says
 * @param choices the words that it can be; empty when none were listed
 * @param unit in which it counts; empty when none is said
 */
record Said(
    String thing,
    String phrase,
    String name,
    @Nullable Holds type,
    List<String> choices,
    PlainRange range,
    String unit) {
  private static final int MOST_TEXT_CHARACTERS = 20_000;

  private static final Set<String> MONEY_THINGS =
      Set.of(
          "expense",
          "payment",
          "invoice",
          "transaction",
          "donation",
          "bill",
          "budget",
          "purchase",
          "sale",
          "loan",
          "order",
          "income",
          "debt",
          "subscription",
          "refund",
          "salary");

  /** What a field holds, in which range. */
  record Decided(Holds holds, PlainRange range) {}

  /**
   * What the field holds.
   *
   * @param words of its name
   */
  Decided decided(List<String> words) throws Misread {
    if (choices.size() == 1) {
      throw Misread.quoting(
          name, "The field \"%s\" can be one thing only; list at least two words it can be.");
    }
    if (!choices.isEmpty()) {
      if (type != null && type != Holds.TEXT) {
        throw Misread.quoting(
            name, "The field \"%s\" has both a list of words and another type; give one.");
      }
      if (!range.isEmpty()) {
        throw Misread.quoting(
            name, "The field \"%s\" has both a list of words and a range; give one.");
      }
      return new Decided(Holds.ONE_OF, range);
    }
    var said = type == null && unit.matches("euros|dollars|usd|eur|gbp|cents") ? Holds.MONEY : type;
    var named = FieldNames.typeOf(words);
    if (said == null
        && named == null
        && MONEY_THINGS.contains(thing)
        && words.getLast().matches("amount|total|sum|balance|value|paid")) {
      named = Holds.MONEY;
    }
    var found = said != null ? said : named;
    if (found == Holds.DECIMAL && said == Holds.DECIMAL && named == Holds.MONEY) {
      found = Holds.MONEY;
    }
    if (range.isEmpty()) {
      if (found == Holds.MONEY && words.getLast().matches("price|cost|fee|fare|rent|salary|wage")) {
        return new Decided(
            found, new PlainRange(Optional.of(BigDecimal.ZERO), Optional.empty(), false));
      }
      if (found == null && !unit.isEmpty()) {
        found =
            unit.matches("minutes|seconds|milliseconds|hours|days|weeks|months|years")
                ? Holds.WHOLE
                : Holds.DECIMAL;
      }
      return new Decided(found == null ? Holds.TEXT : found, range);
    }
    return bounded(said, found);
  }

  private Decided bounded(@Nullable Holds said, @Nullable Holds found) throws Misread {
    if (range.ofCharacters()) {
      if (range.above() || range.below()) {
        throw Misread.quoting(
            phrase,
            "For \"%s\" say how many characters at most, such as \"at most 100 characters\".");
      }
      var most = range.most();
      if (range.least().filter(least -> least.compareTo(BigDecimal.ONE) > 0).isPresent()
          || most.isEmpty()) {
        throw Misread.quoting(
            phrase,
            "For \"%s\" I can keep a greatest length only, such as \"at most 100 characters\".");
      }
      var length = most.get();
      if (length.scale() > 0
          || length.compareTo(BigDecimal.ONE) < 0
          || length.compareTo(BigDecimal.valueOf(MOST_TEXT_CHARACTERS)) > 0) {
        throw Misread.quoting(
            phrase, "The length of \"%s\" must be 1 to " + MOST_TEXT_CHARACTERS + " characters.");
      }
      return new Decided(
          found == Holds.LONG_TEXT ? Holds.LONG_TEXT : Holds.TEXT,
          new PlainRange(Optional.empty(), most, true));
    }
    var whole =
        range.least().orElse(BigDecimal.ZERO).scale() <= 0
            && range.most().orElse(BigDecimal.ZERO).scale() <= 0;
    if (said != null && !said.isNumeric()) {
      throw Misread.quoting(phrase, "\"%s\" has a range, which only numbers can have.");
    }
    var numeric = found != null && found.isNumeric() ? found : whole ? Holds.WHOLE : Holds.DECIMAL;
    if (numeric == Holds.WHOLE && !whole) {
      if (said == Holds.WHOLE) {
        throw Misread.quoting(phrase, "The bounds of \"%s\" must be whole numbers.");
      }
      numeric = Holds.DECIMAL;
    }
    var widest =
        numeric == Holds.WHOLE
            ? new BigDecimal("9007199254740991")
            : numeric == Holds.MONEY
                ? new BigDecimal("9999999999999.99")
                : new BigDecimal("1000000000000000");
    for (var bound :
        List.of(range.least().orElse(BigDecimal.ZERO), range.most().orElse(BigDecimal.ZERO))) {
      if (bound.abs().compareTo(widest) > 0 || bound.scale() > (numeric == Holds.MONEY ? 2 : 15)) {
        throw Misread.quoting(phrase, "A bound of \"%s\" has more digits than I can keep.");
      }
    }
    if (range.least().filter(least -> least.compareTo(widest) >= 0).isPresent()
        || range.most().filter(most -> most.compareTo(widest.negate()) <= 0).isPresent()) {
      throw Misread.quoting(phrase, "A bound of \"%s\" leaves nothing to choose from.");
    }
    return new Decided(numeric, range);
  }
}
