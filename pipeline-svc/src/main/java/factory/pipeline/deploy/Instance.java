package factory.pipeline.deploy;

import java.util.UUID;

/**
 * One running copy of a version: the serving one, one that is about to replace it, or one that is
 * only tried out.
 *
 * @param id of the deploy job; of the version for a trial
 * @param trial whether it is apart from every service, with data that is deleted when it ends
 * @param yielding whether it computes only when nothing else does
 * @param asServed whether a trial is started as one that serves, with nothing made cheap
 */
public record Instance(
    UUID id, UUID service, UUID version, boolean trial, boolean yielding, boolean asServed) {
  /** One that serves, or is to. */
  public Instance(UUID id, UUID service, UUID version, boolean trial) {
    this(id, service, version, trial, false, true);
  }

  /** A copy that is tried out: as the gate would speak to it, its service is the version itself. */
  static Instance trial(UUID version, boolean yielding) {
    return new Instance(version, version, version, true, yielding, false);
  }

  /** A copy that is tried out and started as if it served. */
  static Instance served(UUID version) {
    return new Instance(version, version, version, true, false, true);
  }
}
