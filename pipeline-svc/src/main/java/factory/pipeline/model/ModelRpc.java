package factory.pipeline.model;

import factory.mesh.Moments;
import factory.pipeline.v1.GetModelResponse;
import factory.pipeline.v1.GetModelStatisticsResponse;
import factory.pipeline.v1.ListModelCallsResponse;
import factory.pipeline.v1.ModelStatistics;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** The part of the Pipeline service that is about models: call, render. */
public final class ModelRpc {
  private static final int MOST_CALLS = 200;

  private final Optional<Model> model;
  private final LedgerStore ledger;

  /**
   * Serves the use cases.
   *
   * @param model the one that reads ideas; empty where none does
   * @param ledger what was asked before, also by a model that is not asked any more
   */
  public ModelRpc(Optional<Model> model, Ledger ledger) {
    this.model = model;
    this.ledger = ledger.store();
  }

  /** GetModel. */
  public GetModelResponse get() {
    var response = GetModelResponse.newBuilder();
    model.ifPresent(
        asked -> {
          var place = asked.place();
          response.setModel(
              factory.pipeline.v1.Model.newBuilder()
                  .setProvider(place.provider().word())
                  .setName(place.name())
                  .setHost(place.host())
                  .setSpentUsd(ledger.today().toString())
                  .setPerDayUsd(place.perDay().toString())
                  .setPerOwnerUsd(place.perOwner().toString())
                  .setPerJobUsd(place.perJob().toString()));
        });
    return response.build();
  }

  /** ListModelCalls. */
  public ListModelCallsResponse calls(UUID service) {
    return ListModelCallsResponse.newBuilder()
        .addAllCalls(ledger.ofService(service, MOST_CALLS).stream().map(ModelRpc::render).toList())
        .build();
  }

  /** GetModelStatistics. */
  public GetModelStatisticsResponse statistics() {
    return GetModelStatisticsResponse.newBuilder()
        .addAllModels(
            ledger.sums().stream()
                .map(
                    sum ->
                        ModelStatistics.newBuilder()
                            .setModel(sum.model())
                            .setOutcome(sum.outcome())
                            .setCalls(sum.calls())
                            .setTokensIn(sum.tokensIn())
                            .setTokensOut(sum.tokensOut())
                            .setCostUsd(sum.cost().toString())
                            .build())
                .toList())
        .build();
  }

  private static factory.pipeline.v1.ModelCall render(ModelCall call) {
    return factory.pipeline.v1.ModelCall.newBuilder()
        .setJobId(call.job().toString())
        .setPurpose(call.purpose())
        .setModel(call.model())
        .setOutcome(call.outcome())
        .setTokensIn(call.tokensIn())
        .setTokensOut(call.tokensOut())
        .setCostUsd(call.cost().toString())
        .setStartedAt(Moments.of(call.startedAt()))
        .setDurationMs(call.took().map(Duration::toMillis).orElse(0L))
        .build();
  }
}
