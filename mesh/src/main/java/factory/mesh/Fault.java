package factory.mesh;

import io.grpc.Status;
import java.util.List;
import java.util.Map;

/**
 * One way in which a call is refused, the same fact over gRPC and over HTTP.
 *
 * <p>Each feature lists its faults in a sealed interface that extends this one.
 */
public interface Fault {
  /** The gRPC code; it decides whether a caller may try again. */
  Status.Code code();

  /** UPPER_SNAKE, stable: renaming one is an API change. */
  String reason();

  /** What happened and what to do next: a constant, printable ASCII, one line, no percent sign. */
  String message();

  /** Whatever varies: ids, bounds, states. Never a secret. */
  default Map<String, String> metadata() {
    return Map.of();
  }

  /** The fields of the request that are wrong; empty when none is to blame. */
  default List<FieldViolation> fields() {
    return List.of();
  }

  /**
   * What is wrong with one field of a request.
   *
   * @param field the field's name as the caller wrote it, such as {@code page_size}
   * @param message what is wrong and how to mend it
   */
  record FieldViolation(String field, String message) {}

  /** A request with bad fields. */
  record Invalid(List<FieldViolation> fields) implements Fault {
    /** One bad field. */
    public static Invalid field(String field, String message) {
      return new Invalid(List.of(new FieldViolation(field, message)));
    }

    @Override
    public Status.Code code() {
      return Status.Code.INVALID_ARGUMENT;
    }

    @Override
    public String reason() {
      return "INVALID_ARGUMENT";
    }

    @Override
    public String message() {
      return "The request has fields that cannot be accepted.";
    }
  }

  /** A fault told by another node, or made where no feature owns it. */
  record Plain(
      Status.Code code,
      String reason,
      String message,
      Map<String, String> metadata,
      List<FieldViolation> fields)
      implements Fault {
    /** A fault with neither metadata nor fields. */
    public Plain(Status.Code code, String reason, String message) {
      this(code, reason, message, Map.of());
    }

    /** A fault without fields. */
    public Plain(Status.Code code, String reason, String message, Map<String, String> metadata) {
      this(code, reason, message, metadata, List.of());
    }

    /** A fault that one field is to blame for. */
    public Plain(Status.Code code, String reason, String message, FieldViolation field) {
      this(code, reason, message, Map.of(), List.of(field));
    }
  }

  /**
   * A fault of a feature that keeps what each one tells in one table: a switch over its sealed
   * interface, which does not compile until a new one is in it.
   */
  interface Tabled extends Fault {
    /** What this one tells. */
    Plain told();

    @Override
    default Status.Code code() {
      return told().code();
    }

    @Override
    default String reason() {
      return told().reason();
    }

    @Override
    default String message() {
      return told().message();
    }

    @Override
    default Map<String, String> metadata() {
      return told().metadata();
    }

    @Override
    default List<FieldViolation> fields() {
      return told().fields();
    }
  }
}
