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
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A whole factory: Postgres, dev chain, the five nodes, Envoy; stopped in the opposite order. */
public final class Standalone implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Standalone.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final StandaloneConfig config;
  private final Consumer<String> progress;
  private final long began = System.nanoTime();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  private Standalone(StandaloneConfig config, Consumer<String> progress) {
    this.config = config;
    this.progress = progress;
  }

  /**
   * Starts everything; returns once the API answers through Envoy, the chain is followed, and the
   * services that were deployed before answer again.
   *
   * @param settings {@code port, chain-port, data-dir, tools-dir, runtime-libs}
   * @param progress told each step, in words
   * @throws IllegalArgumentException for settings that cannot be used, with what to do
   * @throws IllegalStateException when a part does not start, with what to do
   */
  public static Standalone start(Settings settings, Consumer<String> progress) {
    var config = StandaloneConfig.from(settings);
    config.requireTools();
    config.makeFolders();
    var lock = DataDirLock.take(config.dataDir());
    var standalone = new Standalone(config, progress);
    standalone.opened.push(lock);
    Child.endLeftover(config.runDir().resolve("envoy.pid"));
    Child.endLeftover(config.runDir().resolve("anvil.pid"));
    try {
      requireFree("port", config.port());
      requireFree("chain-port", config.chainPort());
      standalone.startParts();
      return standalone;
    } catch (RuntimeException e) {
      standalone.close();
      throw e;
    }
  }

  /** Where people go. */
  public String url() {
    return "http://localhost:" + config.port();
  }

  /** The dev chain's JSON-RPC. */
  public String chainUrl() {
    return "http://127.0.0.1:" + config.chainPort();
  }

  private void startParts() {
    Logs.toFiles(config.logDir());
    var postgres = open("Postgres", () -> Postgres.start(config.dataDir()));
    say("Postgres on 127.0.0.1:" + postgres.port() + ", data in " + config.dataDir().resolve("postgres"));
    var chain = open("the dev chain", () -> DevChain.start(config));
    say("dev chain " + DevChain.CHAIN_ID + " on " + chain.rpcUrl());

    node("registry", postgres, RegistryNode::start);
    node("chain", postgres, ChainNode::start);
    node("pipeline", postgres, PipelineNode::start);
    node("web", postgres, WebNode::start);
    node("edge", postgres, EdgeNode::start);
    var envoy = open("Envoy", () -> Envoy.start(config));
    new Readiness(url(), envoy).await(PATIENCE, this::say);
  }

  private void node(String name, Postgres postgres, Function<Settings, Node> start) {
    Map<String, String> values = new TreeMap<>(postgres.settingsOf(name));
    values.put("factory.profile", "development");
    values.put("public-url", url());
    var run = config.runDir();
    for (var node : new String[] {"registry", "pipeline", "chain", "edge", "web"}) {
      values.put("mesh." + node, "unix:" + run.resolve(node + ".sock"));
    }
    values.put(name + ".listen", "unix:" + run.resolve(name + ".sock"));
    switch (name) {
      case "pipeline" -> {
        values.put("pipeline.data-dir", config.dataDir().resolve("services").toString());
        values.put("pipeline.run-dir", run.resolve("services").toString());
        values.put("pipeline.runtime-libs", config.runtimeLibs().toString());
        values.put("pipeline.gateway-url", url());
        values.put("pipeline.java-home", System.getProperty("java.home"));
      }
      case "chain" -> {
        values.put("chain.rpc-url", chainUrl());
        values.put("chain.chain-id", Long.toString(DevChain.CHAIN_ID));
        values.put("chain.name", "dev chain");
        values.put("chain.key", DevChain.PLATFORM_KEY);
      }
      case "edge" -> {
        values.put("edge.authz-listen", "unix:" + run.resolve("authz.sock"));
        values.put("edge.xds-listen", "unix:" + run.resolve("xds.sock"));
        values.put("edge.envoy-port", Integer.toString(config.port()));
      }
      default -> {}
    }
    if (name.equals("web")) {
      values.keySet().removeIf(key -> key.startsWith("web.db."));
    }
    var node = open(name, () -> start.apply(Settings.of(values)));
    say(name + " on " + node.address());
  }

  private <T extends AutoCloseable> T open(String name, Callable<T> start) {
    try {
      var part = start.call();
      opened.push(part);
      return part;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(name + " cannot start", e);
    }
  }

  private void say(String line) {
    var seconds = (System.nanoTime() - began) / 1e9;
    progress.accept("%6.1f s  %s".formatted(seconds, line));
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      var part = opened.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.log(Level.WARNING, e, () -> part.getClass().getSimpleName() + " did not stop cleanly");
      }
    }
  }

  private static void requireFree(String key, int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          key + ": " + port + " is taken by another process; end that, or choose another: --" + key + " N",
          e);
    }
  }
}
