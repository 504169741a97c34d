package factory.pipeline.generator;

import factory.pipeline.generator.Blueprint.Field;
import factory.pipeline.generator.Blueprint.Thing;
import factory.pipeline.generator.FieldReader.Need;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads an idea, sentence by sentence: which things it names and which fields each has. A sentence
 * that says nothing of a thing's fields is left out and told.
 */
final class IdeaReader {
  static final String EXAMPLE =
      "Try for example: track books with title, author and a rating from 1 to 5.";

  private static final int MOST_CHARACTERS = 8_000;
  private static final int MOST_SENTENCES = 100;

  /** Of the form that names the fields first, whose expression goes back and forth. */
  private static final int MOST_SENTENCE_CHARACTERS = 1_000;

  private static final int MOST_FIELDS = 50;
  private static final int MOST_THINGS = 10;
  private static final int MOST_LEFT_OUT = 10;
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
          "^(?:each|every|it|they|all|one)(?: [a-z-]+){0,3}? " + HAS + " " + FIELDS_WORD);

  private static final Pattern FIELDS_OF =
      Pattern.compile(
          "^(?:.* )?(?:store|stores|record|records|keep|save|saves|track|tracks|log|logs|collect|note|register|remember) (?:the |a |an )?(.+) (?:of|for|about) (?:each|every|all|my|our|the) (.+)$");

  private static final Pattern SAYS_OF_FIELDS =
      Pattern.compile(
          "^(.+?) (?:is|are|must be|should be|has to be|have to be|can be|may be|will be) (required|mandatory|optional|unique|not required)$");

  private static final Pattern BOUNDS_OF_FIELD =
      Pattern.compile(
          "^(?:the |its |their |a |an )?([a-z][a-z0-9 ]{0,59}?) (?:is|are|goes|go|ranges?|runs?|must be|should be|can be|may be)(?: always)? ((?:a |an |one of |either |from |at |between |of type ).+)$");

  private static final Pattern PURPOSE =
      Pattern.compile(
          ",? (?:so that|so i|so we|in order to|because|for example|for instance|such that) .*$");

  private final Map<String, Draft> drafts = new LinkedHashMap<>();
  private final List<String> leftOut = new ArrayList<>();
  private @Nullable Noun announced;
  private @Nullable Draft latest;

  private IdeaReader() {}

  /** Understands an idea, or says what is missing. */
  static Blueprint read(String idea) throws Misread {
    return new IdeaReader().blueprint(idea);
  }

  /** A thing under construction. */
  private static final class Draft {
    private final Noun noun;
    private final Map<String, FieldReader.Read> fields = new LinkedHashMap<>();

    private Draft(Noun noun) {
      this.noun = noun;
    }
  }

  private Blueprint blueprint(String idea) throws Misread {
    if (idea.isBlank()) {
      throw new Misread("The idea is empty: name a thing and its fields. " + EXAMPLE);
    }
    if (idea.length() > MOST_CHARACTERS) {
      throw new Misread(
          "The idea has more than %,d characters: say in a few sentences which things to keep and which fields they have. "
                  .formatted(MOST_CHARACTERS)
              + EXAMPLE);
    }
    var sentences = PlainText.sentences(idea);
    if (sentences.size() > MOST_SENTENCES) {
      throw new Misread(
          "The idea has more than %d sentences; say in a few which things to keep. "
                  .formatted(MOST_SENTENCES)
              + EXAMPLE);
    }
    for (var sentence : sentences) {
      if (!understood(PURPOSE.matcher(sentence).replaceFirst("").strip())) {
        leftOut.add(sentence);
      }
    }
    if (drafts.isEmpty()) {
      throw new Misread(
          announced == null
              ? "I found no thing to keep with its fields in this idea. " + EXAMPLE
              : "I see that it is about %s, but not which fields they have. "
                      .formatted(announced.plural().replace('_', ' '))
                  + EXAMPLE);
    }
    if (leftOut.size() > MOST_LEFT_OUT) {
      throw new Misread(
          "Most of this idea says nothing of things and their fields; say in a few sentences which things to keep. "
              + EXAMPLE);
    }
    return new Blueprint(things(), leftOut);
  }

  private List<Thing> things() throws Misread {
    List<Thing> things = new ArrayList<>();
    for (var draft : drafts.values()) {
      var plural = draft.noun.plural().replace('_', ' ');
      if (draft.fields.isEmpty()) {
        throw new Misread(
            "Every one of the %s has an id and times by itself; name at least one field more. "
                    .formatted(plural)
                + EXAMPLE);
      }
      if (draft.fields.size() > MOST_FIELDS) {
        throw new Misread(
            "The %s have %d fields; I can keep at most %d."
                .formatted(plural, draft.fields.size(), MOST_FIELDS));
      }
      things.add(new Thing(draft.noun.singular(), draft.noun.plural(), fields(draft)));
    }
    if (things.size() > MOST_THINGS) {
      throw new Misread(
          "The idea names %d things; I can keep at most %d.".formatted(things.size(), MOST_THINGS));
    }
    return things;
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
                            && field.type() != FieldType.YES_NO
                            && field.type() != FieldType.TEXTS;
                  };
              return field.with(required, field.unique());
            })
        .toList();
  }

  private boolean understood(String sentence) throws Misread {
    if (latest != null && (saysOfFields(latest, sentence) || boundsOfField(latest, sentence))) {
      return true;
    }
    var fieldsOf = FIELDS_OF.matcher(sentence);
    if (sentence.length() <= MOST_SENTENCE_CHARACTERS
        && fieldsOf.matches()
        && !sentence.contains(" with ")
        && !sentence.contains(":")) {
      var noun = Noun.of("each " + fieldsOf.group(2));
      if (noun.isPresent()) {
        addFields(draft(noun.get()), fieldsOf.group(1));
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
    var fields =
        LEADING_HAS.matcher(text).replaceFirst("").replaceFirst("^" + FIELDS_WORD, "").strip();
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
      draft.fields.putIfAbsent(name, read);
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
                case "unique" -> new FieldReader.Read(read.field().with(false, true), read.need());
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
            read.field().with(false, before.field().unique() || read.field().unique()),
            before.need()));
    return true;
  }
}
