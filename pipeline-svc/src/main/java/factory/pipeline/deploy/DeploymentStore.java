package factory.pipeline.deploy;

import factory.store.Database;
import factory.store.Rows;
import io.helidon.dbclient.DbRow;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What should run, in Postgres. */
final class DeploymentStore {
  private final Database database;
  private final Clock clock;
  private final UUID node;

  DeploymentStore(Database database, Clock clock, UUID node) {
    this.database = database;
    this.clock = clock;
    this.node = node;
  }

  Deployment addCandidate(UUID id, UUID service, UUID version) {
    return database.inTransaction(
        sql -> {
          sql.createUpdate(
                  """
                  INSERT INTO deployments (id, service_id, version_id, node, role, created_at)
                  VALUES (:id, :service, :version, :node, 'CANDIDATE', :now)
                  ON CONFLICT (id) DO NOTHING
                  """)
              .addParam("id", id)
              .addParam("service", service)
              .addParam("version", version)
              .addParam("node", node)
              .addParam("now", clock.instant())
              .execute();
          return sql.createGet(SELECT + " WHERE id = :id")
              .addParam("id", id)
              .execute()
              .map(row -> deployment(row))
              .orElseThrow();
        });
  }

  private static final String SELECT =
      """
      SELECT id, service_id, version_id, role FROM deployments
      """;

  List<Deployment> mine() {
    return database.inTransaction(
        sql ->
            sql.createQuery(SELECT + " WHERE node = :node ORDER BY created_at, id")
                .addParam("node", node)
                .execute()
                .map(row -> deployment(row))
                .toList());
  }

  List<Deployment> of(UUID service) {
    return database.inTransaction(
        sql ->
            sql.createQuery(
                    SELECT
                        + " WHERE node = :node AND service_id = :service ORDER BY created_at, id")
                .addParam("node", node)
                .addParam("service", service)
                .execute()
                .map(row -> deployment(row))
                .toList());
  }

  /** The node in whose folder the data of a service lies, when that is another one. */
  Optional<UUID> servedBy(UUID service) {
    return database.inTransaction(
        sql ->
            sql.createGet(
                    """
                    SELECT node FROM deployments
                    WHERE service_id = :service AND role = 'SERVING' AND node <> :node
                    """)
                .addParam("service", service)
                .addParam("node", node)
                .execute()
                .map(row -> row.column(1).get(UUID.class)));
  }

  Optional<Deployment> find(UUID id) {
    return database.inTransaction(
        sql ->
            sql.createGet(SELECT + " WHERE id = :id")
                .addParam("id", id)
                .execute()
                .map(row -> deployment(row)));
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
              .addParam("service", service)
              .addParam("id", id)
              .execute();
          return sql.createUpdate("UPDATE deployments SET role = 'SERVING' WHERE id = :id")
              .addParam("id", id)
              .execute();
        });
  }

  void remove(UUID id) {
    database.inTransaction(
        sql ->
            sql.createUpdate("DELETE FROM deployments WHERE id = :id")
                .addParam("id", id)
                .execute());
  }

  void bury(UUID service) {
    database.inTransaction(
        sql ->
            sql.createUpdate(
                    """
                    INSERT INTO deleted_services (service_id, deleted_at) VALUES (:id, :now)
                    ON CONFLICT (service_id) DO NOTHING
                    """)
                .addParam("id", service)
                .addParam("now", clock.instant())
                .execute());
  }

  boolean buried(UUID service) {
    return database.inTransaction(
        sql ->
            sql.createGet("SELECT 1 FROM deleted_services WHERE service_id = :id")
                .addParam("id", service)
                .execute()
                .map(row -> row.column(1).get(Integer.class))
                .isPresent());
  }

  /** The operators keep a service from running. */
  void stop(UUID service) {
    database.inTransaction(
        sql ->
            sql.createUpdate(
                    """
                    INSERT INTO stopped_services (service_id, stopped_at) VALUES (:id, :now)
                    ON CONFLICT (service_id) DO NOTHING
                    """)
                .addParam("id", service)
                .addParam("now", clock.instant())
                .execute());
  }

  /** They do not any more. */
  void unstop(UUID service) {
    database.inTransaction(
        sql ->
            sql.createUpdate("DELETE FROM stopped_services WHERE service_id = :id")
                .addParam("id", service)
                .execute());
  }

  /** Those that the operators keep from running. */
  Set<UUID> stopped() {
    return database.inTransaction(
        sql ->
            sql.createQuery("SELECT service_id FROM stopped_services")
                .execute()
                .map(row -> Rows.uuid(row, "service_id"))
                .collect(Collectors.toSet()));
  }

  private static Deployment deployment(DbRow row) {
    return new Deployment(
        Rows.uuid(row, "id"),
        Rows.uuid(row, "service_id"),
        Rows.uuid(row, "version_id"),
        Deployment.Role.valueOf(Rows.text(row, "role")));
  }
}
