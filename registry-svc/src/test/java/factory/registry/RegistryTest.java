package factory.registry;

import static factory.registry.RunningRegistry.refusal;
import static factory.registry.RunningRegistry.refusesField;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_DEPLOYED;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_DEPLOYING;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_FAILED;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_GENERATED;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_GENERATING;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_QUEUED;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_UNSPECIFIED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import com.google.protobuf.util.Timestamps;
import factory.registry.v1.CreateServiceRequest;
import factory.registry.v1.DeleteServiceRequest;
import factory.registry.v1.GetServiceRequest;
import factory.registry.v1.GetStatisticsRequest;
import factory.registry.v1.GetStatisticsResponse;
import factory.registry.v1.ListServiceEventsRequest;
import factory.registry.v1.ListServicesRequest;
import factory.registry.v1.RecordTokenRequest;
import factory.registry.v1.RouteToken;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceAction;
import factory.registry.v1.ServiceEvent;
import factory.registry.v1.Serving;
import factory.registry.v1.ServingState;
import factory.registry.v1.StatusCount;
import factory.registry.v1.UpdateServiceRequest;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The public service through a real stub over a real store; feeds have tests of their own. */
@Timeout(60)
class RegistryTest {
  private static final String NOBODY = "00000000-0000-4000-8000-000000000000";

  private final ManualClock clock = new ManualClock();
  private final RunningRegistry registry = RunningRegistry.fresh(clock);

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void recordsAnIdeaAsAQueuedServiceWithItsFirstEvent() {
    var service =
        create(
            CreateServiceRequest.newBuilder()
                .setIdea("track books with title and author")
                .setRequesterId("ada")
                .setMetadata(metadata()));

    assertThat(service)
        .isEqualTo(
            Service.newBuilder()
                .setId(service.getId())
                .setName("track books with title and author")
                .setSlug("track-books-with-title-and-author")
                .setIdea("track books with title and author")
                .setRequesterId("ada")
                .setMetadata(metadata())
                .setStatus(SERVICE_STATUS_QUEUED)
                .setServing(Serving.newBuilder().setState(ServingState.SERVING_STATE_NONE))
                .addAllAllowedActions(
                    List.of(
                        ServiceAction.SERVICE_ACTION_EDIT,
                        ServiceAction.SERVICE_ACTION_EDIT_IDEA,
                        ServiceAction.SERVICE_ACTION_GENERATE,
                        ServiceAction.SERVICE_ACTION_DELETE))
                .setRevision(1)
                .setCreatedAt(now())
                .setUpdatedAt(now())
                .build());
    assertThat(UUID.fromString(service.getId())).hasToString(service.getId());
    assertThat(get(service.getId())).isEqualTo(service);
    assertThat(events(service.getId()))
        .containsExactly(
            ServiceEvent.newBuilder()
                .setSequence(1)
                .setServiceId(service.getId())
                .setStatus(SERVICE_STATUS_QUEUED)
                .setCreatedAt(now())
                .build());
  }

  @Test
  void whatIsNotGivenStaysUnset() {
    var service = registry.create("an idea");

    assertThat(service.hasRequesterId()).isFalse();
    assertThat(service.hasMetadata()).isFalse();
    assertThat(service.hasChainId()).isFalse();
    assertThat(service.hasTokenAddress()).isFalse();
    assertThat(service.hasApiBaseUrl()).isFalse();
  }

  @Test
  void keepsTextAsItWasTyped() {
    var text = "100%_'\"\\ \u00fcn\u00efcode \ud83d\udcda $1 ?; DROP TABLE service; --\r\n\tline";
    var service =
        create(
            CreateServiceRequest.newBuilder()
                .setIdea(text)
                .setRequesterId("o'brien \\ 100% \u00e9")
                .setMetadata(Struct.newBuilder().putFields(text, text(text))));

    assertThat(get(service.getId()).getIdea()).isEqualTo(text);
    assertThat(get(service.getId()).getRequesterId()).isEqualTo("o'brien \\ 100% \u00e9");
    assertThat(get(service.getId()).getMetadata().getFieldsOrThrow(text)).isEqualTo(text(text));
  }

