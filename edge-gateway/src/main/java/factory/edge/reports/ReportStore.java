package factory.edge.reports;

import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The SQL of reports. */
final class ReportStore {
  void add(DbExecute sql, Report report) {
    sql.dml(
        "INSERT INTO report VALUES (?, ?, ?, ?, ?, ?)",
        report.id(),
        report.service(),
        report.reporter().orElse(""),
        report.reason().name(),
        report.text(),
        report.createdAt());
  }

  /** Waits for others that report the service, so that nobody is one too many. */
  long count(DbExecute sql, UUID service) {
    sql.createGet("SELECT pg_advisory_xact_lock(hashtextextended(:service, 0))")
        .addParam("service", service.toString())
        .execute();
    return sql.createGet("SELECT count(*) FROM report WHERE service_id = :service")
        .addParam("service", service)
        .execute()
        .map(row -> row.column(1).get(Long.class))
        .orElseThrow();
  }

  /** Of a wallet, since then. */
  long count(DbExecute sql, String reporter, Instant since) {
    return sql.createGet(
            "SELECT count(*) FROM report WHERE created_at > :since AND reporter = :reporter")
        .addParam("since", since)
        .addParam("reporter", reporter)
        .execute()
        .map(row -> row.column(1).get(Long.class))
        .orElseThrow();
  }

  /** Newest first. */
  List<Report> list(
      DbExecute sql, Optional<UUID> service, Optional<Reports.Place> after, int limit) {
    var select =
        sql.createQuery(
            "SELECT * FROM report WHERE TRUE"
                + (service.isPresent() ? " AND service_id = :service" : "")
                + (after.isPresent() ? " AND (created_at, id) < (:createdAt, :id)" : "")
                + " ORDER BY created_at DESC, id DESC LIMIT :limit");
    select.addParam("limit", limit);
    service.ifPresent(id -> select.addParam("service", id));
    after.ifPresent(a -> select.addParam("createdAt", a.createdAt()).addParam("id", a.id()));
    return select.execute().map(row -> report(row)).toList();
  }

  Optional<Report> remove(DbExecute sql, UUID id) {
    return sql.createGet("DELETE FROM report WHERE id = :id RETURNING *")
        .addParam("id", id)
        .execute()
        .map(ReportStore::report);
  }

  /** Forgets those that are older. */
  void prune(DbExecute sql, Instant before) {
    sql.dml("DELETE FROM report WHERE created_at < ?", before);
  }

  private static Report report(DbRow row) {
    return new Report(
        Rows.uuid(row, "id"),
        Rows.uuid(row, "service_id"),
        Optional.of(Rows.text(row, "reporter")).filter(w -> !w.isEmpty()),
        Report.Reason.valueOf(Rows.text(row, "reason")),
        Rows.text(row, "text"),
        Rows.instant(row, "created_at"));
  }
}
