package factory.pipeline.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import factory.pipeline.prove.Client;
import factory.pipeline.prove.Wallet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Follows one test of a document on an empty service. A test is {@code name} and {@code do}, a list
 * of exchanges: {@code POST: /path}, with {@code body} (JSON) or {@code text}, {@code headers},
 * {@code without} (a header of all the document's tests), {@code as} (the wallet, {@code A} else),
 * {@code times}; {@code is} is the status, a list of some, or {@code 4xx}; {@code at} a pointer
 * into the answer, of which {@code has} tells members, {@code equals} all, {@code size} the length,
 * {@code contains} items; {@code header} (one with a / is compared), {@code type}, {@code says} the
 * whole body as a text, {@code empty}; {@code save} keeps a value of the answer for <code>{name}
 * </code>.
 */
final class Promise {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME = Pattern.compile("\\{([a-z]+)\\}");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);
  private static final Pattern DATE_TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)");
  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

  private final Client client;
  private final JsonNode defaults;
  private final Map<String, JsonNode> saved = new HashMap<>();

  /**
   * Follows tests on a service.
   *
   * @param defaults headers that each request has
   */
  Promise(Client client, JsonNode defaults) {
    this.client = client;
    this.defaults = defaults;
  }

  static String method(JsonNode exchange) {
    return METHODS.stream().filter(exchange::has).findFirst().orElseThrow();
  }

  /** What was answered otherwise than promised; empty when nothing was. */
  Optional<String> broken(JsonNode test) throws IOException {
    for (var exchange : test.path("do")) {
      for (var i = 0; i < exchange.path("times").asInt(1); i++) {
        var difference = exchange(exchange);
        if (difference.isPresent()) {
          return difference;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> exchange(JsonNode exchange) throws IOException {
    var method = method(exchange);
    var path = filled(exchange.path(method).asText());
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    var body =
        exchange.has("body")
            ? filled(exchange.path("body")).toString()
            : exchange.path("text").asText("");
    if (exchange.has("body")) {
      headers.put("Content-Type", "application/json");
    }
    defaults
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
    headers.remove(exchange.path("without").asText());
    for (var header : exchange.path("headers").properties()) {
      headers.put(header.getKey(), filled(header.getValue().asText()));
    }
    var answer =
        client.send(
            new Client.Request(
                Wallet.valueOf(exchange.path("as").asText("A")),
                method,
                path,
                headers,
                body,
                StandardCharsets.UTF_8));
    var wrong = wrong(exchange, answer);
    for (var save : exchange.path("save").properties()) {
      saved.put(save.getKey(), json(answer).at(save.getValue().asText()));
    }
    return wrong.map(
        what ->
            "%s %s %s -> %d %s: %s"
                .formatted(method, path, body, answer.status(), answer.body(), what));
  }

  private Optional<String> wrong(JsonNode exchange, Client.Answer answer) {
    if (!isStatus(exchange.path("is"), answer.status())) {
      return Optional.of("expected " + exchange.path("is"));
    }
    if (exchange.path("empty").asBoolean() && !answer.body().isEmpty()) {
      return Optional.of("expected no body");
    }
    var type = exchange.path("type").asText("");
    if (!answer.headers().getOrDefault("content-type", "").startsWith(type)) {
      return Optional.of("expected " + type + ", not " + answer.headers().get("content-type"));
    }
    for (var header : exchange.path("header").properties()) {
      if (!answer.headers().containsKey(header.getKey().toLowerCase(Locale.ROOT))) {
        return Optional.of("expected a header " + header.getKey());
      }
      var wanted = filled(header.getValue().asText());
      var is = answer.headers().get(header.getKey().toLowerCase(Locale.ROOT));
      if (wanted.contains("/") && !wanted.equals(is)) {
        return Optional.of("expected the %s %s, not %s".formatted(header.getKey(), wanted, is));
      }
    }
    if (exchange.has("says") && !answer.body().equals(filled(exchange.path("says").asText()))) {
      return Optional.of("expected " + exchange.path("says"));
    }
    return wrong(exchange, json(answer).at(exchange.path("at").asText("")));
  }

  private Optional<String> wrong(JsonNode exchange, JsonNode got) {
    if (exchange.has("has")) {
      var difference = difference(filled(exchange.path("has")), got, "");
      if (difference.isPresent()) {
        return difference;
      }
    }
    if (exchange.has("equals") && !got.equals(exchange.path("equals"))) {
      return Optional.of("expected " + exchange.path("equals"));
    }
    if (exchange.has("size") && !(got.isArray() && got.size() == exchange.path("size").asInt())) {
      return Optional.of("expected an array of " + exchange.path("size"));
    }
    for (var item : exchange.path("contains")) {
      var wanted = filled(item);
      if (got.valueStream().noneMatch(one -> difference(wanted, one, "").isEmpty())) {
        return Optional.of("expected among them " + wanted);
      }
    }
    return Optional.empty();
  }

  private static boolean isStatus(JsonNode wanted, int status) {
    if (wanted.isArray()) {
      return wanted.valueStream().anyMatch(one -> isStatus(one, status));
    }
    return wanted.isTextual()
        ? wanted.asText().equals("%dxx".formatted(status / 100))
        : wanted.asInt() == status;
  }

  private static JsonNode json(Client.Answer answer) {
    try {
      return answer.body().isBlank() ? JSON.missingNode() : JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }

  private static Optional<String> difference(JsonNode wanted, JsonNode got, String at) {
    if (wanted.isTextual() && wanted.asText().startsWith("$")) {
      return isKind(wanted.asText().substring(1), got)
          ? Optional.empty()
          : Optional.of(at + " is not " + wanted.asText());
    }
    if (wanted.isObject() && got.isObject()) {
      return wanted.properties().stream()
          .map(
              field ->
                  difference(field.getValue(), got.path(field.getKey()), at + "/" + field.getKey()))
          .flatMap(Optional::stream)
          .findFirst();
    }
    if (wanted.isArray() && got.isArray() && wanted.size() == got.size()) {
      return IntStream.range(0, wanted.size())
          .mapToObj(i -> difference(wanted.path(i), got.path(i), at + "/" + i))
          .flatMap(Optional::stream)
          .findFirst();
    }
    var same =
        (wanted.isNumber() && got.isNumber())
            ? wanted.decimalValue().compareTo(got.decimalValue()) == 0
            : wanted.equals(got);
    return same ? Optional.empty() : Optional.of(at + " is not " + wanted);
  }

  private static boolean isKind(String kind, JsonNode got) {
    return switch (kind) {
      case "integer" -> got.isIntegralNumber();
      case "string" -> got.isTextual();
      case "array" -> got.isArray();
      case "object" -> got.isObject();
      case "absent" -> got.isMissingNode();
      case "uuid" -> UUID.matcher(got.asText()).matches();
      case "date-time" -> DATE_TIME.matcher(got.asText()).matches();
      default -> throw new IllegalArgumentException("no kind of value: " + kind);
    };
  }

  private String filled(String text) {
    return NAME.matcher(text)
        .replaceAll(
            found -> {
              var value = saved.get(found.group(1));
              return Matcher.quoteReplacement(value == null ? found.group() : value.asText());
            });
  }

  private JsonNode filled(JsonNode json) {
    switch (json) {
      case TextNode text -> {
        var name = NAME.matcher(text.textValue());
        var whole = name.matches() ? saved.get(name.group(1)) : null;
        // Alone, it keeps its type.
        return whole == null ? JsonNodeFactory.instance.textNode(filled(text.textValue())) : whole;
      }
      case ObjectNode object -> {
        var copy = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(field -> copy.set(field.getKey(), filled(field.getValue())));
        return copy;
      }
      case ArrayNode array -> {
        var copy = JsonNodeFactory.instance.arrayNode();
        array.forEach(item -> copy.add(filled(item)));
        return copy;
      }
      default -> {
        return json;
      }
    }
  }
}
