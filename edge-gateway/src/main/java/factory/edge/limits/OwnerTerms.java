package factory.edge.limits;

import factory.edge.gate.AccessToken;
import factory.edge.gate.Allowance;
import factory.edge.gate.Block;
import factory.edge.gate.Credentials;
import factory.edge.gate.EvmAddress;
import factory.edge.gate.Finality;
import factory.edge.gate.Terms;
import java.math.BigInteger;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The terms of services as their owners set them. */
public final class OwnerTerms implements Terms {
  /** The name of the limit that a key has of its own. */
  private static final String KEY = "key";

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
    return new OfOne(serviceId, book.inForce(serviceId));
  }

  /** Where a wallet stands with a service's limits, without counting anything. */
  public List<Standing> standings(
      String serviceId, EvmAddress wallet, BigInteger held, BigInteger threshold) {
    return new OfOne(serviceId, book.inForce(serviceId)).standings(wallet, held, threshold);
  }

  /** Where a key stands with its own limit, without counting anything. */
  public Optional<Standing> standing(UUID key, EvmAddress wallet, Optional<Allowance> limit) {
    return limit.map(
        own -> limits.peek(key.toString(), wallet, ofKey(own), 1, clock.millis()).getFirst());
  }

  /** A key is counted by itself, as a service is. */
  private static List<Limit> ofKey(Allowance own) {
    return List.of(WalletRules.named(KEY, own));
  }

  private final class OfOne implements OfService {
    private final String serviceId;
    private final InForce kept;

    OfOne(String serviceId, InForce kept) {
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
    public Optional<String> takedown() {
      return kept.takedown().flatMap(TakedownStore.Change::reason);
    }

    @Override
    public Optional<Block> block(EvmAddress wallet) {
      return kept.wallets().isEmpty() ? Optional.empty() : kept.block(wallet, clock.instant());
    }

    @Override
    public Quota takeOwn(Credentials.Key key) {
      return key.limit().isEmpty()
          ? new Quota.Granted(Optional.empty(), () -> {})
          : take(
              key.id().toString(), key.wallet(), InForce.Counted.of(ofKey(key.limit().get())), 1);
    }

    @Override
    public Quota take(EvmAddress wallet, BigInteger held, BigInteger threshold) {
      var counted = kept.counted(wallet);
      if (counted.limits().isEmpty()) {
        return new Quota.Granted(Optional.empty(), () -> {});
      }
      return take(serviceId, wallet, counted, kept.rules().multiple(held, threshold));
    }

    private Quota take(String of, EvmAddress wallet, InForce.Counted counted, long multiple) {
      return switch (limits.take(of, wallet, counted.limits(), multiple, clock.millis())) {
        case Verdict.Admitted admitted ->
            new Quota.Granted(
                Optional.of(
                    new RateLimit(
                        counted.fields().policy(multiple),
                        RateLimitFields.limit(admitted.standings()))),
                () -> limits.giveBack(of, wallet, admitted));
        case Verdict.Exceeded(var exhausted) -> exceeded(exhausted, counted, multiple);
        case Verdict.NoRoom() -> new Quota.NoRoom();
      };
    }

    private static Quota.Exceeded exceeded(
        List<Standing> exhausted, InForce.Counted counted, long multiple) {
      return new Quota.Exceeded(
          new RateLimit(counted.fields().policy(multiple), RateLimitFields.limit(exhausted)),
          RateLimitFields.retryAfterSeconds(exhausted),
          exhausted.stream().map(Standing::name).toList());
    }

    @Override
    public Optional<Quota.Exceeded> exhausted(
        EvmAddress wallet, BigInteger held, BigInteger threshold) {
      var multiple = kept.rules().multiple(held, threshold);
      var exhausted =
          standings(wallet, held, threshold).stream().filter(s -> s.remaining() == 0).toList();
      return exhausted.isEmpty()
          ? Optional.empty()
          : Optional.of(exceeded(exhausted, kept.counted(wallet), multiple));
    }

    private List<Standing> standings(EvmAddress wallet, BigInteger held, BigInteger threshold) {
      return limits.peek(
          serviceId,
          wallet,
          kept.counted(wallet).limits(),
          kept.rules().multiple(held, threshold),
          clock.millis());
    }
  }
}
