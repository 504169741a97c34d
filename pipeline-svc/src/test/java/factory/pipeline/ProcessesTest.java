package factory.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Address;
import factory.pipeline.v1.JobState;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.ServingState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The processes of services: watched, started again, switched, cleared away. */
@Tag("slow")
@Timeout(120)
class ProcessesTest {
  private Stage stage;

  @BeforeEach
  void start() {
    stage = new Stage().with("pipeline.retry-for", "PT1S").start();
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private ProcessHandle process() {
    var running = stage.processes();
    assertThat(running).hasSize(1);
    return running.getFirst();
  }

  private String things(UUID service) {
    return stage.call(service, "/things").body();
  }

  @Test
  void aProcessThatDiesIsStartedAgainWithItsDataAndTheRegistryHearsBoth() {
    var service = stage.deployed("mortal");
    assertThat(stage.call(service, "POST", "/things").statusCode()).isEqualTo(201);
    var before = things(service);
    var first = process();

    first.destroyForcibly();

    Stage.until(
        "the process is back",
        () ->
            stage.registry.service(service).getServing().getState() == ServingState.SERVING_STATE_UP
                && stage.registry.effects(service).stream()
                    .anyMatch(e -> e.startsWith("serving down")));
    assertThat(process().pid()).isNotEqualTo(first.pid());
    assertThat(things(service)).isEqualTo(before);
    assertThat(stage.registry.effects(service).stream().filter(e -> e.startsWith("serving")))
        .containsExactly(
            "serving up: Version 1 answers calls.",
            "serving down: The process of the service ended. It is started again.",
            "serving up: The process was started again and answers.");
    assertThat(stage.registry.service(service).getStatus())
        .isEqualTo(ServiceStatus.SERVICE_STATUS_DEPLOYED);
  }

  @Test
  void aProcessThatRunsAndDoesNotAnswerIsStartedAgain() {
    var service = stage.deployed("stubborn");
    var first = process();
    stage.call(service, "/hang");

    Stage.await(
        "another process",
        stage::processes,
        running -> running.size() == 1 && running.getFirst().pid() != first.pid());
    Stage.until("health", () -> stage.call(service, "/health").statusCode() == 200);
    assertThat(stage.registry.effects(service))
        .anyMatch(e -> e.startsWith("serving down: The process of the service ran and did not"));
  }

  /** Half a minute of silences; {@code DeployerContract} stops one in the suite. */
  @Test
  @EnabledIfEnvironmentVariable(named = "FACTORY_TEST_LONG", matches = ".+")
  void aProcessThatIsStoppedInItsTracksIsStartedAgain() throws Exception {
    var service = stage.deployed("frozen");
    var first = process();

    assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(first.pid())).start().waitFor())
        .isZero();

