package factory.pipeline.model;

import factory.mesh.Moments;
import factory.mesh.Refused;
import factory.pipeline.v1.GetModelResponse;
import factory.pipeline.v1.GetModelStatisticsRequest;
import factory.pipeline.v1.GetModelStatisticsResponse;
import factory.pipeline.v1.ListModelCallsResponse;
import factory.pipeline.v1.ModelDay;
import factory.pipeline.v1.ModelStatistics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The part of the Pipeline service that is about models: call, render. */
public final class ModelRpc {
  private static final int MOST_CALLS = 200;
  private static final int MOST_DAYS = 100;
  private static final int MOST_HOURS = 366 * 24;

  private final Optional<Model> model;
  private final LedgerStore ledger;
  private final LedgerSumStore sums;
  private final Clock clock;

  /**
   * Serves the use cases.
   *
   * @param model the one that reads ideas; empty where none does
   * @param ledger what was asked before, also by a model that is not asked any more
   */
  public ModelRpc(Optional<Model> model, Ledger ledger, Clock clock) {
    this.model = model;
    this.ledger = ledger.store();
    this.sums = ledger.sums();
    this.clock = clock;
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
  public GetModelStatisticsResponse statistics(GetModelStatisticsRequest request) {
    if (request.getHours() < 0 || request.getHours() > MOST_HOURS) {
      throw Refused.field("hours", "must be 1 to 8784, or be left out");
    }
    var since =
        request.getHours() == 0
            ? Instant.EPOCH
            : clock.instant().minus(Duration.ofHours(request.getHours()));
    return GetModelStatisticsResponse.newBuilder()
        .addAllModels(sums.byOutcome(since).stream().map(ModelRpc::render).toList())
        .addAllDays(sums.byDay(since, MOST_DAYS).stream().map(ModelRpc::render).toList())
        .build();
  }

  /** What jobs have spent on models, in US dollars; those that called none are left out. */
  public Map<UUID, String> spent(Collection<UUID> jobs) {
    return ledger.byJobs(jobs).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, spent -> spent.getValue().toString()));
  }

  private static ModelStatistics render(LedgerSumStore.OfOutcome one) {
    return ModelStatistics.newBuilder()
        .setModel(one.model())
        .setOutcome(one.outcome())
        .setCalls(one.sum().calls())
        .setTokensIn(one.sum().tokensIn())
        .setTokensOut(one.sum().tokensOut())
        .setCostUsd(one.sum().cost().toString())
        .setDurationMs(one.sum().took().toMillis())
        .build();
  }

  private static ModelDay render(LedgerSumStore.OfDay one) {
    return ModelDay.newBuilder()
        .setDay(one.day())
        .setModel(one.model())
        .setCalls(one.sum().calls())
        .setTokensIn(one.sum().tokensIn())
        .setTokensOut(one.sum().tokensOut())
        .setCostUsd(one.sum().cost().toString())
        .setDurationMs(one.sum().took().toMillis())
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
