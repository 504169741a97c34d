package factory.web.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.edge.v1.CloseReportRequest;
import factory.edge.v1.GetTakedownRequest;
import factory.edge.v1.ListReportsRequest;
import factory.edge.v1.PutBackServiceRequest;
import factory.edge.v1.Report;
import factory.edge.v1.ReportReason;
import factory.edge.v1.ReportServiceRequest;
import factory.edge.v1.TakeDownServiceRequest;
import factory.edge.v1.Takedown;
import factory.web.api.Json;
import factory.web.http.Call;
import factory.web.http.Fields;
import factory.web.http.Query;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What people tell the operators of services, and what those do about it, over REST. */
public final class ReportsApi {
  private static final int LARGEST_PAGE = 100;
  private static final String PREFIX = "REPORT_REASON_";

  private final Neighbours neighbours;

  /** Over these nodes. */
  public ReportsApi(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  /** {@code POST /services/{id}/reports}. */
  public Reply report(Call call) {
    call.query();
    var fields = call.json("reason", "text");
    var request =
        ReportServiceRequest.newBuilder()
            .setServiceId(call.id())
            .setReason(reason(fields))
            .setText(fields.required("text"))
            .build();
    fields.check();
    return Reply.json(
        201, json(neighbours.gate(neighbours.deadline()).reportService(request).getReport()));
  }

  private static ReportReason reason(Fields fields) {
    var text = fields.required("reason");
    var known =
        Arrays.stream(ReportReason.values())
            .filter(r -> r != ReportReason.UNRECOGNIZED)
            .filter(r -> r != ReportReason.REPORT_REASON_UNSPECIFIED)
            .toList();
    var found = known.stream().filter(r -> word(r).equals(text)).findFirst();
    if (found.isEmpty()) {
      fields.wrong(
          "reason",
          "must be one of "
              + known.stream().map(ReportsApi::word).collect(Collectors.joining(", ")));
    }
    return found.orElse(ReportReason.REPORT_REASON_OTHER);
  }

  private static String word(ReportReason reason) {
    return reason.name().substring(PREFIX.length()).toLowerCase(Locale.ROOT);
  }

  /** {@code GET /reports}. */
  public Reply list(Call call) {
    var query = call.query("service_id", "page_size", "page_token");
    var request = ListReportsRequest.newBuilder();
    query
        .value("service_id")
        .map(id -> Query.uuid("service_id", id))
        .ifPresent(request::setServiceId);
    request.setPageSize(query.number("page_size", 1, LARGEST_PAGE, LARGEST_PAGE));
    query.given("page_token").ifPresent(request::setPageToken);
    var page = neighbours.gate(neighbours.deadline()).listReports(request.build());
    var json = Json.object();
    var reports = json.putArray("reports");
    page.getReportsList().forEach(report -> reports.add(json(report)));
    return Reply.json(200, json.put("next_page_token", Json.orNull(page.getNextPageToken())));
  }

  /** {@code DELETE /reports/{report_id}}. */
  public Reply close(Call call) {
    call.query();
    call.withoutBody();
    neighbours
        .gate(neighbours.deadline())
        .closeReport(
            CloseReportRequest.newBuilder()
                .setReportId(Query.uuid("report_id", call.pathPart("report_id")))
                .build());
    return Reply.empty(204);
  }

  private static ObjectNode json(Report report) {
    return Json.object()
        .put("id", report.getId())
        .put("service_id", report.getServiceId())
        .put("reporter", Json.orNull(report.getReporter()))
        .put("reason", word(report.getReason()))
        .put("text", report.getText())
        .put("created_at", Json.time(report.getCreatedAt()));
  }

  /** {@code GET /services/{id}/takedown}. */
  public Reply takedown(Call call) {
    call.query();
    var told =
        neighbours
            .gate(neighbours.deadline())
            .getTakedown(GetTakedownRequest.newBuilder().setServiceId(call.id()).build());
    return Reply.json(
        200, json(call, told.hasTakedown() ? Optional.of(told.getTakedown()) : Optional.empty()));
  }

  /** {@code PUT /services/{id}/takedown}. */
  public Reply takeDown(Call call) {
    call.query();
    var fields = call.json("reason");
    var request =
        TakeDownServiceRequest.newBuilder()
            .setServiceId(call.id())
            .setReason(fields.required("reason"))
            .build();
    fields.check();
    var told = neighbours.gate(neighbours.deadline()).takeDownService(request);
    return Reply.json(200, json(call, Optional.of(told.getTakedown())));
  }

  /** {@code DELETE /services/{id}/takedown}. */
  public Reply putBack(Call call) {
    call.query();
    call.withoutBody();
    neighbours
        .gate(neighbours.deadline())
        .putBackService(PutBackServiceRequest.newBuilder().setServiceId(call.id()).build());
    return Reply.empty(204);
  }

  private static ObjectNode json(Call call, Optional<Takedown> takedown) {
    return Json.object()
        .put("service_id", call.id())
        .put("taken_down", takedown.isPresent())
        .put("reason", takedown.map(Takedown::getReason).orElse(null))
        .put("at", takedown.map(t -> Json.time(t.getAt())).orElse(null));
  }
}
