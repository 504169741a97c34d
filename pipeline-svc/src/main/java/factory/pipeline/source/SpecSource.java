package factory.pipeline.source;

import factory.pipeline.spec.Specification;

/**
 * Reads what somebody gave and makes a specification of it. Pure and deterministic: the same text
 * always gives the same outcome.
 */
public interface SpecSource {
  /** Reads a text from outside. */
  Outcome read(String text);

  /** What became of it. */
  sealed interface Outcome {
    /** All of it is in the specification. */
    record Understood(Specification specification) implements Outcome {}

    /**
     * Not all of it is.
     *
     * @param draft what could be named, what was left out, and at least one question; its kinds may
     *     have no fields yet
     */
    record Questions(Specification draft) implements Outcome {}

    /**
     * It cannot be read at all: it is empty, too long or no text.
     *
     * @param why a sentence or two for the person who wrote it
     */
    record Refused(String why) implements Outcome {}
  }
}
