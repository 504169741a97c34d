package factory.pipeline.model;

import java.util.UUID;

/**
 * For whom a model is asked.
 *
 * @param owner whose service it is; empty for the operators' and for those whom nobody knows
 * @param purpose what for, one word such as {@code specification}
 */
public record Asker(UUID job, UUID service, String owner, String purpose) {
  /** The same for something else. */
  public Asker to(String other) {
    return new Asker(job, service, owner, other);
  }
}
