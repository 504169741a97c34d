package factory.registry;

import static factory.registry.RunningRegistry.refusal;
import static factory.registry.RunningRegistry.refusesField;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_FAILED;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_GENERATED;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_GENERATING;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_QUEUED;
import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Faults;
import factory.registry.v1.DeleteServiceRequest;
import factory.registry.v1.LifecycleGrpc;
import factory.registry.v1.RecordTokenRequest;
import factory.registry.v1.RegistryGrpc;
import factory.registry.v1.Route;
import factory.registry.v1.RouteChange;
import factory.registry.v1.RouteToken;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceChange;
import factory.registry.v1.ServiceEvent;
import factory.registry.v1.Serving;
import factory.registry.v1.ServingState;
import factory.registry.v1.UpdateServiceRequest;
import factory.registry.v1.Upstream;
import factory.registry.v1.WatchRoutesRequest;
import factory.registry.v1.WatchRoutesResponse;
import factory.registry.v1.WatchServiceEventsRequest;
import factory.registry.v1.WatchServiceEventsResponse;
import factory.registry.v1.WatchServicesRequest;
import factory.registry.v1.WatchServicesResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The feeds as their watchers see them. */
@Timeout(60)
class FeedsTest {
  private static final String NOBODY = "00000000-0000-4000-8000-000000000000";

  private final RunningRegistry registry = RunningRegistry.fresh();

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void tellsEverythingThenEachChangeThenThatNothingIsNew() throws Exception {
    var first = registry.create("first");
    var second = registry.create("second");
    try (var watcher = watchServices(registry, "")) {
      var all = watcher.next();
      assertThat(all.getChangesList()).containsExactly(upserted(first), upserted(second));
      assertThat(all.getCaughtUp()).isTrue();

      var moved = registry.move(first.getId(), SERVICE_STATUS_GENERATING);
      assertThat(changed(watcher).getChangesList()).containsExactly(upserted(moved));
      delete(second.getId());
      var last = changed(watcher);
      assertThat(last.getChangesList())
          .containsExactly(ServiceChange.newBuilder().setDeletedServiceId(second.getId()).build());

      var heartbeat = watcher.next();
      assertThat(heartbeat.getChangesList()).isEmpty();
      assertThat(heartbeat.getCursor()).isEqualTo(last.getCursor());
      assertThat(heartbeat.getCaughtUp()).isTrue();
    }
  }

  @Test
  void anEmptyStoreIsToldAtOnce() throws Exception {
    try (var watcher = watchServices(registry, "")) {
      var nothing = watcher.next();
      assertThat(nothing.getChangesList()).isEmpty();
      assertThat(nothing.getCaughtUp()).isTrue();
      assertThat(nothing.getCursor()).isNotEmpty();
    }
  }

  @Test
  void everyPublicChangeOfAServiceIsToldAndNoOther() throws Exception {
    var service = registry.create("an idea");
    try (var watcher = watchServices(registry, "")) {
      watcher.next();
      var up = registry.serveUp(service.getId(), "v1", "/run/one.sock");
      assertThat(changed(watcher).getChangesList()).containsExactly(upserted(up));
      registry.serveUp(service.getId(), "v1", "/run/two.sock");
      registry.serveUp(service.getId(), "v1", "/run/two.sock");
      var tokenised = tokenise(service.getId());
      assertThat(changed(watcher).getChangesList()).containsExactly(upserted(tokenised));
      tokenise(service.getId());
      var edited =
          registry
              .registry()
              .updateService(
                  UpdateServiceRequest.newBuilder()
                      .setServiceId(service.getId())
                      .setRequesterId("ada")
                      .build())
              .getService();
      assertThat(changed(watcher).getChangesList()).containsExactly(upserted(edited));
    }
  }

