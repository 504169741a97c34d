package factory.runtime;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * Everything a service keeps: one SQLite file, one writer at a time, readers beside it.
 *
 * <p>A commit waits for the disk (synchronous=FULL), unless nobody keeps the file: what was
 * answered with 201 is still there after a power cut. Names of tables and columns come from {@link
 * Resource} and {@link Field}, which let only plain words through, and are quoted because a plain
 * word may be SQL's.
 */
final class Store implements AutoCloseable {
  /** What is stored, in its folder. */
  static final String FILE = "service.db";

  private static final Logger LOG = System.getLogger(Store.class.getName());
  private static final int READERS = 2;
  private static final int BUSY_MILLIS = 5_000;

  private final Clock clock;
  private final Model model;
  private final ReentrantLock writing = new ReentrantLock(true);
  private final Connection writer;
  private final FileStore files;
  private final BlockingQueue<Connection> readers = new ArrayBlockingQueue<>(READERS);

  private Store(Clock clock, Model model, Connection writer, FileStore files) {
    this.clock = clock;
    this.model = model;
    this.writer = writer;
    this.files = files;
  }

  /** With commits that wait for the disk. */
  static Store open(Path folder, List<Resource> resources, Clock clock)
      throws SQLException, IOException {
    return open(folder, resources, clock, true);
  }

  /**
   * Opens or makes the file in a folder, and fits its tables to these resources.
   *
   * @param durable whether a commit waits for the disk
   */
  static Store open(Path folder, List<Resource> resources, Clock clock, boolean durable)
      throws SQLException, IOException {
    return open(folder, new Model(resources), clock, durable);
  }

  /** The same of resources that are put together. */
  static Store open(Path folder, Model model, Clock clock, boolean durable)
      throws SQLException, IOException {
    Files.createDirectories(folder);
    placeLibrary(folder.resolve("native"));
    var url = JDBC.PREFIX + folder.resolve(FILE);
    var files = FileStore.of(folder, durable);
    var store = new Store(clock, model, connect(url, durable, false), files);
    try {
      store.inTransaction(
          () -> {
            new Schema(store.writer, model).fit();
            if (model.hasFiles()) {
              FileStore.fit(store.writer, model);
            }
            return model;
          });
      if (model.hasFiles()) {
        files.open(store.writer, Schema.files(store.writer));
      }
      ForeignKeys.enforce(store.writer, model);
      for (var i = 0; i < READERS; i++) {
        store.readers.add(connect(url, durable, true));
      }
    } catch (SQLException | IOException | RuntimeException e) {
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

  private static Connection connect(String url, boolean durable, boolean queryOnly)
      throws SQLException {
    var config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(durable ? SynchronousMode.FULL : SynchronousMode.OFF);
    config.setBusyTimeout(BUSY_MILLIS);
    var connection = JDBC.createConnection(url, config.toProperties());
    Figures.register(connection);
    if (queryOnly) {
      run(connection, "PRAGMA query_only = ON");
    }
    return connection;
  }

  FileStore files() {
    return files;
  }

  Model model() {
    return model;
  }

  /** Work that ends with a value. */
  interface Work<C, T> {
    T run(C with) throws SQLException;
  }

  /**
   * Reads, of one state of the store.
   *
   * @param caller the wallet, or empty when there is none
   */
  <T> T read(String caller, Work<Records, T> work) throws SQLException {
    Connection reader;
    try {
      reader = readers.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", e);
    }
    try {
      run(reader, "BEGIN");
      try {
        return work.run(new Records(reader, model, caller, now()));
      } finally {
        run(reader, "ROLLBACK");
      }
    } finally {
      readers.add(reader);
    }
  }

  /**
   * Writes, in the one transaction that there is at a time: all of it or, after an exception,
   * nothing.
   *
   * @param caller the wallet, or empty when there is none
   */
  <T> T write(String caller, Work<Transaction, T> work) throws SQLException {
    return inTransaction(() -> work.run(new Transaction(writer, model, caller, now())));
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

  /** The moment of a call. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** What no record refers to any more goes; what cannot go now is tried again later. */
  private void sweep() {
    if (model.hasFiles()) {
      try {
        files.sweep(writer);
      } catch (SQLException | IOException e) {
        LOG.log(Level.WARNING, () -> "files are not removed yet: " + LogText.of(e));
      }
    }
  }

  private interface Inside<T> {
    T run() throws SQLException;
  }

  // IMMEDIATE: the right to write is taken before the first read, also against a second process.
  private <T> T inTransaction(Inside<T> work) throws SQLException {
    writing.lock();
    try {
      run(writer, "BEGIN IMMEDIATE");
      try {
        var result = work.run();
        run(writer, "COMMIT");
        sweep();
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
}
