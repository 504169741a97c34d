package factory.pipeline.source;

import factory.pipeline.spec.Field;
import factory.pipeline.spec.Origin;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one field out of a phrase such as {@code a rating from 1 to 5}. */
final class FieldReader {
  private static final int MOST_NAME_CHARACTERS = 60;
  private static final int MOST_CHOICES = 50;
  private static final int MOST_TEXT_CHARACTERS = 20_000;
  private static final int MOST_PHRASE_CHARACTERS = 300;
  private static final int MOST_TYPE_CHARACTERS = 100;

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
  private static final Pattern CHARACTERS =
      Pattern.compile("\\b(?:characters?|chars?|letters|symbols)(?: long)?\\b");
  private static final String UNITS =
      "minutes|seconds|milliseconds|hours|days|weeks|months|years|grams|kilograms|kg|g|km|kilometers|kilometres|miles|meters|metres|cm|mm|inches|feet|liters|litres|ml|mg|oz|lb|lbs|ms|celsius|fahrenheit|pounds|percent|euros|dollars|usd|eur|gbp|cents";
  private static final Pattern BRACKETS = Pattern.compile("\\(([^()]*)\\)");
  private static final Pattern CHOICE = Pattern.compile(" ?(?:,| or |\\||/) ?(?:or )?");

  private static final String OPTIONAL =
      "optional(?:ly)?|if any|if known|if there is one|may be empty|can be empty|may be missing|not required|possibly|maybe|perhaps|nullable";
  private static final String REQUIRED =
      "required|mandatory|compulsory|obligatory|not empty|non-empty|not null|must be given|always";
  private static final String UNIQUE = "unique|no duplicates|without duplicates|distinct";

  /** What a person writes for a type, after {@code as a}, in brackets or behind a colon. */
  private static final List<TypeWords> TYPES =
      List.of(
          new TypeWords(
              Holds.TEXTS,
              "(?:list|array|set|several|many|multiple|lists?)(?: of)?(?: (?:text|texts|strings?|words?|names?|tags?))?|strings|texts"),
          new TypeWords(Holds.DATE_TIME, "datetime|timestamp|date time|moment|point in time"),
          new TypeWords(Holds.DATE, "date|day|calendar date"),
          new TypeWords(
              Holds.WHOLE,
              "whole numbers?|integers?|int|natural number|number without decimals|count|long"),
          new TypeWords(
              Holds.MONEY,
              "money|price|amount of money|currency|dollars|euros|pounds|usd|eur|gbp|cents"),
          new TypeWords(
              Holds.DECIMAL,
              "decimals?|decimal number|floats?|floating point(?: number)?|double|real number|numbers?|numeric|percentage|percent"),
          new TypeWords(Holds.YES_NO, "boolean|bool|flag|checkbox|tick"),
          new TypeWords(
              Holds.LONG_TEXT,
              "long text|longer text|free text|multi-?line text|paragraphs?|markdown|text area|textarea|long string|large text"),
          new TypeWords(Holds.EMAIL, "email|email address"),
          new TypeWords(Holds.URL, "urls?|link|web address|uri|http address"),
          new TypeWords(Holds.TEXT, "text|strings?|short text|plain text|line|words?"));

  /** Words that name a type even without {@code as a} before them. */
  private static final String PLAIN_TYPES =
      "whole number|integer|int|boolean|bool|string|decimal|float|timestamp|datetime|long text|free text|flag";

  /** Whether a field is required; what is not said depends on the others. */
  enum Need {
    REQUIRED,
    OPTIONAL,
    NOT_SAID
  }

  /** A field and what was said of its need. */
  record Read(Field field, Need need) {}

  private record TypeWords(Holds type, Pattern pattern) {
    TypeWords(Holds type, String words) {
      this(type, Pattern.compile(words));
    }
  }

  private record Bounds(Optional<BigDecimal> least, Optional<BigDecimal> most) {
    boolean isEmpty() {
      return least.isEmpty() && most.isEmpty();
    }
  }

  private final Set<String> moneyThings =
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

  private String rest = "";
  private Need need = Need.NOT_SAID;
  private boolean unique;
  private @Nullable Holds type;
  private List<String> choices = List.of();
  private Bounds bounds = new Bounds(Optional.empty(), Optional.empty());
  private boolean countsCharacters;
  private String unit = "";
  private final String thing;

