package factory.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Address;
import factory.mesh.Extent;
import factory.mesh.Fatal;
import factory.pipeline.v1.Job;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.pipeline.v1.SubmitIdeaRequest;
import factory.registry.v1.ServiceStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The node as a process of its own, killed with SIGKILL. The worst moment of a step is when its
 * effect is there and its outcome is not stored: a trigger in the store holds that write up until
 * the node is dead.
 */
@Tag("slow")
@Timeout(600)
class KillTest {
  private static final long LATCH = 4711;

  private final Stage stage = new Stage().with("pipeline.retry-for", "PT60S");
  private @Nullable Process node;

  @BeforeEach
  void start() throws Exception {
    startNode();
  }

  @AfterEach
  void stop() throws Exception {
    var running = node;
    if (running != null) {
      running.destroy();
      assertThat(running.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    stage.close();
  }

  private void startNode() throws IOException {
    var started = launch();
    node = started;
    var ready = new BufferedReader(started.inputReader()).readLine();
    assertThat(ready).startsWith("pipeline-svc ready on ");
    stage.connect(Address.parse(ready.substring("pipeline-svc ready on ".length())));
  }

  private Process launch() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx200m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                PipelineProcess.class.getName()));
    stage.settings.forEach((key, value) -> command.add("--" + key + "=" + value));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private void killNode() throws InterruptedException {
    var running = java.util.Objects.requireNonNull(node);
    running.destroyForcibly().waitFor();
    stage.stop();
  }

