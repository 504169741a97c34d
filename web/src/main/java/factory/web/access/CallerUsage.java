package factory.web.access;

import factory.edge.v1.GetInsightRequest;
import factory.edge.v1.GetInsightResponse;
import factory.edge.v1.InsightPeriod;
import factory.edge.v1.UsagePoint;
import factory.mesh.Caller;
import factory.mesh.Moments;
import factory.registry.v1.Service;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.Wallet;
import factory.web.page.Parts;
import factory.web.page.Shown;
import factory.web.page.UsageChart;
import factory.web.page.UsageViews;
import io.grpc.StatusRuntimeException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** How often a wallet called, and its services were called, in the last 30 days. */
public final class CallerUsage {
  private static final int DAYS = 30;
  private static final Duration DAY = Duration.ofDays(1);

  private final Neighbours neighbours;
  private final Parts parts;
  private final Clock clock;

  public CallerUsage(Neighbours neighbours, Parts parts, Clock clock) {
    this.neighbours = neighbours;
    this.parts = parts;
    this.clock = clock;
  }

  /** How often anybody called a service; empty when the gate does not tell whoever asks. */
  public String callsOf(Service service) {
    try {
      return Shown.grouped(insight(service, Optional.empty()).getTotal().getCalls());
    } catch (StatusRuntimeException e) {
      return "";
    }
  }

  /** By day, how often a wallet called these, all together. */
  public UsageViews.Usage ofMine(Wallet wallet, List<Service> services) {
    var title = "Last " + DAYS + " days";
    var caller = Caller.current();
    var asked =
        services.stream().map(s -> parts.begin(() -> caller.ask(() -> asked(s, wallet)))).toList();
    var days = new TreeMap<Long, UsagePoint>();
    var total = UsagePoint.getDefaultInstance();
    for (var one : asked) {
      var told = one.join();
      if (!told.problem().isEmpty()) {
        return UsageChart.unknown(title, told.problem());
      }
      told.insight()
          .getPointsList()
          .forEach(p -> days.merge(p.getAt().getSeconds(), p, CallerUsage::sum));
      total = sum(total, told.insight().getTotal());
    }
    var all = GetInsightResponse.newBuilder().addAllPoints(days.values()).setTotal(total).build();
    return new UsageChart(all, DAY, DAYS, from()).ofOne(title);
  }

  private record Asked(GetInsightResponse insight, String problem) {}

  private Asked asked(Service service, Wallet wallet) {
    try {
      return new Asked(insight(service, Optional.of(wallet)), "");
    } catch (StatusRuntimeException e) {
      return new Asked(GetInsightResponse.getDefaultInstance(), Parts.trouble("The gate", e));
    }
  }

  /** How long calls took cannot be summed up, and is left out. */
  private static UsagePoint sum(UsagePoint one, UsagePoint other) {
    return UsagePoint.newBuilder()
        .setAt(one.getAt())
        .setCalls(one.getCalls() + other.getCalls())
        .setInformational(one.getInformational() + other.getInformational())
        .setSuccessful(one.getSuccessful() + other.getSuccessful())
        .setRedirected(one.getRedirected() + other.getRedirected())
        .setClientErrors(one.getClientErrors() + other.getClientErrors())
        .setServerErrors(one.getServerErrors() + other.getServerErrors())
        .setUnknown(one.getUnknown() + other.getUnknown())
        .build();
  }

  private Instant from() {
    return clock.instant().truncatedTo(ChronoUnit.DAYS).minus(DAY.multipliedBy(DAYS - 1L));
  }

  private GetInsightResponse insight(Service service, Optional<Wallet> wallet) {
    return neighbours
        .gate(neighbours.pageDeadline())
        .getInsight(
            GetInsightRequest.newBuilder()
                .setServiceId(service.getId())
                .setPeriod(InsightPeriod.INSIGHT_PERIOD_DAY)
                .setSince(Moments.of(from()))
                .setWallet(wallet.map(Wallet::address).orElse(""))
                .build());
  }
}
