package factory.runtime;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What every route does with requests and responses. */
final class Http {
  static final String JSON = "application/json";
  static final String MERGE_PATCH = "application/merge-patch+json";
  static final String URLENCODED = "application/x-www-form-urlencoded";
  static final String MULTIPART = "multipart/form-data";

  /** No browser takes an answer for something else than it says that it is. */
  static final Header NOSNIFF = HeaderValues.create("X-Content-Type-Options", "nosniff");

  /** A page of a service has texts alone: nothing in it runs, loads, is sent or is framed. */
  private static final Header PAGES =
      HeaderValues.create(
          "Content-Security-Policy",
          "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox");

  private Http() {}

  static String method(ServerRequest request) {
    return request.prologue().method().text();
  }

  /** Every value of a header, with commas between. */
  static String header(ServerRequest request, String name) {
    return String.join(",", request.headers().all(HeaderNames.create(name), List::of));
  }

  /**
   * The query's parameters, each with its values. Read here, because what is no UTF-8 must be
   * refused, and not become another text.
   */
  static Map<String, List<String>> query(ServerRequest request) {
    return pairs(request.prologue().query().rawValue(), Problem::unreadableQuery);
  }

  /**
   * Names and values as queries and forms have them.
   *
   * @param unreadable what is thrown when they are no UTF-8
   */
  static Map<String, List<String>> pairs(String raw, Supplier<Problem> unreadable) {
    Map<String, List<String>> pairs = new LinkedHashMap<>();
    for (var pair : raw.split("&", -1)) {
      if (!pair.isEmpty()) {
        var equals = pair.indexOf('=');
        var name = decoded(equals < 0 ? pair : pair.substring(0, equals), unreadable);
        var value = decoded(equals < 0 ? "" : pair.substring(equals + 1), unreadable);
        pairs.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
      }
    }
    return pairs;
  }

  private static String decoded(String raw, Supplier<Problem> unreadable) {
    var bytes = new ByteArrayOutputStream(raw.length());
    for (var i = 0; i < raw.length(); i++) {
      var c = raw.charAt(i);
      if (c == '%') {
        var high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
        var low = high < 0 ? -1 : Character.digit(raw.charAt(i + 2), 16);
        if (low < 0) {
          throw unreadable.get();
        }
        bytes.write(high * 16 + low);
        i += 2;
      } else {
        bytes.writeBytes(String.valueOf(c == '+' ? ' ' : c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return Utf8.text(bytes.toByteArray(), unreadable);
  }

  static void requireJson(ServerRequest request, Set<String> accepted) {
    var _ = mediaType(request, accepted, JSON);
  }

  /**
   * The media type of a body, without its parameters, in small letters.
   *
   * @param usual of a body that does not say
   */
  static String mediaType(ServerRequest request, Set<String> accepted, String usual) {
    var bare = MediaTypes.bare(request.headers().first(HeaderNames.CONTENT_TYPE).orElse(usual));
    return accepted.stream()
        .filter(bare::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(
            () -> Problem.mediaType(String.join(" or ", accepted.stream().sorted().toList())));
  }

  /** Answers OPTIONS, and refuses any other method. */
  static void options(ServerRequest request, ServerResponse response, List<String> allowed) {
    var methods = new ArrayList<>(allowed);
    var allow = String.join(", ", methods);
    methods.add("OPTIONS");
    response.header(HeaderNames.ALLOW, String.join(", ", methods));
    if (!method(request).equals("OPTIONS")) {
      throw Problem.methodNotAllowed(allow);
    }
    response.status(Status.NO_CONTENT_204).send();
  }

  /** An answer; without a body when there is none, or when its status has none. */
  static void send(ServerRequest request, ServerResponse response, byte[] json) {
    send(request, response, JSON, json);
  }

  static void send(ServerRequest request, ServerResponse response, String mediaType, byte[] body) {
    var hasNone = response.status().code() == Status.NO_CONTENT_204.code();
    if (body.length == 0 || hasNone) {
      if (!hasNone && mediaType.startsWith("text/")) {
        // An empty text is one all the same.
        typed(response, mediaType);
      }
      response.send();
      return;
    }
    typed(response, mediaType);
    if (method(request).equals("HEAD")) {
      response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
      response.send();
    } else {
      response.send(body);
    }
  }

  private static void typed(ServerResponse response, String mediaType) {
    response.header(HeaderNames.CONTENT_TYPE, mediaType);
    if (mediaType.startsWith("text/html")) {
      response.header(PAGES);
    }
  }

  static void send(ServerRequest request, ServerResponse response, Reply reply) {
    send(request, response, JSON, reply);
  }

  static void send(ServerRequest request, ServerResponse response, String mediaType, Reply reply) {
    response.status(Status.create(reply.status()));
    if (reply.location() != null) {
      response.header(HeaderNames.LOCATION, reply.location());
    }
    if (reply.etag() != null) {
      response.header(HeaderNames.ETAG, reply.etag());
    }
    send(request, response, mediaType, reply.body());
  }

  /** What is written to a caller while it is made. */
  interface Written {
    void to(OutputStream caller) throws IOException;
  }

  static void stream(
      ServerRequest request, ServerResponse response, String mediaType, Written written)
      throws IOException {
    typed(response, mediaType);
    if (method(request).equals("HEAD")) {
      response.send();
      return;
    }
    written(response, written);
  }

  /** So many bytes; what they are is said. */
  static void send(ServerResponse response, InputStream bytes, long length) throws IOException {
    written(
        response,
        out -> {
          var buffer = new byte[16 * 1024];
          for (var left = length; left > 0; ) {
            var read = bytes.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
              throw new EOFException("there are fewer bytes than was said");
            }
            out.write(buffer, 0, read);
            left -= read;
          }
        });
  }

  private static void written(ServerResponse response, Written written) throws IOException {
    var out = response.outputStream();
    try {
      written.to(out);
    } catch (IOException | RuntimeException | Error e) {
      Fatal.endIfFatal(e);
      // The status is sent: only an answer that breaks off says that it is not whole.
      throw new CloseConnectionException("an answer broke off", e);
    }
    out.close();
  }
}
