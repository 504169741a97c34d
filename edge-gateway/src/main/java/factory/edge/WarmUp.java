package factory.edge;

import factory.edge.gate.AccessToken;
import factory.edge.gate.AssertedHeaders;
import factory.edge.gate.AuthorizationRpc;
import factory.edge.gate.Balances;
import factory.edge.gate.Call;
import factory.edge.gate.Credentials;
import factory.edge.gate.EvmAddress;
import factory.edge.gate.Gate;
import factory.edge.gate.GatedService;
import factory.edge.gate.Services;
import factory.edge.gate.Terms;
import factory.edge.gate.WaysIn;
import factory.mesh.Address;
import factory.mesh.Assertions;
import factory.mesh.MeshChannel;
import factory.mesh.Trust;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Makes decisions quick before the first one counts: a cold JVM misses Envoy's second. */
final class WarmUp {
  private static final String ID = "00000000-0000-0000-0000-000000000000";
  private static final int ROUND = 10;
  private static final String[] PATHS = {"/health", "/books?page_size=2", ""};

  /** A hundredth of the time that Envoy gives a decision, for each of a round. */
  private static final Duration QUICK =
      Duration.ofMillis(10).multipliedBy((long) ROUND * PATHS.length);

  private static final Duration AT_MOST = Duration.ofSeconds(3);

  private WarmUp() {}

  /**
   * Asks the running server, and decides every kind of call on a made-up service, until a round is
   * quick. How long that takes depends on the machine and on what the ahead-of-time cache brings. A
   * single slow call says nothing: the other nodes may be starting on the same cores.
   */
  static void run(Address authz, Assertions assertions, Trust trust) {
    var end = System.nanoTime() + AT_MOST.toNanos();
    var sample =
        new AuthorizationRpc(
            new Gate(
                new Gate.Known(new OneService(), holding(), nobody(), Terms.NONE),
                _ -> true,
                new Gate.Policy(false, true, ""),
                Clock.systemUTC()),
            new WaysIn("", Clock.systemUTC()),
            new AssertedHeaders(assertions, trust, Clock.systemUTC()));
    try (var channel = MeshChannel.open(authz, AuthorizationGrpc.getServiceDescriptor())) {
      var stub = AuthorizationGrpc.newBlockingStub(channel.channel());
      while (round(sample, stub) > QUICK.toNanos() && System.nanoTime() < end) {}
    }
  }

  /** Nanoseconds that a round of decisions took, with their way through the server. */
  private static long round(
      AuthorizationRpc sample, AuthorizationGrpc.AuthorizationBlockingStub stub) {
    var began = System.nanoTime();
    for (var i = 0; i < ROUND; i++) {
      for (var path : PATHS) {
        var call = call("/gateway/" + ID + path, i % 3);
        var _ = sample.check(call);
        var _ = stub.check(request(call));
      }
    }
    return System.nanoTime() - began;
  }

  private static Call call(String path, int wallet) {
    return new Call(
        "GET",
        path,
        wallet == 0
            ? Map.of()
            : Map.of("x-wallet-address", "0x" + Integer.toString(wallet).repeat(40)));
  }

  private static CheckRequest request(Call call) {
    return CheckRequest.newBuilder()
        .setAttributes(
            AttributeContext.newBuilder()
                .setRequest(
                    AttributeContext.Request.newBuilder()
                        .setHttp(
                            AttributeContext.HttpRequest.newBuilder()
                                .setMethod(call.method())
                                .setPath(call.path())
                                .setProtocol("HTTP/1.1")
                                .putAllHeaders(call.headers()))))
        .build();
  }

  private static Credentials nobody() {
    return new Credentials() {
      @Override
      public Optional<Session> session(String secret) {
        return Optional.empty();
      }

      @Override
      public Optional<Session> originSession(String secret, String serviceId) {
        return Optional.empty();
      }

      @Override
      public Optional<Key> key(String secret) {
        return Optional.empty();
      }

      @Override
      public Optional<PublishableKey> publishableKey(String text) {
        return Optional.empty();
      }
    };
  }

  private static Balances holding() {
    return (_, wallet, _) -> {
      var amount = wallet.low() % 2 == 0 ? BigInteger.ZERO : BigInteger.TEN;
      return new Balances.Holding.Known(amount, amount, 1);
    };
  }

  private static final class OneService implements Services {
    private final Optional<GatedService> service =
        Optional.of(
            new GatedService(
                ID,
                GatedService.State.UP,
                Optional.of("sample"),
                Optional.of(new AccessToken(1, new EvmAddress(1, 1, 1), BigInteger.ONE)),
                Optional.empty()));

    @Override
    public boolean loaded() {
      return true;
    }

    @Override
    public Optional<GatedService> service(String id) {
      return service;
    }
  }
}
