package factory.registry.rpc;

import factory.mesh.Caller;
import factory.mesh.Feed;
import factory.mesh.Owners;
import factory.registry.feed.ChangeWatch;
import factory.registry.feed.Cursor;
import factory.registry.feed.Feeds;
import factory.registry.feed.Tail;
import factory.registry.service.Precondition;
import factory.registry.service.Services;
import factory.registry.v1.LifecycleGrpc;
import factory.registry.v1.RecordIdeaRequest;
import factory.registry.v1.RecordIdeaResponse;
import factory.registry.v1.RecordPlanRequest;
import factory.registry.v1.RecordPlanResponse;
import factory.registry.v1.RecordServingRequest;
import factory.registry.v1.RecordServingResponse;
import factory.registry.v1.RecordTakedownRequest;
import factory.registry.v1.RecordTakedownResponse;
import factory.registry.v1.RecordTokenRequest;
import factory.registry.v1.RecordTokenResponse;
import factory.registry.v1.RecordTransitionRequest;
import factory.registry.v1.RecordTransitionResponse;
import factory.registry.v1.RouteChange;
import factory.registry.v1.WatchRoutesRequest;
import factory.registry.v1.WatchRoutesResponse;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.Set;

/** The internal service: what only the mesh may record and see. */
final class LifecycleRpc extends LifecycleGrpc.LifecycleImplBase {
  private final Services services;
  private final Replies replies;
  private final Feeds feeds;
  private final Tail<RouteChange> tail;
  private final Owners owners;

  LifecycleRpc(
      Services services, Replies replies, Feeds feeds, Tail<RouteChange> tail, Owners owners) {
    this.owners = owners;
    this.services = services;
    this.replies = replies;
    this.feeds = feeds;
    this.tail = tail;
  }

  @Override
  public void recordIdea(RecordIdeaRequest request, StreamObserver<RecordIdeaResponse> observer) {
    var caller =
        new Caller(Requests.wallet(request.getWallet()), Optional.empty(), Optional.empty());
    var service =
        services.create(
            Requests.draft(
                request.getRequestId(),
                request.getIdea(),
                request.getRequesterId(),
                request.hasMetadata() ? Optional.of(request.getMetadata()) : Optional.empty(),
                owners,
                caller,
                request.hasPlan()
                    ? Optional.of(Plans.toRecord(request.getPlan()))
                    : Optional.empty(),
                Plans.title(request.getPlan()),
                Requests.message(request.getMessage())));
    observer.onNext(RecordIdeaResponse.newBuilder().setService(replies.service(service)).build());
    observer.onCompleted();
  }

  @Override
  public void recordPlan(RecordPlanRequest request, StreamObserver<RecordPlanResponse> observer) {
    var service =
        services.plan(
            Requests.serviceId(request.getServiceId()),
            new Precondition(Set.copyOf(request.getExpectedRevisionsList())),
            Plans.toRecord(request.getPlan()),
            Plans.title(request.getPlan()),
            Requests.message(request.getMessage()));
    observer.onNext(RecordPlanResponse.newBuilder().setService(replies.service(service)).build());
    observer.onCompleted();
  }

  @Override
  public void recordTransition(
      RecordTransitionRequest request, StreamObserver<RecordTransitionResponse> observer) {
    var service =
        services.move(
            Requests.serviceId(request.getServiceId()),
            Requests.requestId(request.getRequestId()),
            Requests.status(request.getStatus()),
            request.getExpectedStatusesList().stream().map(Requests::status).toList(),
            Requests.message(request.getMessage()));
    observer.onNext(
        RecordTransitionResponse.newBuilder().setService(replies.service(service)).build());
    observer.onCompleted();
  }

  @Override
  public void recordServing(
      RecordServingRequest request, StreamObserver<RecordServingResponse> observer) {
    var service =
        services.serve(
            Requests.serviceId(request.getServiceId()),
            Requests.serving(request.getServing(), request.getUpstream()),
            Requests.message(request.getMessage()));
    observer.onNext(
        RecordServingResponse.newBuilder().setService(replies.service(service)).build());
    observer.onCompleted();
  }

  @Override
  public void recordToken(
      RecordTokenRequest request, StreamObserver<RecordTokenResponse> observer) {
    var service =
        services.tokenise(
            Requests.serviceId(request.getServiceId()), Requests.token(request.getToken()));
    observer.onNext(RecordTokenResponse.newBuilder().setService(replies.service(service)).build());
    observer.onCompleted();
  }

  @Override
  public void recordTakedown(
      RecordTakedownRequest request, StreamObserver<RecordTakedownResponse> observer) {
    var service =
        services.takeDown(
            Requests.serviceId(request.getServiceId()),
            request.getNumber(),
            request.hasTakedown()
                ? Optional.of(Requests.takedown(request.getTakedown()))
                : Optional.empty());
    observer.onNext(
        RecordTakedownResponse.newBuilder().setService(replies.service(service)).build());
    observer.onCompleted();
  }

  @Override
  public void watchRoutes(
      WatchRoutesRequest request, StreamObserver<WatchRoutesResponse> observer) {
    var watch =
        new ChangeWatch<RouteChange, WatchRoutesResponse>(
            services,
            feeds,
            tail,
            Cursor.Kind.ROUTES,
            request.getCursor(),
            (changes, cursor, caughtUp) ->
                WatchRoutesResponse.newBuilder()
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
}
