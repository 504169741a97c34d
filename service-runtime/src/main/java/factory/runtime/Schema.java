package factory.runtime;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Fits the tables to a service's resources. A column is never dropped, so whatever an earlier
 * version stored stays, and a new one is null in the rows that were there. Two forms changed since
 * the first layout and are brought up to date: numbers were doubles, and moments had no fixed
 * length.
 */
final class Schema {
  private static final int BATCH = 1_000;

  /** The form of a column that refers to files. */
  private static final String FILE = "file";

  private final Connection connection;
  private final Model model;

  /** By {@code plural.column}, which form its values are in. */
  private final Map<String, String> forms = new HashMap<>();

  Schema(Connection connection, Model model) {
    this.connection = connection;
    this.model = model;
  }

  /** Does all of it; within a transaction. */
  void fit() throws SQLException {
    Store.run(
        connection,
        "CREATE TABLE IF NOT EXISTS \"_forms\" (name TEXT PRIMARY KEY, form TEXT NOT NULL)");
    Store.run(
        connection,
        "CREATE TABLE IF NOT EXISTS \"_counters\" (name TEXT PRIMARY KEY, value INTEGER NOT NULL)");
    Store.run(connection, Idempotency.table());
    readForms();
    for (var resource : model.all()) {
      Store.run(
          connection,
          """
          CREATE TABLE IF NOT EXISTS "%s" (
            _seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL,
            _revision INTEGER NOT NULL DEFAULT 1,
            _owner TEXT
          )
          """
              .formatted(resource.plural()));
    }
    for (var resource : model.all()) {
      fitColumns(resource);
      fitIndexes(resource);
    }
  }

