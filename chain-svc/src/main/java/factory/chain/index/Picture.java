package factory.chain.index;

import factory.chain.evm.Account;
import factory.chain.token.Token;
import factory.mesh.Feed;
import factory.mesh.Signal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every token and balance of one chain at its head, in memory, equal to what is stored. One thread
 * writes, any number read; a reader sees whole ranges of blocks only.
 */
public final class Picture {
  /** Balances in one message to a watcher at most. */
  static final int BATCH = 2_000;

  private static final int KEPT_CHANGES = 50_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Signal news = new Signal();
  private final Map<Account, Held> tokens = new LinkedHashMap<>();
  private final Map<UUID, Held> byService = new HashMap<>();
  private final Deque<Told> recent = new ArrayDeque<>();
  private @Nullable Head head;
  private int kept;

  /** Rises when watchers have to start over. */
  private long epoch = 1;

  /** Rises with each applied range. */
  private long sequence;

  /** Whether the balances are those of a chain's head, not of a point on the way to it. */
  private boolean settled;

  private static final class Held {
    final Token token;
    final Map<Account, BigInteger> balances = new HashMap<>();
    BigInteger supply = BigInteger.ZERO;

    Held(Token token) {
      this.token = token;
    }

    BigInteger of(Account wallet) {
      return balances.getOrDefault(wallet, BigInteger.ZERO);
    }

    void set(Account wallet, BigInteger amount) {
      var before = amount.signum() == 0 ? balances.remove(wallet) : balances.put(wallet, amount);
      supply = supply.add(amount).subtract(before == null ? BigInteger.ZERO : before);
    }
  }

  private record Told(long sequence, List<Account> tokens, List<Holding> holdings) {}

  /**
   * A token as its holders have it now.
   *
   * @param supply what is in circulation, in base units
   * @param holders how many wallets hold some
   */
  public record Supplied(Token token, BigInteger supply, long holders) {}

  /** A balance and the block that it stands on. */
  public record Balance(BigInteger amount, long blockNumber) {}

  /** Raised whenever a watcher may have something new. */
  public Signal news() {
    return news;
  }

  /** The newest applied block; empty before the first. */
  public Optional<Head> head() {
    return locked(() -> Optional.ofNullable(head));
  }

  /** Whether balances are complete up to the head. */
  public boolean settled() {
    return locked(() -> settled);
  }

  /** A service's token. */
  public Optional<Supplied> ofService(UUID serviceId) {
    return locked(() -> supplied(byService.get(serviceId)));
  }

  /** The token at an address. */
  public Optional<Supplied> at(Account address) {
    return locked(() -> supplied(tokens.get(address)));
  }

  /** What a wallet holds; empty when the token is not ours. */
  public Optional<Balance> balance(Account token, Account wallet) {
    return locked(
        () -> {
          var held = tokens.get(token);
          return held == null || head == null
              ? Optional.empty()
              : Optional.of(new Balance(held.of(wallet), head.number()));
        });
  }

  /** Waits for a service's token. */
  public Optional<Supplied> awaitToken(UUID serviceId, Supplier<Boolean> goOn)
      throws InterruptedException {
    while (true) {
      var seen = news.count();
      var token = ofService(serviceId);
      if (token.isPresent() || !goOn.get()) {
        return token;
      }
      news.await(seen, Duration.ofMillis(100));
    }
  }

  /** Every token's address. */
  List<Account> addresses() {
    return locked(() -> List.copyOf(tokens.keySet()));
  }

  /** Starts over from what is stored; watchers are told so. */
  void load(Contents contents, boolean nowSettled) {
    locked(
        () -> {
          tokens.clear();
          byService.clear();
          contents.tokens().forEach(this::add);
          contents.holdings().forEach(this::set);
          head = contents.head().orElse(null);
          settled = nowSettled && head != null;
          startOver();
          return true;
        });
    news.raise();
  }

  /** The balances are about to be rolled back: nobody may trust them until they are settled. */
  void unsettle() {
    locked(
        () -> {
          settled = false;
          startOver();
          return true;
        });
    news.raise();
  }

  private void startOver() {
    recent.clear();
    kept = 0;
    epoch++;
  }

  /** An endpoint said that the head is the newest block there is. */
  void confirm(Instant now) {
    var settledNow =
        locked(
            () -> {
              if (head == null) {
                return false;
              }
              head = new Head(head.number(), head.hash(), now);
              var news = !settled;
              settled = true;
              return news;
            });
    if (settledNow) {
      news.raise();
    }
  }

