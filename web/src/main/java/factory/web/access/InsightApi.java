package factory.web.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.edge.v1.GetInsightRequest;
import factory.edge.v1.GetInsightResponse;
import factory.edge.v1.InsightPeriod;
import factory.edge.v1.UsagePoint;
import factory.web.api.Json;
import factory.web.http.Call;
import factory.web.http.Media;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import java.util.ArrayList;
import java.util.List;

/** Usage summed up, over REST: as JSON, and as CSV for whoever counts with a spreadsheet. */
public final class InsightApi {
  private static final List<String> COLUMNS =
      List.of(
          "at",
          "key_id",
          "calls",
          "callers",
          "errors",
          "status_1xx",
          "status_2xx",
          "status_3xx",
          "status_4xx",
          "status_5xx",
          "status_unknown",
          "request_bytes",
          "response_bytes",
          "p50_ms",
          "p95_ms",
          "p99_ms");

  private final Neighbours neighbours;

  /** Over these nodes. */
  public InsightApi(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  /** {@code GET /services/{id}/insight}. */
  public Reply get(Call call) {
    var query = call.query("by", "since", "until", "wallet", "key_id", "split", "format");
    var request = GetInsightRequest.newBuilder().setServiceId(call.id());
    request.setPeriod(
        chosen(query, "by", "hour", "hour", "day").equals("day")
            ? InsightPeriod.INSIGHT_PERIOD_DAY
            : InsightPeriod.INSIGHT_PERIOD_HOUR);
    query.time("since").ifPresent(request::setSince);
    query.time("until").ifPresent(request::setUntil);
    query.value("wallet").ifPresent(request::setWallet);
    query.value("key_id").map(id -> Query.uuid("key_id", id)).ifPresent(request::setKeyId);
    request.setByKey(chosen(query, "split", "", "key").equals("key"));
    // A link cannot say what it accepts.
    var csv = chosen(query, "format", "json", "json", "csv").equals("csv");
    var told = neighbours.gate(neighbours.deadline()).getInsight(request.build());
    return csv || call.as() == Media.CSV
        ? Reply.csv(csv(told), "usage-" + call.id() + ".csv")
        : Reply.json(200, json(told));
  }

  private static String chosen(Query query, String name, String otherwise, String... known) {
    var value = query.value(name).orElse(otherwise);
    if (!value.equals(otherwise) && !List.of(known).contains(value)) {
      throw Problem.field(name, "must be " + String.join(" or ", known));
    }
    return value;
  }

  private static ObjectNode json(GetInsightResponse told) {
    var json = Json.object();
    var points = json.putArray("points");
    for (var point : told.getPointsList()) {
      var shown =
          Json.object()
              .put("at", Json.time(point.getAt()))
              .put("key_id", Json.orNull(point.getKeyId()));
      points.add(sums(shown, point));
    }
    json.set("total", sums(Json.object(), told.getTotal()));
    json.put("limits_of", Json.orNull(told.getLimitsOf()));
    json.set("limits", AccessApi.limits(told.getLimitsList()));
    return json;
  }

  private static ObjectNode sums(ObjectNode json, UsagePoint point) {
    json.put("calls", point.getCalls())
        .put("callers", point.getCallers())
        .put("errors", errors(point));
    json.putObject("statuses")
        .put("1xx", point.getInformational())
        .put("2xx", point.getSuccessful())
        .put("3xx", point.getRedirected())
        .put("4xx", point.getClientErrors())
        .put("5xx", point.getServerErrors())
        .put("unknown", point.getUnknown());
    return json.put("request_bytes", point.getRequestBytes())
        .put("response_bytes", point.getResponseBytes())
        .put("p50_ms", point.hasP50Ms() ? point.getP50Ms() : null)
        .put("p95_ms", point.hasP95Ms() ? point.getP95Ms() : null)
        .put("p99_ms", point.hasP99Ms() ? point.getP99Ms() : null);
  }

  private static long errors(UsagePoint point) {
    return point.getClientErrors() + point.getServerErrors();
  }

  /** Source: RFC 4180. No value needs quotes: they are numbers, times and ids. */
  private static String csv(GetInsightResponse told) {
    var lines = new ArrayList<>(List.of(String.join(",", COLUMNS)));
    for (var point : told.getPointsList()) {
      lines.add(
          String.join(
              ",",
              Json.time(point.getAt()),
              point.getKeyId(),
              Long.toString(point.getCalls()),
              Long.toString(point.getCallers()),
              Long.toString(errors(point)),
              Long.toString(point.getInformational()),
              Long.toString(point.getSuccessful()),
              Long.toString(point.getRedirected()),
              Long.toString(point.getClientErrors()),
              Long.toString(point.getServerErrors()),
              Long.toString(point.getUnknown()),
              Long.toString(point.getRequestBytes()),
              Long.toString(point.getResponseBytes()),
              point.hasP50Ms() ? Long.toString(point.getP50Ms()) : "",
              point.hasP95Ms() ? Long.toString(point.getP95Ms()) : "",
              point.hasP99Ms() ? Long.toString(point.getP99Ms()) : ""));
    }
    return String.join("\r\n", lines) + "\r\n";
  }
}
