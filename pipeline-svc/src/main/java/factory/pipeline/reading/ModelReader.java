package factory.pipeline.reading;

import factory.pipeline.document.DocumentExcerpt;
import factory.pipeline.model.Asker;
import factory.pipeline.model.Model;
import factory.pipeline.model.ModelFailed;
import factory.pipeline.model.ModelFailed.Why;
import factory.pipeline.model.Prompt;
import factory.pipeline.spec.Example;
import factory.pipeline.spec.Problem;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specification.Choice;
import factory.pipeline.spec.Specification.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads ideas by a model: it writes a specification, has what is wrong with it told a few times,
 * writes scenarios from the idea in a call that sees no specification, and mends what a trial
 * finds. Whatever it answers is checked and proven like what anybody else gives. Safe for many
 * threads.
 */
public final class ModelReader {
  /** How often an answer is mended, for each of its reasons. */
  private static final int ROUNDS = 3;

  private static final int EVIDENCE = 2_000;

  private final Model model;
  private final Function<Specification, List<Problem>> check;
  private final Function<Specification, String> openapi;
  private final Trial trial;

  /**
   * A reader.
   *
   * @param check what makes no sense in a specification
   * @param openapi the document that a specification serves
   */
  public ModelReader(
      Model model,
      Function<Specification, List<Problem>> check,
      Function<Specification, String> openapi,
      Trial trial) {
    this.model = model;
    this.check = check;
    this.openapi = openapi;
    this.trial = trial;
  }

  /** Which model it is. */
  public Model model() {
    return model;
  }

  /**
   * Reads.
   *
   * @return a specification in which nothing is wrong; what could not be mended is left out or
   *     asked
   * @throws ModelFailed when there is no answer, or none that can be used
   */
  public Specification read(Asker asker, Task task) throws ModelFailed, InterruptedException {
    var isDocument =
        task.contract().isPresent() && task.draft().isPresent() && task.change().isBlank();
    var reading =
        isDocument
            ? ofDocument(asker, task.contract().get(), task.draft().get())
            : Optional.of(ofSentences(asker, task));
    if (reading.isEmpty()) {
      // What is open of it no model can tell: it is asked.
      return task.draft().orElseThrow();
    }
    var last = reading.get();
    if (!last.answer().specification().questions().isEmpty()) {
      // Whoever answers may change what it does: scenarios come with the next reading.
      return last.answer().specification();
    }
    return tried(asker, task, last.held(), last.answer());
  }

  /**
   * What the last part was read as, with all before it, and what another answer is held against.
   */
  private record Reading(Answer answer, Function<String, Written> held) {}

  private Reading ofSentences(Asker asker, Task task) throws ModelFailed, InterruptedException {
    var parts = Parts.of(Sentences.of(task.text()));
    var reading = Optional.<Reading>empty();
    for (var i = 0; i < parts.size(); i++) {
      var part = parts.get(i);
      var before = reading.map(read -> read.answer().specification());
      Function<String, Written> held =
          said -> {
            var written = Written.of(said, part, check);
            return before.map(written::keeping).orElse(written);
          };
      var which = parts.size() == 1 ? "" : "Part %d of %d of it:\n".formatted(i + 1, parts.size());
      var prompt = Prompts.specification(task, part, before, which);
      reading = Optional.of(new Reading(written(asker.to("specification"), prompt, held), held));
    }
    return reading.orElseThrow();
  }

  /** Empty when no operation is open. */
  private Optional<Reading> ofDocument(Asker asker, Contract contract, Specification first)
      throws ModelFailed, InterruptedException {
    var open = contract.differences(first).keySet();
    var reading = Optional.<Reading>empty();
    var draft = first;
    for (var part : open.isEmpty() ? List.<DocumentExcerpt.Part>of() : contract.parts(open)) {
      var document = new DocumentReading(contract, draft, part.operations());
      // One part may have served what another asks for.
      if (!document.operations().isEmpty()) {
        Function<String, Written> held = said -> document.held(said, check);
        var prompt = Prompts.document(part, draft, document.operations());
        reading = Optional.of(new Reading(written(asker.to("specification"), prompt, held), held));
        draft = reading.get().answer().specification();
      }
    }
    return reading;
  }

  /** An answer in which nothing is wrong, with the conversation that it ends. */
  private record Answer(Prompt asked, String said, Specification specification) {}

