package factory.mesh;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** A real Postgres for tests: one server for the JVM, a new database for each call. */
public final class TestDatabase {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final EmbeddedPostgres SERVER = start();

  private TestDatabase() {}

  /** A fresh, empty place for a node's schema. */
  public static Database.Place fresh(String schema) {
    var name = "test_" + COUNT.incrementAndGet();
    try (var connection = SERVER.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new Database.Place(SERVER.getJdbcUrl("postgres", name), "postgres", "", schema, 8);
  }

  private static EmbeddedPostgres start() {
    try {
      var server = EmbeddedPostgres.builder().start();
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .unstarted(
                      () -> {
                        try {
                          server.close();
                        } catch (IOException e) {
                          throw new UncheckedIOException(e);
                        }
                      }));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
