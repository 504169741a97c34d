package factory.pipeline.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What a reader's process wrote, which is believed no further than any text from outside: a field
 * that is missing, of another type or not known is an {@link IllegalArgumentException}.
 */
final class DocumentJson {
  private static final int FORMAT = 1;
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build()
          .readerFor(JsonNode.class);
  private static final List<String> BOUNDS =
      List.of(
          "minimum",
          "maximum",
          "exclusive_minimum",
          "exclusive_maximum",
          "multiple_of",
          "min_length",
          "max_length",
          "min_items",
          "max_items",
          "min_properties",
          "max_properties");

  /** One object, whose fields are asked for one by one. */
  private static final class Fields {
    private final JsonNode node;
    private final Set<String> known = new HashSet<>();

    Fields(JsonNode node) {
      if (!node.isObject()) {
        throw new IllegalArgumentException("an object is missing");
      }
      this.node = node;
    }

    JsonNode get(String name) {
      known.add(name);
      return node.path(name);
    }

    String text(String name) {
      var text = get(name);
      if (!text.isTextual()) {
        throw new IllegalArgumentException(name + " is no text");
      }
      return text.textValue();
    }

    String textOrNone(String name) {
      return get(name).isMissingNode() ? "" : text(name);
    }

    boolean flag(String name) {
      var flag = get(name);
      if (!flag.isMissingNode() && !flag.isBoolean()) {
        throw new IllegalArgumentException(name + " is neither true nor false");
      }
      return flag.booleanValue();
    }

    int number(String name) {
      var number = get(name);
      if (!number.isInt()) {
        throw new IllegalArgumentException(name + " is no number");
      }
      return number.intValue();
    }

    <T> Optional<T> perhaps(String name, Function<JsonNode, T> read) {
      var value = get(name);
      return value.isMissingNode() ? Optional.empty() : Optional.of(read.apply(value));
    }

    <T> List<T> list(String name, Function<JsonNode, T> read) {
      var value = get(name);
      if (!value.isMissingNode() && !value.isArray()) {
        throw new IllegalArgumentException(name + " is no list");
      }
      List<T> all = new ArrayList<>();
      value.forEach(item -> all.add(read.apply(item)));
      return all;
    }

    <T> Map<String, T> map(String name, Function<JsonNode, T> read) {
      var value = get(name);
      if (!value.isMissingNode() && !value.isObject()) {
        throw new IllegalArgumentException(name + " is no object");
      }
      Map<String, T> all = new LinkedHashMap<>();
      value.properties().forEach(entry -> all.put(entry.getKey(), read.apply(entry.getValue())));
      return all;
    }

    void done() {
      for (var name : (Iterable<String>) node::fieldNames) {
        if (!known.contains(name)) {
          throw new IllegalArgumentException(name + " is not known");
        }
      }
    }
  }

  private DocumentJson() {}

  static Reading read(byte[] bytes) {
    Fields answer;
    try {
      answer =
          new Fields(JSON.readTree(new String(bytes, java.nio.charset.StandardCharsets.UTF_8)));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is no JSON", e);
    }
    if (answer.number("format") != FORMAT) {
      throw new IllegalArgumentException("it is of another release");
    }
    var refused = answer.perhaps("refused", DocumentJson::refused);
    var reading =
        refused.isPresent()
            ? refused.get()
            : new Reading.Understood(document(new Fields(answer.get("document"))));
    answer.done();
    return reading;
  }

  private static Reading refused(JsonNode node) {
    var fields = new Fields(node);
    var refused =
        new Reading.Refused(fields.number("line"), fields.number("column"), fields.text("why"));
    fields.done();
    return refused;
  }

  private static ApiDocument document(Fields fields) {
    var document =
        new ApiDocument(
            fields.text("openapi"),
            fields.text("title"),
            fields.text("version"),
            fields.text("description"),
            fields.list("tags", DocumentJson::tag),
            fields.list("security_schemes", DocumentJson::securityScheme),
            fields.list("operations", DocumentJson::operation),
            fields.map("schemas", DocumentJson::schema),
            fields.list("webhooks", DocumentJson::word),
            fields.list("notes", DocumentJson::word));
    fields.done();
    return document;
  }

  private static String word(JsonNode node) {
    if (!node.isTextual()) {
      throw new IllegalArgumentException("a text is missing");
    }
    return node.textValue();
  }

  private static ApiDocument.Tag tag(JsonNode node) {
    var fields = new Fields(node);
    var tag = new ApiDocument.Tag(fields.text("name"), fields.text("description"));
    fields.done();
    return tag;
  }

