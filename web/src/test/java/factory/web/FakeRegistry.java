package factory.web;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import factory.mesh.Fault;
import factory.mesh.Feed;
import factory.mesh.Refused;
import factory.mesh.Signal;
import factory.pipeline.v1.SubmitIdeaRequest;
import factory.registry.v1.DeleteServiceRequest;
import factory.registry.v1.DeleteServiceResponse;
import factory.registry.v1.GetServiceRequest;
import factory.registry.v1.GetServiceResponse;
import factory.registry.v1.GetStatisticsRequest;
import factory.registry.v1.GetStatisticsResponse;
import factory.registry.v1.ListServiceEventsRequest;
import factory.registry.v1.ListServiceEventsResponse;
import factory.registry.v1.ListServicesRequest;
import factory.registry.v1.ListServicesResponse;
import factory.registry.v1.RegistryGrpc;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceAction;
import factory.registry.v1.ServiceEvent;
import factory.registry.v1.ServiceOrder;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.Serving;
import factory.registry.v1.ServingState;
import factory.registry.v1.StatusCount;
import factory.registry.v1.UpdateServiceRequest;
import factory.registry.v1.UpdateServiceResponse;
import factory.registry.v1.WatchServiceEventsRequest;
import factory.registry.v1.WatchServiceEventsResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A registry that behaves, in memory. */
class FakeRegistry extends RegistryGrpc.RegistryImplBase {
  private final Clock clock;
  private final Signal news = new Signal();
  private final Map<String, String> former = new HashMap<>();
  private final Map<String, Service> services = new LinkedHashMap<>();
  private final Map<String, List<ServiceEvent>> events = new HashMap<>();
  private final Map<String, String> byRequest = new HashMap<>();
  private final Set<String> generated = new HashSet<>();
  private int made;
  final AtomicInteger eventCalls = new AtomicInteger();

  FakeRegistry(Clock clock) {
    this.clock = clock;
  }

  private Timestamp now() {
    return Timestamps.fromMillis(clock.millis());
  }

  static UUID id(int number) {
    return new UUID(0x6f0c1b520e5c4d7aL, 0x9c632f1d3a4b0000L + number);
  }

  synchronized Service add(String idea, ServiceStatus status, Consumer<Service.Builder> more) {
    var service =
        Service.newBuilder()
            .setId(id(++made).toString())
            .setName(Optional.of(idea.strip()).filter(n -> n.length() <= 60).orElse("A service"))
            .setSlug("service-" + made)
            .setIdea(idea)
            .setRevision(1)
            .setStatus(status)
            .setServing(Serving.newBuilder().setState(ServingState.SERVING_STATE_NONE))
            .setCreatedAt(now())
            .setUpdatedAt(now());
    more.accept(service);
    services.put(service.getId(), service.build());
    event(service.getId(), ServiceStatus.SERVICE_STATUS_QUEUED, "");
    return service.build();
  }

  synchronized void event(String id, ServiceStatus status, String message) {
    var list = events.computeIfAbsent(id, _ -> new ArrayList<>());
    var event =
        ServiceEvent.newBuilder()
            .setSequence(list.size() + 1)
            .setServiceId(id)
            .setStatus(status)
            .setCreatedAt(now());
    if (!message.isEmpty()) {
      event.setMessage(message);
    }
    list.add(event.build());
    news.raise();
  }

  synchronized void change(String id, Consumer<Service.Builder> change) {
    var service = find(id).toBuilder();
    change.accept(service);
    services.put(id, service.setUpdatedAt(now()).build());
  }

  /** A slug that a service had. */
  synchronized void formerly(String slug, String id) {
    former.put(slug, id);
  }

  synchronized Collection<Service> all() {
    return List.copyOf(services.values());
  }

  private synchronized Service find(String id) {
    return Optional.ofNullable(services.get(id))
        .orElseThrow(
            () ->
                new Refused(
                    new Fault.Plain(
                        Status.Code.NOT_FOUND,
                        "SERVICE_NOT_FOUND",
                        "There is no such service.",
                        Map.of("service_id", id),
                        List.of())));
  }

  private static <T> void answer(StreamObserver<T> observer, T response) {
    observer.onNext(response);
    observer.onCompleted();
  }

