package factory.runtime;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What every route does with requests and responses. */
final class Http {
  static final String JSON = "application/json";
  static final String MERGE_PATCH = "application/merge-patch+json";

  private Http() {}

  static String method(ServerRequest request) {
    return request.prologue().method().text();
  }

  /** Every value of a header, with commas between. */
  static String header(ServerRequest request, String name) {
    return String.join(",", request.headers().all(HeaderNames.create(name), List::of));
  }

  static Map<String, List<String>> query(ServerRequest request) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    for (var name : request.query().names()) {
      query.put(name, request.query().all(name));
    }
    return query;
  }

  static void requireJson(ServerRequest request, Set<String> accepted) {
    var type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse(JSON);
    var end = type.indexOf(';');
    var bare = (end < 0 ? type : type.substring(0, end)).strip();
    if (accepted.stream().noneMatch(bare::equalsIgnoreCase)) {
      throw Problem.mediaType(String.join(" or ", accepted.stream().sorted().toList()));
    }
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

  static void send(ServerRequest request, ServerResponse response, byte[] json) {
    response.header(HeaderValues.CONTENT_TYPE_JSON);
    if (method(request).equals("HEAD")) {
      response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(json.length));
      response.send();
    } else {
      response.send(json);
    }
  }

  /** What is written to a caller while it is made. */
  interface Written {
    void to(OutputStream caller) throws IOException;
  }

  static void stream(ServerRequest request, ServerResponse response, Written written)
      throws IOException {
    response.header(HeaderValues.CONTENT_TYPE_JSON);
    if (method(request).equals("HEAD")) {
      response.send();
      return;
    }
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
