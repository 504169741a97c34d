package factory.chain.index;

import factory.chain.evm.Account;
import factory.chain.token.Token;
import factory.mesh.Signal;
import java.lang.ref.WeakReference;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every token and balance of one chain, at its head and at its final block, in memory, equal to
 * what is stored. One thread writes, any number read; a reader sees whole changes only.
 */
public final class Picture {
  /** A snapshot this many final blocks old is still shared: what came since is told as blocks. */
  private static final int FRESH_BLOCKS = 32;

  private final ReentrantLock lock = new ReentrantLock();
  private final Signal news = new Signal();
  private final Ledger ledger = new Ledger();

  /** Kept by those who are being told of it. */
  private WeakReference<Snapshot> shared = new WeakReference<>(null);

  /** A token, what is in circulation in base units, and how many wallets hold some. */
  public record Supplied(Token token, BigInteger supply, int holders) {}

  /**
   * A balance at the newest block and at the final one.
   *
   * @param finalized empty before a block was final
   */
  public record Balance(
      BigInteger amount,
      BlockRef latest,
      BigInteger finalizedAmount,
      Optional<BlockRef> finalized) {}

  /** Raised whenever a watcher may have something new. */
  public Signal news() {
    return news;
  }

  /** The newest applied block; empty before the first. */
  public Optional<Head> head() {
    return locked(
        () ->
            ledger.latest().map(block -> new Head(block, Optional.ofNullable(ledger.confirmedAt))));
  }

  /** The newest block that nothing takes back; empty before the first. */
  public Optional<BlockRef> finalized() {
    return locked(ledger::finalized);
  }

  /** Whether balances are complete up to the head, or were when the chain was last reached. */
  public boolean settled() {
    return locked(() -> ledger.settled);
  }

  /** A service's token. */
  public Optional<Supplied> ofService(UUID serviceId) {
    return locked(() -> supplied(ledger.ofService(serviceId)));
  }

  /** The token at an address. */
  public Optional<Supplied> at(Account address) {
    return locked(() -> supplied(ledger.at(address)));
  }

  /** Every token, oldest first. */
  public List<Supplied> tokens() {
    return locked(() -> ledger.books().stream().flatMap(b -> supplied(b).stream()).toList());
  }

  /** What a wallet holds; empty when the token is not ours. */
  public Optional<Balance> balance(Account token, Account wallet) {
    return locked(
        () -> {
          var book = ledger.at(token);
          return book == null
              ? Optional.empty()
              : ledger
                  .latest()
                  .map(
                      latest ->
                          new Balance(
                              book.now(wallet), latest, book.atFinal(wallet), ledger.finalized()));
        });
  }

  /** Who holds a token at the newest block, in no order; empty when the token is not ours. */
  public Optional<List<Holding>> holders(Account token) {
    // The long walk is outside the lock.
    return locked(
            () ->
                Optional.ofNullable(ledger.at(token))
                    .map(book -> new Walk(token, book.frozen(), book.changed())))
        .map(Walk::all);
  }

  /** Waits for a service's token. */
  public Optional<Supplied> awaitToken(UUID serviceId, BooleanSupplier goOn)
      throws InterruptedException {
    while (true) {
      var seen = news.count();
      var token = ofService(serviceId);
      if (token.isPresent() || !goOn.getAsBoolean()) {
        return token;
      }
      news.await(seen, Duration.ofMillis(100));
    }
  }

  /** A new watcher; used by one thread. */
  public Watch watch(Selection selection, Optional<Cursor> from) {
    return new Watch(this, selection, from);
  }

  private static Optional<Supplied> supplied(@Nullable Book book) {
    return book == null
        ? Optional.empty()
        : Optional.of(new Supplied(book.token, book.supply(), book.holders()));
  }

  /** Every balance at a final block of late. Under the lock. */
  Snapshot snapshot() {
    var known = shared.get();
    if (known != null && isFresh(known)) {
      return known;
    }
    var taken =
        new Snapshot(
            ledger.generation,
            ledger.finalized(),
            ledger.books().stream()
                .filter(book -> isFinal(book.token))
                .map(book -> new Snapshot.Page(book.token.address(), book.frozen()))
                .toList());
    shared = new WeakReference<>(taken);
    return taken;
  }

  private boolean isFinal(Token token) {
    return ledger.finalized().map(last -> token.blockNumber() <= last.number()).orElse(false);
  }

  private boolean isFresh(Snapshot known) {
    var age =
        ledger.finalized().map(BlockRef::number).orElse(0L)
            - known.finalized().map(BlockRef::number).orElse(0L);
    return known.generation().equals(ledger.generation)
        && age <= FRESH_BLOCKS
        && ledger.way(known.finalized().map(BlockRef::place), 0).isPresent();
  }

  // What follows is for the following thread.

  /** The hash of an applied block, as far as it is known. */
  Optional<String> hashAt(long number) {
    return locked(() -> ledger.hashAt(number));
  }

  /** Starts over from what is stored; settled only when its age says how far it can be trusted. */
  void load(Contents contents, boolean mayBeSettled) {
    locked(
        () -> {
          ledger.load(contents);
          ledger.settled =
              mayBeSettled && contents.confirmedAt().isPresent() && ledger.latest().isPresent();
          return true;
        });
    news.raise();
  }

  /** The balances are about to be read anew: nobody may trust them until they are settled. */
  void unsettle() {
    locked(() -> ledger.settled = false);
    news.raise();
  }

  /** An endpoint said that the head is the newest block there is. */
  void confirm(Instant now) {
    var settledNow =
        locked(
            () -> {
              ledger.confirmedAt = now;
              var was = ledger.settled;
              ledger.settled = true;
              return !was;
            });
    if (settledNow) {
      news.raise();
    }
  }

  /**
   * Works out what a change does.
   *
   * @throws Broken when it cannot follow from what was applied before
   */
  Planned plan(Change change) {
    return locked(() -> ledger.plan(change));
  }

  /** Works out what a range of final blocks does. */
  Planned plan(Fill fill) {
    return locked(() -> ledger.plan(fill));
  }

  /**
   * Applies what was planned and stored.
   *
   * @param confirmed when an endpoint said that the last of its blocks is the newest there is
   */
  void apply(Planned planned, Optional<Instant> confirmed) {
    locked(
        () -> {
          ledger.apply(planned);
          confirmed.ifPresent(
              now -> {
                ledger.confirmedAt = now;
                ledger.settled = true;
              });
          return true;
        });
    news.raise();
  }

  /** Applies a range of final blocks that was planned and stored. */
  void applyFill(Planned planned) {
    locked(
        () -> {
          ledger.applyFill(planned);
          ledger.settled = false;
          return true;
        });
    news.raise();
  }

  /** Tokens and, of each, some wallets with what they hold now, to be compared with the chain. */
  List<Sample> samples(int firstToken, int tokens, int wallets, SplittableRandom random) {
    return locked(
        () -> {
          List<Sample> samples = new ArrayList<>();
          for (var book : ledger.books().stream().skip(firstToken).limit(tokens).toList()) {
            var held =
                book.some(wallets, random).stream()
                    .map(wallet -> new Holding(book.token.address(), wallet, book.now(wallet)))
                    .toList();
            samples.add(new Sample(book.token.address(), book.supply(), held));
          }
          return samples;
        });
  }

  /** Part of one token's balances now. */
  record Sample(Account token, BigInteger supply, List<Holding> held) {}

  Ledger ledger() {
    return ledger;
  }

  <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
