package factory.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.pipeline.job.StepFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Processes without a sandbox, as they run where the operator has accepted it. */
class UnsandboxedDeployerTest extends DeployerContract {
  @Override
  Deployer open(Path folder) {
    return local(folder, new Isolation.Unsandboxed("none is wanted in this test"));
  }

  @Test
  void whereDoingWithoutIsNotAcceptedNothingStarts() {
    try (var none = local(folder, new Isolation.Missing("bubblewrap is not there"))) {
      assertThatThrownBy(() -> none.ensure(instance(UUID.randomUUID()), jar("good")))
          .isInstanceOf(StepFailed.class)
          .hasMessageContaining("bubblewrap is not there")
          .hasMessageContaining("pipeline.unsandboxed=accepted");
      assertThat(none.isolation().words()).contains("bubblewrap is not there");
    }
  }

  @Test
  void servicesAreEndedBeforeTheNodeWhereMemoryIsShort() throws Exception {
    var instance = instance(UUID.randomUUID());
    deployer().ensure(instance, jar("good"));

    assertThat(members(instance)).hasSize(1);
    assertThat(Path.of("/proc/" + members(instance).getFirst().process().pid() + "/oom_score_adj"))
        .satisfies(file -> assertThat(Files.readString(file).strip()).isEqualTo("600"));
  }
}
