package factory.pipeline.reading;

import factory.pipeline.spec.Specification;
import java.util.Optional;

/** Makes a service of a specification, keeps nothing of it, and says whether it proves itself. */
@FunctionalInterface
public interface Trial {
  /** Tries; the first check that failed, when one did. */
  Optional<Failed> of(Specification specification) throws InterruptedException;

  /**
   * A check that failed.
   *
   * @param check what should hold, a sentence without its full stop
   * @param evidence what was seen
   * @param ofExample whether it is a scenario of the specification
   */
  record Failed(String check, String evidence, boolean ofExample) {}
}
