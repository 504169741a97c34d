package factory.pipeline.source.english;

import factory.pipeline.source.SpecSource.Outcome;
import factory.pipeline.source.SpecSource.Outcome.Understood;
import factory.pipeline.source.english.Assembly.Spoken;
import factory.pipeline.spec.Checker;
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
import org.jspecify.annotations.Nullable;

/**
 * Reads an idea in two goes: first which things it names, then, knowing them, what each sentence
 * says. A sentence is understood whole or left out with its reason; what is left out and may matter
 * is asked.
 */
final class IdeaReader {
  private static final int MOST_SENTENCES = 100;
  private static final int MOST_SHOWN = 500;

  /** So many parts of one list are looked at for what they say besides fields. */
  private static final int MOST_RULES = 8;

  private static final String FOREIGN =
      "It looks like %s, of which lists of fields are read and nothing else. English is read without a language model; a model would read this.";

  private static final String NOT_UNDERSTOOD =
      "It does not say in plain words what to keep, or a rule that is known here.";

  private static final Pattern ABOUT_THE_SERVICE =
      Pattern.compile(
          ".*\\b(?:api|service|microservice|app|application|system|tool|backend|platform|website)\\b.*");

  private static final Pattern KIND = Pattern.compile("#([a-z0-9_]+)");

  private final List<String> description = new ArrayList<>();
  private final List<Spoken> all = new ArrayList<>();
  private final List<Left> left = new ArrayList<>();

  /** Things that are named where nothing else is understood of them. */
  private final Set<Noun> named = new LinkedHashSet<>();

  /** Kinds whose fields were said, but not understood. */
  private final Set<String> described = new HashSet<>();

  /** Whether answers are tried for what is asked. */
  private final boolean asks;

  private IdeaReader(boolean asks) {
    this.asks = asks;
  }

  private record Announced(Noun noun, Traced sentence) {}

  /** Understands all of an idea, or says what is missing. */
  static Outcome read(String idea) {
    return new IdeaReader(true).outcome(idea);
  }

  /** Understands all of an answer; empty where anything would have to be asked. */
  static Optional<Specification> whole(String answer) {
    return new IdeaReader(false).outcome(answer) instanceof Understood(var specification)
        ? Optional.of(specification)
        : Optional.empty();
  }

