package factory.pipeline.admission;

import factory.mesh.Refused;
import factory.store.Database;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/**
 * Decides whether one more service may run, before its idea is accepted, so that the node lives on
 * where there are too many. A service has its place for as long as there is a job or a deployment
 * of it; two at once never take the same last place. Safe for many threads.
 */
public final class Admission {
  /**
   * What one service counts for. It takes some 63 MiB of its own; the rest is for versions that are
   * tried out, or switched to beside the serving ones.
   */
  public static final long SERVICE_BYTES = 96L << 20;

  private final AdmissionStore store;
  private final Optional<String> noSandbox;
  private final Limits limits;

  /**
   * How many there may be.
   *
   * @param memoryBytes that services may take together
   * @param servicesPerOwner of one wallet
   */
  public record Limits(long memoryBytes, int servicesPerOwner) {
    /** How many services the memory is for. */
    public long services() {
      return memoryBytes / SERVICE_BYTES;
    }
  }

  /**
   * Admission to this node.
   *
   * @param noSandbox why nothing runs here; empty where services do
   */
  public Admission(Database database, Clock clock, Optional<String> noSandbox, Limits limits) {
    store = new AdmissionStore(database, clock);
    this.noSandbox = noSandbox;
    this.limits = limits;
  }

  /**
   * Takes a place for a service, unless it has one.
   *
   * @param owner whose service it is; empty for the operators'
   * @throws Refused with an {@link AdmissionFault}; nothing was taken
   */
  public void admit(UUID service, Optional<String> owner) {
    requireSandbox();
    store.admit(service, owner.orElse(""), usage -> require(usage, owner));
  }

  /**
   * Refuses what {@link #admit} would refuse now for one more service of an owner; takes no place.
   *
   * @throws Refused with an {@link AdmissionFault}
   */
  public void check(Optional<String> owner) {
    requireSandbox();
    require(store.usage(owner.orElse("")), owner);
  }

  private void requireSandbox() {
    if (noSandbox.isPresent()) {
      throw new Refused(new AdmissionFault.NoSandbox(noSandbox.get()));
    }
  }

  private void require(Usage usage, Optional<String> owner) {
    if (owner.isPresent() && usage.ofOwner() >= limits.servicesPerOwner()) {
      throw new Refused(new AdmissionFault.OwnerFull(limits.servicesPerOwner()));
    }
    if (usage.all() >= limits.services()) {
      throw new Refused(new AdmissionFault.NodeFull(limits.services(), limits.memoryBytes()));
    }
  }

  /** Places that are taken. */
  public Usage usage() {
    return store.usage("");
  }

  /** What there may be. */
  public Limits limits() {
    return limits;
  }

  /** Places that are taken, and those of one owner among them. */
  public record Usage(long all, long ofOwner) {}
}
