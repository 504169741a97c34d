package factory.pipeline.ideas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import factory.pipeline.prove.Client;
import factory.pipeline.prove.Wallet;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sends what a test asks, as whom it says, and judges whether it was accepted or refused. */
final class Wire {
  /** Which statuses are a refusal of that sort. */
  private static final Map<String, Set<Integer>> REFUSALS =
      Map.of(
          "invalid", Set.of(400, 422),
          "conflict", Set.of(400, 403, 409, 410, 412, 422),
          "barred", Set.of(401, 403, 404, 405),
          "gone", Set.of(404, 410),
          "any", Set.of(400, 401, 403, 404, 405, 409, 410, 412, 413, 422),
          "maybe", Set.of(400, 401, 403, 404, 405, 409, 410, 412, 422));

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_SHOWN = 300;

  private final Client client;
  private final Map<Wallet, Map<String, String>> shown = new EnumMap<>(Wallet.class);

  Wire(Client client) {
    this.client = client;
  }

  /**
   * What came back.
   *
   * @param json missing when it is none
   * @param said request and answer, for people
   */
  record Answer(int status, JsonNode json, String text, String said) {}

  /** What a caller shows from now on. */
  void show(Wallet wallet, Map<String, String> headers) {
    shown.put(wallet, headers);
  }

  static Wallet caller(JsonNode step) {
    return Wallet.valueOf(step.path("as").asText("a").toUpperCase(Locale.ROOT));
  }

  /** Sends it; what is no answer at all, or the service's own fault, is wrong. */
  Answer send(Wallet as, String method, String path, @Nullable JsonNode body)
      throws IOException, Verdict.Told {
    Map<String, String> headers = new LinkedHashMap<>(shown.getOrDefault(as, Map.of()));
    if (body != null) {
      headers.put("Content-Type", "application/json");
    }
    var sent = body == null ? "" : body.toString();
    var answer =
        client.send(new Client.Request(as, method, path, headers, sent, StandardCharsets.UTF_8));
    var said =
        "%s %s %s as %s -> %d %s"
            .formatted(method, path, sent, as, answer.status(), beginning(answer.body()));
    if (answer.status() >= 500) {
      throw Verdict.wrong(said);
    }
    return new Answer(answer.status(), json(answer.body()), answer.body(), said);
  }

  private static String beginning(String text) {
    return text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "..." : text;
  }

  private static JsonNode json(String text) {
    try {
      return text.isBlank() ? JsonNodeFactory.instance.missingNode() : JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JsonNodeFactory.instance.missingNode();
    }
  }

  /** Whether it was accepted, as a step wants it; false when it wants a refusal and has it. */
  static boolean accepted(JsonNode step, Answer answer) throws Verdict.Told {
    var refused = step.path("refused").asText();
    var isOpen = refused.isEmpty() || (refused.equals("maybe") && answer.status() < 400);
    if (isOpen) {
      if (answer.status() >= 400) {
        throw Verdict.wrong(answer.said() + ", expected to be accepted");
      }
      return true;
    }
    var statuses = REFUSALS.get(refused);
    if (statuses == null) {
      throw new IllegalArgumentException("no sort of refusal: " + refused);
    }
    if (!statuses.contains(answer.status())) {
      throw Verdict.wrong(answer.said() + ", expected to be refused: " + refused);
    }
    return false;
  }

  /**
   * Whether a step wants that something cannot be done by anybody, so that it need not be there.
   */
  static boolean wantsBarred(JsonNode step) {
    return step.path("refused").asText().equals("barred");
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
