package factory.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.swagger.v3.oas.models.media.Schema;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Schemas as JSON: one form for 3.0 and 3.1. */
final class Schemas {
  private static final String BYTE = "byte";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final JsonMapper MAPPER =
      JsonMapper.builder().addModule(new JavaTimeModule()).nodeFactory(JSON).build();

  private static final String OTHER = "other_keywords";

  private Schemas() {}

  static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** Of a reference to a component. */
  static String nameIn(String reference) {
    return reference
        .substring(reference.lastIndexOf('/') + 1)
        .replace("~1", "/")
        .replace("~0", "~");
  }

  /** A value of an example, default or enumeration. */
  static JsonNode value(@Nullable Object value) {
    if (value instanceof Date date) {
      return JSON.textNode(date.toInstant().toString());
    }
    return value instanceof JsonNode node ? node : MAPPER.valueToTree(value);
  }

  static ObjectNode json(@Nullable Schema<?> schema) {
    var json = JSON.objectNode();
    if (schema == null) {
      // There is something that the parser made nothing of.
      json.putArray(OTHER).add("unreadable");
      return json;
    }
    if (schema.get$ref() != null) {
      return json.put("ref", nameIn(schema.get$ref()));
    }
    if (schema.getBooleanSchemaValue() != null) {
      return json.put("anything", schema.getBooleanSchemaValue());
    }
    types(schema, json);
    put(json, "format", format(schema));
    put(json, "title", schema.getTitle());
    put(json, "description", schema.getDescription());
    put(json, "pattern", schema.getPattern());
    bounds(schema, json);
    if (schema.getEnum() != null) {
      var words = json.putArray("enum");
      schema.getEnum().forEach(word -> words.add(value(word)));
    }
    if (schema.getConst() != null) {
      json.putArray("enum").add(value(schema.getConst()));
    }
    if (schema.getDefault() != null) {
      json.set("default", value(schema.getDefault()));
    }
    if (schema.getExample() != null) {
      json.set("example", value(schema.getExample()));
    }
    if (Boolean.TRUE.equals(schema.getReadOnly())) {
      json.put("read_only", true);
    }
    if (Boolean.TRUE.equals(schema.getWriteOnly())) {
      json.put("write_only", true);
    }
    structure(schema, json);
    return json;
  }

  private static void types(Schema<?> schema, ObjectNode json) {
    Set<String> types = new LinkedHashSet<>();
    if (schema.getTypes() != null) {
      types.addAll(schema.getTypes());
    } else if (schema.getType() != null) {
      types.add(schema.getType());
    }
    var nullable = types.remove("null") || Boolean.TRUE.equals(schema.getNullable());
    if (types.isEmpty() && schema.getProperties() != null) {
      types.add("object");
    }
    if (types.isEmpty() && schema.getItems() != null) {
      types.add("array");
    }
    if (!types.isEmpty()) {
      types.forEach(json.putArray("types")::add);
    }
    if (nullable) {
      json.put("nullable", true);
    }
  }

  private static @Nullable String format(Schema<?> schema) {
    return isBytes(schema) ? "binary" : isBase64(schema) ? BYTE : schema.getFormat();
  }

  /** Bytes in base64 as 3.1 says them, which are what 3.0 calls the format byte. */
  private static boolean isBase64(Schema<?> schema) {
    return (schema.getFormat() == null || schema.getFormat().equals(BYTE))
        && schema.getContentMediaType() == null
        && "base64".equalsIgnoreCase(schema.getContentEncoding());
  }

  /** Bytes as 3.1 says them: of a media type, and in no encoding. */
  private static boolean isBytes(Schema<?> schema) {
    return schema.getFormat() == null
        && schema.getContentMediaType() != null
        && schema.getContentEncoding() == null;
  }

