package factory.chain.evm;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One JSON-RPC endpoint of a chain over HTTP. Every call ends within the timeout, or twice that
 * when a connection broke; every answer is checked. Its address may hold a key, so it is in no
 * message.
 *
 * <p>Throws {@link EndpointDown} when there is no usable answer, {@link RpcRefused} when the answer
 * is an error.
 */
public final class Endpoint implements AutoCloseable {
  /** The end of the year 9999. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private static final int GAS_BITS = 40;

  private final JsonRpc rpc;
  private volatile long newestNumber;

  /** Connects on the first call. */
  public Endpoint(URI uri, Duration timeout) {
    rpc = new JsonRpc(uri, timeout);
  }

  /** The chain's id. */
  public long chainId() {
    return Hex.number(text(rpc.result("eth_chainId")));
  }

  /** The newest block. */
  public Header latest() {
    var latest =
        header(rpc.result("eth_getBlockByNumber", "latest", false))
            .orElseThrow(() -> new EndpointDown("the endpoint has no newest block"));
    newestNumber = latest.number();
    return latest;
  }

  /** The number of the newest block as it was last told; 0 before. */
  long newestNumber() {
    return newestNumber;
  }

  /** Where it is, without what may be secret in its address. */
  String host() {
    return rpc.host();
  }

  /** The blocks of these numbers, in order; empty where the endpoint knows none. */
  public List<Optional<Header>> headers(List<Long> numbers) {
    var headers =
        rpc.results(
            numbers.stream()
                .map(n -> new JsonRpc.Call("eth_getBlockByNumber", List.of(Hex.of(n), false)))
                .toList(),
            Endpoint::header);
    for (int i = 0; i < headers.size(); i++) {
      var header = headers.get(i);
      if (header.isPresent() && header.get().number() != numbers.get(i)) {
        throw new EndpointDown("the endpoint told another block than the one asked for");
      }
    }
    return headers;
  }

  /** The block that the endpoint calls so, such as {@code finalized}; empty when it knows none. */
  public Optional<Header> tagged(String tag) {
    return header(rpc.result("eth_getBlockByNumber", tag, false));
  }

  /**
   * Logs of a range of blocks, both included, of these contracts, with one of these first topics.
   */
  public List<LogEntry> logs(
      long from, long to, Collection<Account> contracts, Collection<String> topics) {
    return logs(Map.of("fromBlock", Hex.of(from), "toBlock", Hex.of(to)), contracts, topics);
  }

  /** Logs of one block, by hash, of these contracts, with one of these first topics. */
  public List<LogEntry> logs(
      String blockHash, Collection<Account> contracts, Collection<String> topics) {
    return logs(Map.of("blockHash", blockHash), contracts, topics);
  }

  private List<LogEntry> logs(
      Map<String, String> blocks, Collection<Account> contracts, Collection<String> topics) {
    Map<String, Object> filter = new HashMap<>(blocks);
    filter.put("address", contracts.stream().map(Account::hex).toList());
    filter.put("topics", List.of(List.copyOf(topics)));
    return logs(rpc.result("eth_getLogs", filter));
  }

  /** Every log of a block by way of its receipts, or empty when the endpoint has none of them. */
  public Optional<List<LogEntry>> logsFromReceipts(String blockHash) {
    var receipts = rpc.result("eth_getBlockReceipts", blockHash);
    if (!receipts.isArray()) {
      return Optional.empty();
    }
    List<LogEntry> logs = new ArrayList<>();
    for (var receipt : receipts) {
      logs.addAll(logs(receipt.path("logs")));
    }
    return Optional.of(logs);
  }

  /** What a contract answers at the newest block. */
  public String call(Account contract, String data) {
    return text(rpc.result("eth_call", Map.of("to", contract.hex(), "data", data), "latest"));
  }

  /**
   * What a contract's creation answers at a block, which has to be on the endpoint's chain; nothing
   * is created.
   */
  public String tryCreation(String initCode, BigInteger gas, String blockHash) {
    return text(
        rpc.result(
            "eth_call",
            Map.of("data", initCode, "gas", "0x" + gas.toString(16)),
            Map.of("blockHash", blockHash, "requireCanonical", true)));
  }

  /** A question to a contract. */
  public record Question(Account contract, String data) {}

  /** What contracts answer at one block of the chain, in order. */
  public List<String> callsAt(String blockHash, List<Question> questions) {
    var block = Map.of("blockHash", blockHash, "requireCanonical", true);
    return rpc.results(
        questions.stream()
            .map(
                question ->
                    new JsonRpc.Call(
                        "eth_call",
                        List.of(
                            Map.of("to", question.contract().hex(), "data", question.data()),
                            block)))
            .toList(),
        Endpoint::text);
  }

  /** Whether a contract is there at the newest block. */
  public boolean hasCode(Account account) {
    return Hex.bytes(text(rpc.result("eth_getCode", account.hex(), "latest"))).length > 0;
  }

  /** How many transactions a wallet has sent, at {@code latest} or {@code pending}. */
  public long transactionCount(Account account, String tag) {
    return Hex.number(text(rpc.result("eth_getTransactionCount", account.hex(), tag)));
  }

