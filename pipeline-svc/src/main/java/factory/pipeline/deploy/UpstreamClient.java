package factory.pipeline.deploy;

import factory.mesh.Address;
import factory.mesh.Assertions;
import factory.pipeline.prove.Client;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.SecretKey;

/** Calls a process as the gate would, for several wallets. */
public final class UpstreamClient implements Client {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Address upstream;
  private final String service;
  private final SecretKey key;
  private final Supplier<String> log;
  private final Optional<Path> data;

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
    var headers = new StringBuilder();
    request
        .headers()
        .forEach((name, value) -> headers.append(name).append(": ").append(value).append("\r\n"));
    var assertion =
        Assertions.sign(key, service, request.as().address(), Instant.now().getEpochSecond());
    headers.append(Assertions.HEADER).append(": ").append(assertion).append("\r\n");
    var whole =
        UpstreamHttp.exchange(
            upstream,
            request.method() + " " + request.path(),
            headers.toString(),
            request.body().getBytes(request.charset()),
            TIMEOUT);
    return new Answer(whole.status(), whole.headers(), whole.body());
  }

  @Override
  public String lastWords() {
    return ServiceLog.lastWords(log.get());
  }

  @Override
  public Optional<Path> data() {
    return data;
  }
}