  /** Records an idea for the pipeline; the same request gives the same service. */
  synchronized Service record(SubmitIdeaRequest request) {
    if (request.getIdea().contains("unacceptable")) {
      throw Refused.field("idea", "must be acceptable");
    }
    var known = byRequest.get(request.getRequestId());
    if (known == null) {
      known =
          add(
                  request.getIdea(),
                  ServiceStatus.SERVICE_STATUS_QUEUED,
                  service -> {
                    if (request.hasRequesterId()) {
                      service.setRequesterId(request.getRequesterId());
                    }
                    if (request.hasMetadata()) {
                      service.setMetadata(request.getMetadata());
                    }
                  })
              .getId();
      if (!request.getRequestId().isEmpty()) {
        byRequest.put(request.getRequestId(), known);
      }
    }
    return shown(known);
  }

  /** There is a version of it. */
  synchronized void generated(String id) {
    generated.add(id);
  }

  /**
   * As it is told: with what the state allows, which the real registry has tables and tests for.
   */
  synchronized Service shown(String id) {
    var service = find(id);
    var status = service.getStatus();
    var version =
        generated.contains(id)
            || status == ServiceStatus.SERVICE_STATUS_GENERATED
            || status == ServiceStatus.SERVICE_STATUS_DEPLOYED;
    var shown = service.toBuilder().addAllowedActions(ServiceAction.SERVICE_ACTION_EDIT);
    if (status == ServiceStatus.SERVICE_STATUS_QUEUED) {
      shown.addAllowedActions(ServiceAction.SERVICE_ACTION_EDIT_IDEA);
    }
    if (status != ServiceStatus.SERVICE_STATUS_GENERATING
        && status != ServiceStatus.SERVICE_STATUS_DEPLOYING) {
      shown.addAllowedActions(ServiceAction.SERVICE_ACTION_GENERATE);
      if (version && status != ServiceStatus.SERVICE_STATUS_QUEUED) {
        shown.addAllowedActions(ServiceAction.SERVICE_ACTION_DEPLOY);
      }
      if (version && !service.hasTokenAddress()) {
        shown.addAllowedActions(ServiceAction.SERVICE_ACTION_TOKENISE);
      }
    }
    return shown.addAllowedActions(ServiceAction.SERVICE_ACTION_DELETE).build();
  }

  @Override
  public void getService(GetServiceRequest request, StreamObserver<GetServiceResponse> observer) {
    var id =
        request.getSlug().isEmpty()
            ? request.getServiceId()
            : all().stream()
                .filter(service -> service.getSlug().equals(request.getSlug()))
                .map(Service::getId)
                .findFirst()
                .orElse(former.getOrDefault(request.getSlug(), ""));
    answer(observer, GetServiceResponse.newBuilder().setService(shown(id)).build());
  }

  @Override
  public void listServices(
      ListServicesRequest request, StreamObserver<ListServicesResponse> observer) {
    if (request.getQuery().length() > 256) {
      throw Refused.field("query", "must be at most 256 bytes");
    }
    var from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
    var found =
        new ArrayList<>(all())
            .reversed().stream()
                .filter(s -> !request.hasStatus() || s.getStatus() == request.getStatus())
                .filter(
                    s ->
                        !request.hasRequesterId()
                            || s.getRequesterId().equalsIgnoreCase(request.getRequesterId()))
                .filter(
                    s ->
                        !request.hasTokens()
                            || request.getTokens().getTokensList().stream()
                                .anyMatch(t -> t.getAddress().equals(s.getTokenAddress())))
                .sorted(
                    request.getOrder() == ServiceOrder.SERVICE_ORDER_NAME
                        ? Comparator.comparing(s -> s.getName().toLowerCase(Locale.ROOT))
                        : (_, _) -> 0)
                .filter(
                    s ->
                        s.getIdea()
                            .toLowerCase(Locale.ROOT)
                            .contains(request.getQuery().toLowerCase(Locale.ROOT)))
                .toList();
    var to = Math.min(found.size(), from + request.getPageSize());
    var response =
        ListServicesResponse.newBuilder()
            .addAllServices(found.subList(from, to).stream().map(s -> shown(s.getId())).toList());
    if (request.getWithTotal()) {
      response.setTotal(found.size());
    }
    if (to < found.size()) {
      response.setNextPageToken(Integer.toString(to));
    }
    answer(observer, response.build());
  }

