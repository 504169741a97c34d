package factory.web.service;

import factory.edge.v1.Change;
import factory.edge.v1.FinalityKind;
import factory.edge.v1.GetInsightRequest;
import factory.edge.v1.GetRulesRequest;
import factory.edge.v1.InsightPeriod;
import factory.edge.v1.ListChangesRequest;
import factory.edge.v1.ListServiceKeysRequest;
import factory.edge.v1.ListWalletRulesRequest;
import factory.edge.v1.Rules;
import factory.edge.v1.ServiceKey;
import factory.edge.v1.WalletRules;
import factory.mesh.Moments;
import factory.registry.v1.Service;
import factory.web.neighbour.Neighbours;
import factory.web.page.Parts;
import factory.web.page.Shown;
import factory.web.page.Tab;
import factory.web.page.UsageChart;
import factory.web.page.UsageViews;
import factory.web.page.Views;
import io.grpc.StatusRuntimeException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the gate tells a service's owner, who alone is told. */
public final class OwnerParts {
  private static final int KEYS = 50;
  private static final int CHANGES = 30;
  private static final int LIMITS = 4;
  private static final int DAYS = 30;
  private static final int HOURS = 24;

  private final Neighbours neighbours;
  private final RoomParts rooms;
  private final Versions versions;
  private final VersionParts plans;
  private final Clock clock;
  private final Shown shown;

  public OwnerParts(
      Neighbours neighbours,
      RoomParts rooms,
      Versions versions,
      VersionParts plans,
      Clock clock,
      Shown shown) {
    this.plans = plans;
    this.neighbours = neighbours;
    this.rooms = rooms;
    this.versions = versions;
    this.clock = clock;
    this.shown = shown;
  }

  /**
   * All of it.
   *
   * @throws StatusRuntimeException when the caller may not see it: the gate says so
   */
  OwnerViews.Page page(Service service, OwnerViews.WalletForm form, String error) {
    var gate = neighbours.gate(neighbours.pageDeadline());
    var id = service.getId();
    // First of all: it is this that the gate tells the owner alone.
    var wallets =
        gate.listWalletRules(ListWalletRulesRequest.newBuilder().setServiceId(id).build());
    var keys =
        gate.listServiceKeys(
            ListServiceKeysRequest.newBuilder().setServiceId(id).setPageSize(KEYS).build());
    var rules = gate.getRules(GetRulesRequest.newBuilder().setServiceId(id).build()).getRules();
    var changes =
        gate.listChanges(
            ListChangesRequest.newBuilder().setServiceId(id).setPageSize(CHANGES).build());
    return new OwnerViews.Page(
        id,
        rooms.room(service, versions.served(service), rooms.state(service), Tab.OWNER),
        service.getName(),
        service.getSlug(),
        error,
        usage(id, InsightPeriod.INSIGHT_PERIOD_HOUR, Duration.ofHours(1), HOURS),
        usage(id, InsightPeriod.INSIGHT_PERIOD_DAY, Duration.ofDays(1), DAYS),
        rules(rules),
        wallets.getWalletsList().stream().map(this::wallet).toList(),
        form,
        keys.getKeysList().stream().map(this::key).toList(),
        !keys.getNextPageToken().isEmpty(),
        changes.getChangesList().stream().map(this::change).toList(),
        !changes.getNextPageToken().isEmpty(),
        plans.next(service));
  }

  private UsageViews.Usage usage(String id, InsightPeriod period, Duration step, int slots) {
    var daily = period == InsightPeriod.INSIGHT_PERIOD_DAY;
    var title = daily ? "Last " + DAYS + " days" : "Last " + HOURS + " hours";
    var from =
        clock
            .instant()
            .truncatedTo(daily ? ChronoUnit.DAYS : ChronoUnit.HOURS)
            .minus(step.multipliedBy(slots - 1L));
    try {
      var told =
          neighbours
              .gate(neighbours.pageDeadline())
              .getInsight(
                  GetInsightRequest.newBuilder()
                      .setServiceId(id)
                      .setPeriod(period)
                      .setSince(Moments.of(from))
                      .build());
      return new UsageChart(told, step, slots, from)
          .view(title, "/services/" + id + "/insight?format=csv&by=" + (daily ? "day" : "hour"));
    } catch (StatusRuntimeException e) {
      return UsageChart.unknown(title, Parts.trouble("The gate", e));
    }
  }

