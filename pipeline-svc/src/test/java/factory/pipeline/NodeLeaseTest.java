package factory.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.mesh.Settings;
import factory.store.Database;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One node works on a database at a time. */
@Tag("slow")
@Timeout(120)
class NodeLeaseTest {
  private final Stage stage = new Stage().with("pipeline.lease", "PT2S");

  @AfterEach
  void stop() {
    stage.close();
  }

  private PipelineNode another(Path folder) {
    var settings = new TreeMap<>(stage.settings);
    settings.put("pipeline.data-dir", folder.toString());
    settings.put("pipeline.run-dir", stage.folder.resolve("other").toString());
    var scripted = new ScriptedGenerator();
    return PipelineNode.start(Settings.of(settings), scripted, scripted, scripted);
  }

  @Test
  void aSecondNodeWaitsOneLeaseThenRefusesToStartAndTheFirstGoesOn(@TempDir Path folder) {
    stage.start();
    var service = stage.deployed("kept by the first");
    stage.call(service, "POST", "/things");
    var things = stage.call(service, "/things").body();

    assertThatThrownBy(() -> another(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("pipeline.db.url: another pipeline-svc works on this database")
        .hasMessageContaining("data folder '" + stage.folder + "'");

    assertThat(stage.call(service, "/things").body()).isEqualTo(things).contains("\"id\"");
    stage.succeeded(stage.deploy(service));
    // Once the first has ended in order, another may.
    stage.stop();
    try (var second = another(folder)) {
      stage.connect(second.address());
      // It has the database and not the data: it says so, and serves nothing empty.
      var job = stage.ended(stage.deploy(service));
      assertThat(job.getMessage()).contains("lies in the data folder of another pipeline-svc");
    }
    stage.start();
    Stage.until("it answers", () -> stage.call(service, "/health").statusCode() == 200);
    assertThat(stage.call(service, "/things").body()).isEqualTo(things);
  }

  @Test
  void aDeadNodesLeaseIsWaitedForAndTheSameFolderDoesNotWait(@TempDir Path folder)
      throws Exception {
    stage.start();
    stage.stop();
    insert(UUID.randomUUID(), 2);
    var began = System.nanoTime();
    try (var _ = another(folder)) {
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(1));
    }

    var node = UUID.fromString(java.nio.file.Files.readString(stage.folder.resolve("node-id")));
    insert(node, 3_600);
    stage.start();
  }

  @Test
  void whoeverLostItHearsOfIt() throws Exception {
    stage.start();
    stage.stop();
    var lost = new CountDownLatch(1);
    try (var database = Database.open(stage.store);
        var _ =
            NodeLease.take(
                database, UUID.randomUUID(), "here", Duration.ofMillis(300), lost::countDown)) {
      execute("UPDATE pipeline.running_node SET token = gen_random_uuid()");
      assertThat(lost.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void insert(UUID node, int seconds) throws SQLException {
    execute(
        "INSERT INTO pipeline.running_node (node, token, place, lease_until) VALUES ('"
            + node
            + "', gen_random_uuid(), 'somewhere', now() + "
            + seconds
            + " * interval '1 second')");
  }

  private void execute(String statement) throws SQLException {
    try (var sql = DriverManager.getConnection(stage.store.url(), stage.store.user(), "");
        var run = sql.createStatement()) {
      run.execute(statement);
    }
  }
}
