package factory.registry;

import static factory.registry.RunningRegistry.refusal;
import static factory.registry.RunningRegistry.refusesField;
import static factory.registry.RunningRegistry.transition;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_DEPLOYED;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_DEPLOYING;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_FAILED;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_GENERATED;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_GENERATING;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_QUEUED;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_UNSPECIFIED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import factory.registry.v1.DeleteServiceRequest;
import factory.registry.v1.GetServiceRequest;
import factory.registry.v1.ListServiceEventsRequest;
import factory.registry.v1.RecordServingRequest;
import factory.registry.v1.RecordTakedownRequest;
import factory.registry.v1.RecordTokenRequest;
import factory.registry.v1.RouteToken;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceAction;
import factory.registry.v1.ServiceEvent;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.ServiceTakedown;
import factory.registry.v1.Serving;
import factory.registry.v1.ServingState;
import factory.registry.v1.Upstream;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The internal service through a real stub over a real store; feeds have tests of their own. */
@Timeout(60)
class LifecycleTest {
  private static final String NOBODY = "00000000-0000-4000-8000-000000000000";
  private static final String ADDRESS = "0x" + "ab".repeat(20);

  private final ManualClock clock = new ManualClock();
  private final RunningRegistry registry = RunningRegistry.fresh(clock);

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void aTransitionMovesTheServiceAndIsAnEventWithItsReason() {
    var service = registry.create("an idea");
    clock.pass(Duration.ofSeconds(5));

    var moved =
        registry
            .lifecycle()
            .recordTransition(
                transition(service.getId(), SERVICE_STATUS_GENERATING).toBuilder()
                    .setMessage("Making a version.")
                    .build())
            .getService();

    assertThat(moved.getStatus()).isEqualTo(SERVICE_STATUS_GENERATING);
    assertThat(moved.getUpdatedAt().getSeconds())
        .isEqualTo(service.getUpdatedAt().getSeconds() + 5);
    assertThat(moved.getCreatedAt()).isEqualTo(service.getCreatedAt());
    assertThat(get(service.getId())).isEqualTo(moved);
    var event = events(service.getId()).getLast();
    assertThat(event.getSequence()).isEqualTo(2);
    assertThat(event.getStatus()).isEqualTo(SERVICE_STATUS_GENERATING);
    assertThat(event.getMessage()).isEqualTo("Making a version.");
    assertThat(event.getCreatedAt()).isEqualTo(moved.getUpdatedAt());
  }

