package factory.pipeline.write;

import factory.mesh.Assertions;
import factory.mesh.Settings;
import factory.pipeline.build.SourceCompiler;
import factory.pipeline.source.SpecSource.Outcome.Understood;
import factory.pipeline.source.english.EnglishSource;
import factory.pipeline.spec.Specification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A specification, written, compiled and running as its own process. Every answer is held against
 * its OpenAPI document.
 */
final class GeneratedService implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String ID = "0193b1f2-7a11-7000-8000-000000000001";
  private static final Assertions ASSERTIONS =
      Assertions.from(Settings.of(Map.of("factory.profile", "development")));

  private final Contract contract;
  private final Path socket;
  private final Process process;

  private GeneratedService(Contract contract, Path socket, Process process) {
    this.contract = contract;
    this.socket = socket;
    this.process = process;
  }

  /** An HTTP answer. */
  record Answer(int status, Map<String, String> headers, String body) {
    @Nullable Object json() {
      return Json.parse(body);
    }

    String text(String... keys) {
      return Json.at(json(), keys).toString();
    }
  }

  static GeneratedService start(String idea, Path folder, String version) throws Exception {
    var outcome = new EnglishSource().read(idea);
    if (!(outcome instanceof Understood(var specification))) {
      throw new AssertionError("not understood: " + outcome);
    }
    return start(specification, folder, version);
  }

  static GeneratedService start(Specification specification, Path folder, String version)
      throws Exception {
    var artifact = new Writer().write(specification);
    var sources = folder.resolve(version);
    Sources.write(artifact, sources);
    var jar = folder.resolve(version + ".jar");
    new SourceCompiler(Sources.RUNTIME_LIBS).compileToJar(sources, jar);
    var socket = folder.resolve("service.sock");
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                Sources.RUNTIME_LIBS.toAbsolutePath() + "/*:" + jar,
                "factory.generated.Main",
                "--socket=" + socket,
                "--data=" + folder.resolve("data"),
                "--version=" + version)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(version + ".log").toFile());
    var key = Base64.getEncoder().encodeToString(ASSERTIONS.key(ID).getEncoded());
    builder.environment().putAll(Map.of("FACTORY_SERVICE", ID, "FACTORY_ASSERTION_KEY", key));
    var process = builder.start();
    var service = new GeneratedService(new Contract(artifact.openapi()), socket, process);
    service.awaitUp(folder.resolve(version + ".log"));
    return service;
  }

  Contract contract() {
    return contract;
  }

  long pid() {
    return process.pid();
  }

  Answer get(String path) throws IOException {
    return call("GET", path, null);
  }

  Answer call(String method, String path, @Nullable String json) throws IOException {
    return call(method, path, "application/json", json);
  }

  Answer call(String method, String path, String contentType, @Nullable String body)
      throws IOException {
    return checked(method, path, Optional.empty(), contentType, body);
  }

  /** Calls it as a wallet. */
  Answer callAs(String wallet, String method, String path, @Nullable String json)
      throws IOException {
    return checked(method, path, Optional.of(wallet), "application/json", json);
  }

  private Answer checked(
      String method,
      String path,
      Optional<String> wallet,
      String contentType,
      @Nullable String body)
      throws IOException {
    var answer = exchange(method, path, assertion(wallet), contentType, body);
    var mediaType = answer.headers().getOrDefault("content-type", "");
    var faults =
        contract.faults(
            method.toLowerCase(Locale.ROOT), path, answer.status(), mediaType, answer.body());
    if (!faults.isEmpty()) {
      throw new AssertionError(
          method + " " + path + " -> " + answer + " breaks the contract: " + faults);
    }
    return answer;
  }

  /** Calls it as somebody who has found its socket. */
  Answer direct(String method, String path) throws IOException {
    return exchange(method, path, "", "application/json", null);
  }

  /** What the gate sends along for a wallet, or for nobody in particular. */
  private static String assertion(Optional<String> wallet) {
    return Assertions.HEADER
        + ": "
        + Assertions.sign(ASSERTIONS.key(ID), ID, wallet, Instant.now().getEpochSecond())
        + "\r\n";
  }

  /** Ends it with SIGTERM, and waits. */
  @Override
  public void close() {
    process.destroy();
    // Uninterruptible: a test that ends must not leave its process behind.
    process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** Ends it with SIGKILL, and waits. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  int exitCode() {
    return process.exitValue();
  }

  private void awaitUp(Path log) throws IOException, InterruptedException {
    var end = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        if (direct("GET", "/health").status() == 200) {
          return;
        }
      } catch (IOException notYet) {
        if (!process.isAlive() || Instant.now().isAfter(end)) {
          throw new AssertionError("did not start:\n" + Files.readString(log), notYet);
        }
      }
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  private Answer exchange(
      String method, String path, String headers, String contentType, @Nullable String body)
      throws IOException {
    var bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    var head =
        "%s %s HTTP/1.1\r\nHost: service\r\nConnection: close\r\n".formatted(method, path)
            + headers
            + (body == null
                ? ""
                : "Content-Type: %s\r\nContent-Length: %d\r\n".formatted(contentType, bytes.length))
            + "\r\n";
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      for (var part : List.of(head.getBytes(StandardCharsets.US_ASCII), bytes)) {
        var buffer = ByteBuffer.wrap(part);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      // The server does not close a unix socket after "Connection: close", so the length says where
      // an answer ends.
      var received = new ByteArrayOutputStream();
      var buffer = ByteBuffer.allocate(16 * 1024);
      while (!isWhole(received.toString(StandardCharsets.ISO_8859_1))
          && channel.read(buffer) >= 0) {
        received.write(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
      return answer(received.toString(StandardCharsets.ISO_8859_1));
    }
  }

  private static boolean isWhole(String text) {
    var end = text.indexOf("\r\n\r\n");
    var length = Pattern.compile("(?i)\r\ncontent-length: ([0-9]+)\r\n").matcher(text);
    return end >= 0
        && (!isChunked(text.substring(0, end)) || text.endsWith("\r\n0\r\n\r\n"))
        && (!length.find() || text.length() >= end + 4 + Integer.parseInt(length.group(1)));
  }

  private static Answer answer(String text) throws IOException {
    var end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IOException("no whole answer: " + text);
    }
    var lines = text.substring(0, end).split("\r\n");
    Map<String, String> headers = new TreeMap<>();
    for (var line : List.of(lines).subList(1, lines.length)) {
      var colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    var body = text.substring(end + 4);
    if (isChunked(text.substring(0, end))) {
      body = unchunked(body);
    }
    return new Answer(
        Integer.parseInt(lines[0].split(" ")[1]),
        headers,
        new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
  }

  private static boolean isChunked(String head) {
    return head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked");
  }

  private static String unchunked(String body) {
    var whole = new StringBuilder();
    var at = 0;
    while (true) {
      var line = body.indexOf("\r\n", at);
      var size = Integer.parseInt(body.substring(at, line), 16);
      if (size == 0) {
        return whole.toString();
      }
      whole.append(body, line + 2, line + 2 + size);
      at = line + 2 + size + 2;
    }
  }
}
