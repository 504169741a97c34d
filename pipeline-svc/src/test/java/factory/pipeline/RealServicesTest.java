package factory.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.source.english.EnglishSource;
import factory.pipeline.v1.JobKind;
import factory.pipeline.write.Writer;
import factory.registry.v1.ServingState;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the templates make, on the runtime that it is made for. */
@Tag("slow")
@Timeout(120)
class RealServicesTest {
  private static Stage stage;

  @BeforeAll
  static void start() {
    stage =
        new Stage()
            .with(new EnglishSource(), new Writer()::write)
            .with("pipeline.runtime-libs", Path.of("../service-runtime/target/libs").toString())
            .start();
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "track books with title, author and a rating from 1 to 5",
        "an API for invoices with a number, an amount, a due date, a paid flag and a customer email",
        "track products with name and price",
        "recipes with name, cooking minutes and a difficulty (easy, medium or hard)",
      })
  void anIdeaBecomesAServiceThatAnswers(String idea) {
    var service = stage.registry.create(idea);

    stage.succeeded(stage.generateAuto(service));
    stage.succeeded(stage.jobOf(service, JobKind.JOB_KIND_DEPLOY));

    assertThat(stage.call(service, "/health").statusCode()).isEqualTo(200);
    assertThat(stage.call(service, "/openapi.json").body()).contains("\"openapi\"");
  }

  @Test
  void aServiceWhoseDatabaseIsJunkIsDownWithItsReasonAndHoldsNobodyUp() throws Exception {
    var junk = stage.deployed("track books with title");
    var good = stage.deployed("track films with name");
    stage.stop();
    Files.writeString(
        stage.folder.resolve("services/" + junk + "/data/service.db"), "junk ".repeat(2_000));

    stage.start();

    Stage.until("the other answers", () -> stage.call(good, "/health").statusCode() == 200);
    var down =
        Stage.await(
            "the reason",
            () -> stage.registry.service(junk).getServing(),
            serving -> serving.getReason().contains("not a database"));
    assertThat(down.getState()).isEqualTo(ServingState.SERVING_STATE_DOWN);
    assertThat(stage.registry.effects(junk))
        .anyMatch(e -> e.startsWith("serving down: ") && e.contains("not a database"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"make me happy", "?", "a poll service where the mayor has the last word"})
  void anIdeaThatIsNotAllUnderstoodIsAskedAboutAndStaysWhereItWas(String idea) {
    var service = stage.registry.create(idea);

    var refusal = Stage.refusal(() -> stage.generate(service));

    assertThat(refusal.reason()).isEqualTo("QUESTIONS_OPEN");
    assertThat(stage.registry.effects(service)).singleElement().asString().startsWith("plan: ");
  }
}
