package factory.web.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.math.BigDecimal;

/** Free-form JSON to and from protobuf, which knows numbers as doubles only. */
public final class Structs {
  /** Deeper JSON would not be read by the other side's protobuf. */
  private static final int MAX_DEPTH = 16;

  private static final double MAX_WHOLE = 9007199254740991.0;

  private Structs() {}

  static Struct parse(String field, JsonNode object) {
    return struct(field, withDocumentAsText(field, object), 1);
  }

  private static Struct struct(String field, JsonNode object, int depth) {
    if (depth > MAX_DEPTH) {
      throw Problem.field(field, "must not nest deeper than " + MAX_DEPTH + " levels");
    }
    var struct = Struct.newBuilder();
    object
        .properties()
        .forEach(
            e -> struct.putFields(whole(field, e.getKey()), value(field, e.getValue(), depth)));
    return struct.build();
  }

  /**
   * An OpenAPI document that came as an object goes on as text: protobuf would lose digits, and
   * does not nest as deeply. {@code {sha256}} names one that is kept.
   */
  private static JsonNode withDocumentAsText(String field, JsonNode object) {
    var document = object.get("openapi");
    if (!field.equals("metadata")
        || document == null
        || !document.isObject()
        || document.path("sha256").isTextual()) {
      return object;
    }
    var changed = JsonNodeFactory.instance.objectNode();
    object
        .properties()
        .forEach(
            e ->
                changed.set(
                    e.getKey(),
                    e.getKey().equals("openapi")
                        ? JsonNodeFactory.instance.textNode(document.toPrettyString())
                        : e.getValue()));
    return changed;
  }

  private static String whole(String field, String text) {
    if (!Unicode.isWhole(text)) {
      throw Problem.field(field, Unicode.RULE);
    }
    return text;
  }

  private static Value value(String field, JsonNode node, int depth) {
    var value = Value.newBuilder();
    return switch (node.getNodeType()) {
      case STRING -> value.setStringValue(whole(field, node.textValue())).build();
      case BOOLEAN -> value.setBoolValue(node.booleanValue()).build();
      case NULL -> value.setNullValue(NullValue.NULL_VALUE).build();
      case OBJECT -> value.setStructValue(struct(field, node, depth + 1)).build();
      case ARRAY -> {
        if (depth >= MAX_DEPTH) {
          throw Problem.field(field, "must not nest deeper than " + MAX_DEPTH + " levels");
        }
        var list = ListValue.newBuilder();
        node.forEach(item -> list.addValues(value(field, item, depth + 1)));
        yield value.setListValue(list).build();
      }
      case NUMBER -> {
        var number = node.doubleValue();
        if (!Double.isFinite(number) || (node.isIntegralNumber() && Math.abs(number) > MAX_WHOLE)) {
          throw Problem.field(field, "has a number that would lose digits; write it as a string");
        }
        yield value.setNumberValue(number).build();
      }
      case BINARY, MISSING, POJO -> throw new IllegalStateException("not JSON");
    };
  }

  /** As JSON; whole numbers without a fraction, fields in alphabetical order. */
  public static ObjectNode json(Struct struct) {
    var json = JsonNodeFactory.instance.objectNode();
    struct.getFieldsMap().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(e -> json.set(e.getKey(), json(e.getValue())));
    return json;
  }

  private static JsonNode json(Value value) {
    var nodes = JsonNodeFactory.instance;
    return switch (value.getKindCase()) {
      case STRING_VALUE -> nodes.textNode(value.getStringValue());
      case BOOL_VALUE -> nodes.booleanNode(value.getBoolValue());
      case STRUCT_VALUE -> json(value.getStructValue());
      case LIST_VALUE -> {
        ArrayNode list = nodes.arrayNode();
        value.getListValue().getValuesList().forEach(v -> list.add(json(v)));
        yield list;
      }
      case NUMBER_VALUE -> {
        var number = value.getNumberValue();
        yield number == Math.rint(number) && Math.abs(number) <= MAX_WHOLE
            ? nodes.numberNode((long) number)
            : nodes.numberNode(new BigDecimal(Double.toString(number)));
      }
      case NULL_VALUE, KIND_NOT_SET -> nodes.nullNode();
    };
  }
}
