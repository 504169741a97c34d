package factory.pipeline;

import static factory.pipeline.Stage.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.source.english.EnglishSource;
import factory.pipeline.v1.ChangeSpecificationRequest;
import factory.pipeline.v1.GetSpecificationRequest;
import factory.pipeline.v1.GetSpecificationResponse;
import factory.pipeline.v1.Job;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.pipeline.v1.ReadServiceRequest;
import factory.pipeline.v1.SpecificationChange;
import factory.pipeline.write.Writer;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes in words where no model is asked. */
@Tag("slow")
@Timeout(120)
class ChangeInWordsTest {
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

  private static Job read(UUID service, String change, boolean auto) {
    return stage
        .rpc()
        .readService(
            ReadServiceRequest.newBuilder()
                .setServiceId(service.toString())
                .setChange(change)
                .setAuto(auto)
                .build())
        .getJob();
  }

  private static GetSpecificationResponse specification(UUID service) {
    return stage
        .rpc()
        .getSpecification(
            GetSpecificationRequest.newBuilder().setServiceId(service.toString()).build());
  }

  @Test
  void aChangeIsShownBeforeItIsBuilt() {
    var service = stage.generated("track customers with name and email");

    stage.succeeded(read(service, "Add a phone number to customers.", false));

    assertThat(specification(service).getChangesList())
        .extracting(SpecificationChange::getPath)
        .containsExactly("/kinds/customer/fields/phone_number");
    assertThat(specification(service).getVersion()).isEqualTo(1);
    assertThat(stage.registry.service(service).getPlan().getChangesList())
        .containsExactly("Changed in words: Add a phone number to customers.");
    stage.succeeded(stage.generate(service));
    assertThat(specification(service).getChangesList()).isEmpty();
    assertThat(specification(service).getSpecification()).contains("phone_number");
  }

  @Test
  void itGoesOnByItselfWhereNothingIsOpen() {
    var service = stage.generated("track customers with name and email");
    stage.succeeded(read(service, "make email unique", true));
    stage.succeeded(stage.jobOf(service, JobKind.JOB_KIND_GENERATE));
    stage.succeeded(stage.jobOf(service, JobKind.JOB_KIND_DEPLOY));
    assertThat(specification(service).getSpecification()).contains("\"unique\": true");
  }

  @Test
  void whatIsNotUnderstoodIsAskedAndNothingIsBuilt() {
    var service = stage.generated("track customers with name and email");

    stage.succeeded(read(service, "Remove the email and let admins merge customers.", true));

    var plan = stage.registry.service(service).getPlan();
    assertThat(plan.getQuestionsList())
        .singleElement()
        .extracting(q -> q.getText())
        .asString()
        .contains("let admins merge customers", "Go on without it?");
    assertThat(plan.getLeftOutList()).hasSize(1);
    assertThat(specification(service).getChangesList())
        .extracting(SpecificationChange::getPath)
        .containsExactly("/kinds/customer/fields/email");
    assertThat(refusal(() -> stage.generate(service)).reason()).isEqualTo("QUESTIONS_OPEN");
    var _ =
        stage
            .rpc()
            .changeSpecification(
                ChangeSpecificationRequest.newBuilder()
                    .setServiceId(service.toString())
                    .putAnswers(plan.getQuestions(0).getId(), "yes")
                    .build());
    stage.succeeded(stage.generate(service));
  }

  @Test
  void whatRecordsWouldLoseIsAsked() {
    var service = stage.generated("track customers with name and email");
    stage.succeeded(read(service, "rename email to address", true));
    assertThat(stage.registry.service(service).getPlan().getQuestionsList())
        .singleElement()
        .extracting(q -> q.getText())
        .asString()
        .contains("keep their email under the old name");
  }

  @Test
  void whatIsNotUnderstoodAtAllChangesNothing() {
    var service = stage.generated("track customers with name and email");
    var before = specification(service).getDraft();

    var ended = stage.ended(read(service, "Make ratings half stars.", true));

    assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_FAILED);
    assertThat(ended.getMessage())
        .contains("Nothing of the change is understood without a model", "rename amount to total");
    assertThat(specification(service).getDraft()).isEqualTo(before);
    assertThat(stage.registry.effects(service)).noneMatch(e -> e.contains("failed"));
  }

  @Test
  void anIdeaIsNotReadWithoutAModel() {
    var service = stage.generated("track customers with name and email");
    assertThat(refusal(() -> read(service, "", false)).reason()).isEqualTo("NO_MODEL");
  }
}
