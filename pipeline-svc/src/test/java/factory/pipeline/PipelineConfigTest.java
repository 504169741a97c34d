package factory.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.mesh.Settings;
import factory.mesh.TestTrust;
import factory.pipeline.prove.Budget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings and their defaults; a bad one is refused by its full name. */
class PipelineConfigTest {
  private final Path folder;

  PipelineConfigTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private PipelineConfig read(Map<String, String> more) {
    var all = new TreeMap<String, String>(TestTrust.settings("pipeline"));
    all.put("pipeline.db.url", "jdbc:postgresql://localhost/factory");
    all.put("pipeline.data-dir", folder.resolve("data").toString());
    all.put("pipeline.runtime-libs", folder.toString());
    all.put("assertion.secret", "a secret of at least 32 bytes that nobody knows");
    all.putAll(more);
    return PipelineConfig.from(Settings.of(all));
  }

  @Test
  void everyKeyHasItsDocumentedDefault() {
    var config = read(Map.of());

    assertThat(config.listen()).hasToString("127.0.0.1:7002");
    assertThat(config.neighbours().registry()).hasToString("127.0.0.1:7001");
    assertThat(config.neighbours().registryInternal()).hasToString("127.0.0.1:7101");
    assertThat(config.neighbours().chainInternal()).hasToString("127.0.0.1:7103");
    assertThat(config.neighbours().chain()).hasToString("127.0.0.1:7003");
    assertThat(config.store().schema()).isEqualTo("pipeline");
    assertThat(config.runDir()).isEqualTo(folder.resolve("data/run"));
    assertThat(config.gatewayUrl()).hasToString("http://localhost:8080");
    assertThat(config.javaHome()).isEqualTo(Path.of(System.getProperty("java.home")));
    assertThat(config.workers()).isEqualTo(4);
    assertThat(config.jobsPerOwner()).isEqualTo(3);
    assertThat(read(Map.of("pipeline.workers", "1")).jobsPerOwner()).isEqualTo(1);
    assertThat(config.poll()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.lease()).isEqualTo(Duration.ofSeconds(15));
    assertThat(config.retryFor()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.startTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.healthInterval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.maxLogBytes()).isEqualTo(1024 * 1024);
    assertThat(config.stopProcessesOnClose()).isTrue();
    assertThat(config.unsandboxed()).isFalse();
    assertThat(config.maxDataBytes()).isEqualTo(1 << 30);
    assertThat(config.maxFailures()).isEqualTo(16);
    assertThat(config.fuzz()).isEqualTo(new Budget(20_000, Duration.ofMinutes(1), 0));
    assertThat(read(Map.of("pipeline.fuzz-time", "PT0S")).fuzz().time()).isZero();
    assertThat(config.admission().servicesPerOwner()).isEqualTo(100);
    assertThat(config.admission().services()).isPositive();
  }

  @Test
  void memoryIsGivenInTheUsualUnits() {
    for (var text : new String[] {"734003200", "716800k", "700m", "700M", "700MiB"}) {
      assertThat(read(Map.of("pipeline.memory", text)).admission().memoryBytes())
          .isEqualTo(734_003_200);
    }
    assertThat(read(Map.of("pipeline.memory", "2g")).admission().services()).isEqualTo(21);
    assertThat(read(Map.of("pipeline.unsandboxed", "accepted")).unsandboxed()).isTrue();
  }

  @Test
  void badValuesAreRefusedByTheirFullNames() {
    assertRefused("pipeline.runtime-libs", folder.resolve("absent").toString());
    assertRefused("pipeline.run-dir", "/" + "x".repeat(80));
    assertRefused("pipeline.java-home", folder.toString());
    assertRefused("pipeline.gateway-url", "localhost:8080");
    assertRefused("pipeline.workers", "0");
    assertRefused("pipeline.jobs-per-owner", "0");
    assertRefused("pipeline.lease", "PT0S");
    assertRefused("pipeline.retry-for", "2 minutes");
    assertRefused("pipeline.max-log-bytes", "12");
    assertRefused("pipeline.stop-processes-on-close", "maybe");
    assertRefused("pipeline.memory", "lots");
    assertRefused("pipeline.memory", "95m");
    assertRefused("pipeline.unsandboxed", "true");
    assertRefused("pipeline.max-data-bytes", "1");
    assertRefused("pipeline.max-failures", "0");
    assertRefused("pipeline.services-per-owner", "0");
    assertRefused("pipeline.unheard-of", "1");
    assertRefused("pipeline.data-dir", "");
    assertRefused("assertion.secret", "");
    assertRefused("assertion.unheard-of", "1");
  }

  private void assertRefused(String key, String value) {
    assertThatThrownBy(() -> read(Map.of(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key);
  }

  @Test
  void aFolderServesOneRunningNode() {
    try (var _ = DataFolder.open(folder)) {
      assertThatThrownBy(() -> DataFolder.open(folder))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("pipeline.data-dir");
    }
    try (var first = DataFolder.open(folder)) {
      assertThat(first.node()).isNotNull();
    }
  }
}
