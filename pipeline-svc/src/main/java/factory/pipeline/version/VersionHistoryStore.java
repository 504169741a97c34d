package factory.pipeline.version;

import factory.store.Database;
import factory.store.Rows;
import io.helidon.dbclient.DbRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The versions of services as they are told of: what never changes once it is recorded. */
public final class VersionHistoryStore {
  private static final String ENTRY =
      """
      SELECT v.id, v.service_id, v.number, v.content_hash, v.title, v.made_by, v.why, v.created_at, v.published,
        v.edited_by IS NOT NULL AS edited, coalesce(v.edited_by, '') AS edited_by,
        p.number AS parent
      FROM versions v LEFT JOIN versions p ON p.id = v.parent_id
      """;

  private final Database database;

  /** Of a node's store. */
  public VersionHistoryStore(Database database) {
    this.database = database;
  }

  /**
   * A version with how it came to be.
   *
   * @param madeBy whoever had it made; empty when nobody is known
   * @param why sentences; empty when nobody knows
   * @param parent the number of the version before it
   * @param published whether everybody may read its source
   * @param editedBy whoever changed its source by hand, empty when nobody is known; none when it is
   *     as it was written
   */
  public record Entry(
      Version version,
      String madeBy,
      String why,
      Optional<Integer> parent,
      Instant createdAt,
      boolean published,
      Optional<String> editedBy) {}

  /** Versions with a lower number than one, newest first. */
  public List<Entry> below(UUID service, int number, int limit) {
    return database.inTransaction(
        sql ->
            sql.createQuery(
                    ENTRY
                        + "WHERE v.service_id = :service AND v.number < :number ORDER BY v.number DESC LIMIT :limit")
                .addParam("service", service)
                .addParam("number", number)
                .addParam("limit", limit)
                .execute()
                .map(row -> entry(row))
                .toList());
  }

  /** One by its number. */
  public Optional<Entry> find(UUID service, int number) {
    return database.inTransaction(
        sql ->
            sql.createGet(ENTRY + "WHERE v.service_id = :service AND v.number = :number")
                .addParam("service", service)
                .addParam("number", number)
                .execute()
                .map(row -> entry(row)));
  }

  /** One by its id. */
  public Optional<Entry> find(UUID id) {
    return database.inTransaction(
        sql ->
            sql.createGet(ENTRY + "WHERE v.id = :id")
                .addParam("id", id)
                .execute()
                .map(row -> entry(row)));
  }

  /** Lets everybody read its source, or its owner alone. */
  public void publish(UUID id, boolean published) {
    database.inTransaction(
        sql ->
            sql.createUpdate("UPDATE versions SET published = :published WHERE id = :id")
                .addParam("id", id)
                .addParam("published", published)
                .execute());
  }

  private static Entry entry(DbRow row) {
    return new Entry(
        VersionStore.version(row),
        Rows.text(row, "made_by"),
        Rows.text(row, "why"),
        Rows.optionalNumber(row, "parent").map(Long::intValue),
        Rows.instant(row, "created_at"),
        Rows.flag(row, "published"),
        Rows.flag(row, "edited") ? Optional.of(Rows.text(row, "edited_by")) : Optional.empty());
  }
}
