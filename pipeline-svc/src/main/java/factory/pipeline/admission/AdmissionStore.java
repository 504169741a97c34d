package factory.pipeline.admission;

import factory.store.Database;
import io.helidon.dbclient.DbExecute;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;

/** Which services have a place, in Postgres. */
final class AdmissionStore {
  /** Between an admission and the job that it is for. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final Database database;
  private final Clock clock;

  AdmissionStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Takes a place unless the service has one or the check throws. */
  void admit(UUID service, String owner, Consumer<Admission.Usage> check) {
    database.inTransaction(
        sql -> {
          // One after another: none sees a place free that another is taking.
          sql.createUpdate("LOCK TABLE admissions IN SHARE ROW EXCLUSIVE MODE").execute();
          sql.createUpdate("DELETE FROM admissions WHERE NOT (" + HOLDS + ")")
              .addParam("since", clock.instant().minus(GRACE))
              .execute();
          var renewed =
              sql.createUpdate("UPDATE admissions SET admitted_at = :now WHERE service_id = :id")
                  .addParam("now", clock.instant())
                  .addParam("id", service)
                  .execute();
          if (renewed == 0) {
            check.accept(usage(sql, owner));
            sql.createUpdate(
                    """
                    INSERT INTO admissions (service_id, owner, admitted_at)
                    VALUES (:id, :owner, :now)
                    """)
                .addParam("id", service)
                .addParam("owner", owner)
                .addParam("now", clock.instant())
                .execute();
          }
          return renewed;
        });
  }

  Admission.Usage usage(String owner) {
    return database.inTransaction(sql -> usage(sql, owner));
  }

  private Admission.Usage usage(DbExecute sql, String owner) {
    return sql.createGet(
            "SELECT count(*), count(*) FILTER (WHERE owner = :owner) FROM admissions WHERE "
                + HOLDS)
        .addParam("owner", owner)
        .addParam("since", clock.instant().minus(GRACE))
        .execute()
        .map(
            row ->
                new Admission.Usage(row.column(1).get(Long.class), row.column(2).get(Long.class)))
        .orElseThrow();
  }

  private static final String HOLDS =
      """
      admitted_at > :since
      OR EXISTS (SELECT 1 FROM deployments d WHERE d.service_id = admissions.service_id)
      OR EXISTS (SELECT 1 FROM jobs j WHERE j.service_id = admissions.service_id
        AND j.state IN ('QUEUED', 'RUNNING') AND j.kind <> 'FUZZ')
      """;
}
