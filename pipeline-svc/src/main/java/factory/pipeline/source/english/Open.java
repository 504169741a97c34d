package factory.pipeline.source.english;

import factory.pipeline.spec.Problem;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specification.Choice;
import factory.pipeline.spec.Specification.LeftOut;
import factory.pipeline.spec.Specification.Question;
import java.util.ArrayList;
import java.util.List;

/** What is left out of a service, and what has to be asked because of it. */
final class Open {
  static final String EXAMPLE =
      "Try for example: track books with title, author and a rating from 1 to 5.";

  private static final int MOST_QUESTIONS = 12;
  private static final int SHOWN = 160;
  private static final int FEW = 60;
  private static final List<Choice> WITHOUT =
      List.of(new Choice(Meanings.WITHOUT, "Yes, without it"));

  private final List<LeftOut> leftOut = new ArrayList<>();
  private final List<Question> questions = new ArrayList<>();
  private final List<Asked> asked = new ArrayList<>();

  List<LeftOut> leftOut() {
    return leftOut;
  }

  List<Question> questions() {
    return questions;
  }

  /** Leaves a part out without asking. */
  void harmless(String typed, String reason) {
    leftOut.add(new LeftOut(typed, reason));
  }

  /** Leaves a part out that matters, of which is asked what it means. */
  void leaveOut(Left part) {
    if (asked.stream().noneMatch(before -> before.part().typed().equals(part.typed()))) {
      asked.add(new Asked(part, leftOut.size()));
    }
    leftOut.add(new LeftOut(part.typed(), part.reason()));
  }

  /**
   * A part that matters.
   *
   * @param index among all that is left out
   */
  private record Asked(Left part, int index) {}

  /** Asks what each part means that matters, now that the rest is known. */
  List<Question> meanings(Specification specification) {
    List<Question> all = new ArrayList<>();
    for (var one : asked) {
      if (questions.size() + all.size() == MOST_QUESTIONS) {
        break;
      }
      all.add(
          Meanings.question(
              specification,
              one.index(),
              leftOut.get(one.index()),
              one.part().spoken(),
              one.part().other()));
    }
    if (all.size() < asked.size()) {
      var rest = asked.subList(all.size(), asked.size());
      var text =
          "%d more parts are not understood: %s. Shall the service be made without them?"
              .formatted(
                  rest.size(),
                  String.join(
                      ", ",
                      rest.stream()
                          .map(one -> "\"%s\"".formatted(shortened(one.part().typed(), FEW)))
                          .toList()));
      all.add(Question.of("rest\n" + text, text, "", WITHOUT));
    }
    return all;
  }

  /** Leaves a part out that cannot be done here at all. */
  void impossible(String typed, String reason) {
    leftOut.add(new LeftOut(typed, reason));
    ask(
        "%s Shall the service be made without \"%s\"?".formatted(reason, shortened(typed, SHOWN)),
        "",
        WITHOUT);
  }

  /** That something is to be asked, where nobody will be. */
  List<Question> unasked() {
    return asked.isEmpty()
        ? List.of()
        : List.of(Question.of("", asked.getFirst().part().typed(), "", List.of()));
  }

  /** Asks what should be at a place where something does not fit. */
  void problem(Problem problem) {
    ask(
        "This cannot be made as it was read: %s. What should be there?".formatted(problem),
        problem.pointer(),
        List.of());
  }

  /**
   * Asks what a kind has.
   *
   * @param alone whether nothing else is kept
   */
  void fields(Draft draft, int index, boolean alone) {
    List<Choice> choices =
        new ArrayList<>(
            List.of(
                new Choice("a name", "A name"),
                new Choice("a name and a description", "A name and a description")));
    if (!alone) {
      choices.add(new Choice(Meanings.WITHOUT, "None: %s are not kept".formatted(draft.words())));
    }
    ask(
        "Which fields do the %s have?".formatted(draft.words()),
        "/kinds/%d/fields".formatted(index),
        choices);
  }

  /** Asks what is kept at all. */
  void kinds(List<Choice> choices) {
    ask("What does the service keep, and which fields does it have? " + EXAMPLE, "/kinds", choices);
  }

  private void ask(String text, String path, List<Choice> choices) {
    if (questions.size() >= MOST_QUESTIONS) {
      return;
    }
    var question = Question.of(path + "\n" + text, text, path, choices);
    if (questions.stream().noneMatch(q -> q.id().equals(question.id()))) {
      questions.add(question);
    }
  }

  static String shortened(String text, int most) {
    var plain = text.replaceAll("[\"\\p{C}\\p{Z}]+", " ").strip();
    return plain.codePointCount(0, plain.length()) <= most
        ? plain
        : plain.substring(0, plain.offsetByCodePoints(0, most - 3)).strip() + "...";
  }
}