  private FieldReader(String thing) {
    this.thing = thing;
  }

  /**
   * Reads a field.
   *
   * @param thing the singular of what it belongs to
   * @param phrase what was written of it
   * @param choices the words it can be, when they were listed; may be empty
   */
  static Read read(String thing, String phrase, List<String> choices) throws Misread {
    var reader = new FieldReader(thing);
    reader.choices = choices;
    return reader.read(phrase);
  }

  /** Whether a phrase is a type's name alone, such as {@code a whole number}. */
  static boolean isType(String phrase) {
    return typeOf(phrase) != null;
  }

  /** Whether a phrase says by itself that it is a field: an article, a known name, a range. */
  static boolean looksLikeField(String phrase) {
    if (phrase.matches(
            "(?:a|an|the|its|their|whether|optional(?:ly)?|an? optional|list of|number of)\\b.*")
        || phrase.contains("(")
        || phrase.contains(":")
        || RANGE.matcher(phrase).find()
        || AT_LEAST.matcher(phrase).find()
        || AT_MOST.matcher(phrase).find()
        || phrase.contains(" as a ")) {
      return true;
    }
    var words = PlainText.words(phrase);
    if (words.isEmpty()) {
      return false;
    }
    var known = FieldNames.typeOf(words);
    return known != null && known != Holds.YES_NO && known != Holds.TEXTS;
  }

  private Read read(String phrase) throws Misread {
    rest = phrase.strip();
    brackets(phrase);
    if (rest.length() > MOST_PHRASE_CHARACTERS) {
      throw unreadable(phrase);
    }
    flags();
    bounds();
    leading();
    trailing();
    slashes();
    var words = nameWords(phrase);
    var name = String.join("_", words);
    var holds = finalType(phrase, words);
    return new Read(
        new Field(
            name,
            holds.type(bounds.least(), bounds.most(), choices),
            "",
            false,
            unique,
            new Origin.Given(Optional.empty(), false)),
        need);
  }

  private void brackets(String phrase) throws Misread {
    var matcher = BRACKETS.matcher(rest);
    List<String> hints = new ArrayList<>();
    while (matcher.find()) {
      hints.add(matcher.group(1).strip());
    }
    rest = matcher.replaceAll(" ").replaceAll(" +", " ").strip();
    for (var hint : hints) {
      hint(phrase, hint);
    }
  }

  private void hint(String phrase, String hint) throws Misread {
    var known = typeOf(hint);
    if (known != null) {
      setType(known, phrase);
      return;
    }
    if (hint.matches(
        "(?:e\\.?g\\.?|i\\.?e\\.?|for example|for instance|such as|like|see|note)\\b.*")) {
      throw unreadable(phrase);
    }
    var before = rest;
    List<String> parts = new ArrayList<>();
    var all = hint.split(" ?[,;] ?");
    if (all.length > MOST_CHOICES + 10) {
      throw tooManyChoices();
    }
    for (var part : all) {
      if (part.length() > MOST_PHRASE_CHARACTERS) {
        throw unreadable(phrase);
      }
      var of = typeOf(part);
      if (of != null) {
        setType(of, phrase);
        continue;
      }
      rest = part;
      var needBefore = need;
      var uniqueBefore = unique;
      flags();
      var flagged = need != needBefore || unique != uniqueBefore || rest.isBlank();
      bounds();
      var unitOf = Pattern.compile("in (" + UNITS + ")").matcher(rest.strip());
      if (unitOf.matches()) {
        unit = unitOf.group(1);
      } else if (typeOf(rest) != null) {
        setType(typeOf(rest), phrase);
      } else if (!rest.isBlank() && flagged) {
        throw unreadable(phrase);
      } else if (!rest.isBlank()) {
        parts.add(rest.strip());
      }
    }
    rest = before;
    var joined =
        String.join(", ", parts).replaceFirst("^(?:one of|either|can be|values?:?|enum:?) ", "");
    if (choices.isEmpty() && CHOICE.matcher(joined).find()) {
      choices = choices(List.of(CHOICE.split(joined)));
    } else if (!joined.isEmpty()) {
      throw unreadable(phrase);
    }
  }

