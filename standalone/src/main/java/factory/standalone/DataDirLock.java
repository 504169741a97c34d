package factory.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Only one factory at a time works on a data folder. */
final class DataDirLock implements AutoCloseable {
  private final FileChannel channel;

  private DataDirLock(FileChannel channel) {
    this.channel = channel;
  }

  static DataDirLock take(Path dataDir) {
    try {
      var channel =
          FileChannel.open(
              dataDir.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        if (channel.tryLock() != null) {
          return new DataDirLock(channel);
        }
      } catch (OverlappingFileLockException e) {
        // Held by this very process; told below like any other holder.
      }
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalArgumentException(
        "data-dir: another factory runs on "
            + dataDir
            + "; end it with: ./factory down, or choose another: --data-dir DIR");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
