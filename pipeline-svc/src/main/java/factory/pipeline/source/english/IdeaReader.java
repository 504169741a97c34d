package factory.pipeline.source.english;

import factory.pipeline.source.Nouns;
import factory.pipeline.source.SpecSource.Outcome;
import factory.pipeline.source.SpecSource.Outcome.Questions;
import factory.pipeline.source.SpecSource.Outcome.Understood;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Specification;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads an idea in two goes: first which things it names, then, knowing them, what each sentence
 * says. A sentence is understood whole or left out with its reason; what is left out and may matter
 * is asked.
 */
final class IdeaReader {
  private static final int MOST_SENTENCES = 100;
  private static final int MOST_KINDS = 10;
  private static final int MOST_FIELDS = 50;
  private static final int MOST_SHOWN = 500;

  /** Of a part that is left out. */
  private static final int MOST_CHARACTERS = 10_000;

  private static final String NOT_UNDERSTOOD =
      "It does not say in plain words what to keep, or a rule that is known here.";

  private static final Pattern ABOUT_THE_SERVICE =
      Pattern.compile(
          ".*\\b(?:api|service|microservice|app|application|system|tool|backend|platform|website)\\b.*");

  /** Related things of which nobody says more: each is a kind. */
  private static final Pattern RELATED =
      Pattern.compile(
          "^(?:each |every |a |an |the )?([a-z]+(?: [a-z]+)?) (?:belongs? to|(?:can |may )?ha(?:s|ve) (?:many|several|multiple)) (?:a |an |one |exactly one |many |several |multiple )?([a-z]+(?: [a-z]+)?)$");

  private static final Pattern CUT = Pattern.compile(", | (?:and|where|but|which|that) |; |: ");
  private static final int MOST_CUTS = 40;
  private static final int MOST_PARTS = 6;
  private static final Pattern KIND = Pattern.compile("#([a-z0-9_]+)");

  /** Parts of something, of which each is of one whole only. */
  private static final Set<String> PARTS =
      Set.of(
          "ingredient",
          "step",
          "line",
          "item",
          "comment",
          "reply",
          "review",
          "rating",
          "vote",
          "option",
          "answer",
          "task",
          "subtask",
          "chapter",
          "entry",
          "photo",
          "attachment",
          "message",
          "bid",
          "payment",
          "note",
          "visit",
          "episode",
          "lap",
          "score",
          "booking",
          "loan",
          "choice",
          "order_line",
          "session",
          "post");

  private Builder builder = new Builder();
  private final Open open = new Open();
  private final List<String> description = new ArrayList<>();
  private final List<Said> all = new ArrayList<>();
  private final List<Left> left = new ArrayList<>();

  /** Things that are named where nothing else is understood of them. */
  private final Set<Noun> named = new LinkedHashSet<>();

  /** Kinds whose fields were said, but not understood. */
  private final Set<String> described = new HashSet<>();

  private IdeaReader() {}

  /** What one sentence says, with the sentence. */
  private record Said(Traced sentence, List<Statement> statements) {}

  /** What is left out, in the form in which it was read too. */
  private record Left(String typed, String text, String reason, Weight weight) {}

  private enum Weight {
    HARMLESS,
    MATTERS,
    IMPOSSIBLE
  }

  private record Announced(Noun noun, Traced sentence) {}

  /** Understands all of an idea, or says what is missing. */
  static Outcome read(String idea) {
    return new IdeaReader().outcome(idea);
  }

  private Outcome outcome(String idea) {
    try {
      var language = Remarks.language(idea);
      if (language.isPresent()) {
        throw new Misread(
            "It looks like %s. Only English is read without a language model; a model would read it."
                .formatted(language.get()));
      }
      var sentences = PlainText.sentences(idea);
      if (sentences.size() > MOST_SENTENCES) {
        throw new Misread(
            "It has more than %d sentences; say in a few what to keep.".formatted(MOST_SENTENCES));
      }
      var computed = Computations.read(sentences);
      if (computed.isPresent() && Checker.check(computed.get()).isEmpty()) {
        return new Understood(computed.get());
      }
      second(sentences, first(sentences));
    } catch (Misread misread) {
      left.add(
          new Left(
              shown(idea, MOST_SHOWN).isBlank() ? "..." : shown(idea, MOST_SHOWN),
              "",
              misread.message(part -> part),
              Weight.MATTERS));
    }
    apply();
    return finished();
  }

