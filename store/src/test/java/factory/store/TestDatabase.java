package factory.store;

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
    sql("CREATE DATABASE " + name);
    return new Database.Place(SERVER.getJdbcUrl("postgres", name), "postgres", "", schema, 8);
  }

  /** Ends every connection to a place and refuses new ones, as a Postgres that is down does. */
  public static void away(Database.Place place) {
    var name = nameOf(place);
    sql("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
  }

  /** Lets connections to a place in again. */
  public static void back(Database.Place place) {
    sql("ALTER DATABASE " + nameOf(place) + " ALLOW_CONNECTIONS true");
  }

  private static String nameOf(Database.Place place) {
    return place.url().replaceAll(".*/(test_[0-9]+).*", "$1");
  }

  private static void sql(String text) {
    try (var connection = SERVER.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(text);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
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
