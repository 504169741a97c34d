package factory.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A node's own folder, held by a lock that ends with the process. Its id outlives the process: jobs
 * and services of a killed node are its successor's in the same folder.
 */
final class DataFolder implements AutoCloseable {
  private final FileChannel lock;
  private final UUID node;

  private DataFolder(FileChannel lock, UUID node) {
    this.lock = lock;
    this.node = node;
  }

  /**
   * Takes a folder.
   *
   * @throws IllegalArgumentException when a running node has it
   */
  static DataFolder open(Path folder) {
    try {
      Files.createDirectories(folder);
      var channel =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new IllegalArgumentException(
            "pipeline.data-dir: '" + folder + "' is used by another running pipeline-svc");
      }
      return new DataFolder(channel, node(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static UUID node(Path folder) throws IOException {
    var file = folder.resolve("node-id");
    if (!Files.exists(file)) {
      var half = folder.resolve("node-id.part");
      Files.writeString(half, UUID.randomUUID().toString());
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return UUID.fromString(Files.readString(file).strip());
  }

  UUID node() {
    return node;
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
