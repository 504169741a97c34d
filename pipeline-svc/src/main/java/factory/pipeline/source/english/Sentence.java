package factory.pipeline.source.english;

import factory.pipeline.source.Nouns;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a sentence by its clauses: all of them, or nothing. */
final class Sentence {
  private static final Pattern SEPARATOR =
      Pattern.compile(
          "; ?| - | (?=(?:with the )?(?:newest|oldest|latest|cheapest|earliest) (?:[a-z]+ )?first)|, (?:and|but|where|while|so|which|with) | (?:but|while) |: |, | and (?:also )?|\\. ");

  /** What is longer says no rule: their expressions go deep into repeated words. */
  static final int LONGEST_CLAUSE = 400;

  /** So many clauses are tried. */
  private static final int MOST_SEPARATORS = 12;

  /** A purpose, which is no rule as long as it forbids nothing. */
  private static final Pattern PURPOSE =
      Pattern.compile(
          ",? (?:so that|so i can|so we can|so i|so we|in order to|because|since) [^,]*$");

  private static final Pattern FORBIDS =
      Pattern.compile(
          ".*\\b(?:only|no|not|never|nobody|none|without|cannot|must|except|unless|until|private|secret|hidden|at most|at least)\\b.*");

  private static final Pattern STORY =
      Pattern.compile(
          "^as (?:a |an |the |any|some)?((?:[a-z-]+ ){0,2}[a-z-]+)(?: \\([^()]*\\))?,? (?:i|we) ");

  /** Whoever may more than others, of whom a story says a rule. */
  private static final Pattern POWERFUL =
      Pattern.compile(
          ".*\\b(?:admin|admins|administrator|moderator|boss|supervisor|manager|director|chief|approver|staff|superuser|operator|referee|teacher|logged-in|coordinator|headmaster|chair|chairman|president|treasurer|dispatcher|warden|auditor)s?\\b.*");

  private static final Pattern WISHES =
      Pattern.compile(
          "^(?:(?:want|would like|need|wish|like) (?:to be able to|to)|can|should|may|must be able to|should be able to|am able to) ");
  private static final Pattern WISHED = Pattern.compile("^(?:want|would like|need) (?:that )?");

  private static final Pattern PRIVATE =
      Pattern.compile(
          "^(?:an? |my |our |i want |i keep |keep |store )?(?:private|secret) (?!to\\b|:)(.+)$");

  private static final Pattern REFINED =
      Pattern.compile(
          "^(?:the |its |each |every )?([a-z][a-z0-9]*(?: [a-z0-9]+){0,2}?)(?::| (?=(?:can|may|must|should|is|are|from|at|above|below|one|either|optional|required|mandatory|unique|not)\\b)| ?(?=\\())\\s*(.+)$");

  /** After {@code a dog shows how many walks it had, and}. */
  private static final Pattern FIGURES =
      Pattern.compile(
          "(?:also )?(?:the |its |their |how many |how much )(?:total|sum|average|mean|number|count|highest|lowest|best|longest|shortest|[a-z]+)\\b");

  private static final Pattern PER_EACH =
      Pattern.compile(
          "((?:users can |i want to |i can )?(?:show|see|list|get|know|display) )?(.{3,60}?),? and (.{3,60}?)( (?:per|for each|of each|for every|by) (?:[a-z]+ ?){1,4})");

  private static final Pattern PASSIVE =
      Pattern.compile(
          "^(?:can|may|must|should) be [a-z]+ed\\b.*\\b(?:by|for|from|with|to|in|and)\\b");

  private static final Pattern BOOKS =
      Pattern.compile(
          "(?:(?:a |an |the |each |every )?[a-z]+ )?(?:can |may |want to |would like to )?(reserve|reserves|book|books) (?:a|an|one) ([a-z]+(?: [a-z]+)?) (?:for (?:a|an|one|the) (?:whole |full |given |certain )?(day|date|evening|night)|from a (?:time|start|start time|moment) (?:to|until|till) (?:a|an) (?:time|end|end time|moment)|with a start(?: time)? and an end(?: time)?)(?=[,.;:]|$| and )");

