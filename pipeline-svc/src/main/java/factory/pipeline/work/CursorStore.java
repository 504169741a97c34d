package factory.pipeline.work;

import factory.store.Database;
import java.util.Optional;

/** How far the registry's feed of services was applied. */
final class CursorStore {
  private static final String FEED = "registry.services";

  private final Database database;

  CursorStore(Database database) {
    this.database = database;
  }

  Optional<String> find() {
    return database.inTransaction(
        sql ->
            sql.createGet("SELECT cursor FROM cursors WHERE feed = :feed")
                .addParam("feed", FEED)
                .execute()
                .map(row -> row.column(1).get(String.class)));
  }

  void keep(String cursor) {
    database.inTransaction(
        sql ->
            sql.createUpdate(
                    """
                    INSERT INTO cursors (feed, cursor) VALUES (:feed, :cursor)
                    ON CONFLICT (feed) DO UPDATE SET cursor = excluded.cursor
                    """)
                .addParam("feed", FEED)
                .addParam("cursor", cursor)
                .execute());
  }
}
