package factory.chain;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;

/** Stands between a node and its endpoint and misbehaves as told. */
public final class Meddler implements AutoCloseable {
  /** How. */
  public enum Mode {
    HONEST,
    /** Knows new blocks, not their logs and receipts. */
    NO_LOGS,
    /** Knows the newest block and no other. */
    NO_BLOCKS,
    /** Takes questions and never answers. */
    STALLED,
    /** Begins answers and never ends them. */
    HALF_ANSWERS,
    /** Cuts each connection. */
    DROPPING,
    /** Answers with a page of HTML. */
    PROXY_PAGE,
    /** Refuses calls of contracts, as one does that has not seen the block. */
    CALLS_REFUSED,
    /** Answers calls of contracts with nothing. */
    CALLS_EMPTY,
    /** Grants calls of contracts less gas than they ask for. */
    LITTLE_GAS,
    /** Tells something else than what it was told; {@link #rewriting} says what. */
    REWRITING,
    /** Cuts the connection of a transaction instead of handing it on. */
    TRANSACTIONS_LOST,
    /** Hands a transaction on and cuts the connection before the answer. */
    ANSWERS_LOST
  }

  /** Sees each question before and after it is handed on. */
  public interface Trap {
    /** Whether to cut the connection here. */
    boolean springs(String question, boolean handedOn);
  }

  private static final Pattern METHOD = Pattern.compile("\"method\":\"([A-Za-z_]+)\"");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger transactions = new AtomicInteger();
  private final HttpServer server;
  private final URI behind;
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private volatile Mode mode = Mode.HONEST;
  private volatile Trap trap = (_, _) -> false;
  private volatile BinaryOperator<String> rewriting = (_, answer) -> answer;

  public Meddler(URI behind) {
    this.behind = behind;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public void now(Mode mode) {
    this.mode = mode;
  }

  /** Sets a trap in honest mode. */
  public void trap(Trap next) {
    trap = next;
  }

  /** From now on answers are made of the question and the honest answer. */
  void rewriting(BinaryOperator<String> answer) {
    rewriting = answer;
    mode = Mode.REWRITING;
  }

  /** How often a method was asked for. */
  int asked(String method) {
    return asked.getOrDefault(method, new AtomicInteger()).get();
  }

  /** How many transactions were handed on. */
  public int transactions() {
    return transactions.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    METHOD
        .matcher(body)
        .results()
        .forEach(
            m -> asked.computeIfAbsent(m.group(1), _ -> new AtomicInteger()).incrementAndGet());
    var sends = body.contains("eth_sendRawTransaction");
    var now = mode;
    try {
      switch (now) {
        case STALLED -> {
          closed.await();
          exchange.close();
        }
        case HALF_ANSWERS -> {
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          closed.await();
          exchange.close();
        }
        case DROPPING -> exchange.close();
        case PROXY_PAGE -> answer(exchange, 502, "<html>Bad gateway</html>");
        case NO_LOGS -> {
          if (body.contains("eth_getLogs")) {
            answer(exchange, 200, "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":[]}");
          } else if (body.contains("eth_getBlockReceipts")) {
            answer(exchange, 200, "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":null}");
          } else {
            answer(exchange, 200, forward(body));
          }
        }
        case NO_BLOCKS -> {
          if (body.startsWith("[")) {
            answer(
                exchange,
                200,
                forward(body).replaceAll("\"result\":\\{[^{}]*\\}", "\"result\":null"));
          } else {
            answer(exchange, 200, forward(body));
          }
        }
        case CALLS_REFUSED -> {
          if (body.contains("\"eth_call\"")) {
            answer(
                exchange,
                200,
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":3,"
                    + "\"message\":\"execution reverted: secret-of-endpoint\"}}");
          } else {
            answer(exchange, 200, forward(body));
          }
        }
        case CALLS_EMPTY -> {
          if (body.contains("\"eth_call\"")) {
            answer(exchange, 200, "{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":\"0x\"}");
          } else {
            answer(exchange, 200, forward(body));
          }
        }
        case LITTLE_GAS ->
            answer(
                exchange,
                200,
                forward(body.replaceAll("\"gas\":\"0x[0-9a-f]+\"", "\"gas\":\"0x80000\"")));
        case TRANSACTIONS_LOST -> {
          if (sends) {
            exchange.close();
          } else {
            answer(exchange, 200, forward(body));
          }
        }
        case ANSWERS_LOST -> {
          var answer = forward(body);
          if (sends) {
            exchange.close();
          } else {
            answer(exchange, 200, answer);
          }
        }
        case HONEST -> {
          if (trap.springs(body, false)) {
            exchange.close();
          } else {
            var answer = forward(body);
            if (trap.springs(body, true)) {
              exchange.close();
            } else {
              answer(exchange, 200, answer);
            }
          }
        }
        case REWRITING -> answer(exchange, 200, rewriting.apply(body, forward(body)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String forward(String body) throws IOException, InterruptedException {
    if (body.contains("eth_sendRawTransaction")) {
      transactions.incrementAndGet();
    }
    return http.send(
            HttpRequest.newBuilder(behind)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    http.shutdownNow();
  }
}