  private void flags() {
    if (take("(?:is |are |must be |should be |which is )?(?:" + OPTIONAL + ")")) {
      need = Need.OPTIONAL;
    } else if (take("(?:is |are |must be |should be |which is )?(?:" + REQUIRED + ")")) {
      need = Need.REQUIRED;
    }
    if (take("(?:and )?(?:is |are |must be |should be |which is )?(?:" + UNIQUE + ")")) {
      unique = true;
    }
  }

  private void bounds() throws Misread {
    Optional<BigDecimal> least = bounds.least();
    Optional<BigDecimal> most = bounds.most();
    var range = RANGE.matcher(rest);
    if (range.find()) {
      least = Optional.of(new BigDecimal(range.group(1)));
      most = Optional.of(new BigDecimal(range.group(2)));
      rest = cut(range);
    }
    var atLeast = AT_LEAST.matcher(rest);
    if (atLeast.find()) {
      least = Optional.of(new BigDecimal(atLeast.group(1)));
      rest = cut(atLeast);
    }
    var atMost = AT_MOST.matcher(rest);
    if (atMost.find()) {
      most = Optional.of(new BigDecimal(atMost.group(1)));
      rest = cut(atMost);
    }
    if (take("positive")) {
      least = Optional.of(BigDecimal.ONE);
      type = type == null ? Holds.WHOLE : type;
    }
    bounds = new Bounds(least, most);
    if (!bounds.isEmpty()) {
      var characters = CHARACTERS.matcher(rest);
      if (characters.find()) {
        countsCharacters = true;
        rest = cut(characters);
      }
    }
    if (least.isPresent() && most.isPresent() && least.get().compareTo(most.get()) > 0) {
      throw new Misread(
          "The range from %s to %s is empty: its least is above its greatest."
              .formatted(least.get(), most.get()));
    }
  }

  private void leading() {
    rest =
        rest.replaceFirst(
            "^(?:(?:a|an|the|its|their|his|her|some|one|also|own|and|each|every|any) )++", "");
    var whether =
        Pattern.compile(
                "^(?:whether|if)(?: or not)? (?:(?:it|they|he|she|one|you|i|the [a-z]+) )?(?:(?:is|are|was|were|has been|have been|had been|has|have|got) )?(?:already |been |currently |still )*+(.+)$")
            .matcher(rest);
    if (whether.matches()) {
      type = Holds.YES_NO;
      rest = whether.group(1).replaceAll(" (?:it|them|me)\\b", "");
      choices = List.of();
    }
    var listOf =
        Pattern.compile(
                "^(?:list|lists|array|set|collection|several|many|multiple|any number) (?:of )?(.+)$")
            .matcher(rest);
    if (listOf.matches()) {
      type = Holds.TEXTS;
      rest = listOf.group(1);
    }
    var numberOf =
        Pattern.compile("^(?:number|count|total number|amount|quantity) of (.+)$").matcher(rest);
    if (numberOf.matches() && type == null && !rest.startsWith("amount of money")) {
      type = Holds.WHOLE;
    }
    var isDone = Pattern.compile("^is (.+)$").matcher(rest);
    if (isDone.matches() && type == null) {
      type = Holds.YES_NO;
      rest = isDone.group(1);
    }
    var typed =
        Pattern.compile("^(?:(" + PLAIN_TYPES + ")) (?:called |named |for )?(.+)$").matcher(rest);
    if (typed.matches()) {
      type = typeOf(typed.group(1));
      rest = typed.group(2);
    }
  }

  private void trailing() {
    var inUnit =
        Pattern.compile("^(.+?),? (?:measured |given |counted )?in (" + UNITS + ")$")
            .matcher(rest.strip());
    if (inUnit.matches()) {
      rest = inUnit.group(1);
      unit = inUnit.group(2);
    }
    var asType =
        Pattern.compile(
                "^(.+?)(?:,? (?:as|of type|being|stored as|given as|in the form of|which is|that is|is|are|type|=)|:) ?(?:a |an )?(.+)$")
            .matcher(rest.strip());
    if (asType.matches() && typeOf(asType.group(2)) != null) {
      type = typeOf(asType.group(2));
      rest = asType.group(1);
    } else {
      var plain = Pattern.compile("^(.+) (" + PLAIN_TYPES + ")$").matcher(rest.strip());
      if (plain.matches() && type == null) {
        type = typeOf(plain.group(2));
        rest = plain.group(1);
      }
    }
    rest =
        rest.replaceFirst(
            "(?:,|:| (?:which|that|and|is|are|as|of|be|must|must be|should be|valued|rated|going|goes|ranging|ranges))++$",
            "");
  }

