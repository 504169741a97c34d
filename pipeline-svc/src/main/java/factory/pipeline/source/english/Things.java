package factory.pipeline.source.english;

import factory.pipeline.source.Nouns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what names a thing and its fields: {@code books with title and author}. */
final class Things {
  /** Of the form that names the fields first, whose expression goes back and forth. */
  private static final int MOST_SENTENCE_CHARACTERS = 1_000;

  private static final String HAS =
      "(?:also )?(?:has|have|having|should have|must have|shall have|will have|needs|need|contains?|containing|includes?|including"
          + "|consists? of|consisting of|comes? with|with)";
  private static final String FIELDS_WORD =
      "(?:(?:the|these|some|following)? ?(?:the |following )?(?:fields?|attributes?|properties|columns?|data|information|details)(?: such as| like| for| of)?:? )?";

  /** From a thing to its fields: whichever comes first. */
  private static final Pattern CONNECTOR =
      Pattern.compile(
          "(?:,? (?:that|which|who|where each|each|and each|with each) )?(?:\\b|(?<= ))"
              + HAS
              + "\\b(?! to (?!a\\b|the\\b))(?! not\\b):? ?(?=\\S)|: ?| (?=\\()");

  private static final Pattern PRONOUN =
      Pattern.compile(
          "(?:,|and|where|so that|in which| )*+(?:each|every|it|they|all|one|these|those|each one|every one|each of them|all of them|each entry|every entry|each item|every item|each record)(?: of (?:these|them|which))?(?: should| must| can)?");

  private static final Pattern LEADING_HAS =
      Pattern.compile(
          "^(?:each|every|it|they|all|one)((?: [a-z-]+){0,3}?) " + HAS + " " + FIELDS_WORD);

  private static final Pattern OF_THEM =
      Pattern.compile("(?: of them| of these| one| entry| item| record)?");

  private static final Pattern FIELDS_OF =
      Pattern.compile(
          "^(.* )?(?:store|stores|record|records|keep|save|saves|track|tracks|log|logs|collect|note|register|remember) (?:the |a |an )?(.+) (?:of|for|about) (?:each|every|all|my|our|the) (.+)$");

  /** Whoever does what everybody may, and makes a record so. */
  private static final Pattern SOMEBODY_MAKES =
      Pattern.compile(
          "^((?:(?:the|a|an|any|each|every|all|our|my|other|some) )?(?:[a-z]+ )??[a-z]+?)( (?:can|may|could|should|must|will|would|should be able to|must be able to|are able to|is able to|are allowed to|want to|wants to|would like to|need to|have to))? "
              + "(create|creates|add|adds|post|posts|submit|submits|leave|leaves|write|writes|enter|enters|make|makes|save|saves|upload|uploads|open|opens|register|registers|publish|publishes|record|records|set|sets|put up|puts up|put in|puts in|put|puts|take in|takes in|start|starts|store|stores|keep|keeps|list|lists|offer|offers|report|reports|log|logs|note|notes|announce|announces|place|places|give|gives|request|requests|drop|drops|suggest|suggests|propose|proposes|share|shares|file|files|track|tracks|collect|collects|enters|insert|inserts|type in|types in|hand in|hands in|send|sends|send in|sends in|bring|brings|deliver|delivers) (?!to\\b|with\\b|and\\b|or\\b|of\\b|for\\b|about\\b|that\\b|how\\b|which\\b|what\\b|it\\b|them\\b|by\\b)");

  /** Stand before a verb and name nobody. */
  private static final Set<String> NOBODY_MAKES =
      Set.of(
          ("it this that which who what to not only nobody none and or never cannot please whoever system service app api"
                  + " where when if then of for with by the a an each every also whether")
              .split(" "));

  private static final Pattern MAKES =
      Pattern.compile(
          "^(?:create|add|take in|post|submit|leave|write|enter|save|register|publish) (?=(?:a |an |new )?[a-z-]+(?: [a-z-]+)? (?:with|having|that has) )");

  /** Stand before a colon, and name nothing that is kept. */
  private static final Set<String> NO_HEADING =
      Set.of(
          ("in out input inputs output outputs given result results state states status filter filters sort sorting order"
                  + " note notes private public fields example access rules rule users user who only show list search find"
                  + " return returns claim unclaim borrow redeem join leave vote guess")
              .split(" "));

