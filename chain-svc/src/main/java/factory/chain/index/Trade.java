package factory.chain.index;

import factory.chain.evm.Account;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/**
 * A purchase or a sale.
 *
 * @param place where in the chain it stands
 * @param time of its block; empty where the endpoint did not tell it
 * @param wallet who paid or sold
 * @param recipient who got the tokens, or the ETH
 * @param tokens base units
 * @param wei paid, or paid out
 * @param transaction its hash
 */
public record Trade(
    Spot place,
    Optional<Instant> time,
    Account token,
    Side side,
    Account wallet,
    Account recipient,
    BigInteger tokens,
    BigInteger wei,
    String transaction) {
  /** Which way it went. */
  public enum Side {
    /** ETH for tokens. */
    BUY,
    /** Tokens for ETH. */
    SELL
  }

  /**
   * Where a trade stands in the chain.
   *
   * @param logIndex its place among the block's events
   */
  public record Spot(long blockNumber, long logIndex) {}

  /** Whether a transfer is what this one moved, which the contract tells right before it. */
  boolean isOf(Move move) {
    var holder = side == Side.BUY ? move.to() : move.from();
    var nobody = side == Side.BUY ? move.from() : move.to();
    return move.logIndex() + 1 == place.logIndex()
        && move.token().equals(token)
        && nobody.equals(Account.NOBODY)
        && holder.equals(side == Side.BUY ? recipient : wallet)
        && move.amount().equals(tokens);
  }
}
