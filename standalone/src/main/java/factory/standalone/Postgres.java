package factory.standalone;

import factory.mesh.Loop;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Logger;

/** The embedded Postgres: durable, password-protected, one database with a role per node. */
final class Postgres implements AutoCloseable {
  private static final List<String> NODES = List.of("registry", "pipeline", "chain", "edge");

  private static final Logger LOG = Logger.getLogger("factory.postgres");

  /** What a fast shutdown with its checkpoint may take; one that takes longer hangs. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final StandaloneConfig config;
  private final Path data;
  private final String password;
  private final Loop watch;
  private volatile EmbeddedPostgres server;
  private volatile boolean closed;

  private Postgres(StandaloneConfig config, Path data, String password) throws IOException {
    this.config = config;
    this.data = data;
    this.password = password;
    // 0 is any free port, which it keeps when it has to be started again.
    server = launch(0);
    watch =
        Loop.named("postgres")
            .logger(LOG)
            .consequence("Postgres cannot be started again yet")
            .firstAfter(Duration.ofSeconds(1))
            .joinFor(Duration.ofSeconds(70))
            .every(Duration.ofSeconds(1), this::keepRunning);
  }

  static Postgres start(StandaloneConfig config) {
    var dataDir = config.dataDir();
    var data = dataDir.resolve("postgres");
    try {
      var postgres = new Postgres(config, data, password(dataDir.resolve("postgres.password")));
      try {
        postgres.makeRoles();
      } catch (IOException | SQLException e) {
        postgres.server.close();
        throw e;
      }
      postgres.watch.start();
      return postgres;
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(
          "Postgres cannot start on "
              + data
              + ": "
              + e.getMessage()
              + "; see: ./factory logs standalone",
          e);
    }
  }

  private EmbeddedPostgres launch(int port) throws IOException {
    endLeftover(data);
    return EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setOverrideWorkingDirectory(config.toolsDir().resolve("postgres").toFile())
        .setRegisterShutdownHook(false)
        .setPGStartupWait(Duration.ofSeconds(60))
        .setConnectConfig("password", password)
        // The library's defaults are for throw-away data.
        .setServerConfig("fsync", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "")
        .setServerConfig("log_min_messages", "warning")
        .setServerConfig("max_wal_size", "256MB")
        .setServerConfig("max_connections", "100")
        .start();
  }

  private void keepRunning() throws IOException {
    if (!closed && postmaster(data).isEmpty()) {
      LOG.warning("Postgres ended by itself; starting it again");
      // Lets go of what the library holds; there is nobody left to stop.
      server.close();
      server = launch(server.getPort());
      LOG.info("Postgres is back");
    }
  }

  /** The settings of a node's store. */
  Map<String, String> settingsOf(String node) {
    var settings = new TreeMap<String, String>();
    settings.put(node + ".db.url", "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/factory");
    settings.put(node + ".db.user", node);
    settings.put(node + ".db.password", password);
    return settings;
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    closed = true;
    watch.close();
    try {
      server.close();
      // The library gives its last checkpoint five seconds, which a busy disk may not keep.
      endLeftover(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A node that has a store since a later version gets its role here too. */
  private void makeRoles() throws SQLException, IOException {
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      if (!finds(statement, "SELECT 1 FROM pg_database WHERE datname = 'factory'")) {
        statement.execute("ALTER ROLE postgres PASSWORD '" + password + "'");
        statement.execute("CREATE DATABASE factory");
      }
      for (var node : NODES) {
        if (!finds(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + node + "'")) {
          statement.execute("CREATE ROLE " + node + " LOGIN PASSWORD '" + password + "'");
        }
      }
    }
    try (var connection = server.getDatabase("postgres", "factory").getConnection();
        var statement = connection.createStatement()) {
      for (var node : NODES) {
        statement.execute("CREATE SCHEMA IF NOT EXISTS " + node + " AUTHORIZATION " + node);
      }
      // Which a node's role may not create.
      statement.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm");
      // From now on nobody on this machine comes in without the password.
      Files.writeString(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  private static boolean finds(Statement statement, String query) throws SQLException {
    try (var rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }

  private static String password(Path file) throws IOException {
    if (!Files.exists(file)) {
      var bytes = new byte[24];
      new SecureRandom().nextBytes(bytes);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, HexFormat.of().formatHex(bytes));
    }
    return Files.readString(file);
  }

  /** A run that was killed leaves its server behind, which still holds the data folder. */
  private static void endLeftover(Path data) {
    var leftover = postmaster(data);
    if (leftover.isEmpty()) {
      return;
    }
    try {
      // SIGTERM waits for clients to leave; those are gone, or on their way.
      new ProcessBuilder("kill", "-INT", Long.toString(leftover.get().pid())).start().waitFor();
      try {
        leftover.get().onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        // What was committed is on the disk; the next start replays it.
        leftover.get().destroyForcibly();
        leftover.get().onExit().join();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The server that runs on the data folder. */
  static Optional<ProcessHandle> postmaster(Path data) {
    var pidFile = data.resolve("postmaster.pid");
    try {
      if (!Files.exists(pidFile)) {
        return Optional.empty();
      }
      var pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
      var command = Path.of("/proc", Long.toString(pid), "cmdline");
      return Files.exists(command) && Files.readString(command).contains(data.toString())
          ? ProcessHandle.of(pid)
          : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      throw new IllegalStateException(pidFile + " cannot be read", e);
    }
  }
}
