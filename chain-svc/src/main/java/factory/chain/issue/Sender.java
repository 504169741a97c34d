package factory.chain.issue;

import factory.chain.evm.Account;
import factory.chain.evm.EndpointDown;
import factory.chain.evm.Endpoints;
import factory.chain.evm.Receipt;
import factory.chain.evm.RpcRefused;
import factory.chain.token.ChainFault;
import factory.mesh.Refused;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Logger;
import org.web3j.crypto.RawTransaction;

/**
 * The one owner of the platform key's nonces on a chain. A transaction is stored before it is
 * broadcast, so that after a crash anywhere it is broadcast again or found on the chain; a nonce is
 * given to another transaction only when the first one can no longer be mined.
 */
public final class Sender {
  private static final Logger LOG = Logger.getLogger(Sender.class.getName());
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(25);
  private static final int LOOKS_BEFORE_DOUBT = 40;
  private static final BigInteger USUAL_TIP_WEI = BigInteger.valueOf(1_000_000_000);

  private final long chainId;
  private final Endpoints endpoints;
  private final PlatformKey key;
  private final SentStore store;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();

  /** Sends with a key to a chain. */
  public Sender(long chainId, Endpoints endpoints, PlatformKey key, SentStore store, Clock clock) {
    this.chainId = chainId;
    this.endpoints = endpoints;
    this.key = key;
    this.store = store;
    this.clock = clock;
  }

  /** Whose transactions these are. */
  Account account() {
    return key.account();
  }

  /** Runs work during which nothing else is sent. */
  <T> T alone(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The transaction for a purpose that is still on its way; broadcast again when the endpoint has
   * forgotten it. Call it {@link #alone}.
   */
  Optional<Sent> pending(String purpose) {
    settle();
    return store.pending().stream().filter(sent -> sent.purpose().equals(purpose)).findFirst();
  }

  /** The newest transaction for a purpose, whatever became of it. */
  Optional<Sent> newest(String purpose) {
    return store.newest(purpose);
  }

  /** Forgets what is on its way to a chain that is gone. */
  void dropPending() {
    alone(
        () -> {
          store.dropPending();
          return true;
        });
  }

  /** Brings the stored transactions up to what the chain says of them. */
  private void settle() {
    var pending = store.pending();
    if (pending.isEmpty()) {
      return;
    }
    var mined = endpoints.ask(endpoint -> endpoint.transactionCount(key.account(), "latest"));
    var next =
        Math.max(
            mined, endpoints.ask(endpoint -> endpoint.transactionCount(key.account(), "pending")));
    for (var sent : pending) {
      if (sent.nonce() < mined) {
        // Its nonce is used up, by itself or by another transaction.
        var isThere = endpoints.ask(endpoint -> endpoint.receipt(sent.hash())).isPresent();
        store.mark(sent, isThere ? SentStore.State.MINED : SentStore.State.DROPPED);
      } else if (sent.nonce() > next) {
        // What came before it is gone (a rolled back dev chain): it would wait for ever.
        store.mark(sent, SentStore.State.DROPPED);
      } else if (sent.nonce() == next && broadcast(sent)) {
        next++;
      }
    }
  }

  /**
   * Signs, stores and broadcasts. Call it {@link #alone}.
   *
   * @param to empty to deploy a contract
   * @throws Refused when the chain says no; nothing is on its way then
   * @throws EndpointDown when the endpoint is away; what is stored may be on its way
   */
  Sent send(String purpose, Optional<Account> to, String data) {
    for (int attempt = 0; attempt < 3; attempt++) {
      settle();
      var nonce = endpoints.ask(endpoint -> endpoint.transactionCount(key.account(), "pending"));
      for (var sent : store.pending()) {
        nonce = Math.max(nonce, sent.nonce() + 1);
      }
      var signed = key.sign(transaction(nonce, to, data), chainId);
      var sent = new Sent(signed.hash(), nonce, purpose, signed.raw());
      store.keep(sent, clock.instant());
      if (broadcast(sent)) {
        return sent;
      }
    }
    throw refused("the platform key's nonces are used by somebody else");
  }

  private RawTransaction transaction(long nonce, Optional<Account> to, String data) {
    var gas = gas(to, data);
    var baseFee = endpoints.ask(endpoint -> endpoint.latest()).baseFeeWei();
    var target = to.map(Account::hex).orElse(null);
    if (baseFee.isEmpty()) {
      return RawTransaction.createTransaction(
          BigInteger.valueOf(nonce),
          endpoints.ask(endpoint -> endpoint.gasPriceWei()),
          gas,
          target == null ? "" : target,
          BigInteger.ZERO,
          data);
    }
    BigInteger tip;
    try {
      tip = endpoints.ask(endpoint -> endpoint.tipWei());
    } catch (RpcRefused e) {
      tip = USUAL_TIP_WEI;
    }
    return RawTransaction.createTransaction(
        chainId,
        BigInteger.valueOf(nonce),
        gas,
        target == null ? "" : target,
        BigInteger.ZERO,
        data,
        tip,
        // Room for six full blocks before it; what is not needed is not paid.
        baseFee.get().shiftLeft(1).add(tip));
  }

  private BigInteger gas(Optional<Account> to, String data) {
    try {
      var estimate = endpoints.ask(endpoint -> endpoint.estimateGas(key.account(), to, data));
      return estimate.add(estimate.shiftRight(2));
    } catch (RpcRefused e) {
      throw refused(e.text());
    }
  }

  /** False when its nonce was used by another transaction. */
  private boolean broadcast(Sent sent) {
    try {
      endpoints.tellAll(endpoint -> endpoint.broadcast(sent.raw()));
      return true;
    } catch (RpcRefused e) {
      var text = e.text().toLowerCase(Locale.ROOT);
      if (text.contains("already known") || text.contains("already imported")) {
        return true;
      }
      if (endpoints.ask(endpoint -> endpoint.receipt(sent.hash())).isPresent()) {
        store.mark(sent, SentStore.State.MINED);
        return true;
      }
      store.mark(sent, SentStore.State.DROPPED);
      LOG.warning(
          () -> "chain " + chainId + ": transaction " + sent.hash() + " refused: " + e.text());
      if (text.contains("nonce too low") || text.contains("underpriced")) {
        return false;
      }
      throw refused(e.text());
    }
  }

  private Refused refused(String problem) {
    return new Refused(new ChainFault.TransactionRefused(chainId, problem));
  }

  /** Whether another transaction, sent by somebody else who has the key, took its nonce. */
  private boolean isReplaced(Sent sent) {
    return endpoints.ask(endpoint -> endpoint.transactionCount(key.account(), "latest"))
            > sent.nonce()
        && endpoints.ask(endpoint -> endpoint.receipt(sent.hash())).isEmpty();
  }

  /** Waits for a transaction's end; empty when the wait is given up. */
  Optional<Receipt> await(Sent sent, BooleanSupplier goOn) {
    for (int look = 1; true; look++) {
      var receipt = endpoints.ask(endpoint -> endpoint.receipt(sent.hash()));
      if (receipt.isPresent()) {
        store.mark(sent, SentStore.State.MINED);
        return receipt;
      }
      if (!goOn.getAsBoolean() || (look % LOOKS_BEFORE_DOUBT == 0 && isReplaced(sent))) {
        return Optional.empty();
      }
      try {
        Thread.sleep(BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
  }
}
