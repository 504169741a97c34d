package factory.pipeline.source.english;

import factory.pipeline.spec.Field;
import factory.pipeline.spec.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one field out of a phrase such as {@code a rating from 1 to 5}. */
final class FieldReader {
  private static final int MOST_NAME_CHARACTERS = 60;
  private static final int MOST_PHRASE_CHARACTERS = 300;

  private static final String UNITS =
      "minutes|seconds|milliseconds|hours|days|weeks|months|years|grams|kilograms|kg|g|km|kilometers|kilometres|miles|meters|metres|cm|mm|inches|feet|liters|litres|ml|mg|m2|m3|oz|lb|lbs|ms|celsius|fahrenheit|pounds|percent|euros|dollars|usd|eur|gbp|cents|bpm|watts|volts|kwh|kcal|calories";
  private static final Pattern BRACKETS = Pattern.compile("\\(([^()]*)\\)");
  private static final Pattern CHOICE = Pattern.compile(" ?(?:,| or |\\||/) ?(?:or )?");

  private static final String OPTIONAL =
      "optional(?:ly)?|if any|if known|if there is one|may be empty|can be empty|may be missing|not required|possibly|maybe|perhaps|nullable";
  private static final String REQUIRED =
      "required|mandatory|compulsory|obligatory|not empty|non-empty|not null|must be given|always";
  private static final String UNIQUE = "unique|no duplicates|without duplicates|distinct";

  /** Whether a field is required; what is not said depends on the others. */
  enum Need {
    REQUIRED,
    OPTIONAL,
    NOT_SAID
  }

  /** A field and what was said of its need. */
  record Read(Field field, Need need) {}

  private String rest = "";
  private Need need = Need.NOT_SAID;
  private static final String CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  private static final int CODE_LENGTH = 20;
  private static final String BY_ITSELF =
      "(?:automatically |auto[- ]?)?(?:made|given|set|generated|assigned|created|issued)(?: automatically)?(?: by (?:the |our )?(?:service|system|server|itself|us))?";
  private static final Pattern ISSUED =
      Pattern.compile(
          "^(?:(?:a|an|the|its|random|unguessable) ){0,3}((?:[a-z]+ )?(?:code|token|reference|key))(?:,? (?:that is |which is )?"
              + BY_ITSELF
              + "| \\("
              + BY_ITSELF
              + "\\))$|^(?:a |an |the )?(?:automatically |auto[- ]?)?generated ((?:[a-z]+ )?(?:code|token|reference|key))$");

  private static final Pattern USUALLY =
      Pattern.compile(
          "([a-z0-9-]+) (?:by default|is the default|if not given|unless given|at first)|(?:the |(?:which |that |it )?(?:is |are )?(?:by )?)?default(?:s to| is|:|ing to)? ?([a-z0-9-]+)|(?:starts?|begins?|starting) (?:at|with|from) (\\d+)");

  /** Behind a comma or {@code and}, of the field before it. */
  private static final Pattern USUALLY_LAST =
      Pattern.compile(
          "(.+?), ((?:and |which |that |it )*(?:(?:starts?|begins?|starting) (?:at|with|from) \\d+|defaults? (?:to|is) [a-z0-9-]+|[a-z0-9-]+ by default))$");

  private boolean issued;
  private String fallback = "";
  private boolean unique;
  private @Nullable Holds type;
  private List<String> choices = List.of();
  private PlainRange bounds = PlainRange.NONE;
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

