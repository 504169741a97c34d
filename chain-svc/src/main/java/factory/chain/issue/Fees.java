package factory.chain.issue;

import factory.chain.evm.Endpoint;
import factory.chain.evm.Header;
import factory.chain.evm.RpcRefused;
import java.math.BigInteger;
import java.util.Optional;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.transaction.type.Transaction1559;

/**
 * What a transaction offers for a unit of gas.
 *
 * @param maxWei all of it at most
 * @param tipWei of that, for whoever makes the block; empty on chains without EIP-1559
 */
public record Fees(BigInteger maxWei, Optional<BigInteger> tipWei) {
  private static final BigInteger USUAL_TIP_WEI = BigInteger.valueOf(1_000_000_000);

  /** What a transaction has to offer to be mined soon. */
  public static Fees now(Endpoint endpoint, Header head) {
    var base = head.baseFeeWei();
    return base.isEmpty() ? ofPrice(endpoint.gasPriceWei()) : ofBase(base.get(), tip(endpoint));
  }

  private static BigInteger tip(Endpoint endpoint) {
    try {
      return endpoint.tipWei();
    } catch (RpcRefused _) {
      return USUAL_TIP_WEI;
    }
  }

  /** Enough for six full blocks before it; what is not needed is not paid. */
  static Fees ofBase(BigInteger baseFeeWei, BigInteger tipWei) {
    return new Fees(baseFeeWei.shiftLeft(1).add(tipWei), Optional.of(tipWei));
  }

  /** Where EIP-1559 is not known. */
  static Fees ofPrice(BigInteger gasPriceWei) {
    return new Fees(gasPriceWei, Optional.empty());
  }

  /** What a signed transaction offers. */
  static Fees of(Sent.Attempt attempt) {
    return TransactionDecoder.decode(attempt.raw()).getTransaction() instanceof Transaction1559 t
        ? new Fees(t.getMaxFeePerGas(), Optional.of(t.getMaxPriorityFeePerGas()))
        : new Fees(TransactionDecoder.decode(attempt.raw()).getGasPrice(), Optional.empty());
  }

  /** A transaction that offers this. */
  RawTransaction transaction(long chainId, long nonce, BigInteger gas, String to, String data) {
    var number = BigInteger.valueOf(nonce);
    return tipWei
        .map(
            tip ->
                RawTransaction.createTransaction(
                    chainId, number, gas, to, BigInteger.ZERO, data, tip, maxWei))
        .orElseGet(
            () -> RawTransaction.createTransaction(number, maxWei, gas, to, BigInteger.ZERO, data));
  }

  /** The same transaction for these fees. */
  RawTransaction instead(Sent.Attempt attempt, long chainId) {
    var was = TransactionDecoder.decode(attempt.raw());
    var to = was.getTo();
    return transaction(
        chainId,
        was.getNonce().longValueExact(),
        was.getGasLimit(),
        to == null || to.equals("0x") ? "" : to,
        was.getData());
  }
}
