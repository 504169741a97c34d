package factory.pipeline.document;

import factory.pipeline.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The real reader, as it was built before these tests. */
public final class DocumentReaders {
  /** Its jars. */
  public static final Path LIBS = Path.of("../document-reader/target/libs");

  private DocumentReaders() {}

  /** Its code in this process, for tests of what becomes of many documents that are known. */
  public static DocumentReader here() {
    return text -> {
      try {
        var answer = Here.ANSWER.invoke(null, (Object) text.getBytes(StandardCharsets.UTF_8));
        return DocumentJson.read((byte[]) answer);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  /** Loaded once, with nothing of this class path. */
  private static final class Here {
    private static final Method ANSWER = load();

    private static Method load() {
      try (var jars = Files.list(LIBS)) {
        List<URL> urls = new ArrayList<>();
        for (var jar : jars.toList()) {
          urls.add(jar.toUri().toURL());
        }
        // It stays open for as long as these tests run.
        var loader =
            new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        return loader.loadClass("factory.document.Main").getMethod("answer", byte[].class);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** One without a sandbox. */
  public static DocumentReader plain(Path folder) {
    return in(folder, Optional.empty(), Duration.ofSeconds(60));
  }

  static DocumentReader in(Path folder, Optional<Sandbox> sandbox, Duration atMost) {
    return new DocumentProcess(
        folder, Path.of(System.getProperty("java.home")), LIBS, sandbox, atMost);
  }
}
