package factory.pipeline.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import factory.pipeline.prove.Client;
import factory.pipeline.prove.Wallet;
import factory.pipeline.spec.Example;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Follows one example on an empty service. Knows nothing of how the prover follows them. */
final class Acceptance {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME = Pattern.compile("\\{([a-z][a-z0-9_]*)\\}");

  private final Client client;
  private final Map<String, String> saved = new HashMap<>();

  Acceptance(Client client) {
    this.client = client;
  }

  /** What was answered otherwise than the example says; empty when nothing was. */
  Optional<String> follow(Example example) throws IOException {
    var number = 0;
    for (var exchange : example.exchanges()) {
      number++;
      var body = exchange.body().map(json -> filled(json).toString());
      var path = filled(exchange.path());
      Map<String, String> headers =
          body.isPresent() ? Map.of("Content-Type", "application/json") : Map.of();
      var answer =
          client.send(
              new Client.Request(
                  Wallet.valueOf(exchange.as().toUpperCase(Locale.ROOT)),
                  exchange.method(),
                  path,
                  headers,
                  body.orElse(""),
                  StandardCharsets.UTF_8));
      var said =
          "%s, exchange %d: %s %s %s as %s -> %d %s"
              .formatted(
                  example.title(),
                  number,
                  exchange.method(),
                  path,
                  body.orElse(""),
                  exchange.as(),
                  answer.status(),
                  answer.body());
      if (answer.status() != exchange.status()) {
        return Optional.of(said + ", expected " + exchange.status());
      }
      var json = answer.body().isBlank() ? JSON.missingNode() : JSON.readTree(answer.body());
      if (exchange.answer().isPresent()) {
        var difference = difference(filled(exchange.answer().get()), json, "");
        if (difference.isPresent()) {
          return Optional.of(said + ", where " + difference.get());
        }
      }
      for (var save : exchange.save().entrySet()) {
        var value = json.at(save.getValue());
        if (value.isMissingNode()) {
          return Optional.of(said + ", without " + save.getValue());
        }
        saved.put(save.getKey(), value.asText());
      }
    }
    return Optional.empty();
  }

  private String filled(String text) {
    return NAME.matcher(text)
        .replaceAll(
            found -> Matcher.quoteReplacement(saved.getOrDefault(found.group(1), found.group())));
  }

  private JsonNode filled(JsonNode json) {
    switch (json) {
      case com.fasterxml.jackson.databind.node.TextNode text -> {
        return JsonNodeFactory.instance.textNode(filled(text.textValue()));
      }
      case com.fasterxml.jackson.databind.node.ObjectNode object -> {
        var copy = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(field -> copy.set(field.getKey(), filled(field.getValue())));
        return copy;
      }
      case com.fasterxml.jackson.databind.node.ArrayNode array -> {
        var copy = JsonNodeFactory.instance.arrayNode();
        array.forEach(item -> copy.add(filled(item)));
        return copy;
      }
      default -> {
        return json;
      }
    }
  }

  private static Optional<String> difference(JsonNode wanted, JsonNode got, String at) {
    if (wanted.isObject() && got.isObject()) {
      for (var field : wanted.properties()) {
        var inner =
            difference(field.getValue(), got.path(field.getKey()), at + "/" + field.getKey());
        if (inner.isPresent()) {
          return inner;
        }
      }
      return Optional.empty();
    }
    if (wanted.isArray() && got.isArray() && wanted.size() == got.size()) {
      for (var i = 0; i < wanted.size(); i++) {
        var inner = difference(wanted.path(i), got.path(i), at + "/" + i);
        if (inner.isPresent()) {
          return inner;
        }
      }
      return Optional.empty();
    }
    var same =
        (wanted.isNumber() && got.isNumber())
            ? wanted.decimalValue().compareTo(got.decimalValue()) == 0
            : wanted.equals(got);
    return same ? Optional.empty() : Optional.of(at + " is not " + wanted);
  }
}
