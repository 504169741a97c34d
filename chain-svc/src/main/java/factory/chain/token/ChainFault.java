package factory.chain.token;

import factory.chain.evm.Account;
import factory.mesh.Fault;
import io.grpc.Status.Code;
import java.math.BigInteger;
import java.util.Map;
import java.util.UUID;

/**
 * Each way in which this node refuses: first what each one knows, then, in one table, what each one
 * tells. One that is new does not compile until it is in both.
 */
public sealed interface ChainFault extends Fault.Tabled {
  /** The chain is not one of those that are followed. */
  record UnknownChain(long chainId) implements ChainFault {}

  /** The chain cannot be asked now. */
  record Unavailable(long chainId, String problem) implements ChainFault {}

  /** A service without a token. */
  record NoToken(UUID serviceId) implements ChainFault {}

  /** A contract that is no token of this platform. */
  record NotOurs(long chainId, Account address) implements ChainFault {}

  /** The service has a token that was made with other arguments. */
  record Exists(long chainId, UUID serviceId, Account address) implements ChainFault {}

  /**
   * The transaction is on its way, and the wait for it ended.
   *
   * @param waitingFor {@code block}; {@code fee_cap} when it would take a higher fee than this
   *     platform allows; {@code index} when it is mined and not indexed yet
   */
  record Pending(long chainId, String transactionHash, String waitingFor) implements ChainFault {}

  /** The chain or the factory refused the platform's transaction. */
  record TransactionRefused(long chainId, String problem) implements ChainFault {}

  /** A purchase past the largest supply. */
  record PastCap(BigInteger supply) implements ChainFault {}

  /** A sale of more than exists. */
  record AboveSupply(BigInteger supply) implements ChainFault {}

  /** Whether a wallet signed cannot be found out now. */
  record NotVerified(long chainId, String problem) implements ChainFault {}

  /** A purchase of less than one base unit. */
  record BuysNothing(BigInteger leastWei) implements ChainFault {}

  /** A wallet with too little ETH for a trade and its gas. */
  record CannotPay(long chainId, Account wallet, BigInteger hasWei, BigInteger needsWei)
      implements ChainFault {}

  /** A sale of more than the wallet holds. */
  record HoldsLess(long chainId, Account token, Account wallet, BigInteger holds, BigInteger needs)
      implements ChainFault {}

  /** A trade that the contract refuses now. */
  record TradeReverts(long chainId, String error) implements ChainFault {}

  /** A transaction that no endpoint knows. */
  record NoTransaction(long chainId, String hash) implements ChainFault {}

  /** A page token that is not from the same listing. */
  record PageTokenNotReadable() implements ChainFault {}

  @Override
  default Plain told() {
    return switch (this) {
      case UnknownChain(var chainId) ->
          new Plain(
              Code.NOT_FOUND,
              "CHAIN_NOT_FOUND",
              "The platform does not follow this chain; ListChains names those it follows.",
              Map.of("chain_id", id(chainId)));
      case Unavailable(var chainId, var problem) ->
          new Plain(
              Code.UNAVAILABLE,
              "CHAIN_UNAVAILABLE",
              "The chain cannot be reached or is not followed to its head yet; try again.",
              Map.of("chain_id", id(chainId), "problem", problem));
      case NoToken(var serviceId) ->
          new Plain(
              Code.NOT_FOUND,
              "TOKEN_NOT_FOUND",
              "The service has no token on the chain that was asked, or on any when none was named.",
              Map.of("service_id", serviceId.toString()));
      case NotOurs(var chainId, var address) ->
          new Plain(
              Code.NOT_FOUND,
              "TOKEN_UNKNOWN",
              "This address is not a token that the platform made on this chain.",
              Map.of("chain_id", id(chainId), "address", address.hex()));
      case Exists(var chainId, var serviceId, var address) ->
          new Plain(
              Code.ALREADY_EXISTS,
              "TOKEN_EXISTS",
              "The service has a token already, made with another name or threshold.",
              Map.of(
                  "chain_id",
                  id(chainId),
                  "service_id",
                  serviceId.toString(),
                  "address",
                  address.hex()));
      case Pending(var chainId, var transactionHash, var waitingFor) ->
          new Plain(
              Code.UNAVAILABLE,
              "TOKEN_PENDING",
              "The transaction was sent and is not on the chain yet; ask again with the same arguments.",
              Map.of(
                  "chain_id",
                  id(chainId),
                  "transaction_hash",
                  transactionHash,
                  "waiting_for",
                  waitingFor));
      case TransactionRefused(var chainId, var problem) ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "TRANSACTION_REFUSED",
              "The chain refuses the platform's transaction; whoever runs the platform finds why in the problem.",
              Map.of("chain_id", id(chainId), "problem", problem));
      case PastCap(var supply) ->
          new Plain(
              Code.OUT_OF_RANGE,
              "PAST_CAP",
              "The purchase would pass the largest supply; buy less.",
              Map.of("supply", supply.toString(), "cap", Curve.CAP.toString()));
      case AboveSupply(var supply) ->
          new Plain(
              Code.OUT_OF_RANGE,
              "ABOVE_SUPPLY",
              "The sale is larger than the supply; sell less.",
              Map.of("supply", supply.toString()));
      case NotVerified(var chainId, var problem) ->
          new Plain(
              Code.UNAVAILABLE,
              "SIGNATURE_NOT_VERIFIED",
              "Whether the wallet signed cannot be found out now; try again.",
              Map.of("chain_id", id(chainId), "problem", problem));
      case BuysNothing(var leastWei) ->
          new Plain(
              Code.OUT_OF_RANGE,
              "PURCHASE_TOO_SMALL",
              "So few wei buy nothing at this supply; spend at least least_wei.",
              Map.of("least_wei", leastWei.toString()));
      case CannotPay(var chainId, var wallet, var hasWei, var needsWei) ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "WALLET_CANNOT_PAY",
              "The wallet has less than the value and the gas may cost; fund it or spend less.",
              Map.of(
                  "chain_id",
                  id(chainId),
                  "wallet",
                  wallet.hex(),
                  "has_wei",
                  hasWei.toString(),
                  "needs_wei",
                  needsWei.toString()));
      case HoldsLess(var chainId, var token, var wallet, var holds, var needs) ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "WALLET_HOLDS_LESS",
              "The wallet holds less than it would sell; sell less.",
              Map.of(
                  "chain_id",
                  id(chainId),
                  "token",
                  token.hex(),
                  "wallet",
                  wallet.hex(),
                  "holds",
                  holds.toString(),
                  "needs",
                  needs.toString()));
      case TradeReverts(var chainId, var error) ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "TRADE_REVERTS",
              "The contract would refuse this trade now, for the reason that error names; ask for a new one.",
              Map.of("chain_id", id(chainId), "error", error));
      case NoTransaction(var chainId, var hash) ->
          new Plain(
              Code.NOT_FOUND,
              "TRANSACTION_NOT_FOUND",
              "No endpoint of the chain knows this transaction: it was not sent, or was dropped.",
              Map.of("chain_id", id(chainId), "hash", hash));
      case PageTokenNotReadable() ->
          new Plain(
              Code.INVALID_ARGUMENT,
              "PAGE_TOKEN_NOT_READABLE",
              "The page token is not from this listing; begin again without one.",
              new FieldViolation("page_token", "must be a next_page_token of this listing"));
    };
  }

  private static String id(long chainId) {
    return Long.toUnsignedString(chainId);
  }
}
