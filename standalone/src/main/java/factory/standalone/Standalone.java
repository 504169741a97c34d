package factory.standalone;

import factory.chain.ChainNode;
import factory.edge.EdgeNode;
import factory.mesh.Node;
import factory.mesh.Settings;
import factory.pipeline.PipelineNode;
import factory.registry.RegistryNode;
import factory.web.WebNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A whole factory: Postgres, dev chain, the five nodes, Envoy; stopped in the opposite order. */
public final class Standalone implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Standalone.class.getName());
  private static final List<String> NODES = List.of("registry", "pipeline", "chain", "edge", "web");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What a factory sets for its nodes and others may set otherwise; chains too, by their group. */
  private static final Set<String> CHANGEABLE =
      Set.of("factory.profile", "public-url", "assertion.secret", "chain.key");

  private final Settings settings;
  private final boolean development;
  private final StandaloneConfig config;
  private final Consumer<String> progress;
  private final long began = System.nanoTime();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final ReentrantLock starting = new ReentrantLock();
  private volatile boolean closed;

  private Standalone(Settings settings, Consumer<String> progress) {
    this.settings = settings;
    config = StandaloneConfig.from(settings);
    development = settings.profile(Settings.Profile.DEVELOPMENT) == Settings.Profile.DEVELOPMENT;
    this.progress = progress;
  }

  /**
   * A factory that is not started yet.
   *
   * @param settings {@code port, chain-port, data-dir, tools-dir, runtime-libs}, and the nodes' own
   *     keys, {@code factory.profile} among them: development unless told
   * @param progress told each step, in words
   * @throws IllegalArgumentException for settings that cannot be used, with what to do
   */
  public static Standalone of(Settings settings, Consumer<String> progress) {
    return new Standalone(settings, progress);
  }

  /**
   * Starts everything; returns once the API answers through Envoy and the chains are followed.
   * Services that were deployed before start meanwhile; those that cannot are named. What was
   * started is stopped when it fails.
   *
   * @throws IllegalArgumentException when a port or the data folder is taken, with what to do
   * @throws IllegalStateException when a part does not start, with what to do
   */
  public void start() {
    try {
      config.requireTools();
      config.makeFolders();
      open("the data folder", () -> DataDirLock.take(config.dataDir()));
      Logs.toFiles(config.logDir());
      Child.endLeftover(config.runDir().resolve("envoy.pid"));
      Child.endLeftover(config.runDir().resolve("anvil.pid"));
      requireFree("port", config.port());
      if (development) {
        requireFree("chain-port", config.chainPort());
      }
      startParts();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Where people go. */
  public String url() {
    return config.publicUrl();
  }

  /** The dev chain's JSON-RPC. */
  public String chainUrl() {
    return "http://127.0.0.1:" + config.chainPort();
  }

  private void startParts() {
    // Each is mostly waited for, so all that can start at once does.
    List<Opening> ground = new ArrayList<>();
    ground.add(new Opening("Postgres", () -> Postgres.start(config)));
    if (development) {
      ground.add(new Opening("the dev chain", () -> DevChain.start(config)));
    }
    var started = openAll(ground);
    var postgres = (Postgres) started.getFirst();
    say(
        "Postgres on 127.0.0.1:"
            + postgres.port()
            + ", data in "
            + config.dataDir().resolve("postgres"));
    var chainUrl = "";
    if (started.getLast() instanceof DevChain devChain) {
      chainUrl = devChain.rpcUrl();
      say("dev chain " + DevChain.CHAIN_ID + " on " + chainUrl);
    } else {
      say("production profile: no dev chain; chains and keys are those of the settings");
    }
    var parts =
        List.of(
            part("registry", postgres, chainUrl, RegistryNode::check, RegistryNode::start),
            part("chain", postgres, chainUrl, ChainNode::check, ChainNode::start),
            part("pipeline", postgres, chainUrl, PipelineNode::check, PipelineNode::start),
            part("web", postgres, chainUrl, WebNode::check, WebNode::start),
            part("edge", postgres, chainUrl, EdgeNode::check, EdgeNode::start));
    requireGood(parts);
    // None needs another to start: a neighbour that is away is waited for by whoever calls it.
    openAll(
        parts.stream()
            .map(
                part ->
                    new Opening(
                        part.name(),
                        () -> {
                          var node = part.start().apply(part.settings());
                          LOG.info(() -> part.name() + " settings: " + part.settings().effective());
                          say(part.name() + " on " + node.address());
                          return node;
                        }))
            .toList());
    var envoy = open("Envoy", () -> Envoy.start(config));
    var readiness = new Readiness(url(), envoy, () -> closed);
    readiness.await(PATIENCE, this::say);
    envoy.keep();
    open("the watch of deployed services", () -> ServicesStarting.watch(url(), this::say));
  }

  /** A node that is to be started. */
  private record Part(
      String name, Settings settings, Consumer<Settings> check, Function<Settings, Node> start) {}

  private Part part(
      String name,
      Postgres postgres,
      String chainUrl,
      Consumer<Settings> check,
      Function<Settings, Node> start) {
    var own = settingsOf(name, config, postgres, chainUrl);
    for (var key : own.keySet()) {
      if (settings.has(key) && !CHANGEABLE.contains(key) && !key.startsWith("chain.dev.")) {
        settings.refuse(key + ": standalone decides this by itself; leave it out");
      }
    }
    return new Part(name, settings.rest(own), check, start);
  }

  /** Before any node is started: what the settings lack, of all nodes at once. */
  private static void requireGood(List<Part> parts) {
    Set<String> problems = new LinkedHashSet<>();
    for (var part : parts) {
      try {
        part.check().accept(part.settings());
      } catch (IllegalArgumentException e) {
        String.valueOf(e.getMessage())
            .lines()
            .filter(line -> !line.endsWith(" settings are wrong:"))
            .forEach(line -> problems.add(line.strip()));
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          problems.size() == 1
              ? problems.iterator().next()
              : problems.size() + " settings are wrong:\n  " + String.join("\n  ", problems));
    }
  }

  /**
   * The settings of a node of a factory on this machine, all of them on unix sockets.
   *
   * @param chainUrl of the dev chain; empty where there is none
   */
  static Map<String, String> settingsOf(
      String name, StandaloneConfig config, Postgres postgres, String chainUrl) {
    Map<String, String> values = new TreeMap<>();
    values.put("factory.profile", "development");
    values.put("public-url", config.publicUrl());
    var run = config.runDir();
    for (var node : NODES) {
      values.put("mesh." + node, "unix:" + run.resolve(node + ".sock"));
    }
    values.putAll(config.rootSecret().settingsOf(name));
    values.put(name + ".listen", "unix:" + run.resolve(name + ".sock"));
    switch (name) {
      case "registry" -> values.putAll(postgres.settingsOf(name));
      case "pipeline" -> {
        values.putAll(postgres.settingsOf(name));
        values.put("pipeline.data-dir", config.dataDir().resolve("services").toString());
        values.put("pipeline.run-dir", run.resolve("services").toString());
        values.put("pipeline.runtime-libs", config.runtimeLibs().toString());
        config
            .documentLibs()
            .ifPresent(libs -> values.put("pipeline.document-libs", libs.toString()));
        values.put("pipeline.gateway-url", config.publicUrl());
        values.put("pipeline.java-home", System.getProperty("java.home"));
      }
      case "chain" -> {
        values.putAll(postgres.settingsOf(name));
        if (!chainUrl.isEmpty()) {
          values.put("chain.dev.rpc-urls", chainUrl);
          values.put("chain.dev.ws-url", chainUrl.replaceFirst("^http", "ws"));
          values.put("chain.dev.id", Long.toString(DevChain.CHAIN_ID));
          values.put("chain.dev.name", "dev chain");
          values.put("chain.key", DevChain.PLATFORM_KEY);
        }
      }
      case "edge" -> {
        values.putAll(postgres.settingsOf(name));
        values.put("edge.journal-dir", config.dataDir().resolve("usage").toString());
        values.put("edge.authz-listen", "unix:" + run.resolve("authz.sock"));
        values.put("edge.xds-listen", "unix:" + run.resolve("xds.sock"));
        values.put("edge.envoy-port", Integer.toString(config.port()));
      }
      default -> {}
    }
    return values;
  }

  /** A part that is to be started. */
  private record Opening(String name, Callable<? extends AutoCloseable> start) {}

  /** Starts a part; when all is closed meanwhile, that waits for it and closes it too. */
  private <T extends AutoCloseable> T open(String name, Callable<T> start) {
    starting.lock();
    try {
      if (closed) {
        throw new IllegalStateException("stopped while starting");
      }
      var part = start.call();
      opened.push(part);
      return part;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(name + " cannot start", e);
    } finally {
      starting.unlock();
    }
  }

  /**
   * Starts parts side by side and waits for all of them. When one does not start, the others are
   * closed with the rest; the first failure is told.
   *
   * @return the parts, in the order given, which is also that of closing, backwards
   */
  private List<AutoCloseable> openAll(List<Opening> parts) {
    starting.lock();
    try {
      if (closed) {
        throw new IllegalStateException("stopped while starting");
      }
      List<Future<AutoCloseable>> starts;
      // Its end waits for all of them.
      try (var threads = Executors.newFixedThreadPool(parts.size())) {
        starts =
            parts.stream().map(part -> threads.<AutoCloseable>submit(part.start()::call)).toList();
      }
      List<AutoCloseable> started = new ArrayList<>();
      List<RuntimeException> failures = new ArrayList<>();
      for (var i = 0; i < parts.size(); i++) {
        var start = starts.get(i);
        if (start.state() == Future.State.SUCCESS) {
          opened.push(start.resultNow());
          started.add(start.resultNow());
        } else {
          failures.add(
              start.exceptionNow() instanceof RuntimeException known
                  ? known
                  : new IllegalStateException(
                      parts.get(i).name() + " cannot start", start.exceptionNow()));
        }
      }
      if (!failures.isEmpty()) {
        var first = failures.removeFirst();
        failures.forEach(first::addSuppressed);
        throw first;
      }
      return started;
    } finally {
      starting.unlock();
    }
  }

  private void say(String line) {
    var seconds = (System.nanoTime() - began) / 1e9;
    progress.accept("%6.1f s  %s".formatted(seconds, line));
  }

  /** Stops what runs, the newest first; waits for a part that is being started. */
  @Override
  public void close() {
    closed = true;
    starting.lock();
    try {
      while (!opened.isEmpty()) {
        var part = opened.pop();
        try {
          part.close();
        } catch (Exception e) {
          LOG.log(
              Level.WARNING, e, () -> part.getClass().getSimpleName() + " did not stop cleanly");
        }
      }
    } finally {
      starting.unlock();
    }
  }

  private static void requireFree(String key, int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          key
              + ": "
              + port
              + " is taken by another process; end that, or choose another: --"
              + key
              + " N",
          e);
    }
  }
}
