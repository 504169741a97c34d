package factory.pipeline.plan;

import factory.store.Database;
import factory.store.Rows;
import java.time.Clock;
import java.util.Optional;

/** Specifications by their content. The registry says which of them a service is to become. */
final class DraftStore {
  private final Database database;
  private final Clock clock;

  DraftStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  void keep(String hash, String json) {
    database.inTransaction(
        sql ->
            sql.createUpdate(
                    """
                    INSERT INTO drafts (content_hash, specification, created_at)
                    VALUES (:hash, :json, :now)
                    ON CONFLICT (content_hash) DO NOTHING
                    """)
                .addParam("hash", hash)
                .addParam("json", json)
                .addParam("now", clock.instant())
                .execute());
  }

  Optional<String> find(String hash) {
    return database.inTransaction(
        sql ->
            sql.createGet("SELECT specification FROM drafts WHERE content_hash = :hash")
                .addParam("hash", hash)
                .execute()
                .map(row -> Rows.text(row, "specification")));
  }
}
