package factory.registry.rpc;

import factory.mesh.Caller;
import factory.mesh.Feed;
import factory.mesh.Owners;
import factory.mesh.Refused;
import factory.registry.feed.ChangeWatch;
import factory.registry.feed.Cursor;
import factory.registry.feed.EventWatch;
import factory.registry.feed.Feeds;
import factory.registry.feed.Tail;
import factory.registry.service.Precondition;
import factory.registry.service.Service;
import factory.registry.service.Services;
import factory.registry.v1.CreateServiceRequest;
import factory.registry.v1.CreateServiceResponse;
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
import factory.registry.v1.ServiceChange;
import factory.registry.v1.UpdateServiceRequest;
import factory.registry.v1.UpdateServiceResponse;
import factory.registry.v1.WatchServiceEventsRequest;
import factory.registry.v1.WatchServiceEventsResponse;
import factory.registry.v1.WatchServicesRequest;
import factory.registry.v1.WatchServicesResponse;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.Set;

/** The public service. */
final class RegistryRpc extends RegistryGrpc.RegistryImplBase {
  private final Services services;
  private final Replies replies;
  private final Feeds feeds;
  private final Tail<ServiceChange> tail;
  private final Owners owners;

  RegistryRpc(
      Services services, Replies replies, Feeds feeds, Tail<ServiceChange> tail, Owners owners) {
    this.owners = owners;
    this.services = services;
    this.replies = replies;
    this.feeds = feeds;
    this.tail = tail;
  }

