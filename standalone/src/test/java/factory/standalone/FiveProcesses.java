package factory.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A factory whose nodes are five processes, each from its own jar, that know each other by address.
 */
final class FiveProcesses implements AutoCloseable {
  static final Map<String, String> MODULES =
      Map.of(
          "registry", "registry-svc",
          "pipeline", "pipeline-svc",
          "chain", "chain-svc",
          "edge", "edge-gateway",
          "web", "web");

  /** Those with a listener for other nodes alone. */
  private static final List<String> INTERNAL = List.of("registry", "chain");

  final StandaloneConfig config;
  private final Path folder;
  private final Map<String, String> more;
  private final Postgres postgres;
  private final DevChain chain;
  private final Map<String, String> addresses = new TreeMap<>();
  private final Map<String, Process> processes = new ConcurrentHashMap<>();
  private @Nullable Envoy envoy;

  FiveProcesses(Place place, Path folder) throws Exception {
    this(place, folder, Map.of());
  }

  /**
   * One with settings of its nodes, such as {@code edge.streams}.
   *
   * @param more by their names
   */
  FiveProcesses(Place place, Path folder, Map<String, String> more) throws Exception {
    this.folder = folder;
    this.more = more;
    config = StandaloneConfig.from(Settings.of(place.values()));
    config.makeFolders();
    postgres = Postgres.start(config);
    chain = DevChain.start(config);
    MODULES.keySet().forEach(name -> addresses.put(name, "127.0.0.1:" + Place.freePort()));
    INTERNAL.forEach(name -> addresses.put(name + "-internal", "127.0.0.1:" + Place.freePort()));
    try {
      for (var name : MODULES.keySet()) {
        start(name);
      }
      startEnvoy();
    } catch (Throwable e) {
      // Nobody else has those that have started.
      close();
      throw e;
    }
  }

  /** Starts Envoy, for the first time or again. */
  void startEnvoy() {
    envoy = Envoy.start(config);
  }

  /** Ends Envoy as a power cut would. */
  void killEnvoy() throws IOException {
    var pid = Long.parseLong(Files.readString(config.runDir().resolve("envoy.pid")).split(" ")[0]);
    ProcessHandle.of(pid)
        .ifPresent(
            process -> {
              process.destroyForcibly();
              process.onExit().join();
            });
    if (envoy != null) {
      envoy.close();
    }
  }

  /** Starts a node; returns once it is ready. */
  void start(String name) throws IOException {
    Map<String, String> values = Standalone.settingsOf(name, config, postgres, chain.rpcUrl());
    addresses.forEach((node, address) -> values.put("mesh." + node, address));
    values.put(name + ".listen", addresses.get(name));
    if (INTERNAL.contains(name)) {
      values.put(name + ".internal-listen", addresses.get(name + "-internal"));
    }
    if (name.equals("pipeline")) {
      values.put("pipeline.unsandboxed", "accepted");
      values.put("pipeline.fuzz-time", "PT0S");
    }
    more.forEach(
        (setting, value) -> {
          if (setting.startsWith(name + ".")) {
            values.put(setting, value);
          }
        });
    var yaml = folder.resolve(name + ".yaml");
    var lines = new ArrayList<String>();
    values.forEach((key, value) -> lines.add(key + ": \"" + value + "\""));
    Files.write(yaml, lines);
    var module = MODULES.get(name);
    var jar = Place.ROOT.resolve(module + "/target/" + module + "-0.1.0.jar");
    var log = folder.resolve(name + ".log");
    var process =
        new ProcessBuilder(
                List.of(
                    System.getProperty("java.home") + "/bin/java",
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-jar",
                    jar.toString(),
                    "--config=" + yaml))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    processes.put(name, process);
    User.await(
        () -> {
          try {
            var output = Files.readString(log);
            assertThat(process.isAlive()).as(output).isTrue();
            return output;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        output -> output.contains(" ready on " + addresses.get(name)));
  }

  /** The process of a node. */
  ProcessHandle process(String name) {
    return Objects.requireNonNull(processes.get(name)).toHandle();
  }

  /** Ends a node as a power cut would. */
  void kill(String name) throws InterruptedException {
    Objects.requireNonNull(processes.get(name)).destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    if (envoy != null) {
      envoy.close();
    }
    processes.values().forEach(Process::destroy);
    for (var process : processes.values()) {
      process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
    chain.close();
    postgres.close();
  }
}
