package factory.registry.service;

import java.util.Locale;

/** The newest work on a service. The only place that knows which status may follow which. */
public enum Status {
  /** Recorded; no work has begun. */
  QUEUED,
  /** A version is being made. */
  GENERATING,
  /** A version was made and answered its probes. */
  GENERATED,
  /** The version is being started behind the gate. */
  DEPLOYING,
  /** The version answered a probe through the gate. */
  DEPLOYED,
  /** The newest work failed. */
  FAILED;

  /** Whether the lifecycle has the step from this status to the next. */
  public boolean canBecome(Status next) {
    return switch (this) {
      case QUEUED -> next == GENERATING;
      case GENERATING -> next == GENERATED || next == FAILED;
      case GENERATED -> next == DEPLOYING || next == GENERATING;
      case DEPLOYING -> next == DEPLOYED || next == FAILED;
      case DEPLOYED -> next == DEPLOYING || next == GENERATING || next == FAILED;
      case FAILED -> next == GENERATING || next == DEPLOYING;
    };
  }

  /** Whether work on the idea has begun, so that the idea is fixed. */
  public boolean begun() {
    return this != QUEUED;
  }

  /** Whether a job makes or starts a version now. */
  public boolean isWorkedOn() {
    return this == GENERATING || this == DEPLOYING;
  }

  /** The lower-case word of the store and of every surface. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The status that a stored word names. */
  static Status ofWord(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
