package factory.edge.gate;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.gate.Balances.Holding;
import factory.mesh.Assertions;
import factory.mesh.Settings;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.stub.StreamObserver;
import java.math.BigInteger;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizationRpcTest {
  private static final String ID = "0193b1f2-7a11-7000-8000-00000000abcd";

  private static CheckResponse ask(Balances balances) {
    var services =
        new Services() {
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
    var answer = new AtomicReference<CheckResponse>();
    var http =
        AttributeContext.HttpRequest.newBuilder()
            .setMethod("GET")
            .setPath("/gateway/" + ID + "/books")
            .putHeaders("x-wallet-address", "0x" + "0f".repeat(20));
    new AuthorizationRpc(
            new Gate(
                new Gate.Known(services, balances, new FakeCredentials(), Terms.NONE),
                _ -> true,
                new Gate.Policy(false, true, ""),
                Clock.systemUTC()),
            new WaysIn("https://factory.example", Clock.systemUTC()),
            new SignedAssertions(
                Assertions.from(Settings.of(Map.of("factory.profile", "development"))),
                Clock.systemUTC()))
        .check(
            CheckRequest.newBuilder()
                .setAttributes(
                    AttributeContext.newBuilder()
                        .setRequest(AttributeContext.Request.newBuilder().setHttp(http)))
                .build(),
            new StreamObserver<>() {
              @Override
              public void onNext(CheckResponse value) {
                answer.set(value);
              }

              @Override
              public void onError(Throwable error) {}

              @Override
              public void onCompleted() {}
            });
    return java.util.Objects.requireNonNull(answer.get());
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
        .contains("x-wallet-address", "x-dev-bypass", "authorization", "x-api-key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=1; __Host-factory=s; b=2 | a=1; b=2",
        "__Host-factory=s | ''",
        "__host-factory=s;a=1 | a=1",
        "a=1,__Host-factory=s | a=1",
        "a=\"__Host-factory=s\" | ''"
      })
  void onlyOurCookieIsTakenOutAndAllOfThemWhenItCannotBeToldApart(String cookies, String left) {
    assertThat(AuthorizationRpc.withoutSession(cookies)).isEqualTo(left);
  }
}