  private Read read(String phrase) throws Misread {
    var asked = Asked.read(phrase.strip());
    rest = asked.phrase();
    type = asked.type();
    issued();
    var last = USUALLY_LAST.matcher(rest);
    if (last.matches()) {
      rest = last.group(1);
      hint(phrase, last.group(2).replaceFirst("^(?:(?:and|which|that|it) )+", ""));
    }
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
    if (!choices.isEmpty() && FieldNames.isPluralOnly(words)) {
      throw Misread.quoting(phrase, "It is not clear whether each has one of \"%s\", or several.");
    }
    var decided = new Said(thing, phrase, rest, type, choices, bounds, unit).decided(words);
    return new Read(
        new Field(
            name,
            decided.holds().type(decided.range(), choices),
            "",
            false,
            unique,
            issued
                ? new Origin.Code(CODE_LETTERS, CODE_LENGTH)
                : new Origin.Given(fallback(phrase, decided.holds()), false)),
        issued ? Need.NOT_SAID : need);
  }

  /** One of the words that it can be, where nobody says which. */
  private Optional<String> fallback(String phrase, Holds holds) throws Misread {
    if (fallback.isEmpty()) {
      return Optional.empty();
    }
    if (holds == Holds.YES_NO && fallback.matches("yes|no|true|false")) {
      return Optional.of(fallback.matches("yes|true") ? "true" : "false");
    }
    if (holds == Holds.WHOLE && fallback.matches("\\d{1,9}")) {
      return Optional.of(fallback);
    }
    var word = fallback.replace('-', '_');
    if (!choices.contains(word) && !choices.contains(fallback)) {
      throw unreadable(phrase);
    }
    return Optional.of("'" + word + "'");
  }

  private static final Pattern RELATIVE =
      Pattern.compile(
          "^([a-z]+(?: [a-z]+)?) (?:(?:that|which) )?(?:it|they|he|she|i|we) (?!(?:can|may|must|should|will|would|could|only|not|never|do|does|have|has|are|is|want)\\b)[a-z]+(?: [a-z]+)?(?: (?:on|at|in|to|for))?$");

  /** The price we agreed on, the minutes it takes: nothing of the name. */
  static String withoutRelative(String phrase) {
    var whose = RELATIVE.matcher(phrase);
    return whose.matches() ? whose.group(1).replaceFirst(" (?:that|which)$", "") : phrase;
  }

