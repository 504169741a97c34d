package factory.chain.index;

import factory.chain.evm.Account;
import factory.chain.token.Token;
import factory.mesh.Feed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One watcher's way along the chain: a snapshot at the final block, the blocks above it, then
 * whatever comes. All that it remembers is the last block that it told, so it can neither fall out
 * of step nor hold back anybody. Used by one thread.
 */
public final class Watch implements Feed.Source<Update> {
  /** Balances, or transfers, in one message at most. */
  static final int BATCH = 2_000;

  private final Picture picture;
  private final Selection selection;
  private final Deque<Part> pending = new ArrayDeque<>();
  private Optional<Cursor> wish;
  private @Nullable UUID generation;
  private @Nullable UUID toldReset;

  /** Being told; null when there is none any more. */
  private @Nullable Snapshot snapshot;

  private int page;
  private int slot;
  private boolean first;

  /** Whether there is a place, which may be the one before the first block. */
  private boolean placed;

  private Optional<Place> place = Optional.empty();
  private boolean wasComplete;
  private boolean complete;
  private Optional<BlockRef> finalized = Optional.empty();

  Watch(Picture picture, Selection selection, Optional<Cursor> from) {
    this.picture = picture;
    this.selection = selection;
    wish = from;
  }

  @Override
  public Optional<Update> next() {
    while (true) {
      if (snapshot == null && pending.isEmpty()) {
        var news = picture.locked(this::look);
        if (news.isPresent()) {
          return news;
        }
      }
      if (snapshot != null) {
        return Optional.of(tellSnapshot(snapshot));
      }
      if (pending.isEmpty()) {
        return Optional.empty();
      }
      var steps = tellSteps();
      if (!steps.isEmpty()) {
        return Optional.of(picture.locked(() -> update(List.of(), List.of(), steps, false)));
      }
    }
  }

  /** What is told when there is nothing new. */
  public Update heartbeat() {
    return picture.locked(() -> update(List.of(), List.of(), List.of(), false));
  }

  /** Finds out what to tell next; a message when that is all. */
  private Optional<Update> look() {
    var ledger = picture.ledger();
    if (!ledger.generation.equals(generation)) {
      forget();
      generation = ledger.generation;
    }
    if (!placed && wish.isPresent()) {
      resume(wish.get());
      wish = Optional.empty();
    }
    var way = placed ? ledger.way(place, BATCH) : Optional.<List<Step>>empty();
    if (way.isEmpty()) {
      return begin();
    }
    way.get().forEach(step -> pending.addAll(Part.of(step)));
    if (!pending.isEmpty() || (complete && finalized.equals(ledger.finalized()))) {
      return Optional.empty();
    }
    return Optional.of(update(List.of(), List.of(), List.of(), false));
  }

  private void forget() {
    placed = false;
    wasComplete = false;
    complete = false;
    finalized = Optional.empty();
  }

  private void resume(Cursor cursor) {
    if (cursor.generation().equals(generation)
        && cursor.selection().equals(selection.digest())
        && picture.ledger().way(Optional.of(cursor.place()), 0).isPresent()) {
      placed = true;
      place = Optional.of(cursor.place());
      wasComplete = true;
    }
  }

  /** From the beginning, once there is a picture worth telling. */
  private Optional<Update> begin() {
    forget();
    if (!picture.ledger().settled) {
      if (picture.ledger().generation.equals(toldReset)) {
        return Optional.empty();
      }
      toldReset = generation;
      return Optional.of(update(List.of(), List.of(), List.of(), true));
    }
    var shared = picture.snapshot();
    snapshot = shared;
    page = 0;
    slot = 0;
    first = true;
    finalized = shared.finalized();
    return Optional.empty();
  }

  private Update tellSnapshot(Snapshot shared) {
    List<Account> tokens = new ArrayList<>();
    List<Holding> balances = new ArrayList<>();
    while (page < shared.pages().size() && tokens.size() + balances.size() < BATCH) {
      var token = shared.pages().get(page).token();
      var table = shared.pages().get(page).balances();
      if (!selection.has(token)) {
        page++;
        continue;
      }
      if (slot == 0) {
        tokens.add(token);
      }
      while (slot < table.capacity() && tokens.size() + balances.size() < BATCH) {
        if (!table.isEmpty(slot)) {
          balances.add(new Holding(token, table.wallet(slot), table.amount(slot)));
        }
        slot++;
      }
      if (slot == table.capacity()) {
        page++;
        slot = 0;
      }
    }
    if (page == shared.pages().size()) {
      snapshot = null;
      placed = true;
      place = shared.finalized().map(BlockRef::place);
    }
    var reset = first;
    first = false;
    return picture.locked(() -> update(tokens, balances, List.of(), reset));
  }

  /** Some of what is pending, as far as it is for this watcher. */
  private List<Step> tellSteps() {
    List<Step> steps = new ArrayList<>();
    var told = 0;
    while (!pending.isEmpty() && told < BATCH) {
      var part = pending.removeFirst();
      var block = part.step().block();
      var ours = selection.isAll() ? block : selected(block);
      if (!ours.moves().isEmpty() || !ours.created().isEmpty()) {
        steps.add(new Step(ours, part.step().retracted()));
        told += ours.moves().size() + ours.created().size();
      }
      if (part.last()) {
        place = Optional.of(part.step().retracted() ? block.parent() : block.ref().place());
      }
    }
    return steps;
  }

  private AppliedBlock selected(AppliedBlock block) {
    return block.with(
        block.created().stream().filter(token -> selection.has(token.address())).toList(),
        block.moves().stream().filter(move -> selection.has(move.token())).toList());
  }

  private boolean isAtHead() {
    var ledger = picture.ledger();
    return ledger.generation.equals(generation)
        && snapshot == null
        && pending.isEmpty()
        && placed
        && place.equals(ledger.latest().map(BlockRef::place));
  }

  /** Under the picture's lock, so that what it says of the head is true at one moment. */
  private Update update(
      List<Account> tokens, List<Holding> balances, List<Step> steps, boolean reset) {
    complete = isAtHead();
    if (complete) {
      wasComplete = true;
      finalized = picture.ledger().finalized();
    }
    var told = generation;
    var cursor =
        wasComplete && told != null
            ? place.map(at -> new Cursor(told, selection.digest(), at.number(), at.hash()))
            : Optional.<Cursor>empty();
    return new Update(reset, tokens, balances, steps, complete, picture.head(), finalized, cursor);
  }

  /** A block, or a part of one that is too large for a message. */
  private record Part(Step step, boolean last) {
    static List<Part> of(Step step) {
      var block = step.block();
      if (block.moves().size() <= BATCH) {
        return List.of(new Part(step, true));
      }
      List<Part> parts = new ArrayList<>();
      for (int from = 0; from < block.moves().size(); from += BATCH) {
        var to = Math.min(from + BATCH, block.moves().size());
        var created = from == 0 ? block.created() : List.<Token>of();
        var part = block.with(created, block.moves().subList(from, to));
        parts.add(new Part(new Step(part, step.retracted()), false));
      }
      // What is taken back is told from its end.
      var order = step.retracted() ? parts.reversed() : parts;
      List<Part> all = new ArrayList<>(order);
      all.set(all.size() - 1, new Part(all.getLast().step(), true));
      return all;
    }
  }
}
