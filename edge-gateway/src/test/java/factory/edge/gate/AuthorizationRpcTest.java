package factory.edge.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import factory.edge.Served;
import factory.edge.gate.Balances.Holding;
import factory.edge.throttle.Throttle;
import factory.mesh.Assertions;
import factory.mesh.Settings;
import factory.mesh.TestTrust;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import java.math.BigInteger;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizationRpcTest {
  private static final String ID = "0193b1f2-7a11-7000-8000-00000000abcd";

  private static Services service() {
    return new Services() {
      @Override
      public boolean loaded() {
        return true;
      }

      @Override
      public Optional<GatedService> service(String id) {
        return Optional.of(
            new GatedService(
                ID,
                GatedService.State.UP,
                Optional.of("c"),
                Optional.of(new AccessToken(1, new EvmAddress(1, 1, 1), BigInteger.ONE)),
                Optional.empty()));
      }
    };
  }

  private static CheckResponse ask(Balances balances) {
    var rpc =
        new AuthorizationRpc(
            new Gate(
                new Gate.Known(service(), balances, new FakeCredentials(), Terms.NONE),
                _ -> true,
                new Gate.Policy(false, true, ""),
                Clock.systemUTC()),
            new WaysIn("https://factory.example", Clock.systemUTC()),
            new AssertedHeaders(
                Assertions.from(Settings.of(Map.of("factory.profile", "development"))),
                TestTrust.of("edge"),
                Clock.systemUTC()));
    try {
      return CheckResponse.parseFrom(
          rpc.check(
              new Call(
                  "GET",
                  "/gateway/" + ID + "/books",
                  Map.of("x-wallet-address", "0x" + "0f".repeat(20)))));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aBugIsUnavailableAndNeverAWayIn() {
    var answer =
        ask(
            (_, _, _) -> {
              throw new IllegalStateException("the secret is 42");
            });

    assertThat(answer.getStatus().getCode()).isNotZero();
    assertThat(answer.getDeniedResponse().getStatus().getCodeValue()).isEqualTo(503);
    assertThat(answer.getDeniedResponse().getBody())
        .contains("GATE_FAILED")
        .doesNotContain("secret");
  }

  @Test
  void anErrorIsUnavailableToo() {
    var answer =
        ask(
            (_, _, _) -> {
              throw new StackOverflowError();
            });
    assertThat(answer.getDeniedResponse().getStatus().getCodeValue()).isEqualTo(503);
  }

  @Test
  void anAllowedCallCarriesTheAssertionsAndLosesTheCredentials() {
    var ok = ask((_, _, _) -> new Holding.Known(BigInteger.TEN, BigInteger.TEN, 1)).getOkResponse();

    assertThat(ok.getHeadersList())
        .extracting(h -> h.getHeader().getKey() + "=" + h.getHeader().getValue())
        .filteredOn(h -> !h.matches("x-factory-assertion=eyJ[^.]+[.][^.]+[.][A-Za-z0-9_-]{43}"))
        .containsExactlyInAnyOrder(
            "x-factory-cluster=c",
            "x-factory-service=" + ID,
            "x-factory-wallet=0x" + "0f".repeat(20));
    assertThat(ok.getHeadersToRemoveList())
        .contains("x-wallet-address", "x-dev-bypass", "authorization", "x-api-key", "x-session");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=1; __Host-factory=s; b=2 | a=1; b=2",
        "a=\"x,y\";b=2 ;__Host-factory=s | a=\"x,y\";b=2",
        "a=1,b=2;  c=3 | a=1,b=2;  c=3",
        "__Host-Factory-x=1; a=1 | a=1",
        "__Host-factory=s | ''",
        "__host-factory=s;a=1 | a=1",
        "a=1,__Host-factory=s | a=1",
        "a=\"__Host-factory=s\" | ''"
      })
  void onlyOurCookieIsTakenOutAndAllOfThemWhenItCannotBeToldApart(String cookies, String left) {
    assertThat(PlatformCredentials.withoutOurs(cookies)).isEqualTo(left);
  }

  @Test
  void aCallThatFindsNoPlaceIsLookedAtAgainSinceEndsAreToldLate() throws Exception {
    var throttle = new Throttle(Throttle.Limits.DEFAULT, System::nanoTime);
    var open = new ArrayDeque<UUID>();
    var looks = new AtomicInteger(2);
    var service = service();
    var rpc =
        new AuthorizationRpc(
            new Gate(
                new Gate.Known(
                    service,
                    (_, _, _) -> {
                      // The end of one is told after the call was looked at once.
                      if (looks.incrementAndGet() == 2 && !open.isEmpty()) {
                        throttle.end(open.pop());
                      }
                      return new Holding.Known(BigInteger.TEN, BigInteger.TEN, 1);
                    },
                    new FakeCredentials(),
                    Terms.NONE),
                admission -> open.add(admission.requestId()),
                throttle,
                new Gate.Policy(false, true, ""),
                Clock.systemUTC()),
            new WaysIn("", Clock.systemUTC()),
            new AssertedHeaders(
                Assertions.from(Settings.of(Map.of("factory.profile", "development"))),
                TestTrust.of("edge"),
                Clock.systemUTC()));
    for (var i = 0; i < Terms.CALLS_AT_ONCE; i++) {
      assertThat(CheckResponse.parseFrom(rpc.check(call())).hasOkResponse()).isTrue();
    }
    try (var served = new Served(rpc)) {
      var stub = AuthorizationGrpc.newBlockingStub(served.channel());
      looks.set(0);
      assertThat(stub.check(request()).hasOkResponse()).isTrue();
      assertThat(looks.get()).isEqualTo(2);
      // And when none is told it is refused.
      open.clear();
      assertThat(stub.check(request()).getDeniedResponse().getBody())
          .contains("CALLS_AT_ONCE_EXCEEDED");
    }
  }

  private static Call call() {
    return new Call(
        "GET",
        "/gateway/" + ID + "/books",
        Map.of(
            "x-wallet-address",
            "0x" + "0f".repeat(20),
            "x-request-id",
            UUID.randomUUID().toString()));
  }

  private static CheckRequest request() {
    var http =
        AttributeContext.HttpRequest.newBuilder()
            .setMethod(call().method())
            .setPath(call().path())
            .putAllHeaders(call().headers());
    return CheckRequest.newBuilder()
        .setAttributes(
            AttributeContext.newBuilder()
                .setRequest(AttributeContext.Request.newBuilder().setHttp(http)))
        .build();
  }
}
