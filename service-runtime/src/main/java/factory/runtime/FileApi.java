package factory.runtime;

import factory.runtime.Problem.FieldError;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Files of records as they come and go over HTTP. */
final class FileApi {
  private static final int MOST_FILES = 20;

  /** What comes as bytes may say how it is called. */
  private static final Pattern FILE_NAME =
      Pattern.compile("(?i).*;\\s*filename=\"?([^\";]{1,300})\"?.*");

  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");
  private static final Header RANGES = HeaderValues.create("Accept-Ranges", "bytes");

  /** A page of its own in a browser, it can do nothing. */
  private static final Header SANDBOX =
      HeaderValues.create("Content-Security-Policy", "default-src 'none'; sandbox");

  private static final Header UNSHARED = HeaderValues.create("Cache-Control", "private, no-cache");

  private final FileStore files;

  FileApi(FileStore files) {
    this.files = files;
  }

  FileStore.Kept keeper() {
    return new FileStore.Kept(files);
  }

  /** A body that is a form with files: its texts by name, and its files kept. */
  record Form(Map<String, List<String>> texts, Map<String, Attachment> files) {}

  /** Reads a form whose files go to fields. */
  Form form(BodyForm form, String type, InputStream body, FileStore.Kept kept) throws IOException {
    var most =
        form.known().values().stream()
            .mapToLong(field -> field.kind() instanceof FileKind kind ? kind.most() : 0)
            .max()
            .orElse(0);
    Map<String, List<String>> texts = new LinkedHashMap<>();
    Map<String, Attachment> given = new LinkedHashMap<>();
    try (var multipart =
        Multipart.read(type, body, Multipart.Limits.files(MOST_FILES, most), files.incoming())) {
      for (var part : multipart.parts()) {
        var field = form.known().get(part.name());
        if (field != null && field.kind() instanceof FileKind kind) {
          // A form in which nothing was chosen has a file without a name and without bytes.
          if (part.content().size() > 0 || !String.valueOf(part.fileName()).isEmpty()) {
            if (given.containsKey(part.name())) {
              throw Problem.malformed("The body has the field '" + part.name() + "' twice.");
            }
            given.put(part.name(), kept(kept, part, kind));
          }
        } else if (part.isFile() && field != null) {
          throw Problem.invalid(List.of(new FieldError(part.name(), "must be a text, not a file")));
        } else if (!part.isFile()) {
          texts.computeIfAbsent(part.name(), _ -> new ArrayList<>()).add(part.content().text());
        } else {
          texts.computeIfAbsent(part.name(), _ -> new ArrayList<>()).add("");
        }
      }
    }
    return new Form(texts, given);
  }

  /** A part of another type is told as a field that is wrong. */
  private Attachment kept(FileStore.Kept kept, BodyPart part, FileKind kind) throws IOException {
    try {
      return files.keep(kept, part.content(), kind, part.fileName(), part.type());
    } catch (Problem problem) {
      if (problem.status() == 415) {
        throw Problem.invalid(
            List.of(
                new FieldError(
                    part.name(), "must be a file of " + String.join(", ", kind.types()))));
      }
      throw problem;
    }
  }

  /** Keeps a body that is nothing but the bytes of a file. */
  Attachment raw(ServerRequest request, FileKind kind, FileStore.Kept kept) throws IOException {
    var type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse(MediaTypes.BYTES);
    var named = FILE_NAME.matcher(Http.header(request, "Content-Disposition"));
    try (var upload = Upload.read(request.content().inputStream(), kind.most(), files.incoming())) {
      return files.keep(
          kept, upload, kind, named.matches() ? named.group(1) : null, MediaTypes.bare(type));
    }
  }

  /** The only file of a form, whatever its field is called there. */
  Attachment only(ServerRequest request, String type, FileKind kind, FileStore.Kept kept)
      throws IOException {
    try (var multipart =
        Multipart.read(
            type,
            request.content().inputStream(),
            Multipart.Limits.files(1, kind.most()),
            files.incoming())) {
      var part =
          multipart.parts().stream()
              .filter(BodyPart::isFile)
              .findFirst()
              .orElseThrow(() -> Problem.malformed("The body has no file."));
      return files.keep(kept, part.content(), kind, part.fileName(), part.type());
    }
  }

  /** Which bytes of a file are asked for. */
  private record Span(long from, long to) {
    long length() {
      return to - from + 1;
    }
  }

  /** Answers a file, or a part of it; {@code none} when it is not there. */
  void send(ServerRequest request, ServerResponse response, @Nullable Attachment file, Problem none)
      throws IOException {
    if (file == null) {
      throw none;
    }
    var etag = "\"" + file.sha256().substring(0, 32) + "\"";
    response.header(HeaderNames.ETAG, etag);
    response.header(UNSHARED);
    if (Revisions.isKnown(Http.header(request, "If-None-Match"), etag)) {
      response.status(Status.NOT_MODIFIED_304).send();
      return;
    }
    response.header(RANGES);
    var ifRange = Http.header(request, "If-Range");
    var range =
        ifRange.isEmpty() || ifRange.strip().equals(etag)
            ? RANGE.matcher(Http.header(request, "Range").strip())
            : RANGE.matcher("");
    var span = new Span(0, file.size() - 1);
    if (range.matches() && !(range.group(1) + range.group(2)).isEmpty()) {
      var asked = span(range.group(1), range.group(2), file.size());
      if (asked == null) {
        response.header(HeaderNames.CONTENT_RANGE, "bytes */" + file.size());
        throw Problem.rangeNotThere(file.size());
      }
      if (asked.from() <= asked.to()) {
        span = asked;
        response.status(Status.create(206));
        response.header(
            HeaderNames.CONTENT_RANGE,
            "bytes %d-%d/%d".formatted(span.from(), span.to(), file.size()));
      }
    }
    bytes(request, response, file, span, none);
  }

  /** Null when nothing of it is there; one that ends before it begins is none, and is ignored. */
  private static @Nullable Span span(String from, String to, long size) {
    if (from.isEmpty()) {
      var last = Long.parseLong(to);
      return last == 0 || size == 0 ? null : new Span(Math.max(0, size - last), size - 1);
    }
    var begin = Long.parseLong(from);
    var end = to.isEmpty() ? size - 1 : Long.parseLong(to);
    if (end < begin && !to.isEmpty()) {
      return new Span(begin, end);
    }
    return begin >= size ? null : new Span(begin, Math.min(end, size - 1));
  }

  private void bytes(
      ServerRequest request, ServerResponse response, Attachment file, Span span, Problem none)
      throws IOException {
    try (var in = files.read(file, span.from())) {
      if (in == null) {
        throw none;
      }
      var shown = MediaTypes.isShown(file.type());
      response.header(HeaderNames.CONTENT_TYPE, MediaTypes.header(file.type()));
      response.header(HeaderNames.CONTENT_DISPOSITION, FileNames.disposition(shown, file.name()));
      if (!shown) {
        response.header(SANDBOX);
      }
      response.header(HeaderNames.CONTENT_LENGTH, Long.toString(span.length()));
      if (Http.method(request).equals("HEAD") || span.length() == 0) {
        response.send();
        return;
      }
      Http.send(response, in, span.length());
    }
  }
}
