package factory.chain.trade;

import factory.chain.evm.Account;
import factory.chain.issue.Fees;
import java.math.BigInteger;
import java.time.Instant;

/**
 * A trade that its wallet only has to sign.
 *
 * @param quoted base units bought, or wei paid, at the indexed supply
 * @param least of that, below which the trade reverts
 * @param deadline in whole seconds
 */
public record Prepared(Call call, BigInteger quoted, BigInteger least, Instant deadline) {
  /** A transaction but for its nonce and its signature. */
  public record Call(
      Account from, Account to, String data, BigInteger valueWei, BigInteger gasLimit, Fees fees) {}
}
