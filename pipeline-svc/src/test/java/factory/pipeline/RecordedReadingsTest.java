package factory.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Extent;
import factory.pipeline.model.ModelServer;
import factory.pipeline.model.ModelServer.Turn;
import factory.pipeline.model.Provider;
import factory.pipeline.reading.Recording;
import factory.pipeline.source.SpecSource;
import factory.pipeline.source.english.EnglishSource;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.SubmitIdeaRequest;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was once answered to ideas by somebody clever in a model's place, in {@code readings}: it is
 * still taken, and the services that it makes still prove themselves with the scenarios that were
 * written from the ideas. All of them with {@code FACTORY_TEST_LONG}.
 */
@Tag("slow")
@Timeout(180)
class RecordedReadingsTest {
  private static final int EACH = 8;

  private static final ModelServer SERVER = new ModelServer();
  private static Stage stage = new Stage();

  @BeforeAll
  static void start() throws IOException {
    stage =
        stage
            .with(_ -> UNREAD, new Writer()::write)
            .with("pipeline.runtime-libs", Path.of("../service-runtime/target/libs").toString())
            .with("pipeline.model", "ollama")
            .with("pipeline.model-url", SERVER.url(Provider.OLLAMA))
            .with("pipeline.model-name", "recorded")
            .start();
  }

  /** As if nothing could be read without a model. */
  private static final SpecSource.Outcome UNREAD = new EnglishSource().read("?");

  @AfterAll
  static void stop() {
    stage.close();
    SERVER.close();
  }

  static List<String> readings() {
    return Extent.sample(
        EACH,
        Recording.all().stream()
            .filter(recording -> recording.document().isEmpty())
            .map(Recording::name)
            .toList());
  }

  @ParameterizedTest
  @MethodSource("readings")
  void whatWasAnsweredIsStillTaken(String name) {
    var recording = Recording.named(name);
    var stories = recording.stories();
    SERVER.otherwise(
        asked ->
            new Turn.Says(
                asked.words().contains("acceptance tests")
                    ? stories.orElseThrow()
                    : recording.specification()));
    var submitted =
        stage.rpc().submitIdea(SubmitIdeaRequest.newBuilder().setIdea(recording.idea()).build());

    assertThat(submitted.getJob().getKind()).isEqualTo(JobKind.JOB_KIND_READ);
    stage.succeeded(submitted.getJob());

    var plan = stage.registry.service(UUID.fromString(submitted.getService().getId())).getPlan();
    // One without scenarios is one that asked before it was tried.
    assertThat(plan.getQuestionsList().isEmpty())
        .as("%s", plan.getQuestionsList())
        .isEqualTo(stories.isPresent());
  }
}
