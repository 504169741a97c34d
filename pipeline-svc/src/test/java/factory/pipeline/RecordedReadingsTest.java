package factory.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Extent;
import factory.pipeline.model.ModelServer;
import factory.pipeline.model.ModelServer.Turn;
import factory.pipeline.model.Provider;
import factory.pipeline.source.SpecSource;
import factory.pipeline.source.english.EnglishSource;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.SubmitIdeaRequest;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
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
  private static final Path READINGS = Path.of("src/test/resources/readings");
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

  static List<String> readings() throws IOException {
    try (Stream<Path> all = Files.list(READINGS)) {
      return Extent.sample(EACH, all.map(path -> path.getFileName().toString()).sorted().toList());
    }
  }

  @ParameterizedTest
  @MethodSource("readings")
  void whatWasAnsweredIsStillTaken(String name) throws IOException {
    var folder = READINGS.resolve(name);
    var stories = folder.resolve("stories.json");
    SERVER.otherwise(
        asked -> {
          try {
            return new Turn.Says(
                Files.readString(
                    asked.words().contains("acceptance tests")
                        ? stories
                        : folder.resolve("specification.json")));
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    var submitted =
        stage
            .rpc()
            .submitIdea(
                SubmitIdeaRequest.newBuilder()
                    .setIdea(Files.readString(folder.resolve("idea.txt")).strip())
                    .build());

    assertThat(submitted.getJob().getKind()).isEqualTo(JobKind.JOB_KIND_READ);
    stage.succeeded(submitted.getJob());

    var plan = stage.registry.service(UUID.fromString(submitted.getService().getId())).getPlan();
    // One without scenarios is one that asked before it was tried.
    assertThat(plan.getQuestionsList().isEmpty())
        .as("%s", plan.getQuestionsList())
        .isEqualTo(Files.exists(stories));
  }
}
