package factory.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.chain.evm.Account;
import factory.chain.evm.Endpoint;
import factory.chain.evm.EndpointDown;
import factory.chain.evm.Endpoints;
import factory.chain.evm.RpcRefused;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Anvil first = Anvil.start();
  private final Anvil second = Anvil.start();
  private final Endpoints endpoints = of(first.uri(), second.uri());

  private static Endpoints of(URI... addresses) {
    return new Endpoints(31337, Arrays.asList(addresses), Duration.ofSeconds(2), Clock.systemUTC());
  }

  @AfterEach
  void end() {
    endpoints.close();
    first.close();
    second.close();
  }

  private static long newest(Endpoints endpoints) {
    return endpoints.ask(endpoint -> endpoint.latest().number());
  }

  @Test
  void asksTheFirstAsLongAsItAnswers() {
    first.rpc("anvil_mine", "[\"0x2\"]");

    assertThat(newest(endpoints)).isEqualTo(2);
  }

  @Test
  void asksTheNextWhenOneIsDownAndTheFirstAgainWhenItIsBack() {
    first.rpc("anvil_mine", "[\"0x2\"]");
    second.rpc("anvil_mine", "[\"0x1\"]");
    newest(endpoints);
    first.stop();

    assertThat(newest(endpoints)).isEqualTo(1);
    var down = endpoints.health().getFirst();
    assertThat(down.healthy()).isFalse();
    assertThat(down.problem()).contains("cannot be reached");
    assertThat(endpoints.health().getLast().inUse()).isTrue();

    first.restart();
    first.rpc("anvil_mine", "[\"0x7\"]");
    Until.holds("the first is asked again", LONG, () -> newest(endpoints) == 7);
    assertThat(endpoints.health().getFirst().inUse()).isTrue();
  }

  @Test
  void passesOverAnEndpointOfAnotherChain() {
    try (var other = Anvil.start("--chain-id", "5");
        var mixed = of(other.uri(), second.uri())) {
      second.rpc("anvil_mine", "[\"0x3\"]");

      assertThat(newest(mixed)).isEqualTo(3);
      assertThat(mixed.health().getFirst().problem())
          .isEqualTo("the endpoint serves chain 5 instead of 31337");
    }
  }

  @Test
  void leavesAnEndpointThatStaysBehind() {
    second.rpc("anvil_mine", "[\"0x9\"]");

    Until.holds("the second is asked", LONG, () -> newest(endpoints) == 9);
    assertThat(endpoints.health().getFirst().problem())
        .isEqualTo("the endpoint is at block 0, another one at 9");
  }

  @Test
  void aRefusalIsAnAnswer() {
    var asked = new AtomicInteger();

    assertThatThrownBy(
            () ->
                endpoints.ask(
                    endpoint -> {
                      asked.incrementAndGet();
                      return endpoint.estimateGas(
                          Account.NOBODY, java.util.Optional.empty(), "0xfe");
                    }))
        .isInstanceOf(RpcRefused.class);
    assertThat(asked).hasValue(1);
  }

  @Test
  void saysWhyWhenAllAreDown() {
    first.stop();
    second.stop();

    assertThatThrownBy(() -> newest(endpoints))
        .isInstanceOf(EndpointDown.class)
        .hasMessage("the endpoint cannot be reached");
    assertThat(endpoints.health()).noneMatch(Endpoints.Health::healthy);
  }

  @Test
  void tellsEveryEndpointAndIsContentWithOneThatTakesIt() {
    var told = new AtomicInteger();
    endpoints.tellAll(
        endpoint -> {
          endpoint.chainId();
          told.incrementAndGet();
        });
    assertThat(told).hasValue(2);

    first.stop();
    told.set(0);
    endpoints.tellAll(
        endpoint -> {
          endpoint.chainId();
          told.incrementAndGet();
        });
    assertThat(told).hasValue(1);

    second.stop();
    assertThatThrownBy(() -> endpoints.tellAll(Endpoint::chainId)).isInstanceOf(EndpointDown.class);
  }

  @Test
  void tellsNoAddress() {
    try (var secret = of(URI.create("http://user:pass@localhost:1/key-123"))) {
      assertThatThrownBy(() -> newest(secret))
          .satisfies(
              e -> {
                for (Throwable t = e; t != null; t = t.getCause()) {
                  assertThat(t.toString()).doesNotContain("key-123").doesNotContain("pass");
                }
              });
      assertThat(secret.toString() + secret.health())
          .contains("1 localhost")
          .doesNotContain("key-123")
          .doesNotContain("pass");
    }
  }
}
