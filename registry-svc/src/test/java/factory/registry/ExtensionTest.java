package factory.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.store.Database;
import factory.store.TestDatabase;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;

/** A role that owns no more than its schema is enough, and is told what an administrator does. */
class ExtensionTest {
  @Test
  void whoMayNotCreateTheExtensionIsToldWhatToDo() throws Exception {
    var admins = TestDatabase.fresh("registry");
    // The address of tests names the administrator, too.
    var url = admins.url().replaceAll("[?&]user=[^&]*", "");
    var nodes = new Database.Place(url, "plain_registry", "", "registry", 2);
    try (var connection =
            DriverManager.getConnection(admins.url(), admins.user(), admins.password());
        var statement = connection.createStatement()) {
      statement.execute("CREATE ROLE plain_registry LOGIN");
      statement.execute("CREATE SCHEMA registry AUTHORIZATION plain_registry");
      assertThatThrownBy(() -> Database.open(nodes).close())
          .hasStackTraceContaining("needs the extension pg_trgm")
          .hasStackTraceContaining("Run CREATE EXTENSION pg_trgm in it once");

      statement.execute("CREATE EXTENSION pg_trgm");
      try (var database = Database.open(nodes)) {
        assertThat(database).isNotNull();
      }
    }
  }
}
