package factory.web.work;

import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.v1.GetModelRequest;
import factory.pipeline.v1.GetModelStatisticsRequest;
import factory.pipeline.v1.ListModelCallsRequest;
import factory.pipeline.v1.Model;
import factory.pipeline.v1.ModelCall;
import factory.pipeline.v1.ModelDay;
import factory.pipeline.v1.ModelStatistics;
import factory.pipeline.v1.ReadServiceRequest;
import factory.registry.v1.GetServiceRequest;
import factory.web.api.Json;
import factory.web.http.Call;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import java.util.Optional;

/** What a model reads, and what that costs, over REST. */
public final class ModelApi {
  private final Neighbours neighbours;
  private final WorkApi work;

  /** Over these nodes. */
  public ModelApi(Neighbours neighbours, WorkApi work) {
    this.neighbours = neighbours;
    this.work = work;
  }

  /** {@code POST /services/{id}/read}. */
  public Reply read(Call call) {
    call.query();
    var fields = call.json("change", "auto");
    var request =
        ReadServiceRequest.newBuilder()
            .setRequestId(call.idempotencyKey())
            .setServiceId(call.id())
            .setAuto(fields.flag("auto"));
    fields.text("change").ifPresent(request::setChange);
    fields.check();
    return work.accepted(
        202, neighbours.pipeline(neighbours.deadline()).readService(request.build()).getJob());
  }

  /** {@code GET /services/{id}/model-calls}. */
  public Reply calls(Call call) {
    call.query();
    // Of a service that is not there nothing is told.
    var _ =
        neighbours
            .registry(neighbours.deadline())
            .getService(GetServiceRequest.newBuilder().setServiceId(call.id()).build());
    var json = Json.object();
    var calls = json.putArray("calls");
    neighbours
        .pipeline(neighbours.deadline())
        .listModelCalls(ListModelCallsRequest.newBuilder().setServiceId(call.id()).build())
        .getCallsList()
        .forEach(one -> calls.add(json(one)));
    return Reply.json(200, json);
  }

  /** {@code GET /stats/models}. */
  public Reply statistics(Call call) {
    var hours = call.query("hours").number("hours", 1, 8784, 0);
    var sums =
        neighbours
            .pipeline(neighbours.deadline())
            .getModelStatistics(GetModelStatisticsRequest.newBuilder().setHours(hours).build());
    var json = Json.object();
    var models = json.putArray("models");
    sums.getModelsList().forEach(sum -> models.add(json(sum)));
    var days = json.putArray("days");
    sums.getDaysList().forEach(day -> days.add(json(day)));
    return Reply.json(200, json);
  }

  private static ObjectNode json(ModelStatistics sum) {
    return Json.object()
        .put("model", sum.getModel())
        .put("outcome", sum.getOutcome())
        .put("calls", sum.getCalls())
        .put("tokens_in", sum.getTokensIn())
        .put("tokens_out", sum.getTokensOut())
        .put("cost_usd", sum.getCostUsd())
        .put("duration_ms", sum.getDurationMs());
  }

  private static ObjectNode json(ModelDay day) {
    return Json.object()
        .put("day", day.getDay())
        .put("model", day.getModel())
        .put("calls", day.getCalls())
        .put("tokens_in", day.getTokensIn())
        .put("tokens_out", day.getTokensOut())
        .put("cost_usd", day.getCostUsd())
        .put("duration_ms", day.getDurationMs());
  }

  private static ObjectNode json(ModelCall call) {
    return Json.object()
        .put("job_id", call.getJobId())
        .put("purpose", call.getPurpose())
        .put("model", call.getModel())
        .put("outcome", call.getOutcome())
        .put("tokens_in", call.getTokensIn())
        .put("tokens_out", call.getTokensOut())
        .put("cost_usd", call.getCostUsd())
        .put("started_at", Json.time(call.getStartedAt()))
        .put("duration_ms", call.getDurationMs());
  }

  /** The model that reads ideas; empty where none does. */
  Optional<ObjectNode> model() {
    var response =
        neighbours.pipeline(neighbours.deadline()).getModel(GetModelRequest.getDefaultInstance());
    return response.hasModel() ? Optional.of(json(response.getModel())) : Optional.empty();
  }

  private static ObjectNode json(Model model) {
    return Json.object()
        .put("provider", model.getProvider())
        .put("name", model.getName())
        .put("host", model.getHost())
        .put("spent_usd", model.getSpentUsd())
        .put("per_day_usd", model.getPerDayUsd())
        .put("per_owner_usd", model.getPerOwnerUsd())
        .put("per_job_usd", model.getPerJobUsd());
  }

  /** {@code GET /status} as JSON: where services run, and which model reads ideas. */
  public Reply status(Call call) {
    call.query();
    var json = Json.object();
    json.set("deployer", work.deployer());
    json.set("model", model().orElse(null));
    return Reply.json(200, json);
  }
}
