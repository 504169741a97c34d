package factory.edge.limits;

import factory.edge.gate.Block;
import factory.edge.gate.EvmAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the owner of one service asks, of everybody and of single wallets. Immutable.
 *
 * @param revision of the rules for everybody
 * @param wallets those of whom something is said, and for a while those of whom it was
 * @param takedown what the operators did last; without a reason once it was put back
 */
record InForce(
    long revision,
    Rules rules,
    Counted counted,
    Map<EvmAddress, OfWallet> wallets,
    Optional<TakedownStore.Change> takedown) {
  static final InForce NONE =
      new InForce(0, Rules.NONE, Counted.of(List.of()), Map.of(), Optional.empty());

  /**
   * Within which limits calls are counted.
   *
   * @param fields what is written of them
   */
  record Counted(List<Limit> limits, RateLimitFields fields) {
    static Counted of(List<Limit> limits) {
      return new Counted(limits, new RateLimitFields(limits));
    }
  }

  /** What is said of a wallet. */
  record OfWallet(long revision, WalletRules rules, Counted counted) {}

  /** The one of the higher number stays, whoever comes first. */
  InForce with(RuleStore.Change change) {
    if (change.revision() <= revision) {
      return this;
    }
    var counted = Counted.of(change.rules().limits());
    Map<EvmAddress, OfWallet> narrowed = new HashMap<>();
    wallets.forEach(
        (wallet, of) ->
            narrowed.put(
                wallet, new OfWallet(of.revision(), of.rules(), narrowed(counted, of.rules()))));
    return new InForce(change.revision(), change.rules(), counted, Map.copyOf(narrowed), takedown);
  }

  /** The one of the higher number stays, whoever comes first. */
  InForce with(WalletRuleStore.Change change) {
    var before = wallets.get(change.wallet());
    if (before != null && change.revision() <= before.revision()) {
      return this;
    }
    Map<EvmAddress, OfWallet> more = new HashMap<>(wallets);
    more.put(
        change.wallet(),
        new OfWallet(change.revision(), change.rules(), narrowed(counted, change.rules())));
    return new InForce(revision, rules, counted, Map.copyOf(more), takedown);
  }

  /** The one of the higher number stays, whoever comes first. */
  InForce with(TakedownStore.Change change) {
    return takedown.filter(before -> before.revision() >= change.revision()).isPresent()
        ? this
        : new InForce(revision, rules, counted, wallets, Optional.of(change));
  }

  private static Counted narrowed(Counted counted, WalletRules rules) {
    if (rules.limit().isEmpty()) {
      return counted;
    }
    var more = new ArrayList<>(counted.limits());
    more.add(WalletRules.limit(rules.limit().get(), counted.limits()));
    return Counted.of(List.copyOf(more));
  }

  Counted counted(EvmAddress wallet) {
    if (wallets.isEmpty()) {
      return counted;
    }
    var of = wallets.get(wallet);
    return of == null ? counted : of.counted();
  }

  Optional<Block> block(EvmAddress wallet, Instant now) {
    var of = wallets.get(wallet);
    return of == null ? Optional.empty() : of.rules().block().filter(b -> b.isInForce(now));
  }
}
