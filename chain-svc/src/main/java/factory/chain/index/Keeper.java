package factory.chain.index;

import factory.chain.evm.Account;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Keeps the picture equal to what is stored: whatever changes is stored first, and when that fails,
 * what is stored counts. Used by one thread.
 */
final class Keeper {
  private final IndexStore store;
  private final Picture picture;
  private final BlockReader reader;
  private boolean stale = true;
  private boolean overtaken;

  Keeper(IndexStore store, Picture picture, BlockReader reader) {
    this.store = store;
    this.picture = picture;
    this.reader = reader;
  }

  /** The factory whose tokens are in the index. */
  Optional<Account> factory() {
    return store.factory();
  }

  /** The picture may not be what is stored. */
  void doubt() {
    stale = true;
  }

  /** Another process has followed the chain further: what it stored is as good as ours. */
  void overtaken() {
    stale = true;
    overtaken = true;
  }

  /** Makes sure that the picture is what is stored. */
  void refresh() {
    if (stale) {
      load(overtaken);
    }
  }

  /** Shows what is stored; where it may be settled, its age says how far it can be trusted. */
  void load(boolean mayBeSettled) {
    picture.load(store.load(), mayBeSettled);
    followTokens();
    stale = false;
    overtaken = false;
  }

  /** Forgets the index; it is made anew from the tokens of this factory. */
  void startOver(Optional<Account> factory) {
    picture.unsettle();
    stale = true;
    store.startOver(factory);
    load(false);
  }

  /**
   * Applies what an endpoint told.
   *
   * @param confirmed when it said that the last of the blocks is the newest there is
   * @throws Broken when it cannot follow from what was applied before; nothing is changed
   */
  void apply(Change change, Optional<Instant> confirmed) {
    var planned = picture.plan(change);
    stale = true;
    store.apply(change.above(), planned, confirmed);
    picture.apply(planned, confirmed);
    if (!planned.created().isEmpty() || !planned.retracted().isEmpty()) {
      followTokens();
    }
    stale = false;
  }

  /**
   * Applies a range of final blocks.
   *
   * @throws Broken when it cannot follow from what was applied before; nothing is changed
   */
  void apply(Fill fill) {
    var planned = picture.plan(fill);
    stale = true;
    store.fill(planned);
    picture.applyFill(planned);
    followTokens();
    stale = false;
  }

  private void followTokens() {
    reader.follow(
        picture.tokens().stream()
            .map(supplied -> supplied.token().address())
            .collect(Collectors.toSet()));
  }
}
