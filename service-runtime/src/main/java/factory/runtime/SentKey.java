package factory.runtime;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A header or a cookie that says to which value of a field a call is kept, as a parameter of its
 * path would.
 *
 * @param usual what it is where it is not sent; null where it has to be
 */
record SentKey(String name, boolean isCookie, String field, @Nullable String usual) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,99}");

  /** What reaches a service as it was sent, whatever is between. */
  private static final Pattern TEXT = Pattern.compile("[\\x20-\\x7e]{1,1000}");

  SentKey {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(name + " is no name of a header or a cookie");
    }
  }

  /**
   * What a request says.
   *
   * @throws Problem INVALID_ARGUMENT when it says nothing, or more than one thing
   */
  String text(ServerRequest request) {
    var given = isCookie ? cookies(request, name) : headers(request, name);
    if (given.size() > 1) {
      throw problem("is given twice");
    }
    var text = given.isEmpty() ? "" : given.getFirst().strip();
    if (text.isEmpty()) {
      if (usual == null) {
        throw problem("is required");
      }
      return usual;
    }
    if (!TEXT.matcher(text).matches()) {
      throw problem("must be 1 to 1000 characters of ASCII");
    }
    return text;
  }

  /** A refusal that names it. */
  Problem problem(String message) {
    return Problem.sentParameter(isCookie ? "cookie" : "header", name, message);
  }

  private static List<String> headers(ServerRequest request, String name) {
    return request.headers().all(HeaderNames.create(name), List::of);
  }

  /** The values of a cookie, as they were sent. */
  static List<String> cookies(ServerRequest request, String name) {
    List<String> values = new ArrayList<>();
    for (var header : headers(request, "Cookie")) {
      for (var pair : header.split(";", -1)) {
        var equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
          values.add(pair.substring(equals + 1).strip());
        }
      }
    }
    return values;
  }
}
