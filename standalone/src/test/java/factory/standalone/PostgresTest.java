package factory.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.mesh.Settings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The embedded Postgres keeps what it was given, for those who have the password. */
@Timeout(120)
@Tag("slow")
class PostgresTest {
  @Test
  void isDurableAndAsksForThePasswordAcrossARestart(@TempDir Path folder) throws SQLException {
    var config = StandaloneConfig.from(Settings.of(Place.in(folder).values()));
    config.makeFolders();
    try (var postgres = Postgres.start(config);
        var connection = connect(postgres, "registry")) {
      for (var setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
        assertThat(first(connection, "SHOW " + setting)).as(setting).isEqualTo("on");
      }
      try (var statement = connection.createStatement()) {
        statement.execute("CREATE TABLE registry.kept AS SELECT 42 AS answer");
        // Another node's schema is not this one's.
        assertThatThrownBy(() -> statement.execute("CREATE TABLE chain.mine (id int)"))
            .hasMessageContaining("permission denied");
      }
      var url = Objects.requireNonNull(postgres.settingsOf("registry").get("registry.db.url"));
      assertThatThrownBy(() -> DriverManager.getConnection(url, "registry", "guess"))
          .hasMessageContaining("password");
      assertThatThrownBy(() -> DriverManager.getConnection(url, "postgres", ""))
          .isInstanceOf(SQLException.class);
    }
    try (var postgres = Postgres.start(config);
        var connection = connect(postgres, "registry")) {
      assertThat(first(connection, "SELECT answer FROM registry.kept")).isEqualTo("42");
    }
  }

  @Test
  void comesBackOnItsPortWithItsDataWhenItIsKilled(@TempDir Path folder) throws Exception {
    var config = StandaloneConfig.from(Settings.of(Place.in(folder).values()));
    config.makeFolders();
    try (var postgres = Postgres.start(config)) {
      try (var connection = connect(postgres, "chain");
          var statement = connection.createStatement()) {
        statement.execute("CREATE TABLE chain.kept AS SELECT 42 AS answer");
      }
      var killed = Postgres.postmaster(config.dataDir().resolve("postgres")).orElseThrow();
      killed.destroyForcibly();
      killed.onExit().join();

      while (true) {
        try (var connection = connect(postgres, "chain")) {
          assertThat(first(connection, "SELECT answer FROM chain.kept")).isEqualTo("42");
          return;
        } catch (SQLException e) {
          Thread.sleep(100);
        }
      }
    }
  }

  private static Connection connect(Postgres postgres, String node) throws SQLException {
    var settings = postgres.settingsOf(node);
    return DriverManager.getConnection(
        Objects.requireNonNull(settings.get(node + ".db.url")),
        settings.get(node + ".db.user"),
        settings.get(node + ".db.password"));
  }

  private static String first(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