  private static ApiDocument.SecurityScheme securityScheme(JsonNode node) {
    var fields = new Fields(node);
    var scheme =
        new ApiDocument.SecurityScheme(
            fields.text("name"),
            fields.text("type"),
            fields.text("in"),
            fields.text("parameter"),
            fields.text("scheme"),
            fields.text("description"),
            fields.list("flows", DocumentJson::word),
            fields.list("scopes", DocumentJson::word));
    fields.done();
    return scheme;
  }

  private static ApiDocument.Operation operation(JsonNode node) {
    var fields = new Fields(node);
    var operation =
        new ApiDocument.Operation(
            fields.text("method"),
            fields.text("path"),
            fields.number("line"),
            fields.text("operation_id"),
            fields.text("summary"),
            fields.text("description"),
            fields.list("tags", DocumentJson::word),
            fields.flag("deprecated"),
            fields.list("security", DocumentJson::words),
            fields.list("parameters", DocumentJson::parameter),
            fields.perhaps("request_body", DocumentJson::body),
            fields.list("responses", DocumentJson::response),
            fields.list("callbacks", DocumentJson::word));
    fields.done();
    return operation;
  }

  private static List<String> words(JsonNode node) {
    List<String> all = new ArrayList<>();
    node.forEach(item -> all.add(word(item)));
    return List.copyOf(all);
  }

  private static ApiDocument.Parameter parameter(JsonNode node) {
    var fields = new Fields(node);
    var parameter =
        new ApiDocument.Parameter(
            fields.text("name"),
            fields.text("in"),
            fields.flag("required"),
            fields.text("description"),
            fields.text("style"),
            fields.flag("explode"),
            fields.perhaps("schema", DocumentJson::schema),
            fields.list("content", DocumentJson::content),
            fields.perhaps("example", Function.identity()));
    fields.done();
    return parameter;
  }

  private static ApiDocument.Body body(JsonNode node) {
    var fields = new Fields(node);
    var body =
        new ApiDocument.Body(
            fields.flag("required"),
            fields.text("description"),
            fields.list("content", DocumentJson::content));
    fields.done();
    return body;
  }

  private static ApiDocument.Response response(JsonNode node) {
    var fields = new Fields(node);
    var response =
        new ApiDocument.Response(
            fields.text("status"),
            fields.text("description"),
            fields.list("headers", DocumentJson::header),
            fields.list("content", DocumentJson::content));
    fields.done();
    return response;
  }

  private static ApiDocument.Header header(JsonNode node) {
    var fields = new Fields(node);
    var header =
        new ApiDocument.Header(
            fields.text("name"),
            fields.flag("required"),
            fields.text("description"),
            fields.perhaps("schema", DocumentJson::schema));
    fields.done();
    return header;
  }

  private static ApiDocument.Content content(JsonNode node) {
    var fields = new Fields(node);
    var content =
        new ApiDocument.Content(
            fields.text("media_type"),
            fields.perhaps("schema", DocumentJson::schema),
            fields.list("examples", Function.identity()));
    fields.done();
    return content;
  }

  private static Schema schema(JsonNode node) {
    var fields = new Fields(node);
    if (node.has("ref") || node.has("anything")) {
      var schema =
          node.has("ref")
              ? new Schema.Reference(fields.text("ref"))
              : new Schema.Anything(fields.flag("anything"));
      fields.done();
      return schema;
    }
    var described =
        new Schema.Described(
            fields.list("types", DocumentJson::word),
            fields.flag("nullable"),
            fields.textOrNone("format"),
            fields.textOrNone("title"),
            fields.textOrNone("description"),
            fields.map("properties", DocumentJson::schema),
            new HashSet<>(fields.list("required", DocumentJson::word)),
            fields.perhaps("additional", DocumentJson::schema),
            fields.perhaps("items", DocumentJson::schema),
            fields.list("enum", Function.identity()),
            limits(fields),
            fields.perhaps("default", Function.identity()),
            fields.perhaps("example", Function.identity()),
            fields.flag("read_only"),
            fields.flag("write_only"),
            fields.list("all_of", DocumentJson::schema),
            fields.list("any_of", DocumentJson::schema),
            fields.list("one_of", DocumentJson::schema),
            fields.textOrNone("discriminator"),
            fields.list("other_keywords", DocumentJson::word));
    fields.done();
    return described;
  }

  private static Schema.Limits limits(Fields fields) {
    Map<String, BigDecimal> bounds = new LinkedHashMap<>();
    for (var name : BOUNDS) {
      fields
          .perhaps(name, Function.identity())
          .ifPresent(
              value -> {
                if (!value.isNumber()) {
                  throw new IllegalArgumentException(name + " is no number");
                }
                bounds.put(name, value.decimalValue());
              });
    }
    var pattern = fields.textOrNone("pattern");
    return new Schema.Limits(
        bounds,
        pattern.isEmpty() ? Optional.empty() : Optional.of(pattern),
        fields.flag("unique_items"));
  }
}
