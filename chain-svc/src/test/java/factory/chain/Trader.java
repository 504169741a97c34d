package factory.chain;

import factory.chain.evm.Account;
import factory.chain.evm.Contracts;
import factory.chain.evm.Endpoint;
import factory.chain.evm.Receipt;
import factory.chain.v1.UnsignedTransaction;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/** One of anvil's rich accounts, which signs for itself. */
final class Trader implements AutoCloseable {
  private static final long CHAIN = 31337;
  static final BigInteger ONE_ETH = BigInteger.TEN.pow(18);

  private final Endpoint endpoint;
  private final Credentials credentials;

  private Trader(Anvil anvil, String key) {
    endpoint = new Endpoint(anvil.uri(), Duration.ofSeconds(5));
    credentials = Credentials.create(key);
  }

  static Trader first(Anvil anvil) {
    return new Trader(anvil, "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
  }

  static Trader second(Anvil anvil) {
    return new Trader(anvil, "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");
  }

  Account account() {
    return new Account(credentials.getAddress().toLowerCase(Locale.ROOT));
  }

  Endpoint endpoint() {
    return endpoint;
  }

  void buy(String token, BigInteger wei) {
    var deadline = BigInteger.TWO.pow(64);
    send(token, wei, Contracts.buy(account(), BigInteger.ONE, deadline));
  }

  void sell(String token, BigInteger amount) {
    send(token, BigInteger.ZERO, Contracts.sell(amount, BigInteger.ZERO));
  }

  void transfer(String token, Account to, BigInteger amount) {
    send(
        token,
        BigInteger.ZERO,
        "0xa9059cbb" + "0".repeat(24) + to.hex().substring(2) + "%064x".formatted(amount));
  }

  /** Signs and sends what was prepared for it, and waits for its end, whichever. */
  String send(UnsignedTransaction prepared) {
    var hash = broadcast(prepared);
    while (endpoint.receipt(hash).isEmpty()) {
      Thread.onSpinWait();
    }
    return hash;
  }

  /** Signs what was prepared for it and hands it in. */
  String broadcast(UnsignedTransaction prepared) {
    if (!prepared.getFrom().equals(account().hex())) {
      throw new IllegalArgumentException("this is for " + prepared.getFrom());
    }
    var raw =
        TransactionEncoder.signMessage(
            RawTransaction.createTransaction(
                prepared.getChainId(),
                BigInteger.valueOf(endpoint.transactionCount(account(), "pending")),
                BigInteger.valueOf(prepared.getGasLimit()),
                prepared.getTo(),
                new BigInteger(prepared.getValueWei()),
                prepared.getData(),
                new BigInteger(prepared.getMaxPriorityFeePerGasWei()),
                new BigInteger(prepared.getMaxFeePerGasWei())),
            prepared.getChainId(),
            credentials);
    endpoint.broadcast(Numeric.toHexString(raw));
    return Numeric.toHexString(Hash.sha3(raw));
  }

  private void send(String to, BigInteger wei, String data) {
    var nonce = endpoint.transactionCount(account(), "pending");
    var raw =
        TransactionEncoder.signMessage(
            RawTransaction.createTransaction(
                CHAIN,
                BigInteger.valueOf(nonce),
                BigInteger.valueOf(200_000),
                to,
                wei,
                data,
                BigInteger.valueOf(1_000_000_000),
                BigInteger.valueOf(20_000_000_000L)),
            CHAIN,
            credentials);
    endpoint.broadcast(Numeric.toHexString(raw));
    var hash = Numeric.toHexString(Hash.sha3(raw));
    Optional<Receipt> receipt = Optional.empty();
    while (receipt.isEmpty()) {
      receipt = endpoint.receipt(hash);
    }
    if (!receipt.get().succeeded()) {
      throw new IllegalStateException("reverted");
    }
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
