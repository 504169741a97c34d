package factory.edge;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import factory.edge.v1.AccessGrpc;
import factory.edge.v1.CreateKeyRequest;
import factory.edge.v1.GetGateRequest;
import factory.edge.v1.Limit;
import factory.edge.v1.Rules;
import factory.edge.v1.UpdateRulesRequest;
import factory.mesh.Address;
import factory.mesh.MeshChannel;
import factory.mesh.MeshServer;
import factory.pipeline.v1.PipelineGrpc;
import factory.store.TestDatabase;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the gate costs, beside Envoy alone and beside the same Envoy with an authorizer that only
 * says yes. Rounds are interleaved and every process is its own. Printed, never asserted; {@code
 * ./factory bench gate} runs it. The load is h2load's, over HTTP/1.1 on loopback.
 */
class GateBench {
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
  private static final int SECONDS = Integer.getInteger("bench.seconds", 4);
  private static final String YES = "an authorizer that says yes";
  private static final String GATE = "the gate, full policy";
  private static final int CONNECTIONS = 32;
  private static final Path ENVOY = Path.of("../.tools/envoy/envoy").toAbsolutePath().normalize();
  private static final Pattern RATE = Pattern.compile("finished in .*?, ([0-9.]+) req/s");
  private static final Pattern GOOD =
      Pattern.compile("status codes: ([0-9]+) 2xx, 0 3xx, 0 4xx, 0 5xx");

