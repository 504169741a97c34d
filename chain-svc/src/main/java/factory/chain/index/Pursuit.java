package factory.chain.index;

import factory.chain.evm.Account;
import factory.chain.evm.Endpoint;
import factory.chain.evm.EndpointDown;
import factory.chain.evm.Header;
import factory.chain.evm.RpcRefused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What one look at the chain through one endpoint leads to: confirming the head, new blocks, a
 * reorganisation, or the finding that the endpoint is behind or contradicts what was final. Used by
 * one thread.
 */
final class Pursuit {
  private static final Logger LOG = Logger.getLogger(Pursuit.class.getName());

  /** Blocks in one transaction, where each is read by itself. */
  private static final int MAX_RANGE = 50;

  /** Final blocks that are read one by one rather than as a range. */
  private static final int NEAR = 1_000;

  /** The chain may call an older block final than before, without a new one. */
  private static final Duration BETWEEN_FINALS = Duration.ofSeconds(15);

  private static final Duration FIRST_AUDIT = Duration.ofSeconds(5);

  private final Follower.Following following;
  private final Picture picture;
  private final Follower.Owner owner;
  private final Clock clock;
  private final BlockReader reader = new BlockReader();
  private final Keeper keeper;
  private final Backfill backfill;
  private final Audit audit;
  private volatile @Nullable Account factory;

  /** The newest block of the last look that found no chain below it. */
  private String brokenAt = "";

  private boolean factoryDoubted = true;
  private boolean audited;
  private String finalAskedAt = "";
  private Instant finalAsked = Instant.MIN;
  private @Nullable Instant nextAudit;

  Pursuit(
      Follower.Following following,
      IndexStore store,
      Picture picture,
      Follower.Owner owner,
      Clock clock) {
    this.following = following;
    this.picture = picture;
    this.owner = owner;
    this.clock = clock;
    keeper = new Keeper(store, picture, reader);
    backfill = new Backfill(reader, keeper);
    audit = new Audit(following.chainId(), picture);
  }

  Optional<Account> factory() {
    return Optional.ofNullable(factory);
  }

  /** The factory has to show itself again: it may be another chain with the same id. */
  void doubtFactory() {
    factoryDoubted = true;
  }

  /** Whether the index was compared with the chain, or could not be, since it was begun. */
  boolean audited() {
    return audited;
  }

  /** Another process on the database was first. */
  void overtaken() {
    keeper.overtaken();
  }

  /** The picture may not be what is stored. */
  void doubtPicture() {
    keeper.doubt();
  }

  /** Shows what is stored. */
  void load() {
    keeper.load(true);
  }

  /** The index was wrong: it is made anew from the start block. */
  void startOver() {
    startOver(keeper.factory());
  }

  private void startOver(Optional<Account> from) {
    audited = false;
    nextAudit = Instant.MIN;
    keeper.startOver(from);
  }

  /** One look. True when there may be more to do at once. */
  boolean look(Endpoint endpoint) {
    try {
      keeper.refresh();
      return follow(endpoint, endpoint.latest());
    } catch (RpcRefused e) {
      // Another endpoint may answer.
      throw new EndpointDown(String.valueOf(e.getMessage()), e);
    }
  }

  private boolean follow(Endpoint endpoint, Header latest) {
    var head = picture.head().map(Head::block);
    if (head.isPresent()) {
      var tip = head.get();
      if (latest.number() <= tip.number() && !latest.hash().equals(tip.hash())) {
        return notAhead(endpoint, latest, tip);
      }
      if (latest.number() > tip.number() && !next(endpoint, latest, tip).equals(tip.hash())) {
        return fork(endpoint, latest, tip);
      }
    }
    if (factoryDoubted) {
      setFactory(owner.factory(endpoint));
      return true;
    }
    if (head.isPresent() && head.get().hash().equals(latest.hash())) {
      return atHead(endpoint, latest, head.get());
    }
    return ahead(endpoint, latest, head);
  }

  /** The parent of the block after the tip. */
  private static String next(Endpoint endpoint, Header latest, BlockRef tip) {
    return headers(endpoint, latest, tip.number() + 1, tip.number() + 1).getFirst().parentHash();
  }

