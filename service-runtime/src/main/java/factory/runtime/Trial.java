package factory.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps apart what is stored by a trial, whose secrets are hashed with few iterations, and what is
 * stored by a service: a trial opens no store of a service's, and a service none of a trial's.
 */
final class Trial {
  private static final String MARK = "trial";

  private Trial() {}

  /**
   * Marks the folder of a trial before anything is stored there.
   *
   * @throws IllegalArgumentException when the folder is another's
   */
  static void keepApart(Path data, boolean trial) throws IOException {
    var mark = data.resolve(MARK);
    var isMarked = Files.exists(mark);
    if (!trial && isMarked) {
      throw new IllegalArgumentException(
          "--data: " + data + " is a trial's, whose secrets are not safe; take another folder");
    }
    if (trial && !isMarked) {
      if (Files.exists(data.resolve(Store.FILE))) {
        throw new IllegalArgumentException(
            "--trial: " + data + " has the store of a service; take an empty folder");
      }
      Files.createDirectories(data);
      Files.createFile(mark);
    }
  }
}
