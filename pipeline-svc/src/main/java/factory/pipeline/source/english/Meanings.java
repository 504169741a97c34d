package factory.pipeline.source.english;

import factory.pipeline.source.Nouns;
import factory.pipeline.source.english.Guesses.Guess;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specification.Choice;
import factory.pipeline.spec.Specification.LeftOut;
import factory.pipeline.spec.Specification.Question;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a sentence that is left out of a specification may mean: each choice is a sentence that is
 * understood, and was tried. An answer is read into the specification as it is; all else of it
 * stays as it was.
 */
public final class Meanings {
  /** The answer that leaves out what is asked about. */
  public static final String WITHOUT = "without";

  private static final String PATH = "/left_out/";
  private static final int MOST_CHOICES = 6;
  private static final int MOST_TRIED = 14;
  private static final int SHOWN = 160;
  private static final int MOST_QUESTIONS = 12;
  private static final int MOST_CHARACTERS = 2000;

  /** Who made a record, in whatever word. */
  private static final Pattern WHOEVER =
      Pattern.compile("start|starter|owner|creator|maker|own|author|poster|whoever");

  /** Says nothing that could be lost. */
  private static final Pattern OF_ANYBODY =
      Pattern.compile(
          "user|people|person|guest|member|somebody|everybody|author|be|can|must|new|have|do|able|possible|want");

  private Meanings() {}

  /** Whether a question is about what is left out, at {@code /left_out/} and its index. */
  public static boolean isOne(Question question) {
    return question.path().matches(PATH + "[0-9]+");
  }

  /**
   * The same, where each question about what is left out has the choices that there are now.
   *
   * @param specification whose questions may be older than the rest of it
   */
  public static Specification asked(Specification specification) {
    var tried = new Tried(specification);
    List<Question> questions = new ArrayList<>();
    for (var question : specification.questions()) {
      questions.add(
          isOne(question) && index(question) < specification.leftOut().size()
              ? tried.again(question, specification.leftOut().get(index(question)))
              : question);
    }
    return specification.with(specification.leftOut(), questions);
  }

  /**
   * The same, which asks about each part that is left out and matters, now that it is known what is
   * kept.
   */
  public static Specification opened(Specification specification) {
    List<Question> questions = new ArrayList<>(specification.questions());
    for (var i = 0; i < specification.leftOut().size(); i++) {
      var part = specification.leftOut().get(i);
      if (matters(part) && questions.size() < MOST_QUESTIONS) {
        var question = question(specification, i, part, "", "");
        if (questions.stream().noneMatch(q -> q.id().equals(question.id()))) {
          questions.add(question);
        }
      }
    }
    return specification.with(specification.leftOut(), questions);
  }

  private static boolean matters(LeftOut part) {
    try {
      return PlainText.sentences(part.text()).stream()
          .map(Traced::text)
          .noneMatch(
              text -> Remarks.reason(text).isPresent() || Impossible.reason(text).isPresent());
    } catch (Misread misread) {
      return true;
    }
  }

  /**
   * A specification with what an answer says.
   *
   * @param answer sentences
   * @return empty where any of it is not understood, or could not be made
   */
  public static Optional<Specification> said(Specification specification, String answer) {
    try {
      return Optional.of(new Tried(specification).said(answer));
    } catch (Misread misread) {
      return Optional.empty();
    }
  }

  /**
   * Whether an answer speaks of everything of which a sentence speaks, as far as its words tell.
   * What it does not speak of is left out still.
   *
   * @param typed the sentence, as it was typed
   */
  public static boolean covers(String answer, String typed) {
    return contents(answer).containsAll(contents(typed));
  }

