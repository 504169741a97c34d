package factory.pipeline;

import factory.mesh.Address;
import factory.mesh.Fault;
import factory.mesh.Feed;
import factory.mesh.MeshServer;
import factory.mesh.Refused;
import factory.mesh.Signal;
import factory.registry.v1.GetServiceRequest;
import factory.registry.v1.GetServiceResponse;
import factory.registry.v1.LifecycleGrpc;
import factory.registry.v1.RecordIdeaRequest;
import factory.registry.v1.RecordIdeaResponse;
import factory.registry.v1.RecordPlanRequest;
import factory.registry.v1.RecordPlanResponse;
import factory.registry.v1.RecordServingRequest;
import factory.registry.v1.RecordServingResponse;
import factory.registry.v1.RecordTokenRequest;
import factory.registry.v1.RecordTokenResponse;
import factory.registry.v1.RecordTransitionRequest;
import factory.registry.v1.RecordTransitionResponse;
import factory.registry.v1.RegistryGrpc;
import factory.registry.v1.RouteToken;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceChange;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.ServiceTakedown;
import factory.registry.v1.Serving;
import factory.registry.v1.ServingState;
import factory.registry.v1.Upstream;
import factory.registry.v1.WatchServicesRequest;
import factory.registry.v1.WatchServicesResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The registry in memory: it enforces the lifecycle, tells request ids apart and remembers each
 * effect that it had. It can go away and come back with all it knew.
 */
final class FakeRegistry implements AutoCloseable {
  private final Map<String, Service> services = new HashMap<>();
  private final Map<String, Address> upstreams = new HashMap<>();
  private final Map<String, ServiceStatus> requests = new HashMap<>();
  private final Map<String, RouteToken> tokens = new HashMap<>();
  private final List<ServiceChange> changes = new ArrayList<>();
  private final List<String> effects = new ArrayList<>();
  private final Signal news = new Signal();
  private MeshServer server;

  FakeRegistry() {
    server = serve(new Address.Tcp("127.0.0.1", 0));
  }

  private MeshServer serve(Address address) {
    return MeshServer.at(address).service(new Records()).service(new Moves()).start();
  }

  Address address() {
    return server.address();
  }

  void goAway() {
    server.close();
  }

  void comeBack() {
    server = serve(server.address());
  }

  @Override
  public void close() {
    server.close();
  }

  /** Told of each idea that was asked for, after it was recorded and before that is answered. */
  volatile Consumer<UUID> whenRecorded = _ -> {};

  private final Map<String, RecordIdeaRequest> ideas = new HashMap<>();
  private final Map<String, UUID> byRequest = new HashMap<>();

  synchronized int size() {
    return services.size();
  }

  /** Whose the services are that are created from now on. */
  volatile String requester = "0x" + "0a".repeat(20);

  synchronized UUID create(String idea) {
    var id = UUID.randomUUID();
    services.put(
        id.toString(),
        Service.newBuilder()
            .setRequesterId(requester)
            .setId(id.toString())
            .setIdea(idea)
            .setStatus(ServiceStatus.SERVICE_STATUS_QUEUED)
            .setServing(Serving.newBuilder().setState(ServingState.SERVING_STATE_NONE))
            .build());
    changed(id.toString());
    return id;
  }

  synchronized void delete(UUID id) {
    services.remove(id.toString());
    upstreams.remove(id.toString());
    changes.add(ServiceChange.newBuilder().setDeletedServiceId(id.toString()).build());
    news.raise();
  }

  /** Whatever its owner changes of a service: the next version is another one. */
  synchronized void rewrite(UUID id, String idea) {
    services.compute(id.toString(), (_, s) -> s.toBuilder().setIdea(idea).clearPlan().build());
    changed(id.toString());
  }

  /** The operators took it down, or put it back. */
  synchronized void takeDown(UUID id, Optional<String> reason) {
    services.compute(
        id.toString(),
        (_, s) -> {
          var changed = s.toBuilder().clearTakedown();
          reason.ifPresent(why -> changed.setTakedown(ServiceTakedown.newBuilder().setReason(why)));
          return changed.build();
        });
    changed(id.toString());
  }

  synchronized void force(UUID id, ServiceStatus status) {
    services.compute(id.toString(), (_, s) -> s.toBuilder().setStatus(status).build());
  }

  synchronized Service service(UUID id) {
    return present(id.toString());
  }

  synchronized Optional<Address> upstream(String id) {
    return Optional.ofNullable(upstreams.get(id));
  }

  synchronized boolean knows(String id) {
    return services.containsKey(id);
  }

  /** What happened to a service, in order: one line for each effect, none for a repeated call. */
  synchronized List<String> effects(UUID id) {
    return effects.stream()
        .filter(e -> e.startsWith(id.toString()))
        .map(e -> e.substring(37))
        .toList();
  }

