package factory.chain.index;

import factory.chain.evm.Account;
import factory.chain.token.Token;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a watcher makes of its messages. */
final class Seen {
  final Watch source;
  final Set<Account> tokens = new HashSet<>();
  private final Map<String, BigInteger> balances = new HashMap<>();
  private final Deque<Step> above = new ArrayDeque<>();
  Optional<Cursor> cursor = Optional.empty();
  boolean complete;
  int resets;
  int messages;
  int retractions;

  Seen(Watch source) {
    this.source = source;
  }

  /** Goes on where another one was. */
  Seen(Watch source, Seen before) {
    this(source);
    tokens.addAll(before.tokens);
    balances.putAll(before.balances);
    above.addAll(before.above);
    resets = before.resets;
  }

  long now(Token token, int wallet) {
    return balances
        .getOrDefault(key(token.address(), PaintedChain.account(wallet)), BigInteger.ZERO)
        .longValue();
  }

  long atFinal(Token token, int wallet) {
    var account = PaintedChain.account(wallet);
    var amount = now(token, wallet);
    for (var step : above) {
      for (var move : step.block().moves()) {
        if (move.token().equals(token.address())) {
          amount -= move.to().equals(account) ? move.amount().longValue() : 0;
          amount += move.from().equals(account) ? move.amount().longValue() : 0;
        }
      }
    }
    return amount;
  }

  long holders(Token token) {
    return balances.entrySet().stream()
        .filter(e -> e.getKey().startsWith(token.address().hex()) && e.getValue().signum() > 0)
        .count();
  }

  void drain() {
    for (var update = source.next(); update.isPresent(); update = source.next()) {
      apply(update.get());
    }
  }

  private void apply(Update update) {
    messages++;
    if (update.reset()) {
      tokens.clear();
      balances.clear();
      above.clear();
      resets++;
    }
    tokens.addAll(update.tokens());
    for (var holding : update.balances()) {
      requireKnown(holding.token());
      balances.put(key(holding.token(), holding.wallet()), holding.amount());
    }
    update.steps().forEach(this::apply);
    update
        .finalized()
        .ifPresent(last -> above.removeIf(s -> s.block().ref().number() <= last.number()));
    complete = update.complete();
    cursor = update.cursor();
  }

  private void apply(Step step) {
    var block = step.block();
    if (step.retracted()) {
      var newest = above.pollLast();
      if (newest == null || !newest.block().equals(block)) {
        throw new AssertionError("a block is taken back that is not the newest");
      }
      retractions++;
      block.moves().reversed().forEach(move -> move(move, move.to(), move.from()));
      block.created().forEach(token -> tokens.remove(token.address()));
    } else {
      above.addLast(step);
      block.created().forEach(token -> tokens.add(token.address()));
      block.moves().forEach(move -> move(move, move.from(), move.to()));
    }
  }

  private void move(Move move, Account from, Account to) {
    requireKnown(move.token());
    if (!from.equals(Account.NOBODY)) {
      var left = balances.merge(key(move.token(), from), move.amount().negate(), BigInteger::add);
      if (left.signum() < 0) {
        throw new AssertionError("a balance below zero");
      }
    }
    if (!to.equals(Account.NOBODY)) {
      balances.merge(key(move.token(), to), move.amount(), BigInteger::add);
    }
  }

  private void requireKnown(Account token) {
    if (!tokens.contains(token)) {
      throw new AssertionError("a balance of a token that was not announced");
    }
  }

  private static String key(Account token, Account wallet) {
    return token.hex() + "/" + wallet.hex();
  }
}
