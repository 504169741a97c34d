package factory.pipeline.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import factory.pipeline.model.ModelFailed.Why;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model by its protocol, through LangChain4j, which tries nothing twice here and logs nothing.
 */
final class LangChainClient implements ModelClient {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final StreamingChatModel model;

  LangChainClient(ModelPlace place) {
    var through = new ModelHttp(http, place.timeout(), place.silence());
    var url = place.url().toString();
    model =
        switch (place.provider()) {
          case OPENAI ->
              OpenAiStreamingChatModel.builder()
                  .httpClientBuilder(through)
                  .baseUrl(url)
                  .apiKey(place.key().orElse("none"))
                  .modelName(place.name())
                  .strictJsonSchema(false)
                  .timeout(place.timeout())
                  .build();
          case ANTHROPIC ->
              AnthropicStreamingChatModel.builder()
                  .httpClientBuilder(through)
                  .baseUrl(url)
                  .apiKey(place.key().orElse("none"))
                  .modelName(place.name())
                  .cacheSystemMessages(true)
                  .maxTokens(place.maxTokens())
                  .timeout(place.timeout())
                  .build();
          case OLLAMA ->
              OllamaStreamingChatModel.builder()
                  .httpClientBuilder(through)
                  .baseUrl(url)
                  .modelName(place.name())
                  .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                  .numCtx(place.contextTokens())
                  .timeout(place.timeout())
                  .build();
        };
  }

  @Override
  public Said say(Prompt prompt, int maxTokens) throws ModelFailed, InterruptedException {
    var heard = new Heard();
    try {
      model.chat(request(prompt, maxTokens), heard);
    } catch (RuntimeException e) {
      // What is known of the call says more than what the parser saw of it.
      heard.error = e;
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    var error = heard.error;
    if (error != null) {
      throw failure(error);
    }
    // A stream may end early and look whole: what says why it ended is what comes last.
    var answer = heard.answer;
    if (answer != null && answer.finishReason() != null) {
      return said(answer, prompt);
    }
    throw new ModelFailed(Why.AWAY, "Its answer breaks off.");
  }

  /** What comes of an answer, in the thread that asks. */
  private static final class Heard implements StreamingChatResponseHandler {
    private @Nullable ChatResponse answer;
    private @Nullable Throwable error;

    @Override
    public void onCompleteResponse(ChatResponse response) {
      answer = response;
    }

    @Override
    public void onError(Throwable first) {
      if (error == null) {
        error = first;
      }
    }
  }

  private ChatRequest request(Prompt prompt, int maxTokens) {
    List<ChatMessage> messages = new ArrayList<>();
    messages.add(SystemMessage.from(prompt.system()));
    for (var turn : prompt.turns()) {
      messages.add(
          switch (turn.role()) {
            case USER -> UserMessage.from(turn.text());
            case MODEL -> AiMessage.from(turn.text());
          });
    }
    return ChatRequest.builder()
        .messages(messages)
        .maxOutputTokens(maxTokens)
        .responseFormat(format(prompt.form()))
        .build();
  }

  private ResponseFormat format(Prompt.Form form) {
    return ResponseFormat.builder()
        .type(ResponseFormatType.JSON)
        .jsonSchema(
            JsonSchema.builder()
                .name(form.name())
                .rootElement(JsonRawSchema.from(form.schema()))
                .build())
        .build();
  }

  private static Said said(ChatResponse answer, Prompt prompt) throws ModelFailed {
    var text = answer.aiMessage() == null ? null : answer.aiMessage().text();
    var usage = answer.tokenUsage();
    var said =
        new Said(
            text == null ? "" : text,
            counted(usage == null ? null : usage.inputTokenCount(), Tokens.atMost(prompt)),
            counted(
                usage == null ? null : usage.outputTokenCount(),
                Tokens.atMost(text == null ? "" : text)));
    if (answer.finishReason() == FinishReason.LENGTH) {
      throw ModelFailed.of(Why.CUT_OFF, "Its answer is longer than it may be.", said);
    }
    if (answer.finishReason() == FinishReason.CONTENT_FILTER || said.text().isBlank()) {
      throw ModelFailed.of(Why.DECLINED, "It does not answer this.", said);
    }
    return said;
  }

  /** A server that does not count has counted as much as there may have been. */
  private static long counted(@Nullable Integer tokens, long otherwise) {
    return tokens == null || tokens <= 0 ? otherwise : tokens;
  }

  private static ModelFailed failure(Throwable e) {
    for (var cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ModelHttp.Failure failure) {
        return failure.failed();
      }
      if (cause instanceof JsonProcessingException) {
        return new ModelFailed(Why.NONSENSE, "What its server answers is not of its protocol.");
      }
    }
    return new ModelFailed(Why.AWAY, "Its server reports an error in the middle of an answer.");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
