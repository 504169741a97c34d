package factory.edge.access;

import factory.edge.audit.Actor;
import factory.edge.limits.RuleBook;
import factory.edge.reports.Report;
import factory.edge.reports.ReportFault;
import factory.edge.reports.Reports;
import factory.edge.v1.CloseReportRequest;
import factory.edge.v1.CloseReportResponse;
import factory.edge.v1.GetTakedownRequest;
import factory.edge.v1.GetTakedownResponse;
import factory.edge.v1.ListReportsRequest;
import factory.edge.v1.ListReportsResponse;
import factory.edge.v1.PutBackServiceRequest;
import factory.edge.v1.PutBackServiceResponse;
import factory.edge.v1.ReportReason;
import factory.edge.v1.ReportServiceRequest;
import factory.edge.v1.ReportServiceResponse;
import factory.edge.v1.TakeDownServiceRequest;
import factory.edge.v1.TakeDownServiceResponse;
import factory.edge.v1.Takedown;
import factory.mesh.Caller;
import factory.mesh.Moments;
import factory.mesh.Refused;
import java.util.Optional;
import java.util.UUID;

/** What people tell the operators, and what those do about it, as it is asked for over gRPC. */
final class ReportsRpc {
  private static final int LONGEST_TEXT = 2_000;
  private static final int LONGEST_REASON = 200;
  private static final int LARGEST_PAGE = 100;

  private final Reports reports;
  private final RuleBook rules;
  private final KnownServices services;

  ReportsRpc(Reports reports, RuleBook rules, KnownServices services) {
    this.reports = reports;
    this.rules = rules;
    this.services = services;
  }

  ReportServiceResponse reportService(ReportServiceRequest request) {
    var service = services.known(request.getServiceId());
    var caller = Caller.current();
    var report =
        reports.add(
            UUID.fromString(service.id()),
            caller.wallet(),
            caller.client().orElse(""),
            reason(request.getReason()),
            text("text", request.getText(), LONGEST_TEXT, true));
    return ReportServiceResponse.newBuilder().setReport(shown(report)).build();
  }

  private static Report.Reason reason(ReportReason reason) {
    return switch (reason) {
      case REPORT_REASON_FRAUD -> Report.Reason.FRAUD;
      case REPORT_REASON_MALWARE -> Report.Reason.MALWARE;
      case REPORT_REASON_ILLEGAL -> Report.Reason.ILLEGAL;
      case REPORT_REASON_IMPERSONATION -> Report.Reason.IMPERSONATION;
      case REPORT_REASON_PRIVACY -> Report.Reason.PRIVACY;
      case REPORT_REASON_OTHER -> Report.Reason.OTHER;
      case REPORT_REASON_UNSPECIFIED, UNRECOGNIZED ->
          throw Refused.field("reason", "must be a known reason");
    };
  }

  private static String text(String field, String asked, int longest, boolean lines) {
    var text = asked.strip();
    if (text.isEmpty()
        || text.codePointCount(0, text.length()) > longest
        || text.codePoints()
            .anyMatch(c -> Character.isISOControl(c) && !(lines && (c == '\n' || c == '\t')))) {
      throw Refused.field(
          field, "must have 1 to " + longest + " characters, none of them a control character");
    }
    return text;
  }

  ListReportsResponse listReports(ListReportsRequest request) {
    operator();
    var page =
        reports.list(
            request.getServiceId().isEmpty()
                ? Optional.empty()
                : Optional.of(Requests.id("service_id", request.getServiceId())),
            PageTokens.read(request.getPageToken(), PageTokens::moment)
                .map(m -> new Reports.Place(m.at(), m.id())),
            PageTokens.size(request.getPageSize(), LARGEST_PAGE, LARGEST_PAGE));
    var response = ListReportsResponse.newBuilder();
    page.reports().forEach(report -> response.addReports(shown(report)));
    page.next()
        .ifPresent(
            next ->
                response.setNextPageToken(
                    PageTokens.of(new PageTokens.Moment(next.createdAt(), next.id()))));
    return response.build();
  }

  private static factory.edge.v1.Report shown(Report report) {
    return factory.edge.v1.Report.newBuilder()
        .setId(report.id().toString())
        .setServiceId(report.service().toString())
        .setReporter(report.reporter().orElse(""))
        .setReason(ReportReason.valueOf("REPORT_REASON_" + report.reason()))
        .setText(report.text())
        .setCreatedAt(Moments.of(report.createdAt()))
        .build();
  }

  CloseReportResponse closeReport(CloseReportRequest request) {
    var operator = operator();
    reports.close(Requests.id("report_id", request.getReportId()), operator);
    return CloseReportResponse.getDefaultInstance();
  }

  GetTakedownResponse getTakedown(GetTakedownRequest request) {
    var service = services.known(request.getServiceId());
    var response = GetTakedownResponse.newBuilder();
    rules.takedown(service.id()).map(t -> shown(service.id(), t)).ifPresent(response::setTakedown);
    return response.build();
  }

  TakeDownServiceResponse takeDownService(TakeDownServiceRequest request) {
    var operator = operator();
    var service = services.known(request.getServiceId());
    var reason = text("reason", request.getReason(), LONGEST_REASON, false);
    rules.takeDown(UUID.fromString(service.id()), Optional.of(reason), operator);
    var takedown = rules.takedown(service.id());
    return TakeDownServiceResponse.newBuilder()
        .setTakedown(shown(service.id(), takedown.orElseThrow()))
        .build();
  }

  PutBackServiceResponse putBackService(PutBackServiceRequest request) {
    var operator = operator();
    var service = services.known(request.getServiceId());
    rules.takeDown(UUID.fromString(service.id()), Optional.empty(), operator);
    return PutBackServiceResponse.getDefaultInstance();
  }

  private static Takedown shown(String service, RuleBook.Takedown takedown) {
    return Takedown.newBuilder()
        .setServiceId(service)
        .setReason(takedown.reason())
        .setAt(Moments.of(takedown.at()))
        .build();
  }

  private Actor operator() {
    if (!services.isOperator()) {
      Requests.signedIn();
      throw new Refused(new ReportFault.OperatorsOnly());
    }
    return new Actor(Caller.current().wallet(), Actor.Role.OPERATOR);
  }
}
