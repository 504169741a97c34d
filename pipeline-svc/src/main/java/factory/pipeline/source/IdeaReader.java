package factory.pipeline.source;

import factory.pipeline.source.FieldReader.Need;
import factory.pipeline.source.SpecSource.Outcome;
import factory.pipeline.source.SpecSource.Outcome.Questions;
import factory.pipeline.source.SpecSource.Outcome.Understood;
import factory.pipeline.spec.Specification.LeftOut;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
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

  private static final int MOST_SHOWN = 500;

  /** Of a part that is left out. */
  private static final int MOST_CHARACTERS = 10_000;

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

  /** Says what somebody is or has, and nothing of the service. */
  private static final Pattern ABOUT_THE_WRITER =
      Pattern.compile(
          "^(?:i|we) (?:run|own|have|am|are|work in|work at|work for|live in) (?:a|an|my|our)(?: [a-z]+){1,3}$");

  private static final Pattern ABOUT_THE_SERVICE =
      Pattern.compile(".*\\b(?:api|service|microservice|app|application|system|tool|backend)\\b.*");

  private final LinkedHashMap<String, Draft> drafts = new LinkedHashMap<>();
  private final List<LeftOut> leftOut = new ArrayList<>();
  private final List<String> description = new ArrayList<>();
  private String announcement = "";
  private @Nullable Noun announced;
  private @Nullable Draft latest;

  private IdeaReader() {}

  /** Understands all of an idea, or says what is missing. */
  static Outcome read(String idea) {
    return new IdeaReader().outcome(idea);
  }

  private Outcome outcome(String idea) {
    try {
      for (var sentence : sentences(idea)) {
        readSentence(sentence);
      }
    } catch (Misread misread) {
      leaveOut(shown(idea, MOST_SHOWN), misread);
    }
    announced();
    var all =
        new Kinds(drafts.values(), () -> !leftOut.isEmpty(), (part, why) -> leaveOut(part, why));
    var kinds = all.kinds();
    return leftOut.isEmpty() && !kinds.isEmpty()
        ? new Understood(Plan.whole(String.join(" ", description), kinds, assumptions(all)))
        : new Questions(Plan.open(nouns(), leftOut));
  }

  private static List<Traced> sentences(String idea) throws Misread {
    var sentences = PlainText.sentences(idea);
    if (sentences.size() > MOST_SENTENCES) {
      throw new Misread(
          "It has more than %d sentences; say in a few what to keep.".formatted(MOST_SENTENCES));
    }
    return sentences;
  }

  private void readSentence(Traced sentence) {
    var text = sentence.text();
    try {
      if (ABOUT_THE_WRITER.matcher(text).matches()) {
        describe(text);
      } else if (!understood(text)) {
        throw new Misread("It does not say in plain words what to keep and which fields it has.");
      }
    } catch (Misread misread) {
      // In the words of whoever wrote it.
      leftOut.add(
          new LeftOut(
              shown(sentence.typed(), MOST_CHARACTERS),
              misread.message(part -> shown(sentence.typed(part), MOST_CHARACTERS))));
    }
  }

  private void describe(String sentence) {
    description.add(Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + ".");
  }

  private void leaveOut(String text, Misread misread) {
    leftOut.add(new LeftOut(text, misread.message(part -> part)));
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
    return drafts.values().stream().map(draft -> draft.noun()).limit(Kinds.MOST).toList();
  }

  private List<String> assumptions(Kinds kinds) {
    var said = drafts.values().stream().flatMap(draft -> draft.fields().values().stream());
    List<String> assumptions = new ArrayList<>(kinds.relations());
    if (said.anyMatch(read -> read.need() == Need.NOT_SAID)) {
      assumptions.add(
          "Where nobody says which fields are required, all are, but for lists and yes-or-no fields.");
    }
    return assumptions;
  }

  /** The beginning of a text on one line, without what is no character. */
  private static String shown(String text, int most) {
    return text.codePoints()
        .filter(c -> c != 0 && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE))
        .limit(most)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString()
        .replaceAll("\\s+", " ");
  }

  private boolean understood(String sentence) throws Misread {
    if (latest != null && (latest.isToldNeeds(sentence) || latest.isToldBounds(sentence))) {
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
            || Noun.of("each" + again.group(1)).equals(Optional.of(first.noun())))) {
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
      draft.add(phrase, item.choices());
    }
  }
}
