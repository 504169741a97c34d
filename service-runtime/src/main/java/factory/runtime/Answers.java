package factory.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes every JSON that a service answers with. */
final class Answers {
  private final JsonFactory json =
      JsonFactory.builder()
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

  byte[] one(Resource resource, Row row) {
    return object(out -> fields(out, resource, row));
  }

  /** The same without holding all of it in memory. */
  void one(OutputStream to, Resource resource, Row row) throws IOException {
    object(to, out -> fields(out, resource, row));
  }

  byte[] page(Resource resource, Page page) {
    return object(out -> page(out, resource, page));
  }

  /** The same without holding all of it in memory. */
  void page(OutputStream to, Resource resource, Page page) throws IOException {
    object(to, out -> page(out, resource, page));
  }

  private static void page(JsonGenerator out, Resource resource, Page page) throws IOException {
    out.writeArrayFieldStart(resource.plural());
    try {
      do {
        rows(out, resource, page.part());
      } while (page.next());
    } catch (SQLException e) {
      throw new IOException(e);
    }
    out.writeEndArray();
    out.writeStringField("next_page_token", page.nextPageToken());
  }

  private static void rows(JsonGenerator out, Resource resource, List<Row> rows)
      throws IOException {
    for (var row : rows) {
      out.writeStartObject();
      fields(out, resource, row);
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

  private static void fields(JsonGenerator out, Resource resource, Row row) throws IOException {
    out.writeStringField("id", row.id());
    for (var field : resource.fields()) {
      out.writeFieldName(field.name());
      var stored = row.values().get(field.name());
      if (stored == null) {
        stored = field.kind().absent();
      }
      value(out, stored == null ? null : field.kind().show(stored));
    }
    out.writeStringField("created_at", row.createdAt());
    out.writeStringField("updated_at", row.updatedAt());
  }

  private static void value(JsonGenerator out, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> out.writeNull();
      case String text -> out.writeString(text);
      case Long number -> out.writeNumber(number);
      case Double number -> out.writeNumber(number);
      case Boolean truth -> out.writeBoolean(truth);
      case List<?> items -> {
        out.writeStartArray();
        for (var item : items) {
          out.writeString(item.toString());
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
