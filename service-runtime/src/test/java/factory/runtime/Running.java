package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A service that runs, called as several wallets. */
record Running(Service service, Path socket) implements AutoCloseable {
  static final String ANN = "0x" + "a".repeat(40);
  static final String BEN = "0x" + "b".repeat(40);
  private static final ObjectMapper JSON = new ObjectMapper();

  static Running start(Path folder, Part... parts) throws Exception {
    return start(folder, Clock.systemUTC(), parts);
  }

  static Running start(Path folder, Clock clock, Part... parts) throws Exception {
    return start(folder, clock, false, parts);
  }

  /** As a trial, whose secrets are cheap, where a test is not about what they cost. */
  static Running trial(Path folder, Clock clock, Part... parts) throws Exception {
    return start(folder, clock, true, parts);
  }

  private static Running start(Path folder, Clock clock, boolean trial, Part... parts)
      throws Exception {
    var socket = folder.resolve("s");
    var options =
        new Options(socket, folder.resolve("data"), "v1", Caller.SERVICE, Caller.KEY, trial, null);
    var openapi = "{}".getBytes(StandardCharsets.UTF_8);
    return new Running(Service.start(options, List.of(parts), openapi, clock), socket);
  }

  /** An answer with its JSON; a missing node when it has none. */
  record Answer(int status, String head, JsonNode json) {
    Answer is(int expected) {
      assertThat(status).as(head + " " + json).isEqualTo(expected);
      return this;
    }

    /** A refusal with that reason, which names these fields. */
    void refuses(int expected, String reason, String... fields) {
      is(expected);
      assertThat(json.path("reason").textValue()).isEqualTo(reason);
      assertThat(json.path("errors").findValuesAsText("field")).containsExactly(fields);
    }

    /** All of a text, which is no JSON. */
    String text() {
      return json.asText();
    }

    String text(String field) {
      return json.path(field).asText();
    }

    String id() {
      return text("id");
    }

    String header(String name) {
      for (var line : head.split("\r\n", -1)) {
        if (line.toLowerCase(java.util.Locale.ROOT).startsWith(name + ": ")) {
          return line.substring(name.length() + 2);
        }
      }
      return "";
    }
  }

  Answer get(String path) throws IOException {
    return call("", "GET", path, "");
  }

  Answer post(String path, String json) throws IOException {
    return call("", "POST", path, json);
  }

  Answer patch(String path, String json) throws IOException {
    return call("", "PATCH", path, json);
  }

  Answer put(String path, String json) throws IOException {
    return call("", "PUT", path, json);
  }

  Answer delete(String path) throws IOException {
    return call("", "DELETE", path, "");
  }

  /** A call as a wallet; {@code headers} are {@code Name: value}. */
  Answer call(String wallet, String method, String path, String json, String... headers)
      throws IOException {
    var request = new StringBuilder("%s %s HTTP/1.1\r\nHost: service\r\n".formatted(method, path));
    request.append("x-factory-assertion: ").append(Caller.assertion(wallet)).append("\r\n");
    for (var header : headers) {
      request.append(header).append("\r\n");
    }
    if (!json.isEmpty()) {
      request.append("Content-Type: application/json\r\nContent-Length: ");
      request.append(json.getBytes(StandardCharsets.UTF_8).length).append("\r\n");
    }
    var answer = new Caller(socket).unasserted(request + "\r\n" + json);
    var body = answer.body();
    var isText = answer.head().toLowerCase(java.util.Locale.ROOT).contains("content-type: text/");
    return new Answer(
        answer.status(),
        answer.head(),
        body.isEmpty()
            ? JSON.missingNode()
            : isText ? JSON.getNodeFactory().textNode(body) : JSON.readTree(body));
  }

  /** A call by nobody with a body of some media type; without one when that is empty. */
  Answer send(String method, String path, String type, String body) throws IOException {
    var request =
        "%s %s HTTP/1.1\r\nHost: service\r\nx-factory-assertion: %s\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(
                method,
                path,
                Caller.assertion(""),
                type.isEmpty() ? "" : "Content-Type: " + type + "\r\n",
                body.getBytes(StandardCharsets.UTF_8).length,
                body);
    var answer = new Caller(socket).unasserted(request);
    return new Answer(
        answer.status(),
        answer.head(),
        answer.body().isEmpty() ? JSON.missingNode() : JSON.readTree(answer.body()));
  }

  /** Runs something so many times at once, and gives the statuses. */
  List<Integer> race(int times, Racer racer) throws Exception {
    var barrier = new CyclicBarrier(times);
    try (var threads = Executors.newFixedThreadPool(times)) {
      List<Callable<Integer>> calls = new ArrayList<>();
      for (var i = 0; i < times; i++) {
        var number = i;
        calls.add(
            () -> {
              barrier.await(60, TimeUnit.SECONDS);
              return racer.run(number).status();
            });
      }
      List<Integer> statuses = new ArrayList<>();
      for (var call : threads.invokeAll(calls)) {
        statuses.add(call.get());
      }
      return statuses;
    }
  }

  /** One of those who call at once. */
  interface Racer {
    Answer run(int number) throws IOException;
  }

  @Override
  public void close() {
    service.close();
  }
}
