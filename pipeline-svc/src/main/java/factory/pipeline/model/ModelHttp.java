package factory.pipeline.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import factory.pipeline.model.ModelFailed.Why;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * How LangChain4j reaches a model: one deadline for all of a call, bounded answers, no redirects,
 * and an interrupt that ends it. What goes wrong is told in words of ours: those of a server may
 * repeat what it was sent, the key too.
 */
final class ModelHttp implements HttpClient, HttpClientBuilder {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MOST_BYTES = 8L << 20;
  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]{1,59}");
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");
  private static final int TOO_MANY = 429;
  private static final int OVERLOADED = 529;

  private final java.net.http.HttpClient client;
  private final Duration deadline;

  /** What went wrong, through a library that throws what is unchecked. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient ModelFailed failed;

    private Failure(ModelFailed failed) {
      super(failed);
      this.failed = failed;
    }

    ModelFailed failed() {
      return failed;
    }
  }

  /**
   * @param deadline of a whole call
   */
  ModelHttp(java.net.http.HttpClient client, Duration deadline) {
    this.client = client;
    this.deadline = deadline;
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    var sent = java.net.http.HttpRequest.newBuilder(URI.create(request.url()));
    request.headers().forEach((name, values) -> values.forEach(value -> sent.header(name, value)));
    sent.method(
        request.method().name(),
        request.body() == null
            ? java.net.http.HttpRequest.BodyPublishers.noBody()
            : java.net.http.HttpRequest.BodyPublishers.ofString(request.body()));
    var answer = answered(sent.build());
    if (answer.statusCode() / 100 != 2) {
      throw new Failure(refused(answer));
    }
    return SuccessfulHttpResponse.builder()
        .statusCode(answer.statusCode())
        .headers(answer.headers().map())
        .body(answer.body())
        .build();
  }

  private HttpResponse<String> answered(java.net.http.HttpRequest request) {
    var answer =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES));
    try {
      return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new Failure(new ModelFailed(Why.AWAY, "The call was ended."));
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new Failure(
          new ModelFailed(
              Why.SLOW, "It did not answer within %d seconds.".formatted(deadline.toSeconds())));
    } catch (ExecutionException e) {
      throw new Failure(
          new ModelFailed(
              Why.AWAY,
              e.getCause() instanceof IOException
                  ? "It cannot be reached, or its connection broke."
                  : "It could not be called."));
    }
  }

  private static ModelFailed refused(HttpResponse<String> answer) {
    var status = answer.statusCode();
    var said = "Its server answers %d%s.".formatted(status, code(answer.body()));
    return switch (status) {
      case 401, 403 ->
          new ModelFailed(Why.NOT_LET_IN, said + " Its key (pipeline.model-key) is not taken.");
      case TOO_MANY, OVERLOADED -> ModelFailed.until(Why.BUSY, said, retryAfter(answer));
      case 408, 500, 502, 503, 504 -> ModelFailed.until(Why.AWAY, said, retryAfter(answer));
      default ->
          new ModelFailed(
              status >= 500 ? Why.AWAY : Why.WRONG_REQUEST,
              said + " Its name and address are pipeline.model-name and pipeline.model-url.");
    };
  }

  /** What a server calls the error, if that is one word of a program's. */
  private static String code(String body) {
    try {
      var error = JSON.readTree(body).path("error");
      for (var member : new String[] {"code", "type"}) {
        var word = error.path(member).asText();
        if (WORD.matcher(word).matches()) {
          return " (" + word + ")";
        }
      }
    } catch (JsonProcessingException e) {
      // It says nothing that can be told.
    }
    return "";
  }

  private static Optional<Duration> retryAfter(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("retry-after")
        .map(String::strip)
        .filter(text -> SECONDS.matcher(text).matches())
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    throw new UnsupportedOperationException("answers are waited for whole");
  }

  @Override
  public Duration connectTimeout() {
    return deadline;
  }

  @Override
  public HttpClientBuilder connectTimeout(Duration timeout) {
    return this;
  }

  @Override
  public Duration readTimeout() {
    return deadline;
  }

  @Override
  public HttpClientBuilder readTimeout(Duration timeout) {
    return this;
  }

  @Override
  public HttpClient build() {
    return this;
  }
}
