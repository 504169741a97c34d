package factory.pipeline.source.english;

import factory.pipeline.source.Nouns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The first go over an idea: which things it names, with the fields and states that they have. */
final class FirstGo {
  /** Related things of which nobody says more: each is a kind. */
  private static final Pattern RELATED =
      Pattern.compile(
          "^(?:each |every |a |an |the )?([a-z]+(?: [a-z]+)?) (?:belongs? to|(?:can |may )?ha(?:s|ve) (?:many|several|multiple)) (?:a |an |one |exactly one |many |several |multiple )?([a-z]+(?: [a-z]+)?)$");

  private static final Pattern CUT = Pattern.compile(", | (?:and|where|but|which|that) |; |: ");
  private static final Pattern KIND = Pattern.compile("#([a-z0-9_]+)");
  private static final Pattern PARTS = Pattern.compile("[;:,]| (?:but|and|only|once|until|while) ");
  private static final int MOST_CUTS = 40;
  private static final int MOST_PARTS = 6;

  private FirstGo() {}

  /** Which things there are, with what is plainly said of them. */
  static Names names(List<Traced> sentences) {
    var found = new Builder();
    var things = new Things();
    for (var sentence : sentences) {
      var text = Sentence.withoutPrivate(Sentence.plain(sentence.text()));
      try {
        var spoken = things.latest();
        var flags = Flags.read(text, spoken == null ? "" : spoken.singular());
        if (flags.isPresent()) {
          for (var statement : flags.get()) {
            if (statement instanceof Statement.Has has
                && found.drafts().containsKey(has.thing().singular())) {
              var fields = found.draft(has.thing()).fields();
              has.fields().forEach(f -> fields.putIfAbsent(f.field().name(), f.field()));
            }
          }
          continue;
        }
        var concept = concept(sentence.text());
        if (concept.isPresent()) {
          var made = Concepts.made(concept.get().use()).kinds();
          made.forEach(kind -> found.drafts().putIfAbsent(kind.name(), Draft.of(kind)));
          made.stream()
              .findFirst()
              .map(kind -> new Noun(kind.name(), kind.plural()))
              .ifPresent(things::speakOf);
          continue;
        }
        var read = all(things, text);
        if (read.isEmpty() && isBare(found, things)) {
          read = things.list(text).map(Things.Read::has).orElse(read);
        }
        var noun = read.isEmpty() ? Things.named(text) : Optional.<Noun>empty();
        noun.ifPresent(things::speakOf);
        for (var has : read) {
          things.speakOf(has.thing());
          var draft = found.draft(has.thing());
          has.fields().forEach(field -> draft.fields().put(field.field().name(), field.field()));
        }
        noun.ifPresent(found::draft);
        related(text).forEach(found::draft);
      } catch (Misread misread) {
        // The second time it is told.
      }
    }
    var joined = joined(sentences, found);
    var called = called(sentences, found);
    var names = Names.of(found.drafts().values());
    called.forEach(names::addCalled);
    joined.forEach(names::addJoined);
    sentences.forEach(
        sentence ->
            States.parse(Sentence.plain(sentence.text()))
                .filter(read -> !read.edges().isEmpty())
                .ifPresent(read -> names.addStates(read.words())));
    names.stateField(
        sentences.stream().anyMatch(s -> s.text().matches("(?s).*\\bstates?\\b.*"))
            ? "state"
            : "status");
    return names;
  }

  /** {@code Washing machines} that are described as machines are no others. */
  private static Map<Noun, Noun> called(List<Traced> sentences, Builder found) {
    Map<Noun, Noun> called = new HashMap<>();
    var title =
        sentences.isEmpty() ? Optional.<Noun>empty() : Things.named(sentences.getFirst().text());
    for (var draft : List.copyOf(found.drafts().values())) {
      if (!title.equals(Optional.of(draft.noun()))) {
        continue;
      }
      var last = found.drafts().get(draft.name().substring(draft.name().lastIndexOf('_') + 1));
      if (draft.fields().isEmpty() && last != null && last != draft && !last.fields().isEmpty()) {
        found.drafts().remove(draft.name());
        called.put(draft.noun(), last.noun());
      }
    }
    return called;
  }