  /** A code that the service makes by itself. */
  private void issued() {
    var matcher = ISSUED.matcher(rest);
    if (matcher.matches() && choices.isEmpty()) {
      rest = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      issued = true;
      type = Holds.TEXT;
    }
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
    if (hint.matches("https?(?: (?:or|and) https?)?")) {
      setType(Holds.URL, phrase);
      return;
    }
    var known = PlainTypes.of(hint);
    if (known != null) {
      setType(known, phrase);
      return;
    }
    if (type == null && hint.matches("(?:a |the )?(?:year|date|day|number)")) {
      setType(FieldNames.typeOf(List.of(hint.replaceFirst("^(?:a|the) ", ""))), phrase);
      return;
    }
    if (hint.matches(
        "(?:e\\.?g\\.?|for example|for instance|such as|like),? (?!.* or )[a-z0-9+:./ -]{1,40}")) {
      // One example keeps nothing else out.
      return;
    }
    if (hint.matches(
        "(?:e\\.?g\\.?|i\\.?e\\.?|for example|for instance|such as|like|see|note)\\b.*")) {
      throw unreadable(phrase);
    }
    var before = rest;
    List<String> parts = new ArrayList<>();
    var all = hint.split(" ?[,;] ?");
    if (all.length > Choices.MOST + 10) {
      throw Choices.tooMany();
    }
    for (var part : all) {
      if (part.length() > MOST_PHRASE_CHARACTERS) {
        throw unreadable(phrase);
      }
      var usual = USUALLY.matcher(part.strip());
      if (usual.matches()) {
        fallback =
            usual.group(1) != null
                ? usual.group(1)
                : usual.group(2) != null ? usual.group(2) : usual.group(3);
        continue;
      }
      var of = PlainTypes.of(part);
      if (of != null) {
        setType(of, phrase);
        continue;
      }
      rest =
          part.replaceFirst(
              "^(?:(?:always|it|they|which|that|must be|has to be|have to be|should be|can be|is|are) )++(?=at |from |above|below|positive|unique|optional|required|one of|between|\\d)",
              "");
      var needBefore = need;
      var uniqueBefore = unique;
      flags();
      var flagged = need != needBefore || unique != uniqueBefore || rest.isBlank();
      bounds();
      var unitOf = Pattern.compile("(?:in )?(" + UNITS + ")").matcher(rest.strip());
      if (unitOf.matches() && !hint.matches(".*\\bor\\b.*")) {
        unit = unitOf.group(1);
      } else if (PlainTypes.of(rest) != null) {
        setType(PlainTypes.of(rest), phrase);
      } else if (!rest.isBlank() && flagged) {
        throw unreadable(phrase);
      } else if (!rest.isBlank()) {
        parts.add(rest.strip());
      }
    }
    rest = before;
    var joined =
        String.join(", ", parts).replaceFirst("^(?:one of|either|can be|values?:?|enum:?) ", "");
    if (parts.size() > 1
        && !joined.matches(".*\\bor\\b.*")
        && parts.stream().anyMatch(part -> part.matches(".*\\b(?:name|title|date|email|price)"))) {
      // What it has, rather than what it can be.
      throw unreadable(phrase);
    }
    if (choices.isEmpty() && CHOICE.matcher(joined).find()) {
      choices = Choices.of(List.of(CHOICE.split(joined)));
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
    var taken = bounds.takenOutOf(rest);
    rest = taken.rest();
    bounds = taken.range();
    if (taken.positive() && type == null) {
      type = Holds.WHOLE;
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
    rest = withoutRelative(rest);
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
        Pattern.compile("^(?:(" + PlainTypes.PLAIN + ")) (?:called |named |for )?(.+)$")
            .matcher(rest);
    if (typed.matches()) {
      type = PlainTypes.of(typed.group(1));
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
    if (asType.matches() && PlainTypes.of(asType.group(2)) != null) {
      type = PlainTypes.of(asType.group(2));
      rest = asType.group(1);
    } else {
      var plain = Pattern.compile("^(.+) (" + PlainTypes.PLAIN + ")$").matcher(rest.strip());
      if (plain.matches() && type == null) {
        type = PlainTypes.of(plain.group(2));
        rest = plain.group(1);
      }
    }
    if (type == null && rest.strip().matches("[a-z]+(?: [a-z]+)?s list")) {
      type = Holds.TEXTS;
      rest = rest.strip().replaceFirst(" list$", "");
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
      choices = Choices.of(List.of(matcher.group(2).split(" ?/ ?")));
      rest = matcher.group(1);
    }
  }

  private List<String> nameWords(String phrase) throws Misread {
    if (rest.matches(".* (?:in|for|on) (?:an?|each|every) .*")) {
      throw unreadable(phrase);
    }
    rest =
        rest.replaceFirst("^(?:(?:a|an|the|its|their) )++", "")
            .replaceAll(" (?:a|an|the) ", " ")
            .strip();
    var words = new ArrayList<>(PlainText.words(rest));
    if (words.isEmpty()) {
      throw Misread.quoting(
          phrase, "I cannot read a field's name in \"%s\": use a few plain words.");
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
      throw Misread.quoting(
          rest,
          "The field \"%s\" has a name of more than " + MOST_NAME_CHARACTERS + " characters.");
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

  private static Misread unreadable(String phrase) {
    return Misread.quoting(phrase, "I cannot read \"%s\" as a field: name it in a few words.");
  }

  private void setType(@Nullable Holds given, String phrase) throws Misread {
    if (type != null && type != given) {
      throw Misread.quoting(phrase, "\"%s\" has two types; give one.");
    }
    type = given;
  }

  private boolean take(String words) {
    var without = PlainText.without(rest, words);
    var taken = without.isPresent();
    rest = without.orElse(rest);
    return taken;
  }
}