  /** {@code posts in a thread}, {@code an inspection to a hive}. */
  private static final Pattern OF_ANOTHER =
      Pattern.compile(
          "^(.{1,80}?) (?:of|for|in|to|into) (?:a|an|each|every|one|the|our|my) ([a-z]+(?: [a-z]+)?)$");

  /** {@code Milkings per goat}. */
  private static final Pattern PER_ANOTHER =
      Pattern.compile("^(.{1,80}?s) (?:per|for each|of each|for every) ([a-z]+(?: [a-z]+)?)$");

  /** What a service may be called too, but here is kept. */
  private static final Pattern TOOL =
      Pattern.compile(
          "(?:a|an|each|every|the) (tool|place|program|library|server|site|website|log)");

  /** {@code Required: title, company}: fields of what was spoken of. */
  private static final Pattern NEEDED =
      Pattern.compile(
          "(?:the )?(required|mandatory|optional)(?: (?:fields?|information|data))?(?: are| is)?");

  /** {@code Its episodes} are of what was spoken of. */
  private static final Pattern ITS = Pattern.compile("(?:its|their|his|her) ([a-z]+)");

  /** Stand before a colon, and are no things however they are written. */
  private static final Set<String> NO_THING =
      Set.of(
          "in",
          "out",
          "input",
          "inputs",
          "output",
          "outputs",
          "state",
          "states",
          "filter",
          "filters",
          "sort",
          "sorting",
          "private",
          "public",
          "example",
          "examples");

  private final Predicate<String> known;
  private @Nullable Noun latest;

  /** Knows of no kinds yet. */
  Things() {
    this(_ -> false);
  }

  /**
   * Of an idea of which the kinds are known.
   *
   * @param known whether something is a kind, by its singular
   */
  Things(Predicate<String> known) {
    this.known = known;
  }

  /**
   * What was read.
   *
   * @param has in order
   * @param unread phrases that are no fields, each with why
   * @param owned what else is kept, of which each has several
   */
  record Read(
      List<Statement.Has> has, Map<String, Misread> unread, List<Statement.BelongsTo> owned) {
    Read(List<Statement.Has> has, Map<String, Misread> unread) {
      this(has, unread, List.of());
    }

    /** The same where each thing is of another one that is kept. */
    Read of(Noun thing, Optional<Noun> another, Predicate<String> known) {
      if (another.isEmpty()
          || !known.test(another.get().singular())
          || has.isEmpty()
          || another.get().equals(thing)
          || has.getFirst().fields().stream()
              .anyMatch(f -> f.field().name().equals(another.get().singular()))) {
        return this;
      }
      List<Statement.Has> all = new ArrayList<>(has);
      List<FieldReader.Read> fields = new ArrayList<>();
      try {
        fields.add(
            FieldReader.read(
                thing.singular(), another.get().singular().replace('_', ' '), List.of()));
      } catch (Misread misread) {
        return this;
      }
      fields.addAll(has.getFirst().fields());
      all.set(0, new Statement.Has(has.getFirst().thing(), List.copyOf(fields)));
      return new Read(List.copyOf(all), unread, owned);
    }

    /** The same where it is said of all of the fields whether they may be missing. */
    Read needed(FieldReader.Need need) {
      return new Read(
          has.stream()
              .map(
                  each ->
                      new Statement.Has(
                          each.thing(),
                          each.fields().stream()
                              .map(f -> new FieldReader.Read(f.field(), need))
                              .toList()))
              .toList(),
          unread,
          owned);
    }

    /** All that it says. */
    List<Statement> statements() {
      List<Statement> all = new ArrayList<>(has);
      all.addAll(owned);
      return List.copyOf(all);
    }

    boolean isWhole() {
      return unread.isEmpty() && has.stream().anyMatch(h -> !h.fields().isEmpty());
    }
  }

  /** Speaks of a thing from now on. */
  void speakOf(Noun noun) {
    latest = noun;
  }

  @Nullable Noun latest() {
    return latest;
  }