  private Service present(String id) {
    var service = services.get(id);
    if (service == null) {
      throw new Refused(
          new Fault.Plain(Status.Code.NOT_FOUND, "SERVICE_NOT_FOUND", "There is no such service."));
    }
    return service;
  }

  private void changed(String id) {
    changes.add(ServiceChange.newBuilder().setUpserted(services.get(id)).build());
    news.raise();
  }

  private static boolean allowed(ServiceStatus from, ServiceStatus to) {
    return switch (from) {
      case SERVICE_STATUS_QUEUED -> to == ServiceStatus.SERVICE_STATUS_GENERATING;
      case SERVICE_STATUS_GENERATING ->
          to == ServiceStatus.SERVICE_STATUS_GENERATED || to == ServiceStatus.SERVICE_STATUS_FAILED;
      case SERVICE_STATUS_GENERATED ->
          to == ServiceStatus.SERVICE_STATUS_DEPLOYING
              || to == ServiceStatus.SERVICE_STATUS_GENERATING;
      case SERVICE_STATUS_DEPLOYING ->
          to == ServiceStatus.SERVICE_STATUS_DEPLOYED || to == ServiceStatus.SERVICE_STATUS_FAILED;
      case SERVICE_STATUS_DEPLOYED ->
          to == ServiceStatus.SERVICE_STATUS_DEPLOYING
              || to == ServiceStatus.SERVICE_STATUS_GENERATING
              || to == ServiceStatus.SERVICE_STATUS_FAILED;
      case SERVICE_STATUS_FAILED ->
          to == ServiceStatus.SERVICE_STATUS_GENERATING
              || to == ServiceStatus.SERVICE_STATUS_DEPLOYING;
      case SERVICE_STATUS_UNSPECIFIED, UNRECOGNIZED -> false;
    };
  }

  private static String word(Enum<?> value, String prefix) {
    return value.name().substring(prefix.length()).toLowerCase(java.util.Locale.ROOT);
  }

  private static Optional<Address> address(Upstream upstream) {
    return switch (upstream.getAddressCase()) {
      case UNIX_PATH -> Optional.of(Address.parse("unix:" + upstream.getUnixPath()));
      case HOST_PORT -> Optional.of(Address.parse(upstream.getHostPort()));
      case ADDRESS_NOT_SET -> Optional.empty();
    };
  }

  private static <T> void answer(StreamObserver<T> observer, T response) {
    observer.onNext(response);
    observer.onCompleted();
  }

  private final class Records extends RegistryGrpc.RegistryImplBase {
    @Override
    public void getService(GetServiceRequest request, StreamObserver<GetServiceResponse> observer) {
      Service service;
      synchronized (FakeRegistry.this) {
        service = present(request.getServiceId());
      }
      answer(observer, GetServiceResponse.newBuilder().setService(service).build());
    }

