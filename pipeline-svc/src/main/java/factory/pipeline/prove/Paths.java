package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Route;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Paths of routes: made of values, and read again where an answer tells one. */
final class Paths {
  private static final int LONGEST_VALUE = 200;

  /** What a segment cannot be, or what a gateway would not take for the segment that it is. */
  private static final Pattern NOT_A_SEGMENT =
      Pattern.compile("\\.{1,2}|.*[/\\\\%;\\p{Cntrl}\\p{Cs}].*", Pattern.DOTALL);

  private Paths() {}

  /**
   * The path of a route.
   *
   * @param values by what its parameters are
   */
  static String path(Route route, JsonNode values) throws Ended {
    var path = route.path();
    for (var name : route.parameters()) {
      var of = route.keys().getOrDefault(name, "id");
      // Of a list, one of its items is in the path.
      var known = values.path(of);
      var value = known.isArray() ? known.path(0) : known;
      if (!value.isValueNode() || value.isNull()) {
        throw Ended.notTried("%s has a %s, which is not known".formatted(route.path(), of));
      }
      var text = value.asText();
      if (text.isEmpty()
          || text.length() > LONGEST_VALUE
          || NOT_A_SEGMENT.matcher(text).matches()) {
        throw Ended.notTried("'%s' cannot be in a path".formatted(Exchange.shortened(text)));
      }
      path = path.replace("{" + name + "}", encoded(text));
    }
    return path;
  }

  static String encoded(String text) {
    return Pages.encoded(text).replace("+", "%20");
  }

  /** What a segment says; as it is where it has no good escapes. */
  static String decoded(String segment) {
    return Pages.decodedLeniently(segment.replace("+", "%2B"));
  }

  /**
   * The values of the parameters of a path, by what they are; empty when it is another's. What a
   * path calls otherwise than a record has it is none.
   */
  static Optional<Map<String, String>> values(Route route, String path) {
    return texts(route, path)
        .map(
            texts -> {
              Map<String, String> values = new LinkedHashMap<>();
              texts.forEach(
                  (name, text) -> {
                    if (!route.called().containsKey(name)) {
                      values.put(route.keys().getOrDefault(name, "id"), text);
                    }
                  });
              return values;
            });
  }

  /** What a path calls other records by, by what refers to them. */
  private static Map<String, String> called(Route route, Map<String, String> texts) {
    Map<String, String> called = new LinkedHashMap<>();
    route
        .called()
        .keySet()
        .forEach(name -> called.put(route.keys().getOrDefault(name, "id"), texts.get(name)));
    return called;
  }

  /** The parameters of a path by their names; empty when it is another's. */
  private static Optional<Map<String, String>> texts(Route route, String path) {
    var pattern =
        Pattern.compile(
            "\\Q" + route.path().replaceAll("\\{[^}]*\\}", "\\\\E([^/]+)\\\\Q") + "\\E");
    var matcher = pattern.matcher(path);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    var group = 1;
    for (var name : route.parameters()) {
      values.put(name, decoded(matcher.group(group++)));
    }
    return Optional.of(values);
  }

  /** What the address of a new record says of it; empty when there is none that can be read. */
  static Optional<Map<String, String>> located(Kind kind, Request request, Answer answer) {
    var path = location(request, answer);
    return path.isEmpty()
        ? Optional.empty()
        : Routes.of(kind, Operation.READ).stream()
            .flatMap(route -> values(route, path.get()).stream())
            .findFirst();
  }

  private static Optional<String> location(Request request, Answer answer) {
    var location = answer.headers().getOrDefault("location", "");
    if (location.isEmpty()
        || location.startsWith("/")
        || !location.matches("[\\x21-\\x7e]+")
        || location.indexOf(':') >= 0) {
      return Optional.empty();
    }
    var from = request.path().replaceFirst("\\?.*", "");
    try {
      return Optional.of(URI.create("http://service" + from).resolve(location).getRawPath());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Where the address of a new record is not that of the record, or is not told. */
  static Optional<String> misplaced(Kind kind, Route route, Exchange exchange) {
    var headers = exchange.answer().headers();
    var found = located(kind, exchange.request(), exchange.answer());
    if (found.isEmpty()) {
      return headers.containsKey("location") || isReached(kind, route)
          ? Optional.of("with the location '%s'".formatted(headers.getOrDefault("location", "")))
          : Optional.empty();
    }
    var path = location(exchange.request(), exchange.answer()).orElseThrow();
    var from = texts(route, exchange.request().path().replaceFirst("\\?.*", ""));
    for (var read : Routes.of(kind, Operation.READ)) {
      var texts = texts(read, path);
      if (texts.isPresent()
          && from.isPresent()
          && !called(route, from.get())
              .entrySet()
              .containsAll(called(read, texts.get()).entrySet())) {
        return Optional.of("with a location below another record: " + path);
      }
    }
    for (var value : found.get().entrySet()) {
      var right = exchange.json().path(value.getKey()).asText();
      if (!right.equals(value.getValue())) {
        return Optional.of(
            "with a location whose %s is '%s' and not '%s'"
                .formatted(value.getKey(), value.getValue(), right));
      }
    }
    return Optional.empty();
  }

  /** Whether whoever makes a record knows all that its address has. */
  private static boolean isReached(Kind kind, Route create) {
    return Routes.of(kind, Operation.READ).stream()
        .anyMatch(
            read ->
                read.keys().values().stream()
                        .allMatch(of -> of.equals("id") || create.placed().contains(of))
                    && create.calledBy().entrySet().containsAll(read.calledBy().entrySet()));
  }
}
