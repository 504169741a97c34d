package factory.chain.evm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Bytes16;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint96;
import org.web3j.crypto.Hash;

/** Calls and events of {@code ServiceTokenFactory} and {@code ServiceToken} as bytes. */
public final class Contracts {
  /** First topic of an ERC-20 transfer. */
  public static final String TRANSFER = Hash.sha3String("Transfer(address,address,uint256)");

  /** First topic of a token's creation. */
  public static final String TOKEN_CREATED =
      Hash.sha3String("TokenCreated(bytes16,address,uint96,bytes32)");

  /** First topic of a purchase. */
  public static final String BOUGHT = Hash.sha3String("Bought(address,address,uint256,uint256)");

  /** First topic of a sale. */
  public static final String SOLD = Hash.sha3String("Sold(address,uint256,uint256)");

  private Contracts() {}

  /** A transfer, mint (from nobody) or burn (to nobody). */
  public record Transfer(Account from, Account to, BigInteger amount) {}

  /**
   * A purchase or a sale.
   *
   * @param wallet who paid or sold
   * @param recipient who got the tokens, or the ETH
   */
  public record Traded(Account wallet, Account recipient, BigInteger tokens, BigInteger wei) {}

  /**
   * A token's creation.
   *
   * @param nameHex 32 bytes
   */
  public record Created(
      UUID serviceId, Account token, BigInteger accessThreshold, String nameHex) {}

  /** What deploys the factory. */
  public static String deployment(Account owner) {
    return artifact("ServiceTokenFactory").path("bytecode").textValue()
        + FunctionEncoder.encodeConstructor(List.of(new Address(owner.hex())));
  }

  /** The names of a contract's errors by their selectors (0x and 8 hex digits). */
  public static Map<String, String> errors(String contract) {
    Map<String, String> names = new HashMap<>();
    for (var entry : artifact(contract).path("abi")) {
      if (entry.path("type").asText().equals("error")) {
        var name = entry.path("name").asText();
        var types = new StringJoiner(",", "(", ")");
        entry.path("inputs").forEach(input -> types.add(input.path("type").asText()));
        names.put(Hash.sha3String(name + types).substring(0, 10), name);
      }
    }
    return Map.copyOf(names);
  }

  private static JsonNode artifact(String contract) {
    var path = "/contracts/" + contract + ".json";
    try (var artifact = Contracts.class.getResourceAsStream(path)) {
      if (artifact == null) {
        throw new FileNotFoundException(path);
      }
      return new ObjectMapper().readTree(artifact);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code create} of the factory. */
  public static String create(UUID serviceId, BigInteger accessThreshold, String nameHex) {
    return arguments("create", serviceId, accessThreshold, nameHex);
  }

  /** {@code predict} of the factory; answers an address. */
  public static String predict(UUID serviceId, BigInteger accessThreshold, String nameHex) {
    return arguments("predict", serviceId, accessThreshold, nameHex);
  }

  /** {@code tokenOf} of the factory; answers an address, nobody's when the service has no token. */
  public static String tokenOf(UUID serviceId) {
    return encode("tokenOf", new Bytes16(bytes(serviceId)));
  }

  /** {@code owner} of the factory; answers an address. */
  public static String owner() {
    return encode("owner");
  }

  /** {@code buy} of a token. */
  public static String buy(Account to, BigInteger minTokens, BigInteger deadline) {
    return encode("buy", new Address(to.hex()), new Uint256(minTokens), new Uint256(deadline));
  }

  /** {@code sell} of a token. */
  public static String sell(BigInteger amount, BigInteger minPayoutWei) {
    return encode("sell", new Uint256(amount), new Uint256(minPayoutWei));
  }

  /** {@code sell} of a token before a deadline. */
  public static String sell(BigInteger amount, BigInteger minPayoutWei, BigInteger deadline) {
    return encode("sell", new Uint256(amount), new Uint256(minPayoutWei), new Uint256(deadline));
  }

  /** {@code isValidSignature} of a contract wallet (ERC-1271). */
  public static String isValidSignature(byte[] hash, byte[] signature) {
    return encode("isValidSignature", new Bytes32(hash), new DynamicBytes(signature));
  }

  /** {@code balanceOf} of a token; answers a number. */
  public static String balanceOf(Account wallet) {
    return encode("balanceOf", new Address(wallet.hex()));
  }

  /** {@code totalSupply} of a token; answers a number. */
  public static String totalSupply() {
    return encode("totalSupply");
  }

  /** {@code tokensFor} or {@code payoutFor} or {@code costFor} of a token; answers a number. */
  public static String curve(String function, BigInteger supply, BigInteger amount) {
    return encode(function, new Uint256(supply), new Uint256(amount));
  }

  /** The address that a call answered. */
  public static Account address(String result) {
    return Account.ofWord(result);
  }

  /** The number that a call answered. */
  public static BigInteger number(String result) {
    return new BigInteger(1, Hex.bytes(result, 32));
  }

  /** What a {@link #TRANSFER} log says. */
  public static Transfer transfer(LogEntry log) {
    if (log.topics().size() != 3) {
      throw new EndpointDown("the endpoint told a transfer with missing topics");
    }
    return new Transfer(
        Account.ofWord(log.topics().get(1)),
        Account.ofWord(log.topics().get(2)),
        new BigInteger(1, Hex.bytes(log.data(), 32)));
  }

  /** What a {@link #BOUGHT} or {@link #SOLD} log says. */
  public static Traded traded(LogEntry log) {
    var bought = log.topics().getFirst().equals(BOUGHT);
    if (log.topics().size() != (bought ? 3 : 2)) {
      throw new EndpointDown("the endpoint told a trade with missing topics");
    }
    var data = Hex.bytes(log.data(), 64);
    var first = new BigInteger(1, data, 0, 32);
    var second = new BigInteger(1, data, 32, 32);
    var wallet = Account.ofWord(log.topics().get(1));
    return bought
        ? new Traded(wallet, Account.ofWord(log.topics().get(2)), second, first)
        : new Traded(wallet, wallet, first, second);
  }

  /** What a {@link #TOKEN_CREATED} log says. */
  public static Created created(LogEntry log) {
    if (log.topics().size() != 3) {
      throw new EndpointDown("the endpoint told a token with missing topics");
    }
    var id = ByteBuffer.wrap(Hex.bytes(log.topics().get(1), 32));
    var data = Hex.bytes(log.data(), 64);
    return new Created(
        new UUID(id.getLong(), id.getLong()),
        Account.ofWord(log.topics().get(2)),
        new BigInteger(1, data, 0, 32),
        "0x" + log.data().substring(2 + 64));
  }

  private static String arguments(
      String function, UUID serviceId, BigInteger accessThreshold, String nameHex) {
    return encode(
        function,
        new Bytes16(bytes(serviceId)),
        new Uint96(accessThreshold),
        new Bytes32(Hex.bytes(nameHex, 32)));
  }

  private static String encode(String function, Type<?>... arguments) {
    return FunctionEncoder.encode(new Function(function, List.of(arguments), List.of()));
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}
