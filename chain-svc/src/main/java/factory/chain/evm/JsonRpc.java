package factory.chain.evm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * JSON-RPC over HTTP with one address, which may hold a key and so is in no message. What a result
 * means is for {@link Endpoint} to check.
 *
 * <p>Throws {@link EndpointDown} when there is no usable answer, {@link RpcRefused} when the answer
 * is an error.
 */
final class JsonRpc implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MAX_ANSWER_BYTES = 64L << 20;
  private static final int BATCH = 25;
  private static final int MAX_ERROR_CHARACTERS = 300;

  private final URI uri;
  private final Duration timeout;
  private final HttpClient http;

  /** Connects on the first call. */
  JsonRpc(URI uri, Duration timeout) {
    this.uri = uri;
    this.timeout = timeout;
    // HTTP/1.1: an upgrade to HTTP/2 in clear text confuses some endpoints.
    http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
  }

  /** A method and what it is called with. */
  record Call(String method, List<?> parameters) {}

  /** Where it is, without what may be secret in its address. */
  String host() {
    return uri.getHost();
  }

  /** What a method results in. */
  JsonNode result(String method, Object... parameters) {
    var call = new Call(method, List.of(parameters));
    return result(call, post(request(call, 0)));
  }

  /** What each of the calls results in, in order; as many go in one request as endpoints take. */
  <T> List<T> results(List<Call> calls, Function<JsonNode, T> read) {
    List<T> results = new ArrayList<>(calls.size());
    for (int from = 0; from < calls.size(); from += BATCH) {
      for (var result : batch(calls.subList(from, Math.min(from + BATCH, calls.size())))) {
        results.add(read.apply(result));
      }
    }
    return results;
  }

  private List<JsonNode> batch(List<Call> calls) {
    var batch = JSON.createArrayNode();
    for (int i = 0; i < calls.size(); i++) {
      batch.add(request(calls.get(i), i));
    }
    Map<Integer, JsonNode> answers = new HashMap<>();
    for (var answer : post(batch)) {
      answers.put(answer.path("id").asInt(-1), answer);
    }
    List<JsonNode> results = new ArrayList<>(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      results.add(result(calls.get(i), answers.get(i)));
    }
    return results;
  }

  private static ObjectNode request(Call call, int id) {
    var request =
        JSON.createObjectNode().put("jsonrpc", "2.0").put("id", id).put("method", call.method());
    request.set("params", JSON.valueToTree(call.parameters()));
    return request;
  }

  private static JsonNode result(Call call, @Nullable JsonNode answer) {
    if (answer == null || !answer.isObject()) {
      throw new EndpointDown("the endpoint did not answer " + call.method());
    }
    var error = answer.path("error");
    if (error.isObject()) {
      var text = error.path("message").asText("");
      var data = error.path("data");
      throw new RpcRefused(
          call.method(),
          error.path("code").asInt(0),
          text.substring(0, Math.min(MAX_ERROR_CHARACTERS, text.length())),
          data.isTextual() ? data.textValue() : "");
    }
    return answer.path("result");
  }

  private JsonNode post(JsonNode body) {
    var request =
        HttpRequest.newBuilder(uri)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<byte[]> response;
    try {
      response = send(request);
    } catch (TimeoutException | HttpTimeoutException e) {
      throw new EndpointDown("the endpoint did not answer within " + timeout.toMillis() + " ms", e);
    } catch (IOException e) {
      throw new EndpointDown("the endpoint cannot be reached", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EndpointDown("the call was given up", e);
    }
    try {
      var answer = JSON.readTree(response.body());
      // Some endpoints put a status other than 200 on an error that they tell in JSON.
      if (answer != null && (answer.isArray() || answer.isObject())) {
        return answer;
      }
    } catch (JsonProcessingException e) {
      // Below: what a proxy says instead of the endpoint is in no message.
      throw new EndpointDown("the endpoint answered HTTP " + response.statusCode(), e);
    } catch (IOException e) {
      throw new EndpointDown("the endpoint's answer cannot be read", e);
    }
    throw new EndpointDown("the endpoint answered nothing, HTTP " + response.statusCode());
  }

  private HttpResponse<byte[]> send(HttpRequest request)
      throws IOException, InterruptedException, TimeoutException {
    try {
      return sendOnce(request);
    } catch (HttpTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // A kept connection whose other end was restarted. Every call here may be made twice.
      return sendOnce(request);
    }
  }

  private HttpResponse<byte[]> sendOnce(HttpRequest request)
      throws IOException, InterruptedException, TimeoutException {
    var answer =
        http.sendAsync(
            request,
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
    try {
      // A request's own timeout would end with the headers: a body that never ends would be waited
      // for without end.
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
    } finally {
      answer.cancel(true);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
