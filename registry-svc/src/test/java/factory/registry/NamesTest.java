package factory.registry;

import static factory.registry.RunningRegistry.refusal;
import static factory.registry.RunningRegistry.refusesField;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_GENERATED;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_GENERATING;
import static org.assertj.core.api.Assertions.assertThat;

import factory.registry.v1.DeleteServiceRequest;
import factory.registry.v1.GetServiceRequest;
import factory.registry.v1.ListServicesRequest;
import factory.registry.v1.Plan;
import factory.registry.v1.RecordPlanRequest;
import factory.registry.v1.Service;
import factory.registry.v1.UpdateServiceRequest;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Services have names for people and slugs for addresses, which are nobody else's for good. */
class NamesTest {
  private final RunningRegistry registry = RunningRegistry.fresh();

  @AfterEach
  void stop() {
    registry.close();
  }

  private static UpdateServiceRequest.Builder change(Service service) {
    return UpdateServiceRequest.newBuilder().setServiceId(service.getId());
  }

  private Service update(UpdateServiceRequest.Builder request) {
    return registry.registry().updateService(request.build()).getService();
  }

  private Service bySlug(String slug) {
    return registry
        .registry()
        .getService(GetServiceRequest.newBuilder().setSlug(slug).build())
        .getService();
  }

  private Service planned(Service service, String title) {
    return registry
        .lifecycle()
        .recordPlan(
            RecordPlanRequest.newBuilder()
                .setServiceId(service.getId())
                .setPlan(Plan.newBuilder().setSpecificationHash("a1".repeat(32)).setTitle(title))
                .build())
        .getService();
  }

  @Test
  void anIdeaIsANameUntilAPlanHasOne() {
    var service = registry.create("Ann's bike-repair log\nwith prices");
    assertThat(service.getName()).isEqualTo("Ann's bike-repair log");
    assertThat(service.getSlug()).isEqualTo("anns-bike-repair-log");

    var changed = update(change(service).setIdea("Boats"));
    assertThat(changed.getName()).isEqualTo("Boats");
    assertThat(changed.getSlug())
        .as("only a plan or a person changes it")
        .isEqualTo("anns-bike-repair-log");

    var planned = planned(service, "Fahrräder für Ann");
    assertThat(planned.getName()).isEqualTo("Fahrräder für Ann");
    assertThat(planned.getSlug()).isEqualTo("fahrrader-fur-ann");
    assertThat(bySlug("anns-bike-repair-log").getId()).isEqualTo(service.getId());
    assertThat(bySlug("anns-bike-repair-log").getSlug()).isEqualTo("fahrrader-fur-ann");
  }

  @Test
  void whatOthersMayKnowKeepsItsSlugAndAChosenNameStays() {
    var service = registry.create("a shop");
    registry.moveThrough(service.getId(), SERVICE_STATUS_GENERATING, SERVICE_STATUS_GENERATED);
    var planned = planned(service, "Another shop");
    assertThat(planned.getName()).isEqualTo("Another shop");
    assertThat(planned.getSlug()).isEqualTo("a-shop");

    var named = update(change(service).setName("  Ada & Söhne  "));
    assertThat(named.getName()).isEqualTo("Ada & Söhne");
    assertThat(named.getSlug()).isEqualTo("a-shop");
    assertThat(named.getRevision()).isEqualTo(planned.getRevision() + 1);
    assertThat(planned(service, "A third shop").getName()).isEqualTo("Ada & Söhne");

    var moved = update(change(service).setSlug("ada"));
    assertThat(moved.getSlug()).isEqualTo("ada");
    assertThat(bySlug("a-shop").getSlug()).isEqualTo("ada");
    assertThat(update(change(service).setSlug("a-shop")).getSlug()).as("back").isEqualTo("a-shop");
    assertThat(bySlug("ada").getId()).isEqualTo(service.getId());
  }

  @Test
  void aSlugIsNeverAnothers() {
    var first = registry.create("todo list");
    var second = registry.create("Todo list!");
    assertThat(first.getSlug()).isEqualTo("todo-list");
    assertThat(second.getSlug()).isEqualTo("todo-list-" + second.getId().substring(0, 4));
    var taken = refusal(() -> update(change(second).setSlug("todo-list")));
    assertThat(taken.code()).isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(taken.reason()).isEqualTo("SLUG_TAKEN");

    // Nor one that another had, or that a deleted one has.
    update(change(first).setSlug("errands"));
    assertThat(refusal(() -> update(change(second).setSlug("todo-list"))).reason())
        .isEqualTo("SLUG_TAKEN");
    var _ =
        registry
            .registry()
            .deleteService(DeleteServiceRequest.newBuilder().setServiceId(first.getId()).build());
    assertThat(refusal(() -> update(change(second).setSlug("errands"))).reason())
        .isEqualTo("SLUG_TAKEN");
    var gone = refusal(() -> bySlug("todo-list"));
    assertThat(gone.code()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(gone.reason()).isEqualTo("SERVICE_NOT_FOUND");
    assertThat(registry.create("errands").getSlug()).startsWith("errands-");
  }

  @Test
  void manyAtOnceGetSlugsOfTheirOwn() throws Exception {
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<String>> racers =
          IntStream.range(0, 20)
              .<Callable<String>>mapToObj(_ -> () -> registry.create("the same idea").getSlug())
              .toList();
      var slugs = pool.invokeAll(racers).stream().map(done -> done.resultNow()).toList();
      assertThat(slugs).doesNotHaveDuplicates().contains("the-same-idea");
      for (var slug : slugs) {
        assertThat(bySlug(slug).getSlug()).isEqualTo(slug);
      }
    }
  }

  @Test
  void nobodyTakesSlugsWithoutEnd() {
    var service = registry.create("slugs");
    for (var i = 1; i < 20; i++) {
      update(change(service).setSlug("slug-" + i));
    }
    var fixed = refusal(() -> update(change(service).setSlug("slug-20")));
    assertThat(fixed.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(fixed.reason()).isEqualTo("SLUG_FIXED");
    assertThat(update(change(service).setSlug("slug-3")).getSlug()).isEqualTo("slug-3");
    assertThat(planned(service, "Yet another").getSlug()).isEqualTo("slug-3");
  }

  @Test
  void whatIsNoNameOrSlugIsRefusedByItsField() {
    var service = registry.create("an idea");
    for (var name : List.of("", "  ", "x".repeat(61), "a\nb", "evil\u202Etxt")) {
      refusesField("name", () -> update(change(service).setName(name)));
    }
    for (var slug :
        List.of("", "-a", "a-", "a--b", "A", "ä", "a/b", "x".repeat(61), service.getId())) {
      refusesField("slug", () -> update(change(service).setSlug(slug)));
    }
    var both = GetServiceRequest.newBuilder().setServiceId(service.getId()).setSlug("an-idea");
    refusesField("slug", () -> registry.registry().getService(both.build()));
    assertThat(bySlug("an-idea")).isEqualTo(service);
  }

  @Test
  void listsFindNames() {
    var service = registry.create("a shop for boats");
    update(change(service).setName("Käpt'n Blau"));
    var found =
        registry
            .registry()
            .listServices(ListServicesRequest.newBuilder().setQuery("KÄPT").build())
            .getServicesList();
    assertThat(found).extracting(Service::getId).containsExactly(service.getId());
  }
}