  /** What a transaction would use. */
  public BigInteger estimateGas(Account from, Optional<Account> to, String data) {
    Map<String, String> transaction = new HashMap<>(Map.of("from", from.hex(), "data", data));
    to.ifPresent(account -> transaction.put("to", account.hex()));
    return estimateGas(transaction);
  }

  /** What a call of a contract would use. */
  public BigInteger estimateGas(Account from, Account to, BigInteger valueWei, String data) {
    var value = "0x" + valueWei.toString(16);
    return estimateGas(Map.of("from", from.hex(), "to", to.hex(), "value", value, "data", data));
  }

  private BigInteger estimateGas(Map<String, String> transaction) {
    var gas = Hex.quantity(text(rpc.result("eth_estimateGas", transaction)));
    if (gas.bitLength() > GAS_BITS) {
      throw new EndpointDown("the endpoint estimated more gas than any block has");
    }
    return gas;
  }

  /** What a wallet has at the newest block. */
  public BigInteger balanceWei(Account account) {
    return Hex.quantity(text(rpc.result("eth_getBalance", account.hex(), "latest")));
  }

  /** What a unit of gas costs where EIP-1559 is not known. */
  public BigInteger gasPriceWei() {
    return Hex.quantity(text(rpc.result("eth_gasPrice")));
  }

  /** The tip that is usual now. */
  public BigInteger tipWei() {
    return Hex.quantity(text(rpc.result("eth_maxPriorityFeePerGas")));
  }

  /** Hands in a signed transaction. */
  public void broadcast(String raw) {
    rpc.result("eth_sendRawTransaction", raw);
  }

  /** The end of a transaction, once it has one. */
  public Optional<Receipt> receipt(String transactionHash) {
    var receipt = rpc.result("eth_getTransactionReceipt", transactionHash);
    return receipt.isObject()
        ? Optional.of(
            new Receipt(
                Hex.number(text(receipt, "blockNumber")),
                Hex.hash(text(receipt, "blockHash")),
                Hex.quantity(text(receipt, "status")).signum() > 0,
                feeWei(receipt)))
        : Optional.empty();
  }

  private static Optional<BigInteger> feeWei(JsonNode receipt) {
    if (!receipt.hasNonNull("gasUsed") || !receipt.hasNonNull("effectiveGasPrice")) {
      return Optional.empty();
    }
    var gas = Hex.quantity(text(receipt, "gasUsed"));
    var fee = gas.multiply(Hex.quantity(text(receipt, "effectiveGasPrice")));
    // The chains of the OP stack add what the data costs on Ethereum.
    return Optional.of(
        receipt.hasNonNull("l1Fee") ? fee.add(Hex.quantity(text(receipt, "l1Fee"))) : fee);
  }

  /** Whether a transaction is in a block or waits for one. */
  public boolean knows(String transactionHash) {
    return rpc.result("eth_getTransactionByHash", transactionHash).isObject();
  }

  private static Optional<Header> header(JsonNode block) {
    if (!block.isObject()) {
      return Optional.empty();
    }
    return Optional.of(
        new Header(
            Hex.number(text(block, "number")),
            Hex.hash(text(block, "hash")),
            Hex.hash(text(block, "parentHash")),
            time(text(block, "timestamp")),
            Bloom.parse(text(block, "logsBloom")),
            block.hasNonNull("baseFeePerGas")
                ? Optional.of(Hex.quantity(text(block, "baseFeePerGas")))
                : Optional.empty()));
  }

  private static Instant time(String text) {
    var seconds = Hex.number(text);
    if (seconds > LAST_SECOND) {
      throw new EndpointDown("the endpoint told a block of a time that never comes");
    }
    return Instant.ofEpochSecond(seconds);
  }

  private static List<LogEntry> logs(JsonNode array) {
    if (!array.isArray()) {
      throw new EndpointDown("the endpoint told no list of logs");
    }
    List<LogEntry> logs = new ArrayList<>(array.size());
    for (var log : array) {
      if (log.path("removed").asBoolean(false)) {
        throw new EndpointDown("the endpoint told a log that was taken back");
      }
      List<String> topics = new ArrayList<>();
      log.path("topics").forEach(topic -> topics.add(Hex.hash(text(topic))));
      var data = text(log, "data");
      Hex.bytes(data);
      logs.add(
          new LogEntry(
              Account.told(text(log, "address")),
              Hex.number(text(log, "blockNumber")),
              Hex.hash(text(log, "blockHash")),
              log.hasNonNull("blockTimestamp")
                  ? Optional.of(time(text(log, "blockTimestamp")))
                  : Optional.empty(),
              Hex.hash(text(log, "transactionHash")),
              Hex.number(text(log, "logIndex")),
              List.copyOf(topics),
              data));
    }
    return logs;
  }

  private static String text(JsonNode node, String field) {
    return text(node.path(field));
  }

  private static String text(JsonNode node) {
    if (!node.isTextual()) {
      throw new EndpointDown("the endpoint left out something that it must tell");
    }
    return node.textValue();
  }

  @Override
  public void close() {
    rpc.close();
  }

  @Override
  public String toString() {
    return "Endpoint[" + host() + "]";
  }
}