  private static final Pattern TAKEN =
      Pattern.compile(
          ",? (?:(?:and|but) (?:(?:i |they |it )?(?:be|am|is|are|get|gets) )?(?:refused|rejected|turned away) (?:if|when)|unless|if not|but not if|only if) (?:it|the [a-z]+) is (?:not )?(?:already )?(?:taken|reserved|booked)(?: already)?(?: (?:(?:that|on that|for that) (?:day|date|evening|night)|(?:at|in|for|then|during) ?(?:that time|then)?))?(?=[,.;]|$)");

  /** Who or what, and what is said of it: {@code the code must be}. */
  private static final Pattern LEAD =
      Pattern.compile(
          "(.{1,60}?) ((?:must|can|may|should|cannot|will|is|are|has to|have to|has|have)(?: not| never| only| also)?)( be)? ");

  private static final Pattern BEGINS_ANEW =
      Pattern.compile(
          "(?:must|can|may|should|cannot|will|is|are|has|have|starts?|defaults?|never|goes|belongs?|shows?|expires?)\\b");

  private static final Pattern NAMES_ANEW =
      Pattern.compile(
          "(?:an?|the|each|every|only|nobody|everybody|everyone|anyone|anybody|users?|no|i|we|they|it)\\b");

  private String lead = "";

  private static final Pattern RELATIVE = Pattern.compile("(?:who|whom|which|that) ");

  private static final Pattern KIND = Pattern.compile("#([a-z0-9_]+)");

  private final Names names;
  private final Things things;
  private final Map<String, Piece> pieces = new HashMap<>();

  /** What was found in a clause while something was spoken of. */
  private record Piece(@Nullable Noun of, Optional<List<Statement>> said) {}

  Sentence(Names names, Things things) {
    this.names = names;
    this.things = things;
  }

  /** All that a sentence says; empty when any of it is not understood. */
  Optional<List<Statement>> read(String text) throws Misread {
    var sentence = plain(text);
    var own = PRIVATE.matcher(sentence);
    if (own.matches()) {
      // Private notes with a text: notes with a text, which only their maker sees.
      var rest = read(own.group(1));
      return rest.or(() -> named(own.group(1))).flatMap(Sentence::seenByMaker);
    }
    var whole = piece(sentence);
    if (whole.isPresent()) {
      return whole;
    }
    List<int[]> separators = new ArrayList<>();
    var matcher = SEPARATOR.matcher(sentence);
    while (matcher.find() && separators.size() <= MOST_SEPARATORS) {
      separators.add(new int[] {matcher.start(), matcher.end()});
    }
    var read =
        separators.size() > MOST_SEPARATORS
            ? Optional.<List<Statement>>empty()
            : parts(sentence, 0, separators, 0, false);
    return read.isPresent() ? read : perEach(sentence);
  }

  /** {@code Show the number of walks and the total minutes per dog}: each of them per dog. */
  private Optional<List<Statement>> perEach(String sentence) throws Misread {
    var both = PER_EACH.matcher(sentence);
    if (sentence.length() > LONGEST_CLAUSE || !both.matches()) {
      return Optional.empty();
    }
    var verb = both.group(1) == null ? "show " : both.group(1);
    var first = piece(verb + both.group(2) + both.group(4));
    var second = first.isEmpty() ? first : piece(verb + both.group(3) + both.group(4));
    return second.map(
        said -> {
          List<Statement> all = new ArrayList<>(first.get());
          all.addAll(said);
          return all;
        });
  }

  private Optional<List<Statement>> named(String text) {
    return Things.named(text)
        .filter(noun -> names.noun(noun.singular()).isPresent())
        .map(noun -> List.of(new Statement.Has(noun, List.of())));
  }

  /** Without the word that it is private, which names nothing. */
  static String withoutPrivate(String text) {
    var own = PRIVATE.matcher(text);
    return own.matches() ? own.group(1) : text;
  }

