package factory.pipeline.generator;

/** What became of an idea. */
public sealed interface Outcome {

  /** The idea was understood. */
  record Made(Artifact artifact) implements Outcome {}

  /**
   * The idea could not be turned into a service; {@code why} is one sentence or two for the person
   * who wrote it.
   */
  record NotUnderstood(String why) implements Outcome {}
}
