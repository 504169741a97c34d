package factory.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of records: one folder, in which each has a random name. What refers to them are rows;
 * the database itself notes which file no row refers to any more, whoever changed or deleted it, in
 * the same transaction, and what it noted is removed after that.
 */
final class FileStore {
  static final Pattern ID = Pattern.compile("[a-z2-7]{32}");
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int LENGTH = 32;

  /** What a file counts for at least: the platform counts so what a service keeps. */
  private static final long BLOCK = 64 * 1024;

  /** What all files have together: room is left for records, without which a service ends. */
  private static final long MOST = 256L * 1024 * 1024;

  private final Path folder;
  private final Path incoming;
  private final boolean durable;
  private final AtomicLong used = new AtomicLong();

  private FileStore(Path folder, boolean durable) {
    this.folder = folder;
    this.durable = durable;
    incoming = folder.resolve("incoming");
  }

  /** The folder within that of the data; made with the first file. */
  static FileStore of(Path data, boolean durable) {
    return new FileStore(data.resolve("files"), durable);
  }

  /** Makes what notes files that nobody refers to, for each field that has some. */
  static void fit(Connection connection, Model model) throws SQLException {
    Store.run(
        connection, "CREATE TABLE IF NOT EXISTS \"_files_gone\" (id TEXT NOT NULL PRIMARY KEY)");
    for (var resource : model.all()) {
      for (var field : resource.fields()) {
        if (field.kind() instanceof FileKind && field.isStored()) {
          var trigger = "_files." + resource.plural() + "." + field.name();
          Store.run(connection, "DROP TRIGGER IF EXISTS \"" + trigger + ".deleted\"");
          Store.run(connection, "DROP TRIGGER IF EXISTS \"" + trigger + ".changed\"");
          Store.run(
              connection,
              """
              CREATE TRIGGER "%1$s.deleted" AFTER DELETE ON "%2$s" WHEN OLD."%3$s" IS NOT NULL BEGIN
                INSERT OR IGNORE INTO "_files_gone" VALUES (substr(OLD."%3$s", 1, 32));
              END
              """
                  .formatted(trigger, resource.plural(), field.name()));
          Store.run(
              connection,
              """
              CREATE TRIGGER "%1$s.changed" AFTER UPDATE OF "%3$s" ON "%2$s"
              WHEN OLD."%3$s" IS NOT NULL
                AND substr(OLD."%3$s", 1, 32) IS NOT substr(NEW."%3$s", 1, 32) BEGIN
                INSERT OR IGNORE INTO "_files_gone" VALUES (substr(OLD."%3$s", 1, 32));
              END
              """
                  .formatted(trigger, resource.plural(), field.name()));
        }
      }
    }
  }

  /**
   * Makes the folders, and removes what a process left that was killed between a file and its row.
   *
   * @param columns each table and column that has files, also of earlier versions
   */
  void open(Connection connection, List<List<String>> columns) throws SQLException, IOException {
    for (var place : List.of(folder, incoming)) {
      if (Files.isSymbolicLink(place)) {
        throw new IOException(place.getFileName() + " is a link");
      }
      Files.createDirectories(place);
    }
    try (var left = Files.newDirectoryStream(incoming)) {
      for (var file : left) {
        Files.deleteIfExists(file);
      }
    }
    Set<String> referred = new HashSet<>();
    for (var column : columns) {
      try (var statement = connection.createStatement();
          var rows =
              statement.executeQuery(
                  "SELECT substr(\"%2$s\", 1, 32) FROM \"%1$s\" WHERE \"%2$s\" IS NOT NULL"
                      .formatted(column.getFirst(), column.getLast()))) {
        while (rows.next()) {
          referred.add(rows.getString(1));
        }
      }
    }
    try (var all = Files.newDirectoryStream(folder)) {
      for (var file : all) {
        var name = file.getFileName().toString();
        if (ID.matcher(name).matches()) {
          if (referred.contains(name)) {
            used.addAndGet(counted(file));
          } else {
            Files.deleteIfExists(file);
          }
        }
      }
    }
    Store.run(connection, "DELETE FROM \"_files_gone\"");
  }

