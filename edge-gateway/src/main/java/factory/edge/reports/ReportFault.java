package factory.edge.reports;

import factory.mesh.Fault;
import io.grpc.Status.Code;
import java.util.Map;

/** Each way in which reports, and what operators do about them, are refused. */
public sealed interface ReportFault extends Fault.Tabled {
  /** The address or the wallet reports too often. */
  record ReportsTooOften(long retryAfterSeconds) implements ReportFault {}

  /** As many reports of the service are open as are kept. */
  record TooManyReports(int most) implements ReportFault {}

  /** No report has this id. */
  record ReportNotFound() implements ReportFault {}

  /** It is the operators' to do. */
  record OperatorsOnly() implements ReportFault {}

  @Override
  default Plain told() {
    return switch (this) {
      case ReportsTooOften(var seconds) ->
          new Plain(
              Code.RESOURCE_EXHAUSTED,
              "REPORT_RATE_EXCEEDED",
              "This address or wallet reports too often; try again later.",
              Map.of("retry_after_seconds", Long.toString(seconds)));
      case TooManyReports(var most) ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "TOO_MANY_REPORTS",
              "As many reports of this service wait for the operators as are kept; they have been told.",
              Map.of("most", Integer.toString(most)));
      case ReportNotFound() ->
          new Plain(
              Code.NOT_FOUND,
              "REPORT_NOT_FOUND",
              "There is no report with this id; it may have been closed.");
      case OperatorsOnly() ->
          new Plain(
              Code.PERMISSION_DENIED,
              "NOT_AN_OPERATOR",
              "Only the operators of the platform may do this; sign in as one of them.");
    };
  }
}
