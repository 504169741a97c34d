package factory.pipeline.source.english;

import factory.pipeline.source.SpecSource.Outcome;
import factory.pipeline.source.SpecSource.Outcome.Questions;
import factory.pipeline.source.SpecSource.Outcome.Understood;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Specification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Makes the specification of all that was put together, and asks for what is missing. */
final class Finish {
  private static final int MOST_KINDS = 10;
  private static final int MOST_FIELDS = 50;

  private final Builder builder;
  private final List<String> description;
  private final int sentences;
  private final boolean asks;
  private final Open open = new Open();

  /**
   * Of what was read.
   *
   * @param sentences how many say something
   * @param asks whether answers are tried for what is asked
   */
  Finish(Builder builder, List<String> description, int sentences, boolean asks) {
    this.asks = asks;
    this.builder = builder;
    this.description = description;
    this.sentences = sentences;
  }

  /** The service, or the plan with its questions. */
  Outcome outcome(List<Left> left) {
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
          new Left(
              "the kinds after the first " + MOST_KINDS,
              "",
              "The idea names %d kinds; a service can have at most %d."
                  .formatted(drafts.size(), MOST_KINDS),
              Left.Weight.MATTERS));
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
        open.fields(draft, i, drafts.size() == 1);
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
            open.leaveOut(part);
          }
        }
      }
    }
    if (drafts.isEmpty() && builder.made().isEmpty()) {
      open.kinds(asks ? GuessedKinds.of(left) : List.of());
    }
    var specification = asking(specification(drafts.stream().limit(MOST_KINDS).toList()));
    if (!specification.questions().isEmpty()) {
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

  /** With the questions of what is left out, whose answers are tried on it. */
  private Specification asking(Specification read) {
    var questions = new ArrayList<>(read.questions());
    questions.addAll(asks ? open.meanings(read) : open.unasked());
    return read.with(read.leftOut(), questions);
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
    var isTemplate = made.size() == 1 && sentences == 1;
    if (isTemplate) {
      description.addFirst(made.getFirst().description());
    }
    return new Specification(
        Specification.FORMAT,
        isTemplate ? made.getFirst().title() : title(drafts.stream().map(Draft::words).toList()),
        String.join(" ", description),
        drafts.stream().map(Draft::kind).toList(),
        Stream.concat(
                made.stream().flatMap(one -> one.actions().stream()), builder.actions().stream())
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
}
