package factory.pipeline.prove;

import java.time.Duration;

/**
 * What a proof may take. What does not fit is not tried, and the proof says so.
 *
 * @param calls the most requests
 * @param time after which nothing more is begun
 * @param fuzz how many requests are drawn at random
 */
public record Budget(int calls, Duration time, int fuzz) {
  /** Before a version is generated. */
  public static final Budget BEFORE_GENERATED = new Budget(3_000, Duration.ofSeconds(30), 24);
}
