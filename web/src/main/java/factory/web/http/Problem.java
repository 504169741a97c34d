package factory.web.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.mesh.Fatal;
import factory.mesh.Fault;
import factory.mesh.Faults;
import factory.mesh.Refused;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Why a request was not served, as RFC 9457 says it. The reason is the word that the same refusal
 * has over gRPC.
 *
 * @param metadata whatever varies: ids, bounds, states; left out of the JSON when empty
 * @param headers sent along, such as {@code Allow}
 */
public record Problem(
    int status,
    String reason,
    String detail,
    List<Fault.FieldViolation> errors,
    Map<String, String> metadata,
    Map<String, String> headers) {
  private static final Logger LOG = Logger.getLogger(Problem.class.getName());

  /** How callers over HTTP name what has another name over gRPC. */
  private static final Map<String, String> FIELD_NAMES =
      Map.of(
          "query", "q",
          "request_id", "Idempotency-Key",
          "job_id", "id",
          "valid_for", "valid_for_seconds",
          "scope.methods", "methods",
          "scope.paths", "paths",
          "overlap", "overlap_seconds");

  /** A problem that nothing more is known of. */
  public Problem(int status, String reason, String detail) {
    this(status, reason, detail, List.of(), Map.of(), Map.of());
  }

  /** One field of a request is wrong. */
  public static Rejected field(String field, String message) {
    return fields(List.of(new Fault.FieldViolation(field, message)));
  }

  /** Several fields of a request are wrong. */
  public static Rejected fields(List<Fault.FieldViolation> violations) {
    return new Rejected(of(new Fault.Invalid(violations)));
  }

  /** Nothing is at this path. */
  public static Rejected noSuchPath() {
    return new Rejected(new Problem(404, "PATH_NOT_FOUND", "There is nothing at this path."));
  }

  /** The problem behind anything that a handler threw; a bug is logged and told by its id only. */
  public static Problem of(Throwable error) {
    Fatal.endIfFatal(error);
    return switch (error) {
      case Rejected rejected -> rejected.problem();
      case Refused refused -> of(refused.fault());
      case StatusRuntimeException told -> of(Faults.fromGrpc(told));
      default -> {
        var id = UUID.randomUUID().toString();
        LOG.log(Level.SEVERE, error, () -> "error " + id);
        yield new Problem(
            500,
            "INTERNAL",
            "The platform failed; its log has the details under the error id.",
            List.of(),
            Map.of("error_id", id),
            Map.of());
      }
    };
  }

  /** The same fact, as HTTP says it. */
  public static Problem of(Fault fault) {
    var status = status(fault);
    return new Problem(
        status,
        fault.reason(),
        fault.message(),
        fault.fields().stream()
            .map(f -> new Fault.FieldViolation(name(f.field()), f.message()))
            .toList(),
        fault.metadata(),
        switch (status) {
          // Whoever is in doubt is to look first.
          case 503 ->
              fault.reason().equals("STORE_IN_DOUBT") ? Map.of() : Map.of("Retry-After", "1");
          case 429 ->
              Map.of("Retry-After", fault.metadata().getOrDefault("retry_after_seconds", "1"));
          case 401 -> Map.of("WWW-Authenticate", "Bearer realm=\"factory\"");
          default -> Map.of();
        });
  }

  private static String name(String field) {
    return FIELD_NAMES.getOrDefault(field, field).replaceFirst("^rules\\.", "");
  }

  private static int status(Fault fault) {
    return switch (fault.code()) {
      // What is in it can be read, and makes no sense.
      case INVALID_ARGUMENT -> fault.reason().equals("SPECIFICATION_INVALID") ? 422 : 400;
      case OUT_OF_RANGE -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ABORTED -> fault.reason().equals("REVISION_MISMATCH") ? 412 : 409;
      case ALREADY_EXISTS, FAILED_PRECONDITION -> 409;
      case RESOURCE_EXHAUSTED -> fault.reason().equals("MESSAGE_REFUSED") ? 413 : 429;
      case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> 503;
      case UNIMPLEMENTED -> 501;
      case OK, UNKNOWN, INTERNAL, DATA_LOSS -> 500;
    };
  }

  /** Whether a gRPC failure says that the thing is not there. */
  public static boolean isNotFound(StatusRuntimeException error) {
    return error.getStatus().getCode() == Status.Code.NOT_FOUND;
  }

  /** The same with more told in the metadata. */
  public Problem with(String key, String value) {
    var more = new LinkedHashMap<>(metadata);
    more.put(key, value);
    return new Problem(status, reason, detail, errors, more, headers);
  }

  /** The same with other words. */
  public Problem withDetail(String words) {
    return new Problem(status, reason, words, errors, metadata, headers);
  }

  /** The same with one more header. */
  public Problem withHeader(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Problem(status, reason, detail, errors, metadata, more);
  }

  /** The status in words. */
  public String title() {
    // Of which Helidon has no words.
    return status == 431
        ? "Request Header Fields Too Large"
        : io.helidon.http.Status.create(status).reasonPhrase();
  }

  /** As the body of an answer. */
  public ObjectNode json() {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("type", "about:blank")
        .put("title", title())
        .put("status", status)
        .put("detail", detail)
        .put("reason", reason);
    if (!errors.isEmpty()) {
      var list = json.putArray("errors");
      errors.forEach(e -> list.addObject().put("field", e.field()).put("message", e.message()));
    }
    if (!metadata.isEmpty()) {
      var more = json.putObject("metadata");
      metadata.forEach(more::put);
    }
    return json;
  }
}
