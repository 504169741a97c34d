package factory.registry.rpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import factory.mesh.Refused;
import factory.registry.service.Text;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Metadata to and from JSON. Written with sorted keys and without needless characters, so that its
 * length is the one that callers count.
 */
final class Metadata {
  static final int MAX_BYTES = 64 * 1024;
  static final int MAX_DEPTH = 24;

  /** Where the document is named that a service is made from. */
  private static final String DOCUMENT = "openapi";

  /** Beyond it a double does not hold every whole number. */
  private static final double MAX_WHOLE = 1L << 53;

  private final StringBuilder json = new StringBuilder();

  private Metadata() {}

  /** Refuses what cannot be kept, and a document that nobody has read. */
  static String toJson(Struct metadata) {
    var document = document(metadata);
    if (document.getKindCase() != Value.KindCase.KIND_NOT_SET
        && !isDigest(document.getStructValue())) {
      throw Refused.field(
          "metadata." + DOCUMENT,
          "must be {sha256} of a document that was read; submit a new one as an idea");
    }
    var writer = new Metadata();
    writer.write(metadata, 1);
    var json = writer.json.toString();
    if (Text.bytes(json) > MAX_BYTES) {
      throw Refused.field("metadata", "must have at most 65536 bytes as JSON");
    }
    return json;
  }

  /** Refuses metadata that names another document than is kept, or none where one is. */
  static void requireSameDocument(Optional<String> kept, Struct metadata) {
    var before = kept.map(json -> document(fromJson(json))).orElse(Value.getDefaultInstance());
    if (!document(metadata).equals(before)) {
      throw Refused.field(
          "metadata." + DOCUMENT, "must stay as it is; submit another document as an idea");
    }
  }

  private static Value document(Struct metadata) {
    var value = metadata.getFieldsOrDefault(DOCUMENT, Value.getDefaultInstance());
    return value.hasNullValue() ? Value.getDefaultInstance() : value;
  }

  private static boolean isDigest(Struct struct) {
    return struct.getFieldsCount() == 1
        && struct
            .getFieldsOrDefault("sha256", Value.getDefaultInstance())
            .getStringValue()
            .matches("[0-9a-f]{64}");
  }

  /** Reads what the store has kept. */
  static Struct fromJson(String json) {
    var struct = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(json, struct);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("stored metadata cannot be read", e);
    }
    return struct.build();
  }

  private void write(Struct struct, int depth) {
    // Readers of protobuf and of JSON bound the depth as well, less predictably.
    if (depth > MAX_DEPTH) {
      throw Refused.field("metadata", "must be nested at most 24 levels deep");
    }
    var separator = "{";
    for (var field : new TreeMap<>(struct.getFieldsMap()).entrySet()) {
      json.append(separator);
      write(field.getKey());
      json.append(':');
      write(field.getValue(), depth);
      separator = ",";
    }
    json.append(struct.getFieldsCount() == 0 ? "{}" : "}");
  }

  private void write(ListValue list, int depth) {
    if (depth > MAX_DEPTH) {
      throw Refused.field("metadata", "must be nested at most 24 levels deep");
    }
    var separator = "[";
    for (var value : list.getValuesList()) {
      json.append(separator);
      write(value, depth);
      separator = ",";
    }
    json.append(list.getValuesCount() == 0 ? "[]" : "]");
  }

  private void write(Value value, int depth) {
    switch (value.getKindCase()) {
      case NUMBER_VALUE -> write(value.getNumberValue());
      case STRING_VALUE -> write(value.getStringValue());
      case BOOL_VALUE -> json.append(value.getBoolValue());
      case STRUCT_VALUE -> write(value.getStructValue(), depth + 1);
      case LIST_VALUE -> write(value.getListValue(), depth + 1);
      case NULL_VALUE, KIND_NOT_SET -> json.append("null");
    }
  }

  private void write(double number) {
    if (!Double.isFinite(number)) {
      throw Refused.field("metadata", "must not hold numbers that are not finite");
    }
    if (number == Math.rint(number) && Math.abs(number) <= MAX_WHOLE) {
      json.append((long) number);
    } else {
      json.append(number);
    }
  }

  private void write(String text) {
    json.append('"');
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      switch (c) {
        case '\0' -> throw Refused.field("metadata", "must not hold NUL characters");
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < ' ') {
            json.append(String.format("\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }
}