  private Answer written(Asker asker, Prompt prompt, Function<String, Written> held)
      throws ModelFailed, InterruptedException {
    var asked = prompt;
    List<String> before = List.of();
    for (var round = 0; ; round++) {
      var said = model.ask(asker, asked).text();
      var written = held.apply(said);
      if (written.problems().isEmpty()) {
        return new Answer(asked, said, written.specification().orElseThrow());
      }
      if (round == ROUNDS || written.problems().equals(before)) {
        // Asked another time, it may do better.
        model.forget(prompt);
        throw new ModelFailed(
            Why.NONSENSE,
            "What it wrote cannot be made, and it did not mend it: "
                + written.problems().getFirst());
      }
      before = written.problems();
      asked = asked.then(said, Prompts.mend("This is wrong with your answer:", before));
    }
  }

  private Specification tried(Asker asker, Task task, Function<String, Written> held, Answer first)
      throws ModelFailed, InterruptedException {
    var answer = first;
    List<Example> examples = new ArrayList<>();
    if (!task.change().isBlank()) {
      // What a service did before it still does, unless somebody says that it need not.
      task.draft().ifPresent(draft -> examples.addAll(draft.examples()));
    }
    if (task.contract().isEmpty()) {
      examples.addAll(stories(asker.to("stories"), task, answer.specification()));
    }
    Optional<Trial.Failed> before = Optional.empty();
    for (var round = 0; ; round++) {
      var told = answer.specification().withExamples(examples);
      var failed = unfit(told);
      if (failed.isEmpty()) {
        failed = trial.of(told);
      }
      if (failed.isEmpty()) {
        return told;
      }
      if (round == ROUNDS || failed.equals(before)) {
        return open(told, failed.get());
      }
      before = failed;
      try {
        answer =
            written(
                asker.to("repair"), answer.asked().then(answer.said(), mend(failed.get())), held);
      } catch (ModelFailed e) {
        return open(told, failed.get());
      }
      if (!answer.specification().questions().isEmpty()) {
        return answer.specification();
      }
    }
  }

  /** A scenario of which an operation is not there any more. */
  private Optional<Trial.Failed> unfit(Specification told) {
    return told.examples().stream()
        .flatMap(
            example ->
                check.apply(told.withExamples(List.of(example))).stream()
                    .limit(1)
                    .map(problem -> new Trial.Failed(example.title(), problem.message(), true)))
        .findFirst();
  }

  private static String mend(Trial.Failed failed) {
    return Prompts.mend(
        (failed.ofExample()
            ? "The service was made and tried. A scenario that was written from what is wanted, and that"
                + " stays as it is (with the addresses of its operations, which therefore must stay), does not come true:"
            : "The service was made and tried. It does not do what its specification says:"),
        List.of(failed.check() + ": " + shortened(failed.evidence())));
  }

  private static String shortened(String evidence) {
    return evidence.length() <= EVIDENCE ? evidence : evidence.substring(0, EVIDENCE) + "...";
  }

  private List<Example> stories(Asker asker, Task task, Specification specification)
      throws ModelFailed, InterruptedException {
    var asked = Prompts.stories(task, Stories.operations(openapi.apply(specification)));
    for (var round = 0; ; round++) {
      var said = model.ask(asker, asked).text();
      var stories = Stories.of(said, specification, check);
      if (stories.problems().isEmpty()) {
        return stories.examples();
      }
      if (round == ROUNDS) {
        // A service without scenarios is still proven.
        return List.of();
      }
      asked = asked.then(said, Prompts.mend("This is wrong with your answer:", stories.problems()));
    }
  }

  /** What did not come true is asked: nothing is weakened in silence. */
  private Specification open(Specification told, Trial.Failed failed) {
    List<Question> questions = new ArrayList<>(told.questions());
    var text =
        failed.ofExample()
            ? "A scenario does not come true in what was made (%s: %s)."
                    .formatted(failed.check(), shortened(failed.evidence()))
                + " Is the service right as it is?"
            : "What was made does not prove itself (%s: %s)."
                    .formatted(failed.check(), shortened(failed.evidence()))
                + " Change it, or answer to build it all the same, which will most likely fail.";
    questions.add(
        Question.of(
            text,
            text,
            "",
            List.of(
                new Choice(
                    "yes", failed.ofExample() ? "Yes, without that scenario" : "Build it"))));
    var kept =
        told.withExamples(
            told.examples().stream()
                .filter(example -> !failed.ofExample() || !example.title().equals(failed.check()))
                .filter(example -> check.apply(told.withExamples(List.of(example))).isEmpty())
                .toList());
    return kept.with(kept.leftOut(), questions);
  }
}
