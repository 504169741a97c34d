package factory.chain.issue;

import factory.chain.evm.Account;
import factory.chain.evm.Endpoint;
import factory.chain.evm.EndpointDown;
import factory.chain.evm.Endpoints;
import factory.chain.evm.Header;
import factory.chain.evm.Hex;
import factory.chain.evm.RpcRefused;
import factory.chain.index.Finality;
import factory.chain.key.Signer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Brings what was sent up to what the chain says of it: broadcasts what the chain has forgotten,
 * replaces what is stuck, and watches what was mined until it is final. Every process on a database
 * may do so at once.
 */
final class Settler {
  private static final Logger LOG = Logger.getLogger(Settler.class.getName());

  /** What nodes keep of one sender without condition; the others' turn comes. */
  private static final int AT_ONCE = 16;

  private static final Duration TELL_AGAIN_AT_MOST = Duration.ofSeconds(10);

  /** How long a used nonce may be without a receipt: not all endpoints are equally fast. */
  private static final Duration DOUBT = Duration.ofSeconds(5);

  private final Sender.Target target;
  private final Endpoints endpoints;
  private final Signer signer;
  private final SentStore store;
  private final Clock clock;
  private final Broadcast broadcast;
  private final Duration tellAgain;

  /** By hash: when the chain was told of it by this process. */
  private final Map<String, Told> told = new ConcurrentHashMap<>();

  /** By nonce: why the chain does not take it. */
  private final Map<Long, String> problems = new ConcurrentHashMap<>();

  /** By nonce: since when it is used without a receipt. */
  private final Map<Long, Instant> doubts = new ConcurrentHashMap<>();

  private volatile boolean sameChain;

  /** The head of the last look that left nothing to do before the next block. */
  private String quietSince = "";

  /**
   * When this process told the chain of a transaction.
   *
   * @param block the chain's newest at the first time
   */
  private record Told(Instant first, Instant last, long block) {}

  Settler(Sender.Target target, Endpoints endpoints, Signer signer, SentStore store, Clock clock) {
    this.target = target;
    this.endpoints = endpoints;
    this.signer = signer;
    this.store = store;
    this.clock = clock;
    broadcast = new Broadcast(endpoints);
    var replaceAfter = target.fees().replaceAfter();
    tellAgain = replaceAfter.compareTo(TELL_AGAIN_AT_MOST) < 0 ? replaceAfter : TELL_AGAIN_AT_MOST;
  }

  private Account account() {
    return signer.account();
  }

  /** Why the chain does not take a transaction; empty when it does. */
  Optional<String> problem(long nonce) {
    return Optional.ofNullable(problems.get(nonce));
  }

  /** The endpoint was away: it may be another one, or serve another chain, when it is back. */
  void doubtTheChain() {
    sameChain = false;
  }

  /** Makes sure, once, that what is stored was sent to the chain that the endpoint serves. */
  void requireSameChain() {
    if (!sameChain) {
      requireSameChainNow();
    }
  }

  private void requireSameChainNow() {
    sameChain = false;
    var genesis = endpoints.ask(endpoint -> endpoint.headers(List.of(0L)).getFirst());
    // Not every endpoint still has it.
    if (genesis.isPresent() && !store.beginsWith(genesis.get().hash())) {
      if (target.disposable()) {
        LOG.warning(
            () -> name() + " is another one now: what was sent to the old one is forgotten");
        store.forget();
      }
      throw new EndpointDown("the chain begins with another block than before");
    }
    sameChain = true;
  }

  private String name() {
    return target.name();
  }

  /**
   * What an endpoint says of the nonces, all of it told by the same one.
   *
   * @param used how many the chain has used
   * @param finallyUsed how many of them for good
   */
  private record View(Header head, long used, long finallyUsed) {}

  private View view(Endpoint endpoint) {
    var head = endpoint.latest();
    var used = endpoint.transactionCount(account(), "latest");
    return new View(head, used, Math.min(used, finallyUsed(endpoint, head)));
  }

