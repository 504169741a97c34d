package factory.pipeline.deploy;

import factory.mesh.Address;
import factory.pipeline.job.StepFailed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Where instances of services run. It decides where they listen, on a unix socket or on TCP;
 * whoever calls them takes either. What it runs outlives this node when the node is killed, and is
 * found again by {@link #takeOver}.
 *
 * <p>Safe for many threads; calls about one instance come one after another.
 */
public interface Deployer extends AutoCloseable {
  /**
   * Sees to it that an instance runs and waits until its health answers; does nothing to one that
   * runs. It has the data that its service has kept so far.
   *
   * @param jar of its version
   * @return where it listens
   * @throws StepFailed when it cannot run here, ended, or did not answer in time, with the end of
   *     its log
   */
  Address ensure(Instance instance, Path jar) throws StepFailed, InterruptedException;

  /** Where an instance listens; empty when it does not run. */
  Optional<Address> find(Instance instance);

  /** Looks at an instance now. */
  Condition probe(Instance instance);

  /** Waits for an instance's end; false when it still runs after that time. */
  boolean awaitEnd(Instance instance, Duration atMost) throws InterruptedException;

  /** The newest of what an instance has written; empty when it has written nothing. */
  String logs(Instance instance);

  /** Where an instance keeps its data; empty when this node cannot look into it. */
  default Optional<Path> data(Instance instance) {
    return Optional.empty();
  }

  /**
   * Ends an instance, when it runs, with everything that it has started. What its service keeps
   * stays, unless it is a trial. Returns once it is gone.
   */
  void retire(Instance instance);

  /** The same without asking: for one whose calls and data are nobody's. */
  void kill(Instance instance);

  /** Deletes everything that a service keeps; its instances have ended. */
  void erase(UUID service);

  /**
   * Takes over those of the wanted instances that a former node left running as this one would run
   * them, and ends every other one of this node. Once, before anything else.
   *
   * @param wanted ids of instances
   */
  void takeOver(Set<UUID> wanted);

  /** How instances are kept apart from everything else. */
  Isolation isolation();

  /** Ends every instance, or leaves them to the next start of this node. */
  @Override
  void close();
}
