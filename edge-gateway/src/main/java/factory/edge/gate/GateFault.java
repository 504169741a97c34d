package factory.edge.gate;

import factory.mesh.Fault;
import io.grpc.Status.Code;
import java.math.BigInteger;
import java.util.Map;

/** Each way in which the gate refuses a call. */
public sealed interface GateFault extends Fault {
  /** The HTTP status. */
  int status();

  /** What happened to this call and what to do next; may vary. */
  default String detail() {
    return message();
  }

  /** The registry was never reached since the start. */
  record RoutesNotLoaded() implements Unavailable {
    @Override
    public String reason() {
      return "ROUTES_NOT_LOADED";
    }

    @Override
    public String message() {
      return "The gate does not know yet which services there are; try again.";
    }
  }

  /** No service has this id. */
  record ServiceNotFound() implements GateFault {
    @Override
    public int status() {
      return 404;
    }

    @Override
    public Code code() {
      return Code.NOT_FOUND;
    }

    @Override
    public String reason() {
      return "SERVICE_NOT_FOUND";
    }

    @Override
    public String message() {
      return "There is no such service.";
    }

    @Override
    public String detail() {
      return "There is no such service; the path is /gateway/{service_id}/ and GET /services lists them.";
    }
  }

  /** The service is known and nothing answers for it. */
  record ServiceNotServing(String serviceId, GatedService.State state) implements Unavailable {
    @Override
    public String reason() {
      return "SERVICE_NOT_SERVING";
    }

    @Override
    public String message() {
      return "The service does not answer calls now.";
    }

    @Override
    public String detail() {
      return switch (state) {
        case NONE ->
            "No version of the service was deployed yet; GET /services/{id} shows how far it is.";
        case UP -> "The service is being connected; try again.";
        case ASLEEP -> "The service is asleep; try again.";
        case DOWN -> "The service's process does not answer; it is started again by itself.";
      };
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("service_id", serviceId);
    }
  }

  /** The service answers and has no token, so nobody can hold it. */
  record TokenNotCreated(String serviceId) implements GateFault {
    @Override
    public int status() {
      return 403;
    }

    @Override
    public Code code() {
      return Code.FAILED_PRECONDITION;
    }

    @Override
    public String reason() {
      return "TOKEN_NOT_CREATED";
    }

    @Override
    public String message() {
      return "The service has no token yet, so that nobody can hold it.";
    }

    @Override
    public String detail() {
      return "The service has no token yet, so that nobody can hold it; POST /token with its service_id creates one.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("service_id", serviceId);
    }
  }

  /** The call does not say who calls. */
  record WalletMissing() implements GateFault {
    @Override
    public int status() {
      return 401;
    }

    @Override
    public Code code() {
      return Code.UNAUTHENTICATED;
    }

    @Override
    public String reason() {
      return "WALLET_MISSING";
    }

    @Override
    public String message() {
      return "The call does not say whose wallet calls.";
    }

    @Override
    public String detail() {
      return "The call does not say whose wallet calls; send X-Wallet-Address: 0x and 40 hex digits.";
    }
  }

  /** The wallet header is no address. */
  record WalletMalformed() implements GateFault {
    @Override
    public int status() {
      return 400;
    }

    @Override
    public Code code() {
      return Code.INVALID_ARGUMENT;
    }

    @Override
    public String reason() {
      return "WALLET_MALFORMED";
    }

    @Override
    public String message() {
      return "X-Wallet-Address is not an address: 0x and 40 hex digits.";
    }
  }

  /** The wallet header came more than once. */
  record WalletRepeated() implements GateFault {
    @Override
    public int status() {
      return 400;
    }

    @Override
    public Code code() {
      return Code.INVALID_ARGUMENT;
    }

    @Override
    public String reason() {
      return "WALLET_REPEATED";
    }

    @Override
    public String message() {
      return "X-Wallet-Address came more than once; send it once.";
    }
  }

  /** The balances of the token's chain are not all here. */
  record BalancesNotLoaded(long chainId) implements Unavailable {
    @Override
    public String reason() {
      return "BALANCES_NOT_LOADED";
    }

    @Override
    public String message() {
      return "The gate does not know the token's balances yet; try again.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("chain_id", Long.toUnsignedString(chainId));
    }
  }

  /** The balances of the token's chain are too old to decide on. */
  record BalancesStale(long chainId) implements Unavailable {
    @Override
    public String reason() {
      return "BALANCES_STALE";
    }

    @Override
    public String message() {
      return "The gate cannot rely on what it knows of the token's chain now; try again.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("chain_id", Long.toUnsignedString(chainId));
    }
  }

  /** The wallet does not hold enough. */
  record BalanceTooLow(AccessToken token, EvmAddress wallet, BigInteger held) implements GateFault {
    @Override
    public int status() {
      return 403;
    }

    @Override
    public Code code() {
      return Code.PERMISSION_DENIED;
    }

    @Override
    public String reason() {
      return "BALANCE_TOO_LOW";
    }

    @Override
    public String message() {
      return "The wallet does not hold enough of the service's token.";
    }

    @Override
    public String detail() {
      return "The wallet holds %s base units of token %s on chain %s, and %s are needed; call buy(address to, uint256 minTokens, uint256 deadline) on the token with ETH to get them."
          .formatted(
              held, token.address(), Long.toUnsignedString(token.chainId()), token.threshold());
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of(
          "chain_id", Long.toUnsignedString(token.chainId()),
          "token_address", token.address().toString(),
          "wallet", wallet.toString(),
          "needed", token.threshold().toString(),
          "held", held.toString());
    }
  }

  /** The body says that it is longer than the gate lets through. */
  record BodyTooLarge() implements GateFault {
    @Override
    public int status() {
      return 413;
    }

    @Override
    public Code code() {
      return Code.RESOURCE_EXHAUSTED;
    }

    @Override
    public String reason() {
      return "BODY_TOO_LARGE";
    }

    @Override
    public String message() {
      return "The body is longer than the 10 MiB that pass the gate.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("limit_bytes", Long.toString(Gate.MAX_BODY_BYTES));
    }
  }

  /** A bug of the gate; never a way in. */
  record GateFailed(String errorId) implements Unavailable {
    @Override
    public String reason() {
      return "GATE_FAILED";
    }

    @Override
    public String message() {
      return "The gate failed; its log has the details under the error id.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("error_id", errorId);
    }
  }

  /** Cannot be decided or served now; trying again later may help. */
  sealed interface Unavailable extends GateFault {
    @Override
    default int status() {
      return 503;
    }

    @Override
    default Code code() {
      return Code.UNAVAILABLE;
    }
  }
}
