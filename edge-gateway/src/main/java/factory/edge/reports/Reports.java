package factory.edge.reports;

import factory.edge.audit.Actor;
import factory.edge.audit.AuditStore;
import factory.edge.audit.Audited;
import factory.edge.reports.ReportFault.ReportNotFound;
import factory.edge.reports.ReportFault.ReportsTooOften;
import factory.edge.reports.ReportFault.TooManyReports;
import factory.edge.throttle.ClientNetwork;
import factory.edge.throttle.RateLimiter;
import factory.mesh.Refused;
import factory.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * What people tell the operators of services. An address may tell so much a minute, a wallet so
 * much an hour; of a service so many are kept, each for a year at most.
 */
public final class Reports {
  private static final int PER_MINUTE = 6;
  private static final int OF_WALLET_PER_HOUR = 20;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int MOST_OF_SERVICE = 1_000;
  private static final Duration KEPT = Duration.ofDays(365);

  private final ReportStore store = new ReportStore();
  private final AuditStore audit = new AuditStore();
  private final Database database;
  private final Clock clock;
  private final RateLimiter attempts;

  /** Kept in this store. */
  public Reports(Database database, Clock clock, LongSupplier monotonicNanos) {
    this.database = database;
    this.clock = clock;
    attempts = new RateLimiter(PER_MINUTE, monotonicNanos);
  }

  /**
   * Where a page ends.
   *
   * @param createdAt of its last one
   */
  public record Place(Instant createdAt, UUID id) {}

  /**
   * Some reports.
   *
   * @param next where the page after this one begins; empty for the last
   */
  public record Page(List<Report> reports, Optional<Place> next) {}

  /**
   * Keeps a report.
   *
   * @param client the reporter's network address, which is not kept
   */
  public Report add(
      UUID service, Optional<String> reporter, String client, Report.Reason reason, String text) {
    var wait = attempts.take(ClientNetwork.of(client));
    if (wait > 0) {
      throw new Refused(new ReportsTooOften(Duration.ofNanos(wait).toSeconds() + 1));
    }
    // As exact as the store keeps it.
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var report = new Report(UUID.randomUUID(), service, reporter, reason, text, now);
    return database.inTransaction(
        sql -> {
          if (store.count(sql, service) >= MOST_OF_SERVICE) {
            throw new Refused(new TooManyReports(MOST_OF_SERVICE));
          }
          if (reporter.isPresent()
              && store.count(sql, reporter.get(), now.minus(HOUR)) >= OF_WALLET_PER_HOUR) {
            throw new Refused(new ReportsTooOften(HOUR.toSeconds()));
          }
          store.prune(sql, now.minus(KEPT));
          store.add(sql, report);
          return report;
        });
  }

  /** A page, newest first. */
  public Page list(Optional<UUID> service, Optional<Place> after, int size) {
    var found = database.inTransaction(sql -> store.list(sql, service, after, size + 1));
    var reports = found.stream().limit(size).toList();
    return new Page(
        reports,
        found.size() > size
            ? Optional.of(new Place(reports.getLast().createdAt(), reports.getLast().id()))
            : Optional.empty());
  }

  /** Forgets a report that an operator has looked at. */
  public void close(UUID id, Actor operator) {
    database.inTransaction(
        sql -> {
          var report = store.remove(sql, id).orElseThrow(() -> new Refused(new ReportNotFound()));
          audit.add(
              sql,
              operator,
              // Neither who reported nor what they wrote: the owner reads this too.
              new Audited(
                  report.service(),
                  Audited.What.REPORT_CLOSED,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.of("{\"reason\": \"" + report.reason() + "\"}"),
                  Optional.empty()),
              clock.instant());
          return true;
        });
  }
}
