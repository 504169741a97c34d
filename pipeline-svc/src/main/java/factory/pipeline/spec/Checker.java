package factory.pipeline.spec;

import java.util.ArrayList;
import java.util.List;

/** Says what of a well-formed specification makes no sense. */
public final class Checker {
  private Checker() {}

  /** Every problem, in the order of the document; none when it can be built. */
  public static List<Problem> check(Specification specification) {
    List<Problem> problems = new ArrayList<>();
    for (var i = 0; i < specification.kinds().size(); i++) {
      if (specification.kinds().get(i).fields().isEmpty()) {
        problems.add(new Problem("/kinds/%d/fields".formatted(i), "must have at least one"));
      }
    }
    return problems;
  }
}
