package factory.runtime;

import factory.runtime.Bodies.Missing;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a request says of a record, whatever its media type. */
final class RecordBodies {
  /** What a form with files has in memory: its texts, and files that are small. */
  private static final long FORM_BYTES = 4L * 1024 * 1024;

  private final Bodies bodies;
  private final FileApi files;

  RecordBodies(Bodies bodies, FileApi files) {
    this.bodies = bodies;
    this.files = files;
  }

  /** The media type of a body, one of those that the route takes. */
  static String mediaType(ServerRequest request, Route route) {
    if (route.file() != null) {
      return fileType(request, route);
    }
    Set<String> accepted = new LinkedHashSet<>(route.takes());
    if (route.method().equals("PATCH") && accepted.contains(Http.JSON)) {
      accepted.add(Http.MERGE_PATCH);
    }
    return Http.mediaType(request, accepted, route.takes().getFirst());
  }

  private static String fileType(ServerRequest request, Route route) {
    var type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse(MediaTypes.BYTES);
    var bare = MediaTypes.bare(type);
    if (!route.method().equals("DELETE") && !MediaTypes.isOne(bare, route.takes())) {
      throw Problem.mediaType(String.join(" or ", route.takes()));
    }
    return bare;
  }

  /**
   * The values of a body, by field.
   *
   * @param kept the files among them
   */
  Map<String, @Nullable Object> read(
      ServerRequest request, String type, Place place, Missing missing, FileStore.Kept kept)
      throws IOException {
    var length = request.headers().contentLength().orElse(Bodies.MAX_BYTES);
    var file = place.route().file();
    if (file != null) {
      return file(request, type, place.resource().required(file), kept);
    }
    var body = request.content().inputStream();
    var form = BodyForm.of(place);
    var header = request.headers().first(HeaderNames.CONTENT_TYPE).orElse(type);
    if (type.equals(Http.MULTIPART) && place.resource().hasFiles()) {
      return bodies.held(
          Math.min(length, FORM_BYTES),
          () -> {
            var given = files.form(form, header, body, kept);
            return Bodies.form(form, given.texts(), given.files(), missing);
          });
    }
    return switch (type) {
      case MediaTypes.TEXT ->
          bodies.readText(
              form,
              place.resource().called(Objects.requireNonNull(place.route().text())),
              header,
              body,
              length,
              missing);
      case Http.URLENCODED, Http.MULTIPART -> bodies.readForm(form, header, body, length, missing);
      default -> bodies.read(form, body, length, missing);
    };
  }

  private Map<String, @Nullable Object> file(
      ServerRequest request, String type, Field field, FileStore.Kept kept) throws IOException {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    if (!(field.kind() instanceof FileKind kind) || Http.method(request).equals("DELETE")) {
      values.put(field.name(), null);
    } else if (type.equals(Http.MULTIPART)) {
      var header = request.headers().first(HeaderNames.CONTENT_TYPE).orElse(type);
      values.put(field.name(), files.only(request, header, kind, kept));
    } else {
      values.put(field.name(), files.raw(request, kind, kept));
    }
    return values;
  }
}
