package factory.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssertionSecretTest {
  private static StandaloneConfig in(Path folder) {
    var config = StandaloneConfig.from(Settings.of(Place.in(folder).values()));
    config.makeFolders();
    return config;
  }

  @Test
  void itIsMadeOnceForEachFactoryAndReadByItsUserAlone(@TempDir Path one, @TempDir Path other)
      throws IOException {
    var secret = in(one).assertionSecret();

    assertThat(secret).matches("[0-9a-f]{64}").isEqualTo(in(one).assertionSecret());
    assertThat(in(other).assertionSecret()).isNotEqualTo(secret);
    var dataDir = in(one).dataDir();
    assertThat(Files.getPosixFilePermissions(dataDir.resolve("assertion.secret")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(dataDir))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    try (var files = Files.list(dataDir)) {
      assertThat(files.map(f -> f.getFileName().toString())).noneMatch(n -> n.endsWith(".new"));
    }
  }
}
