package factory.chain;

import static java.nio.charset.StandardCharsets.UTF_8;

import factory.chain.evm.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real dev chain in a process of its own, which ends with the test. */
public final class Anvil implements AutoCloseable {
  private static final Path BINARY =
      Path.of("../.tools/npm/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil");

  private final int port;
  private final List<String> arguments;
  private Process process;

  private Anvil(int port, List<String> arguments) {
    this.port = port;
    this.arguments = arguments;
    process = launch();
  }

  /** On a free port. */
  public static Anvil start(String... arguments) {
    return new Anvil(freePort(), List.of(arguments));
  }

  /** On a port that {@link #freePort} gave before. */
  static Anvil startOn(int port, String... arguments) {
    return new Anvil(port, List.of(arguments));
  }

  static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() {
    if (!Files.isExecutable(BINARY)) {
      throw new IllegalStateException(
          "anvil is missing at " + BINARY + ": run ./factory test, which installs it");
    }
    List<String> command = new ArrayList<>(List.of(BINARY.toString()));
    command.addAll(List.of("--port", Integer.toString(port), "--hardfork", "cancun", "--quiet"));
    command.addAll(arguments);
    try {
      var started =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(started::destroyForcibly));
      var end = Instant.now().plusSeconds(20);
      while (true) {
        try (var endpoint = new Endpoint(uri(), Duration.ofSeconds(1))) {
          endpoint.chainId();
          return started;
        } catch (RuntimeException e) {
          if (!started.isAlive() || Instant.now().isAfter(end)) {
            started.destroyForcibly();
            throw new IllegalStateException("anvil did not start", e);
          }
          Thread.sleep(10);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  int port() {
    return port;
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Calls any method, such as {@code anvil_reorg}; the result as JSON text. */
  public String rpc(String method, String parameters) {
    var body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
            + method
            + "\",\"params\":"
            + parameters
            + "}";
    try {
      var connection = (HttpURLConnection) uri().toURL().openConnection();
      connection.setDoOutput(true);
      connection.setRequestProperty("content-type", "application/json");
      // A kept connection may break, and not every call here may be made twice.
      connection.setRequestProperty("connection", "close");
      try (var out = connection.getOutputStream()) {
        out.write(body.getBytes(UTF_8));
      }
      String text;
      try (var in = connection.getInputStream()) {
        text = new String(in.readAllBytes(), UTF_8);
      }
      if (text.contains("\"error\"")) {
        throw new IllegalStateException(method + ": " + text);
      }
      return text.substring(
          text.indexOf("\"result\":") + "\"result\":".length(), text.lastIndexOf('}'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it, which writes its state, and starts it again on the same port. */
  void restart() {
    stop();
    process = launch();
  }

  /** Asks it to end and waits for that. */
  void stop() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
