package factory.pipeline.plan;

import factory.pipeline.spec.Problem;
import factory.pipeline.spec.Sha256;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What would be made.
 *
 * @param json the specification; as it was given when it cannot be read
 * @param specification empty when the JSON is none
 * @param problems what keeps it from being made, besides open questions
 * @param ofIdea whether it was read from the idea alone
 * @param changes how it came to be, in sentences
 */
public record Plan(
    String json,
    Optional<Specification> specification,
    List<Problem> problems,
    boolean ofIdea,
    List<String> changes) {
  private static final int MOST_QUESTIONS = 20;

  /** Keeps copies. */
  public Plan {
    problems = List.copyOf(problems);
    changes = List.copyOf(changes);
  }

  /** What must be known before it is made. */
  public List<Specification.Question> questions() {
    return specification.map(Specification::questions).orElse(List.of());
  }

  /** What of the input is not in it. */
  public List<Specification.LeftOut> leftOut() {
    return specification.map(Specification::leftOut).orElse(List.of());
  }

  /** The same with a question for each problem: no wording of an idea fails it. */
  Plan asking() {
    if (specification.isEmpty()) {
      return this;
    }
    var read = specification.get();
    List<Specification.Question> questions = new ArrayList<>(read.questions());
    problems.stream()
        .limit(MOST_QUESTIONS)
        .map(
            problem ->
                Specification.Question.of(
                    problem.toString(),
                    "This cannot be made as it was read: %s. What should be there?"
                        .formatted(problem),
                    problem.pointer(),
                    List.of()))
        .filter(question -> questions.stream().noneMatch(q -> q.id().equals(question.id())))
        .forEach(questions::add);
    var asking = read.with(read.leftOut(), questions);
    return new Plan(Specifications.write(asking), Optional.of(asking), List.of(), ofIdea, changes);
  }

  /** The same that came to be otherwise. */
  Plan changed(List<String> how) {
    return new Plan(json, specification, problems, ofIdea, how);
  }

  /** SHA-256 of the JSON. */
  String hash() {
    return Sha256.hex(json);
  }

  /**
   * What happened, for the history of a service.
   *
   * @param auto whether somebody wanted it to go on by itself
   * @return empty when there is nothing that needs saying
   */
  public String words(boolean auto) {
    var words = new StringBuilder();
    if (!questions().isEmpty()) {
      words.append(
          questions().size() == 1
              ? "The plan has an open question"
              : "The plan has %d open questions".formatted(questions().size()));
      words.append(auto ? ", so it does not go on by itself:" : ":");
      questions().forEach(question -> words.append(' ').append(question.text()));
    }
    for (var part : leftOut()) {
      words
          .append(words.isEmpty() ? "" : " ")
          .append("Left out: \"")
          .append(part.text())
          .append("\" (")
          .append(part.reason())
          .append(")");
    }
    return words.toString();
  }
}
