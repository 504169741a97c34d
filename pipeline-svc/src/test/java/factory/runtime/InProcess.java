package factory.runtime;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** A compiled service on its socket in this JVM, which takes a tenth of a process's time. */
public final class InProcess implements AutoCloseable {
  private final URLClassLoader classes;
  private final Service service;

  private InProcess(URLClassLoader classes, Service service) {
    this.classes = classes;
    this.service = service;
  }

  /**
   * Starts what a jar's classes say, as one that is tried out.
   *
   * @param folder for its socket {@code s}
   */
  public static InProcess start(
      Path jar, Path folder, Path data, String openapi, String id, SecretKey key) throws Exception {
    return start(jar, folder, data, openapi, id, key, true, null);
  }

  /**
   * The same.
   *
   * @param trial whether it is started as one that is tried out, or else as one that serves
   * @param tools the socket of its tools; null without
   */
  public static InProcess start(
      Path jar,
      Path folder,
      Path data,
      String openapi,
      String id,
      SecretKey key,
      boolean trial,
      @Nullable Path tools)
      throws Exception {
    var classes =
        new URLClassLoader(
            new java.net.URL[] {jar.toUri().toURL()}, InProcess.class.getClassLoader());
    List<Part> parts = new ArrayList<>();
    try (var zip = new ZipFile(jar.toFile())) {
      for (var entry : zip.stream().map(e -> e.getName()).sorted().toList()) {
        if (!entry.endsWith(".class")) {
          continue;
        }
        var type =
            Class.forName(entry.replaceFirst("\\.class$", "").replace('/', '.'), true, classes);
        for (var field : type.getDeclaredFields()) {
          if (Part.class.isAssignableFrom(field.getType())) {
            field.setAccessible(true);
            parts.add((Part) field.get(null));
          }
        }
      }
    }
    Files.createDirectories(folder);
    var options = new Options(folder.resolve("s"), data, "v1", id, key, trial, tools);
    return new InProcess(
        classes,
        Service.start(options, parts, openapi.getBytes(StandardCharsets.UTF_8), Clock.systemUTC()));
  }

  @Override
  public void close() throws IOException {
    service.close();
    classes.close();
  }
}
