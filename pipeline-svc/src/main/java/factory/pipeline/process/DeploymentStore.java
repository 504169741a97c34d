package factory.pipeline.process;

import factory.mesh.Database;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What should run, and as which process it was last started, in Postgres. */
final class DeploymentStore {
  private final Database database;
  private final Clock clock;
  private final UUID node;

  DeploymentStore(Database database, Clock clock, UUID node) {
    this.database = database;
    this.clock = clock;
    this.node = node;
  }

  Deployment addCandidate(UUID id, UUID service, UUID version, Path socket) {
    return database.inTransaction(
        sql -> {
          sql.createUpdate(
                  """
                  INSERT INTO deployments (id, service_id, version_id, node, socket, role, created_at)
                  VALUES (:id, :service, :version, :node, :socket, 'CANDIDATE', :now)
                  ON CONFLICT (id) DO NOTHING
                  """)
              .bind("id", id)
              .bind("service", service)
              .bind("version", version)
              .bind("node", node)
              .bind("socket", socket.toString())
              .bind("now", clock.instant())
              .execute();
          return sql.createQuery(SELECT + " WHERE id = :id")
              .bind("id", id)
              .map((row, _) -> deployment(row))
              .one();
        });
  }

  private static final String SELECT =
      """
      SELECT id, service_id, version_id, socket, role, pid, process_started_at FROM deployments
      """;

  List<Deployment> mine() {
    return database.inTransaction(
        sql ->
            sql.createQuery(SELECT + " WHERE node = :node ORDER BY created_at, id")
                .bind("node", node)
                .map((row, _) -> deployment(row))
                .list());
  }

  List<Deployment> of(UUID service) {
    return database.inTransaction(
        sql ->
            sql.createQuery(
                    SELECT
                        + " WHERE node = :node AND service_id = :service ORDER BY created_at, id")
                .bind("node", node)
                .bind("service", service)
                .map((row, _) -> deployment(row))
                .list());
  }

  /** The node in whose folder the data of a service lies, when that is another one. */
  Optional<UUID> servedBy(UUID service) {
    return database.inTransaction(
        sql ->
            sql.createQuery(
                    """
                    SELECT node FROM deployments
                    WHERE service_id = :service AND role = 'SERVING' AND node <> :node
                    """)
                .bind("service", service)
                .bind("node", node)
                .mapTo(UUID.class)
                .findOne());
  }

  Optional<Deployment> find(UUID id) {
    return database.inTransaction(
        sql ->
            sql.createQuery(SELECT + " WHERE id = :id")
                .bind("id", id)
                .map((row, _) -> deployment(row))
                .findOne());
  }

  void started(UUID id, long pid, Instant startedAt) {
    database.inTransaction(
        sql ->
            sql.createUpdate(
                    """
                    UPDATE deployments SET pid = :pid, process_started_at = :started WHERE id = :id
                    """)
                .bind("pid", pid)
                .bind("started", startedAt)
                .bind("id", id)
                .execute());
  }

  /** Calls go to this one from now on; the one before it waits. */
  void promote(UUID id, UUID service) {
    database.inTransaction(
        sql -> {
          sql.createUpdate(
                  """
                  UPDATE deployments SET role = 'PREVIOUS'
                  WHERE service_id = :service AND role = 'SERVING' AND id <> :id
                  """)
              .bind("service", service)
              .bind("id", id)
              .execute();
          return sql.createUpdate("UPDATE deployments SET role = 'SERVING' WHERE id = :id")
              .bind("id", id)
              .execute();
        });
  }

  void remove(UUID id) {
    database.inTransaction(
        sql -> sql.createUpdate("DELETE FROM deployments WHERE id = :id").bind("id", id).execute());
  }

  void bury(UUID service) {
    database.inTransaction(
        sql ->
            sql.createUpdate(
                    """
                    INSERT INTO deleted_services (service_id, deleted_at) VALUES (:id, :now)
                    ON CONFLICT (service_id) DO NOTHING
                    """)
                .bind("id", service)
                .bind("now", clock.instant())
                .execute());
  }

  boolean buried(UUID service) {
    return database.inTransaction(
        sql ->
            sql.createQuery("SELECT 1 FROM deleted_services WHERE service_id = :id")
                .bind("id", service)
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
  }

  private static Deployment deployment(ResultSet row) throws SQLException {
    var pid = row.getLong("pid");
    var noPid = row.wasNull();
    var started = row.getObject("process_started_at", OffsetDateTime.class);
    return new Deployment(
        row.getObject("id", UUID.class),
        row.getObject("service_id", UUID.class),
        row.getObject("version_id", UUID.class),
        Path.of(row.getString("socket")),
        Deployment.Role.valueOf(row.getString("role")),
        noPid ? null : pid,
        started == null ? null : started.toInstant());
  }
}