  private static OwnerViews.Rules rules(Rules rules) {
    List<OwnerViews.Limit> limits = new ArrayList<>();
    for (var limit : rules.getLimitsList()) {
      limits.add(
          new OwnerViews.Limit(
              Integer.toString(limits.size()),
              limit.getName(),
              Long.toUnsignedString(limit.getQuota()),
              Long.toString(limit.getWindow().getSeconds()),
              limit.getMaxMultiple() == 0 ? "" : Long.toString(limit.getMaxMultiple())));
    }
    while (limits.size() < LIMITS) {
      limits.add(new OwnerViews.Limit(Integer.toString(limits.size()), "", "", "", ""));
    }
    return new OwnerViews.Rules(
        rules.getAccessThreshold(),
        rules.getFinality().getKind() == FinalityKind.FINALITY_KIND_SAFE
            ? "safe"
            : rules.getFinality().getKind() == FinalityKind.FINALITY_KIND_CONFIRMATIONS
                ? Integer.toString(rules.getFinality().getConfirmations())
                : "",
        rules.getCallsAtOnce() == 0 ? "" : Integer.toString(rules.getCallsAtOnce()),
        limits);
  }

  private OwnerViews.Wallet wallet(WalletRules rules) {
    var until = rules.getBlock().hasUntil() ? shown.moment(rules.getBlock().getUntil()).full() : "";
    return new OwnerViews.Wallet(
        rules.getWallet(),
        rules.hasBlock() ? rules.getBlock().getReason() : "",
        until,
        rules.hasLimit()
            ? "%s calls in %s"
                .formatted(
                    Long.toUnsignedString(rules.getLimit().getQuota()),
                    Shown.span(Duration.ofSeconds(rules.getLimit().getWindow().getSeconds())))
            : "",
        shown.moment(rules.getChangedAt()));
  }

  private OwnerViews.Key key(ServiceKey key) {
    var ended = key.hasExpiresAt() && !Moments.of(key.getExpiresAt()).isAfter(clock.instant());
    var badge =
        ended
            ? new Views.Badge("ended", "asleep")
            : key.getPausedByOwner()
                ? new Views.Badge("paused by you", "wait")
                : key.getPaused()
                    ? new Views.Badge("paused by its wallet", "wait")
                    : new Views.Badge(key.getPublishable() ? "in pages" : "for programs", "good");
    return new OwnerViews.Key(
        key.getId(),
        key.getHint() + "\u2026",
        key.getWallet(),
        Parts.shortAddress(key.getWallet()),
        badge,
        "made "
            + shown.moment(key.getCreatedAt()).relative()
            + ", "
            + (key.hasLastUsedAt()
                ? "last used " + shown.moment(key.getLastUsedAt()).relative()
                : "not used yet"),
        key.getPausedByOwner());
  }

  private OwnerViews.Change change(Change change) {
    return new OwnerViews.Change(
        shown.moment(change.getAt()),
        what(change.getWhat()),
        (change.getActor().isEmpty() ? "nobody signed in" : Parts.shortAddress(change.getActor()))
            + switch (change.getRole()) {
              case ACTOR_ROLE_CALLER -> ", a caller";
              case ACTOR_ROLE_OWNER -> ", the owner";
              case ACTOR_ROLE_OPERATOR -> ", an operator";
              case ACTOR_ROLE_UNSPECIFIED, UNRECOGNIZED -> "";
            },
        change.getWallet().isEmpty() ? "" : change.getWallet(),
        change.getBefore(),
        change.getAfter());
  }

  /** Words that the gate may have more of than this page knows. */
  private static String what(String word) {
    return switch (word) {
      case "RULES_CHANGED" -> "Rules of access changed";
      case "WALLET_RULES_CHANGED" -> "Rules of a wallet changed";
      case "KEY_MADE" -> "Key made";
      case "KEY_CHANGED" -> "Key changed";
      case "KEY_ROTATED" -> "Key replaced";
      case "KEY_ENDED" -> "Key ended";
      case "KEY_PAUSED_BY_OWNER" -> "Key paused by the owner";
      case "KEY_RESUMED_BY_OWNER" -> "Key let go on by the owner";
      case "TAKEN_DOWN" -> "Taken down by the operators";
      case "PUT_BACK" -> "Put back by the operators";
      case "REPORT_CLOSED" -> "Report closed";
      default -> word.charAt(0) + word.substring(1).replace('_', ' ').toLowerCase(Locale.ROOT);
    };
  }
}
