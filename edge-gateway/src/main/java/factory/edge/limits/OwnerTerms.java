package factory.edge.limits;

import factory.edge.gate.AccessToken;
import factory.edge.gate.EvmAddress;
import factory.edge.gate.Finality;
import factory.edge.gate.Terms;
import java.math.BigInteger;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The terms of services as their owners set them. */
public final class OwnerTerms implements Terms {
  private final RuleBook book;
  private final Limits limits;
  private final Clock clock;

  /** Terms after the rules in a book, counted in these limits. */
  public OwnerTerms(RuleBook book, Limits limits, Clock clock) {
    this.book = book;
    this.limits = limits;
    this.clock = clock;
  }

  @Override
  public OfService of(String serviceId) {
    return new InForce(serviceId, book.kept(serviceId));
  }

  /** Where a wallet stands with a service's limits, without counting anything. */
  public List<Standing> standings(
      String serviceId, EvmAddress wallet, BigInteger held, BigInteger threshold) {
    return new InForce(serviceId, book.kept(serviceId)).standings(wallet, held, threshold);
  }

  private final class InForce implements OfService {
    private final String serviceId;
    private final RuleBook.Kept kept;

    InForce(String serviceId, RuleBook.Kept kept) {
      this.serviceId = serviceId;
      this.kept = kept;
    }

    @Override
    public BigInteger threshold(AccessToken token) {
      return kept.rules().threshold(token);
    }

    @Override
    public Finality finality() {
      return kept.rules().finality();
    }

    @Override
    public int callsAtOnce() {
      return kept.rules().callsAtOnce();
    }

    @Override
    public Quota take(EvmAddress wallet, BigInteger held, BigInteger threshold) {
      var rules = kept.rules();
      if (rules.limits().isEmpty()) {
        return new Quota.Granted(Optional.empty(), () -> {});
      }
      var multiple = rules.multiple(held, threshold);
      var verdict = limits.take(serviceId, wallet, rules.limits(), multiple, clock.millis());
      return switch (verdict) {
        case Verdict.Admitted admitted ->
            new Quota.Granted(
                Optional.of(
                    new RateLimit(
                        kept.fields().policy(multiple),
                        RateLimitFields.limit(admitted.standings()))),
                () -> limits.giveBack(serviceId, wallet, admitted));
        case Verdict.Exceeded(var exhausted) -> exceeded(exhausted, multiple);
        case Verdict.NoRoom() -> new Quota.NoRoom();
      };
    }

    private Quota.Exceeded exceeded(List<Standing> exhausted, long multiple) {
      return new Quota.Exceeded(
          new RateLimit(kept.fields().policy(multiple), RateLimitFields.limit(exhausted)),
          RateLimitFields.retryAfterSeconds(exhausted),
          exhausted.stream().map(Standing::name).toList());
    }

    @Override
    public Optional<Quota.Exceeded> exhausted(
        EvmAddress wallet, BigInteger held, BigInteger threshold) {
      var multiple = kept.rules().multiple(held, threshold);
      var exhausted =
          standings(wallet, held, threshold).stream().filter(s -> s.remaining() == 0).toList();
      return exhausted.isEmpty() ? Optional.empty() : Optional.of(exceeded(exhausted, multiple));
    }

    private List<Standing> standings(EvmAddress wallet, BigInteger held, BigInteger threshold) {
      return limits.peek(
          serviceId,
          wallet,
          kept.rules().limits(),
          kept.rules().multiple(held, threshold),
          clock.millis());
    }
  }
}