  @Test
  void aTransitionThatTheLifecycleLacksIsRefusedAndChangesNothing() {
    var service = registry.create("an idea");

    var fault = refusal(() -> registry.move(service.getId(), SERVICE_STATUS_DEPLOYED));

    assertThat(fault.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(fault.reason()).isEqualTo("TRANSITION_NOT_ALLOWED");
    assertThat(fault.metadata())
        .containsEntry("from", "queued")
        .containsEntry("to", "deployed")
        .containsEntry("service_id", service.getId());
    assertThat(get(service.getId())).isEqualTo(service);
    assertThat(events(service.getId())).hasSize(1);
  }

  @Test
  void aTransitionFromAnotherStatusThanIsExpectedIsRefusedAndChangesNothing() {
    var id = registry.create("an idea").getId();
    var generating = registry.move(id, SERVICE_STATUS_GENERATING);
    // The lifecycle has this step, and whoever asks for it means another moment.
    var fails =
        transition(id, SERVICE_STATUS_FAILED).toBuilder()
            .addExpectedStatuses(SERVICE_STATUS_DEPLOYED);

    var fault = refusal(() -> registry.lifecycle().recordTransition(fails.build()));

    assertThat(fault.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(fault.reason()).isEqualTo("TRANSITION_NOT_ALLOWED");
    assertThat(get(id)).isEqualTo(generating);
    fails.addExpectedStatuses(SERVICE_STATUS_GENERATING);
    assertThat(registry.lifecycle().recordTransition(fails.build()).getService().getStatus())
        .isEqualTo(SERVICE_STATUS_FAILED);
  }

  @Test
  void theSameRequestMovesOnceAlsoAfterLaterTransitions() {
    var id = registry.create("an idea").getId();
    var request = transition(id, SERVICE_STATUS_GENERATING);
    var first = registry.lifecycle().recordTransition(request).getService();
    clock.pass(Duration.ofSeconds(5));

    assertThat(registry.lifecycle().recordTransition(request).getService()).isEqualTo(first);
    var failed = registry.move(id, SERVICE_STATUS_FAILED);
    // failed -> generating is a step of the lifecycle: only the request id tells it is the old one.
    assertThat(registry.lifecycle().recordTransition(request).getService()).isEqualTo(failed);
    assertThat(events(id))
        .extracting(ServiceEvent::getStatus)
        .containsExactly(SERVICE_STATUS_QUEUED, SERVICE_STATUS_GENERATING, SERVICE_STATUS_FAILED);
  }

  @Test
  void aRefusedTransitionDoesNotUseUpItsRequestId() {
    var id = registry.create("an idea").getId();
    var early = transition(id, SERVICE_STATUS_FAILED);
    refusal(() -> registry.lifecycle().recordTransition(early));
    registry.move(id, SERVICE_STATUS_GENERATING);

    assertThat(registry.lifecycle().recordTransition(early).getService().getStatus())
        .isEqualTo(SERVICE_STATUS_FAILED);
  }

  @Test
  void aRequestIdOfAnotherTransitionIsRefusedAndOneOfAnotherServiceIsNot() {
    var id = registry.create("an idea").getId();
    var request = transition(id, SERVICE_STATUS_GENERATING);
    var _ = registry.lifecycle().recordTransition(request);

    var fault =
        refusal(
            () ->
                registry
                    .lifecycle()
                    .recordTransition(
                        request.toBuilder().setStatus(SERVICE_STATUS_GENERATED).build()));
    assertThat(fault.code()).isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(fault.reason()).isEqualTo("REQUEST_ID_REUSED");
    var other = registry.create("another").getId();
    assertThat(
            registry
                .lifecycle()
                .recordTransition(request.toBuilder().setServiceId(other).build())
                .getService()
                .getStatus())
        .isEqualTo(SERVICE_STATUS_GENERATING);
  }

  @Test
  void refusesTransitionsOutOfBoundsUnknownOrOfADeletedService() {
    var id = registry.create("an idea").getId();
    var request = transition(id, SERVICE_STATUS_GENERATING).toBuilder();

    refusesField("service_id", () -> move(request.clone().setServiceId("x")));
    refusesField("request_id", () -> move(request.clone().setRequestId("")));
    refusesField("request_id", () -> move(request.clone().setRequestId("r".repeat(129))));
    refusesField("status", () -> move(request.clone().setStatus(SERVICE_STATUS_UNSPECIFIED)));
    refusesField("status", () -> move(request.clone().setStatusValue(77)));
    assertThat(refusal(() -> move(request.clone().setServiceId(NOBODY))).reason())
        .isEqualTo("SERVICE_NOT_FOUND");
    move(request);
    delete(id);
    var fault = refusal(() -> registry.move(id, SERVICE_STATUS_FAILED));
    assertThat(fault.code()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(fault.reason()).isEqualTo("SERVICE_NOT_FOUND");
    // Also a repeated one: its service is gone.
    assertThat(refusal(() -> move(request)).reason()).isEqualTo("SERVICE_NOT_FOUND");
  }

  @Test
  void aLongMessageIsCutAndOneWithControlCharactersIsMendedRatherThanRefused() {
    var id = registry.create("an idea").getId();

    move(
        transition(id, SERVICE_STATUS_GENERATING).toBuilder()
            .setMessage("a\0b\u001b[31m\n" + "\u00fc".repeat(4096)));

    var message = events(id).getLast().getMessage();
    assertThat(message).startsWith("a b [31m\n\u00fc").endsWith("\u00fc");
    assertThat(message.getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
        .isBetween(4090, 4096);
  }

  @Test
  void thePublicAddressIsSetFromTheFirstDeploymentOn() {
    var id = registry.create("an idea").getId();
    var url = RunningRegistry.PUBLIC_URL + "/gateway/" + id;

    var deploying =
        registry.moveThrough(
            id, SERVICE_STATUS_GENERATING, SERVICE_STATUS_GENERATED, SERVICE_STATUS_DEPLOYING);
    assertThat(deploying.hasApiBaseUrl()).isFalse();
    assertThat(registry.move(id, SERVICE_STATUS_DEPLOYED).getApiBaseUrl()).isEqualTo(url);
    assertThat(
            registry
                .moveThrough(id, SERVICE_STATUS_GENERATING, SERVICE_STATUS_FAILED)
                .getApiBaseUrl())
        .isEqualTo(url);
    assertThat(get(id).getApiBaseUrl()).isEqualTo(url);
  }

  @Test
  void ofManyRacingTransitionsOneWinsAndTheHistoryStaysWhole() throws Exception {
    var id = registry.create("an idea").getId();
    for (var round = 0; round < 10; round++) {
      registry.move(id, SERVICE_STATUS_GENERATING);
      List<Callable<Boolean>> racers = new ArrayList<>();
      for (var racer = 0; racer < 8; racer++) {
        var to = racer % 2 == 0 ? SERVICE_STATUS_GENERATED : SERVICE_STATUS_FAILED;
        racers.add(() -> wins(id, to));
      }
      var won = 0;
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var racer : threads.invokeAll(racers)) {
          won += racer.get() ? 1 : 0;
        }
      }
      assertThat(won).isEqualTo(1);
    }

    var history = allEvents(id);
    assertThat(history).hasSize(21);
    for (var i = 0; i < history.size(); i++) {
      assertThat(history.get(i).getSequence()).isEqualTo(i + 1);
      if (i > 0) {
        assertThat(history.get(i).getStatus() == SERVICE_STATUS_GENERATING).isEqualTo(i % 2 == 1);
      }
    }
  }

  @Test
  void recordsWhatServesAndAnEventOnlyForAMessage() {
    var id = registry.create("an idea").getId();
    clock.pass(Duration.ofSeconds(5));

    var up = registry.serveUp(id, "v1", "/run/v1.sock");

    assertThat(up.getServing())
        .isEqualTo(
            Serving.newBuilder().setState(ServingState.SERVING_STATE_UP).setVersion("v1").build());
    assertThat(get(id)).isEqualTo(up);
    assertThat(up.getUpdatedAt().getSeconds()).isEqualTo(up.getCreatedAt().getSeconds() + 5);
    assertThat(events(id)).hasSize(1);

    var down =
        serve(
            request(id, ServingState.SERVING_STATE_DOWN, "v1")
                .setMessage("The process died with exit code 3."));
    assertThat(down.getServing().getState()).isEqualTo(ServingState.SERVING_STATE_DOWN);
    assertThat(events(id).getLast())
        .matches(e -> e.getStatus() == SERVICE_STATUS_QUEUED)
        .matches(e -> e.getMessage().equals("The process died with exit code 3."))
        .matches(e -> e.getSequence() == 2);
    assertThat(
            serve(request(id, ServingState.SERVING_STATE_ASLEEP, "v2")).getServing().getVersion())
        .isEqualTo("v2");
    assertThat(serve(request(id, ServingState.SERVING_STATE_NONE, "")).getServing().getState())
        .isEqualTo(ServingState.SERVING_STATE_NONE);
  }

  @Test
  void recordingTheSameServingAgainChangesNothing() {
    var id = registry.create("an idea").getId();
    var up = registry.serveUp(id, "v1", "/run/v1.sock");
    clock.pass(Duration.ofSeconds(5));

    assertThat(registry.serveUp(id, "v1", "/run/v1.sock")).isEqualTo(up);
    // Another address in the mesh is not a change of the public record.
    assertThat(registry.serveUp(id, "v1", "/run/other.sock")).isEqualTo(up);
    assertThat(registry.serveUp(id, "v2", "/run/other.sock").getUpdatedAt())
        .isNotEqualTo(up.getUpdatedAt());
  }

  @Test
  void refusesServingThatSaysTooLittleOrTooMuch() {
    var id = registry.create("an idea").getId();
    var up = request(id, ServingState.SERVING_STATE_UP, "v1");

    refusesField("upstream", () -> serve(up.clone()));
    refusesField(
        "upstream.unix_path", () -> serve(up.clone().setUpstream(unixPath("relative.sock"))));
    refusesField(
        "upstream.unix_path", () -> serve(up.clone().setUpstream(unixPath("/" + "x".repeat(100)))));
    refusesField("upstream.unix_path", () -> serve(up.clone().setUpstream(unixPath("/a\0b"))));
    for (var bad :
        List.of("", "host", "host:0", "host:99999", ":80", "unix:/run/x.sock", "a b:1")) {
      refusesField("upstream.host_port", () -> serve(up.clone().setUpstream(hostPort(bad))));
    }
    for (var bad : List.of("", "v 1", "v".repeat(129), "v/1")) {
      refusesField(
          "serving.version",
          () -> serve(request(id, ServingState.SERVING_STATE_UP, bad).setUpstream(unixPath("/x"))));
      refusesField(
          "serving.version", () -> serve(request(id, ServingState.SERVING_STATE_DOWN, bad)));
    }
    refusesField(
        "serving.version", () -> serve(request(id, ServingState.SERVING_STATE_NONE, "v1")));
    refusesField(
        "serving.state", () -> serve(request(id, ServingState.SERVING_STATE_UNSPECIFIED, "v1")));
    refusesField("service_id", () -> serve(request("x", ServingState.SERVING_STATE_DOWN, "v1")));
    assertThat(
            refusal(() -> serve(request(NOBODY, ServingState.SERVING_STATE_DOWN, "v1"))).reason())
        .isEqualTo("SERVICE_NOT_FOUND");
    delete(id);
    assertThat(refusal(() -> serve(request(id, ServingState.SERVING_STATE_DOWN, "v1"))).reason())
        .isEqualTo("SERVICE_NOT_FOUND");
  }

  @Test
  void setsTheTokenOnceAndTheSameAgainChangesNothing() {
    var service = registry.create("an idea");
    var id = service.getId();
    clock.pass(Duration.ofSeconds(5));

    var tokenised = tokenise(id, token(31337, ADDRESS, "1"));

    assertThat(tokenised)
        .isEqualTo(
            service.toBuilder()
                .setChainId(31337)
                .setTokenAddress(ADDRESS)
                .setUpdatedAt(tokenised.getUpdatedAt())
                .build());
    assertThat(tokenised.getUpdatedAt()).isNotEqualTo(service.getUpdatedAt());
    clock.pass(Duration.ofSeconds(5));
    assertThat(tokenise(id, token(31337, "0x" + "AB".repeat(20), "1"))).isEqualTo(tokenised);
    assertThat(events(id)).hasSize(1);
    for (var other :
        List.of(
            token(1, ADDRESS, "1"),
            token(31337, "0x" + "cd".repeat(20), "1"),
            token(31337, ADDRESS, "2"))) {
      var fault = refusal(() -> tokenise(id, other));
      assertThat(fault.code()).isEqualTo(Status.Code.ALREADY_EXISTS);
      assertThat(fault.reason()).isEqualTo("TOKEN_ALREADY_SET");
      assertThat(fault.metadata())
          .containsEntry("chain_id", "31337")
          .containsEntry("token_address", ADDRESS)
          .containsEntry("access_threshold", "1");
    }
  }

  @Test
  void aTokenBelongsToOneServiceAlsoAfterItsDeletion() {
    var first = registry.create("first").getId();
    var second = registry.create("second").getId();
    tokenise(first, token(31337, ADDRESS, "1"));
    delete(first);

    var fault = refusal(() -> tokenise(second, token(31337, ADDRESS, "1")));
    assertThat(fault.code()).isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(fault.reason()).isEqualTo("TOKEN_TAKEN");
    // On another chain the same address is another token.
    assertThat(tokenise(second, token(1, ADDRESS, "1")).getChainId()).isEqualTo(1);
    assertThat(refusal(() -> tokenise(first, token(31337, ADDRESS, "1"))).reason())
        .isEqualTo("SERVICE_NOT_FOUND");
  }

  @Test
  void takesTheLargestThresholdAndRefusesTokensOutOfBounds() {
    var id = registry.create("an idea").getId();
    var most = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);

    for (var bad :
        List.of("", "0", "01", "-1", "1.5", "1e3", "0x1", most.add(BigInteger.ONE).toString())) {
      refusesField("token.access_threshold", () -> tokenise(id, token(1, ADDRESS, bad)));
    }
    for (var bad : List.of("", "0x", ADDRESS + "0", ADDRESS.substring(2), "0x" + "0".repeat(40))) {
      refusesField("token.address", () -> tokenise(id, token(1, bad, "1")));
    }
    refusesField("token.chain_id", () -> tokenise(id, token(0, ADDRESS, "1")));
    refusesField("token.chain_id", () -> tokenise(id, token(-1, ADDRESS, "1")));
    refusesField("service_id", () -> tokenise("x", token(1, ADDRESS, "1")));
    assertThat(refusal(() -> tokenise(NOBODY, token(1, ADDRESS, "1"))).reason())
        .isEqualTo("SERVICE_NOT_FOUND");
    assertThat(tokenise(id, token(Long.MAX_VALUE, ADDRESS, most.toString())).getChainId())
        .isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatOperatorsTakeDownSaysSoAndIsNotDeployedUntilItIsPutBack() {
    var id = registry.create("an idea").getId();
    registry.move(id, ServiceStatus.SERVICE_STATUS_GENERATING);
    registry.move(id, ServiceStatus.SERVICE_STATUS_GENERATED);
    var taken = takeDown(id, 7, "deceives people");

    assertThat(taken.getTakedown().getReason()).isEqualTo("deceives people");
    assertThat(taken.getTakedown().getAt().getSeconds()).isEqualTo(1_700_000_000L);
    assertThat(get(id)).isEqualTo(taken);
    assertThat(taken.getAllowedActionsList())
        .doesNotContain(ServiceAction.SERVICE_ACTION_DEPLOY)
        .contains(ServiceAction.SERVICE_ACTION_GENERATE, ServiceAction.SERVICE_ACTION_TOKENISE);
    assertThat(allEvents(id).getLast().getMessage())
        .isEqualTo("The operators took it down: deceives people");
    var fault = refusal(() -> registry.move(id, ServiceStatus.SERVICE_STATUS_DEPLOYING));
    assertThat(fault.reason()).isEqualTo("SERVICE_TAKEN_DOWN");
    assertThat(fault.metadata()).containsEntry("takedown_reason", "deceives people");

    // What comes again, or late, changes nothing.
    assertThat(takeDown(id, 7, "deceives people")).isEqualTo(taken);
    assertThat(putBack(id, 6)).isEqualTo(taken);
    var back = putBack(id, 9);
    assertThat(back.hasTakedown()).isFalse();
    assertThat(back.getAllowedActionsList()).contains(ServiceAction.SERVICE_ACTION_DEPLOY);
    assertThat(takeDown(id, 8, "late")).isEqualTo(back);
    assertThat(allEvents(id).getLast().getMessage()).isEqualTo("The operators put it back.");
    assertThat(registry.move(id, ServiceStatus.SERVICE_STATUS_DEPLOYING).getStatus())
        .isEqualTo(ServiceStatus.SERVICE_STATUS_DEPLOYING);
    refusesField("takedown.reason", () -> takeDown(id, 10, " "));
    assertThat(refusal(() -> takeDown(NOBODY, 1, "x")).reason()).isEqualTo("SERVICE_NOT_FOUND");
  }

  private Service takeDown(String id, long number, String reason) {
    return registry
        .lifecycle()
        .recordTakedown(
            RecordTakedownRequest.newBuilder()
                .setServiceId(id)
                .setNumber(number)
                .setTakedown(
                    ServiceTakedown.newBuilder()
                        .setReason(reason)
                        .setAt(Timestamp.newBuilder().setSeconds(1_700_000_000L)))
                .build())
        .getService();
  }

  private Service putBack(String id, long number) {
    return registry
        .lifecycle()
        .recordTakedown(
            RecordTakedownRequest.newBuilder().setServiceId(id).setNumber(number).build())
        .getService();
  }

  private boolean wins(String id, ServiceStatus to) {
    try {
      registry.move(id, to);
      return true;
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
      return false;
    }
  }

  private Service move(factory.registry.v1.RecordTransitionRequest.Builder request) {
    return registry.lifecycle().recordTransition(request.build()).getService();
  }

  private Service serve(RecordServingRequest.Builder request) {
    return registry.lifecycle().recordServing(request.build()).getService();
  }

  private Service tokenise(String id, RouteToken token) {
    return registry
        .lifecycle()
        .recordToken(RecordTokenRequest.newBuilder().setServiceId(id).setToken(token).build())
        .getService();
  }

  private Service get(String id) {
    return registry
        .registry()
        .getService(GetServiceRequest.newBuilder().setServiceId(id).build())
        .getService();
  }

  private void delete(String id) {
    var _ =
        registry
            .registry()
            .deleteService(DeleteServiceRequest.newBuilder().setServiceId(id).build());
  }

  private List<ServiceEvent> events(String id) {
    return registry
        .registry()
        .listServiceEvents(ListServiceEventsRequest.newBuilder().setServiceId(id).build())
        .getEventsList();
  }

  private List<ServiceEvent> allEvents(String id) {
    return registry
        .registry()
        .listServiceEvents(
            ListServiceEventsRequest.newBuilder().setServiceId(id).setPageSize(100).build())
        .getEventsList();
  }

  private static RecordServingRequest.Builder request(
      String id, ServingState state, String version) {
    return RecordServingRequest.newBuilder()
        .setServiceId(id)
        .setServing(Serving.newBuilder().setState(state).setVersion(version));
  }

  private static Upstream unixPath(String path) {
    return Upstream.newBuilder().setUnixPath(path).build();
  }

  private static Upstream hostPort(String address) {
    return Upstream.newBuilder().setHostPort(address).build();
  }

  private static RouteToken token(long chainId, String address, String threshold) {
    return RouteToken.newBuilder()
        .setChainId(chainId)
        .setAddress(address)
        .setAccessThreshold(threshold)
        .build();
  }
}