  private static Optional<List<Statement>> seenByMaker(List<Statement> said) {
    List<Statement> all = new ArrayList<>(said);
    for (var statement : said) {
      if (statement instanceof Statement.Has has) {
        all.add(
            new Statement.May(
                Set.of(Statement.Deed.SEE),
                has.thing().singular(),
                new Access.Owner(),
                "whoever made it"));
      }
    }
    return all.size() > said.size() ? Optional.of(all) : Optional.empty();
  }

  /** Without the form of a story and without a purpose. */
  static String plain(String text) {
    return booked(withoutStory(withoutPurpose(text)));
  }

  /** {@code Colleagues reserve a spot for a day}: a reservation has a spot and a day. */
  private static String booked(String text) {
    if (text.length() > LONGEST_CLAUSE) {
      return text;
    }
    var books = BOOKS.matcher(text);
    if (!books.lookingAt() || isPowerful(books.group())) {
      return text;
    }
    var noun = books.group(1).startsWith("reserv") ? "reservation" : "booking";
    var when = books.group(3) != null ? "a " + books.group(3) : "a start time and an end time";
    return "each "
        + noun
        + " has a "
        + books.group(2)
        + " and "
        + when
        + text.substring(books.end())
            .replaceFirst(
                TAKEN.pattern(),
                books.group(3) == null
                    ? ", and bookings of the same " + books.group(2) + " must not overlap"
                    : ", once per " + books.group(2) + " and " + books.group(3));
  }

  private static String withoutPurpose(String text) {
    var purpose = PURPOSE.matcher(text);
    return text.length() <= LONGEST_CLAUSE
            && purpose.find()
            && !purpose.group().contains(" and ")
            && !FORBIDS.matcher(purpose.group()).matches()
        ? text.substring(0, purpose.start())
        : text;
  }

  private static String withoutStory(String text) {
    if (text.length() > LONGEST_CLAUSE) {
      return text;
    }
    var story = STORY.matcher(text);
    if (!story.find()) {
      return text;
    }
    var rest = text.substring(story.end());
    if (POWERFUL.matcher(story.group(1)).matches()) {
      // Who looks at something keeps nobody else from it.
      return rest.matches("(?:want to |can )?(?:see|list|get|know|filter|search) .*")
          ? "users can " + rest.replaceFirst("^(?:want to |can )", "")
          : text;
    }
    var wishes = WISHES.matcher(rest);
    if (wishes.find()) {
      return "users can " + rest.substring(wishes.end());
    }
    var wished = WISHED.matcher(rest);
    if (wished.find()) {
      return rest.substring(wished.end());
    }
    return rest.startsWith("do not ") || rest.startsWith("am ") || rest.startsWith("alone ")
        ? "i " + rest
        : "users can " + rest;
  }

  /** Whether somebody is called as whoever may more than others. */
  static boolean isPowerful(String who) {
    return POWERFUL.matcher(who).matches();
  }

  /** The longest clause that is understood, and then what is behind it. */
  private Optional<List<Statement>> parts(
      String text, int from, List<int[]> separators, int next, boolean inner) throws Misread {
    if (inner) {
      var rest = piece(text.substring(from), true);
      if (rest.isPresent()) {
        return rest;
      }
    }
    for (var i = separators.size() - 1; i >= next; i--) {
      var cut = separators.get(i);
      if (cut[0] <= from) {
        continue;
      }
      var first = piece(text.substring(from, cut[0]), inner);
      if (first.isEmpty()) {
        continue;
      }
      var before = things.latest();
      var leadBefore = lead;
      speak(first.get(), text.substring(from, cut[0]));
      lead = text.substring(from, cut[0]);
      var rest = parts(text, cut[1], separators, i + 1, true);
      lead = leadBefore;
      if (rest.isPresent()) {
        List<Statement> all = new ArrayList<>(first.get());
        all.addAll(rest.get());
        return Optional.of(all);
      }
      things.latest(before);
    }
    return Optional.empty();
  }

  private void speak(List<Statement> statements, String text) {
    for (var statement : statements) {
      if (statement instanceof Statement.Has has) {
        things.speakOf(has.thing());
        return;
      }
    }
    if (text.length() > LONGEST_CLAUSE) {
      return;
    }
    var kind = KIND.matcher(Clause.of(text, names).text());
    if (kind.find()) {
      names.noun(kind.group(1)).ifPresent(things::speakOf);
    }
  }