  /** Which things there are, with what is plainly said of them. */
  private static Names first(List<Traced> sentences) {
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
    var names = Names.of(found.drafts().values());
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

  /** A service that has a name of its own, of which nobody describes the fields. */
  private static Optional<Statement.Made> concept(String text) throws Misread {
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

  private static List<Noun> related(String text) {
    var matcher = RELATED.matcher(text);
    List<Noun> nouns = new ArrayList<>();
    if (matcher.matches()) {
      Noun.of("each " + matcher.group(1)).ifPresent(nouns::add);
      Noun.of("each " + Nouns.singular(matcher.group(2))).ifPresent(nouns::add);
    }
    return nouns.size() == 2 ? nouns : List.of();
  }

  private void second(List<Traced> sentences, Names names) {
    var things = new Things(name -> names.noun(name).isPresent());
    @Nullable Announced announced = null;
    for (var sentence : sentences) {
      var text = sentence.text();
      if (Remarks.isOfTheWriter(text)
          || (sentence == sentences.getFirst()
              && sentences.size() > 1
              && Remarks.isTitle(text)
              && isNoKind(text, names))) {
        describe(text);
        continue;
      }
      try {
        var concept = concept(text);
        if (concept.isPresent()) {
          all.add(new Said(sentence, List.of(concept.get())));
          Concepts.made(concept.get().use()).kinds().stream()
              .findFirst()
              .flatMap(kind -> names.noun(kind.name()))
              .ifPresent(things::speakOf);
          continue;
        }
        var whole = new Sentence(names, things).read(text);
        if (whole.isPresent()) {
          says(things, sentence, whole.get(), names);
        } else if (!partly(things, sentence, names)) {
          var noun = Things.named(text);
          var list = announced == null ? Optional.<Things.Read>empty() : things.list(text);
          if (list.isPresent()) {
            says(things, sentence, List.copyOf(list.get().has()), names);
          } else if (noun.isPresent() && announced == null && Impossible.reason(text).isEmpty()) {
            announced = new Announced(noun.get(), sentence);
            things.speakOf(noun.get());
          } else {
            unread(sentence, NOT_UNDERSTOOD);
          }
        }
      } catch (Misread misread) {
        unread(sentence, misread.message(p -> shown(sentence.typed(p), MOST_CHARACTERS)));
      }
    }
    if (announced != null) {
      announced(announced);
    }
  }

  /** Whether what a title calls is nothing that is kept: {@code Bicycle workshop}. */
  private static boolean isNoKind(String text, Names names) {
    var noun = Things.named(text);
    return noun.isEmpty()
        || names.noun(noun.get().singular()).isEmpty()
        || names.isTitleOnly(noun.get());
  }

  private void says(Things things, Traced sentence, List<Statement> statements, Names names) {
    all.add(new Said(sentence, statements));
    var has = statements.stream().filter(Statement.Has.class::isInstance).toList();
    if (has.isEmpty()) {
      if (sentence.length() > Sentence.LONGEST_CLAUSE) {
        return;
      }
      var matcher = KIND.matcher(Clause.of(sentence.text(), names).text());
      if (matcher.find()) {
        names.noun(matcher.group(1)).ifPresent(things::speakOf);
      }
    } else {
      things.speakOf(((Statement.Has) has.getLast()).thing());
    }
  }

  /** Things with fields, of which some are not understood. */
  private boolean partly(Things things, Traced sentence, Names names) throws Misread {
    var part = things.read(sentence.text());
    if (part.isEmpty()
        || (Impossible.reason(sentence.text()).isPresent()
            && part.get().has().stream().allMatch(has -> has.fields().isEmpty()))) {
      return false;
    }
    var read = part.get().has().stream().mapToInt(h -> h.fields().size()).sum();
    if (!part.get().unread().isEmpty() && read == 0) {
      // It may still tell which thing is meant.
      part.get().has().forEach(has -> named.add(has.thing()));
    }
    if (!part.get().unread().isEmpty()) {
      part.get().has().forEach(has -> described.add(has.thing().singular()));
    }
    says(things, sentence, List.copyOf(part.get().has()), names);
    part.get()
        .unread()
        .forEach(
            (phrase, why) ->
                left.add(
                    new Left(
                        said(sentence, phrase),
                        phrase,
                        why.message(p -> shown(sentence.typed(p), MOST_CHARACTERS)),
                        Weight.MATTERS)));
    return true;
  }

  /** What was typed for a phrase; all of the sentence where that shows nothing. */
  private static String said(Traced sentence, String phrase) {
    return List.of(phrase, sentence.text()).stream()
        .map(part -> shown(sentence.typed(part), MOST_CHARACTERS))
        .filter(text -> !text.isBlank())
        .findFirst()
        .orElse("...");
  }

  private void unread(Traced sentence, String reason) {
    var text = sentence.text();
    var typed = said(sentence, text);
    var impossible = Impossible.reason(text);
    var remark = Remarks.reason(text);
    if (remark.isPresent()) {
      left.add(new Left(typed, text, remark.get(), Weight.HARMLESS));
    } else if (impossible.isPresent()) {
      left.add(new Left(typed, text, impossible.get(), Weight.IMPOSSIBLE));
    } else {
      left.add(new Left(typed, text, reason, Weight.MATTERS));
    }
  }

  private void describe(String sentence) {
    description.add(Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + ".");
  }

  /** What was announced has its fields, or was the service's own name. */
  private void announced(Announced announced) {
    if (!builder.made().isEmpty()
        || all.stream()
            .flatMap(said -> said.statements().stream())
            .anyMatch(Statement.Made.class::isInstance)) {
      describe(announced.sentence().text());
      return;
    }
    var isThere =
        all.stream()
            .flatMap(said -> said.statements().stream())
            .anyMatch(s -> s instanceof Statement.Has has && has.thing().equals(announced.noun()));
    var others =
        all.stream()
            .flatMap(said -> said.statements().stream())
            .anyMatch(s -> s instanceof Statement.Has);
    if (isThere) {
      return;
    }
    if (others && ABOUT_THE_SERVICE.matcher(announced.sentence().text()).matches()) {
      describe(announced.sentence().text());
    } else {
      all.addFirst(
          new Said(announced.sentence(), List.of(new Statement.Has(announced.noun(), List.of()))));
    }
  }

  /** Puts all statements together, those first that others need. */
  private void apply() {
    var read = List.copyOf(left);
    List<Left> failed = new ArrayList<>();
    for (var goes = true; goes; ) {
      // Anew without it: nothing of a sentence that cannot be whole.
      builder = new Builder();
      left.clear();
      left.addAll(read);
      left.addAll(failed);
      named.forEach(builder::draft);
      all.forEach(said -> related(said.sentence().text()).forEach(builder::draft));
      var size = left.size();
      var wrong = applied();
      goes = wrong.isPresent();
      if (wrong.isPresent()) {
        failed.add(left.get(size + wrong.get().at()));
        var said = wrong.get().said();
        all.remove(said);
        for (var statement : said.statements()) {
          if (statement instanceof Statement.Has has) {
            named.add(has.thing());
            described.add(has.thing().singular());
          }
        }
      }
    }
  }

  /**
   * A sentence that does not fit to the others.
   *
   * @param at where its reason stands among what was left out since
   */
  private record Wrong(Said said, int at) {}

  private Optional<Wrong> applied() {
    var size = left.size();
    for (var phase = 0; phase <= Statement.LAST_PHASE; phase++) {
      for (var said : all) {
        try {
          for (var statement : said.statements()) {
            if (statement.phase() == phase) {
              builder.apply(statement);
            }
          }
        } catch (Misread misread) {
          var at = left.size() - size;
          unread(
              said.sentence(),
              misread.message(p -> shown(said.sentence().typed(p), MOST_CHARACTERS)));
          return Optional.of(new Wrong(said, at));
        }
      }
      if (phase == 0) {
        for (var draft : builder.drafts().values()) {
          if (draft.fields().isEmpty() && !described.contains(draft.name())) {
            usual(draft);
          }
        }
        relate();
      }
    }
    return Optional.empty();
  }

  /** What a thing has that nobody describes. */
  private void usual(Draft draft) {
    UsualFields.of(draft.noun())
        .ifPresent(
            fields -> {
              fields.forEach(read -> draft.put(read.field(), read.need()));
              builder
                  .assumptions()
                  .add(
                      "Nobody says which fields %s have; they have what is usual: %s."
                          .formatted(
                              draft.words(),
                              String.join(
                                  ", ",
                                  fields.stream()
                                      .map(f -> Builder.words(f.field().name()))
                                      .toList())));
            });
  }

  /** A field with the name of another kind refers to one, or to its parts. */
  private void relate() {
    for (var draft : List.copyOf(builder.drafts().values())) {
      for (var field : List.copyOf(draft.fields().values())) {
        for (var other : builder.drafts().values()) {
          var isPlain = field.type() instanceof FieldType.Text;
          if (other != draft && isPlain && field.name().equals(other.name())) {
            tryApply(
                draft,
                field,
                new Statement.BelongsTo(
                    draft.name(),
                    other.name(),
                    draft.need(field.name()) != FieldReader.Need.OPTIONAL,
                    true));
          } else if (other != draft
              && field.name().equals(other.noun().plural())
              && (isPlain || field.type() instanceof FieldType.ListOf)
              && PARTS.contains(other.name().substring(other.name().lastIndexOf('_') + 1))) {
            draft.fields().remove(field.name());
            tryApply(draft, field, new Statement.BelongsTo(other.name(), draft.name(), true, true));
          } else if (field.origin() instanceof Origin.Given
              && isAbout(field.name(), draft, other)) {
            draft.fields().remove(field.name());
            var words = Builder.words(field.name());
            left.add(
                new Left(
                    words,
                    words,
                    "The field \"%s\" is about the %s themselves: say what relates them."
                        .formatted(words, other.words()),
                    Weight.MATTERS));
          }
        }
      }
    }
  }

  /** A field that counts or lists another kind's records, which text would not keep. */
  private static boolean isAbout(String field, Draft draft, Draft other) {
    var noun = other.noun();
    return field.equals(noun.plural())
        || (other == draft && field.equals(noun.singular()))
        || field.endsWith("_of_" + noun.plural())
        || field.equals(noun.singular() + "_count")
        || field.equals("total_" + noun.plural());
  }

  private void tryApply(Draft draft, Field field, Statement statement) {
    try {
      builder.apply(statement);
    } catch (Misread misread) {
      var words = Builder.words(field.name());
      left.add(
          new Left(words + " of " + draft.words(), words, misread.message(p -> p), Weight.MATTERS));
    }
  }

  private Outcome finished() {
    var drafts = List.copyOf(builder.drafts().values());
    for (var draft : drafts) {
      if (draft.completesAccess()) {
        builder
            .assumptions()
            .add("Who may change a %s may delete it, and nobody else.".formatted(draft.word()));
      }
    }
    if (drafts.size() > MOST_KINDS) {
      open.leaveOut(
          "the kinds after the first " + MOST_KINDS,
          "The idea names %d kinds; a service can have at most %d."
              .formatted(drafts.size(), MOST_KINDS));
    }
    for (var i = 0; i < Math.min(drafts.size(), MOST_KINDS); i++) {
      var draft = drafts.get(i);
      if (draft.fields().size() > MOST_FIELDS) {
        open.harmless(
            draft.words(),
            "They have %d fields; a kind can have at most %d."
                .formatted(draft.fields().size(), MOST_FIELDS));
        draft.fields().clear();
      }
      if (draft.fields().isEmpty() || isOnlyStates(draft)) {
        open.fields(draft, i);
      }
    }
    for (var part : left) {
      switch (part.weight()) {
        case HARMLESS -> open.harmless(part.typed(), part.reason());
        case IMPOSSIBLE -> open.impossible(part.typed(), part.reason());
        case MATTERS -> {
          if (drafts.isEmpty() && builder.made().isEmpty()) {
            // What is kept is asked anyway.
            open.harmless(part.typed(), part.reason());
          } else {
            matters(part, drafts);
          }
        }
      }
    }
    if (drafts.isEmpty() && builder.made().isEmpty()) {
      open.kinds();
    }
    var specification = specification(drafts.stream().limit(MOST_KINDS).toList());
    if (!open.questions().isEmpty()) {
      return new Questions(specification);
    }
    var problems = Checker.check(specification);
    if (problems.isEmpty()) {
      return new Understood(specification);
    }
    problems.forEach(open::problem);
    return new Questions(specification.with(open.leftOut(), open.questions()));
  }

  /** Whether nothing is known of a kind but the ways between its states. */
  private static boolean isOnlyStates(Draft draft) {
    return draft.fields().values().stream()
        .allMatch(f -> f.type() instanceof FieldType.Choice c && !c.transitions().isEmpty());
  }

  private void matters(Left part, List<Draft> drafts) {
    for (var i = 0; i < drafts.size(); i++) {
      var draft = drafts.get(i);
      if ((part.text().matches(".*\\b(?:%s|%s)\\b.*".formatted(draft.word(), draft.words()))
              || drafts.size() == 1)
          && open.permission(part.typed(), part.text(), part.reason(), draft, i)) {
        return;
      }
    }
    open.leaveOut(part.typed(), part.reason());
  }

  private Specification specification(List<Draft> drafts) {
    var assumptions = new ArrayList<>(builder.assumptions());
    if (drafts.stream().anyMatch(Draft::assumesNeeds)) {
      assumptions.add(
          "Where nobody says which fields are required, all are, but for lists and yes-or-no fields.");
    }
    Map<List<Statement.Deed>, List<String>> open = new LinkedHashMap<>();
    for (var draft : drafts) {
      open.computeIfAbsent(draft.open(), _ -> new ArrayList<>()).add(draft.words());
    }
    open.forEach(
        (deeds, words) -> {
          if (!deeds.isEmpty()) {
            assumptions.add(
                "Whoever holds the token may %s all %s."
                    .formatted(listed(deeds.stream().map(Builder::verb).toList()), listed(words)));
          }
        });
    var made = builder.made();
    // What a template shows need not hold for what was changed in it.
    var isTemplate = made.size() == 1 && all.size() == 1;
    if (isTemplate) {
      description.addFirst(made.getFirst().description());
    }
    return new Specification(
        Specification.FORMAT,
        isTemplate ? made.getFirst().title() : title(drafts.stream().map(Draft::words).toList()),
        String.join(" ", description),
        drafts.stream().map(Draft::kind).toList(),
        Stream.concat(
                made.stream().flatMap(one -> one.actions().stream()),
                builder.holdings().actions().stream())
            .toList(),
        builder.reports(),
        made.stream().flatMap(one -> one.functions().stream()).toList(),
        isTemplate ? made.getFirst().examples() : List.of(),
        this.open.leftOut(),
        assumptions,
        this.open.questions());
  }

  private static String listed(List<String> names) {
    return names.size() == 1
        ? names.getFirst()
        : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
  }

  /** A title such as {@code Authors and books}. */
  private static String title(List<String> plurals) {
    if (plurals.isEmpty()) {
      return "A new service";
    }
    var text = listed(plurals);
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /** The beginning of a text on one line, without what is no character. */
  private static String shown(String text, int most) {
    return text.codePoints()
        .filter(c -> c != 0 && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE))
        .limit(most)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString()
        .replaceAll("\\s+", " ")
        .replaceFirst("^[.,;:]+ ", "");
  }
}
