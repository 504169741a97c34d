package factory.pipeline.source;

import factory.pipeline.source.FieldReader.Need;
import factory.pipeline.source.SpecSource.Outcome;
import factory.pipeline.source.SpecSource.Outcome.Questions;
import factory.pipeline.source.SpecSource.Outcome.Understood;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Specification.LeftOut;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an idea, sentence by sentence: which kinds it names and which fields each has. An idea of
 * which any part says something else is a plan without fields, in which that part is left out with
 * its reason.
 */
final class IdeaReader {
  private static final int MOST_SENTENCES = 100;

  /** Of the form that names the fields first, whose expression goes back and forth. */
  private static final int MOST_SENTENCE_CHARACTERS = 1_000;

  private static final int MOST_FIELDS = 50;
  private static final int MOST_SHOWN = 500;
  private static final int MOST_THINGS = 10;
  private static final Set<String> OWN_FIELDS = Set.of("id", "created_at", "updated_at");

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
              + "\\b:? ?(?=\\S)|: ?| (?=\\()");

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

  private static final Pattern SAYS_OF_FIELDS =
      Pattern.compile(
          "^(.+?) (?:is|are|must be|should be|has to be|have to be|can be|may be|will be) (required|mandatory|optional|unique|not required)$");

  private static final Pattern BOUNDS_OF_FIELD =
      Pattern.compile(
          "^(?:the |its |their |a |an )?([a-z][a-z0-9 ]{0,59}?) (?:is|are|goes|go|ranges?|runs?|must be|should be|can be|may be)(?: always)? ((?:a |an |one of |either |from |at |between |of type ).+)$");

  /** Says what somebody is or has, and nothing of the service. */
  private static final Pattern ABOUT_THE_WRITER =
      Pattern.compile(
          "^(?:i|we) (?:run|own|have|am|are|work in|work at|work for|live in) (?:a|an|my|our)(?: [a-z]+){1,3}$");

  private static final Pattern ABOUT_THE_SERVICE =
      Pattern.compile(".*\\b(?:api|service|microservice|app|application|system|tool|backend)\\b.*");

  private final LinkedHashMap<String, Draft> drafts = new LinkedHashMap<>();
  private final List<LeftOut> leftOut = new ArrayList<>();
  private final List<String> description = new ArrayList<>();
  private final List<String> relations = new ArrayList<>();
  private String announcement = "";
  private @Nullable Noun announced;
  private @Nullable Draft latest;

  private IdeaReader() {}

  /** Understands all of an idea, or says what is missing. */
  static Outcome read(String idea) {
    return new IdeaReader().outcome(idea);
  }

  /** A thing under construction. */
  private static final class Draft {
    private final Noun noun;
    private final Map<String, FieldReader.Read> fields = new LinkedHashMap<>();

    private Draft(Noun noun) {
      this.noun = noun;
    }
  }

  private Outcome outcome(String idea) {
    try {
      for (var sentence : sentences(idea)) {
        readSentence(sentence);
      }
    } catch (Misread misread) {
      leaveOut(shortened(idea), misread);
    }
    announced();
    var kinds = kinds();
    return leftOut.isEmpty() && !kinds.isEmpty()
        ? new Understood(Plan.whole(String.join(" ", description), kinds, assumptions()))
        : new Questions(Plan.open(nouns(), leftOut));
  }

  private static List<String> sentences(String idea) throws Misread {
    var sentences = PlainText.sentences(idea);
    if (sentences.size() > MOST_SENTENCES) {
      throw new Misread(
          "It has more than %d sentences; say in a few what to keep.".formatted(MOST_SENTENCES));
    }
    return sentences;
  }

  private void readSentence(String sentence) {
    try {
      if (ABOUT_THE_WRITER.matcher(sentence).matches()) {
        describe(sentence);
      } else if (!understood(sentence)) {
        throw new Misread("It does not say in plain words what to keep and which fields it has.");
      }
    } catch (Misread misread) {
      leaveOut(sentence, misread);
    }
  }

  private void describe(String sentence) {
    description.add(Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + ".");
  }

  private void leaveOut(String text, Misread misread) {
    leftOut.add(new LeftOut(text, Objects.requireNonNull(misread.getMessage())));
  }

  /** What was announced has its fields, or was the service's own name. */
  private void announced() {
    if (announced != null && !drafts.containsKey(announced.plural())) {
      if (!drafts.isEmpty() && ABOUT_THE_SERVICE.matcher(announcement).matches()) {
        describe(announcement);
      } else {
        drafts.putFirst(announced.plural(), new Draft(announced));
      }
    }
  }

  private List<Noun> nouns() {
    return drafts.values().stream().map(draft -> draft.noun).limit(MOST_THINGS).toList();
  }

  private List<String> assumptions() {
    var said = drafts.values().stream().flatMap(draft -> draft.fields.values().stream());
    List<String> assumptions = new ArrayList<>(relations);
    if (said.anyMatch(read -> read.need() == Need.NOT_SAID)) {
      assumptions.add(
          "Where nobody says which fields are required, all are, but for lists and yes-or-no fields.");
    }
    return assumptions;
  }

  /** Every kind with its fields; whatever is wrong with one is left out, as all that it has. */
  private List<Kind> kinds() {
    List<Kind> kinds = new ArrayList<>();
    for (var draft : drafts.values()) {
      var plural = draft.noun.plural().replace('_', ' ');
      try {
        if (draft.fields.isEmpty() && !leftOut.isEmpty()) {
          continue;
        }
        if (draft.fields.isEmpty()) {
          throw new Misread("Nobody says which fields they have.");
        }
        if (draft.fields.size() > MOST_FIELDS) {
          throw new Misread(
              "They have %d fields; a kind can have at most %d."
                  .formatted(draft.fields.size(), MOST_FIELDS));
        }
        for (var name : draft.fields.keySet()) {
          checkRelation(draft, name);
        }
        draft.fields.replaceAll((_, read) -> related(draft, read));
        kinds.add(Plan.kind(draft.noun, fields(draft)));
      } catch (Misread misread) {
        leaveOut(plural, misread);
      }
    }
    if (drafts.size() > MOST_THINGS) {
      leaveOut(
          "the kinds after the first " + MOST_THINGS,
          new Misread(
              "The idea names %d kinds; a service can have at most %d."
                  .formatted(drafts.size(), MOST_THINGS)));
    }
    return kinds;
  }

  /**
   * A field that counts or lists another kind's records is about those, which text would not keep.
   */
  private void checkRelation(Draft draft, String field) throws Misread {
    for (var other : drafts.values()) {
      var noun = other.noun;
      if (field.equals(noun.plural())
          || (other == draft && field.equals(noun.singular()))
          || field.endsWith("_of_" + noun.plural())
          || field.equals(noun.singular() + "_count")
          || field.equals("total_" + noun.plural())) {
        throw new Misread(
            "The field \"%s\" is about the %s themselves: say what relates them."
                .formatted(field.replace('_', ' '), noun.plural().replace('_', ' ')));
      }
    }
  }

  /** A field with the name of another kind, of which nobody says what it holds, refers to one. */
  private FieldReader.Read related(Draft draft, FieldReader.Read read) {
    for (var other : drafts.values()) {
      if (other != draft
          && read.field().name().equals(other.noun.singular())
          && read.field()
              .type()
              .equals(Holds.TEXT.type(Optional.empty(), Optional.empty(), List.of()))) {
        relations.add(
            "The %s of %s is one of the %s."
                .formatted(
                    words(other.noun.singular()),
                    words(draft.noun.plural()),
                    words(other.noun.plural())));
        var field = read.field();
        return new FieldReader.Read(
            new Field(
                field.name(),
                new FieldType.Reference(other.noun.singular(), FieldType.OnDelete.RESTRICT),
                field.description(),
                field.required(),
                field.unique(),
                field.origin()),
            read.need());
      }
    }
    return read;
  }

  private static String words(String name) {
    return name.replace('_', ' ');
  }

  /** The beginning of a text, without what is no character. */
  private static String shortened(String text) {
    return text.codePoints()
        .filter(c -> c != 0 && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE))
        .limit(MOST_SHOWN)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /**
   * What is not said to be required or optional: all are required, unless one is said to be.
   * Yes-or-no fields and lists have an own meaning when they are absent, so they are optional
   * unless told.
   */
  private static List<Field> fields(Draft draft) {
    var someRequired =
        draft.fields.values().stream().anyMatch(read -> read.need() == Need.REQUIRED);
    return draft.fields.values().stream()
        .map(
            read -> {
              var field = read.field();
              var required =
                  switch (read.need()) {
                    case REQUIRED -> true;
                    case OPTIONAL -> false;
                    case NOT_SAID ->
                        !someRequired
                            && !(field.type() instanceof FieldType.Truth)
                            && !(field.type() instanceof FieldType.ListOf);
                  };
              return with(field, required, field.unique());
            })
        .toList();
  }

  private static Field with(Field field, boolean required, boolean unique) {
    return new Field(
        field.name(), field.type(), field.description(), required, unique, field.origin());
  }

  private boolean understood(String sentence) throws Misread {
    if (latest != null && (saysOfFields(latest, sentence) || boundsOfField(latest, sentence))) {
      return true;
    }
    var fieldsOf = FIELDS_OF.matcher(sentence);
    if (sentence.length() <= MOST_SENTENCE_CHARACTERS
        && fieldsOf.matches()
        && !sentence.contains(" with ")
        && !sentence.contains(":")
        && (fieldsOf.group(1) == null || Noun.isPreface(fieldsOf.group(1)))) {
      var noun = Noun.of("each " + fieldsOf.group(3));
      if (noun.isPresent()) {
        addFields(draft(noun.get()), fieldsOf.group(2));
        return true;
      }
    }
    return thingWithFields(sentence);
  }

  private boolean thingWithFields(String sentence) throws Misread {
    var connector = CONNECTOR.matcher(sentence);
    while (connector.find()) {
      var head = sentence.substring(0, connector.start()).strip();
      var fields = sentence.substring(connector.end()).strip();
      if (fields.isEmpty()) {
        continue;
      }
      var draft = draftOf(head);
      if (draft != null) {
        addFields(draft, fields);
        return true;
      }
    }
    var noun = Noun.of(sentence);
    if (noun.isPresent() && announced == null && drafts.isEmpty()) {
      announced = noun.get();
      announcement = sentence;
      return true;
    }
    return false;
  }

  /** The thing that a sentence's head names; the one before when it is a pronoun. */
  private @Nullable Draft draftOf(String head) {
    var isPronoun =
        PRONOUN.matcher(head).matches()
            || head.matches(
                "(?:the |its |their )?(?:fields?|attributes?|properties|columns?)(?: are)?");
    if (isPronoun) {
      return latest != null ? latest : announced != null ? draft(announced) : null;
    }
    return Noun.of(head).map(this::draft).orElse(null);
  }

  private Draft draft(Noun noun) {
    var draft = drafts.computeIfAbsent(noun.plural(), _ -> new Draft(noun));
    latest = draft;
    return draft;
  }

  private void addFields(Draft first, String text) throws Misread {
    var draft = first;
    var again = LEADING_HAS.matcher(text);
    var fields = text;
    if (again.lookingAt()
        && (OF_THEM.matcher(again.group(1)).matches()
            || Noun.of("each" + again.group(1)).equals(Optional.of(first.noun)))) {
      fields = text.substring(again.end());
    }
    fields = fields.replaceFirst("^" + FIELDS_WORD, "").strip();
    if (fields.startsWith("(")
        && fields.endsWith(")")
        && fields.indexOf(')') == fields.length() - 1) {
      fields = fields.substring(1, fields.length() - 1);
    }
    for (var item : FieldList.items(fields)) {
      var phrase = item.phrase();
      var nested = FieldList.NEXT_THING.matcher(phrase);
      if (nested.matches() && FieldList.startsAThing(item, nested)) {
        var noun = Noun.of(nested.group(1));
        if (noun.isPresent()) {
          draft = draft(noun.get());
          phrase = nested.group(2);
        }
      }
      addField(draft, phrase, item.choices());
    }
  }

  private static void addField(Draft draft, String phrase, List<String> choices) throws Misread {
    var read = FieldReader.read(draft.noun.singular(), phrase, choices);
    var name = read.field().name();
    if (!OWN_FIELDS.contains(name)) {
      var before = draft.fields.putIfAbsent(name, read);
      if (before != null && !before.equals(read)) {
        throw new Misread("The field \"%s\" is said twice, differently.".formatted(name));
      }
    }
  }

  /** {@code Title and author are required.} */
  private static boolean saysOfFields(Draft draft, String sentence) {
    var matcher = SAYS_OF_FIELDS.matcher(sentence);
    if (!matcher.matches()) {
      return false;
    }
    List<String> names = new ArrayList<>();
    var subject = matcher.group(1).replaceFirst("^(?:only |but |and |both )++", "");
    if (subject.matches(
        "(?:all|everything|all fields|all of them|every field|they)(?: of them)?")) {
      names.addAll(draft.fields.keySet());
    } else if (subject.matches(
        "(?:the rest|all others|everything else|the others|the other fields)")) {
      draft.fields.forEach(
          (name, read) -> {
            if (read.need() == Need.NOT_SAID) {
              names.add(name);
            }
          });
    } else {
      for (var part : subject.split(" ?(?:,| and ) ?")) {
        names.add(part.replaceFirst("^(?:the|a|an|its|each|every) ", "").strip().replace(' ', '_'));
      }
    }
    if (names.isEmpty() || !draft.fields.keySet().containsAll(names)) {
      return false;
    }
    for (var name : names) {
      draft.fields.computeIfPresent(
          name,
          (_, read) ->
              switch (matcher.group(2)) {
                case "unique" -> new FieldReader.Read(with(read.field(), false, true), read.need());
                case "optional", "not required" ->
                    new FieldReader.Read(read.field(), Need.OPTIONAL);
                default -> new FieldReader.Read(read.field(), Need.REQUIRED);
              });
    }
    return true;
  }

  /** {@code The rating goes from 1 to 5.} */
  private static boolean boundsOfField(Draft draft, String sentence) throws Misread {
    var matcher = BOUNDS_OF_FIELD.matcher(sentence);
    if (!matcher.matches()) {
      return false;
    }
    var name = matcher.group(1).strip().replace(' ', '_');
    var before = draft.fields.get(name);
    if (before == null) {
      return false;
    }
    var items =
        FieldList.items(
            matcher.group(1) + " " + matcher.group(2).replaceFirst("^(?=an? |of type )", "as "));
    if (items.size() != 1) {
      return false;
    }
    var item = items.getFirst();
    var read = FieldReader.read(draft.noun.singular(), item.phrase(), item.choices());
    if (!read.field().name().equals(name)) {
      return false;
    }
    draft.fields.put(
        name,
        new FieldReader.Read(
            with(read.field(), false, before.field().unique() || read.field().unique()),
            before.need()));
    return true;
  }
}
