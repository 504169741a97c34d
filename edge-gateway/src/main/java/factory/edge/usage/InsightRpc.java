package factory.edge.usage;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import factory.edge.gate.EvmAddress;
import factory.edge.usage.InsightStore.Period;
import factory.edge.usage.InsightStore.Point;
import factory.edge.v1.GetInsightRequest;
import factory.edge.v1.GetInsightResponse;
import factory.edge.v1.UsagePoint;
import factory.mesh.Moments;
import factory.mesh.Refused;
import factory.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** Usage summed up, as it is asked for over gRPC. */
public final class InsightRpc {
  private static final Duration USUAL_BY_HOUR = Duration.ofDays(1);
  private static final Duration USUAL_BY_DAY = Duration.ofDays(30);
  private static final Duration MOST_BY_HOUR = Duration.ofDays(31);
  private static final Duration MOST_BY_DAY = Duration.ofDays(366);
  private static final int MOST_POINTS = 10_000;

  private final InsightStore store = new InsightStore();
  private final Database database;
  private final Clock clock;

  /** Counts of this store. */
  public InsightRpc(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * All of it but where the wallet stands with its limits.
   *
   * @param wallet whose calls alone; empty for everybody's
   * @param key with which alone
   */
  public GetInsightResponse.Builder insight(
      UUID serviceId, Optional<EvmAddress> wallet, Optional<UUID> key, GetInsightRequest request) {
    var query = query(serviceId, wallet, key, request);
    var points = database.inTransaction(sql -> store.points(sql, query, MOST_POINTS + 2));
    if (points.size() > MOST_POINTS + 1) {
      throw Refused.field(
          "by_key", "asks for more than " + MOST_POINTS + " points; ask for a shorter time");
    }
    var response = GetInsightResponse.newBuilder();
    points.forEach(
        point -> {
          if (point.place().at().isPresent()) {
            response.addPoints(shown(point));
          } else {
            response.setTotal(shown(point));
          }
        });
    return response;
  }

  private InsightStore.Query query(
      UUID serviceId, Optional<EvmAddress> wallet, Optional<UUID> key, GetInsightRequest request) {
    var period =
        switch (request.getPeriod()) {
          case INSIGHT_PERIOD_HOUR, INSIGHT_PERIOD_UNSPECIFIED -> Period.HOUR;
          case INSIGHT_PERIOD_DAY -> Period.DAY;
          case UNRECOGNIZED -> throw Refused.field("period", "must be an hour or a day");
        };
    var byHour = period == Period.HOUR;
    var until = request.hasUntil() ? instant("until", request.getUntil()) : clock.instant();
    var since =
        request.hasSince()
            ? instant("since", request.getSince())
            : until.minus(byHour ? USUAL_BY_HOUR : USUAL_BY_DAY);
    if (!since.isBefore(until)) {
      throw Refused.field("since", "must be before until");
    }
    if (Duration.between(since, until).compareTo(byHour ? MOST_BY_HOUR : MOST_BY_DAY) > 0) {
      throw Refused.field(
          "since",
          byHour
              ? "must be at most 31 days before until; ask by day for more"
              : "must be at most 366 days before until");
    }
    return new InsightStore.Query(
        serviceId,
        period,
        // Of the first hour or day all calls, or its point would say less than there was.
        since.truncatedTo(byHour ? ChronoUnit.HOURS : ChronoUnit.DAYS),
        until,
        wallet,
        key,
        request.getByKey());
  }

  private static Instant instant(String field, Timestamp time) {
    if (!Timestamps.isValid(time)) {
      throw Refused.field(field, "must be a time");
    }
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private static UsagePoint shown(Point point) {
    var byClass = point.byClass();
    var answered = byClass.stream().mapToLong(Long::longValue).sum();
    var shown =
        UsagePoint.newBuilder()
            .setKeyId(point.place().key())
            .setCalls(point.calls())
            .setCallers(point.callers())
            .setInformational(byClass.get(0))
            .setSuccessful(byClass.get(1))
            .setRedirected(byClass.get(2))
            .setClientErrors(byClass.get(3))
            .setServerErrors(byClass.get(4))
            .setUnknown(point.calls() - answered)
            .setRequestBytes(point.requestBytes())
            .setResponseBytes(point.responseBytes());
    point.place().at().map(Moments::of).ifPresent(shown::setAt);
    point.latency().quantile(0.5).ifPresent(shown::setP50Ms);
    point.latency().quantile(0.95).ifPresent(shown::setP95Ms);
    point.latency().quantile(0.99).ifPresent(shown::setP99Ms);
    return shown.build();
  }
}
