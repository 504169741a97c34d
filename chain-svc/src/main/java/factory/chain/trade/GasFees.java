package factory.chain.trade;

import factory.chain.evm.Endpoint;
import factory.chain.evm.RpcRefused;
import java.math.BigInteger;

/**
 * What a transaction offers for a unit of gas.
 *
 * @param maxWei all of it at most
 * @param tipWei of that, for whoever makes the block
 */
public record GasFees(BigInteger maxWei, BigInteger tipWei) {
  private static final BigInteger USUAL_TIP_WEI = BigInteger.valueOf(1_000_000_000);

  /** Enough for six full blocks before it; what is not needed is not paid. */
  static GasFees now(Endpoint endpoint) {
    var baseFee = endpoint.latest().baseFeeWei();
    if (baseFee.isEmpty()) {
      // Without EIP-1559 the whole price is for whoever makes the block.
      var price = endpoint.gasPriceWei();
      return new GasFees(price, price);
    }
    var tip = tip(endpoint);
    return new GasFees(baseFee.get().shiftLeft(1).add(tip), tip);
  }

  private static BigInteger tip(Endpoint endpoint) {
    try {
      return endpoint.tipWei();
    } catch (RpcRefused _) {
      return USUAL_TIP_WEI;
    }
  }
}
