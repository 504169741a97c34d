package factory.chain.issue;

import factory.chain.evm.Account;
import factory.chain.evm.Endpoint;
import factory.chain.evm.EndpointDown;
import factory.chain.evm.Endpoints;
import factory.chain.evm.Receipt;
import factory.chain.evm.RpcRefused;
import factory.chain.index.Finality;
import factory.chain.key.Signer;
import factory.chain.token.ChainFault;
import factory.mesh.Loop;
import factory.mesh.Refused;
import factory.mesh.Signal;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.logging.Logger;

/**
 * Sends the platform's transactions to one chain. A nonce is given out while its owner's row is
 * locked, and the transaction is stored before it is broadcast; so, after a crash anywhere and with
 * any number of processes on one database, it is on the chain, or it is broadcast again. A thread
 * of its own sees to what nobody waits for.
 */
public final class Sender implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Sender.class.getName());
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(25);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration IDLE_PAUSE = Duration.ofSeconds(2);
  private static final int LOOKS_BEFORE_RELOADING = 8;
  private static final int ATTEMPTS = 3;

  private final Target target;
  private final Endpoints endpoints;
  private final Signer signer;
  private final SentStore store;
  private final Clock clock;
  private final Duration pendingPause;
  private final Settler settler;
  private final Signal news = new Signal();
  private final Loop loop;

  // Of the loop alone.
  private String problem = "";

  private Sender(Target target, Endpoints endpoints, Signer signer, SentStore store, Clock clock) {
    this.target = target;
    this.endpoints = endpoints;
    this.signer = signer;
    this.store = store;
    this.clock = clock;
    var quarter = target.fees().replaceAfter().dividedBy(4);
    pendingPause = quarter.compareTo(LONGEST_PAUSE) < 0 ? quarter : LONGEST_PAUSE;
    settler = new Settler(target, endpoints, signer, store, clock);
    loop =
        Loop.named("send-" + target.chainId())
            .consequence("what is sent to " + target.name() + " is not seen to")
            .wokenBy(news)
            .build(this::see);
  }

  /**
   * What is sent to.
   *
   * @param finality until when a mined transaction is watched
   * @param disposable whether another chain with the same id may take its place; what was sent to
   *     the old one is forgotten then
   */
  public record Target(long chainId, Finality finality, boolean disposable, FeePolicy fees) {
    String name() {
      return "chain " + chainId;
    }
  }

  /** Starts to see to what is stored. */
  public static Sender start(
      Target target, Endpoints endpoints, Signer signer, SentStore store, Clock clock) {
    var sender = new Sender(target, endpoints, signer, store, clock);
    sender.loop.start();
    return sender;
  }

  /** What became of a transaction while it was waited for. */
  sealed interface End {
    /** It is on the chain. */
    record Mined(String hash, Receipt receipt) implements End {}

    /**
     * It is on its way still, and is seen to without anybody waiting.
     *
     * @param waitingFor {@code block} or {@code fee_cap}
     */
    record Waiting(String hash, String waitingFor) implements End {}

    /** The chain does not take it now; it is offered again from time to time. */
    record Declined(String problem) implements End {}

    /** Its nonce was used by somebody else, or its chain is gone. */
    record Lost() implements End {}
  }

  /** Whose transactions these are. */
  Account account() {
    return signer.account();
  }

  /** Brings everything stored up to what the chain says of it. */
  void settle() {
    settler.look();
  }

  /** What was sent for a purpose and has not failed. */
  Optional<Sent> sent(String purpose) {
    return store.of(purpose);
  }

  /** Sends again what the chain took back, be it ever so old. */
  void recheck() {
    settler.recheck();
  }

  /**
   * Signs, stores and broadcasts; or finds what was sent for the purpose before.
   *
   * @param to empty to deploy a contract
   * @throws Refused when the chain says no
   * @throws EndpointDown when the endpoint is away; what is stored is broadcast later
   */
  Sent send(String purpose, Optional<Account> to, String data) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      var before = store.of(purpose);
      if (before.isPresent()) {
        return before.get();
      }
      settler.requireSameChain();
      requireTaken();
      var offer = endpoints.ask(endpoint -> offer(endpoint, to, data));
      var given =
          store.give(
              purpose,
              offer.used(),
              nonce ->
                  signer.sign(
                      offer
                          .fees()
                          .transaction(
                              target.chainId(),
                              nonce,
                              offer.gas(),
                              to.map(Account::hex).orElse(""),
                              data),
                      target.chainId()),
              clock.instant());
      if (!given.isNew()) {
        return given.sent();
      }
      switch (settler.tell(given.sent())) {
        case Broadcast.Answer.Taken _, Broadcast.Answer.TooCheap _ -> {
          news.raise();
          return given.sent();
        }
        case Broadcast.Answer.No(var problem) -> throw refused(problem);
        case Broadcast.Answer.NonceUsed() -> {
          if (settler.mined(given.sent()).isPresent()) {
            return given.sent();
          }
          settler.usedByAnother(given.sent());
        }
      }
    }
    throw refused("the platform key's nonces are used by somebody else");
  }

  /** What the chain does not take holds up whatever comes after it: no more is added then. */
  private void requireTaken() {
    for (var sent : store.open()) {
      if (settler.problem(sent.nonce()).isPresent()
          && settler.tell(sent) instanceof Broadcast.Answer.No(var problem)) {
        throw refused(problem);
      }
    }
  }

  /** What a transaction needs, as one endpoint says. */
  private record Offer(long used, Fees fees, BigInteger gas) {}

  private Offer offer(Endpoint endpoint, Optional<Account> to, String data) {
    BigInteger gas;
    try {
      var estimate = endpoint.estimateGas(account(), to, data);
      gas = estimate.add(estimate.shiftRight(2));
    } catch (RpcRefused e) {
      throw refused(e.text());
    }
    return new Offer(
        endpoint.transactionCount(account(), "pending"),
        settler.fees(endpoint, endpoint.latest()),
        gas);
  }

  private Refused refused(String problem) {
    return new Refused(new ChainFault.TransactionRefused(target.chainId(), problem));
  }

  /** Waits for a transaction's end. */
  End await(Sent sent, BooleanSupplier goOn) {
    var now = sent;
    var pause = SHORTEST_PAUSE;
    for (int look = 1; true; look++) {
      var mined = settler.mined(now);
      if (mined.isPresent()) {
        return mined.get();
      }
      if (now.failed()) {
        return new End.Lost();
      }
      var problem = settler.problem(now.nonce());
      if (problem.isPresent()) {
        return new End.Declined(problem.get());
      }
      if (!goOn.getAsBoolean()) {
        return new End.Waiting(now.newest().hash(), settler.atCap(now) ? "fee_cap" : "block");
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new End.Waiting(now.newest().hash(), "block");
      }
      pause = pause.multipliedBy(5).dividedBy(4);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
      if (look % LOOKS_BEFORE_RELOADING == 0 || pause.equals(LONGEST_PAUSE)) {
        var reloaded = store.at(now.nonce());
        if (reloaded.isEmpty() || !reloaded.get().purpose().equals(now.purpose())) {
          return new End.Lost();
        }
        now = reloaded.get();
        if (!now.pending()) {
          // The chain has used the nonce, and shows no transaction.
          settler.recheck();
        }
      }
    }
  }

  private Duration see() {
    try {
      var pending = settler.look();
      problem = "";
      return pending ? pendingPause : IDLE_PAUSE;
    } catch (EndpointDown | RpcRefused | Refused e) {
      settler.doubtTheChain();
      var now = e instanceof Refused r ? r.fault().message() : String.valueOf(e.getMessage());
      if (!loop.isClosed() && !now.equals(problem)) {
        LOG.warning(() -> target.name() + ": what is sent cannot be seen to: " + now);
      }
      problem = now;
      return LONGEST_PAUSE;
    } catch (RuntimeException | Error e) {
      settler.doubtTheChain();
      throw e;
    }
  }

  /** What keeps it going. */
  public Loop loop() {
    return loop;
  }

  @Override
  public void close() {
    loop.close();
  }
}
