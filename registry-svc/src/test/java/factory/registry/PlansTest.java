package factory.registry;

import static factory.registry.RunningRegistry.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import factory.registry.v1.Choice;
import factory.registry.v1.GetServiceRequest;
import factory.registry.v1.LeftOut;
import factory.registry.v1.ListServiceEventsRequest;
import factory.registry.v1.Plan;
import factory.registry.v1.Question;
import factory.registry.v1.RecordIdeaRequest;
import factory.registry.v1.RecordPlanRequest;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceEvent;
import factory.registry.v1.UpdateServiceRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a service is to become is part of what people edit. */
class PlansTest {
  private static final Plan PLAN =
      Plan.newBuilder()
          .setSpecificationHash("a1".repeat(32))
          .setOfIdea(true)
          .addQuestions(
              Question.newBuilder()
                  .setId("0123456789abcdef")
                  .setText("What does a \"poll\" \u2028 have?")
                  .setPath("/kinds/0/fields")
                  .addChoices(Choice.newBuilder().setValue("title").setLabel("A title")))
          .addLeftOut(LeftOut.newBuilder().setText("Send a letter.").setReason("No letters."))
          .build();

  private final RunningRegistry registry = RunningRegistry.fresh();

  @AfterEach
  void stop() {
    registry.close();
  }

  private Service planned(Service service, Plan plan, long... revisions) {
    var request =
        RecordPlanRequest.newBuilder()
            .setServiceId(service.getId())
            .setPlan(plan)
            .setMessage("one question is open");
    for (var revision : revisions) {
      request.addExpectedRevisions(revision);
    }
    return registry.lifecycle().recordPlan(request.build()).getService();
  }

  private List<ServiceEvent> events(Service service) {
    return registry
        .registry()
        .listServiceEvents(
            ListServiceEventsRequest.newBuilder().setServiceId(service.getId()).build())
        .getEventsList();
  }

  @Test
  void anIdeaIsRecordedWithItsPlanAndAFirstEventThatSaysSo() {
    var service =
        registry
            .lifecycle()
            .recordIdea(
                RecordIdeaRequest.newBuilder()
                    .setIdea("polls")
                    .setPlan(PLAN)
                    .setMessage("one question is open")
                    .build())
            .getService();
    assertThat(service.getPlan()).isEqualTo(PLAN);
    assertThat(
            registry
                .registry()
                .getService(GetServiceRequest.newBuilder().setServiceId(service.getId()).build())
                .getService())
        .isEqualTo(service);
    assertThat(events(service))
        .singleElement()
        .satisfies(event -> assertThat(event.getMessage()).isEqualTo("one question is open"));
  }

  @Test
  void aPlanIsAnEditWithARevisionAndAnEventOnce() {
    var service = registry.create("polls");
    assertThat(service.hasPlan()).isFalse();
    var planned = planned(service, PLAN, service.getRevision());
    assertThat(planned.getPlan()).isEqualTo(PLAN);
    assertThat(planned.getRevision()).isEqualTo(service.getRevision() + 1);
    assertThat(planned.getStatus()).isEqualTo(service.getStatus());
    assertThat(planned(service, PLAN)).isEqualTo(planned);
    assertThat(events(service)).hasSize(2);
    var another = PLAN.toBuilder().clearQuestions().build();
    assertThat(refusal(() -> planned(service, another, service.getRevision())).reason())
        .isEqualTo("REVISION_MISMATCH");
    assertThat(
            refusal(() -> planned(service, another.toBuilder().clearSpecificationHash().build()))
                .fields()
                .getFirst()
                .field())
        .isEqualTo("plan.specification_hash");
  }

  @Test
  void anotherIdeaIsAnotherPlanUnlessThePlanWasGiven() {
    var read = planned(registry.create("polls"), PLAN);
    assertThat(edited(read).hasPlan()).isFalse();
    var given = planned(registry.create("polls"), PLAN.toBuilder().setOfIdea(false).build());
    assertThat(edited(given).getPlan()).isEqualTo(given.getPlan());
  }

  private Service edited(Service service) {
    return registry
        .registry()
        .updateService(
            UpdateServiceRequest.newBuilder()
                .setServiceId(service.getId())
                .setIdea("surveys")
                .build())
        .getService();
  }
}
