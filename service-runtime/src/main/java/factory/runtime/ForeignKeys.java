package factory.runtime;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * SQLite's own foreign keys: a second look at what {@link Constraints} and {@link Transaction} hold
 * already, and what tells other tools how tables belong together. A column keeps its key for good,
 * so keys are enforced only while each is still a reference to the same resource.
 */
final class ForeignKeys {
  private static final String KEYS =
      """
      SELECT m.name, k."from", k."table" FROM sqlite_master m, pragma_foreign_key_list(m.name) k
        WHERE m.type = 'table'
      """;

  private ForeignKeys() {}

  /** Turns them on when they hold; outside of any transaction. */
  static void enforce(Connection connection, Model model) throws SQLException {
    var fits = fit(connection, model);
    if (fits && !wereLeft(connection)) {
      Store.run(connection, "PRAGMA foreign_keys = ON");
    } else if (fits && hold(connection)) {
      note(connection, "on");
      Store.run(connection, "PRAGMA foreign_keys = ON");
    } else {
      note(connection, "off");
    }
  }

  private static boolean fit(Connection connection, Model model) throws SQLException {
    try (var statement = connection.createStatement();
        var keys = statement.executeQuery(KEYS)) {
      while (keys.next()) {
        var resource = model.find(keys.getString(1));
        var field = resource == null ? null : resource.field(keys.getString(2)).orElse(null);
        if (field == null
            || !(field.kind() instanceof Words.Reference(var plural, _))
            || !plural.equals(keys.getString(3))) {
          return false;
        }
      }
      return true;
    }
  }

  /** Whether an earlier version ran without them: only then can they be broken. */
  private static boolean wereLeft(Connection connection) throws SQLException {
    return !strings(
            connection, "SELECT form FROM \"_forms\" WHERE name = 'foreign keys' AND form = 'off'")
        .isEmpty();
  }

  private static boolean hold(Connection connection) throws SQLException {
    return strings(connection, "PRAGMA foreign_key_check").isEmpty();
  }

  private static void note(Connection connection, String form) throws SQLException {
    Store.run(
        connection,
        "INSERT INTO \"_forms\" VALUES ('foreign keys', '%s') ON CONFLICT DO UPDATE SET form = excluded.form"
            .formatted(form));
  }

  private static List<String> strings(Connection connection, String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }
}
