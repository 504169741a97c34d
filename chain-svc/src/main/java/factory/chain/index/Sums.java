package factory.chain.index;

import factory.chain.evm.Account;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/** Balances as they are after some moves. */
final class Sums {
  private final Before before;
  private final Map<Account, Map<Account, BigInteger>> after = new LinkedHashMap<>();

  /** What wallets held. */
  interface Before {
    BigInteger of(Account token, Account wallet);
  }

  Sums(Before before) {
    this.before = before;
  }

  /**
   * Moves an amount.
   *
   * @throws Broken when that leaves less than nothing, or more than can exist
   */
  void move(Move move) {
    move(move, BigInteger::add, BigInteger::subtract);
  }

  /** Takes a move back. */
  void takeBack(Move move) {
    move(move, BigInteger::subtract, BigInteger::add);
  }

  private void move(Move move, BinaryOperator<BigInteger> to, BinaryOperator<BigInteger> from) {
    if (!move.from().equals(move.to())) {
      change(move.token(), move.from(), move.amount(), from);
      change(move.token(), move.to(), move.amount(), to);
    }
  }

  private void change(
      Account token, Account wallet, BigInteger amount, BinaryOperator<BigInteger> by) {
    if (wallet.equals(Account.NOBODY)) {
      return;
    }
    var balances = after.computeIfAbsent(token, _ -> new LinkedHashMap<>());
    var was = balances.get(wallet);
    var is = by.apply(was == null ? before.of(token, wallet) : was, amount);
    if (is.signum() < 0) {
      throw new Broken("a wallet would hold less than nothing of " + token);
    }
    if (is.bitLength() > Balances.AMOUNT_BITS) {
      throw new Broken("a wallet would hold more than can exist of " + token);
    }
    balances.put(wallet, is);
  }

  /** What each wallet that took part holds now. */
  List<Holding> holdings() {
    List<Holding> holdings = new ArrayList<>();
    after.forEach(
        (token, balances) ->
            balances.forEach((wallet, amount) -> holdings.add(new Holding(token, wallet, amount))));
    return holdings;
  }
}
