package factory.chain.index;

import factory.chain.evm.Account;
import factory.chain.evm.Bloom;
import factory.chain.evm.Contracts;
import factory.chain.evm.Endpoint;
import factory.chain.evm.EndpointDown;
import factory.chain.evm.Endpoints;
import factory.chain.evm.Header;
import factory.chain.evm.LogEntry;
import factory.chain.evm.RpcRefused;
import factory.chain.token.Token;
import factory.chain.token.TokenName;
import factory.mesh.Refused;
import factory.mesh.Signal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Follows one chain by block hash and parent, on a thread of its own: stores each range of blocks
 * in one transaction, then changes the picture. Never trusts an empty answer for a block whose
 * filter says that it has something of ours.
 */
public final class Follower implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Follower.class.getName());
  private static final int MAX_RANGE = 50;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final Bloom.Mark TRANSFER = Bloom.Mark.of(Contracts.TRANSFER);
  private static final Bloom.Mark TOKEN_CREATED = Bloom.Mark.of(Contracts.TOKEN_CREATED);

  private final Following following;
  private final Endpoints endpoints;
  private final IndexStore store;
  private final Picture picture;
  private final Owner owner;
  private final Clock clock;
  private final Map<Account, Bloom.Mark> marks = new HashMap<>();
  private final Signal nudges = new Signal();
  private final Thread thread;
  private volatile boolean closed;
  private volatile String problem = "the endpoint was not asked yet";
  private volatile @Nullable Account factory;

  // Of the following thread alone.
  @SuppressWarnings("NullAway.Init")
  private Endpoint endpoint;

  private boolean chainChecked;
  private boolean stale = true;

  /**
   * What to follow and how.
   *
   * @param startBlock no token of ours is older
   * @param poll between two questions for the newest block
   * @param finality from where on nothing is taken back
   * @param disposable the chain may be begun anew, and the index with it
   * @param maxBlockAge a newest block that is older is a problem
   * @param auditInterval between two comparisons of the index with the chain
   */
  public record Following(
      long chainId,
      long startBlock,
      Duration poll,
      Finality finality,
      boolean disposable,
      Optional<Duration> maxBlockAge,
      Duration auditInterval) {}

  /** Who answers for the factory contract. */
  public interface Owner {
    /**
     * The factory's address: checked to be on the chain, deployed where that is allowed.
     *
     * @throws EndpointDown with the problem when there is none
     */
    Account factory();

    /** The chain that we knew is gone: whatever was being sent to it is void. */
    void chainIsGone();
  }

  private Follower(
      Following following,
      Endpoints endpoints,
      IndexStore store,
      Picture picture,
      Owner owner,
      Clock clock) {
    this.following = following;
    this.endpoints = endpoints;
    this.store = store;
    this.picture = picture;
    this.owner = owner;
    this.clock = clock;
    thread = Thread.ofVirtual().name("follow-" + following.chainId()).unstarted(this::run);
  }

  /** Shows what is stored, then starts to follow. */
  public static Follower start(
      Following following,
      Endpoints endpoints,
      IndexStore store,
      Picture picture,
      Owner owner,
      Clock clock) {
    var follower = new Follower(following, endpoints, store, picture, owner, clock);
    follower.reload(true);
    follower.thread.start();
    return follower;
  }

  /** What is wrong, for a person to read; empty when nothing is. */
  public String problem() {
    return problem;
  }

  /** The factory's address, once it is known to be on the chain. */
  public Optional<Account> factory() {
    return Optional.ofNullable(factory);
  }

  /** There is a new block for sure: do not wait for the next look. */
  public void nudge() {
    nudges.raise();
  }

  private void run() {
    var pause = following.poll();
    while (!closed) {
      var seen = nudges.count();
      try {
        if (endpoints.ask(this::step)) {
          continue;
        }
        tell("");
        pause = following.poll();
      } catch (EndpointDown | RpcRefused e) {
        chainChecked = false;
        tell(String.valueOf(e.getMessage()));
        pause = longer(pause);
      } catch (Broken e) {
        LOG.log(
            Level.SEVERE, e, () -> name() + ": the index contradicts the chain; making it anew");
        tell("the index contradicts the chain and is made anew");
        forget();
        pause = longer(pause);
      } catch (Refused e) {
        stale = true;
        tell(e.fault().message());
        pause = longer(pause);
      } catch (RuntimeException e) {
        if (!closed) {
          stale = true;
          chainChecked = false;
          LOG.log(Level.SEVERE, e, () -> name() + ": following failed; trying again");
          tell("following failed; the log says more");
          pause = LONGEST_PAUSE;
        }
      }
      try {
        nudges.await(seen, pause);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private Duration longer(Duration pause) {
    var doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  private void tell(String now) {
    if (!now.equals(problem)) {
      if (now.isEmpty()) {
        LOG.info(() -> name() + ": followed to its head");
      } else {
        LOG.warning(() -> name() + ": " + now);
      }
    }
    problem = now;
  }

  private String name() {
    return "chain " + following.chainId();
  }

  /** One look at the chain. True when there may be more to do at once. */
  private boolean step(Endpoint now) {
    endpoint = now;
    if (stale) {
      reload(false);
    }
    if (!chainChecked) {
      checkChain();
    }
    var latest = endpoint.latest();
    var head = picture.head();
    if (head.isPresent() && leftTheChain(head.get(), latest)) {
      rollBack(head.get(), latest);
      return true;
    }
    if (factory == null) {
      setFactory(owner.factory());
      return true;
    }
    if (head.isPresent() && head.get().hash().equals(latest.hash())) {
      picture.confirm(clock.instant());
      return false;
    }
    var from = head.map(h -> h.number() + 1).orElse(following.startBlock());
    if (latest.number() < from) {
      throw new EndpointDown("the chain has not reached the configured start block yet");
    }
    return apply(head, from, latest);
  }

  private void checkChain() {
    // The factory has to show itself again as well: it may be another chain with the same id.
    factory = null;
    chainChecked = true;
  }

  private boolean leftTheChain(Head head, Header latest) {
    if (latest.number() <= head.number()) {
      return !latest.hash().equals(head.hash());
    }
    return !followingBlocks(latest, head.number() + 1, head.number() + 1)
        .getFirst()
        .parentHash()
        .equals(head.hash());
  }

  private void setFactory(Account found) {
    if (!store.factory().equals(Optional.of(found))) {
      picture.unsettle();
      store.startOver(Optional.of(found));
      reload(false);
    }
    factory = found;
    LOG.info(() -> name() + ": factory at " + found);
  }

  /** Shows what is stored; settled only at start, when its age says how far it can be trusted. */
  private void reload(boolean settled) {
    var contents = store.load();
    marks.clear();
    contents.tokens().forEach(token -> marks.put(token.address(), mark(token.address())));
    picture.load(contents, settled);
    stale = false;
  }

  private static Bloom.Mark mark(Account contract) {
    return Bloom.Mark.of(contract.hex());
  }

  private void forget() {
    picture.unsettle();
    stale = true;
    chainChecked = false;
    try {
      store.startOver(store.factory());
    } catch (Refused e) {
      LOG.log(Level.FINE, e, () -> name() + ": the store is away too");
    }
  }

  private void rollBack(Head head, Header latest) {
    picture.unsettle();
    stale = true;
    // Contracts may be gone with the blocks.
    factory = null;
    var ancestor = commonAncestor(latest);
    if (ancestor.isPresent()) {
      LOG.warning(
          () ->
              name()
                  + ": reorganised; back from block "
                  + head.number()
                  + " to "
                  + ancestor.get().number());
      store.rollBackTo(ancestor.get(), Instant.EPOCH);
    } else {
      LOG.warning(
          () -> name() + ": nothing that is stored is on the chain any more; starting over");
      owner.chainIsGone();
      store.startOver(store.factory());
    }
    reload(false);
  }

  private Optional<BlockRef> commonAncestor(Header latest) {
    var known = store.recentBlocks().stream().filter(b -> b.number() <= latest.number()).toList();
    for (int from = 0; from < known.size(); from += MAX_RANGE) {
      var some = known.subList(from, Math.min(from + MAX_RANGE, known.size()));
      var told = endpoint.headers(some.stream().map(BlockRef::number).toList());
      for (int i = 0; i < some.size(); i++) {
        var header =
            told.get(i)
                .orElseThrow(
                    () -> new EndpointDown("the endpoint has no block below its newest one"));
        if (header.hash().equals(some.get(i).hash())) {
          return Optional.of(some.get(i));
        }
      }
    }
    return Optional.empty();
  }

  /** Blocks by number; the newest one is not asked for again. */
  private List<Header> followingBlocks(Header latest, long from, long to) {
    if (from == latest.number()) {
      return List.of(latest);
    }
    List<Header> headers = new ArrayList<>();
    for (var header : endpoint.headers(LongStream.rangeClosed(from, to).boxed().toList())) {
      headers.add(
          header.orElseThrow(
              () -> new EndpointDown("the endpoint has no block below its newest one")));
    }
    return headers;
  }

  private boolean apply(Optional<Head> head, long from, Header latest) {
    var to = Math.min(from + MAX_RANGE - 1, latest.number());
    var headers = followingBlocks(latest, from, to);
    var parent = head.map(Head::hash);
    for (var header : headers) {
      if (parent.isPresent() && !parent.get().equals(header.parentHash())) {
        // Reorganised between two questions; the next look finds out.
        return false;
      }
      parent = Optional.of(header.hash());
    }
    var newest = to == latest.number();
    if (newest && !headers.getLast().hash().equals(latest.hash())) {
      return false;
    }
    var range = range(headers);
    var changes = picture.plan(range);
    var confirmedAt = newest ? clock.instant() : head.map(Head::confirmedAt).orElse(Instant.EPOCH);
    stale = true;
    store.apply(changes, confirmedAt);
    picture.apply(changes, confirmedAt, newest);
    range.created().forEach(token -> marks.put(token.address(), mark(token.address())));
    stale = false;
    return !newest;
  }

  private BlockRange range(List<Header> headers) {
    var from = Objects.requireNonNull(factory);
    var factoryMark = mark(from);
    List<Token> created = new ArrayList<>();
    for (var header : headers) {
      if (header.bloom().mayHold(factoryMark) && header.bloom().mayHold(TOKEN_CREATED)) {
        for (var log : logs(header, Set.of(from), Contracts.TOKEN_CREATED)) {
          var token = Contracts.created(log);
          created.add(
              new Token(
                  token.token(),
                  token.serviceId(),
                  token.accessThreshold(),
                  new TokenName(token.nameHex()),
                  header.number()));
        }
      }
    }
    Map<Account, Bloom.Mark> ours = new LinkedHashMap<>(marks);
    created.forEach(token -> ours.put(token.address(), mark(token.address())));
    List<BlockRange.Move> transfers = new ArrayList<>();
    for (var header : headers) {
      if (!header.bloom().mayHold(TRANSFER)) {
        continue;
      }
      List<Account> touched = new ArrayList<>();
      ours.forEach(
          (token, mark) -> {
            if (header.bloom().mayHold(mark)) {
              touched.add(token);
            }
          });
      if (!touched.isEmpty()) {
        for (var log : logs(header, Set.copyOf(touched), Contracts.TRANSFER)) {
          var transfer = Contracts.transfer(log);
          transfers.add(
              new BlockRange.Move(
                  header.number(),
                  log.address(),
                  transfer.from(),
                  transfer.to(),
                  transfer.amount()));
        }
      }
    }
    var blocks = headers.stream().map(h -> new BlockRef(h.number(), h.hash())).toList();
    return new BlockRange(blocks, created, transfers);
  }

  /** Logs of a block whose filter says that there may be some. */
  private List<LogEntry> logs(Header block, Collection<Account> contracts, String topic) {
    var logs = endpoint.logs(block.hash(), contracts, topic);
    if (logs.isEmpty()) {
      // Either the filter erred, as it may, or the endpoint does not have the block's logs yet.
      try {
        logs =
            endpoint
                .logsFromReceipts(block.hash())
                .orElseThrow(
                    () -> new EndpointDown("the endpoint has no receipts of a block it told"));
      } catch (RpcRefused e) {
        if (e.code() != RpcRefused.UNKNOWN_METHOD) {
          throw e;
        }
      }
    }
    return logs.stream()
        .peek(log -> requireOf(block, log))
        .filter(
            log ->
                contracts.contains(log.address())
                    && !log.topics().isEmpty()
                    && log.topics().getFirst().equals(topic))
        .sorted(Comparator.comparingLong(LogEntry::logIndex))
        .toList();
  }

  private static void requireOf(Header block, LogEntry log) {
    if (!log.blockHash().equals(block.hash()) || log.blockNumber() != block.number()) {
      throw new EndpointDown("the endpoint told logs of another block than the one asked for");
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