  void latest(@Nullable Noun noun) {
    latest = noun;
  }

  /** Things with fields; empty when it names none. */
  Optional<Read> read(String sentence) throws Misread {
    var fieldsOf = FIELDS_OF.matcher(sentence);
    if (sentence.length() <= MOST_SENTENCE_CHARACTERS
        && fieldsOf.matches()
        && !sentence.contains(" with ")
        && !sentence.contains(":")
        && (fieldsOf.group(1) == null || Noun.isPreface(fieldsOf.group(1)))) {
      var noun = Noun.of("each " + fieldsOf.group(3));
      if (noun.isPresent()) {
        return Optional.of(fields(noun.get(), fieldsOf.group(2)));
      }
    }
    var made = withoutMaker(sentence);
    made = MAKES.matcher(made).replaceFirst("store ");
    var connector = CONNECTOR.matcher(made);
    while (connector.find()) {
      var head = made.substring(0, connector.start()).strip();
      var fields = made.substring(connector.end()).strip();
      if (fields.isEmpty()) {
        continue;
      }
      var of = OF_ANOTHER.matcher(head);
      var another = Optional.<Noun>empty();
      var its = ITS.matcher(head);
      if (its.matches() && latest != null && Nouns.isPlural(its.group(1))) {
        another = Optional.of(latest);
        head = "each " + Nouns.singular(its.group(1));
      }
      var per = PER_ANOTHER.matcher(head);
      if (per.matches()) {
        another = Noun.of("each " + per.group(2));
        head = per.group(1);
      }
      if (of.matches()) {
        another = Noun.of("each " + Nouns.singular(of.group(2)));
        head = of.group(1);
      }
      var noun = nounOf(head);
      if (noun == null
          && connector.group().strip().equals("has")
          && head.matches("[a-z]{3,}")
          && !NOBODY_MAKES.contains(head)
          && !head.matches(
              "everyone|everybody|anyone|anybody|someone|somebody|nobody|one|user|he|she")) {
        noun = Noun.of("each " + head).orElse(null);
      }
      if (noun == null && isHeading(head, connector.group().strip(), fields)) {
        noun = Noun.of("each " + head).orElse(null);
      }
      var need = NEEDED.matcher(head);
      if (noun == null
          && need.matches()
          && latest != null
          && connector.group().strip().equals(":")) {
        return Optional.of(
            fields(latest, fields)
                .needed(
                    need.group(1).equals("optional")
                        ? FieldReader.Need.OPTIONAL
                        : FieldReader.Need.REQUIRED));
      }
      if (noun != null) {
        var kinds = kinds(head, noun, fields);
        return Optional.of(
            kinds.isPresent() ? kinds.get() : fields(noun, fields).of(noun, another, known));
      }
    }
    return Optional.empty();
  }

  /** {@code Gardeners offer seeds with a name}: seeds, which anybody may make. */
  private static String withoutMaker(String sentence) {
    var makes = SOMEBODY_MAKES.matcher(sentence);
    return makes.lookingAt() && isSomebody(makes)
        ? "store " + sentence.substring(makes.end())
        : sentence;
  }

  /** Not {@code a todo list} and {@code blog posts}: one person posts, and several people post. */
  private static boolean isSomebody(Matcher makes) {
    var who = makes.group(1);
    var last = who.substring(who.lastIndexOf(' ') + 1);
    if (NOBODY_MAKES.contains(last) || Sentence.isPowerful(who)) {
      return false;
    }
    if (makes.group(2) != null
        || last.matches(
            "i|we|you|they|people|anyone|anybody|somebody|someone|everyone|everybody")) {
      return true;
    }
    var isOne = makes.group(3).matches("(?:[a-z]+s|puts up|takes in|types in|hands in|sends in)");
    return isOne
        ? who.matches("(?:the|a|an|each|every|any|another) .*") && !Nouns.isPlural(last)
        : Nouns.isPlural(last);
  }

