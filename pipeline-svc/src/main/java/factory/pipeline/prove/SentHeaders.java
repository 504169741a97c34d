package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.SentKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The headers and cookies that say to which values a call is kept. */
final class SentHeaders {
  static final String COOKIE = "cookie";

  /** What a header can say; a cookie has no semicolons besides. */
  private static final Pattern VALUE = Pattern.compile("[!-:<-~]([ -:<-~]*[!-:<-~])?");

  private static final int LONGEST = 1_000;

  private SentHeaders() {}

  /** Whether a header or a cookie says what a field of a new record is. */
  static boolean isSent(Kind kind, String field) {
    return Routes.of(kind, Operation.CREATE).stream()
        .flatMap(route -> route.sent().stream())
        .anyMatch(key -> key.field().equals(field));
  }

  /**
   * The headers of a request with what a route wants besides.
   *
   * @param values by field
   */
  static Map<String, String> with(Map<String, String> headers, List<SentKey> sent, JsonNode values)
      throws Ended {
    if (sent.isEmpty()) {
      return headers;
    }
    Map<String, String> all = new LinkedHashMap<>(headers);
    for (var key : sent) {
      var value = values.path(key.field());
      if (!value.isValueNode() || value.isNull()) {
        throw Ended.notTried("what '%s' is to be is not known".formatted(key.name()));
      }
      put(all, key, value.asText());
    }
    return all;
  }

  private static void put(Map<String, String> headers, SentKey key, String value) throws Ended {
    if (value.length() > LONGEST || !VALUE.matcher(value).matches()) {
      throw Ended.notTried("'%s' cannot be in a header".formatted(Exchange.shortened(value)));
    }
    if (key.in() == SentKey.In.COOKIE) {
      cookie(headers, key.name(), value);
    } else {
      headers.put(key.name(), value);
    }
  }

  /** Adds a cookie to those that are there. */
  static void cookie(Map<String, String> headers, String name, String value) {
    headers.merge(COOKIE, name + "=" + value, (before, one) -> before + "; " + one);
  }
}
