package factory.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.mesh.RootSecret;
import factory.mesh.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootSecretTest {
  private static StandaloneConfig in(Path folder) {
    var config = StandaloneConfig.from(Settings.of(Place.in(folder).values()));
    config.makeFolders();
    return config;
  }

  @Test
  void itIsMadeOnceForEachFactoryAndReadByItsUserAlone(@TempDir Path one, @TempDir Path other)
      throws IOException {
    var edge = in(one).rootSecret().settingsOf("edge");

    assertThat(edge).isEqualTo(in(one).rootSecret().settingsOf("edge"));
    assertThat(in(other).rootSecret().settingsOf("edge").values())
        .doesNotContainAnyElementsOf(edge.values());
    var dataDir = in(one).dataDir();
    assertThat(dataDir.resolve("root.secret")).content().matches("[0-9a-f]{64}");
    assertThat(Files.getPosixFilePermissions(dataDir.resolve("root.secret")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(dataDir))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    try (var files = Files.list(dataDir)) {
      assertThat(files.map(f -> f.getFileName().toString())).noneMatch(n -> n.endsWith(".new"));
    }
  }

  @Test
  void aDataFolderOfBeforeKeepsItsSecret(@TempDir Path folder) throws IOException {
    var config = in(folder);
    var before = "0123456789abcdef".repeat(4);
    Files.writeString(config.dataDir().resolve("assertion.secret"), before);

    assertThat(config.rootSecret().settingsOf("web"))
        .isEqualTo(RootSecret.of(before).settingsOf("web"));
    assertThat(config.dataDir().resolve("assertion.secret")).doesNotExist();
    Files.writeString(config.dataDir().resolve("root.secret"), "hush");
    assertThatThrownBy(config::rootSecret)
        .hasMessageContaining("root.secret")
        .hasMessageNotContaining("hush");
  }

  @Test
  void noNodeIsGivenTheRootNorAKeyOfTwoOthers(@TempDir Path folder) throws IOException {
    var root = in(folder).rootSecret();
    var secret = Files.readString(in(folder).dataDir().resolve("root.secret"));
    for (var node : RootSecret.nodes()) {
      var given = root.settingsOf(node);
      assertThat(given.values()).doesNotContain(secret);
      for (var other : RootSecret.nodes()) {
        if (!other.equals(node)) {
          var shared = new HashSet<>(given.values());
          shared.retainAll(root.settingsOf(other).values());
          shared.remove(given.get("assertion.secret"));
          // The key of the two, where they talk with each other, and no third one's.
          assertThat(shared).hasSize(given.containsKey("mesh.keys." + other) ? 1 : 0);
        }
      }
    }
  }
}
