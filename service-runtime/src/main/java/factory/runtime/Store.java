package factory.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * Everything a service keeps: one SQLite file, one writer at a time, readers beside it.
 *
 * <p>A commit waits for the disk (synchronous=FULL): what was answered with 201 is still there
 * after a power cut. Names of tables and columns come from {@link Resource} and {@link Field},
 * which let only plain words through, and are quoted because a plain word may be SQL's.
 */
final class Store implements AutoCloseable {
  private static final int READERS = 2;
  private static final int BUSY_MILLIS = 5_000;

  private final Clock clock;
  private final ReentrantLock writing = new ReentrantLock(true);
  private final Connection writer;
  private final BlockingQueue<Connection> readers = new ArrayBlockingQueue<>(READERS);

  private Store(Clock clock, Connection writer) {
    this.clock = clock;
    this.writer = writer;
  }

  /** Opens or makes the file in a folder, and fits its tables to these resources. */
  static Store open(Path folder, List<Resource> resources, Clock clock)
      throws SQLException, IOException {
    Files.createDirectories(folder);
    placeLibrary(folder.resolve("native"));
    var url = JDBC.PREFIX + folder.resolve("service.db");
    var store = new Store(clock, connect(url, false));
    try {
      for (var resource : resources) {
        store.fit(resource);
      }
      for (var i = 0; i < READERS; i++) {
        store.readers.add(connect(url, true));
      }
    } catch (SQLException | RuntimeException e) {
      store.close();
      throw e;
    }
    return store;
  }