  @Override
  public void updateService(
      UpdateServiceRequest request, StreamObserver<UpdateServiceResponse> observer) {
    requireRevision(request.getServiceId(), request.getExpectedRevisionsList());
    if (request.hasIdea()
        && find(request.getServiceId()).getStatus() != ServiceStatus.SERVICE_STATUS_QUEUED) {
      throw new Refused(
          new Fault.Plain(
              Status.Code.FAILED_PRECONDITION, "IDEA_FIXED", "Work on the idea has begun."));
    }
    change(
        request.getServiceId(),
        service -> {
          service.setRevision(service.getRevision() + 1);
          if (request.hasName()) {
            service.setName(request.getName());
          }
          if (request.hasSlug()) {
            service.setSlug(request.getSlug());
          }
          if (request.hasIdea()) {
            service.setIdea(request.getIdea());
          }
          if (request.hasRequesterId()) {
            service.setRequesterId(request.getRequesterId());
          }
          if (request.hasMetadata()) {
            service.setMetadata(request.getMetadata());
          }
        });
    answer(
        observer,
        UpdateServiceResponse.newBuilder().setService(shown(request.getServiceId())).build());
  }

  private void requireRevision(String id, List<Long> expected) {
    var revision = find(id).getRevision();
    if (!expected.isEmpty() && !expected.contains(revision)) {
      throw new Refused(
          new Fault.Plain(
              Status.Code.ABORTED,
              "REVISION_MISMATCH",
              "The service was changed since you saw it.",
              Map.of("revision", Long.toString(revision))));
    }
  }

  @Override
  public synchronized void deleteService(
      DeleteServiceRequest request, StreamObserver<DeleteServiceResponse> observer) {
    requireRevision(request.getServiceId(), request.getExpectedRevisionsList());
    services.remove(find(request.getServiceId()).getId());
    news.raise();
    answer(observer, DeleteServiceResponse.getDefaultInstance());
  }

  private synchronized List<ServiceEvent> events(String id) {
    return List.copyOf(events.getOrDefault(find(id).getId(), List.of()));
  }

  @Override
  public void listServiceEvents(
      ListServiceEventsRequest request, StreamObserver<ListServiceEventsResponse> observer) {
    var from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
    eventCalls.incrementAndGet();
    var found = events(request.getServiceId());
    if (request.getNewestFirst()) {
      found = found.reversed();
    }
    var to = Math.min(found.size(), from + request.getPageSize());
    var response = ListServiceEventsResponse.newBuilder().addAllEvents(found.subList(from, to));
    if (to < found.size()) {
      response.setNextPageToken(Integer.toString(to));
    }
    answer(observer, response.build());
  }

  @Override
  public void watchServiceEvents(
      WatchServiceEventsRequest request, StreamObserver<WatchServiceEventsResponse> observer) {
    var sent = new long[] {request.getAfterSequence()};
    try {
      Feed.serve(
          observer,
          news,
          () -> {
            var fresh =
                events(request.getServiceId()).stream()
                    .filter(e -> e.getSequence() > sent[0])
                    .toList();
            if (fresh.isEmpty()) {
              return Optional.empty();
            }
            sent[0] = fresh.getLast().getSequence();
            return Optional.of(WatchServiceEventsResponse.newBuilder().addAllEvents(fresh).build());
          },
          WatchServiceEventsResponse::getDefaultInstance);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void getStatistics(
      GetStatisticsRequest request, StreamObserver<GetStatisticsResponse> observer) {
    var response = GetStatisticsResponse.newBuilder().setTotal(all().size());
    for (var status : ServiceStatus.values()) {
      if (status != ServiceStatus.UNRECOGNIZED
          && status != ServiceStatus.SERVICE_STATUS_UNSPECIFIED) {
        response.addByStatus(
            StatusCount.newBuilder()
                .setStatus(status)
                .setCount(all().stream().filter(s -> s.getStatus() == status).count()));
      }
    }
    answer(
        observer,
        response
            .setTokenised(all().stream().filter(Service::hasTokenAddress).count())
            .setServing(
                all().stream()
                    .filter(s -> s.getServing().getState() == ServingState.SERVING_STATE_UP)
                    .count())
            .setCreatedLastDay(all().size())
            .build());
  }
}
