package factory.edge.gate;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.gate.Balances.Holding;
import factory.edge.gate.Credentials.ChainScope;
import factory.edge.throttle.Throttle;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How often and how much at once a publishable key is used, and as whose that counts. */
class GuestsTest {
  private static final String ID = "0193b1f2-7a11-7000-8000-00000000abcd";
  private static final EvmAddress MAKER = new EvmAddress(1, 1, 1);
  private static final int EACH = 4;
  private static final int ALL = 10;

  private final AtomicLong nanos = new AtomicLong();
  private final Throttle throttle = new Throttle(Throttle.Limits.DEFAULT, nanos::get);
  private final List<Admission> admissions = new ArrayList<>();
  private final List<EvmAddress> taken = new ArrayList<>();
  private final UUID key = UUID.randomUUID();
  private boolean ownerHasRoom = true;
  private int each = EACH;
  private int all = ALL;

  private Decision call(String address) {
    return call(address, UUID.randomUUID());
  }

  private Decision call(String address, UUID request) {
    var credentials = new FakeCredentials();
    credentials.publishableKeys.put(
        "mfp_page",
        new Credentials.PublishableKey(
            key,
            ID,
            MAKER,
            ChainScope.ALL,
            new PageScope(List.of("https://guests.example"), List.of("GET /books"), all, each)));
    var token = new AccessToken(31337, new EvmAddress(1, 2, 3), BigInteger.TEN);
    var service =
        new GatedService(
            ID, GatedService.State.UP, Optional.of("c"), Optional.of(token), Optional.empty());
    var services =
        new Services() {
          @Override
          public boolean loaded() {
            return true;
          }

          @Override
          public Optional<GatedService> service(String id) {
            return Optional.of(service);
          }
        };
    var terms =
        new Terms.OfService() {
          @Override
          public BigInteger threshold(AccessToken token) {
            return token.threshold();
          }

          @Override
          public Finality finality() {
            return new Finality.Latest();
          }

          @Override
          public Terms.Quota take(EvmAddress wallet, BigInteger held, BigInteger threshold) {
            taken.add(wallet);
            var headers = new Terms.RateLimit("p", "l");
            return ownerHasRoom
                ? new Terms.Quota.Granted(Optional.of(headers), () -> {})
                : new Terms.Quota.Exceeded(headers, 7, List.of("burst"));
          }

          @Override
          public Optional<Terms.Quota.Exceeded> exhausted(
              EvmAddress wallet, BigInteger held, BigInteger threshold) {
            return Optional.empty();
          }
        };
    var gate =
        new Gate(
            new Gate.Known(
                services,
                (_, _, _) -> new Holding.Known(BigInteger.TEN, BigInteger.TEN, 1),
                credentials,
                _ -> terms),
            admissions::add,
            throttle,
            new Gate.Policy(false, false, "https://factory.example"),
            () -> Instant.EPOCH);
    Map<String, String> headers = new HashMap<>();
    headers.put("x-api-key", "mfp_page");
    headers.put("origin", "https://guests.example");
    headers.put("x-request-id", request.toString());
    headers.put(Gate.CLIENT, address);
    return gate.decide(new Call("GET", "/gateway/" + ID + "/books", headers));
  }

  /** Ends at once when it goes on. */
  private String told(String address) {
    var request = UUID.randomUUID();
    var told = told(call(address, request));
    throttle.end(request);
    return told;
  }

  private static String told(Decision decision) {
    return switch (decision) {
      case Decision.Allow _ -> "allow";
      case Decision.Pass _ -> "pass";
      case Decision.Deny(GateFault.KeyRateExceeded(var by, var most, var seconds), var _) ->
          by + " " + most + " " + seconds;
      case Decision.Deny(var fault, var _) -> fault.reason();
    };
  }

  @Test
  void aCallIsTheMakersInTheBooksAndNobodysAtTheService() {
    var allow = (Decision.Allow) call("192.0.2.1");
    assertThat(allow.wallet()).isEmpty();
    assertThat(allow.rateLimit()).isEmpty();
    assertThat(allow.page()).hasValue("https://guests.example");
    assertThat(taken).containsExactly(MAKER);
    assertThat(admissions.getFirst().wallet()).hasValue(MAKER);
    assertThat(admissions.getFirst().keyId()).hasValue(key);
  }

  @Test
  void anAddressHasItsRateInWhateverSpellingAndAnotherHasItsOwn() {
    for (var i = 0; i < EACH; i++) {
      assertThat(told(i % 2 == 0 ? "2001:db8::1" : "2001:db8:0:0:ffff::2")).isEqualTo("allow");
    }
    assertThat(told("2001:db8::3")).isEqualTo("ADDRESS 4 16");
    assertThat(told("192.0.2.1")).isEqualTo("allow");
    nanos.addAndGet(Duration.ofSeconds(15).toNanos());
    assertThat(told("2001:db8::3")).isEqualTo("allow");
    assertThat(told("2001:db8::3")).isEqualTo("ADDRESS 4 16");
  }

  @Test
  void allTogetherHaveTheKeysRateAndWhoIsRefusedForItHasUsedUpNothing() {
    for (var i = 0; i < ALL; i++) {
      assertThat(told("192.0.2." + i)).isEqualTo("allow");
    }
    for (var i = 0; i < 50; i++) {
      assertThat(told("198.51.100.1")).isEqualTo("KEY 10 7");
    }
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    for (var i = 0; i < EACH; i++) {
      assertThat(told("198.51.100.1")).isEqualTo("allow");
    }
  }

  @Test
  void anAddressAndAllTogetherHaveSoManyCallsOpen() {
    each = 600;
    all = 6_000;
    List<UUID> open = new ArrayList<>();
    for (var address = 0; open.size() < Terms.CALLS_AT_ONCE; address++) {
      for (var i = 0; i < Guests.AT_ONCE && open.size() < Terms.CALLS_AT_ONCE; i++) {
        var request = UUID.randomUUID();
        assertThat(told(call("192.0.2." + address, request))).isEqualTo("allow");
        open.add(request);
      }
    }
    assertThat(told("192.0.2.0")).isEqualTo("ADDRESS_AT_ONCE 6 1");
    assertThat(told("203.0.113.1")).isEqualTo("KEY_AT_ONCE 32 1");
    throttle.end(open.getFirst());
    assertThat(told("192.0.2.0")).isEqualTo("allow");
    open.forEach(throttle::end);
    assertThat(throttle.open()).isZero();
    assertThat(told("192.0.2.1")).isEqualTo("allow");
    // An end that nobody tells is one that has expired.
    for (var i = 0; i < Guests.AT_ONCE; i++) {
      assertThat(told(call("192.0.2.2"))).isEqualTo("allow");
    }
    assertThat(told("192.0.2.2")).startsWith("ADDRESS_AT_ONCE");
    nanos.addAndGet(Duration.ofMinutes(7).toNanos());
    throttle.endExpired();
    assertThat(told("192.0.2.2")).isEqualTo("allow");
  }

  @Test
  void whatTheMakerHasUsedUpIsUsedUpHereToo() {
    ownerHasRoom = false;
    assertThat(told("192.0.2.1")).isEqualTo("OWNER 0 7");
    assertThat(admissions).isEmpty();
    assertThat(throttle.open()).isZero();
  }
}
