package factory.edge;

import com.google.gson.Gson;
import factory.mesh.Address;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A service's process: answers with what reached it. */
final class Echo implements AutoCloseable {
  /** A request header of this name and more is a header of the answer. */
  private static final String ANSWER = "answer-";

  final AtomicInteger calls = new AtomicInteger();
  final AtomicLong received = new AtomicLong();
  private final String name;
  private final Path socket;
  private final WebServer server;

  /** What paths were resolved to, while {@link #recording}. */
  final Set<String> resolved = ConcurrentHashMap.newKeySet();

  volatile boolean recording;
  final CountDownLatch eventsReleased = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  private Echo(String name, Path socket) {
    this.name = name;
    this.socket = socket;
    server =
        WebServer.builder()
            .shutdownHook(false)
            .shutdownGracePeriod(Duration.ofSeconds(2))
            .bindAddress(new Address.Unix(socket).socketAddress())
            .maxPayloadSize(64 * 1024 * 1024)
            .addRouting(
                HttpRouting.builder()
                    .route(
                        io.helidon.webserver.http.HttpRoute.builder()
                            .methods(
                                Method.predicate(
                                    Method.GET,
                                    Method.HEAD,
                                    Method.POST,
                                    Method.PUT,
                                    Method.DELETE,
                                    Method.OPTIONS,
                                    Method.PATCH))
                            .handler(this::answer)
                            .build()))
            .build()
            .start();
  }

  static Echo at(Path socket, String name) {
    return new Echo(name, socket);
  }

  Path socket() {
    return socket;
  }

  private void answer(ServerRequest request, ServerResponse response) throws IOException {
    calls.incrementAndGet();
    if (request.prologue().uriPath().rawPath().equals("/slow")) {
      try {
        released.await(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    var path = request.prologue().uriPath().rawPath();
    if (path.equals("/events")
        || ((path.endsWith("/events") || path.equals("/live")) && asksForEvents(request))) {
      response.header(HeaderNames.CONTENT_TYPE, "text/event-stream");
      try (var out = response.outputStream()) {
        out.write("data: first\n\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        eventsReleased.await(20, TimeUnit.SECONDS);
        out.write("data: second\n\n".getBytes(StandardCharsets.US_ASCII));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return;
    }
    long length = 0;
    if (request.content().hasEntity()) {
      var buffer = new byte[16 * 1024];
      try (var in = request.content().inputStream()) {
        for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          length += read;
          received.addAndGet(read);
        }
      }
    }
    Map<String, Object> seen = new LinkedHashMap<>();
    seen.put("name", name);
    seen.put("method", request.prologue().method().text());
    seen.put("path", request.prologue().uriPath().rawPath());
    seen.put("resolved", request.prologue().uriPath().path());
    if (recording) {
      resolved.add(request.prologue().uriPath().path());
    }
    seen.put("query", request.prologue().query().rawValue());
    seen.put("length", length);
    Map<String, String> headers = new LinkedHashMap<>();
    request
        .headers()
        .forEach(h -> headers.put(h.headerName().lowerCase(), String.join(",", h.allValues())));
    seen.put("headers", headers);
    response.header(HeaderNames.CONTENT_TYPE, "application/json");
    request.headers().stream()
        .filter(h -> h.headerName().lowerCase().startsWith(ANSWER))
        .forEach(
            h ->
                response.header(
                    io.helidon.http.HeaderValues.create(
                        HeaderNames.create(h.headerName().lowerCase().substring(ANSWER.length())),
                        h.allValues())));
    response.header(HeaderNames.SERVER, "echo");
    response.send(new Gson().toJson(seen));
  }

  private static boolean asksForEvents(ServerRequest request) {
    return request
        .headers()
        .first(HeaderNames.ACCEPT)
        .filter(a -> a.contains("text/event-stream"))
        .isPresent();
  }

  /** Answers what waits. */
  void release() {
    released.countDown();
  }

  @Override
  public void close() {
    released.countDown();
    eventsReleased.countDown();
    server.stop();
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
