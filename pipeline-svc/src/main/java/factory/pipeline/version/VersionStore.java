package factory.pipeline.version;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import factory.pipeline.write.Artifact;
import factory.store.Database;
import factory.store.Rows;
import io.helidon.dbclient.DbRow;
import java.time.Clock;
import java.util.List;
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
                .addParam("hash", contentHash)
                .addParam("title", artifact.title())
                .addParam("openapi", artifact.openapi())
                .addParam("files", files)
                .addParam("now", clock.instant())
                .execute());
  }

  /** What was written once stays so, whoever hands in the same. */
  void edited(String contentHash, String written) {
    database.inTransaction(
        sql ->
            sql.createUpdate(
                    """
                    UPDATE artifacts SET edited_from = :written WHERE content_hash = :hash
                      AND NOT EXISTS (SELECT 1 FROM versions
                        WHERE content_hash = :hash AND edited_by IS NULL)
                    """)
                .addParam("written", written)
                .addParam("hash", contentHash)
                .execute());
  }

  Optional<String> editedFrom(String contentHash) {
    return database.inTransaction(
        sql ->
            sql.createGet(
                    "SELECT edited_from FROM artifacts WHERE content_hash = :hash AND edited_from IS NOT NULL")
                .addParam("hash", contentHash)
                .execute()
                .map(row -> Rows.text(row, "edited_from")));
  }

  void handIn(UUID job, String contentHash) {
    database.inTransaction(
        sql ->
            sql.createUpdate(
                    "INSERT INTO handed_in (job_id, content_hash, created_at) VALUES (:job, :hash, :now)")
                .addParam("job", job)
                .addParam("hash", contentHash)
                .addParam("now", clock.instant())
                .execute());
  }

  Optional<String> handedIn(UUID job) {
    return database.inTransaction(
        sql ->
            sql.createGet("SELECT content_hash FROM handed_in WHERE job_id = :job")
                .addParam("job", job)
                .execute()
                .map(row -> Rows.text(row, "content_hash")));
  }

  Optional<Artifact> artifact(String contentHash) {
    return database.inTransaction(
        sql ->
            sql.createGet("SELECT title, openapi, files FROM artifacts WHERE content_hash = :hash")
                .addParam("hash", contentHash)
                .execute()
                .map(row -> artifact(row)));
  }

  Version record(UUID id, UUID serviceId, UUID jobId, String contentHash, Versions.Made made) {
    return database.inTransaction(
        sql -> {
          sql.createUpdate(
                  """
                  INSERT INTO versions (id, service_id, number, content_hash, title, job_id, created_at,
                    parent_id, made_by, why, proof, edited_by)
                  SELECT :id, :service,
                    1 + coalesce((SELECT max(number) FROM versions WHERE service_id = :service), 0),
                    content_hash, title, :job, :now,
                    (SELECT id FROM versions WHERE service_id = :service ORDER BY number DESC LIMIT 1),
                    :made_by, :why, NULLIF(:proof, ''),
                    CASE WHEN edited_from IS NULL THEN NULL WHEN :edited THEN :made_by
                      ELSE coalesce((SELECT edited_by FROM versions WHERE service_id = :service
                        ORDER BY number DESC LIMIT 1), '') END
                  FROM artifacts WHERE content_hash = :hash
                  ON CONFLICT (id) DO NOTHING
                  """)
              .addParam("id", id)
              .addParam("service", serviceId)
              .addParam("job", jobId)
              .addParam("hash", contentHash)
              .addParam("now", clock.instant())
              .addParam("made_by", made.by())
              .addParam("why", made.why())
              .addParam("proof", made.proof().orElse(""))
              .addParam("edited", made.edited())
              .execute();
          return sql.createGet(
                  "SELECT id, service_id, number, content_hash, title FROM versions WHERE id = :id")
              .addParam("id", id)
              .execute()
              .map(row -> version(row))
              .orElseThrow();
        });
  }

  /** Keeps what a fuzz saw, instead of what the one before it saw. */
  void recordFuzz(UUID id, String report) {
    database.inTransaction(
        sql ->
            sql.createUpdate("UPDATE versions SET fuzz = :fuzz WHERE id = :id")
                .addParam("fuzz", report)
                .addParam("id", id)
                .execute());
  }

  void markAtFault(UUID id) {
    database.inTransaction(
        sql ->
            sql.createUpdate("UPDATE versions SET at_fault = true WHERE id = :id")
                .addParam("id", id)
                .execute());
  }

  /** What was recorded with a proof has passed it. */
  List<Version> before(Version version) {
    return database.inTransaction(
        sql ->
            sql.createQuery(
                    """
                    SELECT v.id, v.service_id, v.number, v.content_hash, v.title FROM versions v
                    WHERE v.service_id = :service AND v.number < :number AND v.proof IS NOT NULL
                      AND EXISTS (SELECT 1 FROM jobs j WHERE j.version_id = v.id
                        AND j.service_id = v.service_id AND j.kind = 'DEPLOY' AND j.state = 'SUCCEEDED')
                      AND NOT EXISTS (SELECT 1 FROM versions f
                        WHERE f.content_hash = v.content_hash AND f.at_fault)
                    ORDER BY v.number DESC
                    """)
                .addParam("service", version.serviceId())
                .addParam("number", version.number())
                .execute()
                .map(row -> version(row))
                .toList());
  }

  Optional<String> fuzz(UUID id) {
    return database.inTransaction(
        sql ->
            sql.createGet("SELECT fuzz FROM versions WHERE id = :id AND fuzz IS NOT NULL")
                .addParam("id", id)
                .execute()
                .map(row -> Rows.text(row, "fuzz")));
  }

  Optional<String> proof(UUID id) {
    return database.inTransaction(
        sql ->
            sql.createGet("SELECT proof FROM versions WHERE id = :id AND proof IS NOT NULL")
                .addParam("id", id)
                .execute()
                .map(row -> Rows.text(row, "proof")));
  }

  Optional<Version> find(UUID id) {
    return database.inTransaction(
        sql ->
            sql.createGet(
                    "SELECT id, service_id, number, content_hash, title FROM versions WHERE id = :id")
                .addParam("id", id)
                .execute()
                .map(row -> version(row)));
  }

  Optional<Version> newest(UUID serviceId) {
    return database.inTransaction(
        sql ->
            sql.createGet(
                    """
                    SELECT id, service_id, number, content_hash, title FROM versions
                    WHERE service_id = :service ORDER BY number DESC LIMIT 1
                    """)
                .addParam("service", serviceId)
                .execute()
                .map(row -> version(row)));
  }

  private Artifact artifact(DbRow row) {
    try {
      return new Artifact(
          Rows.text(row, "title"),
          new TreeMap<>(
              json.readValue(
                  Rows.text(row, "files"), new TypeReference<TreeMap<String, String>>() {})),
          Rows.text(row, "openapi"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an artefact in the store cannot be read", e);
    }
  }

  /** A version of a row with its columns. */
  static Version version(DbRow row) {
    return new Version(
        Rows.uuid(row, "id"),
        Rows.uuid(row, "service_id"),
        (int) Rows.number(row, "number"),
        Rows.text(row, "content_hash"),
        Rows.text(row, "title"));
  }
}