  /** The endpoint's newest block is not ours, nor is there more than we have. */
  private boolean notAhead(Endpoint endpoint, Header latest, BlockRef tip) {
    var ours = picture.hashAt(latest.number());
    var last = picture.finalized().map(BlockRef::number).orElse(-1L);
    if (following.disposable()) {
      if (latest.number() < last) {
        return begunAnew();
      }
      return fork(endpoint, latest, tip);
    }
    if (ours.equals(Optional.of(latest.hash()))) {
      throw new Behind(latest.number(), tip.number());
    }
    if (latest.number() <= last && ours.isPresent()) {
      throw new Contradiction(latest.number());
    }
    if (latest.number() < last) {
      throw new Behind(latest.number(), tip.number());
    }
    return fork(endpoint, latest, tip);
  }

  /** The chain left ours somewhere below: goes back to there, and along the new branch. */
  private boolean fork(Endpoint endpoint, Header latest, BlockRef tip) {
    var ancestor = commonAncestor(endpoint, Math.min(latest.number(), tip.number()));
    if (ancestor.isEmpty()) {
      var last = picture.finalized();
      if (last.isPresent() && !following.disposable()) {
        throw new Contradiction(last.get().number());
      }
      return begunAnew();
    }
    LOG.warning(
        () ->
            name()
                + ": reorganised; back from block "
                + tip.number()
                + " to "
                + ancestor.get().number());
    var at = ancestor.get();
    var known = factory;
    var arrivedAt = clock.instant();
    List<AppliedBlock> branch = List.of();
    var newest = latest.number() == at.number();
    if (known != null && !newest) {
      var to = Math.min(at.number() + MAX_RANGE, latest.number());
      var headers = headers(endpoint, latest, at.number() + 1, to);
      if (!isChain(at.hash(), headers)) {
        // Reorganised again in between; the next look finds out.
        return false;
      }
      branch = reader.blocks(endpoint, known, headers, arrivedAt);
      newest = headers.getLast().hash().equals(latest.hash());
    }
    apply(new Change(at.number(), branch, finalNumber(latest)), newest);
    if (following.disposable()) {
      // The factory may be gone with the blocks.
      factoryDoubted = true;
    }
    return true;
  }

  private boolean begunAnew() {
    LOG.warning(() -> name() + ": nothing that is stored is on the chain any more; starting over");
    factory = null;
    factoryDoubted = true;
    if (following.disposable()) {
      owner.chainIsGone();
    }
    startOver();
    return true;
  }

  /** The newest block that is on both chains, not older than the final one. */
  private Optional<Place> commonAncestor(Endpoint endpoint, long from) {
    var at = from;
    while (true) {
      List<Long> numbers = new ArrayList<>();
      while (numbers.size() < MAX_RANGE && picture.hashAt(at).isPresent() && !isBelowFinal(at)) {
        numbers.add(at--);
      }
      if (numbers.isEmpty()) {
        return Optional.empty();
      }
      var told = endpoint.headers(numbers);
      for (var header : told) {
        var there = header.orElseThrow(Pursuit::noBlock);
        if (picture.hashAt(there.number()).equals(Optional.of(there.hash()))) {
          return Optional.of(new Place(there.number(), there.hash()));
        }
      }
    }
  }

  private boolean isBelowFinal(long number) {
    return picture.finalized().map(last -> number < last.number()).orElse(false);
  }

  private void setFactory(Account found) {
    if (!keeper.factory().equals(Optional.of(found))) {
      startOver(Optional.of(found));
    }
    if (!found.equals(factory)) {
      LOG.info(() -> name() + ": factory at " + found);
    }
    factory = found;
    factoryDoubted = false;
  }

