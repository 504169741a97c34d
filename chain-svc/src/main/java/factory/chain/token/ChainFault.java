package factory.chain.token;

import factory.chain.evm.Account;
import factory.mesh.Fault;
import io.grpc.Status;
import java.math.BigInteger;
import java.util.Map;
import java.util.UUID;

/** Each way in which this node refuses. */
public sealed interface ChainFault extends Fault {
  /** The chain is not one of those that are followed. */
  record UnknownChain(long chainId) implements ChainFault {
    @Override
    public Status.Code code() {
      return Status.Code.NOT_FOUND;
    }

    @Override
    public String reason() {
      return "CHAIN_NOT_FOUND";
    }

    @Override
    public String message() {
      return "The platform does not follow this chain; ListChains names those it follows.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("chain_id", Long.toUnsignedString(chainId));
    }
  }

  /** The chain cannot be asked now. */
  record Unavailable(long chainId, String problem) implements ChainFault {
    @Override
    public Status.Code code() {
      return Status.Code.UNAVAILABLE;
    }

    @Override
    public String reason() {
      return "CHAIN_UNAVAILABLE";
    }

    @Override
    public String message() {
      return "The chain cannot be reached or is not followed to its head yet; try again.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("chain_id", Long.toUnsignedString(chainId), "problem", problem);
    }
  }

  /** A service without a token. */
  record NoToken(UUID serviceId) implements ChainFault {
    @Override
    public Status.Code code() {
      return Status.Code.NOT_FOUND;
    }

    @Override
    public String reason() {
      return "TOKEN_NOT_FOUND";
    }

    @Override
    public String message() {
      return "The service has no token on the chain that was asked, or on any when none was named.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("service_id", serviceId.toString());
    }
  }

  /** A contract that is no token of this platform. */
  record NotOurs(long chainId, Account address) implements ChainFault {
    @Override
    public Status.Code code() {
      return Status.Code.NOT_FOUND;
    }

    @Override
    public String reason() {
      return "TOKEN_UNKNOWN";
    }

    @Override
    public String message() {
      return "This address is not a token that the platform made on this chain.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("chain_id", Long.toUnsignedString(chainId), "address", address.hex());
    }
  }

  /** The service has a token that was made with other arguments. */
  record Exists(long chainId, UUID serviceId, Account address) implements ChainFault {
    @Override
    public Status.Code code() {
      return Status.Code.ALREADY_EXISTS;
    }

    @Override
    public String reason() {
      return "TOKEN_EXISTS";
    }

