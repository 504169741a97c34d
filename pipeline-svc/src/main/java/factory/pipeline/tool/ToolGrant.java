package factory.pipeline.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipFile;

/** Which tools a version of a service may use: those that its specification names. */
public final class ToolGrant {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SPECIFICATION = "specification.json";

  private ToolGrant() {}

  /**
   * The tools of a version.
   *
   * @param jar with its specification; one from before there were any has no tools, and one that
   *     cannot be read has none
   */
  public static Set<String> of(Path jar) {
    Set<String> names = new TreeSet<>();
    try (var zip = new ZipFile(jar.toFile())) {
      var entry = zip.getEntry(SPECIFICATION);
      if (entry == null) {
        return names;
      }
      try (var in = zip.getInputStream(entry)) {
        for (var operation : JSON.readTree(in).path("tools")) {
          names.add(operation.path("tool").asText());
        }
      }
      return names;
    } catch (IOException e) {
      // Then it does not start either, which says more.
      return Set.of();
    }
  }
}