  /** A clause that is not the first may leave out of what it speaks. */
  private Optional<List<Statement>> piece(String text, boolean inner) throws Misread {
    var said = spoken(text, inner);
    return said.isPresent() || !inner ? said : led(text.strip());
  }

  /** {@code ... must have 10 digits and be unique}: with the beginning of what stands before it. */
  private Optional<List<Statement>> led(String rest) throws Misread {
    var leads = LEAD.matcher(lead);
    if (!leads.lookingAt() || rest.length() > LONGEST_CLAUSE || lead.length() > LONGEST_CLAUSE) {
      return Optional.empty();
    }
    if (BEGINS_ANEW.matcher(rest).lookingAt()) {
      return piece(leads.group(1) + " " + rest);
    }
    if (NAMES_ANEW.matcher(rest).lookingAt()) {
      return Optional.empty();
    }
    var said = piece(leads.group().strip() + " " + rest);
    return said.isPresent() || leads.group(3) == null
        ? said
        : piece(leads.group(1) + " " + leads.group(2) + " " + rest);
  }

  private Optional<List<Statement>> spoken(String text, boolean inner) throws Misread {
    var whole = piece(text);
    var latest = things.latest();
    if (whole.isPresent() || !inner || latest == null || text.length() > LONGEST_CLAUSE) {
      return whole;
    }
    var spoken = "the " + latest.singular().replace('_', ' ');
    var relative = RELATIVE.matcher(text.strip());
    if (relative.lookingAt()) {
      // Whom I search by name, which only its author changes: a sentence on what it follows.
      var rest = text.strip().substring(relative.end());
      var said = piece(spoken + " " + rest);
      return said.isPresent() ? said : piece(rest + " " + spoken);
    }
    var said = piece(spoken + " " + text.strip());
    if (said.isEmpty() && FIGURES.matcher(text.strip()).lookingAt()) {
      said = piece(spoken + " shows " + text.strip());
    }
    // Only I can change: what was spoken of.
    return said.isPresent() || !text.strip().startsWith("only ")
        ? said
        : piece(text.strip() + " " + spoken);
  }

  /** A clause. */
  private Optional<List<Statement>> piece(String text) throws Misread {
    var plain = text.strip();
    if (plain.isEmpty()) {
      return Optional.of(List.of());
    }
    var known = pieces.get(plain);
    var spoken = things.latest();
    if (known != null && Objects.equals(known.of(), spoken)) {
      return known.said();
    }
    var said = said(plain);
    pieces.put(plain, new Piece(spoken, said));
    return said;
  }

  /** The states of what is named, or is spoken of. */
  private Optional<List<Statement>> states(String plain) {
    if (plain.length() > LONGEST_CLAUSE || !names.hasStates()) {
      return Optional.empty();
    }
    if (States.saysNoOther(plain)) {
      return Optional.of(List.of(new Statement.Harmless("")));
    }
    var read = States.parse(plain).or(() -> States.more(plain, names));
    var kind = KIND.matcher(Clause.of(plain, names).text());
    var latest = things.latest();
    var of = kind.find() ? kind.group(1) : latest == null ? "" : latest.singular();
    return of.isEmpty()
        ? Optional.empty()
        : read.map(each -> States.statements(each, of, names.stateField()));
  }

  private static boolean isNeeded(Statement statement) {
    return statement instanceof Statement.Needs needs
        && !needs.kind().isEmpty()
        && needs.need().equals("required");
  }

  /** {@code A book must have a title and an author} may be all that says which fields it has. */
  private Optional<List<Statement>> described(String plain) {
    try {
      return things
          .read(plain)
          .filter(Things.Read::isWhole)
          .map(
              read ->
                  read.has().stream()
                      .map(has -> (Statement) new Statement.Has(has.thing(), needed(has.fields())))
                      .toList());
    } catch (Misread misread) {
      return Optional.empty();
    }
  }

