package factory.standalone;

import factory.mesh.Logging;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** One log file for each part, in files of at most 8 MiB, three of them. */
final class Logs {
  /** A part's logger, and its file. */
  private record Part(String logger, String file) {}

  private static final List<Part> PARTS =
      List.of(
          new Part("factory.registry", "registry-svc"),
          new Part("factory.pipeline", "pipeline-svc"),
          new Part("factory.chain", "chain-svc"),
          new Part("factory.edge", "edge-gateway"),
          new Part("factory.web", "web"),
          new Part("factory.envoy", "envoy"),
          new Part("factory.anvil", "anvil"),
          new Part("factory.postgres", "postgres"),
          new Part("io.zonky", "postgres"),
          new Part("", "standalone"));

  private static final int FILE_BYTES = 8 * 1024 * 1024;
  private static final int FILES = 3;

  private Logs() {}

  /** Sends every record to the file of the part that it comes from, and nothing to the console. */
  static void toFiles(Path folder) {
    Logging.toConsole();
    LogManager.getLogManager()
        .getLogger("")
        .removeHandler(LogManager.getLogManager().getLogger("").getHandlers()[0]);
    Logger.getLogger("").addHandler(new ByPart(folder));
  }

  private static final class ByPart extends Handler {
    private final List<FileHandler> files;

    ByPart(Path folder) {
      files = PARTS.stream().map(part -> open(folder, part.file())).toList();
    }

    private static FileHandler open(Path folder, String name) {
      try {
        // Number 0 is the newest: the one to read.
        var handler =
            new FileHandler(folder.resolve(name + ".%g.log").toString(), FILE_BYTES, FILES, true);
        handler.setFormatter(new SimpleFormatter());
        return handler;
      } catch (IOException e) {
        throw new UncheckedIOException("the log " + folder.resolve(name) + " cannot be written", e);
      }
    }

    @Override
    public void publish(LogRecord record) {
      var logger = record.getLoggerName() == null ? "" : record.getLoggerName();
      for (var i = 0; i < files.size(); i++) {
        if (logger.startsWith(PARTS.get(i).logger())) {
          files.get(i).publish(record);
          return;
        }
      }
    }

    @Override
    public void flush() {
      files.forEach(Handler::flush);
    }

    @Override
    public void close() {
      files.forEach(Handler::close);
    }
  }
}