  private static void bounds(Schema<?> schema, ObjectNode json) {
    put(json, "minimum", schema.getMinimum());
    put(json, "maximum", schema.getMaximum());
    put(json, "exclusive_minimum", schema.getExclusiveMinimumValue());
    put(json, "exclusive_maximum", schema.getExclusiveMaximumValue());
    if (Boolean.TRUE.equals(schema.getExclusiveMinimum()) && schema.getMinimum() != null) {
      json.remove("minimum");
      put(json, "exclusive_minimum", schema.getMinimum());
    }
    if (Boolean.TRUE.equals(schema.getExclusiveMaximum()) && schema.getMaximum() != null) {
      json.remove("maximum");
      put(json, "exclusive_maximum", schema.getMaximum());
    }
    put(json, "multiple_of", schema.getMultipleOf());
    put(json, "min_length", schema.getMinLength());
    put(json, "max_length", schema.getMaxLength());
    put(json, "min_items", schema.getMinItems());
    put(json, "max_items", schema.getMaxItems());
    put(json, "min_properties", schema.getMinProperties());
    put(json, "max_properties", schema.getMaxProperties());
    if (Boolean.TRUE.equals(schema.getUniqueItems())) {
      json.put("unique_items", true);
    }
  }

  private static void structure(Schema<?> schema, ObjectNode json) {
    if (schema.getProperties() != null) {
      var properties = json.putObject("properties");
      schema.getProperties().forEach((name, of) -> properties.set(name, json(of)));
    }
    if (schema.getRequired() != null) {
      new LinkedHashSet<>(schema.getRequired()).forEach(json.putArray("required")::add);
    }
    if (schema.getItems() != null) {
      json.set("items", json(schema.getItems()));
    }
    switch (schema.getAdditionalProperties()) {
      case Boolean allowed -> json.set("additional", JSON.objectNode().put("anything", allowed));
      case Schema<?> of -> json.set("additional", json(of));
      case null, default -> {}
    }
    all(json, "all_of", schema.getAllOf());
    all(json, "any_of", schema.getAnyOf());
    all(json, "one_of", schema.getOneOf());
    if (schema.getDiscriminator() != null) {
      put(json, "discriminator", schema.getDiscriminator().getPropertyName());
    }
    // What this model has no place for is named, so that nobody takes the rest for all of it.
    List<String> more =
        Map.<String, Boolean>ofEntries(
                Map.entry("not", schema.getNot() != null),
                Map.entry("if", schema.getIf() != null),
                Map.entry("contains", schema.getContains() != null),
                Map.entry("prefixItems", filled(schema.getPrefixItems())),
                Map.entry("patternProperties", schema.getPatternProperties() != null),
                Map.entry("propertyNames", schema.getPropertyNames() != null),
                Map.entry("dependentSchemas", schema.getDependentSchemas() != null),
                Map.entry("dependentRequired", schema.getDependentRequired() != null),
                Map.entry("unevaluatedProperties", schema.getUnevaluatedProperties() != null),
                Map.entry("unevaluatedItems", schema.getUnevaluatedItems() != null),
                Map.entry(
                    "contentEncoding", schema.getContentEncoding() != null && !isBase64(schema)),
                Map.entry(
                    "contentMediaType", schema.getContentMediaType() != null && !isBytes(schema)),
                Map.entry("$dynamicRef", schema.get$dynamicRef() != null))
            .entrySet()
            .stream()
            .filter(Map.Entry::getValue)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    if (!more.isEmpty()) {
      more.forEach(json.putArray(OTHER)::add);
    }
  }

  private static boolean filled(@Nullable Collection<?> some) {
    return some != null && !some.isEmpty();
  }

  @SuppressWarnings("rawtypes")
  private static void all(ObjectNode json, String name, @Nullable List<Schema> schemas) {
    if (schemas != null && !schemas.isEmpty()) {
      var into = json.putArray(name);
      schemas.forEach(schema -> into.add(json((Schema<?>) schema)));
    }
  }

  private static void put(ObjectNode json, String name, @Nullable String text) {
    if (text != null && !text.isEmpty()) {
      json.put(name, text);
    }
  }

  private static void put(ObjectNode json, String name, @Nullable BigDecimal number) {
    if (number != null) {
      json.put(name, number);
    }
  }

  private static void put(ObjectNode json, String name, @Nullable Integer number) {
    if (number != null) {
      json.put(name, number);
    }
  }
}
