package factory.edge.gate;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.gate.Balances.Holding;
import factory.edge.gate.GatedService.State;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/** {@code explain} says what {@code decide} does, in whatever state the gate is. */
class OnePolicyProperties {
  private static final String ID = "0193b1f2-7a11-7000-8000-00000000abcd";
  private static final EvmAddress WALLET = new EvmAddress(9, 9, 9);
  private static final AccessToken TOKEN =
      new AccessToken(31337, new EvmAddress(1, 2, 3), BigInteger.TEN);

  /** What may count of a balance, by how far it is looked at. */
  private enum Picture {
    COMPLETE,
    NOT_LOADED,
    STALE
  }

  /** All that a decision stands on. */
  private record Situation(
      boolean routesLoaded,
      boolean known,
      State state,
      boolean cluster,
      boolean token,
      Picture picture,
      long latest,
      long finalBalance,
      Finality finality,
      long threshold,
      int quotaLeft) {}

  @Provide
  Arbitrary<Situation> situations() {
    var mostly = Arbitraries.of(true, true, true, true, false);
    return Combinators.combine(mostly, mostly, Arbitraries.of(State.class), mostly, mostly)
        .as(
            (loaded, known, state, cluster, token) ->
                new Situation(
                    loaded,
                    known,
                    state,
                    cluster,
                    token,
                    Picture.COMPLETE,
                    0,
                    0,
                    new Finality.Latest(),
                    0,
                    0))
        .flatMap(
            s ->
                Combinators.combine(
                        Arbitraries.of(
                            Picture.COMPLETE, Picture.COMPLETE, Picture.NOT_LOADED, Picture.STALE),
                        Arbitraries.longs().between(8, 14),
                        Arbitraries.longs().between(8, 14),
                        Arbitraries.of(new Finality.Latest(), new Finality.Safe()),
                        Arbitraries.longs().between(10, 13),
                        Arbitraries.of(-1, 0, 1))
                    .as(
                        (picture, latest, finalBalance, finality, threshold, left) ->
                            new Situation(
                                s.routesLoaded,
                                s.known,
                                // Half of the services answer: the interesting half.
                                left == 0 || latest > 11 ? State.UP : s.state,
                                s.cluster,
                                s.token,
                                picture,
                                latest,
                                finalBalance,
                                finality,
                                threshold,
                                left)));
  }

  @Property(tries = 3000)
  void theExplanationIsTheDecision(
      @ForAll("situations") Situation situation, @ForAll @IntRange(max = 3) int before) {
    var gate = gate(situation);
    for (var i = 0; i < before; i++) {
      // They stay open, and take the wallet's places.
      var _ = decide(gate);
    }
    var explained = gate.explain(ID.toUpperCase(Locale.ROOT), WALLET);
    var decided = decide(gate);

    var reason = decided instanceof Decision.Deny(var fault, var _) ? fault.reason() : "ADMITTED";
    Statistics.collect(reason);
    assertThat(explained.fault().map(GateFault::reason).orElse("ADMITTED")).isEqualTo(reason);
    if (decided instanceof Decision.Deny(var fault, var _)
        && !(fault instanceof GateFault.LimitExceeded)) {
      assertThat(explained.fault()).contains(fault);
    }
    // What is said of the balance fits what was decided on it.
    if (reason.equals("ADMITTED")) {
      assertThat(explained.held().orElseThrow()).isGreaterThanOrEqualTo(explained.needed().get());
    }
    if (reason.equals("BALANCE_TOO_LOW")) {
      assertThat(explained.held().orElseThrow()).isLessThan(explained.needed().get());
    }
  }

  private static Decision decide(Gate gate) {
    return gate.decide(
        new Call(
            "GET", "/gateway/" + ID + "/books", Map.of("x-wallet-address", WALLET.toString())));
  }

  private static Gate gate(Situation s) {
    var service =
        new GatedService(
            ID,
            s.state,
            s.cluster ? Optional.of("cluster-1") : Optional.empty(),
            s.token ? Optional.of(TOKEN) : Optional.empty(),
            Optional.empty());
    var services =
        new Services() {
          @Override
          public boolean loaded() {
            return s.routesLoaded;
          }

          @Override
          public Optional<GatedService> service(String id) {
            return s.known && id.equals(ID) ? Optional.of(service) : Optional.empty();
          }
        };
    Balances balances =
        (_, _, finality) ->
            switch (s.picture) {
              case NOT_LOADED -> new Holding.NotLoaded();
              case STALE -> new Holding.Stale();
              case COMPLETE ->
                  new Holding.Known(
                      BigInteger.valueOf(s.latest),
                      BigInteger.valueOf(
                          finality instanceof Finality.Latest
                              ? s.latest
                              : Math.min(s.latest, s.finalBalance)),
                      7);
            };
    var known = new Gate.Known(services, balances, new FakeCredentials(), _ -> terms(s));
    return new Gate(
        known,
        _ -> true,
        new Gate.Policy(true, true, "https://factory.example"),
        () -> Instant.EPOCH);
  }

  private static Terms.OfService terms(Situation s) {
    var exceeded =
        s.quotaLeft == 0
            ? Optional.of(
                new Terms.Quota.Exceeded(new Terms.RateLimit("p", "l"), 7, List.of("burst")))
            : Optional.<Terms.Quota.Exceeded>empty();
    return new Terms.OfService() {
      @Override
      public BigInteger threshold(AccessToken token) {
        return BigInteger.valueOf(s.threshold).max(token.threshold());
      }

      @Override
      public Finality finality() {
        return s.finality;
      }

      @Override
      public int callsAtOnce() {
        return 2;
      }

      @Override
      public Terms.Quota take(EvmAddress wallet, BigInteger held, BigInteger threshold) {
        return exceeded
            .<Terms.Quota>map(e -> e)
            .orElseGet(() -> new Terms.Quota.Granted(Optional.empty(), () -> {}));
      }

      @Override
      public Optional<Terms.Quota.Exceeded> exhausted(
          EvmAddress wallet, BigInteger held, BigInteger threshold) {
        return exceeded;
      }
    };
  }
}
