package factory.pipeline.generator;

/** Turns an idea into the source of a service. */
public interface Generator {

  /** Pure and deterministic: the same idea always gives the same outcome, byte for byte. */
  Outcome generate(String idea);
}
