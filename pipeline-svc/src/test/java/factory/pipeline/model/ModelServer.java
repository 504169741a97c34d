package factory.pipeline.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
 * what it is told to: answers, says to come back, falls silent, talks nonsense. It counts tokens as
 * characters.
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
      case Turn.Says(var text) -> reply(exchange, 200, Map.of(), said(request, text, "stop"));
      case Turn.Ends(var text, var length) ->
          reply(exchange, 200, Map.of(), said(request, text, length ? "length" : "refusal"));
      case Turn.Status(var status, var headers, var body) -> reply(exchange, status, headers, body);
      case Turn.Silent() -> {
        var latch = new CountDownLatch(1);
        held.add(latch);
        try {
          latch.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      case Turn.Breaks() -> {
        exchange.sendResponseHeaders(200, 1_000_000);
        exchange.getResponseBody().write("{\"choices\": [".getBytes(StandardCharsets.UTF_8));
      }
    }
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

  private static String said(Asked request, String text, String end) {
    var in = request.words().length();
    var answer = JSON.createObjectNode();
    answer.put("model", request.body().path("model").asText());
    switch (request.path()) {
      case "/v1/chat/completions" -> openAi(answer, text, end, in);
      case "/v1/messages" -> anthropic(answer, text, end, in);
      case "/api/chat" -> ollama(answer, text, end, in);
      default -> throw new IllegalArgumentException("no such path: " + request.path());
    }
    try {
      return JSON.writeValueAsString(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void openAi(ObjectNode answer, String text, String end, int in) {
    answer.put("id", "chatcmpl-1").put("object", "chat.completion").put("created", 1);
    var choice = answer.putArray("choices").addObject();
    choice.put("index", 0).put("finish_reason", end.equals("refusal") ? "content_filter" : end);
    choice.putObject("message").put("role", "assistant").put("content", text);
    answer
        .putObject("usage")
        .put("prompt_tokens", in)
        .put("completion_tokens", text.length())
        .put("total_tokens", in + text.length());
  }

  private static void anthropic(ObjectNode answer, String text, String end, int in) {
    answer.put("id", "msg_1").put("type", "message").put("role", "assistant");
    answer.put(
        "stop_reason",
        switch (end) {
          case "length" -> "max_tokens";
          case "refusal" -> "refusal";
          default -> "end_turn";
        });
    var content = answer.putArray("content");
    if (!text.isEmpty()) {
      content.addObject().put("type", "text").put("text", text);
    }
    answer.putObject("usage").put("input_tokens", in).put("output_tokens", text.length());
  }

  private static void ollama(ObjectNode answer, String text, String end, int in) {
    answer.put("created_at", "2026-01-31T00:00:00Z").put("done", true);
    answer.put("done_reason", end.equals("refusal") ? "stop" : end);
    answer.putObject("message").put("role", "assistant").put("content", text);
    answer.put("prompt_eval_count", in).put("eval_count", text.length());
  }

  @Override
  public void close() {
    held.forEach(CountDownLatch::countDown);
    server.stop(0);
    threads.shutdownNow();
  }
}
