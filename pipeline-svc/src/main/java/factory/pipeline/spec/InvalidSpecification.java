package factory.pipeline.spec;

import java.util.List;

/** Thrown for JSON that is not a specification, with everything that is wrong with it. */
public final class InvalidSpecification extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  InvalidSpecification(List<Problem> problems) {
    super(problems.isEmpty() ? "not a specification" : problems.getFirst().toString());
    this.problems = List.copyOf(problems);
  }

  /** At least one, in the order of the document; at most {@value Specifications#MAX_PROBLEMS}. */
  public List<Problem> problems() {
    return problems;
  }
}
