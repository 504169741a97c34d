package factory.pipeline.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * A model's server on loopback that speaks the protocols of OpenAI, Anthropic and Ollama and does
 * what it is told to: streams answers, says to come back, stops in the middle, cuts off, falls
 * silent, talks nonsense. It counts tokens as characters.
 */
public final class ModelServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Deque<Turn> turns = new ArrayDeque<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<CountDownLatch> held = new ConcurrentLinkedQueue<>();
  private Function<Asked, Turn> otherwise = request -> new Turn.Status(500, Map.of(), "");

  /** What it was asked. */
  public record Asked(String path, Map<String, List<String>> headers, JsonNode body) {
    /** Everything that anybody said in it, one after another. */
    public String words() {
      var all = new StringBuilder(text(body.path("system")));
      for (var message : body.path("messages")) {
        all.append('\n').append(text(message.path("content")));
      }
      return all.toString();
    }

    /** The last thing that was said. */
    public String question() {
      var messages = body.path("messages");
      return text(messages.path(messages.size() - 1).path("content"));
    }

    private static String text(JsonNode content) {
      if (content.isTextual()) {
        return content.asText();
      }
      var all = new StringBuilder();
      content.forEach(part -> all.append(part.path("text").asText()));
      return all.toString();
    }
  }

  /** What it does once. */
  public sealed interface Turn {
    /** Answers. */
    record Says(String text) implements Turn {}

    /** Ends an answer for a reason, as its protocol says it: {@code length} or {@code refusal}. */
    record Ends(String text, boolean length) implements Turn {}

    /** Answers with a status, headers and a body. */
    record Status(int status, Map<String, String> headers, String body) implements Turn {}

    /** Does not answer before it is closed. */
    record Silent() implements Turn {}

    /** Breaks the connection in the middle of an answer. */
    record Breaks() implements Turn {}

    /** Says the first half of an answer, and then nothing before it is closed. */
    record Stalls(String text) implements Turn {}

    /** Says the first half of an answer, and ends as if that were all, without a word why. */
    record CutsOff(String text) implements Turn {}

    /** Says the first half of an answer, and then that there is an error, in its protocol. */
    record Errs(String text, String message) implements Turn {}

    /** Answers whole, though a stream was asked for. */
    record Whole(String text) implements Turn {}
  }

  /** Listens on a free port. */
  public ModelServer() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Where it is, for a provider. */
  public String url(Provider provider) {
    var root = "http://127.0.0.1:" + server.getAddress().getPort();
    return provider == Provider.OLLAMA ? root : root + "/v1";
  }

  /** What it does next, in order. */
  public ModelServer next(Turn... more) {
    synchronized (turns) {
      turns.addAll(List.of(more));
    }
    return this;
  }

  /** The same, with answers. */
  public ModelServer says(String... texts) {
    for (var text : texts) {
      next(new Turn.Says(text));
    }
    return this;
  }

  /** What it does when nothing else is said. */
  public void otherwise(Function<Asked, Turn> does) {
    otherwise = does;
  }

  /** All that it was asked. */
  public List<Asked> asked() {
    return asked;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      var request =
          new Asked(
              exchange.getRequestURI().getPath(),
              Map.copyOf(exchange.getRequestHeaders()),
              body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body));
      asked.add(request);
      Turn turn;
      synchronized (turns) {
        turn = turns.isEmpty() ? otherwise.apply(request) : turns.poll();
      }
      answer(exchange, request, turn);
    }
  }

  private void answer(HttpExchange exchange, Asked request, Turn turn) throws IOException {
    switch (turn) {
      case Turn.Says(var text) -> stream(exchange, request, text, "stop");
      case Turn.Ends(var text, var length) ->
          stream(exchange, request, text, length ? "length" : "refusal");
      case Turn.Whole(var text) -> reply(exchange, 200, Map.of(), "{\"said\": \"" + text + "\"}");
      case Turn.CutsOff(var text) -> write(exchange, begun(exchange, request, text));
      case Turn.Errs(var text, var message) -> {
        var begun = begun(exchange, request, text);
        write(exchange, begun);
        write(exchange, new ModelStream(request, text).error(message));
      }
      case Turn.Stalls(var text) -> {
        write(exchange, begun(exchange, request, text));
        hold();
      }
      case Turn.Status(var status, var headers, var body) -> reply(exchange, status, headers, body);
      case Turn.Silent() -> hold();
      case Turn.Breaks() -> {
        exchange.getResponseHeaders().set("Content-Type", ModelStream.type(request));
        exchange.sendResponseHeaders(200, 1_000_000);
        exchange.getResponseBody().write("data: {\"choices\": [".getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private void hold() {
    var latch = new CountDownLatch(1);
    held.add(latch);
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void stream(HttpExchange exchange, Asked request, String text, String end)
      throws IOException {
    open(exchange, request);
    var stream = new ModelStream(request, text);
    for (var part : stream.parts()) {
      write(exchange, part);
    }
    write(exchange, stream.end(end));
  }

  private static String begun(HttpExchange exchange, Asked request, String text)
      throws IOException {
    open(exchange, request);
    var parts = new ModelStream(request, text).parts();
    return String.join("", parts.subList(0, (parts.size() + 1) / 2));
  }

  private static void open(HttpExchange exchange, Asked request) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", ModelStream.type(request));
    exchange.sendResponseHeaders(200, 0);
  }

  private static void write(HttpExchange exchange, String text) throws IOException {
    exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
    exchange.getResponseBody().flush();
  }

  private static void reply(
      HttpExchange exchange, int status, Map<String, String> headers, String body)
      throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    headers.forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    held.forEach(CountDownLatch::countDown);
    server.stop(0);
    threads.shutdownNow();
  }
}
