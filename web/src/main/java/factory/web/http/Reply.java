package factory.web.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a handler answers. */
public sealed interface Reply {
  /** A whole answer; the body is empty when there is none. */
  record Whole(int status, Map<String, String> headers, String contentType, ByteString body)
      implements Reply {
    /** The same with one more header. */
    public Whole with(String name, String value) {
      var more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Whole(status, more, contentType, body);
    }
  }

  /** An answer that goes on until one side ends it. */
  record Streamed(Media media, Stream stream) implements Reply {}

  /** Writes a streamed answer. */
  interface Stream {
    /** Returns when the stream has ended; fails when the reader is gone. */
    void write(OutputStream out) throws IOException, InterruptedException;
  }

  /** JSON. */
  static Whole json(int status, ObjectNode json) {
    return new Whole(status, Map.of(), Media.JSON.header(), bytes(json));
  }

  /** HTML. */
  static Whole html(int status, String html) {
    return new Whole(status, Map.of(), Media.HTML.header(), ByteString.copyFromUtf8(html));
  }

  /** An archive, which browsers keep under a name. */
  static Whole zip(byte[] archive, String name) {
    return new Whole(200, Map.of(), Media.ZIP.header(), ByteString.copyFrom(archive))
        .with("Content-Disposition", "attachment; filename=\"" + name + "\"");
  }

  /** A table, which browsers keep under a name. */
  static Whole csv(String table, String name) {
    return new Whole(200, Map.of(), Media.CSV.header(), ByteString.copyFromUtf8(table))
        .with("Content-Disposition", "attachment; filename=\"" + name + "\"");
  }

  /** Nothing but a status. */
  static Whole empty(int status) {
    return new Whole(status, Map.of(), "", ByteString.EMPTY);
  }

  /** Go and get it there. */
  static Whole seeOther(String location) {
    return empty(303).with("Location", location);
  }

  /** A problem for a program. */
  static Whole problem(Problem problem) {
    return new Whole(
        problem.status(), problem.headers(), "application/problem+json", bytes(problem.json()));
  }

  /** One JSON text with a line end, so that a terminal stays tidy. */
  static ByteString bytes(JsonNode json) {
    return ByteString.copyFromUtf8(json + "\n");
  }
}
