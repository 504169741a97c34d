package factory.chain.trade;

import factory.chain.evm.Account;
import factory.chain.evm.Contracts;
import factory.chain.evm.Endpoint;
import factory.chain.evm.EndpointDown;
import factory.chain.evm.Endpoints;
import factory.chain.evm.RpcRefused;
import factory.chain.index.Picture;
import factory.chain.issue.Fees;
import factory.chain.token.ChainFault;
import factory.chain.token.Curve;
import factory.mesh.Refused;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Prepares purchases and sales on one chain. Nothing is signed or sent here. What would fail is
 * refused with the reason.
 */
public final class Trades {
  /** A purchase takes 60,000 at most; with room. */
  private static final BigInteger USUAL_GAS = BigInteger.valueOf(75_000);

  private final long chainId;
  private final Endpoints endpoints;
  private final Picture picture;
  private final Clock clock;

  /** Prepares on a followed chain. */
  public Trades(long chainId, Endpoints endpoints, Picture picture, Clock clock) {
    this.chainId = chainId;
    this.endpoints = endpoints;
    this.picture = picture;
    this.clock = clock;
  }

  /**
   * A purchase.
   *
   * @param wallet who signs and pays
   * @param to who gets the tokens
   */
  public Prepared buy(
      Picture.Supplied token, Account wallet, BigInteger wei, Account to, Terms terms) {
    var tokens = Curve.tokensForDown(token.supply(), wei);
    if (tokens.signum() == 0) {
      throw new Refused(new ChainFault.BuysNothing(Curve.costUp(token.supply(), BigInteger.ONE)));
    }
    var least = terms.leastUp(tokens);
    var deadline = deadline(terms);
    var data = Contracts.buy(to, least, BigInteger.valueOf(deadline.getEpochSecond()));
    return new Prepared(call(wallet, token.token().address(), data, wei), tokens, least, deadline);
  }

  /**
   * A sale.
   *
   * @param wallet who holds, signs and is paid
   */
  public Prepared sell(Picture.Supplied token, Account wallet, BigInteger amount, Terms terms) {
    var address = token.token().address();
    var holds =
        picture.balance(address, wallet).map(Picture.Balance::amount).orElse(BigInteger.ZERO);
    if (holds.compareTo(amount) < 0) {
      throw new Refused(new ChainFault.HoldsLess(chainId, address, wallet, holds, amount));
    }
    var payout = Curve.payoutDown(token.supply(), amount);
    var least = terms.leastUp(payout);
    var deadline = deadline(terms);
    var data = Contracts.sell(amount, least, BigInteger.valueOf(deadline.getEpochSecond()));
    return new Prepared(call(wallet, address, data, BigInteger.ZERO), payout, least, deadline);
  }

  private Instant deadline(Terms terms) {
    return clock.instant().plus(terms.validFor()).truncatedTo(ChronoUnit.SECONDS);
  }

  private Prepared.Call call(Account wallet, Account contract, String data, BigInteger valueWei) {
    try {
      return endpoints.ask(endpoint -> call(endpoint, wallet, contract, data, valueWei));
    } catch (EndpointDown e) {
      throw new Refused(new ChainFault.Unavailable(chainId, String.valueOf(e.getMessage())));
    } catch (RpcRefused e) {
      // What an endpoint says is for nobody's eyes here: what a contract says is told by its name.
      throw new Refused(
          e.reverted()
              ? new ChainFault.TradeReverts(chainId, Reverts.name(e.data()))
              : new ChainFault.Unavailable(chainId, "the endpoint refused to estimate the gas"));
    }
  }

  private Prepared.Call call(
      Endpoint endpoint, Account wallet, Account contract, String data, BigInteger valueWei) {
    var fees = Fees.now(endpoint, endpoint.latest());
    var has = endpoint.balanceWei(wallet);
    if (has.compareTo(valueWei) < 0) {
      // An endpoint estimates nothing for a wallet that lacks even this.
      throw cannotPay(wallet, has, valueWei, USUAL_GAS, fees);
    }
    var estimate = endpoint.estimateGas(wallet, contract, valueWei, data);
    var gasLimit = estimate.add(estimate.shiftRight(2));
    if (has.compareTo(gasLimit.multiply(fees.maxWei()).add(valueWei)) < 0) {
      throw cannotPay(wallet, has, valueWei, gasLimit, fees);
    }
    return new Prepared.Call(wallet, contract, data, valueWei, gasLimit, fees);
  }

  private Refused cannotPay(
      Account wallet, BigInteger has, BigInteger valueWei, BigInteger gas, Fees fees) {
    var needs = gas.multiply(fees.maxWei()).add(valueWei);
    return new Refused(new ChainFault.CannotPay(chainId, wallet, has, needs));
  }
}