  @Test
  void theSameRequestGivesTheSameServiceAlsoAfterItChanged() {
    var request =
        CreateServiceRequest.newBuilder()
            .setRequestId("r-1")
            .setIdea("an idea")
            .setMetadata(metadata());
    var first = create(request);
    clock.pass(Duration.ofMinutes(1));
    var moved = registry.move(first.getId(), SERVICE_STATUS_GENERATING);

    assertThat(create(request)).isEqualTo(moved);
    assertThat(statistics().getTotal()).isEqualTo(1);
    assertThat(create(request.setRequestId("")).getId()).isNotEqualTo(first.getId());
  }

  @Test
  void refusesARequestIdThatWasUsedForAnotherIdea() {
    var request = CreateServiceRequest.newBuilder().setRequestId("r-1").setIdea("an idea");
    create(request);

    for (var other :
        List.of(
            request.clone().setIdea("another idea"),
            request.clone().setRequesterId("bob"),
            request.clone().setMetadata(metadata()))) {
      var fault = refusal(() -> create(other));
      assertThat(fault.code()).isEqualTo(Status.Code.ALREADY_EXISTS);
      assertThat(fault.reason()).isEqualTo("REQUEST_ID_REUSED");
    }
  }

  @Test
  void aRepeatedRequestOfADeletedServiceSaysThatItIsGone() {
    var request = CreateServiceRequest.newBuilder().setRequestId("r-1").setIdea("an idea");
    delete(create(request).getId());

    assertThat(refusal(() -> create(request)).reason()).isEqualTo("SERVICE_NOT_FOUND");
  }

  @Test
  void manyCallersWithOneRequestIdGetOneService() throws Exception {
    var request =
        CreateServiceRequest.newBuilder().setRequestId("shared").setIdea("an idea").build();
    List<String> ids = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<String> call = () -> registry.registry().createService(request).getService().getId();
      for (var future : threads.invokeAll(java.util.Collections.nCopies(16, call))) {
        ids.add(future.get());
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }

    assertThat(ids).hasSize(16);
    assertThat(ids.stream().distinct()).hasSize(1);
    assertThat(statistics().getTotal()).isEqualTo(1);
    assertThat(events(ids.getFirst())).hasSize(1);
  }