  private static List<FieldReader.Read> needed(List<FieldReader.Read> fields) {
    return fields.stream()
        .map(
            read ->
                read.need() == FieldReader.Need.NOT_SAID && !isFlag(read.field())
                    ? new FieldReader.Read(read.field(), FieldReader.Need.REQUIRED)
                    : read)
        .toList();
  }

  private static boolean isFlag(Field field) {
    return field.type() instanceof FieldType.Truth || field.type() instanceof FieldType.ListOf;
  }

  /** {@code Level is easy, medium or hard}: more of a field that is there. */
  private Optional<List<Statement>> refined(String plain) {
    var matcher = REFINED.matcher(plain);
    if (plain.length() > LONGEST_CLAUSE || !matcher.matches()) {
      return Optional.empty();
    }
    var words = PlainText.words(matcher.group(1));
    var name = words.isEmpty() ? Optional.<String>empty() : names.field(words);
    var owner = name.flatMap(field -> names.owner(field, things.latest()));
    if (owner.isEmpty()) {
      return Optional.empty();
    }
    try {
      if (PASSIVE.matcher(matcher.group(2)).find()) {
        // What is done with it says not what it is.
        return Optional.empty();
      }
      var rest = matcher.group(2).replaceFirst("^(?:can|may|must|should) be |^(?:is|are) ", ": ");
      var items =
          FieldList.items(name.get().replace('_', ' ') + (rest.startsWith(":") ? "" : " ") + rest);
      if (items.size() != 1) {
        return Optional.empty();
      }
      var item = items.getFirst();
      var read = FieldReader.read(owner.get().singular(), item.phrase(), item.choices());
      return read.field().name().equals(name.get())
          ? Optional.of(List.of(new Statement.Has(owner.get(), List.of(read))))
          : Optional.empty();
    } catch (Misread misread) {
      return Optional.empty();
    }
  }

  /** What a clause says; where people do something with records, that before anything else. */
  private List<Statement> rules(Clause clause, String spoken) throws Misread {
    var parent = names.joinedTo(spoken);
    var joins = names.hasJoined() ? JoinRules.read(clause.text(), parent) : List.<Statement>of();
    if (joins.stream().anyMatch(this::isOfJoined)) {
      return joins;
    }
    try {
      var said = Rules.read(clause, parent);
      return said.isEmpty() ? joins : said;
    } catch (Misread misread) {
      if (joins.isEmpty()) {
        throw misread;
      }
      return joins;
    }
  }

  private boolean isOfJoined(Statement statement) {
    return statement instanceof Statement.Joins
        || (statement instanceof Statement.Leaves leaves
            && (names.isJoined(Nouns.singular(leaves.what()))
                || !Set.of("it", leaves.kind()).contains(leaves.what())));
  }

  private Optional<List<Statement>> said(String plain) throws Misread {
    var latest = things.latest();
    var spoken = latest == null ? names.only() : latest.singular();
    var flags = Flags.read(plain, spoken);
    if (flags.isPresent()) {
      return flags;
    }
    var deed = Deeds.read(plain, names);
    if (deed.isPresent()) {
      return Optional.of(List.of(deed.get()));
    }
    var said =
        plain.length() > LONGEST_CLAUSE
            ? List.<Statement>of()
            : rules(Clause.of(plain, names), spoken);
    if (!said.isEmpty() && said.stream().noneMatch(Sentence::isNeeded)) {
      return Optional.of(said);
    }
    if (!said.isEmpty()) {
      return Optional.of(described(plain).orElse(said));
    }
    var more =
        states(plain)
            .or(
                () ->
                    Remarks.isNothing(plain)
                        ? Optional.of(List.of(new Statement.Harmless("")))
                        : Optional.empty());
    if (more.isPresent()) {
      return more;
    }
    var refined = refined(plain);
    if (refined.isPresent()) {
      return refined;
    }
    try {
      return things.read(plain).filter(Things.Read::isWhole).map(Things.Read::statements);
    } catch (Misread misread) {
      return Optional.empty();
    }
  }
}