  @Test
  void resumesAtACursorAcrossARestart() throws Exception {
    var kept = registry.create("kept");
    var dropped = registry.create("dropped");
    var moved = registry.create("moved");
    var replica = new Replica();
    replica.catchUp(registry);
    registry.close();

    try (var restarted = registry.another()) {
      var now = restarted.move(moved.getId(), SERVICE_STATUS_GENERATING);
      var _ =
          restarted
              .registry()
              .deleteService(
                  DeleteServiceRequest.newBuilder().setServiceId(dropped.getId()).build());
      var added = restarted.create("added");
      try (var watcher = watchServices(restarted, replica.cursor())) {
        var since = watcher.next();
        assertThat(since.getChangesList())
            .containsExactly(
                upserted(now),
                ServiceChange.newBuilder().setDeletedServiceId(dropped.getId()).build(),
                upserted(added));
        assertThat(since.getCaughtUp()).isTrue();
        replica.apply(since);
      }
      assertThat(replica.services().values()).containsExactlyInAnyOrder(kept, now, added);
      // Once more, with nothing new, from the end.
      try (var watcher = watchServices(restarted, replica.cursor())) {
        assertThat(watcher.next().getChangesList()).isEmpty();
      }
    }
  }

  @Test
  void aWatcherThatStartsWithNothingDoesNotHearOfServicesDeletedBefore() throws Exception {
    delete(registry.create("dropped").getId());
    var kept = registry.create("kept");

    try (var watcher = watchServices(registry, "")) {
      assertThat(watcher.next().getChangesList()).containsExactly(upserted(kept));
      delete(kept.getId());
      assertThat(changed(watcher).getChangesList())
          .containsExactly(ServiceChange.newBuilder().setDeletedServiceId(kept.getId()).build());
    }
  }

  @Test
  void refusesCursorsThatAreNotOfThisFeedOfThisStore() throws Exception {
    registry.create("an idea");
    String services;
    try (var watcher = watchServices(registry, "")) {
      services = watcher.next().getCursor();
    }
    String routes;
    try (var watcher = watchRoutes(registry, "")) {
      routes = watcher.next().getCursor();
    }

    for (var bad :
        List.of(
            "rubbish", services.substring(1), services + "A", routes, "x".repeat(10_000), "%")) {
      try (var watcher = watchServices(registry, bad)) {
        assertCursorRefused(watcher.end());
      }
    }
    try (var watcher = watchRoutes(registry, services)) {
      assertCursorRefused(watcher.end());
    }
    try (var elsewhere = RunningRegistry.fresh()) {
      elsewhere.create("an idea");
      try (var watcher = watchServices(elsewhere, services)) {
        assertCursorRefused(watcher.end());
      }
    }
    // A store that lost its newest changes, such as one restored from an old copy.
    sql("UPDATE registry.feed SET head = 0");
    try (var watcher = watchServices(registry, services)) {
      assertCursorRefused(watcher.end());
    }
  }

  @Test
  void commitsOfAnotherNodeOverTheSameStoreAreSeenToo() throws Exception {
    try (var other = registry.another();
        var watcher = watchServices(registry, "")) {
      watcher.next();
      var service = other.create("an idea");

      assertThat(changed(watcher).getChangesList()).containsExactly(upserted(service));
    }
  }

  @Test
  void aWatcherIsNotToldThatItIsCompleteWhileTheStoreCannotBeSeen() throws Exception {
    try (var watcher = watchServices(registry, "")) {
      assertThat(watcher.next().getCaughtUp()).isTrue();
      sql("ALTER TABLE registry.feed RENAME TO feed_away");
      assertThat(watcher.next(message -> !message.getCaughtUp()).getChangesList()).isEmpty();
      sql("ALTER TABLE registry.feed_away RENAME TO feed");
      watcher.next(WatchServicesResponse::getCaughtUp);

      var service = registry.create("an idea");
      assertThat(changed(watcher).getChangesList()).containsExactly(upserted(service));
    }
  }

