package factory.pipeline.deploy;

import factory.mesh.Address;
import factory.mesh.Assertions;
import factory.pipeline.job.StepFailed;
import factory.pipeline.sandbox.Bounds;
import factory.pipeline.sandbox.Sandbox;
import factory.pipeline.tool.ToolBroker;
import factory.pipeline.tool.ToolGrant;
import factory.pipeline.tool.Toolbox;
import factory.pipeline.version.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs services as processes of this machine, which listen on unix sockets, each in a folder of its
 * own. In the data folder a service has {@code services/<id>/data}, which is its own, and {@code
 * services/<id>/service.log}, which it only appends to.
 */
public final class LocalDeployer implements Deployer {
  private static final Logger LOG = Logger.getLogger(LocalDeployer.class.getName());

  /** A process that starts takes a core or so for half a second. */
  private static final int STARTS_AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());

  /** After this long one that starts no longer stands in the others' way. */
  private static final Duration TURN = Duration.ofSeconds(5);

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Before the name of the folder of a service's socket to its tools. */
  private static final String TOOLS = "t";

  /** Before the name of a trial. */
  private static final String TRIAL = "p";

  /** Before the name of a process that stands by. */
  private static final String STANDBY = "s";

  private final Place place;
  private final Isolation isolation;
  private final Optional<Sandbox> sandbox;
  private final ToolBroker tools;
  private final Launcher launcher;
  private final Processes processes;
  private final Semaphore turns = new Semaphore(STARTS_AT_ONCE, true);
  private final Map<UUID, ProcessHandle> running = new ConcurrentHashMap<>();
  private final Standby standby;

  /** Of trials whose process stood by: where that one is. */
  private final Map<UUID, Seat> stoodBy = new ConcurrentHashMap<>();

  /**
   * Where processes run and what bounds them.
   *
   * @param startTimeout how long a process may take until its health answers
   * @param maxLogBytes of one log file; there are at most two for a service
   * @param maxDataBytes that a service may keep
   * @param assertions the keys that processes check the gate's assertions with
   * @param stopOnClose whether processes end with this node when it is closed in order
   * @param standby whether a warm process is kept for the next trial
   */
  public record Place(
      Path dataDir,
      Path runDir,
      Path javaHome,
      Path runtimeLibs,
      Duration startTimeout,
      long maxLogBytes,
      long maxDataBytes,
      boolean stopOnClose,
      boolean standby,
      Assertions assertions) {}

  /** A deployer that runs nothing yet, for services without tools. */
  public LocalDeployer(Place place, Isolation isolation) {
    this(
        place,
        isolation,
        new ToolBroker(place.dataDir().resolve("tools"), Toolbox.EMPTY, Optional.empty()));
  }

  /** A deployer that runs nothing yet. */
  public LocalDeployer(Place place, Isolation isolation, ToolBroker tools) {
    this.tools = tools;
    this.place = place;
    this.isolation = isolation;
    sandbox = isolation.found();
    launcher =
        new Launcher(
            place.javaHome(),
            place.runtimeLibs(),
            place.assertions(),
            sandbox,
            Bounds.SERVICE.withFiles(place.maxDataBytes()));
    processes = new Processes(place.dataDir());
    standby = new Standby(launcher, this::standbySeat, this::end);
    LOG.info(isolation::words);
  }

  @Override
  public Isolation isolation() {
    return isolation;
  }

  @Override
  public Address ensure(Instance instance, Path jar) throws StepFailed, InterruptedException {
    if (isolation instanceof Isolation.Missing(var why)) {
      throw new StepFailed(
          "There is no sandbox for services here: "
              + why
              + ". Whoever runs the platform can install one, or accept services without one:"
              + " pipeline.unsandboxed=accepted.");
    }
    var granted = ToolGrant.of(jar);
    if (instance.trial() && !instance.asServed() && !instance.yielding() && granted.isEmpty()) {
      takeStandby(instance, jar);
    }
    var order = order(instance, jar, !granted.isEmpty());
    var data = order.seat().data();
    if (DataUse.exceeds(data, place.maxDataBytes())) {
      throw new StepFailed(overLimit());
    }
    // A process that a former node has left has its tools again.
    order
        .tools()
        .ifPresent(socket -> tools.open(socket, granted, sandbox.flatMap(s -> s.user(data))));
    var turn = new Turn();
    try {
      var before = running.get(instance.id());
      var isNew = before == null || !Processes.alive(before);
      if (isNew) {
        turn.take();
      }
      var process = running.compute(instance.id(), (_, p) -> started(order, p));
      awaitHealthy(process, order, turn);
      if (isNew && !instance.trial() && keepsStandby()) {
        standby.prepare();
      }
    } finally {
      turn.end();
    }
    return address(instance);
  }

  /** The process that stands by becomes this instance, where there is one and it does. */
  private void takeStandby(Instance instance, Path jar) throws InterruptedException {
    if (running.containsKey(instance.id())) {
      return;
    }
    var ready = standby.take();
    if (ready.isEmpty()) {
      return;
    }
    var process = ready.get().process();
    stoodBy.put(instance.id(), ready.get().seat());
    try {
      log(instance).clear();
      launcher.tell(order(instance, jar, false));
      running.put(instance.id(), process);
    } catch (IOException e) {
      LOG.log(Level.WARNING, e, () -> "a process that stood by cannot be told what it is");
      stoodBy.remove(instance.id());
      end(ready.get().seat(), process);
    }
  }

  private Seat standbySeat() {
    var id = UUID.randomUUID();
    var name = STANDBY + shortName(id);
    return new Seat(
        name, place.runDir().resolve(name), place.dataDir().resolve("tmp").resolve(name));
  }

  /** Ends a process that never was an instance, or is none any more, and deletes what it had. */
  private void end(Seat seat, ProcessHandle process) {
    processes.kill(seat.socket(), process);
    Trees.delete(seat.socketDir());
    vacate(seat);
  }

  /** Deletes what was kept in a place that nobody comes back to. */
  private void vacate(Seat seat) {
    delete(seat.folder());
    sandbox.ifPresent(s -> s.forget(seat.data(), seat.name()));
  }

  private ProcessHandle started(Launcher.Order order, @Nullable ProcessHandle before) {
    if (before != null && Processes.alive(before)) {
      return before;
    }
    if (before != null) {
      // What was outside of a sandbox may have ended alone.
      processes.stop(order.seat().socket(), null);
    }
    new ServiceLog(order.seat().log()).bound(place.maxLogBytes());
    return launcher.start(order);
  }

  /** So many start at a time. */
  private final class Turn {
    private final long began = System.nanoTime();
    private boolean holds;

    void take() throws InterruptedException {
      turns.acquire();
      holds = true;
    }

    boolean isLong() {
      return System.nanoTime() - began > TURN.toNanos();
    }

    void end() {
      if (holds) {
        holds = false;
        turns.release();
      }
    }
  }

  private void awaitHealthy(ProcessHandle process, Launcher.Order order, Turn turn)
      throws StepFailed, InterruptedException {
    var deadline = System.nanoTime() + place.startTimeout().toNanos();
    var log = new ServiceLog(order.seat().log());
    var last = "it does not listen";
    while (true) {
      try {
        var answer = UpstreamHttp.get(new Address.Unix(order.seat().socket()), "/health", PATIENCE);
        if (isHealth(answer, order.version())) {
          return;
        }
        last = "its /health answered " + answer.status() + ": " + shortened(answer.body());
      } catch (IOException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      if (turn.isLong()) {
        turn.end();
      }
      if (!Processes.alive(process)) {
        throw new StepFailed(
            "The process ended before it answered. " + outOfMemory(order) + log.lastWords());
      }
      if (System.nanoTime() > deadline) {
        throw new StepFailed(
            "The process did not become healthy within "
                + place.startTimeout().toSeconds()
                + " s: "
                + last
                + ". "
                + log.lastWords());
      }
      Thread.sleep(20);
    }
  }

  private String outOfMemory(Launcher.Order order) {
    return sandbox.filter(s -> s.ranOutOfMemory(order.seat().name())).isPresent()
        ? "It took more memory than a service may. "
        : "";
  }

  private static boolean isHealth(UpstreamHttp.Answer answer, UUID version) {
    var header = Optional.ofNullable(answer.headers().get(Health.HEADER));
    return answer.status() == 200
        && Health.version(header, answer.body()).equals(Optional.of(version));
  }

  private static String shortened(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }

  @Override
  public Optional<Address> find(Instance instance) {
    var process = running.get(instance.id());
    return process != null && Processes.alive(process)
        ? Optional.of(address(instance))
        : Optional.empty();
  }

  @Override
  public Condition probe(Instance instance) {
    if (find(instance).isEmpty()) {
      return new Condition.Ended();
    }
    log(instance).bound(place.maxLogBytes());
    if (DataUse.exceeds(seat(instance).data(), place.maxDataBytes())) {
      return new Condition.OverLimit(overLimit());
    }
    try {
      return isHealth(UpstreamHttp.get(address(instance), "/health", PATIENCE), instance.version())
          ? new Condition.Answers()
          : new Condition.Silent();
    } catch (IOException e) {
      return new Condition.Silent();
    }
  }

  private String overLimit() {
    return "The service keeps more than the %d MiB that it may (pipeline.max-data-bytes)."
        .formatted(place.maxDataBytes() >> 20);
  }

  @Override
  public boolean awaitEnd(Instance instance, Duration atMost) throws InterruptedException {
    var process = running.get(instance.id());
    return process == null || Processes.awaitEnd(process, atMost);
  }

  @Override
  public String logs(Instance instance) {
    return log(instance).newest();
  }

  @Override
  public Optional<Path> data(Instance instance) {
    return Optional.of(seat(instance).data());
  }

  @Override
  public void retire(Instance instance) {
    processes.stop(seat(instance).socket(), running.remove(instance.id()));
    forget(instance);
  }

  @Override
  public void kill(Instance instance) {
    processes.kill(seat(instance).socket(), running.remove(instance.id()));
    forget(instance);
  }

  private void forget(Instance instance) {
    var seat = seat(instance);
    stoodBy.remove(instance.id());
    Trees.delete(seat.socketDir());
    tools.close(toolSocket(seat.name()));
    Trees.delete(place.runDir().resolve(TOOLS + seat.name()));
    sandbox.ifPresent(s -> s.forget(seat.name()));
    if (instance.trial()) {
      vacate(seat);
      // Its version is most often deployed now, which is not to wait for this.
      if (!instance.yielding() && keepsStandby()) {
        standby.prepareSoon();
      }
    }
  }

  private boolean keepsStandby() {
    return place.standby() && !(isolation instanceof Isolation.Missing);
  }

  @Override
  public void erase(UUID service) {
    var folder = place.dataDir().resolve("services").resolve(service.toString());
    delete(folder);
    sandbox.ifPresent(s -> s.forget(folder.resolve("data")));
  }

  /** What a service makes may be deeper than any path may be long: that is no reason to stop. */
  private static void delete(Path folder) {
    try {
      Trees.delete(folder);
    } catch (RuntimeException e) {
      try {
        var remove =
            new ProcessBuilder("/bin/rm", "-rf", "--", folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!remove.waitFor(60, TimeUnit.SECONDS)) {
          remove.destroyForcibly();
        }
      } catch (IOException f) {
        e.addSuppressed(f);
      } catch (InterruptedException f) {
        Thread.currentThread().interrupt();
      }
      if (Files.exists(folder)) {
        LOG.log(Level.SEVERE, e, () -> folder + " cannot be deleted; delete it by hand");
      }
    }
  }

  @Override
  public void takeOver(Set<UUID> wanted) {
    learnUsers();
    var found = processes.running();
    List<Path> strangers = new ArrayList<>(found.keySet());
    for (var id : wanted) {
      var group = found.get(socket(shortName(id)));
      if (group != null
          && group.has(launcher.secretName())
          && group.sandboxed() == sandbox.isPresent()) {
        running.put(id, group.root());
        strangers.remove(socket(shortName(id)));
      }
    }
    stopAll(strangers);
    clearRunDir();
    delete(place.dataDir().resolve("tmp"));
    if (keepsStandby()) {
      standby.prepareSoon();
    }
    if (!running.isEmpty() || !strangers.isEmpty()) {
      LOG.info(
          () ->
              "adopted "
                  + running.size()
                  + " running services, ended "
                  + strangers.size()
                  + " others");
    }
  }

  private void learnUsers() {
    if (sandbox.isEmpty()) {
      return;
    }
    var services = place.dataDir().resolve("services");
    try {
      Files.createDirectories(services);
      try (var folders = Files.list(services)) {
        sandbox
            .get()
            .learn(folders.map(f -> f.resolve("data")).filter(Files::isDirectory).toList());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What former nodes left: sockets of processes that have ended. */
  private void clearRunDir() {
    List<Path> left;
    try {
      Files.createDirectories(place.runDir());
      try (var files = Files.list(place.runDir())) {
        left =
            files
                .filter(f -> f.getFileName().toString().matches("t?[ps]?[0-9a-f]{20}(\\.sock)?"))
                .toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var kept =
        running.keySet().stream()
            .flatMap(id -> Stream.of(shortName(id), TOOLS + shortName(id)))
            .map(place.runDir()::resolve)
            .toList();
    left.stream().filter(f -> !kept.contains(f)).forEach(Trees::delete);
  }

  private void stopAll(List<Path> sockets) {
    var stopping =
        sockets.stream()
            .map(socket -> Thread.startVirtualThread(() -> processes.stop(socket, null)))
            .toList();
    for (var thread : stopping) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Launcher.Order order(Instance instance, Path jar, boolean hasTools) {
    var seat = seat(instance);
    return new Launcher.Order(
        instance.service(),
        instance.version(),
        jar,
        seat,
        instance.trial() && !instance.asServed(),
        instance.yielding(),
        hasTools ? Optional.of(toolSocket(seat.name())) : Optional.empty());
  }

  private ServiceLog log(Instance instance) {
    return new ServiceLog(seat(instance).log());
  }

  private Seat seat(Instance instance) {
    var standing = stoodBy.get(instance.id());
    if (standing != null) {
      return standing;
    }
    var name = (instance.trial() ? TRIAL : "") + shortName(instance.id());
    var folder =
        instance.trial()
            ? place.dataDir().resolve("tmp").resolve("probe-" + instance.version())
            : place.dataDir().resolve("services").resolve(instance.service().toString());
    return new Seat(name, place.runDir().resolve(name), folder);
  }

  private Address address(Instance instance) {
    return new Address.Unix(seat(instance).socket());
  }

  private Path toolSocket(String name) {
    return place.runDir().resolve(TOOLS + name).resolve("sock");
  }

  private Path socket(String name) {
    return place.runDir().resolve(name).resolve("sock");
  }

  /** A unix socket's path has at most about 100 characters. */
  private static String shortName(UUID id) {
    return id.toString().replace("-", "").substring(0, 20);
  }

  @Override
  public void close() {
    standby.close();
    if (!place.stopOnClose()) {
      return;
    }
    stopAll(List.copyOf(processes.running().keySet()));
    try {
      for (var id : running.keySet()) {
        Trees.delete(place.runDir().resolve(shortName(id)));
        Trees.delete(place.runDir().resolve(TOOLS + shortName(id)));
        sandbox.ifPresent(s -> s.forget(shortName(id)));
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, e, () -> "sockets of services are left behind");
    }
    sandbox.ifPresent(Sandbox::close);
  }
}