  private static long counted(Path file) throws IOException {
    return Math.max(
        BLOCK,
        Files.readAttributes(
                file, java.nio.file.attribute.BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .size());
  }

  /** Where uploads are while they come in. */
  Path incoming() {
    return incoming;
  }

  /** Files that were put into the folder for a write, and are gone unless that happened. */
  static final class Kept implements AutoCloseable {
    private final FileStore store;
    private final List<Attachment> files = new ArrayList<>();
    private boolean used;
    private boolean done;

    Kept(FileStore store) {
      this.store = store;
    }

    /** That rows refer to them in a write, which may still fail. */
    void used() {
      used = true;
    }

    /** That the write is done; an answer of before may have stood in its place. */
    void done() throws IOException {
      done = used;
      close();
    }

    @Override
    public void close() throws IOException {
      if (!done) {
        for (var file : files) {
          store.remove(file.id());
        }
      }
      done = true;
    }
  }

  /**
   * Keeps an upload.
   *
   * @param name as the caller says it
   * @param said the type as the caller says it; null when he does not
   * @throws Problem when it is too large, of another type, or there is no room
   */
  Attachment keep(
      Kept kept, Upload upload, FileKind kind, @Nullable String name, @Nullable String said)
      throws IOException {
    if (upload.size() > kind.most()) {
      throw Problem.fileTooLarge(kind.most());
    }
    var sniffed = MediaTypes.of(upload.head(MediaTypes.HEAD), said);
    // Where bytes are taken, any are, and are nothing more.
    var type =
        kind.types().contains(MediaTypes.BYTES) && !MediaTypes.isOne(sniffed, kind.types())
            ? MediaTypes.BYTES
            : sniffed;
    if (!MediaTypes.isOne(type, kind.types())) {
      throw Problem.fileType(type, String.join(", ", kind.types()));
    }
    var counted = Math.max(BLOCK, upload.size());
    if (used.addAndGet(counted) > MOST) {
      used.addAndGet(-counted);
      throw Problem.filesFull();
    }
    var id = Secrets.code(ALPHABET, LENGTH);
    var file = new Attachment(id, FileNames.clean(name), type, upload.size(), digest(upload));
    try {
      upload.moveTo(folder.resolve(id), durable);
    } catch (IOException | RuntimeException | Error e) {
      used.addAndGet(-counted);
      throw e;
    }
    kept.files.add(file);
    return file;
  }

  private static String digest(Upload upload) throws IOException {
    try (var in = upload.open()) {
      var digest = MessageDigest.getInstance("SHA-256");
      var buffer = new byte[16 * 1024];
      for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A file from some place on; null when it is gone, or a link, which is not followed. */
  @Nullable InputStream read(Attachment file, long from) throws IOException {
    var path = folder.resolve(file.id());
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    SeekableByteChannel channel;
    try {
      // Also of what became a link meanwhile.
      channel =
          Files.newByteChannel(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException gone) {
      return null;
    }
    try {
      channel.position(from);
      return Channels.newInputStream(channel);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  /** Removes what no row refers to any more, of which the database has noted some. */
  void sweep(Connection connection) throws SQLException, IOException {
    List<String> gone = new ArrayList<>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT id FROM \"_files_gone\"")) {
      while (rows.next()) {
        gone.add(rows.getString(1));
      }
    }
    if (gone.isEmpty()) {
      return;
    }
    for (var id : gone) {
      if (ID.matcher(id).matches()) {
        remove(id);
      }
    }
    Store.run(connection, "DELETE FROM \"_files_gone\"");
  }

  private void remove(String id) throws IOException {
    var file = folder.resolve(id);
    try {
      var counted = counted(file);
      if (Files.deleteIfExists(file)) {
        used.addAndGet(-counted);
      }
    } catch (NoSuchFileException gone) {
      // By somebody else.
    }
  }
}
