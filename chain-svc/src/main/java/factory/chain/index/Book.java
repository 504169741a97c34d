package factory.chain.index;

import factory.chain.evm.Account;
import factory.chain.token.Token;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Who holds what of one token: at the final block, and where blocks above it differ, now. */
final class Book {
  final Token token;
  private final Balances atFinal;
  private final Map<Account, Recent> recent = new HashMap<>();
  private BigInteger supply;
  private int holders;

  /** A wallet that blocks above the final one touched. */
  private static final class Recent {
    BigInteger amount;

    /** By how many moves. */
    int touches;

    Recent(BigInteger amount) {
      this.amount = amount;
    }
  }

  Book(Token token, Balances atFinal) {
    this.token = token;
    this.atFinal = atFinal;
    supply = atFinal.total();
    holders = atFinal.size();
  }

  BigInteger supply() {
    return supply;
  }

  int holders() {
    return holders;
  }

  BigInteger now(Account wallet) {
    var touched = recent.get(wallet);
    return touched == null ? atFinal.of(wallet) : touched.amount;
  }

  BigInteger atFinal(Account wallet) {
    return atFinal.of(wallet);
  }

  Balances.Frozen frozen() {
    return atFinal.freeze();
  }

  /** Where balances now are not those at the final block. */
  Map<Account, BigInteger> changed() {
    Map<Account, BigInteger> changed = HashMap.newHashMap(recent.size());
    recent.forEach((wallet, touched) -> changed.put(wallet, touched.amount));
    return changed;
  }

  /** Some wallets that hold something or lately did. */
  List<Account> some(int most, SplittableRandom random) {
    List<Account> wallets = new ArrayList<>(atFinal.some(most, random));
    recent.keySet().stream().limit(most).forEach(wallets::add);
    return wallets;
  }

  void apply(Move move) {
    if (!move.from().equals(move.to())) {
      touch(move.from(), move.amount().negate(), 1);
      touch(move.to(), move.amount(), 1);
    }
  }

  void retract(Move move) {
    if (!move.from().equals(move.to())) {
      touch(move.to(), move.amount().negate(), -1);
      touch(move.from(), move.amount(), -1);
    }
  }

  /** The move's block became final. */
  void settle(Move move) {
    if (!move.from().equals(move.to())) {
      settle(move.from(), move.amount().negate());
      settle(move.to(), move.amount());
    }
  }

  /** Sets what a wallet holds at the final block and now. */
  void fill(Account wallet, BigInteger amount) {
    count(now(wallet), amount);
    atFinal.set(wallet, amount);
  }

  private void touch(Account wallet, BigInteger by, int touches) {
    if (wallet.equals(Account.NOBODY)) {
      return;
    }
    var touched = recent.computeIfAbsent(wallet, w -> new Recent(atFinal.of(w)));
    var before = touched.amount;
    touched.amount = before.add(by);
    touched.touches += touches;
    count(before, touched.amount);
    if (touched.touches == 0) {
      recent.remove(wallet);
    }
  }

  private void settle(Account wallet, BigInteger by) {
    if (wallet.equals(Account.NOBODY)) {
      return;
    }
    atFinal.set(wallet, atFinal.of(wallet).add(by));
    var touched = recent.get(wallet);
    if (touched != null && --touched.touches == 0) {
      recent.remove(wallet);
    }
  }

  private void count(BigInteger before, BigInteger after) {
    supply = supply.add(after).subtract(before);
    holders += after.signum() - before.signum();
  }
}