  private static Set<String> contents(String text) {
    var words = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", " ").strip();
    return words.isEmpty() || words.length() > MOST_CHARACTERS
        ? Set.of(text)
        : Language.words(List.of(words.split("[ .]+"))).stream()
            .filter(word -> word.tag().matches("NOUN|PROPN|VERB|NUM|ADJ"))
            .map(word -> Nouns.singular(word.lemma().equals("O") ? word.text() : word.lemma()))
            .map(word -> WHOEVER.matcher(word).matches() ? "author" : word)
            .filter(word -> !OF_ANYBODY.matcher(word).matches())
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The question about a part that is left out.
   *
   * @param index of the part among those that are left out
   * @param spoken the kind that was spoken of, in the singular; may be empty
   */
  static Question question(
      Specification specification, int index, LeftOut part, String spoken, String other) {
    var question =
        new Question(
            Question.of("said\n" + part.text(), "", "", List.of()).id(),
            "",
            PATH + index,
            List.of());
    return new Tried(specification).asked(question, part, spoken, other);
  }

  private static int index(Question question) {
    return Integer.parseInt(question.path().substring(PATH.length()));
  }

  /** A specification to which sentences are added. */
  private static final class Tried {
    private final Specification specification;
    private final Set<String> problems = new HashSet<>();

    Tried(Specification specification) {
      this.specification = specification;
      Checker.check(specification).forEach(problem -> problems.add(problem.toString()));
    }

    /** The question with the choices that hold still; with others where it had none. */
    Question again(Question question, LeftOut part) {
      var before = question.choices().stream().filter(c -> !c.value().equals(WITHOUT)).toList();
      if (before.isEmpty()) {
        return asked(question, part, "", "");
      }
      List<Choice> choices = new ArrayList<>();
      Set<List<Object>> results = new HashSet<>();
      for (var choice : before) {
        result(choice.value()).filter(results::add).ifPresent(_ -> choices.add(choice));
      }
      choices.add(question.choices().getLast());
      return new Question(question.id(), question.text(), question.path(), choices);
    }

    Question asked(Question question, LeftOut part, String spoken, String other) {
      var guesses = Guesses.of(part.text(), specification, spoken);
      Map<List<Object>, Guess> different = new LinkedHashMap<>();
      var tried = 0;
      for (var guess : guesses.all()) {
        if (different.size() == MOST_CHOICES || ++tried > MOST_TRIED) {
          break;
        }
        result(guess.sentences()).ifPresent(result -> different.putIfAbsent(result, guess));
      }
      List<Choice> choices = new ArrayList<>();
      different.values().forEach(g -> choices.add(new Choice(g.sentences(), g.label())));
      var quoted = "\"%s\"".formatted(Open.shortened(part.text(), SHOWN));
      var text =
          !other.isEmpty()
              ? "%s and %s exclude each other. Is the first one meant?"
                  .formatted("\"%s\"".formatted(Open.shortened(other, SHOWN)), quoted)
              : choices.isEmpty()
                  ? "%s is not understood as a rule that can be served. Shall the service be made without it?"
                      .formatted(quoted)
                  : "%s (%s is not understood as it stands.)".formatted(guesses.text(), quoted);
      choices.add(
          new Choice(
              WITHOUT,
              !other.isEmpty()
                  ? "Yes, leave the second one out"
                  : choices.isEmpty() ? "Yes, without it" : guesses.without()));
      return new Question(question.id(), text, question.path(), choices);
    }

    /** What differs with these sentences; empty where nothing does, or they do not fit. */
    private Optional<List<Object>> result(String sentences) {
      try {
        var after = said(sentences);
        return Optional.of(after)
            .map(Tried::built)
            .filter(built -> !built.equals(built(specification)));
      } catch (Misread misread) {
        return Optional.empty();
      }
    }

    private static List<Object> built(Specification specification) {
      return List.of(
          specification.kinds(),
          specification.actions(),
          specification.reports(),
          specification.functions());
    }

    Specification said(String answer) throws Misread {
      var sentences = PlainText.sentences(answer);
      var builder = new Builder();
      for (var kind : specification.kinds()) {
        builder.drafts().put(kind.name(), again(kind));
      }
      var found = new Builder();
      builder.drafts().forEach(found.drafts()::put);
      var joined = FirstGo.joined(sentences, found);
      var names = Names.of(found.drafts().values());
      joined.forEach(names::addJoined);
      List<Statement> statements = new ArrayList<>();
      var things = new Things(name -> names.noun(name).isPresent());
      for (var sentence : sentences) {
        var said = new Sentence(names, things).read(sentence.text());
        if (said.isEmpty() || said.get().isEmpty()) {
          throw new Misread("It is not understood.");
        }
        for (var statement : said.get()) {
          if (statement instanceof Statement.Has has) {
            things.speakOf(has.thing());
          }
        }
        statements.addAll(said.get());
      }
      applied(builder, statements);
      var after = with(builder);
      for (var problem : Checker.check(after)) {
        if (!problems.contains(problem.toString())) {
          throw new Misread(problem.toString());
        }
      }
      return after;
    }

    /** As a draft, of which more may be said. */
    private static Draft again(Kind kind) throws Misread {
      var draft = Draft.of(kind);
      if (kind.http().isPresent() || !draft.kind().equals(kind)) {
        throw new Misread("It is as a document or a specification says.");
      }
      draft.reopen();
      return draft;
    }

    private static void applied(Builder builder, List<Statement> statements) throws Misread {
      List<Left> left = new ArrayList<>();
      for (var phase = 0; phase <= Statement.LAST_PHASE; phase++) {
        for (var statement : statements) {
          if (statement.phase() == phase) {
            builder.apply(statement);
          }
        }
        if (phase == 0) {
          new Relating(builder, left).relate();
        }
        if (phase == Statement.LAST_OF_JOININGS) {
          builder.joinings().complete();
        }
      }
      if (!left.isEmpty()) {
        throw new Misread(left.getFirst().reason());
      }
    }

    /** Whether it is said now that only whoever made it may change it. */
    private boolean isOwnNow(Draft draft) {
      return specification
          .kind(draft.name())
          .filter(kind -> kind.access().update().equals(draft.access(Statement.Deed.CHANGE)))
          .isEmpty();
    }

    private Specification with(Builder builder) {
      var drafts = List.copyOf(builder.drafts().values());
      drafts.stream().filter(this::isOwnNow).forEach(Draft::completesAccess);
      var actions = new ArrayList<>(specification.actions());
      actions.addAll(builder.actions());
      var reports = new ArrayList<>(specification.reports());
      reports.addAll(builder.reports());
      var assumptions = new ArrayList<>(specification.assumptions());
      builder.assumptions().stream()
          .filter(a -> !assumptions.contains(a))
          .forEach(assumptions::add);
      return new Specification(
          specification.format(),
          specification.title(),
          specification.description(),
          drafts.stream().map(Draft::kind).toList(),
          actions,
          reports,
          specification.functions(),
          specification.examples(),
          specification.leftOut(),
          assumptions,
          specification.questions(),
          specification.errors(),
          specification.accounts(),
          specification.tools(),
          specification.code());
    }
  }
}
