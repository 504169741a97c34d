package factory.registry.rpc;

import com.google.protobuf.MessageLite;
import factory.mesh.Address;
import factory.mesh.Moments;
import factory.registry.service.Action;
import factory.registry.service.Statistics;
import factory.registry.service.Status;
import factory.registry.service.Token;
import factory.registry.v1.GetStatisticsResponse;
import factory.registry.v1.Route;
import factory.registry.v1.RouteChange;
import factory.registry.v1.RouteToken;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceAction;
import factory.registry.v1.ServiceChange;
import factory.registry.v1.ServiceEvent;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.ServiceTakedown;
import factory.registry.v1.Serving;
import factory.registry.v1.ServingState;
import factory.registry.v1.Upstream;
import java.net.URI;
import java.util.List;

/** Records as the wire shows them. */
final class Replies {
  /** A page ends here: gRPC clients refuse messages above 4 MiB by default. */
  private static final int PAGE_BYTES = 2 * 1024 * 1024;

  private final String gateway;

  /** Shows services behind a public address. */
  Replies(URI publicUrl) {
    gateway = publicUrl + "/gateway/";
  }

  Service service(factory.registry.service.Service service) {
    var shown =
        Service.newBuilder()
            .setId(service.id().toString())
            .setName(service.naming().name())
            .setSlug(service.naming().slug())
            .setIdea(service.idea())
            .setStatus(status(service.status()))
            .setServing(serving(service.serving()))
            .setRevision(service.revision())
            .addAllAllowedActions(Action.allowed(service).stream().map(Replies::action).toList())
            .setCreatedAt(Moments.of(service.createdAt()))
            .setUpdatedAt(Moments.of(service.updatedAt()));
    service.requesterId().ifPresent(shown::setRequesterId);
    service.metadata().ifPresent(json -> shown.setMetadata(Metadata.fromJson(json)));
    service.plan().map(Plans::fromRecord).ifPresent(shown::setPlan);
    service
        .token()
        .ifPresent(token -> shown.setChainId(token.chainId()).setTokenAddress(token.address()));
    service
        .takedown()
        .ifPresent(
            its ->
                shown.setTakedown(
                    ServiceTakedown.newBuilder()
                        .setReason(its.reason())
                        .setAt(Moments.of(its.at()))));
    if (service.everDeployed()) {
      shown.setApiBaseUrl(gateway + service.id());
    }
    return shown.build();
  }

  ServiceChange serviceChange(factory.registry.service.Service service) {
    var change = ServiceChange.newBuilder();
    return service.deleted()
        ? change.setDeletedServiceId(service.id().toString()).build()
        : change.setUpserted(service(service)).build();
  }

  static RouteChange routeChange(factory.registry.service.Service service) {
    var change = RouteChange.newBuilder();
    return service.deleted()
        ? change.setDeletedServiceId(service.id().toString()).build()
        : change.setUpserted(route(service)).build();
  }

  private static Route route(factory.registry.service.Service service) {
    var route =
        Route.newBuilder()
            .setServiceId(service.id().toString())
            .setServing(serving(service.serving()));
    if (service.serving() instanceof factory.registry.service.Serving.Up(var _, var upstream)) {
      route.setUpstream(
          switch (upstream) {
            case Address.Unix(var path) -> Upstream.newBuilder().setUnixPath(path.toString());
            case Address.Tcp tcp -> Upstream.newBuilder().setHostPort(tcp.toString());
          });
    }
    service.token().map(Replies::token).ifPresent(route::setToken);
    service.requesterId().ifPresent(route::setRequesterId);
    return route.build();
  }

  private static RouteToken token(Token token) {
    return RouteToken.newBuilder()
        .setChainId(token.chainId())
        .setAddress(token.address())
        .setAccessThreshold(token.accessThreshold().toString())
        .build();
  }

  static ServiceEvent event(factory.registry.service.ServiceEvent event) {
    var shown =
        ServiceEvent.newBuilder()
            .setSequence(event.sequence())
            .setServiceId(event.serviceId().toString())
            .setStatus(status(event.status()))
            .setCreatedAt(Moments.of(event.createdAt()));
    event.message().ifPresent(shown::setMessage);
    return shown.build();
  }

  static GetStatisticsResponse statistics(Statistics statistics) {
    var shown =
        GetStatisticsResponse.newBuilder()
            .setTotal(statistics.total())
            .setTokenised(statistics.tokenised())
            .setServing(statistics.serving())
            .setCreatedLastDay(statistics.createdLastDay());
    statistics
        .byStatus()
        .forEach(
            (status, count) ->
                shown.addByStatusBuilder().setStatus(status(status)).setCount(count));
    return shown.build();
  }

  /** How many of these messages one page may carry: at least one, when there is one. */
  static int fitting(List<? extends MessageLite> messages, int most) {
    var bytes = 0L;
    var count = 0;
    for (var message : messages) {
      bytes += message.getSerializedSize();
      if (count == most || (count > 0 && bytes > PAGE_BYTES)) {
        break;
      }
      count++;
    }
    return count;
  }

  private static ServiceStatus status(Status status) {
    return switch (status) {
      case QUEUED -> ServiceStatus.SERVICE_STATUS_QUEUED;
      case GENERATING -> ServiceStatus.SERVICE_STATUS_GENERATING;
      case GENERATED -> ServiceStatus.SERVICE_STATUS_GENERATED;
      case DEPLOYING -> ServiceStatus.SERVICE_STATUS_DEPLOYING;
      case DEPLOYED -> ServiceStatus.SERVICE_STATUS_DEPLOYED;
      case FAILED -> ServiceStatus.SERVICE_STATUS_FAILED;
    };
  }

  private static ServiceAction action(Action action) {
    return switch (action) {
      case EDIT -> ServiceAction.SERVICE_ACTION_EDIT;
      case EDIT_IDEA -> ServiceAction.SERVICE_ACTION_EDIT_IDEA;
      case GENERATE -> ServiceAction.SERVICE_ACTION_GENERATE;
      case DEPLOY -> ServiceAction.SERVICE_ACTION_DEPLOY;
      case TOKENISE -> ServiceAction.SERVICE_ACTION_TOKENISE;
      case DELETE -> ServiceAction.SERVICE_ACTION_DELETE;
    };
  }

  private static Serving serving(factory.registry.service.Serving serving) {
    var shown = Serving.newBuilder();
    return switch (serving) {
      case factory.registry.service.Serving.None() ->
          shown.setState(ServingState.SERVING_STATE_NONE).build();
      case factory.registry.service.Serving.Up(var version, var _) ->
          shown.setState(ServingState.SERVING_STATE_UP).setVersion(version).build();
      case factory.registry.service.Serving.Asleep(var version) ->
          shown.setState(ServingState.SERVING_STATE_ASLEEP).setVersion(version).build();
      case factory.registry.service.Serving.Down(var version, var reason) ->
          shown
              .setState(ServingState.SERVING_STATE_DOWN)
              .setVersion(version)
              .setReason(reason)
              .build();
    };
  }
}