  private Outcome outcome(String idea) {
    try {
      var language = Remarks.language(idea);
      var sentences = new ArrayList<>(PlainText.sentences(idea, language));
      if (language.isPresent()) {
        var known = sentences.stream().filter(s -> Foreign.isList(s.text())).toList();
        if (known.isEmpty()) {
          throw new Misread(FOREIGN.formatted(language.get()));
        }
        sentences.stream()
            .filter(s -> !known.contains(s))
            .forEach(s -> unread(s, FOREIGN.formatted(language.get())));
        sentences.retainAll(known);
      }
      if (sentences.size() > MOST_SENTENCES) {
        throw new Misread(
            "It has more than %d sentences; say in a few what to keep.".formatted(MOST_SENTENCES));
      }
      var computed = Computations.read(sentences);
      if (computed.isPresent() && Checker.check(computed.get()).isEmpty()) {
        return new Understood(computed.get());
      }
      second(sentences, FirstGo.names(sentences));
    } catch (Misread misread) {
      left.add(
          new Left(
              Left.shown(idea, MOST_SHOWN).isBlank() ? "..." : Left.shown(idea, MOST_SHOWN),
              "",
              misread.message(part -> part),
              Left.Weight.MATTERS));
    }
    var assembly = new Assembly(all, named, described, left);
    return new Finish(assembly.builder(), description, all.size(), asks).outcome(assembly.left());
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
        var concept = FirstGo.concept(text);
        if (concept.isPresent()) {
          all.add(new Spoken(sentence, List.of(concept.get())));
          Concepts.made(concept.get().use()).kinds().stream()
              .findFirst()
              .flatMap(kind -> names.noun(kind.name()))
              .ifPresent(things::speakOf);
          continue;
        }
        var whole = new Sentence(names, things).read(text);
        if (whole.isPresent()) {
          says(things, sentence, whole.get(), names);
        } else if (Things.named(text).isEmpty() && Preambles.isOne(text, names)) {
          describe(text);
          Preambles.kind(text, names).ifPresent(things::speakOf);
        } else if (!partly(things, sentence, names)) {
          var noun = Things.named(text);
          var list =
              announced == null && !isBare(things.latest())
                  ? Optional.<Things.Read>empty()
                  : things.list(text);
          if (list.isPresent()) {
            says(things, sentence, List.copyOf(list.get().has()), names);
          } else if (noun.isPresent() && announced == null && Impossible.reason(text).isEmpty()) {
            var called = names.called(noun.get().singular()).orElse(noun.get());
            announced = new Announced(called, sentence);
            things.speakOf(called);
          } else {
            left.add(Left.unread(sentence, NOT_UNDERSTOOD).of(things.latest()));
          }
        }
      } catch (Misread misread) {
        left.add(Left.unread(sentence, Left.reason(sentence, misread)).of(things.latest()));
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

  /** Whether nobody has said yet which fields something has. */
  private boolean isBare(@Nullable Noun noun) {
    return noun != null
        && all.stream()
            .flatMap(said -> said.statements().stream())
            .filter(s -> s instanceof Statement.Has has && has.thing().equals(noun))
            .allMatch(s -> ((Statement.Has) s).fields().isEmpty())
        && all.stream()
            .flatMap(said -> said.statements().stream())
            .anyMatch(s -> s instanceof Statement.Has has && has.thing().equals(noun));
  }

  private void says(Things things, Traced sentence, List<Statement> said, Names names) {
    var statements = said.stream().map(statement -> called(statement, names)).toList();
    all.add(new Spoken(sentence, statements));
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

  /** Of the kind that is called in another way too. */
  private static Statement called(Statement statement, Names names) {
    return statement instanceof Statement.Has has
        ? names
            .called(has.thing().singular())
            .map(noun -> (Statement) new Statement.Has(noun, has.fields()))
            .orElse(statement)
        : statement;
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
    if (!part.get().unread().isEmpty() && read == 0) {
      part.get().has().forEach(has -> described.add(has.thing().singular()));
    }
    List<Statement> said = new ArrayList<>(part.get().statements());
    if (read > 0) {
      things.speakOf(part.get().has().getLast().thing());
    }
    Map<String, Misread> unread = new LinkedHashMap<>();
    for (var item : part.get().unread().entrySet()) {
      // A rule in the middle of a list of fields: name, phone, search by name.
      var rule =
          read == 0 || part.get().unread().size() > MOST_RULES
              ? Optional.<List<Statement>>empty()
              : clause(things, names, item.getKey());
      rule.ifPresentOrElse(said::addAll, () -> unread.put(item.getKey(), item.getValue()));
    }
    says(things, sentence, List.copyOf(said), names);
    unread.forEach(
        (phrase, why) ->
            left.add(
                new Left(
                        Left.said(sentence, phrase),
                        phrase,
                        Left.reason(sentence, why),
                        Left.Weight.MATTERS)
                    .of(part.get().has().getLast().thing())));
    return true;
  }

  /** What a part says that is no field, but a rule. */
  private static Optional<List<Statement>> clause(Things things, Names names, String phrase) {
    if (Impossible.reason(phrase).isPresent()) {
      return Optional.empty();
    }
    try {
      return new Sentence(names, things)
          .read(phrase)
          .filter(all -> all.stream().noneMatch(Statement.Has.class::isInstance));
    } catch (Misread misread) {
      return Optional.empty();
    }
  }

  private void unread(Traced sentence, String reason) {
    left.add(Left.unread(sentence, reason));
  }

  private void describe(String sentence) {
    description.add(Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + ".");
  }

  /** What was announced has its fields, or was the service's own name. */
  private void announced(Announced announced) {
    if (all.stream()
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
          new Spoken(
              announced.sentence(), List.of(new Statement.Has(announced.noun(), List.of()))));
    }
  }
}
