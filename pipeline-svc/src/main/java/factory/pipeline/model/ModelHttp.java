package factory.pipeline.model;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * How LangChain4j reaches a model: answers are streamed, with one deadline for all of a call and
 * one for a silence in it; they are bounded, no redirect is followed, and an interrupt ends the
 * call. What goes wrong is told in words of ours: those of a server may repeat what it was sent,
 * the key too.
 */
final class ModelHttp implements HttpClient, HttpClientBuilder {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** An event for each token, of some hundred bytes. */
  private static final long MOST_BYTES = 128L << 20;

  private static final int MOST_ERROR = 64 << 10;
  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]{1,59}");
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");
  private static final int TOO_MANY = 429;
  private static final int OVERLOADED = 529;

  private final java.net.http.HttpClient client;
  private final Duration deadline;
  private final Duration silence;

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
   * @param silence how long an answer may stop once it has begun
   */
  ModelHttp(java.net.http.HttpClient client, Duration deadline, Duration silence) {
    this.client = client;
    this.deadline = deadline;
    this.silence = silence;
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    throw new UnsupportedOperationException("answers are streamed");
  }

  /** Reads an answer in the calling thread, and returns when it has ended. */
  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    var stream = new AnswerStream(deadline, silence, MOST_BYTES);
    var answer = begun(sent(request), stream);
    try (stream) {
      if (answer.statusCode() / 100 != 2) {
        throw new Failure(refused(answer, new String(stream.readNBytes(MOST_ERROR), UTF_8)));
      }
      if (!streams(answer)) {
        throw new Failure(
            new ModelFailed(
                Why.NONSENSE,
                "What its server answers is not of its protocol, in which answers are streamed."));
      }
      listener.onOpen(
          SuccessfulHttpResponse.builder()
              .statusCode(answer.statusCode())
              .headers(answer.headers().map())
              .build());
      parser.parse(stream, listener);
      var failed = stream.failed();
      if (failed != null) {
        throw new Failure(failed);
      }
      listener.onClose();
    } catch (IOException e) {
      var failed = stream.failed();
      throw new Failure(failed == null ? new ModelFailed(Why.AWAY, "The call was ended.") : failed);
    }
  }

  private static java.net.http.HttpRequest sent(HttpRequest request) {
    var sent = java.net.http.HttpRequest.newBuilder(URI.create(request.url()));
    request.headers().forEach((name, values) -> values.forEach(value -> sent.header(name, value)));
    return sent.method(
            request.method().name(),
            request.body() == null
                ? java.net.http.HttpRequest.BodyPublishers.noBody()
                : java.net.http.HttpRequest.BodyPublishers.ofString(request.body()))
        .build();
  }

  /** Server-sent events, or Ollama's lines. */
  private static boolean streams(HttpResponse<?> answer) {
    var type = answer.headers().firstValue("content-type").orElse("");
    return type.startsWith("text/event-stream") || type.startsWith("application/x-ndjson");
  }

  private HttpResponse<InputStream> begun(java.net.http.HttpRequest request, AnswerStream stream) {
    var answer = client.sendAsync(request, _ -> stream);
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

  private static ModelFailed refused(HttpResponse<?> answer, String body) {
    var status = answer.statusCode();
    var said = "Its server answers %d%s.".formatted(status, code(body));
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

  private static Optional<Duration> retryAfter(HttpResponse<?> answer) {
    return answer
        .headers()
        .firstValue("retry-after")
        .map(String::strip)
        .filter(text -> SECONDS.matcher(text).matches())
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
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
