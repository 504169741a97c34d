package factory.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import factory.mesh.Address;
import factory.pipeline.build.SourceCompiler;
import factory.pipeline.sandbox.TestSandbox;
import factory.pipeline.source.SpecSource;
import factory.pipeline.source.english.EnglishSource;
import factory.pipeline.version.Trees;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A warm process that becomes the next version that is tried out; the real runtime, confined. */
@Tag("slow")
@Timeout(120)
class StandbyTest {
  private static final Path LIBS =
      Path.of("../service-runtime/target/libs").toAbsolutePath().normalize();

  private static Path jar = Path.of("");

  private Path folder = Path.of("");
  private @Nullable LocalDeployer deployer;

  @BeforeAll
  static void compile(@TempDir Path made) throws Exception {
    var read =
        (SpecSource.Outcome.Understood)
            new EnglishSource().read("track books with title, author and a rating from 1 to 5");
    for (var file : new Writer().write(read.specification()).files().entrySet()) {
      var path = made.resolve("src").resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    jar = made.resolve("service.jar");
    new SourceCompiler(LIBS).compileToJar(made.resolve("src"), jar);
  }

  @BeforeEach
  void start() throws IOException {
    folder = Files.createTempDirectory("sb");
    deployer = open();
    deployer().takeOver(Set.of());
  }

  private LocalDeployer open() {
    return new LocalDeployer(
        DeployerContract.place(folder, LIBS, true),
        new Isolation.Sandboxed(TestSandbox.orSkip(folder.resolve("sandbox"))));
  }

  @AfterEach
  void stop() {
    deployer().close();
    var left = new Processes(folder).running();
    left.values().forEach(g -> g.processes().forEach(ProcessHandle::destroyForcibly));
    Trees.delete(folder);
    assertThat(left).as("processes that were left over").isEmpty();
  }

  private LocalDeployer deployer() {
    return Objects.requireNonNull(deployer);
  }

  /** The process that is ready now. */
  private ProcessHandle ready() throws InterruptedException {
    while (true) {
      for (var standing : new Processes(folder).running().entrySet()) {
        if (Files.exists(standing.getKey().resolveSibling("next"))) {
          return standing.getValue().root();
        }
      }
      Thread.sleep(20);
    }
  }

  private ProcessHandle process(Instance instance) {
    var socket = ((Address.Unix) deployer().find(instance).orElseThrow()).path();
    return Objects.requireNonNull(new Processes(folder).running().get(socket)).root();
  }

  private String health(Instance instance) throws IOException {
    return UpstreamHttp.get(
            deployer().find(instance).orElseThrow(), "/health", Duration.ofSeconds(5))
        .body();
  }

  @Test
  void theNextTrialIsTheProcessThatIsReadyAndLeavesNothing() throws Exception {
    var ready = ready();
    var trial = Instance.trial(UUID.randomUUID(), false);

    var address = deployer().ensure(trial, jar);

    assertThat(process(trial)).isEqualTo(ready);
    assertThat(health(trial)).contains(trial.version().toString());
    assertThat(
            new ObjectMapper()
                .readTree(UpstreamHttp.get(address, "/openapi.json", Duration.ofSeconds(5)).body())
                .path("paths")
                .has("/books"))
        .isTrue();
    assertThat(deployer().probe(trial)).isInstanceOf(Condition.Answers.class);
    // What it warmed up with is not among what the version keeps, nor in what it says.
    try (var kept = Files.list(deployer().data(trial).orElseThrow())) {
      assertThat(kept.map(Path::getFileName).map(Path::toString))
          .contains("service.db", "trial")
          .doesNotContain("standby");
    }
    assertThat(deployer().logs(trial)).contains("ready: version " + trial.version());
    assertThat(deployer().logs(trial)).doesNotContain("ready: version training");

    deployer().kill(trial);
    assertThat(Processes.alive(ready)).isFalse();
    assertThat(ready()).as("the next one").isNotEqualTo(ready);
    try (var places = Files.list(folder.resolve("tmp"))) {
      assertThat(places).as("of the next one alone").hasSize(1);
    }
  }

  @Test
  void whatServesIsTriedAsServedOrYieldsIsStartedAsItself() throws Exception {
    var ready = ready();
    for (var instance :
        List.of(
            DeployerContract.instance(UUID.randomUUID()),
            Instance.served(UUID.randomUUID()),
            Instance.trial(UUID.randomUUID(), true))) {
      deployer().ensure(instance, jar);
      assertThat(process(instance)).isNotEqualTo(ready);
      deployer().retire(instance);
    }
    assertThat(Processes.alive(ready)).isTrue();
  }

  @Test
  void withoutTheProcessThatWasReadyATrialStartsOneOfItsOwn() throws Exception {
    ProcessGroup.kill(ready());
    var trial = Instance.trial(UUID.randomUUID(), false);

    deployer().ensure(trial, jar);

    assertThat(health(trial)).contains(trial.version().toString());
    deployer().kill(trial);
    var next = Instance.trial(UUID.randomUUID(), false);
    var ready = ready();
    deployer().ensure(next, jar);
    assertThat(process(next)).isEqualTo(ready);
  }

  @Test
  void aJarThatDoesNotStartFailsTheTrialAndSaysWhy() throws Exception {
    ready();
    var broken = folder.resolve("broken.jar");
    try (var jar = new JarOutputStream(Files.newOutputStream(broken))) {
      jar.putNextEntry(new JarEntry("nothing"));
    }
    var trial = Instance.trial(UUID.randomUUID(), false);

    assertThat(catchThrowable(() -> deployer().ensure(trial, broken)))
        .hasMessageContaining("ended before it answered")
        .hasMessageContaining("factory.generated.Main");
    deployer().kill(trial);
  }

  @Test
  void aNodeThatComesBackEndsTheOneOfTheNodeBefore() throws Exception {
    var before = ready();
    deployer = open();
    deployer().takeOver(Set.of());

    assertThat(Processes.alive(before)).isFalse();
    assertThat(ready()).isNotEqualTo(before);
  }
}
