package factory.pipeline.deploy;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Measures what a service keeps. */
final class DataUse {
  /** What a file counts for at least, so that measuring a great many empty ones takes no time. */
  private static final long BLOCK = 64 * 1024;

  private DataUse() {}

  /** Whether a folder takes more than so many bytes, or is such that it cannot be measured. */
  static boolean exceeds(Path folder, long maxBytes) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    var sum = new long[1];
    var strange = new boolean[1];
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
              return add(BLOCK);
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
              return add(Math.max(BLOCK, attributes.size()));
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) {
              // Deleted meanwhile; or deeper than any path may be long.
              strange[0] |= !(e instanceof NoSuchFileException);
              return strange[0] ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path path, IOException e) {
              return FileVisitResult.CONTINUE;
            }

            private FileVisitResult add(long bytes) {
              sum[0] += bytes;
              return sum[0] > maxBytes ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      return true;
    }
    return strange[0] || sum[0] > maxBytes;
  }
}