  /**
   * Works out what a range of blocks changes.
   *
   * @throws Broken when somebody would hold less than nothing
   */
  Changes plan(BlockRange range) {
    return locked(
        () -> {
          Map<Account, Map<Account, BigInteger>> now = new LinkedHashMap<>();
          List<Changes.Before> before = new ArrayList<>();
          Map<Account, Map<Account, Long>> changedIn = new HashMap<>();
          for (var move : range.transfers()) {
            if (move.from().equals(move.to())) {
              continue;
            }
            for (var wallet : List.of(move.from(), move.to())) {
              if (wallet.equals(Account.NOBODY)) {
                continue;
              }
              var balances = now.computeIfAbsent(move.token(), _ -> new LinkedHashMap<>());
              var held = tokens.get(move.token());
              var was = balances.get(wallet);
              if (was == null) {
                was = held == null ? BigInteger.ZERO : held.of(wallet);
              }
              var changed = changedIn.computeIfAbsent(move.token(), _ -> new HashMap<>());
              if (!Long.valueOf(move.blockNumber()).equals(changed.get(wallet))) {
                changed.put(wallet, move.blockNumber());
                before.add(
                    new Changes.Before(move.blockNumber(), new Holding(move.token(), wallet, was)));
              }
              var is =
                  wallet.equals(move.from()) ? was.subtract(move.amount()) : was.add(move.amount());
              if (is.signum() < 0) {
                throw new Broken("a wallet would hold less than nothing of " + move.token());
              }
              balances.put(wallet, is);
            }
          }
          List<Holding> after = new ArrayList<>();
          now.forEach(
              (token, balances) ->
                  balances.forEach(
                      (wallet, amount) -> after.add(new Holding(token, wallet, amount))));
          return new Changes(range.blocks(), range.created(), before, after);
        });
  }

  /**
   * Applies what {@link #plan} worked out and the store has kept.
   *
   * @param newest whether the last of its blocks is the newest there is
   */
  void apply(Changes changes, Instant confirmedAt, boolean newest) {
    locked(
        () -> {
          changes.created().forEach(this::add);
          changes.after().forEach(this::set);
          var last = changes.blocks().getLast();
          head = new Head(last.number(), last.hash(), confirmedAt);
          settled |= newest;
          recent.add(
              new Told(
                  ++sequence,
                  changes.created().stream().map(Token::address).toList(),
                  changes.after()));
          kept += changes.after().size() + 1;
          while (kept > KEPT_CHANGES && recent.size() > 1) {
            kept -= recent.removeFirst().holdings().size() + 1;
          }
          return true;
        });
    news.raise();
  }

  private void add(Token token) {
    var held = new Held(token);
    tokens.put(token.address(), held);
    byService.put(token.serviceId(), held);
  }

  private void set(Holding holding) {
    var held = tokens.get(holding.token());
    if (held != null) {
      held.set(holding.wallet(), holding.amount());
    }
  }

  private static Optional<Supplied> supplied(@Nullable Held held) {
    return held == null
        ? Optional.empty()
        : Optional.of(new Supplied(held.token, held.supply, held.balances.size()));
  }

  /** A new watcher; used by one thread. */
  public Feed.Source<Update> watcher() {
    return new Watcher();
  }

  /** What a watcher hears when there is nothing new. */
  public Update heartbeat() {
    return locked(
        () -> new Update(false, List.of(), List.of(), settled, Optional.ofNullable(head)));
  }

  private final class Watcher implements Feed.Source<Update> {
    private final Deque<Update> snapshot = new ArrayDeque<>();
    private long toldReset;
    private long myEpoch;
    private long mySequence;

    @Override
    public Optional<Update> next() {
      return locked(
          () -> {
            if (myEpoch != epoch) {
              snapshot.clear();
              if (!settled) {
                if (toldReset == epoch) {
                  return Optional.empty();
                }
                toldReset = epoch;
                return Optional.of(
                    new Update(true, List.of(), List.of(), false, Optional.ofNullable(head)));
              }
              takeSnapshot();
            }
            if (!snapshot.isEmpty()) {
              return Optional.of(snapshot.removeFirst());
            }
            if (mySequence == sequence) {
              return Optional.empty();
            }
            if (recent.isEmpty() || recent.getFirst().sequence() > mySequence + 1) {
              // Too far behind: what is needed is forgotten.
              takeSnapshot();
              return Optional.of(snapshot.removeFirst());
            }
            return Optional.of(changes());
          });
    }

    private void takeSnapshot() {
      myEpoch = epoch;
      mySequence = sequence;
      List<Account> addresses = List.copyOf(tokens.keySet());
      List<Holding> some = new ArrayList<>();
      var first = new Update(true, addresses, List.of(), false, Optional.ofNullable(head));
      snapshot.clear();
      snapshot.add(first);
      for (var entry : tokens.entrySet()) {
        for (var balance : entry.getValue().balances.entrySet()) {
          some.add(new Holding(entry.getKey(), balance.getKey(), balance.getValue()));
          if (some.size() == BATCH) {
            snapshot.add(
                new Update(false, List.of(), List.copyOf(some), false, Optional.ofNullable(head)));
            some.clear();
          }
        }
      }
      snapshot.add(
          new Update(false, List.of(), List.copyOf(some), true, Optional.ofNullable(head)));
    }

    private Update changes() {
      List<Account> created = new ArrayList<>();
      List<Holding> holdings = new ArrayList<>();
      for (var told : recent) {
        // A range is never cut in two: a watcher sees whole blocks.
        if (told.sequence() > mySequence && holdings.size() < BATCH) {
          created.addAll(told.tokens());
          holdings.addAll(told.holdings());
          mySequence = told.sequence();
        }
      }
      return new Update(
          false, created, holdings, settled && mySequence == sequence, Optional.ofNullable(head));
    }
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
