package factory.pipeline.deploy;

import factory.mesh.Address;
import factory.mesh.Assertions;
import factory.pipeline.prove.BadAssertion;
import factory.pipeline.prove.Client;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.function.Supplier;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Calls a process as the gate would, for several wallets; as many threads as like to. A connection
 * is kept for the next call, as the gate keeps its own.
 */
public final class UpstreamClient implements Client, AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** Shorter than any server's: none is closed just when it is used. */
  private static final Duration KEPT = Duration.ofSeconds(20);

  private static final int MOST_KEPT = 8;
  private static final long AN_HOUR = 3_600;
  private static final String ANOTHER = "0xdddddddddddddddddddddddddddddddddddddddd";

  private final Address upstream;
  private final String service;
  private final SecretKey key;
  private final Supplier<String> log;
  private final Optional<Path> data;
  private final BlockingDeque<Idle> idle = new LinkedBlockingDeque<>(MOST_KEPT);

  /** A connection that nobody uses, and since when. */
  private record Idle(UpstreamConnection connection, long since) {}

  /**
   * @param service as which the gate speaks to it
   * @param key of that service
   * @param log the newest of what it has written
   * @param data where it keeps its data; empty when that cannot be looked into
   */
  public UpstreamClient(
      Address upstream, String service, SecretKey key, Supplier<String> log, Optional<Path> data) {
    this.upstream = upstream;
    this.service = service;
    this.key = key;
    this.log = log;
    this.data = data;
  }

  @Override
  public Answer send(Request request) throws IOException {
    return send(request, Assertions.sign(key, service, request.as().address(), now()));
  }

  @Override
  public Optional<Answer> send(Request request, BadAssertion bad) throws IOException {
    return Optional.of(send(request, bad(bad, request.as().address())));
  }

  private String bad(BadAssertion bad, Optional<String> wallet) {
    var good = Assertions.sign(key, service, wallet, now());
    return switch (bad) {
      case MISSING -> "";
      case EXPIRED -> Assertions.sign(key, service, wallet, now() - AN_HOUR);
      case ENDLESS -> Assertions.sign(key, service, wallet, now() + AN_HOUR);
      case FOR_ANOTHER_SERVICE ->
          Assertions.sign(key, "0193b1f2-7a11-7000-8000-00000000ffff", wallet, now());
      case FORGED ->
          Assertions.sign(
              new SecretKeySpec(new byte[32], key.getAlgorithm()), service, wallet, now());
      case UNSIGNED ->
          base64("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + good.split("\\.", -1)[1] + ".";
      case CHANGED -> {
        var parts = good.split("\\.", -1);
        var other = Assertions.sign(key, service, Optional.of(ANOTHER), now()).split("\\.", -1);
        yield parts[0] + "." + other[1] + "." + parts[2];
      }
    };
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }

  private Answer send(Request request, String assertion) throws IOException {
    var headers = new StringBuilder();
    request
        .headers()
        .forEach((name, value) -> headers.append(name).append(": ").append(value).append("\r\n"));
    if (!assertion.isEmpty()) {
      headers.append(Assertions.HEADER).append(": ").append(assertion).append("\r\n");
    }
    var answer =
        exchange(
            request.method() + " " + request.path(),
            headers.toString(),
            request.body().getBytes(request.charset()));
    return new Answer(answer.status(), answer.headers(), answer.body());
  }

  private UpstreamAnswer exchange(String request, String headers, byte[] body) throws IOException {
    for (var kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
      var connection = kept.connection();
      if (System.nanoTime() - kept.since() > KEPT.toNanos() || !connection.isReusable()) {
        connection.close();
        continue;
      }
      try {
        return exchange(connection, request, headers, body);
      } catch (UpstreamConnection.Stale e) {
        // The next one, or a new one.
      }
    }
    return exchange(UpstreamConnection.open(upstream), request, headers, body);
  }

  private UpstreamAnswer exchange(
      UpstreamConnection connection, String request, String headers, byte[] body)
      throws IOException {
    var kept = false;
    try {
      var answer = connection.exchange(request, headers, body, TIMEOUT);
      kept = answer.keepsConnection() && idle.offerFirst(new Idle(connection, System.nanoTime()));
      return answer;
    } finally {
      if (!kept) {
        connection.close();
      }
    }
  }

  /** Closes the connections that it keeps. */
  @Override
  public void close() {
    for (var kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
      kept.connection().close();
    }
  }

  @Override
  public String lastWords() {
    return ServiceLog.lastWords(log.get());
  }

  @Override
  public Optional<Path> data() {
    return data;
  }

  @Override
  public Optional<String> log() {
    return Optional.of(log.get());
  }
}