  /** Each table and column that refers to files, also of earlier versions. */
  static List<List<String>> files(Connection connection) throws SQLException {
    List<List<String>> columns = new ArrayList<>();
    try (var statement =
        connection.prepareStatement("SELECT name FROM \"_forms\" WHERE form = ?")) {
      statement.setString(1, FILE);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          columns.add(List.of(rows.getString(1).split("\\.", 2)));
        }
      }
    }
    return columns;
  }

  private void fitColumns(Resource resource) throws SQLException {
    var present = columns(resource);
    addMissing(resource, present, "_revision", "INTEGER NOT NULL DEFAULT 1");
    addMissing(resource, present, "_owner", "TEXT");
    fitMoments(resource, "created_at");
    fitMoments(resource, "updated_at");
    for (var field : resource.fields()) {
      if (!field.isStored()) {
        continue;
      }
      addMissing(
          resource,
          present,
          field.name(),
          field.kind() instanceof Words.Reference(var plural, _)
              ? "TEXT REFERENCES \"" + plural + "\"(id) DEFERRABLE INITIALLY DEFERRED"
              : field.kind().sqlType());
      switch (field.kind()) {
        case Numbers.Decimal _ -> fitNumbers(resource, field);
        case Numbers.Money _ -> setForm(resource, field.name(), "money");
        case Times.DateTime _ -> fitMoments(resource, field.name());
        case FileKind _ -> setForm(resource, field.name(), FILE);
        case Words.Secret _ when field.isIssued() -> fitIssued(resource, present, field);
        default -> setForm(resource, field.name(), "");
      }
      if (resource.hasComparedColumn(field)) {
        fitCompared(resource, present, field);
      }
    }
    if (!resource.searched().isEmpty()) {
      fitSearch(resource, present);
    }
  }

  private void addMissing(Resource resource, Set<String> present, String column, String type)
      throws SQLException {
    if (present.add(column)) {
      Store.run(
          connection,
          "ALTER TABLE \"%s\" ADD COLUMN \"%s\" %s".formatted(resource.plural(), column, type));
    }
  }

  private void fitNumbers(Resource resource, Field field) throws SQLException {
    // Money that became a number was kept in hundredths.
    var wasMoney = form(resource, field.name()).equals("money");
    if (setForm(resource, field.name(), "exact")) {
      convert(
          resource,
          List.of(field.name()),
          field.name(),
          values -> {
            var old = values.getFirst();
            var number =
                switch (old) {
                  case Integer whole -> BigDecimal.valueOf(whole, wasMoney ? 2 : 0);
                  case Long whole -> BigDecimal.valueOf(whole, wasMoney ? 2 : 0);
                  case Double real when Double.isFinite(real) -> BigDecimal.valueOf(real);
                  case null, default -> null;
                };
            return number != null && ExactText.fits(number) ? ExactText.of(number) : old;
          });
    }
  }

  /** Codes that an earlier version kept as they are stay good, and are kept as they are no more. */
  private void fitIssued(Resource resource, Set<String> present, Field field) throws SQLException {
    if (setForm(resource, field.name(), "keyed")) {
      convert(
          resource,
          List.of(field.name()),
          field.name(),
          values ->
              values.getFirst() == null ? null : model.keyed(values.getFirst().toString()).hash());
      if (present.contains("_eq_" + field.name())) {
        Store.run(
            connection,
            "UPDATE \"%s\" SET \"_eq_%s\" = NULL".formatted(resource.plural(), field.name()));
      }
    }
  }

  private void fitMoments(Resource resource, String column) throws SQLException {
    if (setForm(resource, column, "moment")) {
      convert(
          resource,
          List.of(column),
          column,
          values -> {
            var old = values.getFirst();
            var moment = old == null ? null : new Times.DateTime().load(old);
            return moment instanceof Instant instant ? Times.stored(instant) : old;
          });
    }
  }

  /** The second column of a text, in the form that is compared. */
  private void fitCompared(Resource resource, Set<String> present, Field field)
      throws SQLException {
    var column = resource.column(field.name());
    addMissing(resource, present, column, "TEXT");
    if (setForm(resource, column, field.ignoresCase() ? "folded" : "composed")) {
      convert(
          resource,
          List.of(field.name()),
          column,
          values -> {
            var text = values.getFirst();
            return text == null ? null : field.compared(text.toString());
          });
    }
  }

  private void fitSearch(Resource resource, Set<String> present) throws SQLException {
    addMissing(resource, present, Records.SEARCH, "TEXT");
    if (setForm(resource, Records.SEARCH, String.join(",", resource.searched()))) {
      convert(resource, resource.searched(), Records.SEARCH, Records::searchText);
    }
  }

  /** What a column's value becomes. */
  private interface Conversion {
    @Nullable Object of(List<@Nullable Object> values);
  }

  private void convert(Resource resource, List<String> from, String to, Conversion conversion)
      throws SQLException {
    var select =
        "SELECT _seq, \"%s\", %s FROM \"%s\" WHERE _seq > ? ORDER BY _seq LIMIT %d"
            .formatted(to, quoted(from), resource.plural(), BATCH);
    var update = "UPDATE \"%s\" SET \"%s\" = ? WHERE _seq = ?".formatted(resource.plural(), to);
    var last = Long.MIN_VALUE;
    try (var read = connection.prepareStatement(select);
        var write = connection.prepareStatement(update)) {
      while (true) {
        Map<Long, @Nullable Object> changed = new LinkedHashMap<>();
        var seen = 0;
        read.setLong(1, last);
        try (var rows = read.executeQuery()) {
          while (rows.next()) {
            seen++;
            last = rows.getLong(1);
            var old = rows.getObject(2);
            List<@Nullable Object> values = new ArrayList<>();
            for (var i = 0; i < from.size(); i++) {
              values.add(rows.getObject(3 + i));
            }
            var now = conversion.of(values);
            if (now != null && !now.equals(old)) {
              changed.put(last, now);
            }
          }
        }
        for (var entry : changed.entrySet()) {
          write.setObject(1, entry.getValue());
          write.setLong(2, entry.getKey());
          write.executeUpdate();
        }
        if (seen < BATCH) {
          return;
        }
      }
    }
  }

  /**
   * Not a UNIQUE index anywhere: an earlier version may have let the same value in twice. What is
   * unique is looked up in the one transaction that writes.
   */
  private void fitIndexes(Resource resource) throws SQLException {
    Map<String, List<String>> wanted = new LinkedHashMap<>();
    for (var columns : indexes(resource)) {
      wanted.put(resource.plural() + "." + String.join(",", columns), columns);
    }
    for (var present : indexNames(resource)) {
      if (!wanted.containsKey(present)) {
        Store.run(connection, "DROP INDEX \"" + present + "\"");
      }
    }
    for (var index : wanted.entrySet()) {
      Store.run(
          connection,
          "CREATE INDEX IF NOT EXISTS \"%s\" ON \"%s\" (%s)"
              .formatted(index.getKey(), resource.plural(), quoted(index.getValue())));
    }
  }

  private static Set<List<String>> indexes(Resource resource) {
    Set<List<String>> indexes = new LinkedHashSet<>();
    for (var together : resource.uniques()) {
      indexes.add(together.stream().map(resource::column).toList());
    }
    for (var field : resource.fields()) {
      if (field.kind() instanceof Words.Reference && field.isStored()) {
        indexes.add(List.of(field.name()));
      }
      if (field.origin() instanceof Origin.Code || field.origin() instanceof Origin.Slug) {
        indexes.add(List.of(resource.column(field.name())));
      }
    }
    for (var overlap : resource.overlaps()) {
      List<String> columns = new ArrayList<>();
      overlap.per().forEach(name -> columns.add(resource.column(name)));
      columns.add(resource.column(overlap.from()));
      indexes.add(columns);
    }
    var expires = resource.expires();
    if (expires != null) {
      indexes.add(List.of(expires));
    }
    // The row's number is in every index, behind its columns: the order within equal values.
    for (var name : resource.orders()) {
      indexes.add(List.of(resource.column(name)));
    }
    for (var filter : resource.filters().entrySet()) {
      var column = resource.column(filter.getKey());
      if (filter.getValue().equals(Set.of(Filter.HAS))) {
        continue;
      }
      indexes.add(List.of(column));
      if (filter.getValue().contains(Filter.EQUAL)) {
        for (var order : resource.orders()) {
          if (!resource.column(order).equals(column)) {
            indexes.add(List.of(column, resource.column(order)));
          }
        }
      }
    }
    if (resource.readAccess().rule() == Access.Rule.OWNER) {
      indexes.add(List.of("_owner"));
    }
    return indexes;
  }

  private List<String> indexNames(Resource resource) throws SQLException {
    List<String> names = new ArrayList<>();
    try (var statement =
        connection.prepareStatement(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ?"
                + " AND sql IS NOT NULL")) {
      statement.setString(1, resource.plural());
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
    }
    return names;
  }

  private Set<String> columns(Resource resource) throws SQLException {
    Set<String> names = new HashSet<>();
    try (var statement = connection.prepareStatement("SELECT name FROM pragma_table_info(?)")) {
      statement.setString(1, resource.plural());
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
    }
    return names;
  }

  private void readForms() throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT name, form FROM \"_forms\"")) {
      while (rows.next()) {
        forms.put(rows.getString(1), rows.getString(2));
      }
    }
  }

  private String form(Resource resource, String column) {
    return forms.getOrDefault(resource.plural() + "." + column, "");
  }

  /** Notes the form of a column; whether it was another. */
  private boolean setForm(Resource resource, String column, String form) throws SQLException {
    if (form(resource, column).equals(form)) {
      return false;
    }
    var name = resource.plural() + "." + column;
    forms.put(name, form);
    try (var statement =
        connection.prepareStatement(
            "INSERT INTO \"_forms\" VALUES (?, ?) ON CONFLICT DO UPDATE SET form = excluded.form")) {
      statement.setString(1, name);
      statement.setString(2, form);
      statement.executeUpdate();
    }
    return true;
  }

  private static String quoted(List<String> names) {
    return names.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(", "));
  }
}
