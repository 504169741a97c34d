package factory.runtime;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a record is: relative to the path of the request, as RFC 9110 allows, so that it is right
 * at whatever prefix a gateway serves this service.
 */
final class Location {
  private Location() {}

  /** Null when no route reads it whose parameters are all known. */
  static @Nullable String of(String requestPath, Row row) {
    return of(requestPath, row, null);
  }

  /**
   * The same of what a request is about.
   *
   * @param from what the request's path calls other records by; null where it says nothing of that
   */
  static @Nullable String of(String requestPath, Row row, @Nullable Place from) {
    var resource = row.resource();
    if (!resource.hasRoutes()) {
      return up(requestPath) + resource.plural() + "/" + escaped(row.key());
    }
    for (var route : resource.routes()) {
      var path =
          route.operation() == Operation.READ && route.file() == null
              ? path(route, row, from)
              : null;
      if (path != null) {
        return up(requestPath) + path;
      }
    }
    return null;
  }

  /** Where a file of a record is read, from the root of the service; null when nowhere. */
  static @Nullable String ofFile(String field, Row row) {
    for (var route : row.resource().routes()) {
      var path =
          route.operation() == Operation.READ && field.equals(route.file())
              ? path(route, row, null)
              : null;
      if (path != null) {
        return "/" + path;
      }
    }
    return null;
  }

  /**
   * An address that a record has, as a header can have it.
   *
   * @throws IllegalStateException when it is none of http or https, which no field keeps
   */
  static String elsewhere(@Nullable Object address) {
    try {
      return URI.create(new Words.Url().store(String.valueOf(address)).toString()).toASCIIString();
    } catch (Kind.Unfit e) {
      throw new IllegalStateException("no address to go on to", e);
    }
  }

  /** From the last segment of a path to the root. */
  private static String up(String requestPath) {
    return "../".repeat((int) requestPath.chars().filter(c -> c == '/').count() - 1);
  }

  private static @Nullable String path(Route route, Row row, @Nullable Place from) {
    List<String> segments = new ArrayList<>();
    for (var segment : route.template().segments()) {
      if (!Template.isParameter(segment)) {
        segments.add(segment);
        continue;
      }
      var field = route.keys().getOrDefault(Template.parameter(segment), "id");
      var value = route.called().containsKey(field) ? called(route, field, from) : text(row, field);
      if (value == null || value.isEmpty() || !RequestPath.hasOneMeaning("/" + escaped(value))) {
        return null;
      }
      segments.add(escaped(value));
    }
    return String.join("/", segments);
  }

  /** What a request calls another record by, where a route calls it by the same. */
  private static @Nullable String called(Route route, String field, @Nullable Place from) {
    return from == null
            || !from.called().containsKey(field)
            || !Objects.equals(from.route().called().get(field), route.called().get(field))
        ? null
        : from.called().get(field).toString();
  }

  private static @Nullable String text(Row row, String field) {
    if (field.equals("id")) {
      return row.key();
    }
    if (row.resource().required(field).isIssued()) {
      // What is in an address ends up in logs and histories, where nobody expects a secret.
      return null;
    }
    var value = row.value(field);
    return value == null ? null : row.resource().required(field).kind().show(value).toString();
  }

  /** A key as a segment of a path. */
  static String escaped(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
