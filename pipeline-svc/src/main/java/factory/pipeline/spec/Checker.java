package factory.pipeline.spec;

import java.util.List;

/** Says what of a well-formed specification makes no sense. */
public final class Checker {
  private Checker() {}

  /** Every problem, in the order of the document; none when it can be built. */
  public static List<Problem> check(Specification specification) {
    return List.of();
  }
}