  private long finallyUsed(Endpoint endpoint, Header head) {
    var block =
        switch (target.finality()) {
          case Finality.Tag tag -> tag.toString();
          case Finality.Confirmations(int blocks) ->
              Hex.of(Math.max(0, head.number() - blocks + 1));
        };
    try {
      return endpoint.transactionCount(account(), block);
    } catch (RpcRefused e) {
      // No block is final yet, or the endpoint does not keep what lies that deep.
      return 0;
    }
  }

  /**
   * One look at everything that is not final.
   *
   * @return whether something is pending
   */
  synchronized boolean look() {
    var open = store.open();
    retain(open);
    if (open.isEmpty()) {
      return false;
    }
    requireSameChain();
    var pending = open.stream().anyMatch(Sent::pending);
    if (!pending && endpoints.ask(Endpoint::latest).hash().equals(quietSince)) {
      return false;
    }
    var view = endpoints.ask(this::view);
    if (open.stream().anyMatch(sent -> !sent.pending() && sent.nonce() >= view.used())) {
      takenBack(view.used());
      open = store.open();
    }
    for (var sent : open) {
      var isFinal = sent.nonce() < view.finallyUsed();
      if (isFinal || (sent.pending() && sent.nonce() < view.used())) {
        used(sent, isFinal);
      }
    }
    var due =
        open.stream()
            .filter(sent -> sent.pending() && sent.nonce() >= view.used())
            .limit(AT_ONCE)
            .filter(this::due)
            .toList();
    if (!due.isEmpty()) {
      // What was signed for one chain is not for another that came to its place and has its id.
      requireSameChainNow();
      due.forEach(sent -> moveOn(sent, sent.nonce() == view.used(), view.head()));
    }
    // What was pending when it was read may be known as mined by now, on a chain that this view no
    // longer shows: only a look that found nothing pending is good until the next block.
    quietSince = pending ? "" : view.head().hash();
    return pending;
  }

  private void retain(List<Sent> open) {
    var nonces = open.stream().map(Sent::nonce).collect(Collectors.toSet());
    var hashes = open.stream().map(sent -> sent.newest().hash()).collect(Collectors.toSet());
    told.keySet().retainAll(hashes);
    problems.keySet().retainAll(nonces);
    doubts.keySet().retainAll(nonces);
  }

  /** Looks whether even what was final was taken back. */
  synchronized void recheck() {
    takenBack(endpoints.ask(endpoint -> endpoint.transactionCount(account(), "latest")));
  }

  /** A reorganisation, or a dev chain that was rolled back, or another chain altogether. */
  private void takenBack(long used) {
    requireSameChainNow();
    var reopened = store.reopen(used);
    told.clear();
    if (reopened > 0) {
      LOG.warning(
          () -> name() + " took back " + reopened + " of our transactions; they are sent again");
    }
  }

  private void used(Sent sent, boolean isFinal) {
    var mined = minedOf(sent);
    if (mined.isPresent()) {
      remember(sent, mined.get(), isFinal);
    } else if (sent.failed()) {
      store.used(sent.nonce(), isFinal ? Sent.State.FINAL : Sent.State.MINED, true);
    } else {
      var since = doubts.computeIfAbsent(sent.nonce(), _ -> clock.instant());
      if (since.plus(DOUBT).isBefore(clock.instant())) {
        usedByAnother(sent);
      }
    }
  }

  private Optional<Sender.End.Mined> minedOf(Sent sent) {
    return endpoints.ask(
        endpoint ->
            sent.attempts().reversed().stream()
                .flatMap(
                    attempt ->
                        endpoint
                            .receipt(attempt.hash())
                            .map(receipt -> new Sender.End.Mined(attempt.hash(), receipt))
                            .stream())
                .findFirst());
  }

