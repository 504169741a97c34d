package factory.chain.index;

import factory.chain.evm.Account;
import factory.chain.token.Token;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Every token and balance of one chain, the last blocks, and those that a reorganisation took back
 * lately. Not safe for threads.
 */
final class Ledger {
  /** Final blocks that are kept, so that watchers find their place again. */
  static final int KEPT_FINAL_BLOCKS = 256;

  /** Moves of final blocks that are kept at most. */
  static final int KEPT_FINAL_MOVES = 100_000;

  private static final int KEPT_RETRACTED_BLOCKS = 1_024;
  private static final int KEPT_RETRACTED_MOVES = 100_000;

  private final Map<Account, Book> books = new LinkedHashMap<>();
  private final Map<UUID, Book> byService = new HashMap<>();
  private final TreeMap<Long, AppliedBlock> kept = new TreeMap<>();
  private final Map<String, AppliedBlock> retracted = new LinkedHashMap<>();
  private @Nullable BlockRef finalized;

  UUID generation = new UUID(0, 0);
  @Nullable Instant confirmedAt;

  /** Whether the balances are those of a chain's head, not of a point on the first way to it. */
  boolean settled;

  void load(Contents contents) {
    books.clear();
    byService.clear();
    kept.clear();
    retracted.clear();
    generation = contents.generation();
    confirmedAt = contents.confirmedAt().orElse(null);
    finalized = contents.finalized().orElse(null);
    for (var token : contents.tokens()) {
      add(new Book(token, contents.balances().getOrDefault(token.address(), new Balances())));
    }
    @Nullable AppliedBlock before = null;
    for (var block : contents.blocks()) {
      if (before != null && !before.ref().place().equals(block.parent())) {
        throw new Broken("the stored blocks are no chain");
      }
      kept.put(block.ref().number(), block);
      if (finalized == null || block.ref().number() > finalized.number()) {
        block.moves().forEach(move -> book(move.token()).apply(move));
      }
      before = block;
    }
  }

  Optional<BlockRef> latest() {
    return kept.isEmpty()
        ? Optional.ofNullable(finalized)
        : Optional.of(kept.lastEntry().getValue().ref());
  }

  Optional<BlockRef> finalized() {
    return Optional.ofNullable(finalized);
  }

  /** The hash of an applied block; empty when it is not known any more, or not yet. */
  Optional<String> hashAt(long number) {
    var block = kept.get(number);
    if (block != null) {
      return Optional.of(block.ref().hash());
    }
    return finalized != null && finalized.number() == number
        ? Optional.of(finalized.hash())
        : Optional.empty();
  }

  @Nullable Book at(Account token) {
    return books.get(token);
  }

  @Nullable Book ofService(UUID service) {
    return byService.get(service);
  }

  Collection<Book> books() {
    return Collections.unmodifiableCollection(books.values());
  }

  private Book book(Account token) {
    var book = books.get(token);
    if (book == null) {
      throw new Broken("a transfer of " + token + ", which is no token of ours");
    }
    return book;
  }

  private void add(Book book) {
    books.put(book.token.address(), book);
    byService.put(book.token.serviceId(), book);
  }

  /**
   * Works out what a change does, and changes nothing.
   *
   * @throws Broken when it cannot follow from what was applied before
   */
  Planned plan(Change change) {
    var above = kept.tailMap(change.above(), false);
    var taken = new ArrayList<>(above.descendingMap().values());
    var sums = new Sums((token, wallet) -> held(token, book -> book.now(wallet)));
    taken.forEach(block -> block.moves().reversed().forEach(sums::takeBack));
    Set<Token> gone = new HashSet<>();
    taken.forEach(block -> gone.addAll(block.created()));
    List<Token> created = new ArrayList<>();
    for (var block : change.blocks()) {
      created.addAll(block.created());
      block.moves().forEach(sums::move);
    }
    requireNew(created, gone);
    // Up to the new final block, from what was final before.
    Map<Long, AppliedBlock> chain = new TreeMap<>(kept.headMap(change.above(), true));
    change.blocks().forEach(block -> chain.put(block.ref().number(), block));
    var newFinal = finalized;
    var finals = new Sums((token, wallet) -> held(token, book -> book.atFinal(wallet)));
    long latest =
        change.blocks().isEmpty() ? change.above() : change.blocks().getLast().ref().number();
    for (var block : chain.values()) {
      var number = block.ref().number();
      if (number <= change.finalNumber() && (finalized == null || number > finalized.number())) {
        newFinal = block.ref();
        block.moves().forEach(finals::move);
      }
    }
    return new Planned(
        taken,
        change.blocks(),
        created,
        finals.holdings(),
        change.blocks().stream().flatMap(block -> block.trades().stream()).toList(),
        Optional.ofNullable(newFinal),
        keepFrom(chain, newFinal, latest));
  }

  private BigInteger held(Account token, Function<Book, BigInteger> balance) {
    var book = books.get(token);
    return book == null ? BigInteger.ZERO : balance.apply(book);
  }