  /** {@code hive: name, apiary}: one thing is named as a heading of its fields. */
  private static boolean isHeading(String head, String connector, String fields) {
    return (connector.equals(":")
            || (connector.isEmpty()
                && fields.startsWith("(")
                && fields.indexOf(')') == fields.length() - 1))
        && head.matches("[a-z]+(?: [a-z]+)?")
        && !NO_HEADING.contains(head.split(" ")[0])
        && !NO_HEADING.contains(head.substring(head.lastIndexOf(' ') + 1))
        && fields.contains(",");
  }

  /** {@code Title, director, year}: the fields of what was named before. */
  Optional<Read> list(String sentence) throws Misread {
    if (latest == null || !sentence.contains(", ")) {
      return Optional.empty();
    }
    var read = fields(latest, sentence);
    var fields = read.has().getFirst().fields();
    var known =
        fields.stream()
            .filter(f -> FieldNames.isHead(f.field().name().replaceFirst(".*_", "")))
            .count();
    return read.isWhole() && read.has().size() == 1 && known * 2 >= fields.size()
        ? Optional.of(read)
        : Optional.empty();
  }

  /** A thing that is named without its fields. */
  static Optional<Noun> named(String sentence) {
    return Noun.of(withoutMaker(sentence));
  }

  /** The thing that a sentence's head names; the one before when it is a pronoun. */
  private @Nullable Noun nounOf(String head) {
    // A line with a colon that says something about fields names nothing that is kept.
    if (NO_THING.contains(head)) {
      return null;
    }
    var isPronoun =
        PRONOUN.matcher(head).matches()
            || head.matches(
                "(?:the |its |their )?(?:fields?|attributes?|properties|columns?)(?: are)?");
    if (isPronoun) {
      return latest;
    }
    var tool = TOOL.matcher(head);
    return Noun.of(head)
        .orElse(
            tool.matches() && (latest == null || !head.startsWith("the "))
                ? new Noun(tool.group(1), Nouns.plural(tool.group(1)))
                : null);
  }

  /** {@code A library: books, members and loans}: what is kept there, of which nobody says more. */
  private static Optional<Read> kinds(String head, Noun noun, String fields) {
    if (!head.matches(
        ".*\\b(?:api|service|app|application|backend|system|tool|platform|website|site|manage|managing|management|library|blog|shop|store|forum|club|school|gym|clinic|hotel|restaurant|company|office|bakery|salon|community|marketplace)\\b.*")) {
      return Optional.empty();
    }
    List<Statement.Has> all = new ArrayList<>();
    for (var part : fields.split(" ?(?:, and |, | and ) ?")) {
      var words = PlainText.words(part);
      if (words.isEmpty()
          || words.size() > 2
          || !Nouns.isPlural(words.getLast())
          || isFieldsName(words)
          || List.of(
                  "tags",
                  "keywords",
                  "labels",
                  "topics",
                  "priorities",
                  "dates",
                  "levels",
                  "alerts",
                  "results",
                  "prices",
                  "names",
                  "titles")
              .contains(words.getLast())
          || !PlainNames.isKind(words)) {
        return Optional.empty();
      }
      var kind = Noun.of("every " + part);
      if (kind.isEmpty() || kind.get().equals(noun)) {
        return Optional.empty();
      }
      all.add(new Statement.Has(kind.get(), List.of()));
    }
    return all.size() < 2 ? Optional.empty() : Optional.of(new Read(all, Map.of()));
  }

  /** {@code The host calls the next one}: a verb that somebody before it does. */
  private static boolean saysADeed(String phrase) {
    var words = PlainText.words(phrase);
    if (words.size() < 3) {
      return false;
    }
    var tagged = Language.words(words);
    return tagged.subList(1, tagged.size() - 1).stream()
        .anyMatch(
            word ->
                word.isVerb() && word.text().endsWith("s") && !word.lemma().equals(word.text()));
  }

  /** Whether it is rather a field than things of their own. */
  private static boolean isFieldsName(List<String> words) {
    var type = FieldNames.typeOf(words);
    return type != null
        && type != Holds.TEXTS
        && !Set.of("comments", "reviews", "messages", "articles", "stories")
            .contains(words.getLast());
  }

