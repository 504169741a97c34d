package factory.web.access;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.util.Durations;
import factory.edge.v1.CallStatus;
import factory.edge.v1.ExplainAccessRequest;
import factory.edge.v1.ExplainAccessResponse;
import factory.edge.v1.Finality;
import factory.edge.v1.FinalityKind;
import factory.edge.v1.GetRulesRequest;
import factory.edge.v1.Limit;
import factory.edge.v1.LimitState;
import factory.edge.v1.ListUsageRequest;
import factory.edge.v1.PageCall;
import factory.edge.v1.Rules;
import factory.edge.v1.UpdateRulesRequest;
import factory.web.api.Json;
import factory.web.http.Call;
import factory.web.http.Fields;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import java.util.List;

/** What services ask of their callers, and what the gate would say, over REST. */
public final class AccessApi {
  private static final int LONGEST_WINDOW = 366 * 24 * 3600;
  private static final int LARGEST_PAGE = 1000;
  private static final int MOST_MULTIPLE = 1_000_000;
  private static final int MOST_CALLS_AT_ONCE = 512;
  private static final int DEFAULT_CALLS_AT_ONCE = 32;

  private final Neighbours neighbours;

  /** Over these nodes. */
  public AccessApi(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  /** {@code GET /services/{id}/limits}. */
  public Reply limits(Call call) {
    call.query();
    var request = GetRulesRequest.newBuilder().setServiceId(call.id()).build();
    return Reply.json(
        200, rules(neighbours.gate(neighbours.deadline()).getRules(request).getRules()));
  }

  /** {@code PUT /services/{id}/limits}. */
  public Reply setLimits(Call call) {
    call.query();
    var fields = call.json("access_threshold", "finality", "calls_at_once", "limits");
    var rules = Rules.newBuilder();
    fields.amount("access_threshold").ifPresent(rules::setAccessThreshold);
    fields.text("finality").ifPresent(text -> rules.setFinality(finality(fields, text)));
    fields.number("calls_at_once", 1, MOST_CALLS_AT_ONCE).ifPresent(rules::setCallsAtOnce);
    for (var limit : fields.objects("limits", "name", "quota", "window_seconds", "max_multiple")) {
      rules.addLimits(limit(limit));
    }
    fields.check();
    var request = UpdateRulesRequest.newBuilder().setServiceId(call.id()).setRules(rules).build();
    return Reply.json(
        200, rules(neighbours.gate(neighbours.deadline()).updateRules(request).getRules()));
  }

  private static Finality finality(Fields fields, String text) {
    var finality = Finality.newBuilder();
    switch (text) {
      case "latest" -> finality.setKind(FinalityKind.FINALITY_KIND_LATEST);
      case "safe" -> finality.setKind(FinalityKind.FINALITY_KIND_SAFE);
      default -> {
        if (text.matches("[1-9][0-9]{0,4}")) {
          finality
              .setKind(FinalityKind.FINALITY_KIND_CONFIRMATIONS)
              .setConfirmations(Integer.parseInt(text));
        } else {
          fields.wrong("finality", "must be latest, safe or a number of confirmations");
        }
      }
    }
    return finality.build();
  }

  private static Limit limit(Fields fields) {
    var limit = Limit.newBuilder().setName(fields.required("name"));
    limit.setQuota(fields.requiredCount("quota"));
    limit.setWindow(
        Durations.fromSeconds(fields.requiredNumber("window_seconds", 1, LONGEST_WINDOW)));
    fields.number("max_multiple", 1, MOST_MULTIPLE).ifPresent(limit::setMaxMultiple);
    return limit.build();
  }

  private static ObjectNode rules(Rules rules) {
    var json = Json.object().put("access_threshold", Json.orNull(rules.getAccessThreshold()));
    json.put(
        "finality",
        switch (rules.getFinality().getKind()) {
          case FINALITY_KIND_SAFE -> "safe";
          case FINALITY_KIND_CONFIRMATIONS ->
              Integer.toUnsignedString(rules.getFinality().getConfirmations());
          case FINALITY_KIND_LATEST, FINALITY_KIND_UNSPECIFIED, UNRECOGNIZED -> "latest";
        });
    json.put(
        "calls_at_once",
        rules.getCallsAtOnce() == 0 ? DEFAULT_CALLS_AT_ONCE : rules.getCallsAtOnce());
    var limits = json.putArray("limits");
    for (var limit : rules.getLimitsList()) {
      limits
          .addObject()
          .put("name", limit.getName())
          .put("quota", limit.getQuota())
          .put("window_seconds", limit.getWindow().getSeconds())
          .put("max_multiple", Math.max(1, limit.getMaxMultiple()));
    }
    return json;
  }

  /** {@code GET /services/{id}/usage}. */
  public Reply usage(Call call) {
    var query = call.query("since", "until", "wallet", "page_size", "page_token");
    var request = ListUsageRequest.newBuilder().setServiceId(call.id());
    query.time("since").ifPresent(request::setSince);
    query.time("until").ifPresent(request::setUntil);
    query.value("wallet").ifPresent(request::setWallet);
    request.setPageSize(query.number("page_size", 1, LARGEST_PAGE, 100));
    query.given("page_token").ifPresent(request::setPageToken);
    var page = neighbours.gate(neighbours.deadline()).listUsage(request.build());
    var json = Json.object();
    var usage = json.putArray("usage");
    for (var hour : page.getUsageList()) {
      var row =
          usage
              .addObject()
              .put("hour", Json.time(hour.getHour()))
              .put("wallet", Json.orNull(hour.getWallet()))
              .put("key_id", Json.orNull(hour.getKeyId()));
      if (hour.getStatus() == CallStatus.CALL_STATUS_ANSWERED) {
        row.put("status", hour.getHttpStatus());
      } else {
        row.put("status", "unknown");
      }
      row.put("calls", hour.getCalls())
          .put("request_bytes", hour.getRequestBytes())
          .put("response_bytes", hour.getResponseBytes())
          .put("duration_ms", hour.getDurationMs());
    }
    return Reply.json(200, json.put("next_page_token", Json.orNull(page.getNextPageToken())));
  }

  /** {@code POST /access/explain}. */
  public Reply explain(Call call) {
    call.query();
    var fields = call.json("service_id", "wallet", "page");
    var request = ExplainAccessRequest.newBuilder().setServiceId(fields.uuid("service_id"));
    var page = fields.part("page", "key", "origin", "method", "path");
    if (page.isEmpty()) {
      request.setWallet(fields.requiredWallet("wallet"));
    } else {
      fields.wallet("wallet").ifPresent(request::setWallet);
      request.setPage(
          PageCall.newBuilder()
              .setKey(page.get().required("key"))
              .setOrigin(page.get().required("origin"))
              .setMethod(page.get().required("method"))
              .setPath(page.get().required("path")));
    }
    fields.check();
    return Reply.json(
        200, explained(neighbours.gate(neighbours.deadline()).explainAccess(request.build())));
  }

  /** Where a wallet stands with its limits. */
  static ArrayNode limits(List<LimitState> states) {
    var limits = Json.object().putArray("limits");
    for (var limit : states) {
      limits
          .addObject()
          .put("name", limit.getName())
          .put("quota", limit.getQuota())
          .put("remaining", limit.getRemaining())
          .put("reset_after_seconds", limit.getResetAfter().getSeconds());
    }
    return limits;
  }

  private static ObjectNode explained(ExplainAccessResponse told) {
    var json =
        Json.object()
            .put("admitted", told.getAdmitted())
            .put("reason", Json.orNull(told.getReason()))
            .put("detail", Json.orNull(told.getDetail()));
    if (told.getChainId() == 0) {
      json.putNull("chain_id");
    } else {
      json.put("chain_id", told.getChainId());
    }
    json.put("token_address", Json.orNull(told.getTokenAddress()))
        .put("held", Json.orNull(told.getHeld()))
        .put("needed", Json.orNull(told.getNeeded()))
        .put("block_number", told.getBlockNumber());
    json.set("limits", limits(told.getLimitsList()));
    if (told.getCalldata().isEmpty()) {
      return json.putNull("purchase");
    }
    json.putObject("purchase")
        .put("chain_id", told.getChainId())
        .put("to", told.getTokenAddress())
        .put("data", told.getCalldata())
        .put("value_wei", told.getCostWei())
        .put("deadline", told.getDeadline());
    return json;
  }
}
