package factory.edge.balances;

import factory.chain.v1.WatchBalancesResponse;
import factory.edge.gate.AccessToken;
import factory.edge.gate.Balances.Holding;
import factory.edge.gate.EvmAddress;
import factory.edge.gate.Finality;
import java.time.Duration;
import java.util.concurrent.locks.StampedLock;
import java.util.function.LongSupplier;

/**
 * Every balance of every token on one chain, at its newest block and at each from the final one on.
 * One thread applies messages; any number read, without waiting unless a message is being applied.
 *
 * <p>A reader sees what the chain was after some whole message, never half of one: a transfer has
 * left its sender exactly when it has reached its receiver, and blocks that replace others in one
 * message are there exactly when those are gone. A block too large for one message is seen as far
 * as it was told, which is a state that its transfers made in their order. So nobody is let in by
 * what the chain never was. While a picture is being told it is not looked at; a wallet that a
 * complete one does not name holds nothing. What cannot be applied is dropped whole, with its
 * cursor.
 */
final class Replica {
  private static final int GLANCES = 3;

  /** How old a head may be where chain-svc does not say it. */
  private static final Duration UNTOLD = Duration.ofSeconds(10);

  private final long chainId;
  private final LongSupplier monotonicNanos;
  private final StampedLock lock = new StampedLock();

  // Written under the lock's write stamp by the applying thread alone.
  private boolean begun;
  private Picture picture = new Picture();
  private Head head = Head.NONE;
  private String cursor = "";

  /**
   * @param monotonicNanos a clock that never steps back: a wall clock that does would make an old
   *     picture look fresh
   */
  Replica(long chainId, LongSupplier monotonicNanos) {
    this.chainId = chainId;
    this.monotonicNanos = monotonicNanos;
  }

  private record Head(
      long number, long confirmedAtNanos, boolean confirmed, Duration maxAge, String problem) {
    static final Head NONE = new Head(0, 0, false, UNTOLD, "");
  }

  /**
   * How complete and fresh the replica is.
   *
   * @param headAge time since an endpoint confirmed the head
   * @param maxHeadAge the chain's limit of that
   * @param problem what chain-svc says against deciding; empty when nothing
   */
  record Status(
      boolean complete,
      boolean fresh,
      long holders,
      long headNumber,
      Duration headAge,
      Duration maxHeadAge,
      String problem) {}

  /** Where to go on after a broken stream; empty for a new picture. Of the applying thread. */
  String cursor() {
    return cursor;
  }

  /** The cursor leads nowhere any more; what is here stays until it is too old. */
  void forgetCursor() {
    cursor = "";
  }

  /**
   * Applies one message.
   *
   * @throws IllegalArgumentException when it does not follow from what is here; nothing is left
   */
  void apply(WatchBalancesResponse message) {
    try {
      advance(Change.parse(chainId, message));
    } catch (RuntimeException | Error e) {
      // Half a change is a wrong answer, whatever broke it off.
      writing(this::drop);
      throw e;
    }
  }

  private void drop() {
    begun = false;
    picture = new Picture();
    head = Head.NONE;
    cursor = "";
  }

  private void advance(Change change) {
    if (change.reset()) {
      writing(
          () -> {
            drop();
            begun = true;
            picture.standAt(change.finalized());
          });
    } else if (!begun && change.hasContent()) {
      throw new IllegalArgumentException("a picture that never began");
    }
    if (picture.complete()) {
      writing(
          () -> {
            picture.apply(change);
            head = head(change);
          });
    } else {
      // Nobody looks into it yet, and filling it may take long.
      picture.apply(change);
      writing(
          () -> {
            head = head(change);
            if (change.complete()) {
              picture.finish();
            }
          });
    }
    if (!change.cursor().isEmpty()) {
      cursor = change.cursor();
    }
  }

  private Head head(Change change) {
    // Until everything up to the head was told, its age is not the age of what is here.
    return change.complete()
        ? new Head(
            change.latest().map(Change.BlockId::number).orElse(head.number()),
            monotonicNanos.getAsLong() - change.headAge().orElse(Duration.ZERO).toNanos(),
            change.headAge().isPresent(),
            change.maxHeadAge().orElse(UNTOLD),
            change.problem())
        : new Head(
            head.number(),
            head.confirmedAtNanos(),
            head.confirmed(),
            head.maxAge(),
            change.problem());
  }

  private void writing(Runnable change) {
    var stamp = lock.writeLock();
    try {
      change.run();
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  /** What a wallet holds of a token on this chain, and what of it counts. */
  Holding holding(AccessToken token, EvmAddress wallet, Finality finality) {
    for (var glance = 0; glance < GLANCES; glance++) {
      var stamp = lock.tryOptimisticRead();
      if (stamp != 0) {
        var seen = look(token, wallet, finality);
        if (lock.validate(stamp)) {
          return seen;
        }
      }
    }
    var stamp = lock.readLock();
    try {
      return look(token, wallet, finality);
    } finally {
      lock.unlockRead(stamp);
    }
  }

  private Holding look(AccessToken token, EvmAddress wallet, Finality finality) {
    var now = picture;
    var holders = now.complete() ? now.holders(token.address()) : null;
    if (holders == null) {
      return new Holding.NotLoaded();
    }
    var at = head;
    if (!at.problem().isEmpty() || !isFresh(at)) {
      return new Holding.Stale();
    }
    var latest = holders.latest(wallet);
    var counted =
        switch (finality) {
          case Finality.Latest() -> latest;
          case Finality.Safe() -> latest.min(holders.heldAt(now.finalBlock(), wallet, latest));
          case Finality.Confirmations(var blocks) ->
              latest.min(holders.heldAt(now.confirmedBlock(blocks), wallet, latest));
        };
    return new Holding.Known(latest, counted, at.number());
  }

  Status status() {
    var stamp = lock.readLock();
    try {
      return new Status(
          picture.complete(),
          isFresh(head),
          picture.holders(),
          head.number(),
          age(head),
          head.maxAge(),
          head.problem());
    } finally {
      lock.unlockRead(stamp);
    }
  }

  private boolean isFresh(Head at) {
    return at.confirmed() && age(at).compareTo(at.maxAge()) <= 0;
  }

  private Duration age(Head at) {
    return at.confirmed()
        ? Duration.ofNanos(monotonicNanos.getAsLong() - at.confirmedAtNanos())
        : Duration.ZERO;
  }
}