  /**
   * Has the driver unpack its library beside the data, on a disk that this process may use, and
   * removes what killed processes left there. A young file may be one that another process is just
   * loading; a loaded one may go.
   */
  private static void placeLibrary(Path folder) throws IOException {
    Files.createDirectories(folder);
    var young = Instant.now().minusSeconds(60);
    try (var files = Files.newDirectoryStream(folder, "sqlite-*")) {
      for (var file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(young)) {
          Files.deleteIfExists(file);
        }
      }
    }
    System.setProperty("org.sqlite.tmpdir", folder.toString());
  }

  private static Connection connect(String url, boolean queryOnly) throws SQLException {
    var config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_MILLIS);
    var connection = JDBC.createConnection(url, config.toProperties());
    if (queryOnly) {
      run(connection, "PRAGMA query_only = ON");
    }
    return connection;
  }

  /**
   * Makes the table, or adds the columns that it lacks. A column is never dropped or changed, so
   * whatever an earlier version stored stays; a new one is null in the rows that were there.
   */
  private void fit(Resource resource) throws SQLException {
    inTransaction(
        () -> {
          run(
              writer,
              """
              CREATE TABLE IF NOT EXISTS "%s" (
                _seq INTEGER PRIMARY KEY AUTOINCREMENT,
                id TEXT NOT NULL UNIQUE,
                created_at TEXT NOT NULL,
                updated_at TEXT NOT NULL
              )
              """
                  .formatted(resource.plural()));
          var present = columns(resource);
          for (var field : resource.fields()) {
            if (!present.contains(field.name())) {
              run(
                  writer,
                  "ALTER TABLE \"%s\" ADD COLUMN \"%s\" %s"
                      .formatted(resource.plural(), field.name(), field.kind().sqlType()));
            }
            if (field.isUnique()) {
              // Not a UNIQUE index: an earlier version may have let the same value in twice.
              run(
                  writer,
                  "CREATE INDEX IF NOT EXISTS \"%s.%s\" ON \"%s\" (\"%s\")"
                      .formatted(resource.plural(), field.name(), resource.plural(), field.name()));
            }
          }
          return present;
        });
  }

  private Set<String> columns(Resource resource) throws SQLException {
    Set<String> names = new HashSet<>();
    try (var statement = writer.prepareStatement("SELECT name FROM pragma_table_info(?)")) {
      statement.setString(1, resource.plural());
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
    }
    return names;
  }

  /**
   * Stores a new record.
   *
   * @throws Problem ALREADY_EXISTS when a unique field's value is taken
   */
  Row insert(Resource resource, Map<String, @Nullable Object> values) throws SQLException {
    var id = UUID.randomUUID().toString();
    var now = now();
    return inTransaction(
        () -> {
          refuseTaken(resource, values, id);
          var names = new ArrayList<>(List.of("id", "created_at", "updated_at"));
          names.addAll(values.keySet());
          var sql =
              "INSERT INTO \"%s\" (%s) VALUES (%s)"
                  .formatted(
                      resource.plural(),
                      quoted(names),
                      names.stream().map(_ -> "?").collect(Collectors.joining(", ")));
          try (var statement = writer.prepareStatement(sql)) {
            var place = 1;
            for (var own : List.of(id, now, now)) {
              statement.setString(place++, own);
            }
            for (var value : values.values()) {
              statement.setObject(place++, value);
            }
            statement.executeUpdate();
          }
          return select(writer, resource, id).orElseThrow();
        });
  }

  /**
   * Sets these fields of a record and leaves the others.
   *
   * @throws Problem ALREADY_EXISTS when a unique field's value is taken
   */
  Optional<Row> update(Resource resource, String id, Map<String, @Nullable Object> values)
      throws SQLException {
    var now = now();
    return inTransaction(
        () -> {
          if (select(writer, resource, id).isEmpty()) {
            return Optional.empty();
          }
          refuseTaken(resource, values, id);
          var sql =
              "UPDATE \"%s\" SET updated_at = ?%s WHERE id = ?"
                  .formatted(
                      resource.plural(),
                      values.keySet().stream()
                          .map(name -> ", \"" + name + "\" = ?")
                          .collect(Collectors.joining()));
          try (var statement = writer.prepareStatement(sql)) {
            var place = 1;
            statement.setString(place++, now);
            for (var value : values.values()) {
              statement.setObject(place++, value);
            }
            statement.setString(place, id);
            statement.executeUpdate();
          }
          return select(writer, resource, id);
        });
  }

  /** Deletes a record; false when there is none. */
  boolean delete(Resource resource, String id) throws SQLException {
    return inTransaction(
        () -> {
          var sql = "DELETE FROM \"%s\" WHERE id = ?".formatted(resource.plural());
          try (var statement = writer.prepareStatement(sql)) {
            statement.setString(1, id);
            return statement.executeUpdate() == 1;
          }
        });
  }

  /** The record of that id. */
  Optional<Row> find(Resource resource, String id) throws SQLException {
    return reading(reader -> select(reader, resource, id));
  }

  /**
   * Records of one list, read at once.
   *
   * @param more whether older records follow
   */
  record Part(List<Row> rows, boolean more) {}

  /**
   * Records made before {@code seq}, newest first: at most so many, and none after that with which
   * they have {@code characters}, so that large ones do not fill the memory. One at least, when
   * there is one.
   */
  Part page(Resource resource, long seq, int size, long characters) throws SQLException {
    var sql =
        "SELECT %s FROM \"%s\" WHERE _seq < ? ORDER BY _seq DESC LIMIT ?"
            .formatted(columnList(resource), resource.plural());
    return reading(
        reader -> {
          try (var statement = reader.prepareStatement(sql)) {
            statement.setLong(1, seq);
            // One more than asked for says whether there are older ones.
            statement.setInt(2, size + 1);
            List<Row> page = new ArrayList<>();
            var held = 0L;
            try (var rows = statement.executeQuery()) {
              while (rows.next()) {
                if (page.size() == size || held >= characters) {
                  return new Part(page, true);
                }
                var row = row(resource, rows);
                page.add(row);
                held += row.characters();
              }
            }
            return new Part(page, false);
          }
        });
  }

  /** Waits for the write under way, and closes the file. */
  @Override
  public void close() throws SQLException {
    writing.lock();
    try {
      for (var i = readers.size(); i > 0; i--) {
        readers.remove().close();
      }
      writer.close();
    } finally {
      writing.unlock();
    }
  }

  private void refuseTaken(Resource resource, Map<String, @Nullable Object> values, String id)
      throws SQLException {
    for (var field : resource.fields()) {
      var value = values.get(field.name());
      if (!field.isUnique() || value == null) {
        continue;
      }
      var sql =
          "SELECT 1 FROM \"%s\" WHERE \"%s\" = ? AND id <> ?"
              .formatted(resource.plural(), field.name());
      try (var statement = writer.prepareStatement(sql)) {
        statement.setObject(1, value);
        statement.setString(2, id);
        try (var rows = statement.executeQuery()) {
          if (rows.next()) {
            throw Problem.taken(field.name());
          }
        }
      }
    }
  }

  private static Optional<Row> select(Connection connection, Resource resource, String id)
      throws SQLException {
    var sql =
        "SELECT %s FROM \"%s\" WHERE id = ?".formatted(columnList(resource), resource.plural());
    try (var statement = connection.prepareStatement(sql)) {
      statement.setString(1, id);
      try (var rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(row(resource, rows)) : Optional.empty();
      }
    }
  }

  private static Row row(Resource resource, ResultSet rows) throws SQLException {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    var place = 5;
    for (var field : resource.fields()) {
      var stored = rows.getObject(place++);
      values.put(field.name(), stored instanceof Integer number ? number.longValue() : stored);
    }
    return new Row(
        rows.getLong(1), rows.getString(2), rows.getString(3), rows.getString(4), values);
  }

  private static String columnList(Resource resource) {
    var names = new ArrayList<>(List.of("_seq", "id", "created_at", "updated_at"));
    resource.fields().forEach(field -> names.add(field.name()));
    return quoted(names);
  }

  private static String quoted(List<String> names) {
    return names.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(", "));
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Work that ends with a value. */
  private interface Work<T> {
    T run() throws SQLException;
  }

  /** Work on one connection. */
  private interface Reading<T> {
    T run(Connection connection) throws SQLException;
  }

  // IMMEDIATE: the right to write is taken before the first read, also against a second process.
  private <T> T inTransaction(Work<T> work) throws SQLException {
    writing.lock();
    try {
      run(writer, "BEGIN IMMEDIATE");
      try {
        var result = work.run();
        run(writer, "COMMIT");
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        // Also after an Error: an open transaction would refuse every write that follows.
        try {
          run(writer, "ROLLBACK");
        } catch (SQLException alreadyRolledBack) {
          e.addSuppressed(alreadyRolledBack);
        }
        throw e;
      }
    } finally {
      writing.unlock();
    }
  }

  private <T> T reading(Reading<T> work) throws SQLException {
    Connection reader;
    try {
      reader = readers.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", e);
    }
    try {
      return work.run(reader);
    } finally {
      readers.add(reader);
    }
  }
}
