package factory.pipeline.job;

import factory.store.Database;
import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads jobs, each with its steps of one moment. */
final class JobReadStore {
  private static final String JOB =
      """
      SELECT j.id, j.number, j.service_id, j.owner, j.kind, j.flow_version, j.state, j.message,
        j.auto, j.version_id, j.chain_id, j.access_threshold, j.token_name, j.asked_by, j.reason,
        j.cancel_requested, j.ending, j.retry, j.created_at, j.updated_at, s.position, s.name, s.state AS step_state,
        s.message AS step_message, s.result, s.attempts, s.started_at, s.finished_at, s.proof
      FROM jobs j JOIN steps s ON s.job_id = j.id
      """;

  private final Database database;

  JobReadStore(Database database) {
    this.database = database;
  }

  Optional<Job> find(UUID id) {
    return database.inTransaction(
        sql ->
            jobs(
                    sql.createQuery(JOB + "WHERE j.id = :id ORDER BY s.position")
                        .addParam("id", id)
                        .execute())
                .stream()
                .findFirst());
  }

  /** Inside of the transaction that has just seen it. */
  Job require(UUID id) {
    return find(id).orElseThrow(() -> new IllegalStateException("job " + id + " is gone"));
  }

  /**
   * Jobs, newest first.
   *
   * @param below only jobs with a smaller number
   */
  List<Job> list(JobFilter filter, long below, int limit) {
    return database.inTransaction(
        sql -> {
          var ids = ids(sql, filter, below, limit);
          return jobs(
              sql.createQuery(JOB + "WHERE j.id = ANY(:ids) ORDER BY j.number DESC, s.position")
                  .addParam("ids", ids.toArray(UUID[]::new))
                  .execute());
        });
  }

  private static List<UUID> ids(DbExecute sql, JobFilter filter, long below, int limit) {
    var where = new StringBuilder("WHERE number < :below");
    filter.service().ifPresent(_ -> where.append(" AND service_id = :service"));
    filter.owner().ifPresent(_ -> where.append(" AND owner = :owner"));
    filter.state().ifPresent(_ -> where.append(" AND state = :state"));
    // What the platform does for itself is told to whoever asks for it.
    where.append(filter.kind().isPresent() ? " AND kind = :kind" : " AND kind <> 'FUZZ'");
    var query =
        sql.createQuery("SELECT id FROM jobs " + where + " ORDER BY number DESC LIMIT :limit")
            .addParam("below", below)
            .addParam("limit", limit);
    filter.service().ifPresent(service -> query.addParam("service", service));
    filter.owner().ifPresent(owner -> query.addParam("owner", owner));
    filter.state().ifPresent(state -> query.addParam("state", state.name()));
    filter.kind().ifPresent(kind -> query.addParam("kind", kind.name()));
    return query.execute().map(row -> Rows.uuid(row, "id")).toList();
  }

  private static List<Job> jobs(Stream<DbRow> rows) {
    Map<UUID, Job> jobs = new LinkedHashMap<>();
    Map<UUID, List<StepRecord>> steps = new LinkedHashMap<>();
    rows.forEach(
        row -> {
          var id = Rows.uuid(row, "id");
          var own = steps.computeIfAbsent(id, _ -> new ArrayList<>());
          own.add(step(row));
          jobs.put(id, job(row, List.copyOf(own)));
        });
    return List.copyOf(jobs.values());
  }

  private static StepRecord step(DbRow row) {
    return new StepRecord(
        (int) Rows.number(row, "position"),
        Rows.text(row, "name"),
        JobState.valueOf(Rows.text(row, "step_state")),
        Rows.text(row, "step_message"),
        Rows.optionalText(row, "result").orElse(null),
        (int) Rows.number(row, "attempts"),
        Rows.optionalInstant(row, "started_at").orElse(null),
        Rows.optionalInstant(row, "finished_at").orElse(null),
        Rows.optionalText(row, "proof").orElse(null));
  }

  private static Job job(DbRow row, List<StepRecord> steps) {
    return new Job(
        Rows.uuid(row, "id"),
        Rows.number(row, "number"),
        Rows.uuid(row, "service_id"),
        Rows.text(row, "owner"),
        JobKind.valueOf(Rows.text(row, "kind")),
        (int) Rows.number(row, "flow_version"),
        JobState.valueOf(Rows.text(row, "state")),
        Rows.text(row, "message"),
        Rows.flag(row, "auto"),
        Rows.optionalUuid(row, "version_id").orElse(null),
        terms(row),
        new Asked(Rows.text(row, "asked_by"), Rows.text(row, "reason")),
        Rows.flag(row, "cancel_requested"),
        Rows.optionalText(row, "ending").map(JobState::valueOf).orElse(null),
        (int) Rows.number(row, "retry"),
        steps,
        Rows.instant(row, "created_at"),
        Rows.instant(row, "updated_at"));
  }

  static TokenTerms terms(DbRow row) {
    return new TokenTerms(
        Rows.optionalNumber(row, "chain_id").orElse(null),
        Rows.optionalInteger(row, "access_threshold").orElse(null),
        Rows.optionalText(row, "token_name").orElse(null));
  }
}
