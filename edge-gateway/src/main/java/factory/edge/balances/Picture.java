package factory.edge.balances;

import factory.edge.balances.Change.BlockId;
import factory.edge.balances.Change.Effects;
import factory.edge.gate.EvmAddress;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who holds what of each token at the newest block of a chain, with what it takes to undo the
 * blocks that are not final. One thread writes; others may look into a complete one.
 *
 * <p>Whatever does not follow from what is here already throws: then nothing here may be trusted.
 */
final class Picture {
  private final Map<EvmAddress, Holders> tokens = new ConcurrentHashMap<>();

  /** Applied and not final, oldest first; a large block in the parts in which it was told. */
  private final ArrayDeque<Effects> undoable = new ArrayDeque<>();

  private boolean moving;
  private boolean complete;
  private long finalized = -1;

  /** The newest block that is known to be on the chain; not all of them change balances. */
  private long newest = -1;

  boolean complete() {
    return complete;
  }

  @Nullable Holders holders(EvmAddress token) {
    return tokens.get(token);
  }

  long holders() {
    return tokens.values().stream().mapToLong(Holders::count).sum();
  }

  /**
   * The newest block with so many confirmations, itself included. One below the final block needs
   * no more of them, as nothing takes the final one back: so it is never below that.
   */
  long confirmedBlock(int confirmations) {
    return Math.max(finalized, newest - confirmations + 1);
  }

  /** The newest block that nothing takes back. */
  long finalBlock() {
    return finalized;
  }

  /** The block at which the picture's balances stand. */
  void standAt(Optional<BlockId> block) {
    block.ifPresent(
        b -> {
          finalized = b.number();
          newest = b.number();
        });
  }

  /** Does what a message says, in its order. */
  void apply(Change change) {
    if ((complete || moving) && !(change.tokens().isEmpty() && change.balances().isEmpty())) {
      throw new IllegalArgumentException("a balance after the picture");
    }
    change.tokens().forEach(this::create);
    change.balances().forEach(b -> of(b.token()).begin(b.wallet(), b.amount()));
    for (var step : change.blocks()) {
      moving = true;
      if (step.retracted()) {
        retract(step.effects());
      } else {
        add(step.effects());
      }
    }
    // Before everything is told, what is newest says nothing of what is here.
    if (change.complete()) {
      settle(change);
    }
  }

  /** Everything was told: from now on it may be looked at. */
  void finish() {
    complete = true;
  }

  private void create(EvmAddress token) {
    if (tokens.putIfAbsent(token, new Holders()) != null) {
      throw new IllegalArgumentException("a token is told twice");
    }
  }

  private Holders of(EvmAddress token) {
    var holders = tokens.get(token);
    if (holders == null) {
      throw new IllegalArgumentException("a token that was never told");
    }
    return holders;
  }

  private void add(Effects effects) {
    var top = undoable.peekLast();
    var last = -1L;
    if (top != null && top.block().equals(effects.block())) {
      // A large block goes on; told twice, its transfers would count twice.
      last = top.transfers().isEmpty() ? -1 : top.transfers().getLast().index();
    } else if (effects.block().number() <= (top == null ? finalized : top.block().number())) {
      throw new IllegalArgumentException("a block that is not above the newest one");
    }
    effects.created().forEach(this::create);
    for (var transfer : effects.transfers()) {
      if (transfer.index() <= last) {
        throw new IllegalArgumentException("a transfer that was told before");
      }
      last = transfer.index();
      of(transfer.token())
          .move(effects.block().number(), transfer.from(), transfer.to(), transfer.amount());
    }
    undoable.addLast(effects);
    newest = Math.max(newest, effects.block().number());
  }

  private void retract(Effects effects) {
    if (!effects.equals(undoable.pollLast())) {
      throw new IllegalArgumentException("a retraction of another block than the newest one");
    }
    var number = effects.block().number();
    effects
        .transfers()
        .reversed()
        .forEach(t -> of(t.token()).move(number, t.to(), t.from(), t.amount()));
    // What was above it is gone as well, and confirms nothing any more.
    newest = Math.min(newest, number - 1);
    for (var token : effects.created()) {
      if (of(token).count() > 0) {
        throw new IllegalArgumentException("a token that is held is taken back");
      }
      tokens.remove(token);
    }
  }

  /** Forgets how to undo what is final. A final block that went back is not undone by that. */
  private void settle(Change change) {
    var top = undoable.peekLast();
    if (change.latest().isPresent()) {
      var latest = change.latest().get();
      if (top != null
          && (latest.number() < top.block().number()
              || (latest.number() == top.block().number() && !latest.equals(top.block())))) {
        throw new IllegalArgumentException("the newest block is not the one that was applied last");
      }
      newest = latest.number();
    }
    finalized = Math.max(finalized, change.finalized().map(BlockId::number).orElse(-1L));
    while (!undoable.isEmpty() && undoable.getFirst().block().number() <= finalized) {
      for (var transfer : undoable.removeFirst().transfers()) {
        var holders = of(transfer.token());
        holders.settle(transfer.from(), finalized);
        holders.settle(transfer.to(), finalized);
      }
    }
  }
}