  private Read fields(Noun first, String text) throws Misread {
    var noun = first;
    var again = LEADING_HAS.matcher(text);
    var fields = text;
    if (again.lookingAt()
        && (OF_THEM.matcher(again.group(1)).matches()
            || Noun.of("each" + again.group(1)).equals(Optional.of(first)))) {
      fields = text.substring(again.end());
    }
    fields = fields.replaceFirst("^" + FIELDS_WORD, "").strip();
    if (fields.startsWith("(")
        && fields.endsWith(")")
        && fields.indexOf(')') == fields.length() - 1) {
      fields = fields.substring(1, fields.length() - 1);
    }
    // A book club: books with a title.
    var isTitle = !known.test(first.singular());
    List<Statement.Has> has = new ArrayList<>();
    List<FieldReader.Read> read = new ArrayList<>();
    Map<String, Misread> unread = new LinkedHashMap<>();
    List<Statement.BelongsTo> owned = new ArrayList<>();
    for (var item : FieldList.items(fields)) {
      var phrase =
          item.phrase()
              .replaceFirst(
                  "^(?:which |that |it |who )?(?:is |are )?(?:belongs?|works?|lives?|stands?|is|are|sits?|takes place|happens|plays|runs|hangs|lies|grows|stored|kept|part|made|taken) (?:to|in|at|on|for|from|of|by) (?:a|an|one|exactly one|some) ",
                  "the ");
      var nested = FieldList.NEXT_THING.matcher(phrase);
      if (nested.matches() && FieldList.startsAThing(item, nested)) {
        var next = Noun.of(nested.group(1));
        if (next.isPresent()) {
          if (!read.isEmpty() || !unread.isEmpty() || !has.isEmpty() || !isTitle) {
            has.add(new Statement.Has(noun, List.copyOf(read)));
          }
          read.clear();
          noun = next.get();
          phrase = nested.group(2);
        }
      }
      var parts = owned(noun, phrase, item);
      if (parts.isPresent()) {
        owned.add(parts.get());
        continue;
      }
      try {
        var plain = Asked.read(phrase).phrase();
        if (plain.replaceFirst("^(?:a|an|the|its|their) ", "").split(" ").length > 2) {
          var why = Impossible.reason(plain);
          if (why.isPresent()) {
            throw new Misread(why.get());
          }
        }
        if (!plain.matches("(?:whether|if) .*|.* if (?:there is one|there is any|any|known|given)")
            && saysADeed(plain)) {
          throw Misread.quoting(phrase, "\"%s\" says what is done; it is not a field.");
        }
        var words =
            PlainText.words(FieldReader.withoutRelative(plain.replaceFirst("^(?:a|an|the) ", "")));
        // What is counted is a bound: at most 3 characters.
        if (!words.isEmpty()
            && item.choices().isEmpty()
            && !words.getFirst().matches("whether|if")
            && words.stream().noneMatch(word -> word.matches("[0-9.]+"))
            && FieldNames.isPluralOnly(words)) {
          throw Misread.quoting(
              phrase,
              "It is not clear whether \"%s\" are a list of texts in each, or things of their own.");
        }
        read.add(FieldReader.read(noun.singular(), phrase, item.choices()));
      } catch (Misread misread) {
        unread.put(phrase, misread);
      }
    }
    has.add(new Statement.Has(noun, List.copyOf(read)));
    return new Read(has, unread, owned);
  }

  /** {@code Positions} of an invoice, where they are kept themselves. */
  private Optional<Statement.BelongsTo> owned(Noun thing, String phrase, FieldList.Item item) {
    var words =
        PlainText.words(
            phrase.replaceFirst(
                "^(?:(?:the|its|their|several|many|multiple|some|one or more|any number of|a list of|a number of) )++",
                ""));
    if (words.isEmpty() || words.size() > 2 || !item.choices().isEmpty()) {
      return Optional.empty();
    }
    var last = words.getLast();
    var child = String.join("_", words.subList(0, words.size() - 1));
    child = (child.isEmpty() ? "" : child + "_") + Nouns.singular(last);
    return Nouns.isPlural(last)
            && !last.equals(Nouns.singular(last))
            && known.test(child)
            && known.test(thing.singular())
            && !child.equals(thing.singular())
        ? Optional.of(new Statement.BelongsTo(child, thing.singular(), true, false))
        : Optional.empty();
  }
}