  private void remember(Sent sent, Sender.End.Mined mined, boolean isFinal) {
    store.used(
        sent.nonce(), isFinal ? Sent.State.FINAL : Sent.State.MINED, !mined.receipt().succeeded());
  }

  /** Whichever of a nonce's transactions is on the chain. */
  Optional<Sender.End.Mined> mined(Sent sent) {
    var mined = minedOf(sent);
    if (sent.pending()) {
      mined.ifPresent(found -> remember(sent, found, false));
    }
    return mined;
  }

  /** Somebody else who has the key took the nonce. */
  void usedByAnother(Sent sent) {
    LOG.warning(
        () ->
            name()
                + ": nonce "
                + sent.nonce()
                + " was used by a transaction that is not ours: somebody else has the key");
    store.used(sent.nonce(), Sent.State.MINED, true);
  }

  private boolean due(Sent sent) {
    var before = told.get(sent.newest().hash());
    return before == null || before.last().plus(tellAgain).isBefore(clock.instant());
  }

  private void moveOn(Sent sent, boolean first, Header head) {
    var fees = Fees.of(sent.newest());
    var tooCheap = head.baseFeeWei().map(base -> base.compareTo(fees.maxWei()) > 0).orElse(false);
    if (isOld(sent) && (tooCheap || (first && wasPassedOver(sent, head)))) {
      var raised = target.fees().raised(fees, endpoints.ask(endpoint -> fees(endpoint, head)));
      if (raised.isPresent()) {
        replace(sent, raised.get());
        return;
      }
    }
    tell(sent);
  }

  /** Whether it had its time: since it was signed, and since this process sees to it. */
  private boolean isOld(Sent sent) {
    var before = told.get(sent.newest().hash());
    var then = clock.instant().minus(target.fees().replaceAfter());
    return before != null
        && !before.first().isAfter(then)
        && sent.newest().signedAt().isBefore(then);
  }

  /** Whether blocks were made without it: while a chain stands still, no fee helps. */
  private boolean wasPassedOver(Sent sent, Header head) {
    var before = told.get(sent.newest().hash());
    return before != null && head.number() > before.block();
  }

  private void replace(Sent sent, Fees fees) {
    var replaced =
        store.replace(
            sent,
            () -> signer.sign(fees.instead(sent.newest(), target.chainId()), target.chainId()),
            clock.instant());
    replaced.ifPresent(
        now -> {
          LOG.info(
              () ->
                  name()
                      + ": "
                      + sent.newest().hash()
                      + " was not mined in time; replaced by "
                      + now.newest().hash()
                      + " for up to "
                      + fees.maxWei()
                      + " wei a unit of gas");
          tell(now);
        });
  }

  /** Broadcasts the newest transaction of a nonce and remembers what came of it. */
  Broadcast.Answer tell(Sent sent) {
    var answer = broadcast.tell(sent.newest());
    var now = clock.instant();
    told.merge(
        sent.newest().hash(),
        new Told(now, now, endpoints.newestNumber()),
        (before, _) -> new Told(before.first(), now, before.block()));
    if (answer instanceof Broadcast.Answer.No(var problem)) {
      if (!problem.equals(problems.put(sent.nonce(), problem))) {
        LOG.warning(
            () -> name() + ": transaction " + sent.newest().hash() + " is refused: " + problem);
      }
    } else {
      problems.remove(sent.nonce());
    }
    return answer;
  }

  /** What a first transaction offers now. */
  Fees fees(Endpoint endpoint, Header head) {
    return target.fees().first(Fees.now(endpoint, head));
  }

  /** Whether only the cap keeps a transaction from a higher fee that it needs. */
  boolean atCap(Sent sent) {
    var fees = Fees.of(sent.newest());
    var head = endpoints.ask(Endpoint::latest);
    return target.fees().raised(fees, fees).isEmpty()
        && (head.baseFeeWei().map(base -> base.compareTo(fees.maxWei()) > 0).orElse(false)
            || isOld(sent));
  }
}