  @Test
  void takesAnIdeaOf64KiBAndRefusesOneByteMore() {
    var most = "\u00fc".repeat(32 * 1024);
    assertThat(registry.create(most).getIdea()).isEqualTo(most);

    refusesField("idea", () -> registry.create(most + "x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t ", "\u2003", "a\0b", "a\u0007b", "a\u007fb", "a\u0085b"})
  void refusesAnIdeaThatIsBlankOrHoldsControlCharacters(String idea) {
    refusesField("idea", () -> registry.create(idea));
  }

  @Test
  void refusesARequesterOrRequestIdThatIsTooLongOrHoldsControlCharacters() {
    var request = CreateServiceRequest.newBuilder().setIdea("an idea");

    assertThat(create(request.clone().setRequesterId("r".repeat(256))).getRequesterId())
        .hasSize(256);
    refusesField("requester_id", () -> create(request.clone().setRequesterId("r".repeat(257))));
    refusesField("requester_id", () -> create(request.clone().setRequesterId("r\0")));
    refusesField("request_id", () -> create(request.clone().setRequestId("r".repeat(129))));
    refusesField("request_id", () -> create(request.clone().setRequestId("r\n")));
  }

  @Test
  void takesMetadataOf64KiBAsJsonAndRefusesOneByteMore() {
    // {"k":"..."} has 8 bytes around the text.
    var most = Struct.newBuilder().putFields("k", text("x".repeat(64 * 1024 - 8))).build();
    assertThat(createWith(most).getMetadata()).isEqualTo(most);

    refusesField(
        "metadata",
        () ->
            createWith(
                Struct.newBuilder().putFields("k", text("x".repeat(64 * 1024 - 7))).build()));
  }

  @Test
  void namesTheDocumentThatWasReadAndKeepsToIt() {
    var named = document("ab".repeat(32));
    var service = createWith(named);
    assertThat(service.getMetadata()).isEqualTo(named);
    for (var unread :
        List.of(
            text("openapi: 3.0.0"),
            Value.newBuilder().setStructValue(field(text("3.0.0"))).build(),
            Value.newBuilder().setNumberValue(1).build(),
            document("ab").getFieldsOrThrow("openapi"))) {
      refusesField(
          "metadata.openapi",
          () -> createWith(Struct.newBuilder().putFields("openapi", unread).build()));
    }
    for (var other : List.of(document("cd".repeat(32)), metadata())) {
      refusesField("metadata.openapi", () -> update(service.getId(), other));
    }
    refusesField("metadata.openapi", () -> update(createWith(metadata()).getId(), named));
    var more = named.toBuilder().putFields("more", text("x")).build();
    assertThat(update(service.getId(), more).getMetadata()).isEqualTo(more);
  }

  private Service update(String id, Struct metadata) {
    return registry
        .registry()
        .updateService(
            UpdateServiceRequest.newBuilder().setServiceId(id).setMetadata(metadata).build())
        .getService();
  }

  private static Struct document(String digest) {
    return Struct.newBuilder()
        .putFields(
            "openapi",
            Value.newBuilder()
                .setStructValue(Struct.newBuilder().putFields("sha256", text(digest)))
                .build())
        .build();
  }

  @Test
  void refusesMetadataThatTheStoreCannotKeep() {
    refusesField("metadata", () -> createWith(field(text("a\0b"))));
    refusesField(
        "metadata", () -> createWith(Struct.newBuilder().putFields("\0", text("x")).build()));
    refusesField("metadata", () -> createWith(field(number(Double.NaN))));
    refusesField("metadata", () -> createWith(field(number(Double.NEGATIVE_INFINITY))));
    // Short as JSON, 300 digits each as stored.
    var huge = ListValue.newBuilder();
    for (var i = 0; i < 2_000; i++) {
      huge.addValues(number(1e300));
    }
    refusesField(
        "metadata", () -> createWith(field(Value.newBuilder().setListValue(huge).build())));
  }

  @Test
  void takesMetadataNestedAsDeepAsAllowedAndRefusesDeeper() {
    var value = text("leaf");
    for (var level = 1; level < 24; level++) {
      value = Value.newBuilder().setStructValue(field(value)).build();
    }
    var most = field(value);

    assertThat(createWith(most).getMetadata()).isEqualTo(most);
    refusesField(
        "metadata", () -> createWith(field(Value.newBuilder().setStructValue(most).build())));
  }

  @Test
  void refusesAnIdThatIsNotAUuidAndDoesNotFindOneThatIsUnknown() {
    for (var id : List.of("", "1", "1-1-1-1-1", NOBODY + "0", "not-a-uuid", "'; --")) {
      refusesField("service_id", () -> get(id));
      refusesField("service_id", () -> delete(id));
      refusesField("service_id", () -> events(id));
      refusesField("service_id", () -> update(UpdateServiceRequest.newBuilder().setServiceId(id)));
    }
    for (var fault :
        List.of(
            refusal(() -> get(NOBODY)),
            refusal(() -> delete(NOBODY)),
            refusal(() -> events(NOBODY)),
            refusal(() -> update(UpdateServiceRequest.newBuilder().setServiceId(NOBODY))))) {
      assertThat(fault.code()).isEqualTo(Status.Code.NOT_FOUND);
      assertThat(fault.reason()).isEqualTo("SERVICE_NOT_FOUND");
      assertThat(fault.metadata()).containsEntry("service_id", NOBODY);
    }
  }

  @Test
  void changesOnlyWhatIsSet() {
    var service =
        create(
            CreateServiceRequest.newBuilder()
                .setIdea("an idea")
                .setRequesterId("ada")
                .setMetadata(metadata()));
    var request = UpdateServiceRequest.newBuilder().setServiceId(service.getId());
    clock.pass(Duration.ofMinutes(1));

    assertThat(update(request)).isEqualTo(service);
    var updated = update(request.clone().setIdea("a better idea"));
    assertThat(updated)
        .isEqualTo(
            service.toBuilder()
                .setName("a better idea")
                .setIdea("a better idea")
                .setRevision(2)
                .setUpdatedAt(now())
                .build());
    assertThat(update(request.clone().setRequesterId("bob")))
        .isEqualTo(updated.toBuilder().setRequesterId("bob").setRevision(3).build());
    var nobody = update(request.clone().setRequesterId(""));
    assertThat(nobody.hasRequesterId()).isFalse();
    assertThat(update(request.clone().setMetadata(Struct.getDefaultInstance())))
        .isEqualTo(
            nobody.toBuilder().setMetadata(Struct.getDefaultInstance()).setRevision(5).build());
    assertThat(get(service.getId()).getMetadata().getFieldsCount()).isZero();
    assertThat(events(service.getId())).hasSize(1);
    assertThat(list(ListServicesRequest.newBuilder().setQuery("BETTER"))).hasSize(1);
  }

  @Test
  void refusesAnUpdateOutOfBounds() {
    var id = registry.create("an idea").getId();
    var request = UpdateServiceRequest.newBuilder().setServiceId(id);

    refusesField("idea", () -> update(request.clone().setIdea(" ")));
    refusesField("requester_id", () -> update(request.clone().setRequesterId("r".repeat(257))));
    refusesField("metadata", () -> update(request.clone().setMetadata(field(text("\0")))));
  }

  @Test
  void theIdeaIsFixedOnceWorkHasBegun() {
    var id = registry.create("an idea").getId();
    registry.move(id, SERVICE_STATUS_GENERATING);
    var request = UpdateServiceRequest.newBuilder().setServiceId(id);

    var fault = refusal(() -> update(request.clone().setIdea("another").setRequesterId("bob")));
    assertThat(fault.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(fault.reason()).isEqualTo("IDEA_FIXED");
    assertThat(fault.metadata()).containsEntry("status", "generating");
    assertThat(get(id).hasRequesterId()).isFalse();
    // The idea that it has, and all else, may be sent.
    assertThat(update(request.clone().setIdea("an idea").setRequesterId("bob")).getRequesterId())
        .isEqualTo("bob");
  }

  @Test
  void aDeletedServiceIsGoneFromEverySide() {
    var kept = registry.create("kept");
    var id = registry.create("dropped").getId();

    delete(id);

    assertThat(refusal(() -> get(id)).reason()).isEqualTo("SERVICE_NOT_FOUND");
    assertThat(refusal(() -> delete(id)).reason()).isEqualTo("SERVICE_NOT_FOUND");
    assertThat(refusal(() -> events(id)).reason()).isEqualTo("SERVICE_NOT_FOUND");
    assertThat(refusal(() -> update(UpdateServiceRequest.newBuilder().setServiceId(id))).reason())
        .isEqualTo("SERVICE_NOT_FOUND");
    assertThat(list(ListServicesRequest.newBuilder())).containsExactly(kept);
    assertThat(statistics().getTotal()).isEqualTo(1);
  }

  @Test
  void listsEventsInEitherOrderInPages() {
    var id = registry.create("an idea").getId();
    for (var i = 0; i < 6; i++) {
      registry.moveThrough(id, SERVICE_STATUS_GENERATING, SERVICE_STATUS_FAILED);
    }
    List<ServiceEvent> walked = new ArrayList<>();
    var request = ListServiceEventsRequest.newBuilder().setServiceId(id).setPageSize(4);
    do {
      var page = registry.registry().listServiceEvents(request.build());
      assertThat(page.getEventsCount()).isBetween(1, 4);
      walked.addAll(page.getEventsList());
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());

    assertThat(walked)
        .extracting(ServiceEvent::getSequence)
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L);
    assertThat(events(id)).isEqualTo(walked);

    List<ServiceEvent> back = new ArrayList<>();
    request.setNewestFirst(true);
    do {
      var page = registry.registry().listServiceEvents(request.build());
      back.addAll(page.getEventsList());
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    assertThat(back).isEqualTo(walked.reversed());
  }

  @Test
  void refusesPageSizesOutOfBoundsAndPageTokensOfOtherListings() {
    var id = registry.create("one").getId();
    registry.create("two");
    registry.moveThrough(id, SERVICE_STATUS_GENERATING);
    var other = registry.create("three").getId();
    var services = ListServicesRequest.newBuilder().setPageSize(1);
    var token = registry.registry().listServices(services.build()).getNextPageToken();
    var eventsToken =
        registry
            .registry()
            .listServiceEvents(
                ListServiceEventsRequest.newBuilder().setServiceId(id).setPageSize(1).build())
            .getNextPageToken();
    assertThat(token).isNotEmpty();
    assertThat(eventsToken).isNotEmpty();

    for (var size : List.of(-1, 101, Integer.MIN_VALUE)) {
      refusesField("page_size", () -> list(ListServicesRequest.newBuilder().setPageSize(size)));
      refusesField(
          "page_size",
          () ->
              registry
                  .registry()
                  .listServiceEvents(
                      ListServiceEventsRequest.newBuilder()
                          .setServiceId(id)
                          .setPageSize(size)
                          .build()));
    }
    for (var bad :
        List.of(
            services.clone().setPageToken("rubbish"),
            services.clone().setPageToken(token.substring(1)),
            services.clone().setPageToken(token + "A"),
            services.clone().setPageToken("x".repeat(10_000)),
            services.clone().setPageToken(eventsToken),
            services.clone().setPageToken(token).setQuery("o"),
            services.clone().setPageToken(token).setStatus(SERVICE_STATUS_QUEUED))) {
      var fault = refusal(() -> list(bad));
      assertThat(fault.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(fault.reason()).isEqualTo("PAGE_TOKEN_NOT_READABLE");
    }
    for (var bad : List.of(token, "rubbish")) {
      assertThat(refusal(() -> eventsPage(id, bad)).reason()).isEqualTo("PAGE_TOKEN_NOT_READABLE");
    }
    assertThat(refusal(() -> eventsPage(other, eventsToken)).reason())
        .isEqualTo("PAGE_TOKEN_NOT_READABLE");
  }

  @Test
  void listsNewestFirst20AtATimeUnlessToldOtherwise() {
    List<String> ids = new ArrayList<>();
    for (var i = 0; i < 25; i++) {
      clock.pass(Duration.ofMillis(i % 3));
      ids.addFirst(registry.create("idea " + i).getId());
    }

    var first = registry.registry().listServices(ListServicesRequest.getDefaultInstance());
    assertThat(first.getServicesCount()).isEqualTo(20);
    assertThat(list(ListServicesRequest.newBuilder().setPageSize(100)))
        .extracting(Service::getId)
        .containsExactlyInAnyOrderElementsOf(ids)
        .last()
        .satisfies(id -> assertThat(ids.subList(23, 25)).contains(id));
  }

  @Test
  void aPageOfLargeServicesIsCutBeforeClientsRefuseIt() {
    var large = Struct.newBuilder();
    var numbers = ListValue.newBuilder();
    for (var i = 0; i < 20_000; i++) {
      numbers.addValues(number(i % 10));
    }
    large.putFields("n", Value.newBuilder().setListValue(numbers).build());
    for (var i = 0; i < 20; i++) {
      create(
          CreateServiceRequest.newBuilder().setIdea("x".repeat(60_000)).setMetadata(large.build()));
    }

    var request = ListServicesRequest.newBuilder().setPageSize(100);
    var seen = 0;
    do {
      var page = registry.registry().listServices(request.build());
      assertThat(page.getSerializedSize()).isLessThan(4 * 1024 * 1024);
      assertThat(page.getServicesCount()).isPositive();
      seen += page.getServicesCount();
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    assertThat(seen).isEqualTo(20);
  }

  @Test
  void filtersByStatus() {
    var queued = registry.create("queued");
    var generating = registry.move(registry.create("moved").getId(), SERVICE_STATUS_GENERATING);

    var request = ListServicesRequest.newBuilder();
    assertThat(list(request.clone().setStatus(SERVICE_STATUS_QUEUED))).containsExactly(queued);
    assertThat(list(request.clone().setStatus(SERVICE_STATUS_GENERATING)))
        .containsExactly(generating);
    assertThat(list(request.clone().setStatus(SERVICE_STATUS_DEPLOYED))).isEmpty();
    refusesField("status", () -> list(request.clone().setStatus(SERVICE_STATUS_UNSPECIFIED)));
    refusesField("status", () -> list(request.clone().setStatusValue(77)));
  }

  @Test
  void findsTextInAnyCaseAndTakesWildcardsAsTheyAre() {
    var books = registry.create("Track BOOKS at 100%_off with a back\\slash").getId();
    var umlaut = registry.create("\u00dcN\u00cfCODE for stra\u00dfe and 100 off").getId();

    assertThat(found("books")).containsExactly(books);
    assertThat(found("TRACK b")).containsExactly(books);
    assertThat(found("\u00fcn\u00efcode")).containsExactly(umlaut);
    assertThat(found("STRA\u00dfE")).containsExactly(umlaut);
    assertThat(found("%")).containsExactly(books);
    assertThat(found("0%_o")).containsExactly(books);
    assertThat(found("100_off")).isEmpty();
    assertThat(found("back\\slash")).containsExactly(books);
    assertThat(found("'")).isEmpty();
    assertThat(found("100")).containsExactlyInAnyOrder(books, umlaut);
    assertThat(found("")).hasSize(2);
    assertThat(found("q".repeat(256))).isEmpty();
    refusesField("query", () -> found("q".repeat(257)));
    refusesField("query", () -> found("\0"));
  }

  @Test
  void countsWhatIsThere() {
    var old = registry.create("old").getId();
    delete(registry.create("deleted").getId());
    clock.pass(Duration.ofHours(25));
    registry.create("queued");
    registry.moveThrough(
        old,
        SERVICE_STATUS_GENERATING,
        SERVICE_STATUS_GENERATED,
        SERVICE_STATUS_DEPLOYING,
        SERVICE_STATUS_DEPLOYED);
    registry.serveUp(old, "v1", "/run/v1.sock");
    var _ =
        registry
            .lifecycle()
            .recordToken(
                RecordTokenRequest.newBuilder()
                    .setServiceId(old)
                    .setToken(
                        RouteToken.newBuilder()
                            .setChainId(31337)
                            .setAddress("0x" + "ab".repeat(20))
                            .setAccessThreshold("1"))
                    .build());

    assertThat(statistics())
        .isEqualTo(
            GetStatisticsResponse.newBuilder()
                .setTotal(2)
                .addByStatus(count(SERVICE_STATUS_QUEUED, 1))
                .addByStatus(count(SERVICE_STATUS_GENERATING, 0))
                .addByStatus(count(SERVICE_STATUS_GENERATED, 0))
                .addByStatus(count(SERVICE_STATUS_DEPLOYING, 0))
                .addByStatus(count(SERVICE_STATUS_DEPLOYED, 1))
                .addByStatus(count(SERVICE_STATUS_FAILED, 0))
                .setTokenised(1)
                .setServing(1)
                .setCreatedLastDay(1)
                .build());
  }

  @Test
  void aRestartKeepsEverything() {
    var service =
        create(
            CreateServiceRequest.newBuilder()
                .setRequestId("r-1")
                .setIdea("an idea")
                .setMetadata(metadata()));
    registry.serveUp(service.getId(), "v1", "/run/v1.sock");
    var before = get(service.getId());
    var events = events(service.getId());
    registry.close();

    try (var restarted = registry.another()) {
      assertThat(
              restarted
                  .registry()
                  .getService(GetServiceRequest.newBuilder().setServiceId(service.getId()).build())
                  .getService())
          .isEqualTo(before);
      assertThat(
              restarted
                  .registry()
                  .listServiceEvents(
                      ListServiceEventsRequest.newBuilder().setServiceId(service.getId()).build())
                  .getEventsList())
          .isEqualTo(events);
      assertThat(
              restarted
                  .registry()
                  .createService(
                      CreateServiceRequest.newBuilder()
                          .setRequestId("r-1")
                          .setIdea("an idea")
                          .setMetadata(metadata())
                          .build())
                  .getService()
                  .getId())
          .isEqualTo(service.getId());
    }
  }

  private Service create(CreateServiceRequest.Builder request) {
    return registry.registry().createService(request.build()).getService();
  }

  private Service createWith(Struct metadata) {
    return create(CreateServiceRequest.newBuilder().setIdea("an idea").setMetadata(metadata));
  }

  private Service get(String id) {
    return registry
        .registry()
        .getService(GetServiceRequest.newBuilder().setServiceId(id).build())
        .getService();
  }

  private Service update(UpdateServiceRequest.Builder request) {
    return registry.registry().updateService(request.build()).getService();
  }

  private void delete(String id) {
    var _ =
        registry
            .registry()
            .deleteService(DeleteServiceRequest.newBuilder().setServiceId(id).build());
  }

  private List<Service> list(ListServicesRequest.Builder request) {
    return registry.registry().listServices(request.build()).getServicesList();
  }

  private List<String> found(String query) {
    return list(ListServicesRequest.newBuilder().setQuery(query)).stream()
        .map(Service::getId)
        .toList();
  }

  private List<ServiceEvent> events(String id) {
    return eventsPage(id, "");
  }

  private List<ServiceEvent> eventsPage(String id, String token) {
    return registry
        .registry()
        .listServiceEvents(
            ListServiceEventsRequest.newBuilder().setServiceId(id).setPageToken(token).build())
        .getEventsList();
  }

  private GetStatisticsResponse statistics() {
    return registry.registry().getStatistics(GetStatisticsRequest.getDefaultInstance());
  }

  private Timestamp now() {
    // As precisely as the store keeps it.
    return Timestamps.fromMicros(ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
  }

  private static StatusCount count(factory.registry.v1.ServiceStatus status, long count) {
    return StatusCount.newBuilder().setStatus(status).setCount(count).build();
  }

  private static Struct metadata() {
    return Struct.newBuilder()
        .putFields("text", text("x"))
        .putFields("number", number(-1.5e-7))
        .putFields("whole", number(42))
        .putFields("yes", Value.newBuilder().setBoolValue(true).build())
        .putFields("nothing", Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build())
        .putFields(
            "list",
            Value.newBuilder()
                .setListValue(ListValue.newBuilder().addValues(text("a")).addValues(number(1)))
                .build())
        .putFields("object", Value.newBuilder().setStructValue(field(text("b"))).build())
        .build();
  }

  private static Struct field(Value value) {
    return Struct.newBuilder().putFields("k", value).build();
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private static Value number(double number) {
    return Value.newBuilder().setNumberValue(number).build();
  }
}