  @Test
  void routesTellWhatTheGateNeedsAndNothingElse() throws Exception {
    var id = registry.create("an idea").getId();
    var route =
        Route.newBuilder()
            .setServiceId(id)
            .setServing(Serving.newBuilder().setState(ServingState.SERVING_STATE_NONE))
            .build();
    try (var watcher = watchRoutes(registry, "")) {
      var all = watcher.next();
      assertThat(all.getChangesList()).containsExactly(upserted(route));
      assertThat(all.getCaughtUp()).isTrue();

      registry.moveThrough(id, SERVICE_STATUS_GENERATING, SERVICE_STATUS_GENERATED);
      registry.serveUp(id, "v1", "/run/one.sock");
      route =
          route.toBuilder()
              .setServing(
                  Serving.newBuilder().setState(ServingState.SERVING_STATE_UP).setVersion("v1"))
              .setUpstream(Upstream.newBuilder().setUnixPath("/run/one.sock"))
              .build();
      assertThat(routesChanged(watcher).getChangesList()).containsExactly(upserted(route));

      registry.serveUp(id, "v1", "/run/two.sock");
      route =
          route.toBuilder().setUpstream(Upstream.newBuilder().setUnixPath("/run/two.sock")).build();
      assertThat(routesChanged(watcher).getChangesList()).containsExactly(upserted(route));

      tokenise(id);
      route =
          route.toBuilder()
              .setToken(
                  RouteToken.newBuilder()
                      .setChainId(31337)
                      .setAddress("0x" + "ab".repeat(20))
                      .setAccessThreshold("1"))
              .build();
      var last = routesChanged(watcher);
      assertThat(last.getChangesList()).containsExactly(upserted(route));

      registry
          .registry()
          .updateService(
              UpdateServiceRequest.newBuilder().setServiceId(id).setRequesterId("me").build());
      route = route.toBuilder().setRequesterId("me").build();
      assertThat(routesChanged(watcher).getChangesList()).containsExactly(upserted(route));

      delete(id);
      var gone = RouteChange.newBuilder().setDeletedServiceId(id).build();
      assertThat(routesChanged(watcher).getChangesList()).containsExactly(gone);
      try (var resumed = watchRoutes(registry, last.getCursor())) {
        assertThat(resumed.next().getChangesList()).containsExactly(gone);
      }
      try (var anew = watchRoutes(registry, "")) {
        assertThat(anew.next().getChangesList()).isEmpty();
      }
    }
  }

  @Test
  void aRouteThatChangedBeforeOtherThingsOfItsServiceDidIsNotMissed() throws Exception {
    var id = registry.create("an idea").getId();
    String cursor;
    try (var watcher = watchRoutes(registry, "")) {
      cursor = watcher.next().getCursor();
    }
    registry.serveUp(id, "v1", "/run/one.sock");
    registry.move(id, SERVICE_STATUS_GENERATING);
    registry.close();

    try (var restarted = registry.another();
        var watcher = watchRoutes(restarted, cursor)) {
      assertThat(watcher.next().getChangesList())
          .singleElement()
          .matches(c -> c.getUpserted().getServing().getVersion().equals("v1"));
    }
  }

  @Test
  void eventsAreToldFromTheAskedOneOnAndEndWithTheService() throws Exception {
    var id = registry.create("an idea").getId();
    registry.move(id, SERVICE_STATUS_GENERATING);
    try (var all = watchEvents(id, 0);
        var later = watchEvents(id, 1)) {
      assertThat(all.next().getEventsList())
          .extracting(ServiceEvent::getStatus)
          .containsExactly(SERVICE_STATUS_QUEUED, SERVICE_STATUS_GENERATING);
      assertThat(later.next().getEventsList())
          .extracting(ServiceEvent::getSequence)
          .containsExactly(2L);

      registry.move(id, SERVICE_STATUS_FAILED);
      for (var watcher : List.of(all, later)) {
        assertThat(watcher.next(m -> m.getEventsCount() > 0).getEventsList())
            .extracting(ServiceEvent::getSequence)
            .containsExactly(3L);
      }

      delete(id);
      for (var watcher : List.of(all, later)) {
        assertThat(Status.fromThrowable(watcher.end()).getCode()).isEqualTo(Status.Code.OK);
      }
    }
  }