  /** {@code status open/closed/late}. */
  private void slashes() throws Misread {
    var matcher =
        Pattern.compile("^(.+?) ([a-z0-9-]+(?: ?/ ?[a-z0-9-]++)++)$").matcher(rest.strip());
    if (choices.isEmpty() && matcher.matches()) {
      choices = choices(List.of(matcher.group(2).split(" ?/ ?")));
      rest = matcher.group(1);
    }
  }

  private List<String> nameWords(String phrase) throws Misread {
    rest =
        rest.replaceFirst("^(?:(?:a|an|the|its|their) )++", "")
            .replaceAll(" (?:a|an|the) ", " ")
            .strip();
    var words = new ArrayList<>(PlainText.words(rest));
    if (words.isEmpty()) {
      throw new Misread(
          "I cannot read a field's name in \"%s\": use a few plain words."
              .formatted(Misread.shown(phrase)));
    }
    if (!(type == Holds.YES_NO ? PlainNames.isChoice(words) : PlainNames.isField(words))
        || hasLooseEnd(words)) {
      throw unreadable(phrase);
    }
    if (!unit.isEmpty()
        && !words.contains(unit)
        && type != Holds.MONEY
        && !Set.of("euros", "dollars", "usd", "eur", "gbp", "cents").contains(unit)) {
      words.add(unit);
    }
    if (String.join("_", words).length() > MOST_NAME_CHARACTERS) {
      throw new Misread(
          "The field \"%s\" has a name of more than %d characters."
              .formatted(Misread.shown(rest), MOST_NAME_CHARACTERS));
    }
    return words;
  }

  /**
   * {@code from} and {@code to} end a name (available from), or are what is left of a range that
   * cannot be read.
   */
  private static boolean hasLooseEnd(List<String> words) {
    return words.contains("as")
        || words.subList(0, words.size() - 1).contains("from")
        || words.subList(0, words.size() - 1).contains("to");
  }

  private Holds finalType(String phrase, List<String> words) throws Misread {
    if (choices.size() == 1) {
      throw new Misread(
          "The field \"%s\" can be one thing only; list at least two words it can be."
              .formatted(Misread.shown(rest)));
    }
    if (!choices.isEmpty()) {
      if (type != null && type != Holds.TEXT) {
        throw new Misread(
            "The field \"%s\" has both a list of words and another type; give one."
                .formatted(Misread.shown(rest)));
      }
      if (!bounds.isEmpty()) {
        throw new Misread(
            "The field \"%s\" has both a list of words and a range; give one."
                .formatted(Misread.shown(rest)));
      }
      return Holds.ONE_OF;
    }
    if (type == null && unit.matches("euros|dollars|usd|eur|gbp|cents")) {
      type = Holds.MONEY;
    }
    var named = FieldNames.typeOf(words);
    if (type == null
        && named == null
        && moneyThings.contains(thing)
        && words.getLast().matches("amount|total|sum|balance|value|paid")) {
      named = Holds.MONEY;
    }
    var found = type != null ? type : named;
    if (found == Holds.DECIMAL && type == Holds.DECIMAL && named == Holds.MONEY) {
      found = Holds.MONEY;
    }
    if (bounds.isEmpty()) {
      if (found == Holds.MONEY && words.getLast().matches("price|cost|fee|fare|rent|salary|wage")) {
        bounds = new Bounds(Optional.of(BigDecimal.ZERO), Optional.empty());
      }
      if (found == null && !unit.isEmpty()) {
        found =
            unit.matches("minutes|seconds|milliseconds|hours|days|weeks|months|years")
                ? Holds.WHOLE
                : Holds.DECIMAL;
      }
      return found == null ? Holds.TEXT : found;
    }
    return boundedType(phrase, found);
  }

