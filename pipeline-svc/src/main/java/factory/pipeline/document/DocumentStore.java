package factory.pipeline.document;

import factory.pipeline.spec.Sha256;
import factory.store.Database;
import factory.store.Rows;
import java.time.Clock;
import java.util.Optional;

/** Documents by the SHA-256 of their text, as they were handed in. */
public final class DocumentStore {
  private final Database database;
  private final Clock clock;

  /** Over the store of this node. */
  public DocumentStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Keeps a document.
   *
   * @return its digest
   */
  public String keep(String text) {
    var digest = Sha256.hex(text);
    database.inTransaction(
        sql ->
            sql.createUpdate(
                    """
                    INSERT INTO documents (digest, content, created_at)
                    VALUES (:digest, :content, :now)
                    ON CONFLICT (digest) DO NOTHING
                    """)
                .addParam("digest", digest)
                .addParam("content", text)
                .addParam("now", clock.instant())
                .execute());
    return digest;
  }

  /** The document of a digest. */
  public Optional<String> find(String digest) {
    return database.inTransaction(
        sql ->
            sql.createGet("SELECT content FROM documents WHERE digest = :digest")
                .addParam("digest", digest)
                .execute()
                .map(row -> Rows.text(row, "content")));
  }
}
