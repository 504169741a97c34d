package factory.pipeline.version;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import factory.mesh.Database;
import factory.pipeline.generator.Artifact;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Artefacts by their content and versions by their service, in Postgres. */
final class VersionStore {
  private final Database database;
  private final Clock clock;
  private final ObjectMapper json = new ObjectMapper();

  VersionStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  void keep(Artifact artifact, String contentHash) {
    String files;
    try {
      files = json.writeValueAsString(artifact.files());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    database.inTransaction(
        sql ->
            sql.createUpdate(
                    """
                    INSERT INTO artifacts (content_hash, title, openapi, files, created_at)
                    VALUES (:hash, :title, :openapi, CAST(:files AS jsonb), :now)
                    ON CONFLICT (content_hash) DO NOTHING
                    """)
                .bind("hash", contentHash)
                .bind("title", artifact.title())
                .bind("openapi", artifact.openapi())
                .bind("files", files)
                .bind("now", clock.instant())
                .execute());
  }

  Optional<Artifact> artifact(String contentHash) {
    return database.inTransaction(
        sql ->
            sql.createQuery(
                    "SELECT title, openapi, files FROM artifacts WHERE content_hash = :hash")
                .bind("hash", contentHash)
                .map((row, _) -> artifact(row))
                .findOne());
  }

  Version record(UUID id, UUID serviceId, UUID jobId, String contentHash) {
    return database.inTransaction(
        sql -> {
          sql.createUpdate(
                  """
                  INSERT INTO versions (id, service_id, number, content_hash, title, job_id, created_at)
                  SELECT :id, :service,
                    1 + coalesce((SELECT max(number) FROM versions WHERE service_id = :service), 0),
                    content_hash, title, :job, :now
                  FROM artifacts WHERE content_hash = :hash
                  ON CONFLICT (id) DO NOTHING
                  """)
              .bind("id", id)
              .bind("service", serviceId)
              .bind("job", jobId)
              .bind("hash", contentHash)
              .bind("now", clock.instant())
              .execute();
          return sql.createQuery(
                  "SELECT id, service_id, number, content_hash, title FROM versions WHERE id = :id")
              .bind("id", id)
              .map((row, _) -> version(row))
              .one();
        });
  }

  Optional<Version> find(UUID id) {
    return database.inTransaction(
        sql ->
            sql.createQuery(
                    "SELECT id, service_id, number, content_hash, title FROM versions WHERE id = :id")
                .bind("id", id)
                .map((row, _) -> version(row))
                .findOne());
  }

  Optional<Version> newest(UUID serviceId) {
    return database.inTransaction(
        sql ->
            sql.createQuery(
                    """
                    SELECT id, service_id, number, content_hash, title FROM versions
                    WHERE service_id = :service ORDER BY number DESC LIMIT 1
                    """)
                .bind("service", serviceId)
                .map((row, _) -> version(row))
                .findOne());
  }

  private Artifact artifact(ResultSet row) throws SQLException {
    try {
      return new Artifact(
          row.getString("title"),
          new TreeMap<>(
              json.readValue(
                  row.getString("files"), new TypeReference<TreeMap<String, String>>() {})),
          row.getString("openapi"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an artefact in the store cannot be read", e);
    }
  }

  private static Version version(ResultSet row) throws SQLException {
    return new Version(
        row.getObject("id", UUID.class),
        row.getObject("service_id", UUID.class),
        row.getInt("number"),
        row.getString("content_hash"),
        row.getString("title"));
  }
}