  private Holds boundedType(String phrase, @Nullable Holds found) throws Misread {
    if (countsCharacters) {
      var most = bounds.most();
      if (bounds.least().filter(least -> least.compareTo(BigDecimal.ONE) > 0).isPresent()
          || most.isEmpty()) {
        throw new Misread(
            "For \"%s\" I can keep a greatest length only, such as \"at most 100 characters\"."
                .formatted(Misread.shown(phrase)));
      }
      var length = most.get();
      if (length.scale() > 0
          || length.compareTo(BigDecimal.ONE) < 0
          || length.compareTo(BigDecimal.valueOf(MOST_TEXT_CHARACTERS)) > 0) {
        throw new Misread(
            "The length of \"%s\" must be 1 to %d characters."
                .formatted(Misread.shown(phrase), MOST_TEXT_CHARACTERS));
      }
      bounds = new Bounds(Optional.empty(), most);
      return found == Holds.LONG_TEXT ? Holds.LONG_TEXT : Holds.TEXT;
    }
    var whole =
        bounds.least().orElse(BigDecimal.ZERO).scale() <= 0
            && bounds.most().orElse(BigDecimal.ZERO).scale() <= 0;
    if (type != null && !type.isNumeric()) {
      throw new Misread(
          "\"%s\" has a range, which only numbers can have.".formatted(Misread.shown(phrase)));
    }
    var numeric = found != null && found.isNumeric() ? found : whole ? Holds.WHOLE : Holds.DECIMAL;
    if (numeric == Holds.WHOLE && !whole) {
      if (type == Holds.WHOLE) {
        throw new Misread(
            "The bounds of \"%s\" must be whole numbers.".formatted(Misread.shown(phrase)));
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
        List.of(bounds.least().orElse(BigDecimal.ZERO), bounds.most().orElse(BigDecimal.ZERO))) {
      if (bound.abs().compareTo(widest) > 0 || bound.scale() > (numeric == Holds.MONEY ? 2 : 15)) {
        throw new Misread(
            "A bound of \"%s\" has more digits than I can keep.".formatted(Misread.shown(phrase)));
      }
    }
    if (bounds.least().filter(least -> least.compareTo(widest) >= 0).isPresent()
        || bounds.most().filter(most -> most.compareTo(widest.negate()) <= 0).isPresent()) {
      throw new Misread(
          "A bound of \"%s\" leaves nothing to choose from.".formatted(Misread.shown(phrase)));
    }
    return numeric;
  }

  /** Words to choose from, as they stand in JSON: {@code in progress} is {@code in_progress}. */
  static List<String> choices(List<String> texts) throws Misread {
    if (texts.size() > 10 * MOST_CHOICES) {
      throw tooManyChoices();
    }
    List<String> words = new ArrayList<>();
    for (var text : texts) {
      var word =
          String.join(
              "_",
              text.replaceFirst("^(?:(?:a|an|the|or|and|either) )++", "")
                  .replace('-', ' ')
                  .strip()
                  .split(" +"));
      if (!word.matches("[a-z0-9][a-z0-9_]{0,59}")
          || !PlainNames.isChoice(List.of(word.split("_+")))) {
        throw new Misread(
            "I cannot read \"%s\" as one of the words to choose from."
                .formatted(Misread.shown(text)));
      }
      if (!words.contains(word)) {
        words.add(word);
      }
    }
    if (words.size() > MOST_CHOICES) {
      throw tooManyChoices();
    }
    return List.copyOf(words);
  }

  private static Misread tooManyChoices() {
    return new Misread("A field can have at most %d words to choose from.".formatted(MOST_CHOICES));
  }

  private static Misread unreadable(String phrase) {
    return new Misread(
        "I cannot read \"%s\" as a field: name it in a few words."
            .formatted(Misread.shown(phrase)));
  }

  private void setType(@Nullable Holds given, String phrase) throws Misread {
    if (type != null && type != given) {
      throw new Misread("\"%s\" has two types; give one.".formatted(Misread.shown(phrase)));
    }
    type = given;
  }

  private static @Nullable Holds typeOf(String phrase) {
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

  private boolean take(String words) {
    var matcher = Pattern.compile("(?:^|[ ,])(?:" + words + ")(?=$|[ ,])").matcher(rest);
    if (!matcher.find()) {
      return false;
    }
    rest = cut(matcher);
    return true;
  }

  private String cut(Matcher matcher) {
    return (rest.substring(0, matcher.start()) + " " + rest.substring(matcher.end()))
        .replaceAll(" +", " ")
        .strip()
        .replaceFirst(",$", "");
  }
}
