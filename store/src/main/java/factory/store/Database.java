package factory.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import factory.mesh.Fault;
import factory.mesh.Refused;
import factory.mesh.Settings;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.jdbc.JdbcClientProvider;
import io.helidon.dbclient.jdbc.JdbcConnectionPool;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.postgresql.util.PSQLException;

/**
 * A node's own schema in Postgres: migrated at start, its own pool, one way to run a transaction.
 * The statements are Helidon's; connection and transaction are kept here, since its own transaction
 * loses its connection, and the cause, when a statement fails.
 */
public final class Database implements AutoCloseable {
  /** Rows that are fetched at once, so that a long result never lies in memory whole. */
  private static final int FETCHED_ROWS = 10_000;

  private final HikariDataSource pool;
  private final ScopedValue<Connection> connection = ScopedValue.newInstance();
  private final DbClient client;

  private Database(HikariDataSource pool) {
    this.pool = pool;
    client =
        new JdbcClientProvider()
            .builder()
            .connectionPool((JdbcConnectionPool) connection::get)
            .addService(Parameters::typed)
            .build();
  }

  /**
   * Where a node's tables are.
   *
   * @param url a JDBC address such as {@code jdbc:postgresql://host:5432/factory}
   * @param poolSize most connections at once
   */
  public record Place(String url, String user, String password, String schema, int poolSize) {
    /** Reads {@code <node>.db.url}, {@code .user}, {@code .password} and {@code .pool-size}. */
    public static Place from(Settings settings, String node) {
      return new Place(
          settings.required(node + ".db.url"),
          settings.text(node + ".db.user", node),
          settings.text(node + ".db.password", ""),
          node,
          settings.number(node + ".db.pool-size", 8, 1, 200));
    }

    @Override
    public String toString() {
      return "Place[" + url + ", schema " + schema + "]";
    }
  }

  /** Connects, and brings the schema up to date from {@code db/<schema>/V*.sql}. */
  public static Database open(Place place) {
    var config = new HikariConfig();
    config.setPoolName(place.schema());
    config.setJdbcUrl(place.url());
    config.setUsername(place.user());
    config.setPassword(place.password());
    config.setSchema(place.schema());
    config.setMaximumPoolSize(place.poolSize());
    config.setMinimumIdle(1);
    config.addDataSourceProperty("defaultRowFetchSize", FETCHED_ROWS);
    // Shorter than the deadline of any caller, who then hears what is wrong.
    config.setConnectionTimeout(Duration.ofSeconds(2).toMillis());
    config.setInitializationFailTimeout(Duration.ofSeconds(30).toMillis());
    var pool = new HikariDataSource(config);
    try {
      Flyway.configure()
          .dataSource(pool)
          .schemas(place.schema())
          .defaultSchema(place.schema())
          .createSchemas(true)
          .locations("classpath:db/" + place.schema())
          .load()
          .migrate();
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
    return new Database(pool);
  }

  /**
   * Runs the work in one transaction and commits it. Inside of another on the same thread it joins
   * that one.
   *
   * @throws Refused UNAVAILABLE when the database cannot be reached: {@code STORE_UNAVAILABLE} as
   *     long as nothing was changed for sure, {@code STORE_IN_DOUBT} when the connection was lost
   *     while the commit was on its way
   */
  public <T> T inTransaction(Function<DbExecute, T> work) {
    if (connection.isBound()) {
      return work.apply(client.transaction());
    }
    try (var own = pool.getConnection()) {
      own.setAutoCommit(false);
      T result;
      try {
        result =
            ScopedValue.where(connection, unclosed(own))
                .call(() -> work.apply(client.transaction()));
      } catch (RuntimeException | Error e) {
        rollBack(own, e);
        throw e;
      }
      commit(own);
      return result;
    } catch (SQLException e) {
      throw isDown(e) ? new Refused(Away.UNAVAILABLE) : new IllegalStateException(e);
    } catch (RuntimeException e) {
      if (isDown(e)) {
        throw new Refused(Away.UNAVAILABLE);
      }
      throw e;
    }
  }

  private static void commit(Connection connection) throws SQLException {
    try {
      connection.commit();
    } catch (SQLException e) {
      if (lostConnection(e)) {
        throw new Refused(Away.IN_DOUBT);
      }
      throw e;
    }
  }

  private static void rollBack(Connection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /** Helidon closes the connection when a statement fails, and with it the transaction. */
  private static Connection unclosed(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            Database.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, arguments) -> {
              if (method.getName().equals("close")) {
                return null;
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** What keeps the store from being used now, in a word; empty when nothing does. May wait. */
  public String problem() {
    try (var connection = pool.getConnection()) {
      return connection.isValid(1) ? "" : "does not answer";
    } catch (SQLException e) {
      // Its message may hold an address.
      return "cannot be reached";
    }
  }

  /** The constraint that a failed statement broke. */
  public static Optional<String> brokenConstraint(Throwable error) {
    for (var cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof PSQLException sql && sql.getServerErrorMessage() != null) {
        return Optional.ofNullable(sql.getServerErrorMessage().getConstraint());
      }
    }
    return Optional.empty();
  }

  /** Whether no answer came, be it that the server ended or the way to it. */
  private static boolean lostConnection(Throwable error) {
    for (var cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P");
      }
    }
    return false;
  }

  private static boolean isDown(Throwable error) {
    for (var cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof java.sql.SQLTransientConnectionException) {
        return true;
      }
      if (cause instanceof SQLException sql) {
        var state = sql.getSQLState();
        // Connection lost, shutting down, out of disk or memory.
        if (state != null
            && (state.startsWith("08") || state.startsWith("57P") || state.startsWith("53"))) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public void close() {
    pool.close();
  }

  private enum Away implements Fault {
    UNAVAILABLE(
        "STORE_UNAVAILABLE",
        "The store cannot be reached now; nothing was changed or lost; try again."),
    IN_DOUBT(
        "STORE_IN_DOUBT",
        "The store went away while it was recording this, which may or may not be done;"
            + " look before you repeat it.");

    private final String reason;
    private final String message;

    Away(String reason, String message) {
      this.reason = reason;
      this.message = message;
    }

    @Override
    public io.grpc.Status.Code code() {
      return io.grpc.Status.Code.UNAVAILABLE;
    }

    @Override
    public String reason() {
      return reason;
    }

    @Override
    public String message() {
      return message;
    }
  }
}
