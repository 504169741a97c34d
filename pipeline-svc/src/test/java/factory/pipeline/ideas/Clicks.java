package factory.pipeline.ideas;

import factory.pipeline.plan.Answering;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specification.Choice;
import factory.pipeline.spec.Specification.Question;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Answers questions by choices alone, as somebody who only clicks does. */
final class Clicks {
  private static final int MOST_ROUNDS = 40;

  private Clicks() {}

  /**
   * What somebody means by an idea, as its file says.
   *
   * @param of words of which the question has one
   * @param choose words that the choice has, all of them
   */
  record Meant(List<String> of, List<String> choose) {}

  /** With all answers that the file has; it may still have questions then. */
  static Specification meant(Specification asked, List<Meant> meant) {
    return answered(asked, question -> chosen(question, meant));
  }

  /** With everything left out that is asked about, and of what has to be something the first. */
  static Specification leftOut(Specification asked) {
    return answered(
        asked,
        question ->
            question.choices().stream()
                .filter(choice -> choice.value().equals("without"))
                .findFirst()
                .or(() -> question.choices().stream().findFirst()));
  }

  private static Optional<Choice> chosen(Question question, List<Meant> meant) {
    return meant.stream()
        .filter(one -> one.of().stream().anyMatch(word -> has(question.text(), word)))
        .flatMap(
            one ->
                question.choices().stream()
                    .filter(choice -> one.choose().stream().allMatch(w -> has(choice.label(), w))))
        .findFirst();
  }

  private static boolean has(String text, String word) {
    return text.toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT));
  }

  private static Specification answered(
      Specification asked, Function<Question, Optional<Choice>> answer) {
    var now = asked;
    for (var round = 0; round < MOST_ROUNDS && !now.questions().isEmpty(); round++) {
      // One after the other: what is answered first may change what can be answered then.
      Map<String, String> next = new HashMap<>();
      for (var question : now.questions()) {
        if (next.isEmpty()) {
          answer.apply(question).ifPresent(choice -> next.put(question.id(), choice.value()));
        }
      }
      if (next.isEmpty()) {
        break;
      }
      now = Answering.answered(now, next);
    }
    return now;
  }
}