  @Override
  public void createService(
      CreateServiceRequest request, StreamObserver<CreateServiceResponse> observer) {
    var service =
        services.create(
            Requests.draft(
                request.getRequestId(),
                request.getIdea(),
                request.getRequesterId(),
                request.hasMetadata() ? Optional.of(request.getMetadata()) : Optional.empty(),
                owners,
                Caller.current(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    answer(
        observer, CreateServiceResponse.newBuilder().setService(replies.service(service)).build());
  }

  @Override
  public void getService(GetServiceRequest request, StreamObserver<GetServiceResponse> observer) {
    if (!request.getSlug().isEmpty() && !request.getServiceId().isEmpty()) {
      throw Refused.field("slug", "must be empty when service_id is given");
    }
    var service =
        request.getSlug().isEmpty()
            ? services.get(Requests.serviceId(request.getServiceId()))
            : services.get(Requests.slug(request.getSlug()));
    answer(observer, GetServiceResponse.newBuilder().setService(replies.service(service)).build());
  }

  @Override
  public void listServices(
      ListServicesRequest request, StreamObserver<ListServicesResponse> observer) {
    var filter =
        new Service.Filter(
            request.hasStatus()
                ? Optional.of(Requests.status(request.getStatus()))
                : Optional.empty(),
            Requests.query(request.getQuery()),
            request.hasRequesterId()
                ? Optional.of(Requests.givenRequesterId(request.getRequesterId()))
                : Optional.empty(),
            request.hasTokens()
                ? Optional.of(Requests.tokens(request.getTokens()))
                : Optional.empty(),
            Requests.order(request.getOrder()));
    var size = Requests.pageSize(request.getPageSize());
    // One more than asked tells whether another page follows.
    var page =
        services.list(
            filter,
            PageToken.parse(filter, request.getPageToken()),
            size + 1,
            request.getWithTotal());
    var found = page.services();
    var shown = found.stream().map(replies::service).toList();
    var count = Replies.fitting(shown, size);
    var response = ListServicesResponse.newBuilder().addAllServices(shown.subList(0, count));
    page.total()
        .ifPresent(total -> response.setTotal(total.services()).setTotalIsLeast(total.least()));
    if (count < found.size()) {
      response.setNextPageToken(PageToken.of(filter, found.get(count - 1).place()));
    }
    answer(observer, response.build());
  }

  @Override
  public void updateService(
      UpdateServiceRequest request, StreamObserver<UpdateServiceResponse> observer) {
    var service =
        services.edit(
            Requests.serviceId(request.getServiceId()),
            edited -> {
              requireOwner(edited);
              if (request.hasMetadata()) {
                Metadata.requireSameDocument(edited.metadata(), request.getMetadata());
              }
            },
            new Precondition(Set.copyOf(request.getExpectedRevisionsList())),
            new Service.Edit(
                request.hasName()
                    ? Optional.of(Requests.name(request.getName()))
                    : Optional.empty(),
                request.hasSlug()
                    ? Optional.of(Requests.slug(request.getSlug()))
                    : Optional.empty(),
                request.hasIdea()
                    ? Optional.of(Requests.idea(request.getIdea()))
                    : Optional.empty(),
                request.hasRequesterId()
                    ? Optional.of(
                        new Service.Requester(Requests.requesterId(request.getRequesterId())))
                    : Optional.empty(),
                request.hasMetadata()
                    ? Optional.of(Metadata.toJson(request.getMetadata()))
                    : Optional.empty()));
    answer(
        observer, UpdateServiceResponse.newBuilder().setService(replies.service(service)).build());
  }

  @Override
  public void deleteService(
      DeleteServiceRequest request, StreamObserver<DeleteServiceResponse> observer) {
    services.delete(
        Requests.serviceId(request.getServiceId()),
        this::requireOwner,
        new Precondition(Set.copyOf(request.getExpectedRevisionsList())));
    answer(observer, DeleteServiceResponse.getDefaultInstance());
  }

  private void requireOwner(Service service) {
    owners.requireChange(service.requesterId(), Caller.current());
  }

  @Override
  public void listServiceEvents(
      ListServiceEventsRequest request, StreamObserver<ListServiceEventsResponse> observer) {
    var id = Requests.serviceId(request.getServiceId());
    var size = Requests.pageSize(request.getPageSize());
    var order =
        request.getNewestFirst() ? PageToken.Events.NEWEST_FIRST : PageToken.Events.OLDEST_FIRST;
    var place = PageToken.parse(id, order, request.getPageToken());
    var found =
        switch (order) {
          case OLDEST_FIRST -> services.events(id, place, size + 1);
          case NEWEST_FIRST -> services.newestEvents(id, place, size + 1);
        };
    var shown = found.stream().map(Replies::event).toList();
    var count = Replies.fitting(shown, size);
    var response = ListServiceEventsResponse.newBuilder().addAllEvents(shown.subList(0, count));
    if (count < found.size()) {
      response.setNextPageToken(PageToken.of(id, order, found.get(count - 1).sequence()));
    }
    answer(observer, response.build());
  }

  @Override
  public void watchServiceEvents(
      WatchServiceEventsRequest request, StreamObserver<WatchServiceEventsResponse> observer) {
    var id = Requests.serviceId(request.getServiceId());
    var after = Requests.afterSequence(request.getAfterSequence());
    // A service that is gone is refused; one that goes while it is watched ends the stream.
    services.get(id);
    var watch =
        new EventWatch<>(
            services,
            tail,
            id,
            after,
            events ->
                WatchServiceEventsResponse.newBuilder()
                    .addAllEvents(events.stream().map(Replies::event).toList())
                    .build(),
            observer::onCompleted);
    try {
      Feed.serve(observer, feeds.news(), watch, WatchServiceEventsResponse::getDefaultInstance);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void watchServices(
      WatchServicesRequest request, StreamObserver<WatchServicesResponse> observer) {
    var watch =
        new ChangeWatch<ServiceChange, WatchServicesResponse>(
            services,
            feeds,
            tail,
            Cursor.Kind.SERVICES,
            request.getCursor(),
            (changes, cursor, caughtUp) ->
                WatchServicesResponse.newBuilder()
                    .addAllChanges(changes)
                    .setCursor(cursor)
                    .setCaughtUp(caughtUp)
                    .build());
    try {
      Feed.serve(observer, feeds.news(), watch, watch::heartbeat);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void getStatistics(
      GetStatisticsRequest request, StreamObserver<GetStatisticsResponse> observer) {
    answer(observer, Replies.statistics(services.statistics()));
  }

  private static <T> void answer(StreamObserver<T> observer, T response) {
    observer.onNext(response);
    observer.onCompleted();
  }
}
