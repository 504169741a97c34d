package factory.pipeline.deploy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Collectors;

/** What a service writes to its standard output and error, in a file of bounded size. */
record ServiceLog(Path file) {
  private static final int READ = 8 * 1024;
  private static final int TOLD = 400;

  /** Keeps it below its bound: the older half goes to a second file, of which there is one. */
  void bound(long maxBytes) {
    try {
      if (Files.exists(file) && Files.size(file) > maxBytes) {
        Files.copy(file, Path.of(file + ".1"), StandardCopyOption.REPLACE_EXISTING);
        clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Forgets what was written; the process appends, so its next line begins the emptied file. */
  void clear() throws IOException {
    try (var open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(0);
    }
  }

  /** The newest 8 KiB; empty when there are none. */
  String newest() {
    try (var open = new RandomAccessFile(file.toFile(), "r")) {
      var length = (int) Math.min(open.length(), READ);
      open.seek(open.length() - length);
      var bytes = new byte[length];
      open.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** Its end in a sentence, without the places in the code that a failure is told with. */
  String lastWords() {
    return lastWords(newest());
  }

  /** The same of what is read already. */
  static String lastWords(String newest) {
    var words =
        newest
            .lines()
            .filter(line -> !line.startsWith("\t"))
            .collect(Collectors.joining("\n"))
            .strip();
    return words.isEmpty()
        ? "Its log is empty."
        : "Its log ends with: " + words.substring(Math.max(0, words.length() - TOLD));
  }
}
