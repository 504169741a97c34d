package factory.pipeline.job;

import factory.store.Database;
import java.util.Optional;

/** The SQL of request ids. */
final class RequestIdStore {
  private final Database database;

  RequestIdStore(Database database) {
    this.database = database;
  }

  /**
   * Has an id stand for a request, unless it stands for one already.
   *
   * @return the fingerprint of the request that it stood for before; empty when for none
   */
  Optional<String> claim(String id, String fingerprint) {
    return database.inTransaction(
        sql ->
            sql.createUpdate(
                            """
                            INSERT INTO request_ids (id, fingerprint) VALUES (:id, :fingerprint)
                            ON CONFLICT (id) DO NOTHING
                            """)
                        .addParam("id", id)
                        .addParam("fingerprint", fingerprint)
                        .execute()
                    == 1
                ? Optional.<String>empty()
                : sql.createGet("SELECT fingerprint FROM request_ids WHERE id = :id")
                    .addParam("id", id)
                    .execute()
                    // Released between the two: the same request may try again.
                    .map(row -> row.column(1).get(String.class))
                    .or(() -> Optional.of(fingerprint)));
  }

  /** Has it stand for none, unless a job was made under it. */
  void release(String id, String fingerprint) {
    var _ =
        database.inTransaction(
            sql ->
                sql.createUpdate(
                        """
                        DELETE FROM request_ids
                        WHERE id = :id AND fingerprint = :fingerprint
                          AND NOT EXISTS (SELECT 1 FROM jobs WHERE request_id = :id)
                        """)
                    .addParam("id", id)
                    .addParam("fingerprint", fingerprint)
                    .execute());
  }
}
