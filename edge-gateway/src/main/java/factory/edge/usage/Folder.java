package factory.edge.usage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The files of a journal: {@code lock}, {@code id} and {@code segment-0}, {@code segment-1}, ... A
 * file is whole once it has its name, whenever the process that made it was killed.
 */
final class Folder implements AutoCloseable {
  private final Path path;
  private final FileChannel lockFile;
  private final FileLock lock;

  private Folder(Path path, FileChannel lockFile, FileLock lock) {
    this.path = path;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Takes a folder, and makes it if need be.
   *
   * @throws IllegalArgumentException when another process has it
   */
  static Folder take(Path path) throws IOException {
    Files.createDirectories(path);
    var lockFile =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    var lock = lock(lockFile);
    if (lock == null) {
      lockFile.close();
      throw new IllegalArgumentException(
          "edge.journal-dir: " + path + " is in use by another edge-gateway");
    }
    return new Folder(path, lockFile, lock);
  }

  private static @Nullable FileLock lock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** The journal's name, made with the folder. */
  UUID id() throws IOException {
    var file = path.resolve("id");
    if (!Files.exists(file)) {
      var text = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
      make(file, channel -> channel.write(ByteBuffer.wrap(text)));
    }
    return UUID.fromString(Files.readString(file).strip());
  }

  /** The first segments, made where they are missing. */
  List<Segment> segments(int count, int records) throws IOException {
    List<Segment> segments = new ArrayList<>();
    for (var i = 0; i < count; i++) {
      var file = file(i);
      if (!Files.exists(file)) {
        make(file, channel -> Segment.prepare(channel, records));
      }
      segments.add(Segment.open(file, records));
    }
    return segments;
  }

  /** Segments of a time when there were more than so many. */
  List<Segment> more(int count, int records) throws IOException {
    List<Segment> segments = new ArrayList<>();
    for (var i = count; Files.exists(file(i)); i++) {
      segments.add(Segment.open(file(i), records));
    }
    return segments;
  }

  private Path file(int segment) {
    return path.resolve("segment-" + segment);
  }

  private interface Content {
    void write(FileChannel channel) throws IOException;
  }

  private static void make(Path file, Content content) throws IOException {
    var fresh = file.resolveSibling(file.getFileName() + ".new");
    try (var channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      content.write(channel);
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() {
    try {
      lock.release();
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
