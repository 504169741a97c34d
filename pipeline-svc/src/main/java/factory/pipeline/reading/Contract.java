package factory.pipeline.reading;

import factory.pipeline.spec.Specification;
import java.util.Map;

/** An API document that was given: what is served is what it says, or is left out. */
public interface Contract {
  /** The document. */
  String text();

  /** Which of its operations a specification does not serve as it says, each with why. */
  Map<String, String> differences(Specification specification);
}