  private boolean atHead(Endpoint endpoint, Header latest, BlockRef tip) {
    var now = clock.instant();
    picture.confirm(now);
    if (nextAudit == null) {
      var soon = following.auditInterval().compareTo(FIRST_AUDIT) < 0;
      nextAudit = now.plus(soon ? following.auditInterval() : FIRST_AUDIT);
    }
    if (following.finality() instanceof Finality.Tag tag
        && (!finalAskedAt.equals(latest.hash()) || now.isAfter(finalAsked.plus(BETWEEN_FINALS)))) {
      finalAskedAt = latest.hash();
      finalAsked = now;
      endpoint.tagged(tag.toString()).ifPresent(block -> settle(block, tip));
    }
    if (now.isAfter(nextAudit)) {
      nextAudit = now.plus(following.auditInterval());
      audit.round(endpoint, tip);
      audited = true;
    }
    return false;
  }

  /** What the chain calls final, if it is on the chain as we know it. */
  private void settle(Header told, BlockRef tip) {
    var last = picture.finalized().map(BlockRef::number).orElse(-1L);
    if (told.number() > last && picture.hashAt(told.number()).equals(Optional.of(told.hash()))) {
      apply(new Change(tip.number(), List.of(), told.number()), false);
    }
  }

  private boolean ahead(Endpoint endpoint, Header latest, Optional<BlockRef> tip) {
    var from = tip.map(block -> block.number() + 1).orElse(following.startBlock());
    if (latest.number() < from) {
      throw new EndpointDown("the chain has not reached the configured start block yet");
    }
    if (latest.number() - from > NEAR) {
      var last = farFinal(endpoint, latest);
      if (last - from > NEAR) {
        if (!tip.equals(picture.finalized())) {
          // The block after it was seen to follow it.
          apply(new Change(from - 1, List.of(), from - 1), false);
        }
        backfill.next(endpoint, known(), from, last);
        return true;
      }
    }
    var to = Math.min(from + MAX_RANGE - 1, latest.number());
    var arrivedAt = clock.instant();
    var headers = headers(endpoint, latest, from, to);
    var parent = tip.map(BlockRef::hash).orElse(headers.getFirst().parentHash());
    var newest = to == latest.number();
    if (!isChain(parent, headers) || (newest && !headers.getLast().hash().equals(latest.hash()))) {
      // Reorganised between two questions; the next look finds out.
      if (brokenAt.equals(latest.hash())) {
        throw new EndpointDown("the endpoint tells blocks that do not follow each other");
      }
      brokenAt = latest.hash();
      return true;
    }
    var blocks = reader.blocks(endpoint, known(), headers, arrivedAt);
    apply(new Change(from - 1, blocks, finalNumber(latest)), newest);
    return !newest || following.finality() instanceof Finality.Tag;
  }

  private Account known() {
    var known = factory;
    if (known == null) {
      throw new IllegalStateException("the factory is not known");
    }
    return known;
  }

  private long farFinal(Endpoint endpoint, Header latest) {
    return switch (following.finality()) {
      case Finality.Confirmations _ -> finalNumber(latest);
      case Finality.Tag tag -> endpoint.tagged(tag.toString()).map(Header::number).orElse(-1L);
    };
  }

  /**
   * The final block's number where it follows from the newest one's; -1 where it has to be asked.
   */
  private long finalNumber(Header latest) {
    return switch (following.finality()) {
      case Finality.Confirmations(int blocks) -> latest.number() - blocks + 1;
      case Finality.Tag _ -> -1;
    };
  }

  private void apply(Change change, boolean newest) {
    keeper.apply(change, newest ? Optional.of(clock.instant()) : Optional.empty());
  }

  private static boolean isChain(String parent, List<Header> headers) {
    var before = parent;
    for (var header : headers) {
      if (!header.parentHash().equals(before)) {
        return false;
      }
      before = header.hash();
    }
    return true;
  }

  /** Blocks by number; the newest one alone is not asked for again. */
  private static List<Header> headers(Endpoint endpoint, Header latest, long from, long to) {
    if (from == latest.number()) {
      return List.of(latest);
    }
    List<Header> headers = new ArrayList<>();
    for (var header : endpoint.headers(LongStream.rangeClosed(from, to).boxed().toList())) {
      headers.add(header.orElseThrow(Pursuit::noBlock));
    }
    return headers;
  }

  private static EndpointDown noBlock() {
    return new EndpointDown("the endpoint has no block below its newest one");
  }

  private String name() {
    return "chain " + following.chainId();
  }
}
