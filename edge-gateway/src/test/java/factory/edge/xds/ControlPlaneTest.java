package factory.edge.xds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Status;
import factory.edge.Await;
import factory.edge.Served;
import factory.mesh.Address;
import io.envoyproxy.controlplane.cache.Resources;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two Envoys on one control plane, as far as it can see them: what they ask for and confirm. */
@Timeout(30)
class ControlPlaneTest {
  private static final Upstream SERVICE =
      Upstream.service("books", new Address.Unix(Path.of("/nowhere/books.sock")));

  private final ControlPlane control =
      new ControlPlane(
          new ControlPlane.Place(
              new PublicListener(
                  "127.0.0.1", 8080, false, 0, Duration.ofMinutes(1), Duration.ofMinutes(2)),
              nowhere(),
              nowhere(),
              nowhere(),
              nowhere(),
              nowhere(),
              nowhere(),
              nowhere()));
  private final AtomicInteger confirmations = new AtomicInteger();
  private final Served served;

  ControlPlaneTest() throws IOException {
    control.onConfirmed(confirmations::incrementAndGet);
    served = new Served(control.service());
  }

  @AfterEach
  void close() {
    served.close();
  }

  private static Address nowhere() {
    return new Address.Unix(Path.of("/nowhere/node.sock"));
  }

  /** Asks for clusters as Envoy does, and confirms what it gets when it is told to. */
  private final class Envoy implements StreamObserver<DeltaDiscoveryResponse> {
    private final BlockingQueue<DeltaDiscoveryResponse> told = new LinkedBlockingQueue<>();
    private final StreamObserver<DeltaDiscoveryRequest> asks =
        AggregatedDiscoveryServiceGrpc.newStub(served.channel()).deltaAggregatedResources(this);

    Envoy(String id) throws InterruptedException {
      asks.onNext(
          clusters().setNode(Node.newBuilder().setId(id)).addResourceNamesSubscribe("*").build());
      confirm(next());
    }

    private static DeltaDiscoveryRequest.Builder clusters() {
      return DeltaDiscoveryRequest.newBuilder().setTypeUrl(Resources.V3.CLUSTER_TYPE_URL);
    }

    DeltaDiscoveryResponse next() throws InterruptedException {
      return Objects.requireNonNull(told.poll(10, TimeUnit.SECONDS), "nothing came");
    }

    void confirm(DeltaDiscoveryResponse response) {
      asks.onNext(clusters().setResponseNonce(response.getNonce()).build());
    }

    void refuse(DeltaDiscoveryResponse response) {
      asks.onNext(
          clusters()
              .setResponseNonce(response.getNonce())
              .setErrorDetail(Status.newBuilder().setMessage("no room"))
              .build());
    }

    void leave() {
      asks.onCompleted();
    }

    @Override
    public void onNext(DeltaDiscoveryResponse response) {
      told.add(response);
    }

    @Override
    public void onError(Throwable error) {}

    @Override
    public void onCompleted() {}
  }

  private boolean isRoutable() {
    return control.isConfirmed(SERVICE.cluster());
  }

  @Test
  void aServiceIsRoutableOnceEveryEnvoyHoldsIt() throws Exception {
    var one = new Envoy("one");
    var other = new Envoy("other");
    Await.until("both are known", () -> control.envoys() == 2);

    control.set(Set.of(SERVICE));
    var toOne = one.next();
    var toOther = other.next();
    assertThat(toOne.getResourcesList())
        .extracting(Resource::getName)
        .containsExactly(SERVICE.cluster());
    var before = confirmations.get();
    one.confirm(toOne);
    Await.until("the first confirmation came", () -> confirmations.get() > before);
    assertThat(isRoutable()).isFalse();

    other.confirm(toOther);
    Await.until("both hold it", this::isRoutable);

    control.set(Set.of());
    one.confirm(one.next());
    Await.until("one has let go of it", () -> !isRoutable());
  }

  @Test
  void anEnvoyThatLeavesIsNotWaitedFor() throws Exception {
    var one = new Envoy("one");
    var other = new Envoy("other");
    control.set(Set.of(SERVICE));
    one.confirm(one.next());
    var _ = other.next();
    Await.until("both are known", () -> control.envoys() == 2);
    assertThat(isRoutable()).isFalse();

    other.leave();
    Await.until("the one that is left holds it", this::isRoutable);
  }

  @Test
  void anEnvoyThatComesLaterIsWaitedForAndOneThatRefusesIsNamed() throws Exception {
    var one = new Envoy("one");
    control.set(Set.of(SERVICE));
    one.confirm(one.next());
    Await.until("the one holds it", this::isRoutable);

    var late = new Envoy("late");
    Await.until("the late one holds it too", () -> control.envoys() == 2 && isRoutable());

    var another = Upstream.service("films", new Address.Unix(Path.of("/nowhere/films.sock")));
    control.set(Set.of(SERVICE, another));
    one.confirm(one.next());
    late.refuse(late.next());
    Await.until("the refusal is told", () -> control.refusal().equals("no room"));
    assertThat(control.isConfirmed(another.cluster())).isFalse();
    assertThat(isRoutable()).isTrue();
  }
}
