package factory.pipeline.process;

import factory.mesh.Assertions;
import factory.mesh.Fatal;
import factory.mesh.Faults;
import factory.mesh.Refused;
import factory.pipeline.compute.TookTooLong;
import factory.pipeline.generator.CompilationFailed;
import factory.pipeline.job.StepFailed;
import factory.pipeline.neighbour.Neighbours;
import factory.pipeline.process.Deployment.Role;
import factory.pipeline.version.Trees;
import factory.pipeline.version.Versions;
import factory.store.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the processes of services as they should be: starts them, watches them, starts them again,
 * switches from one to the next, and finds them after this node was killed. Safe for many threads;
 * what concerns one service happens one after another.
 */
public final class Supervisor implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Supervisor.class.getName());
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LAST_PAUSE = Duration.ofSeconds(30);
  private static final Duration STABLE = Duration.ofMinutes(1);
  private static final int SILENCES = 3;

  /** A process that starts takes a core or so for half a second. */
  private static final int STARTS_AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());

  /** After this long one that starts no longer stands in the others' way. */
  private static final Duration TURN = Duration.ofSeconds(5);

  private final DeploymentStore store;
  private final Versions versions;
  private final Neighbours neighbours;
  private final Launcher launcher;
  private final Place place;
  private final Semaphore turns = new Semaphore(STARTS_AT_ONCE, true);
  private final Map<UUID, Live> live = new ConcurrentHashMap<>();
  private final Map<UUID, ReentrantLock> locks = new ConcurrentHashMap<>();
  private volatile boolean closing;

  /**
   * Where processes run and how they are watched.
   *
   * @param startTimeout how long a process may take until its health answers
   * @param healthInterval between two looks at a process that runs; three without an answer end it
   * @param maxLogBytes of one log file; there are at most two for a service
   * @param assertions the keys that processes check the gate's assertions with
   * @param stopOnClose whether processes end with this node when it is closed in order
   */
  public record Place(
      Path dataDir,
      Path runDir,
      Path javaHome,
      Path runtimeLibs,
      Duration startTimeout,
      Duration healthInterval,
      long maxLogBytes,
      boolean stopOnClose,
      Assertions assertions) {}

  /** One process that this node looks after. */
  private static final class Live {
    final UUID id;
    final UUID service;
    final UUID version;
    final Path socket;
    volatile Role role;
    volatile @Nullable ProcessHandle process;
    volatile @Nullable Thread watcher;

    Live(Deployment deployment) {
      id = deployment.id();
      service = deployment.serviceId();
      version = deployment.versionId();
      socket = deployment.socket();
      role = deployment.role();
    }

    boolean runs() {
      var current = process;
      return current != null && Launcher.alive(current);
    }
  }

  /** A supervisor that looks after nothing yet. */
  public Supervisor(
      Database database,
      Clock clock,
      UUID node,
      Versions versions,
      Neighbours neighbours,
      Place place) {
    store = new DeploymentStore(database, clock, node);
    this.versions = versions;
    this.neighbours = neighbours;
    this.place = place;
    launcher =
        new Launcher(
            place.javaHome(),
            place.runtimeLibs(),
            place.dataDir(),
            place.maxLogBytes(),
            place.assertions());
  }

  /**
   * Takes over the processes that still run and should, and ends those that should not. {@link
   * #watch} starts those that are missing.
   *
   * @param atWork whether a job works on a service, and so on its processes
   */
  public void start(Predicate<UUID> atWork) {
    List<Launcher.Found> strangers = new ArrayList<>(launcher.running());
    for (var deployment : store.mine()) {
      var wanted =
          (deployment.role() == Role.SERVING || atWork.test(deployment.serviceId()))
              && !store.buried(deployment.serviceId());
      if (!wanted) {
        store.remove(deployment.id());
        continue;
      }
      var kept = new Live(deployment);
      strangers.stream()
          .filter(found -> found.trusts() && found.socket().equals(deployment.socket()))
          .min(Comparator.comparing(found -> !isTheStored(found.process(), deployment)))
          .ifPresent(
              found -> {
                strangers.remove(found);
                kept.process = found.process();
                store.started(kept.id, found.process().pid(), startOf(found.process()));
              });
      live.put(kept.id, kept);
    }
    stopAll(strangers.stream().map(Launcher.Found::process).toList());
    strangers.forEach(found -> deleteSocket(found.socket()));
    Trees.delete(place.dataDir().resolve("tmp"));
    var adopted = live.values().stream().filter(Live::runs).count();
    if (adopted > 0 || !strangers.isEmpty()) {
      LOG.info(
          () -> "adopted " + adopted + " running processes, ended " + strangers.size() + " others");
    }
  }

  /** Looks after every process from now on; those that are missing start a few at a time. */
  public void watch() {
    for (var each : List.copyOf(live.values())) {
      var lock = lock(each.service);
      try {
        if (mine(each)) {
          watch(each);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Two readings of one process's start differ when the clock was set in between. */
  private static boolean isTheStored(ProcessHandle process, Deployment deployment) {
    var began = deployment.processStartedAt();
    var pid = deployment.pid();
    return pid != null
        && began != null
        && pid == process.pid()
        && Duration.between(began, startOf(process)).abs().compareTo(Duration.ofSeconds(5)) < 0;
  }

  private static Instant startOf(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  /**
   * Sees to it that a version's process runs beside the serving one, and waits until it answers.
   *
   * @param id of the deploy job
   * @return its process id
   */
  public long ensureCandidate(UUID id, UUID service, UUID version)
      throws StepFailed, InterruptedException {
    Live candidate;
    ProcessHandle process;
    Launcher.Order order;
    var lock = lock(service);
    try {
      if (store.buried(service)) {
        throw new StepFailed("The service was deleted.");
      }
      var elsewhere = store.servedBy(service);
      if (elsewhere.isPresent()) {
        throw new StepFailed(
            "What the service keeps lies in the data folder of another pipeline-svc, whose node-id is "
                + elsewhere.get()
                + ": start pipeline-svc with that folder.");
      }
      var deployment = store.addCandidate(id, service, version, socket(id));
      candidate = live.computeIfAbsent(id, _ -> new Live(deployment));
      order = order(candidate);
      if (!candidate.runs()) {
        launch(candidate, order);
      }
      process = java.util.Objects.requireNonNull(candidate.process);
    } finally {
      lock.unlock();
    }
    Launcher.awaitHealthy(process, order, place.startTimeout());
    return process.pid();
  }

  /** Calls go to this process from now on: recorded here and in the registry, then watched. */
  public void promote(UUID id, UUID service, String message) {
    var lock = lock(service);
    try {
      var candidate = required(id);
      store.promote(id, service);
      live.values().stream()
          .filter(l -> l.service.equals(service) && l.role == Role.SERVING && !l.id.equals(id))
          .forEach(l -> l.role = Role.PREVIOUS);
      candidate.role = Role.SERVING;
      neighbours.up(service, candidate.version, candidate.socket, message);
      watch(candidate);
    } finally {
      lock.unlock();
    }
  }

  /** Ends the processes that served before the present one. */
  public int retirePrevious(UUID service) {
    List<Live> old;
    var lock = lock(service);
    try {
      old = ofService(service).stream().filter(l -> l.role == Role.PREVIOUS).toList();
    } finally {
      lock.unlock();
    }
    old.forEach(this::end);
    return old.size();
  }

  /** Takes a deployment back: calls go where they went before it, and its process ends. */
  public void rollBack(UUID id, UUID service) {
    Live failed;
    var lock = lock(service);
    try {
      if (store.find(id).isEmpty()) {
        return;
      }
      failed = required(id);
      if (failed.role != Role.CANDIDATE) {
        var before =
            ofService(service).stream()
                .filter(l -> !l.id.equals(id) && l.role != Role.CANDIDATE)
                .findFirst();
        try {
          if (before.isPresent()) {
            var old = before.get();
            store.promote(old.id, service);
            failed.role = Role.PREVIOUS;
            old.role = Role.SERVING;
            neighbours.up(
                service, old.version, old.socket, "The version before it answers calls again.");
            watch(old);
          } else {
            neighbours.none(service, "");
          }
        } catch (Refused e) {
          if (Faults.isTransient(e)) {
            throw e;
          }
          LOG.info(() -> "service " + service + ": " + e.getMessage());
        }
      }
    } finally {
      lock.unlock();
    }
    // Nobody's calls go there any more: it need not be asked to end.
    end(failed, ProcessGroup::kill);
  }

  /** Ends and deletes everything of a service that was deleted. May be called again. */
  public void remove(UUID service) {
    List<Live> all;
    var lock = lock(service);
    try {
      store.bury(service);
      all = ofService(service);
    } finally {
      lock.unlock();
    }
    all.forEach(this::end);
    store.of(service).forEach(deployment -> store.remove(deployment.id()));
    Trees.delete(folder(service));
  }

  /** Whether a service was deleted. */
  public boolean removed(UUID service) {
    return store.buried(service);
  }

  /** Services that have processes here. */
  public List<UUID> services() {
    return live.values().stream().map(l -> l.service).distinct().toList();
  }

  /** Starts a process apart from every service, lets it be tried out, and ends it. */
  <T> T tryOut(UUID version, String contentHash, Trial<T> trial)
      throws StepFailed, InterruptedException {
    var scratch = place.dataDir().resolve("tmp").resolve("probe-" + version);
    Trees.delete(scratch);
    var socket = place.runDir().resolve("p" + shortName(version) + ".sock");
    var order =
        new Launcher.Order(
            version,
            version,
            jar(contentHash),
            socket,
            scratch.resolve("data"),
            scratch.resolve("log"));
    @Nullable ProcessHandle process = null;
    try {
      process = launcher.start(order);
      Launcher.awaitHealthy(process, order, place.startTimeout());
      return trial.run(new Tried(socket, version.toString(), place.assertions()));
    } finally {
      if (process != null) {
        // It keeps nothing that matters, and whoever cancels the job waits for this.
        ProcessGroup.kill(process);
      }
      deleteSocket(socket);
      Trees.delete(scratch);
    }
  }

  /**
   * A process that is tried out.
   *
   * @param service as which the gate would speak to it
   */
  record Tried(Path socket, String service, Assertions assertions) {
    /** What the gate would assert for nobody in particular. */
    String assertion() {
      return Assertions.sign(
          assertions.key(service), service, Optional.empty(), Instant.now().getEpochSecond());
    }
  }

  /** What is done with a process. */
  interface Trial<T> {
    T run(Tried process) throws StepFailed, InterruptedException;
  }

  /** Called under the service's lock, or before anything else can run. */
  private void watch(Live serving) {
    if (serving.watcher == null) {
      serving.watcher =
          Thread.ofVirtual()
              .name("service-" + serving.service)
              .start(() -> lookAfterWhileMine(serving));
    }
  }

  private void lookAfterWhileMine(Live serving) {
    while (true) {
      try {
        lookAfter(serving);
      } catch (Throwable e) {
        Fatal.endIfFatal(e);
        // The service must not be left without anybody who looks after it.
        LOG.log(Level.SEVERE, e, () -> "service " + serving.service + ": looking after it failed");
        pauseQuietly();
      }
      var lock = lock(serving.service);
      try {
        // A switch may have been undone while this watcher was about to leave.
        if (!mine(serving)) {
          serving.watcher = null;
          return;
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private static void pauseQuietly() {
    try {
      Thread.sleep(LAST_PAUSE.dividedBy(10));
    } catch (InterruptedException e) {
      // It ends, or another look does no harm.
      Thread.currentThread().interrupt();
    }
  }

  private boolean mine(Live serving) {
    return !closing && serving.role == Role.SERVING && live.get(serving.id) == serving;
  }

  private void lookAfter(Live serving) {
    var pause = FIRST_PAUSE;
    var saidDown = false;
    var message = "";
    try {
      while (mine(serving)) {
        var began = System.nanoTime();
        String why;
        try {
          var order = bringUp(serving);
          if (order == null) {
            return;
          }
          saidDown = false;
          why = observe(serving, order, message);
          if (!mine(serving)) {
            return;
          }
        } catch (StepFailed e) {
          why = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
          throw e;
        } catch (Throwable e) {
          Fatal.endIfFatal(e);
          if (Thread.currentThread().isInterrupted()) {
            return;
          }
          if (e instanceof Refused refused && Faults.isTransient(refused)) {
            // The store is away or busy, which says nothing of the process.
            LOG.info(() -> "service " + serving.service + " waits: " + refused.getMessage());
            Thread.sleep(pause);
            pause = longer(pause);
            continue;
          }
          LOG.log(Level.WARNING, e, () -> "service " + serving.service + " cannot be started");
          why = "The process could not be started.";
        }
        var reason = why;
        LOG.warning(() -> "service " + serving.service + " is down: " + reason);
        if (!saidDown) {
          saidDown = tell(serving, () -> sayDown(serving, reason + " It is started again."));
        }
        var process = serving.process;
        if (process != null) {
          Launcher.stop(process);
        }
        if (System.nanoTime() - began > STABLE.toNanos()) {
          pause = FIRST_PAUSE;
        }
        Thread.sleep(pause);
        pause = longer(pause);
        message = "The process was started again and answers.";
      }
    } catch (InterruptedException e) {
      // The supervisor closes or the service goes.
      return;
    }
  }

  private static Duration longer(Duration pause) {
    var twice = pause.multipliedBy(2);
    return twice.compareTo(LAST_PAUSE) > 0 ? LAST_PAUSE : twice;
  }

  /** Waits for a turn to start the process, unless it runs, and until it is healthy. */
  private Launcher.@Nullable Order bringUp(Live serving) throws StepFailed, InterruptedException {
    var holds = new AtomicBoolean();
    Runnable endTurn =
        () -> {
          if (holds.compareAndSet(true, false)) {
            turns.release();
          }
        };
    if (!serving.runs()) {
      turns.acquire();
      holds.set(true);
    }
    try {
      var order = ensureRuns(serving);
      if (order != null) {
        Launcher.awaitHealthy(
            java.util.Objects.requireNonNull(serving.process),
            order,
            place.startTimeout(),
            TURN,
            endTurn);
      }
      return order;
    } finally {
      endTurn.run();
    }
  }

  /** Starts the process unless it runs; null when it is no longer this watcher's. */
  private Launcher.@Nullable Order ensureRuns(Live serving)
      throws StepFailed, InterruptedException {
    var lock = lock(serving.service);
    try {
      if (!mine(serving)) {
        return null;
      }
      var order = order(serving);
      if (!serving.runs()) {
        launch(serving, order);
      }
      return order;
    } finally {
      lock.unlock();
    }
  }

  /** Watches a healthy process until it is not; says why. */
  private String observe(Live serving, Launcher.Order order, String message)
      throws InterruptedException {
    var process = java.util.Objects.requireNonNull(serving.process);
    var told = false;
    var silences = 0;
    var lastLook = System.nanoTime();
    while (mine(serving)) {
      if (!told) {
        told =
            tell(
                serving,
                () -> neighbours.up(serving.service, serving.version, serving.socket, message));
      }
      if (Launcher.awaitEnd(process, told ? place.healthInterval() : Duration.ofMillis(500))) {
        return "The process of the service ended.";
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (System.nanoTime() - lastLook >= place.healthInterval().toNanos()) {
        lastLook = System.nanoTime();
        launcher.boundLog(order.log());
        silences = Launcher.healthy(order.socket(), order.version()) ? 0 : silences + 1;
        if (silences == SILENCES) {
          return "The process of the service ran and did not answer.";
        }
      }
    }
    return "";
  }

  private void sayDown(Live serving, String message) {
    neighbours.down(serving.service, serving.version, message, Duration.ofSeconds(3));
  }

  /** Tells the registry about the serving process, unless it no longer is; false: try later. */
  private boolean tell(Live serving, Runnable call) {
    var lock = lock(serving.service);
    try {
      if (mine(serving)) {
        call.run();
      }
      return true;
    } catch (Refused e) {
      LOG.info(() -> "service " + serving.service + ": " + e.getMessage());
      return !Faults.isTransient(e);
    } finally {
      lock.unlock();
    }
  }

  private void launch(Live which, Launcher.Order order) {
    var process = launcher.start(order);
    which.process = process;
    store.started(which.id, process.pid(), startOf(process));
  }

  private Launcher.Order order(Live which) throws StepFailed, InterruptedException {
    var version =
        versions
            .find(which.version)
            .orElseThrow(() -> new StepFailed("The version is not there any more."));
    var folder = folder(which.service);
    return new Launcher.Order(
        which.service,
        which.version,
        jar(version.contentHash()),
        which.socket,
        folder.resolve("data"),
        folder.resolve("service.log"));
  }

  private Path jar(String contentHash) throws StepFailed, InterruptedException {
    try {
      return versions.jar(contentHash);
    } catch (CompilationFailed e) {
      throw new StepFailed("The version does not compile: " + e.getMessage());
    } catch (TookTooLong e) {
      throw new StepFailed(e.words());
    }
  }

  /** Ends one process for good. */
  private void end(Live which) {
    end(which, Launcher::stop);
  }

  private void end(Live which, Consumer<ProcessHandle> stopping) {
    var lock = lock(which.service);
    try {
      live.remove(which.id, which);
    } finally {
      lock.unlock();
    }
    endWatcher(which);
    var process = which.process;
    if (process != null) {
      stopping.accept(process);
    }
    deleteSocket(which.socket);
    store.remove(which.id);
  }

  private static void endWatcher(Live which) {
    var watcher = which.watcher;
    if (watcher != null && watcher != Thread.currentThread()) {
      watcher.interrupt();
      try {
        watcher.join(Duration.ofSeconds(10));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private List<Live> ofService(UUID service) {
    return live.values().stream().filter(l -> l.service.equals(service)).toList();
  }

  private Live required(UUID id) {
    return Optional.ofNullable(live.get(id))
        .or(() -> store.find(id).map(d -> live.computeIfAbsent(id, _ -> new Live(d))))
        .orElseThrow(() -> new IllegalStateException("deployment " + id + " is gone"));
  }

  private ReentrantLock lock(UUID service) {
    var lock = locks.computeIfAbsent(service, _ -> new ReentrantLock());
    lock.lock();
    return lock;
  }

  private Path folder(UUID service) {
    return place.dataDir().resolve("services").resolve(service.toString());
  }

  private Path socket(UUID id) {
    return place.runDir().resolve(shortName(id) + ".sock");
  }

  /** A unix socket's path has at most about 100 characters. */
  private static String shortName(UUID id) {
    return id.toString().replace("-", "").substring(0, 20);
  }

  private static void deleteSocket(Path socket) {
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stopAll(List<ProcessHandle> processes) {
    var stopping =
        processes.stream()
            .map(process -> Thread.startVirtualThread(() -> Launcher.stop(process)))
            .toList();
    for (var thread : stopping) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends every process, or leaves them to the next start of this node. */
  @Override
  public void close() {
    closing = true;
    var all = List.copyOf(live.values());
    all.forEach(
        l -> {
          var watcher = l.watcher;
          if (watcher != null) {
            watcher.interrupt();
          }
        });
    all.forEach(Supervisor::endWatcher);
    if (!place.stopOnClose()) {
      return;
    }
    var telling =
        all.stream()
            .filter(l -> l.role == Role.SERVING)
            .map(
                l ->
                    Thread.startVirtualThread(
                        () -> {
                          try {
                            neighbours.down(l.service, l.version, "", Duration.ofSeconds(1));
                          } catch (Refused e) {
                            LOG.fine(e::getMessage);
                          }
                        }))
            .toList();
    stopAll(launcher.running().stream().map(Launcher.Found::process).toList());
    all.forEach(l -> deleteSocket(l.socket));
    for (var thread : telling) {
      try {
        thread.join(Duration.ofSeconds(2));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
