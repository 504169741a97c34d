package factory.pipeline.document;

import factory.pipeline.sandbox.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The real reader, as it was built before these tests. */
public final class DocumentReaders {
  /** Its jars. */
  public static final Path LIBS = Path.of("../document-reader/target/libs");

  private DocumentReaders() {}

  /** One without a sandbox. */
  public static DocumentReader plain(Path folder) {
    return in(folder, Optional.empty(), Duration.ofSeconds(60));
  }

  static DocumentReader in(Path folder, Optional<Sandbox> sandbox, Duration atMost) {
    return new DocumentProcess(
        folder, Path.of(System.getProperty("java.home")), LIBS, sandbox, atMost);
  }
}