    @Override
    public String message() {
      return "The service has a token already, made with another name or threshold.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of(
          "chain_id",
          Long.toUnsignedString(chainId),
          "service_id",
          serviceId.toString(),
          "address",
          address.hex());
    }
  }

  /**
   * The transaction is on its way, and the wait for it ended.
   *
   * @param waitingFor {@code block}; {@code fee_cap} when it would take a higher fee than this
   *     platform allows; {@code index} when it is mined and not indexed yet
   */
  record Pending(long chainId, String transactionHash, String waitingFor) implements ChainFault {
    @Override
    public Status.Code code() {
      return Status.Code.UNAVAILABLE;
    }

    @Override
    public String reason() {
      return "TOKEN_PENDING";
    }

    @Override
    public String message() {
      return "The transaction was sent and is not on the chain yet; ask again with the same arguments.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of(
          "chain_id",
          Long.toUnsignedString(chainId),
          "transaction_hash",
          transactionHash,
          "waiting_for",
          waitingFor);
    }
  }

  /** The chain or the factory refused the platform's transaction. */
  record TransactionRefused(long chainId, String problem) implements ChainFault {
    @Override
    public Status.Code code() {
      return Status.Code.FAILED_PRECONDITION;
    }

    @Override
    public String reason() {
      return "TRANSACTION_REFUSED";
    }

    @Override
    public String message() {
      return "The chain refuses the platform's transaction; whoever runs the platform finds why in the problem.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("chain_id", Long.toUnsignedString(chainId), "problem", problem);
    }
  }

  /** A purchase past the largest supply. */
  record PastCap(BigInteger supply) implements ChainFault {
    @Override
    public Status.Code code() {
      return Status.Code.OUT_OF_RANGE;
    }

    @Override
    public String reason() {
      return "PAST_CAP";
    }

    @Override
    public String message() {
      return "The purchase would pass the largest supply; buy less.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("supply", supply.toString(), "cap", Curve.CAP.toString());
    }
  }

  /** A sale of more than exists. */
  record AboveSupply(BigInteger supply) implements ChainFault {
    @Override
    public Status.Code code() {
      return Status.Code.OUT_OF_RANGE;
    }

    @Override
    public String reason() {
      return "ABOVE_SUPPLY";
    }

    @Override
    public String message() {
      return "The sale is larger than the supply; sell less.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("supply", supply.toString());
    }
  }

  /** Whether a wallet signed cannot be found out now. */
  record NotVerified(long chainId, String problem) implements ChainFault {
    @Override
    public Status.Code code() {
      return Status.Code.UNAVAILABLE;
    }

    @Override
    public String reason() {
      return "SIGNATURE_NOT_VERIFIED";
    }

    @Override
    public String message() {
      return "Whether the wallet signed cannot be found out now; try again.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("chain_id", Long.toUnsignedString(chainId), "problem", problem);
    }
  }

  /** A purchase of less than one base unit. */
  record BuysNothing(BigInteger leastWei) implements ChainFault {
    @Override
    public Status.Code code() {
      return Status.Code.OUT_OF_RANGE;
    }

    @Override
    public String reason() {
      return "PURCHASE_TOO_SMALL";
    }

    @Override
    public String message() {
      return "So few wei buy nothing at this supply; spend at least least_wei.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("least_wei", leastWei.toString());
    }
  }

  /** A wallet with too little ETH for a trade and its gas. */
  record CannotPay(long chainId, Account wallet, BigInteger hasWei, BigInteger needsWei)
      implements ChainFault {
    @Override
    public Status.Code code() {
      return Status.Code.FAILED_PRECONDITION;
    }

    @Override
    public String reason() {
      return "WALLET_CANNOT_PAY";
    }

    @Override
    public String message() {
      return "The wallet has less than the value and the gas may cost; fund it or spend less.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of(
          "chain_id",
          Long.toUnsignedString(chainId),
          "wallet",
          wallet.hex(),
          "has_wei",
          hasWei.toString(),
          "needs_wei",
          needsWei.toString());
    }
  }

  /** A sale of more than the wallet holds. */
  record HoldsLess(long chainId, Account token, Account wallet, BigInteger holds, BigInteger needs)
      implements ChainFault {
    @Override
    public Status.Code code() {
      return Status.Code.FAILED_PRECONDITION;
    }

    @Override
    public String reason() {
      return "WALLET_HOLDS_LESS";
    }

    @Override
    public String message() {
      return "The wallet holds less than it would sell; sell less.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of(
          "chain_id",
          Long.toUnsignedString(chainId),
          "token",
          token.hex(),
          "wallet",
          wallet.hex(),
          "holds",
          holds.toString(),
          "needs",
          needs.toString());
    }
  }

  /** A trade that the contract refuses now. */
  record TradeReverts(long chainId, String error) implements ChainFault {
    @Override
    public Status.Code code() {
      return Status.Code.FAILED_PRECONDITION;
    }

    @Override
    public String reason() {
      return "TRADE_REVERTS";
    }

    @Override
    public String message() {
      return "The contract would refuse this trade now, for the reason that error names; ask for a new one.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("chain_id", Long.toUnsignedString(chainId), "error", error);
    }
  }

  /** A transaction that no endpoint knows. */
  record NoTransaction(long chainId, String hash) implements ChainFault {
    @Override
    public Status.Code code() {
      return Status.Code.NOT_FOUND;
    }

    @Override
    public String reason() {
      return "TRANSACTION_NOT_FOUND";
    }

    @Override
    public String message() {
      return "No endpoint of the chain knows this transaction: it was not sent, or was dropped.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("chain_id", Long.toUnsignedString(chainId), "hash", hash);
    }
  }
}