    Stage.await(
        "another process",
        stage::processes,
        running -> running.size() == 1 && running.getFirst().pid() != first.pid());
    Stage.until("health", () -> stage.call(service, "/health").statusCode() == 200);
  }

  /** Each process that is around a sandboxed service, from the inside to the outside. */
  private static List<ProcessHandle> around(ProcessHandle java) {
    List<ProcessHandle> all = new ArrayList<>();
    var at = java.parent();
    while (at.flatMap(p -> p.info().command()).filter(c -> c.endsWith("bwrap")).isPresent()) {
      all.add(at.orElseThrow());
      at = at.orElseThrow().parent();
    }
    return all;
  }

  @Test
  void whateverOfTheSandboxIsKilledTheServiceIsStartedAgainWhole() {
    var service = stage.deployed("boxed");
    var layers = around(process()).size();
    for (var layer = 0; layer < layers; layer++) {
      var java = process();

      around(java).get(layer).destroyForcibly();

      Stage.until(
          "another process answers",
          () ->
              !java.isAlive()
                  && stage.processes().size() == 1
                  && stage.call(service, "/health").statusCode() == 200);
      assertThat(around(process())).hasSize(layers);
    }
  }

  @Test
  void aServiceThatFailsAtEachStartStaysDownWithItsReasonUntilItIsDeployedAnew() throws Exception {
    stage.stop();
    stage.with("pipeline.max-failures", "3").start();
    var service = stage.deployed("fragile");
    var die = Files.createFile(stage.folder.resolve("services/" + service + "/data/die"));

    process().destroyForcibly();

    var serving =
        Stage.await(
            "the end of its tries",
            () -> stage.registry.service(service).getServing(),
            s -> s.getReason().contains("3 times in a row"));
    assertThat(serving.getState()).isEqualTo(ServingState.SERVING_STATE_DOWN);
    assertThat(serving.getReason()).contains("I break", "deployed anew");
    Stage.until("nothing runs", () -> stage.processes().isEmpty());
    Files.delete(die);
    stage.succeeded(stage.deploy(service));
    assertThat(stage.call(service, "/health").statusCode()).isEqualTo(200);
  }

  @Test
  void whatOperatorsTakeDownStopsAndStaysStoppedOverRestartsUntilItIsPutBack() {
    var service = stage.deployed("deceptive");
    assertThat(stage.call(service, "POST", "/things").statusCode()).isEqualTo(201);
    var before = things(service);

    stage.registry.takeDown(service, Optional.of("deceives people"));

    Stage.until("nothing runs", () -> stage.processes().isEmpty());
    var serving = stage.registry.service(service).getServing();
    assertThat(serving.getState()).isEqualTo(ServingState.SERVING_STATE_DOWN);
    assertThat(serving.getReason()).contains("the operators took the service down");
    var refusal = Stage.refusal(() -> stage.deploy(service));
    assertThat(refusal.reason()).isEqualTo("SERVICE_TAKEN_DOWN");
    assertThat(refusal.metadata()).containsEntry("takedown_reason", "deceives people");
    stage.stop();
    stage.start();
    // One that may run is back, and so everything that would be started was.
    var other = stage.deployed("honest");
    assertThat(stage.call(other, "/health").statusCode()).isEqualTo(200);
    assertThat(stage.processes()).hasSize(1);
    assertThat(stage.registry.service(service).getServing()).isEqualTo(serving);

    stage.registry.takeDown(service, Optional.empty());
    Stage.until("it is back", () -> things(service).equals(before));
    assertThat(stage.processes()).hasSize(2);
  }

  @Test
  void whatIsTakenDownWhileItIsDeployedIsNotStarted() {
    var service = stage.generated("deceptive");
    var job = stage.deploy(service);
    stage.registry.takeDown(service, Optional.of("deceives people"));
    var ended = stage.ended(job);
    // It may have been deployed before that was heard of.
    Stage.until("nothing runs", () -> stage.processes().isEmpty());
    if (ended.getState() == JobState.JOB_STATE_FAILED) {
      assertThat(ended.getMessage()).contains("operators");
    }
    stage.registry.takeDown(service, Optional.empty());
    stage.succeeded(stage.deploy(service));
    assertThat(stage.call(service, "/health").statusCode()).isEqualTo(200);
  }

  /** {@code -Dservices=50} restarts as many as an hour-long run would. */
  @Test
  void aRestartStartsManyServicesAFewAtATimeAndAllAreBack() {
    var count = Integer.getInteger("services", 10);
    List<UUID> services = new ArrayList<>();
    for (var i = 0; i < count; i++) {
      services.add(stage.registry.create("one of many"));
    }
    services.stream().map(stage::generate).toList().forEach(stage::succeeded);
    services.stream().map(stage::deploy).toList().forEach(stage::succeeded);
    stage.stop();
    stage.with("pipeline.db.pool-size", "2").start();

    var mostStarting = 0L;
    var up = 0L;
    while (up < count) {
      up =
          services.stream()
              .filter(
                  service ->
                      stage.registry.service(service).getServing().getState()
                          == ServingState.SERVING_STATE_UP)
              .count();
      mostStarting = Math.max(mostStarting, stage.processes().size() - up);
    }

    // Those that are up and have not yet said so are among them.
    assertThat(mostStarting).isLessThan(Math.max(8, count / 2));
    for (var service : services) {
      assertThat(stage.call(service, "/health").statusCode()).isEqualTo(200);
      assertThat(stage.registry.effects(service).stream().filter(e -> e.startsWith("serving down")))
          .containsExactly("serving down: ");
    }
  }

  @Test
  void aProcessKnowsNothingOfTheFactorysEnvironment() {
    var service = stage.deployed("curious");

    var environment = stage.call(service, "/env").body();

    assertThat(environment)
        .contains("FACTORY_SERVICE=" + service, "FACTORY_ASSERTION_KEY=")
        .doesNotContain("FACTORY_PIPELINE", "FACTORY_ASSERTION_SECRET")
        .doesNotContain("HOME=")
        .doesNotContain("PATH=");
    assertThat(process().info().commandLine().orElseThrow())
        .doesNotContain(environment.replaceFirst("(?s).*FACTORY_ASSERTION_KEY=([^,}]+).*", "$1"));
    assertThat(stage.folder.resolve("services/" + service + "/service.log"))
        .content()
        .contains("stdin -1");
  }

  @Test
  void aNewDeploymentStartsBesideTheOldOneWhichServesUntilTheSwitch() throws Exception {
    var service = stage.deployed("steady");
    stage.call(service, "POST", "/things");
    var before = things(service);
    var first = process();
    var over = new AtomicBoolean();
    var failure = new AtomicReference<String>("");
    var caller =
        Thread.startVirtualThread(
            () -> {
              while (!over.get()) {
                var answer = stage.call(service, "/health");
                if (answer.statusCode() != 200) {
                  failure.set(answer.statusCode() + " " + answer.body());
                }
              }
            });

    stage.succeeded(stage.deploy(service));

    over.set(true);
    caller.join();
    assertThat(failure.get()).isEmpty();
    assertThat(process().pid()).isNotEqualTo(first.pid());
    assertThat(things(service)).isEqualTo(before);
    // Watched like the one before it.
    process().destroyForcibly();
    Stage.until(
        "it is started again",
        () -> stage.processes().size() == 1 && stage.call(service, "/health").statusCode() == 200);
  }

  @Test
  void aDeploymentThatTheGatewayNeverAnswersIsTakenBackAndTheOldVersionServes() {
    var service = stage.deployed("old and good");
    var first = process();
    stage.succeeded(stage.generate(service));
    stage.gateway.blind(true);

    var job = stage.ended(stage.deploy(service));

    stage.gateway.blind(false);
    assertThat(job.getState()).isEqualTo(JobState.JOB_STATE_FAILED);
    assertThat(job.getMessage()).startsWith("Gave up after").contains("through the gateway");
    assertThat(stage.registry.service(service).getStatus())
        .isEqualTo(ServiceStatus.SERVICE_STATUS_FAILED);
    assertThat(process().pid()).isEqualTo(first.pid());
    assertThat(stage.call(service, "/health").statusCode()).isEqualTo(200);
    // The next start of the node knows of it, and the failed attempt does not stand in the way.
    stage.stop();
    stage.start();
    Stage.until("it answers", () -> stage.call(service, "/health").statusCode() == 200);
    stage.succeeded(stage.deploy(service));
    assertThat(process().pid()).isNotEqualTo(first.pid());
  }

  @Test
  void aDeletedServiceLosesItsProcessItsSocketAndItsData() {
    var service = stage.deployed("doomed");
    var other = stage.deployed("spared");
    assertThat(stage.processes()).hasSize(2);

    stage.registry.delete(service);

    Stage.until(
        "everything is cleared away",
        () ->
            stage.processes().size() == 1
                && !Files.exists(stage.folder.resolve("services/" + service)));
    try (var sockets = Files.list(stage.folder.resolve("run"))) {
      assertThat(sockets).hasSize(1);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    assertThat(stage.call(other, "/health").statusCode()).isEqualTo(200);
  }

  @Test
  void aServiceThatIsDeletedWhileItIsDeployedLeavesNothing() {
    var service = stage.registry.create("short-lived");
    stage.succeeded(stage.generate(service));
    stage.gateway.blind(true);
    var job = stage.atStep(stage.deploy(service), "probe-gateway");

    stage.registry.delete(service);

    var ended = stage.ended(job);
    assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_CANCELLED);
    assertThat(ended.getMessage()).isEqualTo("The service was deleted.");
    Stage.until(
        "everything is cleared away",
        () ->
            stage.processes().isEmpty()
                && !Files.exists(stage.folder.resolve("services/" + service)));
  }

  @Test
  void aServiceThatWasDeletedWhileTheNodeWasAwayIsClearedAwayAtItsStart() {
    var service = stage.deployed("forgotten");
    stage.stop();
    stage.registry.delete(service);

    stage.start();

    Stage.until(
        "everything is cleared away",
        () ->
            stage.processes().isEmpty()
                && !Files.exists(stage.folder.resolve("services/" + service)));
  }

  @Test
  void processesEndWithTheNodeAndAreBackWithIt() {
    var service = stage.deployed("back tomorrow");
    stage.call(service, "POST", "/things");
    var before = things(service);

    stage.stop();

    assertThat(stage.processes()).isEmpty();
    assertThat(stage.registry.service(service).getServing().getState())
        .isEqualTo(ServingState.SERVING_STATE_DOWN);
    stage.start();
    Stage.until("it answers", () -> stage.call(service, "/health").statusCode() == 200);
    assertThat(things(service)).isEqualTo(before);
  }

  @Test
  void processesAreLeftToTheNextStartWhenTheSettingSaysSo() {
    stage.stop();
    stage.with("pipeline.stop-processes-on-close", "false").start();
    var service = stage.deployed("going on alone");
    var pid = process().pid();

    stage.stop();

    assertThat(stage.call(service, "/health").statusCode()).isEqualTo(200);
    stage.with("pipeline.stop-processes-on-close", "true").start();
    assertThat(stage.call(service, "/health").statusCode()).isEqualTo(200);
    assertThat(process().pid()).isEqualTo(pid);
    // Adopted means watched.
    process().destroyForcibly();
    Stage.until(
        "it is started again",
        () -> stage.processes().size() == 1 && stage.call(service, "/health").statusCode() == 200);
  }

  @Test
  void aProcessThatChecksAssertionsOfAnotherSecretIsStartedAnew() {
    stage.stop();
    stage.with("pipeline.stop-processes-on-close", "false").start();
    var service = stage.deployed("made before");
    var pid = process().pid();
    stage.stop();

    stage
        .with("pipeline.stop-processes-on-close", "true")
        .with("assertion.secret", "another secret of at least 32 bytes")
        .start();

    Stage.until(
        "another process answers",
        () ->
            stage.processes().size() == 1
                && process().pid() != pid
                && stage.call(service, "/health").statusCode() == 200);
  }

  @Test
  void aProcessThatWasStartedBeforeCallsWereSignedIsStartedAnew() throws Exception {
    stage.stop();
    stage.with("pipeline.stop-processes-on-close", "false").start();
    var service = stage.deployed("older than signatures");
    stage.stop();
    var present = process();
    List<String> command = new ArrayList<>();
    command.add(present.info().command().orElseThrow());
    command.addAll(List.of(present.info().arguments().orElseThrow()));
    assertThat(command.removeIf(a -> a.startsWith("-Dfactory.assertions="))).isTrue();
    var socket = ((Address.Unix) stage.registry.upstream(service.toString()).orElseThrow()).path();
    present.destroy();
    Stage.until("it is gone", () -> stage.processes().isEmpty());
    Files.delete(socket);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    var old =
        builder
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Stage.until("it answers", () -> stage.call(service, "/health").statusCode() == 200);
    assertThat(stage.call(service, "/env").body()).doesNotContain("FACTORY_ASSERTION_KEY");

    stage.with("pipeline.stop-processes-on-close", "true").start();

    assertThat(old.waitFor(20, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    Stage.until("another answers", () -> stage.call(service, "/health").statusCode() == 200);
    assertThat(stage.call(service, "/env").body()).contains("FACTORY_ASSERTION_KEY");
  }

  @Test
  void strangersInTheNodesFolderAreEndedAtItsStart() throws Exception {
    var service = stage.deployed("the only one");
    stage.stop();
    stage.with("pipeline.stop-processes-on-close", "false").start();
    Path jar;
    try (var artifacts = Files.walk(stage.folder.resolve("artifacts"))) {
      jar = artifacts.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
    }
    var stranger =
        new ProcessBuilder(
                List.of(
                    System.getProperty("java.home") + "/bin/java",
                    "-cp",
                    jar.toString(),
                    "factory.generated.Main",
                    "--socket=" + stage.folder.resolve("run/stranger.sock"),
                    "--data=" + stage.folder.resolve("services/" + service + "/data"),
                    "--version=" + UUID.randomUUID()))
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Stage.until("it runs", () -> Files.exists(stage.folder.resolve("run/stranger.sock")));
    stage.stop();

    stage.with("pipeline.stop-processes-on-close", "true").start();

    assertThat(stranger.waitFor(5, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    Stage.until("it answers", () -> stage.call(service, "/health").statusCode() == 200);
    assertThat(stage.processes()).hasSize(1);
  }
}