  @Test
  void moreEventsThanFitIntoOneMessageAllCome() throws Exception {
    var id = registry.create("an idea").getId();
    for (var i = 0; i < 125; i++) {
      registry.moveThrough(id, SERVICE_STATUS_GENERATING, SERVICE_STATUS_FAILED);
    }
    List<Long> sequences = new ArrayList<>();
    try (var watcher = watchEvents(id, 0)) {
      watcher.next(
          message -> {
            message.getEventsList().forEach(event -> sequences.add(event.getSequence()));
            return sequences.size() >= 251;
          });
    }
    assertThat(sequences).hasSize(251).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aWatcherOfEventsHearsHeartbeatsWhileOnlyOthersChange() throws Exception {
    var id = registry.create("an idea").getId();
    try (var watcher = watchEvents(id, 1)) {
      for (var i = 0; i < 20; i++) {
        registry.create("another " + i);
      }
      assertThat(watcher.next().getEventsList()).isEmpty();
    }
  }

  @Test
  void refusesToWatchEventsOfAServiceThatIsNotThere() throws Exception {
    var gone = registry.create("an idea").getId();
    delete(gone);

    for (var id : List.of(NOBODY, gone)) {
      try (var watcher = watchEvents(id, 0)) {
        var fault = Faults.fromGrpc((StatusRuntimeException) watcher.end());
        assertThat(fault.code()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(fault.reason()).isEqualTo("SERVICE_NOT_FOUND");
      }
    }
    refusesField("service_id", () -> endOf(watchEvents("x", 0)));
    refusesField("after_sequence", () -> endOf(watchEvents(gone, -1)));
    assertThat(refusal(() -> endOf(watchEvents(NOBODY, 5))).reason())
        .isEqualTo("SERVICE_NOT_FOUND");
  }

  @Test
  void largeServicesComeInMessagesThatClientsTake() throws Exception {
    for (var i = 0; i < 30; i++) {
      registry.create(i + "x".repeat(60_000));
    }
    var replica = new Replica();
    replica.follow(
        registry,
        message -> {
          assertThat(message.getSerializedSize()).isLessThan(2 * 1024 * 1024);
          return message.getCaughtUp();
        });
    assertThat(replica.services()).hasSize(30);
  }

  @Test
  void closingTheNodeEndsItsWatchesAndDoesNotWaitForThem() throws Exception {
    registry.create("an idea");
    try (var watcher = watchServices(registry, "")) {
      watcher.next();
      // Waiting for a watch would be waiting for ever.
      registry.stopNode();
      assertThat(Status.fromThrowable(watcher.end()).getCode()).isNotEqualTo(Status.Code.OK);
    }
  }

  private static void endOf(Watcher<?> watcher) throws Throwable {
    try (watcher) {
      throw watcher.end();
    }
  }

  private static void assertCursorRefused(Throwable error) {
    var fault = Faults.fromGrpc((StatusRuntimeException) error);
    assertThat(fault.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(fault.reason()).isEqualTo("CURSOR_NOT_READABLE");
  }

  private static Watcher<WatchServicesResponse> watchServices(
      RunningRegistry registry, String cursor) {
    return new Watcher<>(
        registry,
        (channel, observer) ->
            RegistryGrpc.newStub(channel)
                .watchServices(
                    WatchServicesRequest.newBuilder().setCursor(cursor).build(), observer));
  }

  private static Watcher<WatchRoutesResponse> watchRoutes(RunningRegistry registry, String cursor) {
    return new Watcher<>(
        registry,
        (channel, observer) ->
            LifecycleGrpc.newStub(channel)
                .watchRoutes(WatchRoutesRequest.newBuilder().setCursor(cursor).build(), observer));
  }

  private Watcher<WatchServiceEventsResponse> watchEvents(String id, long after) {
    return new Watcher<>(
        registry,
        (channel, observer) ->
            RegistryGrpc.newStub(channel)
                .watchServiceEvents(
                    WatchServiceEventsRequest.newBuilder()
                        .setServiceId(id)
                        .setAfterSequence(after)
                        .build(),
                    observer));
  }

  private static WatchServicesResponse changed(Watcher<WatchServicesResponse> watcher)
      throws InterruptedException {
    return watcher.next(message -> message.getChangesCount() > 0);
  }

  private static WatchRoutesResponse routesChanged(Watcher<WatchRoutesResponse> watcher)
      throws InterruptedException {
    return watcher.next(message -> message.getChangesCount() > 0);
  }

  private static ServiceChange upserted(Service service) {
    return ServiceChange.newBuilder().setUpserted(service).build();
  }

  private static RouteChange upserted(Route route) {
    return RouteChange.newBuilder().setUpserted(route).build();
  }

  private Service tokenise(String id) {
    return registry
        .lifecycle()
        .recordToken(
            RecordTokenRequest.newBuilder()
                .setServiceId(id)
                .setToken(
                    RouteToken.newBuilder()
                        .setChainId(31337)
                        .setAddress("0x" + "ab".repeat(20))
                        .setAccessThreshold("1"))
                .build())
        .getService();
  }

  private void delete(String id) {
    var _ =
        registry
            .registry()
            .deleteService(DeleteServiceRequest.newBuilder().setServiceId(id).build());
  }

  private void sql(String statement) throws SQLException {
    var place = registry.place();
    try (var connection = DriverManager.getConnection(place.url(), place.user(), place.password());
        var sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }
}