  private static long keepFrom(
      Map<Long, AppliedBlock> chain, @Nullable BlockRef newFinal, long latest) {
    if (newFinal == null) {
      return 0;
    }
    var lowest = Math.min(newFinal.number() + 1, latest - KEPT_FINAL_BLOCKS + 1);
    var moves = 0;
    var blocks = new ArrayList<>(chain.values());
    for (var block : blocks.reversed()) {
      var number = block.ref().number();
      if (number <= newFinal.number()) {
        moves += block.moves().size();
        if (moves > KEPT_FINAL_MOVES) {
          return Math.max(lowest, number + 1);
        }
      }
    }
    return lowest;
  }

  /** Works out what a range of final blocks does. */
  Planned plan(Fill fill) {
    if (latest().map(BlockRef::number).orElse(-1L)
        > finalized().map(BlockRef::number).orElse(-1L)) {
      throw new IllegalStateException("blocks above the final one are applied");
    }
    requireNew(fill.created(), Set.of());
    var finals = new Sums((token, wallet) -> held(token, book -> book.atFinal(wallet)));
    fill.moves().forEach(finals::move);
    return new Planned(
        List.of(),
        List.of(),
        fill.created(),
        finals.holdings(),
        fill.trades(),
        Optional.of(fill.upTo()),
        fill.upTo().number() + 1);
  }

  private void requireNew(List<Token> created, Set<Token> gone) {
    Set<Account> addresses = new HashSet<>();
    Set<UUID> services = new HashSet<>();
    for (var token : created) {
      var before = books.get(token.address());
      var other = byService.get(token.serviceId());
      if ((before != null && !gone.contains(before.token))
          || (other != null && !gone.contains(other.token))
          || !addresses.add(token.address())
          || !services.add(token.serviceId())) {
        throw new Broken("token " + token.address() + " was made twice");
      }
    }
  }

  /** Applies what was planned; nothing else happened in between. */
  void apply(Planned planned) {
    for (var block : planned.retracted()) {
      block.moves().reversed().forEach(move -> book(move.token()).retract(move));
      for (var token : block.created()) {
        books.remove(token.address());
        byService.remove(token.serviceId());
      }
      kept.remove(block.ref().number());
      retracted.put(block.ref().hash(), block);
    }
    planned.created().forEach(token -> add(new Book(token, new Balances())));
    for (var block : planned.blocks()) {
      block.moves().forEach(move -> book(move.token()).apply(move));
      kept.put(block.ref().number(), block.withoutTrades());
      retracted.remove(block.ref().hash());
    }
    settleUpTo(planned.finalized());
    kept.headMap(planned.keepFrom(), false).clear();
    forgetRetracted();
  }

  private void settleUpTo(Optional<BlockRef> newFinal) {
    if (newFinal.isEmpty()) {
      return;
    }
    var from = finalized == null ? Long.MIN_VALUE : finalized.number();
    if (newFinal.get().number() > from) {
      kept.subMap(from, false, newFinal.get().number(), true)
          .values()
          .forEach(block -> block.moves().forEach(move -> book(move.token()).settle(move)));
      finalized = newFinal.get();
    }
  }

  private void forgetRetracted() {
    var moves = retracted.values().stream().mapToInt(block -> block.moves().size()).sum();
    var oldest = retracted.values().iterator();
    while (oldest.hasNext()
        && (retracted.size() > KEPT_RETRACTED_BLOCKS || moves > KEPT_RETRACTED_MOVES)) {
      moves -= oldest.next().moves().size();
      oldest.remove();
    }
  }

  /** Applies a range of final blocks as planned. */
  void applyFill(Planned planned) {
    kept.clear();
    planned.created().forEach(token -> add(new Book(token, new Balances())));
    for (var holding : planned.balances()) {
      book(holding.token()).fill(holding.wallet(), holding.amount());
    }
    finalized = planned.finalized().orElseThrow();
  }

  /** Whether a place is on the chain and all that came behind it is known. */
  private boolean isOnChain(Place place) {
    if (kept.isEmpty()) {
      return finalized != null && finalized.place().equals(place);
    }
    var first = kept.firstEntry().getValue();
    var block = kept.get(place.number());
    return block == null ? first.parent().equals(place) : block.ref().place().equals(place);
  }

  /**
   * The way from a place to the newest block: first back to the chain, then along it.
   *
   * @param from empty for the time before the first block
   * @param moves about how many to tell of at most
   * @return empty when the way is not known any more
   */
  Optional<List<Step>> way(Optional<Place> from, int moves) {
    if (from.isEmpty()) {
      return finalized == null ? Optional.of(along(kept.values(), moves)) : Optional.empty();
    }
    List<Step> steps = new ArrayList<>();
    var at = from.get();
    var told = 0;
    while (!isOnChain(at)) {
      var block = retracted.get(at.hash());
      if (block == null) {
        return Optional.empty();
      }
      told += block.moves().size();
      steps.add(new Step(block, true));
      at = block.parent();
    }
    steps.addAll(along(kept.tailMap(at.number(), false).values(), moves - told));
    return Optional.of(steps);
  }

  private static List<Step> along(Collection<AppliedBlock> blocks, int moves) {
    List<Step> steps = new ArrayList<>();
    var told = 0;
    for (var block : blocks) {
      if (told >= moves) {
        break;
      }
      // Blocks with nothing of ours are told of, too: they move the watcher's place.
      told += block.moves().size() + 1;
      steps.add(new Step(block, false));
    }
    return steps;
  }
}