    @Override
    public void watchServices(
        WatchServicesRequest request, StreamObserver<WatchServicesResponse> observer) {
      var at =
          new int[] {request.getCursor().isEmpty() ? 0 : Integer.parseInt(request.getCursor())};
      try {
        Feed.serve(
            observer,
            news,
            () -> {
              synchronized (FakeRegistry.this) {
                if (at[0] >= changes.size()) {
                  return Optional.empty();
                }
                var message =
                    WatchServicesResponse.newBuilder()
                        .addAllChanges(changes.subList(at[0], changes.size()))
                        .setCursor(Integer.toString(changes.size()))
                        .setCaughtUp(true)
                        .build();
                at[0] = changes.size();
                return Optional.of(message);
              }
            },
            () ->
                WatchServicesResponse.newBuilder()
                    .setCursor(Integer.toString(at[0]))
                    .setCaughtUp(true)
                    .build());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private final class Moves extends LifecycleGrpc.LifecycleImplBase {
    @Override
    public void recordIdea(RecordIdeaRequest request, StreamObserver<RecordIdeaResponse> observer) {
      var service = record(request);
      whenRecorded.accept(UUID.fromString(service.getId()));
      answer(observer, RecordIdeaResponse.newBuilder().setService(service).build());
    }

    private Service record(RecordIdeaRequest request) {
      synchronized (FakeRegistry.this) {
        if (request.getIdea().isBlank()) {
          throw Refused.field("idea", "must not be blank");
        }
        var before = ideas.get(request.getRequestId());
        if (before != null) {
          if (!before.equals(request)) {
            throw new Refused(
                new Fault.Plain(
                    Status.Code.ALREADY_EXISTS, "REQUEST_ID_REUSED", "It was used before."));
          }
          return present(
              java.util.Objects.requireNonNull(byRequest.get(request.getRequestId())).toString());
        }
        var id = create(request.getIdea());
        services.compute(
            id.toString(),
            (_, s) -> {
              var recorded = s.toBuilder().setMetadata(request.getMetadata());
              if (request.hasPlan()) {
                recorded.setPlan(request.getPlan());
              }
              if (!request.getWallet().isEmpty()) {
                recorded.setRequesterId(request.getWallet());
              }
              return recorded.build();
            });
        if (!request.getRequestId().isEmpty()) {
          ideas.put(request.getRequestId(), request);
          byRequest.put(request.getRequestId(), id);
        }
        return present(id.toString());
      }
    }

    @Override
    public void recordPlan(RecordPlanRequest request, StreamObserver<RecordPlanResponse> observer) {
      synchronized (FakeRegistry.this) {
        var service = present(request.getServiceId());
        if (!request.getExpectedRevisionsList().isEmpty()
            && !request.getExpectedRevisionsList().contains(service.getRevision())) {
          throw new Refused(
              new Fault.Plain(
                  Status.Code.ABORTED, "REVISION_MISMATCH", "The service was changed."));
        }
        var planned =
            service.toBuilder()
                .setPlan(request.getPlan())
                .setRevision(service.getRevision() + 1)
                .build();
        services.put(service.getId(), planned);
        if (!request.getMessage().isEmpty()) {
          effects.add(service.getId() + " plan: " + request.getMessage());
        }
        changed(service.getId());
        answer(observer, RecordPlanResponse.newBuilder().setService(planned).build());
      }
    }

    @Override
    public void recordTransition(
        RecordTransitionRequest request, StreamObserver<RecordTransitionResponse> observer) {
      answer(observer, RecordTransitionResponse.newBuilder().setService(move(request)).build());
    }

    private Service move(RecordTransitionRequest request) {
      synchronized (FakeRegistry.this) {
        var service = present(request.getServiceId());
        if (requests.containsKey(request.getRequestId())) {
          return service;
        }
        if (!allowed(service.getStatus(), request.getStatus())
            || (request.getExpectedStatusesCount() > 0
                && !request.getExpectedStatusesList().contains(service.getStatus()))) {
          throw new Refused(
              new Fault.Plain(
                  Status.Code.FAILED_PRECONDITION,
                  "TRANSITION_NOT_ALLOWED",
                  "The lifecycle has no such step."));
        }
        requests.put(request.getRequestId(), request.getStatus());
        var moved = service.toBuilder().setStatus(request.getStatus()).build();
        services.put(service.getId(), moved);
        effects.add(
            service.getId()
                + " "
                + word(request.getStatus(), "SERVICE_STATUS_")
                + ": "
                + request.getMessage());
        changed(service.getId());
        return moved;
      }
    }

    @Override
    public void recordServing(
        RecordServingRequest request, StreamObserver<RecordServingResponse> observer) {
      answer(observer, RecordServingResponse.newBuilder().setService(serve(request)).build());
    }

    private Service serve(RecordServingRequest request) {
      synchronized (FakeRegistry.this) {
        var service = present(request.getServiceId());
        var upstream = address(request.getUpstream());
        if (service.getServing().equals(request.getServing())
            && upstream.equals(upstream(service.getId()))) {
          return service;
        }
        var served = service.toBuilder().setServing(request.getServing()).build();
        services.put(service.getId(), served);
        upstream.ifPresentOrElse(
            at -> upstreams.put(service.getId(), at), () -> upstreams.remove(service.getId()));
        effects.add(
            service.getId()
                + " serving "
                + word(request.getServing().getState(), "SERVING_STATE_")
                + ": "
                + request.getMessage());
        changed(service.getId());
        return served;
      }
    }

    @Override
    public void recordToken(
        RecordTokenRequest request, StreamObserver<RecordTokenResponse> observer) {
      answer(observer, RecordTokenResponse.newBuilder().setService(tokenise(request)).build());
    }

    private Service tokenise(RecordTokenRequest request) {
      synchronized (FakeRegistry.this) {
        var service = present(request.getServiceId());
        var before = tokens.putIfAbsent(service.getId(), request.getToken());
        if (before != null && !before.equals(request.getToken())) {
          throw new Refused(
              new Fault.Plain(
                  Status.Code.ALREADY_EXISTS, "TOKEN_ALREADY_SET", "It has another token."));
        }
        if (before == null) {
          effects.add(service.getId() + " token " + request.getToken().getAddress());
        }
        var tokenised =
            service.toBuilder()
                .setChainId(request.getToken().getChainId())
                .setTokenAddress(request.getToken().getAddress())
                .build();
        services.put(service.getId(), tokenised);
        changed(service.getId());
        return tokenised;
      }
    }
  }
}
