package factory.pipeline.reading;

import factory.pipeline.document.DocumentExcerpt;
import factory.pipeline.spec.Specification;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An API document that was given: what is served is what it says, or is left out. */
public interface Contract {
  /** The parts in which it is shown; one with all of a document that is short. */
  List<DocumentExcerpt.Part> parts(Set<String> operations);

  /** Which of its operations a specification does not serve as it says, each with why. */
  Map<String, String> differences(Specification specification);
}
