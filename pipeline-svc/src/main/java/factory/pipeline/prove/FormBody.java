package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A form as pages send it.
 *
 * @param type the header {@code Content-Type}
 */
record FormBody(String type, String text) {
  static final String MULTIPART = "multipart/form-data";
  private static final String BOUNDARY = "----a-boundary-of-a-form-7f3a";

  /**
   * A value.
   *
   * @param file null of what is none
   */
  private record Entry(String name, String value, @Nullable SentFile file) {}

  /** Its values; what is null has none, and a list is each of its items. */
  static FormBody of(String type, ObjectNode body) {
    List<Entry> entries = new ArrayList<>();
    for (var member : body.properties()) {
      if (member.getValue().isArray()) {
        member.getValue().forEach(item -> entries.add(entry(member.getKey(), item)));
      } else if (!member.getValue().isNull()) {
        entries.add(entry(member.getKey(), member.getValue()));
      }
    }
    return type.equals(MULTIPART)
        ? new FormBody(MULTIPART + "; boundary=" + BOUNDARY, multipart(entries))
        : new FormBody(
            type,
            entries.stream()
                .map(entry -> Pages.encoded(entry.name()) + "=" + Pages.encoded(entry.value()))
                .collect(Collectors.joining("&")));
  }

  /** Whether a form says just these values, which are by the house's names. */
  static boolean says(Kind kind, Route route, ObjectNode given) {
    return says(kind, route.partial(), route.takes().contains(MULTIPART), given);
  }

  /** The same where one with parts makes a record in the house's shapes. */
  static boolean says(Kind kind, ObjectNode given) {
    return says(kind, false, true, given);
  }

  private static boolean says(Kind kind, boolean partial, boolean hasParts, ObjectNode given) {
    return kind.fields().stream()
        .filter(field -> given.has(field.name()))
        .allMatch(field -> says(field.type(), partial, hasParts, given.get(field.name())));
  }

  private static boolean says(FieldType type, boolean partial, boolean hasParts, JsonNode value) {
    if (value.isNull()) {
      return !partial;
    }
    return switch (type) {
      case FieldType.Whole _, FieldType.Decimal _ -> value.isNumber();
      case FieldType.Truth _ -> value.isBoolean();
      case FieldType.ListOf list ->
          value.isArray()
              && value.valueStream().allMatch(item -> says(list.item(), partial, hasParts, item))
              && value.valueStream().noneMatch(item -> item.asText().isEmpty());
      case FieldType.File _ -> hasParts || !value.isObject();
      case FieldType.Text _ -> value.isTextual();
      case FieldType.Reference _ -> value.isValueNode();
      // An empty text is no value there.
      default -> value.isTextual() && !value.textValue().isEmpty();
    };
  }

  private static Entry entry(String name, JsonNode value) {
    return new Entry(
        name,
        value.isNumber() ? value.decimalValue().toPlainString() : value.asText(),
        SentFile.read(value).orElse(null));
  }

  /** With a character for each byte where there are files, and in letters where there are none. */
  private static String multipart(List<Entry> entries) {
    var hasFiles = entries.stream().anyMatch(entry -> entry.file() != null);
    var text = new StringBuilder();
    for (var entry : entries) {
      var file = entry.file();
      text.append("--" + BOUNDARY + "\r\n")
          .append("Content-Disposition: form-data; name=\"" + latin(entry.name(), hasFiles) + "\"");
      if (file != null) {
        text.append("; filename=\"" + latin(escaped(file.name()), true) + "\"\r\n")
            .append("Content-Type: " + file.type());
      }
      text.append("\r\n\r\n")
          .append(file == null ? latin(entry.value(), hasFiles) : file.content())
          .append("\r\n");
    }
    return text.append("--" + BOUNDARY + "--\r\n").toString();
  }

  private static String latin(String text, boolean hasFiles) {
    return hasFiles ? SentFile.latin(text) : text;
  }

  /** As browsers write it. */
  private static String escaped(String name) {
    return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
  }
}
