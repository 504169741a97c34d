package factory.edge.gate;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A call that wants to pass the gate.
 *
 * @param path as Envoy routes it: normalised, with the query
 * @param headers by lower-case name; values of repeated headers are joined by commas
 * @param kind what Envoy's route says of it, which no caller can
 * @param host by which it was called, with or without a port
 */
public record Call(
    String method, String path, Map<String, String> headers, Kind kind, String host) {
  /** What a call asks for, by its route. */
  public enum Kind {
    /** Something that is soon there. */
    ORDINARY,
    /** A stream, which stays open. */
    STREAM,
    /** Something that makes work. */
    WORK,
    /** A service, at an origin of its own: the host names it, and the path is its own. */
    ORIGIN;

    /** The key of the context extension that names it, as Envoy's routes write it. */
    public static final String EXTENSION = "kind";

    /** Reads Envoy's word; what it does not say is ordinary. */
    static Kind of(String word) {
      return switch (word) {
        case "stream" -> STREAM;
        case "work" -> WORK;
        case "origin" -> ORIGIN;
        default -> ORDINARY;
      };
    }

    /** Envoy's word. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** An ordinary one. */
  public Call(String method, String path, Map<String, String> headers) {
    this(method, path, headers, Kind.ORDINARY);
  }

  /** One whose host says nothing. */
  public Call(String method, String path, Map<String, String> headers, Kind kind) {
    this(method, path, headers, kind, "");
  }

  /**
   * A page's, of a service, with a publishable key.
   *
   * @param path at the service
   */
  public static Call ofPage(String key, String origin, String method, String path) {
    return new Call(
        method, path, Map.of(Identification.API_KEY, key, "origin", origin), Kind.ORIGIN);
  }

  /** A header's value, if it came. */
  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The path without the query. */
  String pathAlone() {
    var query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }
}
