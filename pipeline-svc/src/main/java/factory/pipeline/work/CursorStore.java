package factory.pipeline.work;

import factory.mesh.Database;
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
            sql.createQuery("SELECT cursor FROM cursors WHERE feed = :feed")
                .bind("feed", FEED)
                .mapTo(String.class)
                .findOne());
  }

  void keep(String cursor) {
    database.inTransaction(
        sql ->
            sql.createUpdate(
                    """
                    INSERT INTO cursors (feed, cursor) VALUES (:feed, :cursor)
                    ON CONFLICT (feed) DO UPDATE SET cursor = excluded.cursor
                    """)
                .bind("feed", FEED)
                .bind("cursor", cursor)
                .execute());
  }
}
