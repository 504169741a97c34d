package factory.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeClassPathTest {
  private static final Path SERVICE = Path.of("/versions/1/service.jar");

  private final Path folder;

  RuntimeClassPathTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    for (var name : List.of("b.jar", "a.jar", "readme.txt")) {
      Files.writeString(folder.resolve(name), name);
      Files.setLastModifiedTime(folder.resolve(name), FileTime.fromMillis(1_700_000_000_123L));
    }
  }

  private void cache() throws IOException {
    Files.writeString(folder.resolve(RuntimeClassPath.CACHE), "cache");
    Files.writeString(
        folder.resolve(RuntimeClassPath.MADE_OF), "a.jar 5 1700000000123\nb.jar 5 1700000000123\n");
  }

  private List<String> arguments() {
    return new RuntimeClassPath(folder).arguments(Optional.of(SERVICE));
  }

  private String classPath() {
    return folder + "/a.jar:" + folder + "/b.jar:" + SERVICE;
  }

  @Test
  void exactJarsInOneOrderAndTheServicesBehindThem() {
    assertThat(arguments()).containsExactly("-cp", classPath());
  }

  @Test
  void theCacheOfTheseJarsIsUsed() throws IOException {
    cache();
    assertThat(arguments())
        .containsExactly(
            "-XX:AOTCache=" + folder.resolve("services.aot"),
            "-XX:AOTMode=auto",
            "-Xlog:aot*=error",
            "-cp",
            classPath());
  }

  @Test
  void aCacheOfOtherJarsIsNot() throws IOException {
    cache();
    Files.setLastModifiedTime(folder.resolve("a.jar"), FileTime.fromMillis(1_700_000_000_124L));
    assertThat(arguments()).containsExactly("-cp", classPath());

    cache();
    Files.writeString(folder.resolve("b.jar"), "longer");
    Files.setLastModifiedTime(folder.resolve("a.jar"), FileTime.fromMillis(1_700_000_000_123L));
    Files.setLastModifiedTime(folder.resolve("b.jar"), FileTime.fromMillis(1_700_000_000_123L));
    assertThat(arguments()).containsExactly("-cp", classPath());

    Files.delete(folder.resolve("b.jar"));
    assertThat(arguments()).containsExactly("-cp", folder + "/a.jar:" + SERVICE);
  }

  @Test
  void aCacheOfWhichNothingIsKnownIsNot() throws IOException {
    cache();
    Files.delete(folder.resolve(RuntimeClassPath.MADE_OF));
    assertThat(arguments()).containsExactly("-cp", classPath());
  }

  @Test
  void sqliteIsLoadedFromWhereItWasUnpacked() throws IOException {
    for (var machine : List.of("x86_64", "aarch64")) {
      Files.createDirectories(folder.resolve("native/org/sqlite/native/Linux").resolve(machine));
    }
    assertThat(arguments())
        .hasSize(3)
        .first()
        .asString()
        .startsWith("-Dorg.sqlite.lib.path=" + folder + "/native/");
  }
}
