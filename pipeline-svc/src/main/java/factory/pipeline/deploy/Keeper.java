package factory.pipeline.deploy;

import factory.mesh.Address;
import factory.mesh.Backoff;
import factory.mesh.Faults;
import factory.mesh.Loop;
import factory.mesh.Refused;
import factory.pipeline.build.CompilationFailed;
import factory.pipeline.compute.TookTooLong;
import factory.pipeline.job.StepFailed;
import factory.pipeline.neighbour.Neighbours;
import factory.pipeline.version.Versions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps serving instances up, each in a loop of its own: starts it, watches it, tells the registry,
 * starts it again with a pause that grows. One that fails too often in a row stays down.
 */
final class Keeper implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Keeper.class.getName());
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));
  private static final Duration STABLE = Duration.ofMinutes(1);
  private static final Duration UNTOLD = Duration.ofMillis(500);
  private static final Duration FOR_GOOD = Duration.ofDays(1_000);
  private static final int SILENCES = 3;

  private final Deployer deployer;
  private final Versions versions;
  private final Neighbours neighbours;
  private final ServiceLocks locks;
  private final Duration healthInterval;
  private final int maxFailures;
  private final Map<UUID, Kept> kept = new ConcurrentHashMap<>();

  /**
   * A keeper of nothing yet.
   *
   * @param healthInterval between two looks at an instance; three without an answer end it
   * @param maxFailures in a row, after which one stays down
   */
  Keeper(
      Deployer deployer,
      Versions versions,
      Neighbours neighbours,
      ServiceLocks locks,
      Duration healthInterval,
      int maxFailures) {
    this.deployer = deployer;
    this.versions = versions;
    this.neighbours = neighbours;
    this.locks = locks;
    this.healthInterval = healthInterval;
    this.maxFailures = maxFailures;
  }

  /** Keeps it up from now on. Called under its service's lock. */
  void keep(Deployment deployment) {
    kept.computeIfAbsent(deployment.id(), _ -> new Kept(deployment)).wanted();
  }

  /** Leaves it as it is and tells nothing of it any more. Called under its service's lock. */
  void release(UUID id) {
    var one = kept.get(id);
    if (one != null) {
      one.wanted = false;
    }
  }

  /** Forgets it; returns once nothing is done about it any more. Not under its service's lock. */
  void forget(UUID id) {
    var one = kept.remove(id);
    if (one != null) {
      one.wanted = false;
      one.loop.close();
    }
  }

  /** The jar of a version, for an instance to run. */
  Path jar(UUID version) throws StepFailed, InterruptedException {
    return jar(
        versions,
        versions
            .find(version)
            .orElseThrow(() -> new StepFailed("The version is not there any more."))
            .contentHash());
  }

  static Path jar(Versions versions, String contentHash) throws StepFailed, InterruptedException {
    try {
      return versions.jar(contentHash);
    } catch (CompilationFailed e) {
      throw new StepFailed("The version does not compile: " + e.getMessage());
    } catch (TookTooLong e) {
      throw new StepFailed(e.words());
    }
  }

  /** One instance that is kept up; but for {@code wanted} it is its loop's alone. */
  private final class Kept {
    private final Deployment deployment;
    private final Instance instance;
    private final Loop loop;
    private volatile boolean wanted;
    private boolean begun;
    private int failures;
    private boolean saidDown;
    private boolean ended;
    private String message = "";
    private String reason = "";

    Kept(Deployment deployment) {
      this.deployment = deployment;
      instance = deployment.instance();
      loop =
          Loop.named("service-" + deployment.serviceId())
              .consequence("the service may be down")
              .logger(LOG)
              .backoff(PAUSES)
              // What is being started or ended must not go on after that.
              .joinFor(Duration.ofSeconds(30))
              .build(this::run);
    }

    /** Under the service's lock. */
    void wanted() {
      wanted = true;
      if (begun) {
        loop.wake();
      } else {
        begun = true;
        loop.start();
      }
    }

    /** From one start to the end of what was started. */
    Duration run() throws InterruptedException {
      if (!wanted) {
        return FOR_GOOD;
      }
      if (ended) {
        return sayDown() ? FOR_GOOD : UNTOLD;
      }
      var began = System.nanoTime();
      var why = oneLife();
      if (!wanted) {
        return FOR_GOOD;
      }
      failures = System.nanoTime() - began > STABLE.toNanos() ? 1 : failures + 1;
      ended = failures >= maxFailures;
      reason =
          ended
              ? why
                  + " That was the case %d times in a row: it is started again when it is deployed"
                      .formatted(failures)
                  + " anew."
              : why + " It is started again.";
      LOG.warning(() -> "service " + deployment.serviceId() + " is down: " + reason);
      if (!saidDown || ended) {
        saidDown = sayDown();
      }
      deployer.retire(instance);
      message = "The process was started again and answers.";
      return ended ? Duration.ZERO : PAUSES.after(failures, ThreadLocalRandom.current());
    }

    /** Starts the instance unless it runs, and watches it; says why it is no good any more. */
    private String oneLife() throws InterruptedException {
      try {
        var upstream = deployer.ensure(instance, jar(deployment.versionId()));
        loop.worked();
        saidDown = false;
        return observe(upstream);
      } catch (StepFailed e) {
        return String.valueOf(e.getMessage());
      } catch (Refused e) {
        // The store is away or busy, which says nothing of the process.
        throw e;
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, e, () -> "service " + deployment.serviceId() + " cannot be started");
        return "The process could not be started.";
      }
    }

    /** Watches a healthy instance until it is not; says why. */
    private String observe(Address upstream) throws InterruptedException {
      var told = false;
      var silences = 0;
      var lastLook = System.nanoTime();
      while (wanted) {
        if (!told) {
          told =
              tell(
                  () ->
                      neighbours.up(
                          deployment.serviceId(), deployment.versionId(), upstream, message));
        }
        if (deployer.awaitEnd(instance, told ? healthInterval : UNTOLD)) {
          return "The process of the service ended.";
        }
        if (System.nanoTime() - lastLook < healthInterval.toNanos()) {
          continue;
        }
        lastLook = System.nanoTime();
        switch (deployer.probe(instance)) {
          case Condition.Answers() -> silences = 0;
          case Condition.Silent() -> silences++;
          case Condition.Ended() -> {
            return "The process of the service ended.";
          }
          case Condition.OverLimit(var what) -> {
            return what;
          }
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (silences == SILENCES) {
          return "The process of the service ran and did not answer.";
        }
      }
      return "";
    }

    private boolean sayDown() {
      return tell(
          () ->
              neighbours.down(
                  deployment.serviceId(), deployment.versionId(), reason, Duration.ofSeconds(3)));
    }

    /** Tells the registry, unless the instance is no longer ours; false: try later. */
    private boolean tell(Runnable call) {
      try (var _ = locks.hold(deployment.serviceId())) {
        if (wanted) {
          call.run();
        }
        return true;
      } catch (Refused e) {
        LOG.info(() -> "service " + deployment.serviceId() + ": " + e.getMessage());
        return !Faults.isTransient(e);
      }
    }
  }

  /** Does nothing any more; what runs goes on. */
  @Override
  public void close() {
    var all = List.copyOf(kept.values());
    all.forEach(one -> one.wanted = false);
    Loop.closeAll(all.stream().map(one -> one.loop).toList());
  }
}