  private final Path folder;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  GateBench(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void stop() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  /**
   * One of what is measured.
   *
   * @param authorizer empty where there is none
   */
  private record Subject(
      int port, Envoy envoy, Optional<Process> authorizer, String path, List<String> headers) {
    void awaitAnswer() {
      var http = new Raw(port);
      Await.until(
          "it answers", () -> http.get(path, headers.toArray(String[]::new)).status() == 200);
    }
  }

  /**
   * One of the measured Envoys. What a call costs an Envoy differs by up to a fifth between two
   * processes with the same configuration and load, for as long as they live: so each round has
   * processes of its own.
   */
  private final class Envoy {
    private final String name;
    private final Path config;
    private Process process;

    Envoy(String name, Path config) throws IOException {
      this.name = name;
      this.config = config;
      process = envoy(name, config);
    }

    void renew() throws Exception {
      process.destroyForcibly().waitFor();
      process = envoy(name, config);
    }
  }

  /**
   * What one round took.
   *
   * @param checkMicros of the threads that answer Envoy, which also read its access log
   * @param authorizerMicros of the whole process: compilers, collector and counting included
   */
  private record Round(
      double rate, double envoyMicros, double checkMicros, double authorizerMicros) {}

  @Test
  void measure() throws Exception {
    var upstream = folder.resolve("upstream.sock");
    envoy("upstream", direct(upstream));
    Map<String, Subject> subjects = new LinkedHashMap<>();
    var port = free();
    subjects.put(
        "Envoy alone",
        new Subject(
            port, new Envoy("alone", alone(port, upstream)), Optional.empty(), "/x", List.of()));
    subjects.put(YES, yes(upstream));
    var small = new Platform("small", upstream, 1, 1);
    subjects.put(GATE, small.subject());
    var large = new Platform("large", upstream, 1_000, 100_000);
    subjects.put("the gate, 1,000 services, 100,000 holders", large.subject());

    for (var subject : subjects.entrySet()) {
      warmUp(subject.getKey(), subject.getValue());
    }
    Map<String, List<Round>> rounds = new LinkedHashMap<>();
    for (var i = 0; i < ROUNDS; i++) {
      for (var subject : subjects.entrySet()) {
        rounds
            .computeIfAbsent(subject.getKey(), _ -> new ArrayList<>())
            .add(round(subject.getValue(), Optional.empty()));
      }
    }
    throughput(rounds);
    var half = median(of(rounds, GATE).stream().map(Round::rate).toList()) / 2;
    latency(subjects, half);
    small.denials();
    memory(upstream);
    apart();
  }

  /** Under load until its JVM's compilers rest, or for a minute and a half. */
  private void warmUp(String name, Subject subject) throws Exception {
    var compiling = 1.0;
    var seconds = 0;
    while (compiling > 0.02 && seconds < 90) {
      var before = compilers(subject);
      load(subject, 5, Optional.empty());
      seconds += 5;
      compiling = (compilers(subject) - before) / 5;
    }
    print(
        "%-44s warmed up for %d s; its compilers take %.1f %% of a core then"
            .formatted(name, seconds, 100 * compiling));
  }

  private static double compilers(Subject subject) {
    return subject
        .authorizer()
        .map(a -> cpuOf(a, "C1 Compiler") + cpuOf(a, "C2 Compiler"))
        .orElse(0.0);
  }

  private static <T> List<T> of(Map<String, List<T>> results, String subject) {
    return results.getOrDefault(subject, List.of());
  }

  private void throughput(Map<String, List<Round>> rounds) throws IOException {
    var yes = of(rounds, YES).stream().map(Round::rate).toList();
    print("");
    print(
        "%-44s %8s %8s %14s %12s %16s"
            .formatted(
                "median of " + ROUNDS,
                "req/s",
                "of yes",
                "Envoy us/req",
                "decision us",
                "whole process us"));
    for (var round : rounds.entrySet()) {
      var rates = round.getValue().stream().map(Round::rate).toList();
      // Round by round: the machine's speed changes from one to another.
      var ratios = IntStream.range(0, ROUNDS).mapToObj(i -> rates.get(i) / yes.get(i)).toList();
      print(
          "%-44s %8.0f %7.0f%% %14.1f %12.1f %16.1f"
              .formatted(
                  round.getKey(),
                  median(rates),
                  100 * median(ratios),
                  median(round.getValue().stream().map(Round::envoyMicros).toList()),
                  median(round.getValue().stream().map(Round::checkMicros).toList()),
                  median(round.getValue().stream().map(Round::authorizerMicros).toList())));
    }
  }

  private void latency(Map<String, Subject> subjects, double rate) throws Exception {
    print("");
    print(
        "at half of the gate's load (%.0f req/s)             p50 us     p99 us   p99 of yes"
            .formatted(rate));
    Map<String, List<double[]>> all = new LinkedHashMap<>();
    for (var i = 0; i < ROUNDS; i++) {
      for (var subject : subjects.entrySet()) {
        var log = folder.resolve("latency.log");
        Files.deleteIfExists(log);
        load(
            subject.getValue(),
            SECONDS,
            Optional.of(
                List.of(
                    "--rps=" + Math.max(1, Math.round(rate / CONNECTIONS)), "--log-file=" + log)));
        var times =
            Files.readAllLines(log).stream()
                .mapToDouble(l -> Double.parseDouble(l.split("\t")[2]))
                .sorted()
                .toArray();
        all.computeIfAbsent(subject.getKey(), _ -> new ArrayList<>())
            .add(new double[] {times[times.length / 2], times[(int) (times.length * 0.99)]});
      }
    }
    var yes = median(of(all, YES).stream().map(t -> t[1]).toList());
    for (var subject : all.entrySet()) {
      var p99 = median(subject.getValue().stream().map(t -> t[1]).toList());
      print(
          "%-44s %12.0f %10.0f %11.2fx"
              .formatted(
                  subject.getKey(),
                  median(subject.getValue().stream().map(t -> t[0]).toList()),
                  p99,
                  p99 / yes));
    }
  }

  /** What wallets take in memory: the live heap with a million of them and with none. */
  private void memory(Path upstream) throws Exception {
    var holders = Integer.getInteger("bench.holders", 1_000_000);
    var platform = new Platform("memory", upstream, 1, 1);
    var before = liveHeap(platform.edge);
    // Told bit by bit, as a chain does: one message holds some thousands of transfers.
    for (var held = 0; held < holders; held += 25_000) {
      platform.hold(held, Math.min(25_000, holders - held));
      platform.awaitHolders(held + 1);
      platform.chain.finalise();
    }
    platform.awaitHolders(holders);
    var after = liveHeap(platform.edge);
    // Finality is told after the balances, and what waited for it goes then.
    for (var last = Long.MAX_VALUE; after < last * 0.99; after = liveHeap(platform.edge)) {
      last = after;
      Thread.sleep(1_000);
    }
    print("");
    print(
        "%,d holders: %.0f MiB of live heap, %.0f bytes a holder"
            .formatted(holders, (after - before) / 1048576.0, (double) (after - before) / holders));
  }

  private static long liveHeap(Process process) throws Exception {
    var jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
    var done =
        new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    var text = new String(done.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    // Each class's row, but for what the collector fills gaps between objects with.
    var live =
        Pattern.compile("(?m)^ *[0-9]+: +[0-9]+ +([0-9]+) +(?!.*jdk.internal.vm.Filler)")
            .matcher(text)
            .results()
            .mapToLong(row -> Long.parseLong(row.group(1)))
            .sum();
    assertThat(live).as(text).isPositive();
    return live;
  }

  /** What of the figures above is ours, without the transport. */
  private void apart() throws Exception {
    var place = Files.createDirectory(folder.resolve("apart"));
    java("factory.edge.DecisionCost", List.of(place.toString()), "apart").waitFor();
    print("");
    try (var lines = Files.lines(folder.resolve("apart.log"))) {
      print(lines.filter(l -> l.startsWith("apart")).findFirst().orElse("see apart.log"));
    }
  }

  /** With an Envoy of its own that has seen some load. */
  private Round round(Subject subject, Optional<List<String>> more) throws Exception {
    subject.envoy().renew();
    subject.awaitAnswer();
    load(subject, 1, Optional.empty());
    return load(subject, SECONDS, more);
  }

  private Round load(Subject subject, int seconds, Optional<List<String>> more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "h2load", "--h1", "-t1", "-c" + CONNECTIONS, "-D" + seconds, "--warm-up-time=0"));
    more.ifPresent(command::addAll);
    subject.headers().forEach(h -> command.addAll(List.of("-H", h)));
    command.add("http://127.0.0.1:" + subject.port() + subject.path());
    var envoyBefore = cpu(subject.envoy().process);
    var authorizerBefore = subject.authorizer().map(GateBench::cpu).orElse(0.0);
    var checkBefore = subject.authorizer().map(GateBench::cpuOfLoops).orElse(0.0);
    var done = new ProcessBuilder(command).redirectErrorStream(true).start();
    var text = new String(done.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    done.waitFor();
    var rate = RATE.matcher(text);
    var good = GOOD.matcher(text);
    assertThat(rate.find() && good.find()).as(text).isTrue();
    var requests = Double.parseDouble(good.group(1));
    return new Round(
        Double.parseDouble(rate.group(1)),
        (cpu(subject.envoy().process) - envoyBefore) * 1e6 / requests,
        (subject.authorizer().map(GateBench::cpuOfLoops).orElse(0.0) - checkBefore)
            * 1e6
            / requests,
        (subject.authorizer().map(GateBench::cpu).orElse(0.0) - authorizerBefore) * 1e6 / requests);
  }

  /** Seconds of CPU of a process so far. */
  private static double cpu(Process process) {
    return seconds(Path.of("/proc", Long.toString(process.pid()), "stat"));
  }

  private static double cpuOfLoops(Process process) {
    return cpuOf(process, "multiThreadIoEv");
  }

  /** Those of its threads with such a name. */
  private static double cpuOf(Process process, String name) {
    try (var threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
      return threads
          .filter(t -> isNamed(t, name))
          .mapToDouble(t -> seconds(t.resolve("stat")))
          .sum();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static boolean isNamed(Path thread, String name) {
    try {
      return Files.readString(thread.resolve("comm")).startsWith(name);
    } catch (IOException e) {
      return false;
    }
  }

  private static double seconds(Path file) {
    try {
      var stat = Files.readString(file);
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static double median(List<Double> values) {
    var sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  private static void print(String line) throws IOException {
    System.out.println(line);
    var report = System.getProperty("bench.report");
    if (report != null) {
      try (var out =
          new PrintWriter(
              Files.newBufferedWriter(Path.of(report), StandardCharsets.UTF_8, CREATE, APPEND))) {
        out.println(line);
      }
    }
  }

  private static int free() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Subject yes(Path upstream) throws Exception {
    var place = Files.createDirectories(folder.resolve("yes"));
    var port = free();
    var authorizer =
        java(
            "factory.edge.AlwaysYes",
            List.of(place.toString(), Integer.toString(port), upstream.toString()),
            "yes");
    var bootstrap = place.resolve("envoy.json");
    EnvoyBootstrap.write(
        bootstrap,
        "yes",
        new Address.Unix(place.resolve("xds.sock")),
        new Address.Unix(place.resolve("admin.sock")));
    var subject =
        new Subject(
            port,
            new Envoy("yes", bootstrap),
            Optional.of(authorizer),
            "/gateway/always/x",
            List.of("x-api-key: mf_x"));
    subject.awaitAnswer();
    return subject;
  }

  private Process java(String main, List<String> arguments, String name) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                // As `./factory up` and the chart start it.
                "-XX:+UseSerialGC",
                "-Xms256m",
                "-Xmx1500m",
                "-cp",
                System.getProperty("java.class.path"),
                main));
    command.addAll(arguments);
    return started(command, name + ".log");
  }

  private Process envoy(String name, Path config) throws IOException {
    return started(
        List.of(
            ENVOY.toString(),
            "-c",
            config.toString(),
            "--disable-hot-restart",
            "--base-id",
            Long.toString(ProcessHandle.current().pid() % 100_000 * 100 + opened.size()),
            "--concurrency",
            "1",
            "--log-level",
            "warning"),
        "envoy-" + name + ".log");
  }

  private Process started(List<String> command, String log) throws IOException {
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(log).toFile())
            .start();
    opened.push(() -> process.destroyForcibly().waitFor());
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(process::destroyForcibly));
    return process;
  }

  /** An upstream that costs next to nothing. */
  private Path direct(Path socket) throws IOException {
    return written(
        "upstream.yaml",
        "pipe: {path: " + socket + "}",
        "direct_response: {status: 200, body: {inline_string: '{\"books\":[],\"next_page_token\":null}'}}",
        "");
  }

  private Path alone(int port, Path upstream) throws IOException {
    return written(
        "alone.yaml",
        "socket_address: {address: 127.0.0.1, port_value: " + port + "}",
        "route: {cluster: upstream}",
        """
          clusters:
          - name: upstream
            connect_timeout: 1s
            load_assignment:
              cluster_name: upstream
              endpoints:
              - lb_endpoints: [{endpoint: {address: {pipe: {path: %s}}}}]
        """
            .formatted(upstream));
  }

  private Path written(String file, String address, String action, String clusters)
      throws IOException {
    return Files.writeString(
        folder.resolve(file),
        """
        static_resources:
          listeners:
          - address: {%s}
            filter_chains:
            - filters:
              - name: envoy.filters.network.http_connection_manager
                typed_config:
                  "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                  stat_prefix: bench
                  route_config:
                    virtual_hosts:
                    - {name: all, domains: ["*"], routes: [{match: {prefix: /}, %s}]}
                  http_filters:
                  - name: envoy.filters.http.router
                    typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
        %s"""
            .formatted(address, action, clusters));
  }

  /** An edge-gateway in a process of its own, with fake feeds in this one. */
  private final class Platform {
    final Path place;
    final int port = free();
    final FakeRegistry registry;
    final FakeChain chain;
    final Process edge;
    private final Envoy envoy;
    private final String service;
    private final String key;
    private final Raw http = new Raw(port);
    private final MeshChannel access;

    Platform(String name, Path upstream, int services, int holders) throws Exception {
      place = Files.createDirectories(folder.resolve(name));
      registry = new FakeRegistry(unix("registry"));
      opened.push(registry);
      chain = new FakeChain(unix("chain"));
      chain.maxHeadAge = Duration.ofMinutes(1);
      opened.push(chain);
      opened.push(
          MeshServer.at(unix("pipeline")).service(new PipelineGrpc.PipelineImplBase() {}).start());
      var database = TestDatabase.fresh("edge");
      List<String> settings =
          new ArrayList<>(
              List.of(
                  "--factory.profile=development",
                  "--edge.listen=" + unix("edge"),
                  "--edge.authz-listen=" + unix("authz"),
                  "--edge.xds-listen=" + unix("xds"),
                  "--edge.envoy-port=" + port,
                  "--edge.db.url=" + database.url(),
                  "--edge.db.user=" + database.user(),
                  "--edge.journal-dir=" + place.resolve("journal")));
      for (var node : List.of("registry", "pipeline", "chain", "edge", "web")) {
        settings.add("--mesh." + node + "=" + unix(node));
      }
      settings.add("--mesh.registry-internal=" + unix("registry"));
      edge = java("factory.edge.Main", settings, name);
      var bootstrap = place.resolve("envoy.json");
      EnvoyBootstrap.write(bootstrap, name, unix("xds"), unix("admin"));
      envoy = new Envoy(name, bootstrap);

      chain.announce(Rig.TOKEN);
      chain.balance(Rig.TOKEN, Rig.HOLDER, "5");
      hold(0, holders - 1);
      chain.finalise();
      service = Rig.newId();
      for (var i = 1; i < services; i++) {
        registry.up(Rig.newId(), upstream, Optional.of(Rig.token()));
      }
      registry.up(service, upstream, Optional.of(Rig.token()));
      awaitHolder(name);
      access =
          MeshChannel.open(new Address.Tcp("127.0.0.1", port), AccessGrpc.getServiceDescriptor());
      opened.push(access);
      awaitHolders(holders);
      key = key();
    }

    private void awaitHolder(String name) throws IOException {
      try {
        Await.until("a holder passes", () -> statusOf(Rig.HOLDER) == 200);
      } catch (AssertionError e) {
        throw new AssertionError(
            Files.readString(folder.resolve(name + ".log"))
                + Files.readString(folder.resolve("envoy-" + name + ".log")),
            e);
      }
    }

    private int statusOf(String wallet) {
      return http.get("/gateway/" + service + "/x", "X-Wallet-Address: " + wallet).status();
    }

    /** With two limits that count and never refuse, above the token's own threshold. */
    private String key() {
      var headers = new Metadata();
      headers.put(
          Metadata.Key.of("x-wallet-address", Metadata.ASCII_STRING_MARSHALLER), Rig.HOLDER);
      var stub =
          AccessGrpc.newBlockingStub(access.channel())
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
      AccessGrpc.newBlockingStub(access.channel())
          .updateRules(
              UpdateRulesRequest.newBuilder()
                  .setServiceId(service)
                  .setRules(
                      Rules.newBuilder()
                          .setCallsAtOnce(512)
                          .setAccessThreshold("2")
                          .addLimits(limit("minute", 60))
                          .addLimits(limit("month", 2_592_000)))
                  .build());
      return stub.createKey(
              CreateKeyRequest.newBuilder().setServiceId(service).setName("bench").build())
          .getSecret();
    }

    private Limit limit(String name, long seconds) {
      return Limit.newBuilder()
          .setName(name)
          .setQuota(1_000_000_000_000L)
          .setWindow(Durations.fromSeconds(seconds))
          .build();
    }

    private Address unix(String name) {
      return new Address.Unix(place.resolve(name + ".sock"));
    }

    /** So many more wallets hold something. */
    void hold(int first, int wallets) {
      for (var from = 0; from < wallets; from += 5_000) {
        chain.mint(Rig.TOKEN, first + from, Math.min(5_000, wallets - from));
      }
    }

    void awaitHolders(long holders) {
      Await.until(
          "the gate knows the holders",
          () -> {
            var gate =
                AccessGrpc.newBlockingStub(access.channel())
                    .getGate(GetGateRequest.getDefaultInstance());
            return gate.getReplicasCount() == 1 && gate.getReplicas(0).getHolders() >= holders;
          });
    }

    Subject subject() {
      return new Subject(
          port,
          envoy,
          Optional.of(edge),
          "/gateway/" + service + "/books",
          List.of("x-api-key: " + key));
    }

    /** From a sale's message to the first refused call. */
    void denials() throws IOException {
      var times = new double[200];
      var wallet = "0x" + "d1".repeat(20);
      for (var i = 0; i < times.length; i++) {
        chain.balance(Rig.TOKEN, wallet, "5");
        awaitStatus(wallet, 200);
        var began = System.nanoTime();
        chain.balance(Rig.TOKEN, wallet, "0");
        awaitStatus(wallet, 403);
        times[i] = (System.nanoTime() - began) / 1e6;
      }
      Arrays.sort(times);
      print("");
      print(
          "from a sale's block at chain-svc to the first refused call: p50 %.1f ms, p99 %.1f ms (%d sales)"
              .formatted(times[100], times[198], times.length));
    }

    private void awaitStatus(String wallet, int status) {
      var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (statusOf(wallet) != status) {
        assertThat(System.nanoTime()).isLessThan(end);
      }
    }
  }
}
