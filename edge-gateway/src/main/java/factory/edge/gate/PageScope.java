package factory.edge.gate;

import java.util.List;

/**
 * What a publishable key opens, and to whom.
 *
 * @param origins of pages, as browsers write them
 * @param operations such as {@code GET /books/{id}}: a method, a space and the path of the service,
 *     in which a whole segment in braces fits any one segment
 * @param callsPerMinute of everybody together
 * @param callsPerMinutePerAddress of one network address
 */
public record PageScope(
    List<String> origins,
    List<String> operations,
    int callsPerMinute,
    int callsPerMinutePerAddress) {
  /** Copies. */
  public PageScope {
    origins = List.copyOf(origins);
    operations = List.copyOf(operations);
  }

  /** Whether pages of an origin may call. */
  boolean isFor(String origin) {
    return origins.contains(origin);
  }

  /**
   * Whether a call is one of the operations, letter by letter: no slash more, no other spelling.
   *
   * @param path as the service sees it, without the query
   */
  boolean covers(String method, String path) {
    for (var operation : operations) {
      if (fits(operation, method, path)) {
        return true;
      }
    }
    return false;
  }

  private static boolean fits(String operation, String method, String path) {
    if (!operation.startsWith(method) || !operation.startsWith(" /", method.length())) {
      return false;
    }
    var at = method.length() + 1;
    var in = 0;
    while (at < operation.length() && in < path.length()) {
      // Both are at a slash.
      var end = endOfSegment(operation, at + 1);
      var pathEnd = endOfSegment(path, in + 1);
      var length = end - at;
      var isAny = length > 1 && operation.charAt(at + 1) == '{';
      if (isAny
          ? pathEnd == in + 1
          : pathEnd - in != length || !path.regionMatches(in, operation, at, length)) {
        return false;
      }
      at = end;
      in = pathEnd;
    }
    return at == operation.length() && in == path.length();
  }

  private static int endOfSegment(String path, int from) {
    var slash = path.indexOf('/', from);
    return slash < 0 ? path.length() : slash;
  }
}
