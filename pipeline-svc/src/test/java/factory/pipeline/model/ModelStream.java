package factory.pipeline.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.model.ModelServer.Asked;
import java.util.ArrayList;
import java.util.List;

/** A streamed answer, as the protocol that was asked in writes it. */
final class ModelStream {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PIECE = 40;

  private final Asked request;
  private final String text;

  ModelStream(Asked request, String text) {
    this.request = request;
    this.text = text;
    if (!request.body().path("stream").asBoolean()) {
      throw new IllegalArgumentException("no stream was asked for");
    }
  }

  static String type(Asked request) {
    return request.path().equals("/api/chat") ? "application/x-ndjson" : "text/event-stream";
  }

  private int in() {
    return request.words().length();
  }

  /** What it says before its end. */
  List<String> parts() {
    List<String> parts = new ArrayList<>();
    switch (request.path()) {
      case "/v1/chat/completions" -> parts.add(openAi(delta -> delta.put("role", "assistant")));
      case "/v1/messages" -> {
        var start = event("message_start");
        var message = start.putObject("message");
        message.put("id", "msg_1").put("type", "message").put("role", "assistant");
        message.put("model", "a-model").putArray("content");
        message.putObject("usage").put("input_tokens", in()).put("output_tokens", 1);
        parts.add(anthropic(start));
        var block = event("content_block_start").put("index", 0);
        block.putObject("content_block").put("type", "text").put("text", "");
        parts.add(anthropic(block));
      }
      case "/api/chat" -> {}
      default -> throw new IllegalArgumentException("no such path: " + request.path());
    }
    for (var at = 0; at < text.length(); at += PIECE) {
      parts.add(piece(text.substring(at, Math.min(text.length(), at + PIECE))));
    }
    return parts;
  }

  private String piece(String piece) {
    return switch (request.path()) {
      case "/v1/chat/completions" -> openAi(delta -> delta.put("content", piece));
      case "/v1/messages" -> {
        var delta = event("content_block_delta").put("index", 0);
        delta.putObject("delta").put("type", "text_delta").put("text", piece);
        yield anthropic(delta);
      }
      default -> {
        var line = JSON.createObjectNode().put("model", "a-model").put("done", false);
        line.put("created_at", "2026-01-31T00:00:00Z");
        line.putObject("message").put("role", "assistant").put("content", piece);
        yield json(line) + "\n";
      }
    };
  }

  /**
   * How it ends.
   *
   * @param why {@code stop}, {@code length} or {@code refusal}
   */
  String end(String why) {
    return switch (request.path()) {
      case "/v1/chat/completions" -> {
        var end = chunk();
        var choice = end.putArray("choices").addObject().put("index", 0);
        choice.put("finish_reason", why.equals("refusal") ? "content_filter" : why);
        choice.putObject("delta");
        var usage = chunk();
        usage.putArray("choices");
        usage
            .putObject("usage")
            .put("prompt_tokens", in())
            .put("completion_tokens", text.length())
            .put("total_tokens", in() + text.length());
        yield data(end) + data(usage) + "data: [DONE]\n\n";
      }
      case "/v1/messages" -> {
        var delta = event("message_delta");
        delta
            .putObject("delta")
            .put(
                "stop_reason",
                switch (why) {
                  case "length" -> "max_tokens";
                  case "refusal" -> "refusal";
                  default -> "end_turn";
                });
        delta.putObject("usage").put("output_tokens", text.length());
        yield anthropic(event("content_block_stop").put("index", 0))
            + anthropic(delta)
            + anthropic(event("message_stop"));
      }
      default -> {
        var line = JSON.createObjectNode().put("model", "a-model").put("done", true);
        line.put("created_at", "2026-01-31T00:00:00Z");
        line.put("done_reason", why.equals("refusal") ? "stop" : why);
        line.putObject("message").put("role", "assistant").put("content", "");
        line.put("prompt_eval_count", in()).put("eval_count", text.length());
        yield json(line) + "\n";
      }
    };
  }

  /** An error in the middle. */
  String error(String message) {
    var error = JSON.createObjectNode();
    return switch (request.path()) {
      case "/v1/chat/completions" -> {
        error.putObject("error").put("message", message).put("type", "server_error");
        yield data(error);
      }
      case "/v1/messages" -> {
        error.put("type", "error");
        error.putObject("error").put("type", "overloaded_error").put("message", message);
        yield anthropic(error);
      }
      default -> json(error.put("error", message)) + "\n";
    };
  }

  private ObjectNode chunk() {
    var chunk = JSON.createObjectNode();
    chunk.put("id", "chatcmpl-1").put("object", "chat.completion.chunk");
    return chunk.put("created", 1).put("model", "a-model");
  }

  private String openAi(java.util.function.UnaryOperator<ObjectNode> says) {
    var chunk = chunk();
    var choice = chunk.putArray("choices").addObject();
    choice.put("index", 0).putNull("finish_reason");
    choice.set("delta", says.apply(JSON.createObjectNode()));
    return data(chunk);
  }

  private static ObjectNode event(String type) {
    return JSON.createObjectNode().put("type", type);
  }

  private static String anthropic(ObjectNode event) {
    return "event: " + event.path("type").asText() + "\n" + data(event);
  }

  private static String data(ObjectNode event) {
    return "data: " + json(event) + "\n\n";
  }

  private static String json(ObjectNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
