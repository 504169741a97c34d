package factory.edge.routes;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.gate.GatedService;
import factory.edge.gate.GatedService.State;
import factory.edge.xds.EnvoyClusters;
import factory.edge.xds.Upstream;
import factory.registry.v1.Route;
import factory.registry.v1.RouteChange;
import factory.registry.v1.RouteToken;
import factory.registry.v1.Serving;
import factory.registry.v1.ServingState;
import factory.registry.v1.WatchRoutesResponse;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouteTableTest {
  private final SlowEnvoy envoy = new SlowEnvoy();
  private final Set<Long> chains = new HashSet<>();
  private long now = 1;
  private final RouteTable table =
      new RouteTable(
          envoy,
          ids -> {
            chains.clear();
            chains.addAll(ids);
          },
          () -> now);

  /** Confirms what it is told to. */
  private static final class SlowEnvoy implements EnvoyClusters {
    Set<Upstream> clusters = Set.of();
    final Set<String> confirmed = new HashSet<>();

    @Override
    public Set<Upstream> clusters() {
      return clusters;
    }

    @Override
    public void set(Set<Upstream> upstreams) {
      clusters = Set.copyOf(upstreams);
    }

    @Override
    public boolean isConfirmed(String cluster) {
      return confirmed.contains(cluster);
    }

    @Override
    public void onConfirmed(Runnable listener) {}

    void confirmAll() {
      clusters.forEach(c -> confirmed.add(c.cluster()));
    }
  }

  private static RouteChange up(String id, String path, long chain) {
    return RouteChange.newBuilder()
        .setUpserted(
            Route.newBuilder()
                .setServiceId(id)
                .setServing(Serving.newBuilder().setState(ServingState.SERVING_STATE_UP))
                .setUpstream(factory.registry.v1.Upstream.newBuilder().setUnixPath(path))
                .setToken(
                    RouteToken.newBuilder()
                        .setChainId(chain)
                        .setAddress("0x" + "a1".repeat(20))
                        .setAccessThreshold("1")))
        .build();
  }

  private void tell(boolean caughtUp, String cursor, RouteChange... changes) {
    var message = WatchRoutesResponse.newBuilder().setCaughtUp(caughtUp).setCursor(cursor);
    for (var change : changes) {
      message.addChanges(change);
    }
    table.apply(message.build());
  }

  private GatedService service(String id) {
    return table.service(id).orElseThrow();
  }

  @Test
  void isLoadedOnceItHasCaughtUp() {
    tell(false, "1", up("a", "/a", 1));
    assertThat(table.loaded()).isFalse();
    assertThat(table.service("a")).isEmpty();

    tell(true, "2");

    assertThat(table.loaded()).isTrue();
    assertThat(table.service("a")).isPresent();
    assertThat(table.cursor()).isEqualTo("2");
    assertThat(chains).containsExactly(1L);
  }

  @Test
  void namesAClusterOnceEnvoyHasIt() {
    tell(true, "1", up("a", "/a", 1));
    assertThat(service("a").cluster()).isEmpty();

    envoy.confirmAll();
    table.settle();

    assertThat(service("a").cluster()).isPresent();
  }

  @Test
  void keepsTheOldClusterUntilEnvoyHasTheNewOneAndForAWhileAfter() {
    tell(true, "1", up("a", "/a", 1));
    envoy.confirmAll();
    table.settle();
    var old = service("a").cluster().orElseThrow();

    tell(true, "2", up("a", "/b", 1));
    assertThat(service("a").cluster()).contains(old);
    assertThat(envoy.clusters()).hasSize(2);

    envoy.confirmAll();
    table.settle();
    assertThat(service("a").cluster()).isPresent().get().isNotEqualTo(old);
    assertThat(envoy.clusters()).hasSize(2);

    now += 61_000_000_000L;
    table.settle();
    assertThat(envoy.clusters()).hasSize(1);
  }

  @Test
  void doesNotWaitForAnEnvoyThatNeverConfirms() {
    tell(true, "1", up("a", "/a", 1));
    now += 2_100_000_000L;
    table.settle();
    assertThat(service("a").cluster()).isPresent();
  }

  @Test
  void aServiceThatGoesDownIsClosedAtOnce() {
    tell(true, "1", up("a", "/a", 1));
    envoy.confirmAll();
    table.settle();
    tell(
        true,
        "2",
        RouteChange.newBuilder()
            .setUpserted(
                Route.newBuilder()
                    .setServiceId("a")
                    .setServing(Serving.newBuilder().setState(ServingState.SERVING_STATE_DOWN)))
            .build());
    assertThat(service("a").state()).isEqualTo(State.DOWN);
    assertThat(service("a").cluster()).isEmpty();
    assertThat(chains).isEmpty();
  }

  @Test
  void aNewPictureReplacesTheOldOneWholeAndNotBefore() {
    tell(true, "1", up("a", "/a", 1), up("b", "/b", 1));
    table.startAnew();
    assertThat(table.cursor()).isEmpty();

    tell(false, "1", up("b", "/b", 1));
    assertThat(table.service("a")).isPresent();

    tell(true, "2", up("c", "/c", 1));
    assertThat(table.service("a")).isEmpty();
    assertThat(table.service("b")).isPresent();
    assertThat(table.service("c")).isPresent();
  }

  @Test
  void anUnreadableAddressIsAServiceThatDoesNotAnswer() {
    tell(true, "1", up("a", "", 1));
    table.settle();
    assertThat(table.loaded()).isTrue();
    var relative =
        up("b", "/b", 1).getUpserted().toBuilder()
            .setUpstream(factory.registry.v1.Upstream.newBuilder().setHostPort("nowhere"))
            .build();
    tell(true, "2", RouteChange.newBuilder().setUpserted(relative).build());
    assertThat(service("b").state()).isEqualTo(State.DOWN);
  }
}
