package factory.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes every JSON that a service answers with. */
final class Answers {
  private final Model model;

  Answers(Model model) {
    this.model = model;
  }

  private final JsonFactory json =
      JsonFactory.builder()
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  byte[] health(String version) {
    return object(
        out -> {
          out.writeStringField("status", "up");
          out.writeStringField("version", version);
        });
  }

  byte[] index(List<Resource> resources) {
    return object(
        out -> {
          out.writeObjectFieldStart("links");
          for (var resource : resources) {
            out.writeStringField(resource.plural(), "/" + resource.plural());
          }
          out.writeStringField("health", "/health");
          out.writeStringField("openapi", "/openapi.json");
          out.writeEndObject();
        });
  }

  byte[] one(Row row) {
    return object(out -> fields(out, row));
  }

  /** The same without holding all of it in memory. */
  void one(OutputStream to, Row row) throws IOException {
    object(to, out -> fields(out, row));
  }

  byte[] page(Resource resource, Page page) {
    return object(out -> page(out, resource, page));
  }

  /** The same without holding all of it in memory. */
  void page(OutputStream to, Resource resource, Page page) throws IOException {
    object(to, out -> page(out, resource, page));
  }

  private void page(JsonGenerator out, Resource resource, Page page) throws IOException {
    out.writeArrayFieldStart(resource.plural());
    try {
      do {
        rows(out, page.part());
      } while (page.next());
    } catch (SQLException e) {
      throw new IOException(e);
    }
    out.writeEndArray();
    out.writeStringField("next_page_token", page.nextPageToken());
  }

  private void rows(JsonGenerator out, List<Row> rows) throws IOException {
    for (var row : rows) {
      out.writeStartObject();
      fields(out, row);
      out.writeEndObject();
    }
  }

  byte[] problem(Problem problem) {
    return object(
        out -> {
          out.writeStringField("type", "about:blank");
          out.writeStringField("title", problem.title());
          out.writeNumberField("status", problem.status());
          out.writeStringField("detail", problem.detail());
          out.writeStringField("reason", problem.reason());
          if (!problem.errors().isEmpty()) {
            out.writeArrayFieldStart("errors");
            for (var error : problem.errors()) {
              out.writeStartObject();
              out.writeStringField("field", error.field());
              out.writeStringField("message", error.message());
              out.writeEndObject();
            }
            out.writeEndArray();
          }
        });
  }

  private void fields(JsonGenerator out, Row row) throws IOException {
    out.writeFieldName("id");
    key(out, row.resource(), row.key());
    for (var field : row.resource().fields()) {
      if (!(field.kind() instanceof Words.Secret)) {
        field(out, field, row.value(field.name()));
      }
    }
    out.writeStringField("created_at", Times.shown(row.storedCreatedAt()));
    out.writeStringField("updated_at", Times.shown(row.storedUpdatedAt()));
  }

  /** An object of fields with their Java values. */
  byte[] values(List<Field> fields, Map<String, @Nullable Object> values) {
    return object(
        out -> {
          for (var field : fields) {
            field(out, field, values.get(field.name()));
          }
        });
  }

  /** The rows of a report. */
  byte[] report(List<List<ReportRows.Cell>> rows) {
    return object(
        out -> {
          out.writeArrayFieldStart("rows");
          for (var row : rows) {
            out.writeStartObject();
            for (var cell : row) {
              out.writeFieldName(cell.name());
              if (cell.field() == null) {
                value(out, cell.value());
              } else {
                value(out, cell.field(), cell.value());
              }
            }
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }

  /** One field with its Java value. */
  void field(JsonGenerator out, Field field, @Nullable Object value) throws IOException {
    out.writeFieldName(field.name());
    value(out, field, value);
  }

  private void value(JsonGenerator out, Field field, @Nullable Object value) throws IOException {
    if (value != null && field.kind() instanceof Words.Reference(var plural, _)) {
      key(out, model.resource(plural), value.toString());
    } else {
      value(out, value == null ? null : field.kind().show(value));
    }
  }

  /** What names a record: a number where its resource has numbers. */
  private static void key(JsonGenerator out, Resource resource, String key) throws IOException {
    if (resource.hasNumberKey()) {
      out.writeNumber(key);
    } else {
      out.writeString(key);
    }
  }

  private static void value(JsonGenerator out, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> out.writeNull();
      case String text -> out.writeString(text);
      case Long number -> out.writeNumber(number);
      case BigDecimal number -> out.writeNumber(number);
      case Boolean truth -> out.writeBoolean(truth);
      case JsonValue.Raw(var json) -> out.writeRawValue(json);
      case List<?> items -> {
        out.writeStartArray();
        for (var item : items) {
          value(out, item);
        }
        out.writeEndArray();
      }
      default -> throw new IllegalStateException("no JSON for " + value.getClass());
    }
  }

  /** Writes what stands between an object's braces. */
  private interface Content {
    void write(JsonGenerator out) throws IOException;
  }

  private byte[] object(Content content) {
    var bytes = new ByteArrayOutputStream();
    try {
      object(bytes, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Leaves the stream open, and the object as well when its content breaks off. */
  private void object(OutputStream to, Content content) throws IOException {
    var out = json.createGenerator(to);
    out.writeStartObject();
    content.write(out);
    out.writeEndObject();
    out.flush();
  }
}
