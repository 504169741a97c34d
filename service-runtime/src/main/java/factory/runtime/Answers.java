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
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes every JSON that a service answers with. */
final class Answers {
  private final Model model;
  private final TextAnswers texts;

  Answers(Model model) {
    this.model = model;
    texts = new TextAnswers(this);
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

  byte[] index(Map<String, String> links) {
    return object(
        out -> {
          out.writeObjectFieldStart("links");
          for (var link : links.entrySet()) {
            out.writeStringField(link.getKey(), link.getValue());
          }
          out.writeStringField("health", "/health");
          out.writeStringField("openapi", "/openapi.json");
          out.writeEndObject();
        });
  }

  /** What a route answers about a record; empty for nothing. */
  byte[] one(Route route, Row row) {
    return switch (route.content()) {
      case NOTHING -> new byte[0];
      case CONSTANT -> String.valueOf(route.constant()).getBytes(StandardCharsets.UTF_8);
      case RECORD -> json(out -> record(out, route, row));
    };
  }

  /** The same of a large record, without holding all of it in memory. */
  void one(OutputStream to, Route route, Row row) throws IOException {
    json(to, out -> record(out, route, row));
  }

  private void record(JsonGenerator out, Route route, Row row) throws IOException {
    out.writeStartObject();
    if (route.in() == null) {
      fields(out, row);
    } else {
      inside(out, route.in(), () -> fields(out, row));
      always(out, route.always());
    }
    out.writeEndObject();
  }

  private interface Inner {
    void write() throws IOException;
  }

  /** An object as a member, or as a member of a member. */
  private static void inside(JsonGenerator out, String in, Inner inner) throws IOException {
    var path = in.split("/");
    for (var member : path) {
      out.writeObjectFieldStart(member);
    }
    inner.write();
    for (var i = 0; i < path.length; i++) {
      out.writeEndObject();
    }
  }

  private static void always(JsonGenerator out, Map<String, String> members) throws IOException {
    for (var member : members.entrySet()) {
      out.writeFieldName(member.getKey());
      out.writeRawValue(member.getValue());
    }
  }

  byte[] page(Route route, Route.Form form, Page page) {
    var bytes = new ByteArrayOutputStream();
    try {
      page(bytes, route, form, page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The same without holding all of it in memory. */
  void page(OutputStream to, Route route, Route.Form form, Page page) throws IOException {
    if (form == Route.Form.JSON) {
      json(to, out -> page(out, route, page));
    } else {
      texts.list(to, form, page);
    }
  }

  private void page(JsonGenerator out, Route route, Page page) throws IOException {
    if (route.in() == null) {
      rows(out, page);
      return;
    }
    var path = route.in().split("/");
    var outer = path.length > 1 ? path[0] : null;
    var areBeside = outer != null && outer.equals(route.figuresIn());
    out.writeStartObject();
    if (outer != null) {
      out.writeObjectFieldStart(outer);
    }
    out.writeFieldName(path[path.length - 1]);
    rows(out, page);
    if (areBeside) {
      figures(out, route, page);
    }
    if (outer != null) {
      out.writeEndObject();
    }
    if (!areBeside && route.figuresIn() != null) {
      inside(out, route.figuresIn(), () -> figures(out, route, page));
    } else if (!areBeside) {
      figures(out, route, page);
    }
    always(out, route.always());
    out.writeEndObject();
  }

  private void figures(JsonGenerator out, Route route, Page page) throws IOException {
    for (var figure : route.figures()) {
      var value = page.figure(figure.part());
      if (value != null || !page.resource().leavesNullsOut()) {
        out.writeFieldName(figure.member());
        value(out, value);
      }
    }
  }

  private void rows(JsonGenerator out, Page page) throws IOException {
    out.writeStartArray();
    try {
      do {
        rows(out, page.part());
      } while (page.next());
    } catch (SQLException e) {
      throw new IOException(e);
    }
    out.writeEndArray();
  }

  private void rows(JsonGenerator out, List<Row> rows) throws IOException {
    for (var row : rows) {
      out.writeStartObject();
      fields(out, row);
      out.writeEndObject();
    }
  }

  /** A refusal; the shape is null where none is said. */
  byte[] problem(Problem problem, @Nullable ErrorShape shape) {
    if (shape != null) {
      return object(out -> shape.forStatus(problem.status()).write(out, problem));
    }
    return object(
        out -> {
          out.writeStringField("type", "about:blank");
          out.writeStringField("title", problem.title());
          out.writeNumberField("status", problem.status());
          out.writeStringField("detail", problem.detail());
          out.writeStringField("reason", problem.reason());
          if (!problem.errors().isEmpty()) {
            out.writeFieldName("errors");
            errors(out, problem);
          }
        });
  }

  private static void errors(JsonGenerator out, Problem problem) throws IOException {
    out.writeStartArray();
    for (var error : problem.errors()) {
      out.writeStartObject();
      out.writeStringField("field", error.field());
      out.writeStringField("message", error.message());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  /** What a route of accounts answers. */
  byte[] account(AccountRoute route, AccountRoute.Grant grant) {
    return object(out -> route.write(out, this, grant));
  }

  /** The value of {@code id} or a field. */
  void field(JsonGenerator out, Row row, String field) throws IOException {
    if (field.equals("id")) {
      key(out, row.resource(), row.key());
    } else {
      value(out, row.resource().required(field), row.value(field));
    }
  }

  void fields(JsonGenerator out, Row row) throws IOException {
    var resource = row.resource();
    if (resource.shows("id")) {
      out.writeFieldName(resource.called("id"));
      key(out, resource, row.key());
    }
    for (var field : resource.fields()) {
      if (field.kind() instanceof FileKind) {
        file(out, row, field);
      } else if (row.issued(field.name()) != null) {
        out.writeStringField(resource.called(field.name()), row.issued(field.name()));
      } else if (!(field.kind() instanceof Words.Secret) && resource.shows(field.name())) {
        var value = row.value(field.name());
        if (value != null || !resource.leavesNullsOut()) {
          out.writeFieldName(resource.called(field.name()));
          value(out, field, value);
        }
      }
    }
    for (var object : resource.objects().entrySet()) {
      object(out, object.getKey(), object.getValue(), row);
    }
    if (resource.shows("created_at")) {
      out.writeStringField(resource.called("created_at"), Times.shown(row.storedCreatedAt()));
    }
    if (resource.shows("updated_at")) {
      out.writeStringField(resource.called("updated_at"), Times.shown(row.storedUpdatedAt()));
    }
  }

  /** What a record shows of another one. */
  private void object(JsonGenerator out, String name, Excerpt excerpt, Row row) throws IOException {
    var leavesNullsOut = row.resource().leavesNullsOut();
    var other = row.other(excerpt.reference());
    if (other == null) {
      if (!leavesNullsOut) {
        out.writeNullField(name);
      }
      return;
    }
    out.writeObjectFieldStart(name);
    for (var member : excerpt.members().entrySet()) {
      if (Resource.SHOWN.contains(member.getValue())) {
        out.writeFieldName(member.getKey());
        switch (member.getValue()) {
          case "id" -> key(out, other.resource(), other.key());
          case "created_at" -> out.writeString(Times.shown(other.storedCreatedAt()));
          default -> out.writeString(Times.shown(other.storedUpdatedAt()));
        }
      } else {
        var value = other.value(member.getValue());
        if (value != null || !leavesNullsOut) {
          out.writeFieldName(member.getKey());
          value(out, other.resource().required(member.getValue()), value);
        }
      }
    }
    out.writeEndObject();
  }

  /** A file: an object of what is told of it, or each of that by itself. */
  private static void file(JsonGenerator out, Row row, Field field) throws IOException {
    var resource = row.resource();
    var file = row.value(field.name()) instanceof Attachment attachment ? attachment : null;
    if (!resource.hasRoutes()) {
      out.writeFieldName(resource.called(field.name()));
      if (file == null) {
        out.writeNull();
        return;
      }
      out.writeStartObject();
    }
    for (var part : Attachment.Part.values()) {
      var name =
          resource.hasRoutes()
              ? resource.called(field, part)
              : part.name().toLowerCase(java.util.Locale.ROOT);
      var value = file == null ? null : filePart(file, part, row, field);
      if (name != null && (value != null || !resource.leavesNullsOut())) {
        out.writeFieldName(name);
        value(out, value);
      }
    }
    if (!resource.hasRoutes()) {
      out.writeEndObject();
    }
  }

  private static @Nullable Object filePart(
      Attachment file, Attachment.Part part, Row row, Field field) {
    return switch (part) {
      case NAME -> file.name();
      case TYPE -> file.type();
      case SIZE -> file.size();
      case URL -> Address.of(Location.ofFile(field.name(), row));
    };
  }

  /** What a record shows, by its names in JSON. */
  Map<String, @Nullable Object> shown(Row row) {
    var resource = row.resource();
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    if (resource.shows("id")) {
      shown.put(resource.called("id"), row.key());
    }
    for (var field : resource.fields()) {
      if (!(field.kind() instanceof Words.Secret) && resource.shows(field.name())) {
        var value = row.value(field.name());
        shown.put(resource.called(field.name()), value == null ? null : field.kind().show(value));
      }
    }
    if (resource.shows("created_at")) {
      shown.put(resource.called("created_at"), Times.shown(row.storedCreatedAt()));
    }
    if (resource.shows("updated_at")) {
      shown.put(resource.called("updated_at"), Times.shown(row.storedUpdatedAt()));
    }
    return shown;
  }

  /** A shown value as JSON. */
  String text(Object shown) {
    return new String(json(out -> value(out, shown)), StandardCharsets.UTF_8);
  }

  /** A record as an operation answers it. */
  byte[] result(Endpoint endpoint, Row row) {
    return within(endpoint, out -> fields(out, row));
  }

  /** An object of fields with their Java values, or the one of them, as an endpoint says. */
  byte[] result(
      Endpoint endpoint,
      List<Field> fields,
      Map<String, @Nullable Object> values,
      boolean leavesNullsOut) {
    return switch (endpoint.content()) {
      case VALUE ->
          json(out -> value(out, fields.getFirst(), values.get(fields.getFirst().name())));
      case TEXT, HTML -> text(endpoint, text(fields.getFirst(), values));
      case PAGE -> {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        for (var field : fields) {
          var value = values.get(field.name());
          shown.put(endpoint.called(field), value == null ? null : field.kind().show(value));
        }
        yield texts.page("Answer", shown);
      }
      case RESULT, NOTHING, REDIRECT, CONSTANT ->
          within(
              endpoint,
              out -> {
                for (var field : fields) {
                  var value = values.get(field.name());
                  if (value != null || !leavesNullsOut) {
                    out.writeFieldName(endpoint.called(field));
                    value(out, field, value);
                  }
                }
              });
    };
  }

  private static String text(Field field, Map<String, @Nullable Object> values) {
    var value = values.get(field.name());
    return value == null ? "" : field.kind().show(value).toString();
  }

  /** A text as an endpoint answers it; nobody can put elements into a page with it. */
  static byte[] text(Endpoint endpoint, String text) {
    return (endpoint.content() == Endpoint.Content.HTML
            ? "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<title>Answer</title>\n<p>%s</p>\n"
                .formatted(Encodings.htmlEscape(text))
            : text)
        .getBytes(StandardCharsets.UTF_8);
  }

  private byte[] within(Endpoint endpoint, Content content) {
    var member = endpoint.in();
    return object(
        out -> {
          if (member == null) {
            content.write(out);
          } else {
            inside(out, member, () -> content.write(out));
            always(out, endpoint.always());
          }
        });
  }

  /** The rows of a report. */
  byte[] report(List<List<ReportRows.Cell>> rows, boolean leavesNullsOut) {
    return object(
        out -> {
          out.writeArrayFieldStart("rows");
          for (var row : rows) {
            out.writeStartObject();
            for (var cell : row) {
              if (cell.value() == null && leavesNullsOut) {
                continue;
              }
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
      case Map<?, ?> members -> {
        out.writeStartObject();
        for (var member : members.entrySet()) {
          out.writeFieldName(member.getKey().toString());
          value(out, member.getValue());
        }
        out.writeEndObject();
      }
      default -> throw new IllegalStateException("no JSON for " + value.getClass());
    }
  }

  /** Writes JSON, or what stands between an object's braces. */
  private interface Content {
    void write(JsonGenerator out) throws IOException;
  }

  private byte[] object(Content content) {
    return json(
        out -> {
          out.writeStartObject();
          content.write(out);
          out.writeEndObject();
        });
  }

  private byte[] json(Content content) {
    var bytes = new ByteArrayOutputStream();
    try {
      json(bytes, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Leaves the stream open, and what was begun as well when it breaks off. */
  private void json(OutputStream to, Content content) throws IOException {
    var out = json.createGenerator(to);
    content.write(out);
    out.flush();
  }
}
