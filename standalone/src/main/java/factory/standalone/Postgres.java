package factory.standalone;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The embedded Postgres: durable, password-protected, one database with a role per node. */
final class Postgres implements AutoCloseable {
  private static final List<String> NODES = List.of("registry", "pipeline", "chain", "edge");

  private final EmbeddedPostgres server;
  private final String password;

  private Postgres(EmbeddedPostgres server, String password) {
    this.server = server;
    this.password = password;
  }

  static Postgres start(StandaloneConfig config) {
    var dataDir = config.dataDir();
    var data = dataDir.resolve("postgres");
    endLeftover(data);
    try {
      var password = password(dataDir.resolve("postgres.password"));
      var server =
          EmbeddedPostgres.builder()
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
      var postgres = new Postgres(server, password);
      postgres.makeRoles(data);
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
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void makeRoles(Path data) throws SQLException, IOException {
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      try (var found =
          statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = 'factory'")) {
        if (!found.next()) {
          statement.execute("ALTER ROLE postgres PASSWORD '" + password + "'");
          for (var node : NODES) {
            statement.execute("DROP ROLE IF EXISTS " + node);
            statement.execute("CREATE ROLE " + node + " LOGIN PASSWORD '" + password + "'");
          }
          statement.execute("CREATE DATABASE factory");
        }
      }
    }
    try (var connection = server.getDatabase("postgres", "factory").getConnection();
        var statement = connection.createStatement()) {
      for (var node : NODES) {
        statement.execute("CREATE SCHEMA IF NOT EXISTS " + node + " AUTHORIZATION " + node);
      }
      // From now on nobody on this machine comes in without the password.
      Files.writeString(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
      statement.execute("SELECT pg_reload_conf()");
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
    var pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    try {
      var pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
      var command = Path.of("/proc", Long.toString(pid), "cmdline");
      if (Files.exists(command) && Files.readString(command).contains(data.toString())) {
        // SIGTERM waits for clients to leave; those are gone, or on their way.
        new ProcessBuilder("kill", "-INT", Long.toString(pid)).start().waitFor();
        ProcessHandle.of(pid).ifPresent(handle -> handle.onExit().join());
      }
    } catch (IOException | NumberFormatException e) {
      throw new IllegalStateException(pidFile + " cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
