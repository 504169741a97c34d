package factory.pipeline.job;

/**
 * What a step found or made: a record, which is stored as JSON with its job and read by later
 * steps, also by those of a newer release. Changing its shape needs a new version of the flow.
 */
public interface Result {
  /** For a person to read. */
  String message();
}
