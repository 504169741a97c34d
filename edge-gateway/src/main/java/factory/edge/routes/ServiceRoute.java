package factory.edge.routes;

import factory.edge.gate.AccessToken;
import factory.edge.gate.EvmAddress;
import factory.edge.gate.GatedService.State;
import factory.edge.xds.Upstream;
import factory.mesh.Address;
import factory.registry.v1.Route;
import factory.registry.v1.ServingState;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/** A route as the registry tells it. */
record ServiceRoute(
    String id,
    State state,
    Optional<Upstream> upstream,
    Optional<AccessToken> token,
    Optional<String> requester) {

  /**
   * Reads a route. What cannot be read of it closes it: an unknown place is a service that does not
   * answer.
   *
   * @throws IllegalArgumentException when its token cannot be read
   */
  static ServiceRoute of(Route route) {
    var id = route.getServiceId().toLowerCase(Locale.ROOT);
    var state =
        switch (route.getServing().getState()) {
          case SERVING_STATE_UP -> State.UP;
          case SERVING_STATE_ASLEEP -> State.ASLEEP;
          case SERVING_STATE_DOWN -> State.DOWN;
          case SERVING_STATE_NONE, SERVING_STATE_UNSPECIFIED, UNRECOGNIZED -> State.NONE;
        };
    var place =
        route.getServing().getState() == ServingState.SERVING_STATE_UP
            ? place(route.getUpstream())
            : Optional.<Address>empty();
    return new ServiceRoute(
        id,
        state == State.UP && place.isEmpty() ? State.DOWN : state,
        place.map(address -> Upstream.service(id, address)),
        route.hasToken()
            ? Optional.of(
                new AccessToken(
                    route.getToken().getChainId(),
                    EvmAddress.parse(route.getToken().getAddress())
                        .orElseThrow(() -> new IllegalArgumentException("no token address")),
                    new BigInteger(route.getToken().getAccessThreshold())))
            : Optional.empty(),
        Optional.of(route.getRequesterId()).filter(r -> !r.isEmpty()));
  }

  private static Optional<Address> place(factory.registry.v1.Upstream upstream) {
    // One that Envoy would refuse holds up every later change: it is refused here.
    try {
      return switch (upstream.getAddressCase()) {
        case UNIX_PATH -> Optional.of(Address.parse("unix:" + upstream.getUnixPath()));
        case HOST_PORT ->
            Optional.of(Address.parse(upstream.getHostPort()))
                .filter(a -> !(a instanceof Address.Tcp(var _, var port) && port == 0));
        case ADDRESS_NOT_SET -> Optional.empty();
      };
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