  private static boolean isBare(Builder found, Things things) {
    var latest = things.latest();
    return latest != null
        && found.drafts().containsKey(latest.singular())
        && found.draft(latest).fields().isEmpty();
  }

  /** What people make of records by a deed, such as votes, has a name too. */
  static Map<String, String> joined(List<Traced> sentences, Builder found) {
    var names = Names.of(found.drafts().values());
    Map<String, String> nouns = new HashMap<>();
    var latest = names.only();
    for (var sentence : sentences) {
      for (var part : PARTS.split(Sentence.plain(sentence.text()))) {
        if (part.length() > Sentence.LONGEST_CLAUSE) {
          continue;
        }
        var clause = Clause.of(part, names).text();
        for (var statement : JoinRules.read(clause, latest)) {
          if (statement instanceof Statement.Joins joins && !joins.verb().isEmpty()) {
            nouns.put(JoinRules.noun(joins.verb()), joins.kind());
          }
        }
        var kind = KIND.matcher(clause);
        latest = kind.find() ? kind.group(1) : latest;
      }
    }
    nouns
        .keySet()
        .removeIf(
            noun ->
                found.drafts().containsKey(noun) && !found.drafts().get(noun).fields().isEmpty());
    nouns.keySet().forEach(noun -> found.draft(new Noun(noun, Nouns.plural(noun))));
    return nouns;
  }

  /** A service that has a name of its own, of which nobody describes the fields. */
  static Optional<Statement.Made> concept(String text) throws Misread {
    return Concepts.read(text).map(use -> new Statement.Made(use, Concepts.top(text)));
  }

  /** The things of a sentence, one part after the other. */
  private static List<Statement.Has> all(Things things, String text) throws Misread {
    List<Statement.Has> all = new ArrayList<>();
    var rest = text;
    for (var parts = 0; parts < MOST_PARTS; parts++) {
      var part = longest(things, rest);
      if (part.isEmpty()) {
        break;
      }
      all.addAll(part.get().read().has());
      var cut = CUT.matcher(rest);
      if (text.length() > Sentence.LONGEST_CLAUSE
          || part.get().end() >= rest.length()
          || !cut.find(part.get().end())) {
        break;
      }
      rest = rest.substring(cut.end());
    }
    return all;
  }

  /**
   * What was read of a beginning.
   *
   * @param end where it ends
   */
  private record Part(Things.Read read, int end) {}

  /** Of a sentence, or of as much of its beginning as names things with fields. */
  private static Optional<Part> longest(Things things, String text) throws Misread {
    var whole = things.read(text);
    if (whole.isPresent() && whole.get().unread().isEmpty()) {
      return whole.map(read -> new Part(read, text.length()));
    }
    List<Integer> cuts = new ArrayList<>();
    var matcher = CUT.matcher(text);
    while (matcher.find() && cuts.size() < MOST_CUTS) {
      cuts.add(matcher.start());
    }
    for (var cut : cuts.reversed()) {
      try {
        var part = things.read(text.substring(0, cut));
        if (part.isPresent() && part.get().isWhole()) {
          return part.map(read -> new Part(read, cut));
        }
      } catch (Misread misread) {
        // A shorter one may be read.
      }
    }
    return whole.map(read -> new Part(read, text.length()));
  }

  static List<Noun> related(String text) {
    var matcher = RELATED.matcher(text);
    List<Noun> nouns = new ArrayList<>();
    if (matcher.matches()) {
      Noun.of("each " + matcher.group(1)).ifPresent(nouns::add);
      Noun.of("each " + Nouns.singular(matcher.group(2))).ifPresent(nouns::add);
    }
    return nouns.size() == 2 ? nouns : List.of();
  }
}