  @Test
  void aNodeThatIsKilledInEachStepGoesOnAndEachEffectAppearsOnce() throws Exception {
    var service = stage.registry.create("killed in each step");
    Map<JobKind, List<String>> steps = new LinkedHashMap<>();
    steps.put(
        JobKind.JOB_KIND_GENERATE, List.of("begin", "write-source", "compile", "prove", "record"));
    steps.put(
        JobKind.JOB_KIND_DEPLOY,
        List.of(
            "begin", "start", "probe-direct", "route", "probe-gateway", "record", "retire-old"));
    steps.put(JobKind.JOB_KIND_TOKENISE, List.of("create-token", "record-token"));

    Map<JobKind, List<String>> killed = new LinkedHashMap<>();
    steps.forEach((kind, names) -> killed.put(kind, Extent.sample(3, names)));
    try (var sql = connect()) {
      installTrigger(sql);
      var first = true;
      for (var kind : killed.entrySet()) {
        for (var step : kind.getValue()) {
          execute(sql, "SELECT pg_advisory_lock(" + LATCH + ")");
          holdUp(sql, kind.getKey(), step);
          if (first) {
            // The first step runs within the call.
            Thread.startVirtualThread(
                () -> {
                  try {
                    stage.generateAuto(service);
                  } catch (RuntimeException e) {
                    // The node dies within the call.
                    return;
                  }
                });
            first = false;
          } else {
            startNode();
          }
          Stage.until("the write of " + kind.getKey() + " " + step, () -> waiting(sql) > 0);
          killNode();
          execute(sql, "UPDATE held_up SET kind = '', step = ''");
          execute(
              sql,
              "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
          Stage.until("nobody waits", () -> waiting(sql) == 0);
          execute(sql, "SELECT pg_advisory_unlock(" + LATCH + ")");
        }
      }
    }
    startNode();

    var token = stage.succeeded(stage.jobOf(service, JobKind.JOB_KIND_TOKENISE));
    assertThat(stage.registry.effects(service))
        .containsExactly(
            "generating: A version is being made from the idea.",
            "generated: Version 1 was made and proved itself.",
            "deploying: Version 1 is being started behind the gate.",
            "serving up: Version 1 answers calls.",
            "deployed: Version 1 answers through the gateway.",
            "token " + FakeIssuer.addressOf(service));
    assertThat(stage.issuer.created()).hasSize(1);
    for (var kind : steps.keySet()) {
      var job = stage.jobOf(service, kind);
      assertThat(job.getState()).isEqualTo(JobState.JOB_STATE_SUCCEEDED);
      assertThat(job.getStepsList())
          .as(job.toString())
          .allMatch(
              s ->
                  s.getAttempts()
                      == (killed.getOrDefault(kind, List.of()).contains(s.getName()) ? 2 : 1))
          .allMatch(s -> s.getState() == JobState.JOB_STATE_SUCCEEDED);
    }
    assertThat(token.getAuto()).isTrue();
    var results = results();
    assertThat(results.keySet())
        .containsExactlyElementsOf(
            steps.entrySet().stream()
                .flatMap(
                    kind -> kind.getValue().stream().map(step -> word(kind.getKey()) + " " + step))
                .toList());
    assertThat(results.get("GENERATE write-source"))
        .matches(
            "\\{\"files\": 4, \"title\": \"killed in each step\", \"content_hash\": \"[0-9a-f]{64}\"\\}");
    assertThat(results.get("GENERATE record"))
        .matches("\\{\"number\": 1, \"version_id\": \"[0-9a-f-]{36}\"\\}");
    assertThat(results.get("DEPLOY start")).isEqualTo("{}");
    assertThat(results.get("DEPLOY record")).isEqualTo("{\"tokenised\": false}");
    assertThat(results.get("TOKENISE create-token"))
        .contains("\"address\": \"" + FakeIssuer.addressOf(service) + "\"")
        .contains("\"access_threshold\": 1");
    assertThat(count("SELECT count(*) FROM pipeline.jobs")).isEqualTo(3);
    assertThat(count("SELECT count(*) FROM pipeline.versions")).isEqualTo(1);
    assertThat(count("SELECT count(*) FROM pipeline.deployments")).isEqualTo(1);
    assertThat(stage.processes()).hasSize(1);
    assertThat(stage.call(service, "/health").statusCode()).isEqualTo(200);
    assertThat(names(stage.folder.resolve("artifacts"))).hasSize(1);
    assertThat(names(stage.folder.resolve("run"))).hasSize(1);
    if (Files.exists(stage.folder.resolve("tmp"))) {
      assertThat(names(stage.folder.resolve("tmp"))).isEmpty();
    }
  }

  @Test
  void aFuzzThatIsKilledInEachStepGoesOnAndTakesTheVersionDownOnce() throws Exception {
    var steps = List.of("fuzz", "record", "settle");
    killNode();
    stage.with("pipeline.fuzz-time", "PT5S");
    startNode();
    var service = stage.registry.create("brittle");
    stage.succeeded(stage.generate(service));
    try (var sql = connect()) {
      installTrigger(sql);
      execute(sql, "SELECT pg_advisory_lock(" + LATCH + ")");
      holdUp(sql, JobKind.JOB_KIND_FUZZ, steps.getFirst());
      stage.succeeded(stage.deploy(service));
      for (var step : steps) {
        Stage.until("the write of " + step, () -> waiting(sql) > 0);
        killNode();
        execute(sql, "UPDATE held_up SET kind = '', step = ''");
        execute(
            sql,
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
        Stage.until("nobody waits", () -> waiting(sql) == 0);
        execute(sql, "SELECT pg_advisory_unlock(" + LATCH + ")");
        if (!step.equals(steps.getLast())) {
          execute(sql, "SELECT pg_advisory_lock(" + LATCH + ")");
          holdUp(sql, JobKind.JOB_KIND_FUZZ, steps.get(steps.indexOf(step) + 1));
        }
        startNode();
      }
    }

    var job = stage.succeeded(stage.jobOf(service, JobKind.JOB_KIND_FUZZ));
    assertThat(job.getStepsList())
        .as(job.toString())
        .hasSize(3)
        .allMatch(s -> s.getAttempts() == 2);
    assertThat(count("SELECT count(*) FROM pipeline.jobs WHERE kind = 'FUZZ'")).isEqualTo(1);
    assertThat(count("SELECT count(*) FROM pipeline.versions WHERE fuzz LIKE '%\"failed\"%'"))
        .isEqualTo(1);
    assertThat(count("SELECT count(*) FROM pipeline.deployments")).isZero();
    assertThat(stage.registry.effects(service))
        .filteredOn(e -> e.startsWith("failed") || e.startsWith("serving down"))
        .hasSize(2);
    assertThat(stage.processes()).isEmpty();
  }

  @Test
  void theVersionBeforeOneThatIsTakenDownComesBackOnceWhereverTheNodeIsKilled() throws Exception {
    killNode();
    stage.with("pipeline.fuzz-time", "PT5S");
    startNode();
    var service = stage.deployed("calm");
    var first = stage.registry.service(service).getServing().getVersion();
    stage.succeeded(stage.jobOf(service, JobKind.JOB_KIND_FUZZ));
    stage.registry.rewrite(service, "brittle");
    stage.succeeded(stage.generate(service));
    var writes =
        List.of(
            Map.entry(JobKind.JOB_KIND_FUZZ, "settle"),
            Map.entry(JobKind.JOB_KIND_DEPLOY, "begin"),
            Map.entry(JobKind.JOB_KIND_DEPLOY, "route"));
    try (var sql = connect()) {
      installTrigger(sql);
      for (var write : writes) {
        execute(sql, "SELECT pg_advisory_lock(" + LATCH + ")");
        holdUp(sql, write.getKey(), write.getValue());
        if (write.equals(writes.getFirst())) {
          stage.succeeded(stage.deploy(service));
        } else {
          startNode();
        }
        Stage.until("the write of " + write, () -> waiting(sql) > 0);
        killNode();
        execute(sql, "UPDATE held_up SET kind = '', step = ''");
        execute(
            sql,
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
        Stage.until("nobody waits", () -> waiting(sql) == 0);
        execute(sql, "SELECT pg_advisory_unlock(" + LATCH + ")");
      }
    }
    startNode();

    stage.succeeded(stage.jobOf(service, JobKind.JOB_KIND_DEPLOY));
    assertThat(count("SELECT count(*) FROM pipeline.jobs WHERE kind = 'DEPLOY'")).isEqualTo(3);
    assertThat(
            count(
                "SELECT count(*) FROM pipeline.jobs WHERE kind = 'DEPLOY' AND asked_by = 'platform'"
                    + " AND reason = 'It comes back: version 2 was taken down.'"))
        .isEqualTo(1);
    assertThat(count("SELECT count(*) FROM pipeline.deployments")).isEqualTo(1);
    assertThat(stage.registry.service(service).getServing().getVersion()).isEqualTo(first);
    assertThat(stage.registry.effects(service))
        .filteredOn(e -> e.startsWith("deploying") || e.startsWith("failed"))
        .hasSize(4)
        .last()
        .asString()
        .endsWith("It comes back: version 2 was taken down.");
    assertThat(stage.call(service, "/health").statusCode()).isEqualTo(200);
    // It is tried for longer in its turn.
    stage.succeeded(stage.jobOf(service, JobKind.JOB_KIND_FUZZ));
    assertThat(stage.processes()).hasSize(1);
  }

  /**
   * Dead after the idea was recorded and before there is a job; then within the job's first step.
   */
  @Test
  void anIdeaThatIsSubmittedAgainAfterAKillIsOneServiceWithOneJob() throws Exception {
    var request =
        SubmitIdeaRequest.newBuilder()
            .setRequestId("the same")
            .setIdea("submitted over kills")
            .setAuto(true)
            .build();
    var doomed = java.util.Objects.requireNonNull(node);
    stage.registry.whenRecorded = _ -> doomed.destroyForcibly().onExit().join();
    assertThat(Stage.refusal(() -> stage.rpc().submitIdea(request)).code())
        .isEqualTo(Status.Code.UNAVAILABLE);
    stage.registry.whenRecorded = _ -> {};
    stage.stop();
    assertThat(count("SELECT count(*) FROM pipeline.jobs")).isZero();
    assertThat(stage.registry.size()).isEqualTo(1);

    try (var sql = connect()) {
      installTrigger(sql);
      execute(sql, "SELECT pg_advisory_lock(" + LATCH + ")");
      holdUp(sql, JobKind.JOB_KIND_GENERATE, "begin");
      startNode();
      var caller =
          Thread.startVirtualThread(
              () -> {
                var _ = Stage.refusal(() -> stage.rpc().submitIdea(request));
              });
      Stage.until("the first step", () -> waiting(sql) > 0);
      killNode();
      caller.join();
      execute(sql, "UPDATE held_up SET kind = '', step = ''");
      execute(
          sql,
          "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
      Stage.until("nobody waits", () -> waiting(sql) == 0);
      execute(sql, "SELECT pg_advisory_unlock(" + LATCH + ")");
    }
    startNode();
    var made = stage.rpc().submitIdea(request);
    var service = java.util.UUID.fromString(made.getService().getId());
    stage.succeeded(stage.jobOf(service, JobKind.JOB_KIND_TOKENISE));
    assertThat(stage.registry.size()).isEqualTo(1);
    assertThat(count("SELECT count(*) FROM pipeline.jobs WHERE kind = 'GENERATE'")).isEqualTo(1);
    assertThat(count("SELECT count(*) FROM pipeline.jobs")).isEqualTo(3);
    assertThat(stage.registry.effects(service))
        .filteredOn(e -> e.startsWith("generating"))
        .hasSize(1);
  }

  @Test
  void aNodeThatIsKilledCostsCallersNothing() throws Exception {
    var service = stage.deployed("outlives the node");
    var pid = stage.processes().getFirst().pid();
    var failures = new HashSet<String>();
    var over = new java.util.concurrent.atomic.AtomicBoolean();
    var caller =
        Thread.startVirtualThread(
            () -> {
              while (!over.get()) {
                var status = stage.call(service, "/health").statusCode();
                if (status != 200) {
                  failures.add(Integer.toString(status));
                }
              }
            });

    killNode();
    assertThat(stage.call(service, "/health").statusCode()).isEqualTo(200);
    startNode();
    Job redeploy = stage.deploy(service);
    stage.succeeded(redeploy);

    over.set(true);
    caller.join(Duration.ofSeconds(10));
    assertThat(failures).isEmpty();
    assertThat(stage.processes()).hasSize(1);
    assertThat(stage.processes().getFirst().pid()).isNotEqualTo(pid);
    assertThat(stage.registry.service(service).getStatus())
        .isEqualTo(ServiceStatus.SERVICE_STATUS_DEPLOYED);
    assertThat(stage.registry.effects(service)).noneMatch(e -> e.startsWith("serving down"));
  }

  @Test
  void whatWasTakenDownDoesNotComeBackWithANodeThatIsKilled() throws Exception {
    var service = stage.deployed("deceptive");
    var pid = stage.processes().getFirst().pid();
    killNode();
    // Its process outlives the node, which hears of the takedown when it is back.
    assertThat(ProcessHandle.of(pid)).isPresent();
    stage.registry.takeDown(service, Optional.of("deceives people"));
    startNode();
    Stage.until("nothing runs", () -> stage.processes().isEmpty());
    killNode();
    startNode();
    stage.deployed("honest");
    assertThat(stage.processes()).hasSize(1);
    stage.registry.takeDown(service, Optional.empty());
    Stage.until("it answers", () -> stage.call(service, "/health").statusCode() == 200);
  }

  @Test
  void aNodeThatStandsStillCostsCallersNothing() throws Exception {
    var service = stage.deployed("goes on alone");
    var pid = stage.processes().getFirst().pid();
    signal("STOP");

    for (var i = 0; i < 20; i++) {
      assertThat(stage.call(service, "/health").statusCode()).isEqualTo(200);
    }

    signal("CONT");
    stage.succeeded(stage.generate(service));
    assertThat(stage.processes()).extracting(ProcessHandle::pid).containsExactly(pid);
    assertThat(stage.registry.effects(service)).noneMatch(e -> e.startsWith("serving down"));
  }

  private void signal(String name) throws Exception {
    var pid = Long.toString(java.util.Objects.requireNonNull(node).pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  @Test
  void aStepThatTakesTheProcessWithItEachTimeIsTriedSoOftenAndThenTheJobFails() throws Exception {
    var service = stage.registry.create("exhausting");
    try {
      stage.generate(service);
    } catch (StatusRuntimeException e) {
      // The node may die before it answers; the job is there all the same.
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }
    var deaths = 0;
    while (true) {
      var running = java.util.Objects.requireNonNull(node);
      Stage.until("the end of the node or of the job", () -> !running.isAlive() || jobFailed());
      if (jobFailed()) {
        break;
      }
      assertThat(running.exitValue()).isEqualTo(Fatal.EXIT_CODE);
      deaths++;
      node = launch();
    }

    var ready = new BufferedReader(java.util.Objects.requireNonNull(node).inputReader()).readLine();
    stage.stop();
    stage.connect(Address.parse(ready.substring("pipeline-svc ready on ".length())));
    var job = stage.jobOf(service, JobKind.JOB_KIND_GENERATE);
    var ended = stage.ended(job);
    assertThat(deaths).isEqualTo(4);
    assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_FAILED);
    assertThat(ended.getMessage()).contains("process ended 4 times within this step");
    assertThat(stage.registry.service(service).getStatus())
        .isEqualTo(ServiceStatus.SERVICE_STATUS_FAILED);
    stage.succeeded(stage.generate(stage.registry.create("a good one after it")));
  }

  private boolean jobFailed() throws SQLException {
    return count("SELECT count(*) FROM pipeline.jobs WHERE state = 'FAILED'") == 1;
  }

  private Connection connect() throws SQLException {
    var sql = DriverManager.getConnection(stage.store.url(), stage.store.user(), "");
    sql.setSchema("pipeline");
    return sql;
  }

  private static void installTrigger(Connection sql) throws SQLException {
    execute(sql, "CREATE TABLE held_up (kind text, step text)");
    execute(sql, "INSERT INTO held_up VALUES ('', '')");
    execute(
        sql,
        """
        CREATE FUNCTION pipeline.hold_up() RETURNS trigger AS $$
        BEGIN
          IF NEW.state = 'SUCCEEDED' AND EXISTS (
              SELECT 1 FROM pipeline.held_up h, pipeline.jobs j
              WHERE j.id = NEW.job_id AND h.kind = j.kind AND h.step = NEW.name) THEN
            PERFORM pg_advisory_xact_lock(%d);
          END IF;
          RETURN NEW;
        END $$ LANGUAGE plpgsql
        """
            .formatted(LATCH));
    execute(
        sql,
        "CREATE TRIGGER hold_up BEFORE UPDATE ON steps FOR EACH ROW EXECUTE FUNCTION pipeline.hold_up()");
  }

  private static void holdUp(Connection sql, JobKind kind, String step) throws SQLException {
    execute(sql, "UPDATE held_up SET kind = '%s', step = '%s'".formatted(word(kind), step));
  }

  private static String word(JobKind kind) {
    return kind.name().substring("JOB_KIND_".length());
  }

  /** What each step ended with, in the order in which they ran. */
  private Map<String, String> results() throws SQLException {
    Map<String, String> results = new LinkedHashMap<>();
    try (var sql = connect();
        var run = sql.createStatement();
        var rows =
            run.executeQuery(
                "SELECT j.kind, s.name, s.result FROM pipeline.jobs j"
                    + " JOIN pipeline.steps s ON s.job_id = j.id ORDER BY j.number, s.position")) {
      while (rows.next()) {
        results.put(rows.getString(1) + " " + rows.getString(2), rows.getString(3));
      }
    }
    return results;
  }

  private static void execute(Connection sql, String statement) throws SQLException {
    try (var run = sql.createStatement()) {
      run.execute(statement);
    }
  }

  private static int waiting(Connection sql) throws SQLException {
    try (var run = sql.createStatement();
        var rows =
            run.executeQuery(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private int count(String query) throws SQLException {
    try (var sql = connect();
        var run = sql.createStatement();
        var rows = run.executeQuery(query)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }
}
