package factory.edge.gate;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a refused caller may do to be let in, as links and a purchase that is ready to be signed.
 */
public final class WaysIn {
  /** Selector of {@code buy(address,uint256,uint256)}. Source: the contract's ABI. */
  private static final String BUY = "0xa59ac6dd";

  /** For how long a purchase may be mined. */
  private static final Duration PURCHASE_LIFE = Duration.ofMinutes(20);

  private final String origin;
  private final Clock clock;

  /** Links begin with this scheme and authority. */
  public WaysIn(String origin, Clock clock) {
    this.origin = origin;
    this.clock = clock;
  }

  /**
   * Members of a problem, in the order in which a person reads them; empty when nothing leads in.
   *
   * @param serviceId of the called service; empty for the platform
   */
  Map<String, Object> of(GateFault fault, String serviceId) {
    Map<String, Object> ways = new LinkedHashMap<>();
    if (fault instanceof GateFault.BalanceTooLow low) {
      var missing = low.needed().subtract(low.held());
      ways.put("quote", service(serviceId) + "/quote?tokens=" + missing);
      ways.put("buy", service(serviceId) + "/transactions/buy");
      ways.put("explain", origin + "/access/explain");
      ways.put("purchase", purchase(low.token(), low.wallet(), missing));
    } else if (fault.status() == 401) {
      ways.put("nonce", origin + "/auth/nonce");
      ways.put("sign_in", origin + "/auth/session");
      if (!serviceId.isEmpty()) {
        ways.put("keys", service(serviceId) + "/keys");
        ways.put("page", service(serviceId));
      }
    } else if (fault instanceof GateFault.LimitExceeded) {
      ways.put("limits", service(serviceId) + "/limits");
    }
    return ways;
  }

  private String service(String id) {
    return origin + "/services/" + id;
  }

  /** All of a purchase but its value, which is the {@code cost_wei} of the quote. */
  private Map<String, Object> purchase(AccessToken token, EvmAddress wallet, BigInteger missing) {
    Map<String, Object> purchase = new LinkedHashMap<>();
    purchase.put("chain_id", Long.toUnsignedString(token.chainId()));
    purchase.put("to", token.address().toString());
    var deadline = deadline();
    purchase.put("data", buy(wallet, missing, deadline));
    purchase.put("deadline", deadline);
    return purchase;
  }

  /** Unix seconds after which a purchase that is told now reverts. */
  public long deadline() {
    return clock.instant().plus(PURCHASE_LIFE).getEpochSecond();
  }

  /** Calldata of {@code buy(to, minTokens, deadline)}. */
  public static String buy(EvmAddress to, BigInteger minTokens, long deadline) {
    return BUY
        + "0".repeat(24)
        + to.toString().substring(2)
        + word(minTokens)
        + word(BigInteger.valueOf(deadline));
  }

  private static String word(BigInteger number) {
    var digits = number.toString(16);
    return "0".repeat(64 - digits.length()) + digits;
  }
}
