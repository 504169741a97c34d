package factory.pipeline.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import factory.mesh.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * The document in an idea's metadata, under {@code openapi}: a text, an object, or {@code {sha256}}
 * of one that is kept. Whoever reads metadata is shown the digest alone.
 */
public final class MetadataDocument {
  private static final String OPENAPI = "openapi";
  private static final String FIELD = "metadata." + OPENAPI;
  private static final String DIGEST = "sha256";
  private static final int MAX_BYTES = 1 << 20;

  private final DocumentStore store;

  /** Over the documents that are kept. */
  public MetadataDocument(DocumentStore store) {
    this.store = store;
  }

  /** The text of the document; empty when there is none. */
  public Optional<String> in(Struct metadata) {
    var value = metadata.getFieldsMap().get(OPENAPI);
    if (value == null || value.hasNullValue()) {
      return Optional.empty();
    }
    var text =
        switch (value.getKindCase()) {
          case STRING_VALUE -> value.getStringValue();
          case STRUCT_VALUE -> {
            var digest = digest(value.getStructValue());
            yield digest.isEmpty()
                ? json(value).toPrettyString()
                : store
                    .find(digest.get())
                    .orElseThrow(() -> Refused.field(FIELD, "names no document that is kept here"));
          }
          default -> throw Refused.field(FIELD, "must be an OpenAPI document, as object or text");
        };
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw Refused.field(FIELD, "must have at most 1048576 bytes of UTF-8");
    }
    return Optional.of(text);
  }

  /** The metadata with its document kept, and named by its digest. */
  public Struct kept(Struct metadata) {
    return in(metadata)
        .map(
            text ->
                metadata.toBuilder()
                    .putFields(
                        OPENAPI,
                        Value.newBuilder()
                            .setStructValue(
                                Struct.newBuilder()
                                    .putFields(
                                        DIGEST,
                                        Value.newBuilder()
                                            .setStringValue(store.keep(text))
                                            .build()))
                            .build())
                    .build())
        .orElse(metadata);
  }

  /**
   * The document of a service.
   *
   * @throws Refused when it has none
   */
  public String of(UUID service, Struct metadata) {
    return digest(metadata.getFieldsOrDefault(OPENAPI, Value.getDefaultInstance()).getStructValue())
        .flatMap(store::find)
        .orElseThrow(() -> new Refused(new DocumentFault.NoDocument(service)));
  }

  private static Optional<String> digest(Struct struct) {
    return struct.getFieldsCount() == 1
        ? Optional.of(
                struct.getFieldsOrDefault(DIGEST, Value.getDefaultInstance()).getStringValue())
            .filter(digest -> digest.matches("[0-9a-f]{64}"))
        : Optional.empty();
  }

  private static JsonNode json(Value value) {
    var json = JsonNodeFactory.instance;
    return switch (value.getKindCase()) {
      case STRING_VALUE -> json.textNode(value.getStringValue());
      case BOOL_VALUE -> json.booleanNode(value.getBoolValue());
      case NUMBER_VALUE -> number(value.getNumberValue());
      case LIST_VALUE -> {
        var list = json.arrayNode();
        value.getListValue().getValuesList().forEach(item -> list.add(json(item)));
        yield list;
      }
      case STRUCT_VALUE -> {
        var object = json.objectNode();
        value
            .getStructValue()
            .getFieldsMap()
            .forEach((name, field) -> object.set(name, json(field)));
        yield object;
      }
      case NULL_VALUE, KIND_NOT_SET -> json.nullNode();
    };
  }

  private static JsonNode number(double number) {
    if (!Double.isFinite(number)) {
      throw Refused.field(FIELD, "must not hold numbers that are not finite");
    }
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? JsonNodeFactory.instance.numberNode((long) number)
        : JsonNodeFactory.instance.numberNode(number);
  }
}
