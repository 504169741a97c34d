package factory.mesh;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Faults to and from the wire: {@code google.rpc.Status} with exactly one {@code ErrorInfo}. */
public final class Faults {
  /** The {@code ErrorInfo.domain} of every fault of this system. */
  public static final String DOMAIN = "factory";

  private static final Logger LOG = Logger.getLogger(Faults.class.getName());

  private Faults() {}

  /** The fault as a gRPC error. */
  public static StatusRuntimeException toGrpc(Fault fault) {
    return StatusProto.toStatusRuntimeException(toStatus(fault));
  }

  /** The fault as the message that a gRPC error carries. */
  public static com.google.rpc.Status toStatus(Fault fault) {
    var status =
        com.google.rpc.Status.newBuilder()
            .setCode(fault.code().value())
            .setMessage(fault.message())
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder()
                        .setReason(fault.reason())
                        .setDomain(DOMAIN)
                        .putAllMetadata(fault.metadata())
                        .build()));
    if (!fault.fields().isEmpty()) {
      var bad = BadRequest.newBuilder();
      for (var field : fault.fields()) {
        bad.addFieldViolationsBuilder().setField(field.field()).setDescription(field.message());
      }
      status.addDetails(Any.pack(bad.build()));
    }
    return status.build();
  }

  /**
   * The fault that another node told, or one made from the bare status when it told none: a missed
   * deadline is DEADLINE_EXCEEDED, a connection that could not be made or broke is UNAVAILABLE
   * (every node's own INTERNAL has details, so a bare one is the transport's).
   */
  public static Fault fromGrpc(StatusRuntimeException error) {
    var status = StatusProto.fromThrowable(error);
    var code = error.getStatus().getCode();
    var reason = "";
    Map<String, String> metadata = Map.of();
    List<Fault.FieldViolation> fields = new ArrayList<>();
    var told = false;
    if (status != null) {
      try {
        for (var detail : status.getDetailsList()) {
          if (detail.is(ErrorInfo.class)) {
            var info = detail.unpack(ErrorInfo.class);
            reason = info.getReason();
            metadata = info.getMetadataMap();
            told = true;
          } else if (detail.is(BadRequest.class)) {
            for (var field : detail.unpack(BadRequest.class).getFieldViolationsList()) {
              fields.add(new Fault.FieldViolation(field.getField(), field.getDescription()));
            }
          }
        }
      } catch (InvalidProtocolBufferException e) {
        told = false;
      }
    }
    if (!told) {
      code = code == Status.Code.INTERNAL ? Status.Code.UNAVAILABLE : code;
      reason = code.name();
    }
    var message =
        told && status != null
            ? status.getMessage()
            : switch (code) {
              case UNAVAILABLE -> "A part of the platform cannot be reached now; try again.";
              case DEADLINE_EXCEEDED -> "A part of the platform did not answer in time; try again.";
              case UNIMPLEMENTED -> "The called method is not known here.";
              default -> "A part of the platform failed.";
            };
    return new Fault.Plain(code, reason, message, metadata, List.copyOf(fields));
  }

  /** The fault behind any failure of a call to another node; a bug stays what it is. */
  public static Refused refused(StatusRuntimeException error) {
    return new Refused(fromGrpc(error));
  }

  /**
   * What a caller is told of anything that was thrown while it was served: a refusal as it is, the
   * failure of another node as that one told it, and of a bug nothing but the id under which it is
   * logged here. Ends the process when the error is {@link Fatal}.
   *
   * @param where what was being done, for the log
   * @param log false when nobody waits for the answer, and what a handler throws then is no news;
   *     an Error always is
   */
  public static Fault ofThrown(Throwable error, String where, boolean log) {
    Fatal.endIfFatal(error);
    return switch (error) {
      case Refused refused -> refused.fault();
      case StatusRuntimeException told -> fromGrpc(told);
      default -> {
        var id = UUID.randomUUID().toString();
        if (log || error instanceof Error) {
          LOG.log(Level.SEVERE, error, () -> "error " + id + " in " + where);
        }
        yield new Fault.Plain(
            Status.Code.INTERNAL,
            "INTERNAL",
            "The platform failed; its log has the details under the error id.",
            Map.of("error_id", id));
      }
    };
  }

  /** Whether the failure says that trying again later may help. */
  public static boolean isTransient(Throwable error) {
    var code =
        error instanceof Refused r ? r.fault().code() : Status.fromThrowable(error).getCode();
    return code == Status.Code.UNAVAILABLE
        || code == Status.Code.DEADLINE_EXCEEDED
        || code == Status.Code.ABORTED
        || code == Status.Code.CANCELLED;
  }

  /** Helidon writes grpc-message unescaped: anything but plain ASCII would hang the caller. */
  static String ascii(String text) {
    var plain = new StringBuilder(text.length());
    text.chars().forEach(c -> plain.append(c < 0x20 || c > 0x7e || c == '%' ? '?' : (char) c));
    return plain.toString();
  }
}
