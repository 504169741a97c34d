package factory.edge;

import factory.mesh.Address;
import factory.mesh.Feed;
import factory.mesh.MeshServer;
import factory.mesh.Signal;
import factory.registry.v1.LifecycleGrpc;
import factory.registry.v1.RecordTakedownRequest;
import factory.registry.v1.RecordTakedownResponse;
import factory.registry.v1.RegistryGrpc;
import factory.registry.v1.Route;
import factory.registry.v1.RouteChange;
import factory.registry.v1.RouteToken;
import factory.registry.v1.Serving;
import factory.registry.v1.ServingState;
import factory.registry.v1.Upstream;
import factory.registry.v1.WatchRoutesRequest;
import factory.registry.v1.WatchRoutesResponse;
import factory.registry.v1.WatchServicesRequest;
import factory.registry.v1.WatchServicesResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The registry as the edge sees it: a log of changes. Each misbehaviour is a mode. */
final class FakeRegistry implements AutoCloseable {
  enum Mode {
    WELL,
    SILENT,
    ERRORING
  }

  private final Address address;
  private final Signal news = new Signal();
  private final List<RouteChange> log = new CopyOnWriteArrayList<>();
  volatile Mode mode = Mode.WELL;
  private MeshServer server;

  FakeRegistry(Address address) {
    this.address = address;
    server = serve();
  }

  private MeshServer serve() {
    return MeshServer.at(address).service(new Lifecycle()).service(new Registry()).start();
  }

  void stop() {
    server.close();
  }

  void startAgain() {
    server = serve();
  }

  void up(String id, Path socket, Optional<RouteToken> token) {
    var route =
        Route.newBuilder()
            .setServiceId(id)
            .setServing(
                Serving.newBuilder().setState(ServingState.SERVING_STATE_UP).setVersion("v1"))
            .setUpstream(Upstream.newBuilder().setUnixPath(socket.toString()));
    token.ifPresent(route::setToken);
    put(route.build());
  }

  void state(String id, ServingState state, Optional<RouteToken> token) {
    var route =
        Route.newBuilder().setServiceId(id).setServing(Serving.newBuilder().setState(state));
    token.ifPresent(route::setToken);
    put(route.build());
  }

  void put(Route route) {
    add(RouteChange.newBuilder().setUpserted(route).build());
  }

  void delete(String id) {
    add(RouteChange.newBuilder().setDeletedServiceId(id).build());
  }

  private void add(RouteChange change) {
    log.add(change);
    news.raise();
  }

  static RouteToken token(long chainId, String address, String threshold) {
    return RouteToken.newBuilder()
        .setChainId(chainId)
        .setAddress(address)
        .setAccessThreshold(threshold)
        .build();
  }

  @Override
  public void close() {
    server.close();
  }

  /** Has no methods but one that says nothing for a while. */
  private static final class Registry extends RegistryGrpc.RegistryImplBase {
    @Override
    public void watchServices(
        WatchServicesRequest request, StreamObserver<WatchServicesResponse> observer) {
      try {
        new CountDownLatch(1).await(15, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What it was told was taken down, and put back without a reason, in order. */
  final List<RecordTakedownRequest> takedowns = new CopyOnWriteArrayList<>();

  private final class Lifecycle extends LifecycleGrpc.LifecycleImplBase {
    @Override
    public void recordTakedown(
        RecordTakedownRequest request, StreamObserver<RecordTakedownResponse> observer) {
      if (mode != Mode.WELL) {
        throw Status.UNAVAILABLE.asRuntimeException();
      }
      takedowns.add(request);
      observer.onNext(RecordTakedownResponse.getDefaultInstance());
      observer.onCompleted();
    }

    @Override
    public void watchRoutes(
        WatchRoutesRequest request, StreamObserver<WatchRoutesResponse> observer) {
      if (mode == Mode.ERRORING) {
        throw Status.INTERNAL.asRuntimeException();
      }
      var from = request.getCursor().isEmpty() ? 0 : Integer.parseInt(request.getCursor());
      var sent = new int[] {from, 0};
      try {
        Feed.serve(
            observer,
            news,
            () -> {
              var size = log.size();
              if (mode == Mode.SILENT || (sent[0] == size && sent[1] == 1)) {
                return Optional.empty();
              }
              var message = message(sent[0], size);
              sent[0] = size;
              sent[1] = 1;
              return Optional.of(message);
            },
            () ->
                mode == Mode.SILENT
                    ? WatchRoutesResponse.getDefaultInstance()
                    : message(sent[0], sent[0]));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private WatchRoutesResponse message(int from, int to) {
      return WatchRoutesResponse.newBuilder()
          .addAllChanges(log.subList(from, to))
          .setCursor(Integer.toString(to))
          .setCaughtUp(true)
          .build();
    }
  }
}
