package factory.chain.rpc;

import factory.chain.token.Curve;
import factory.chain.v1.CurvePoint;
import factory.chain.v1.GetCurveRequest;
import factory.chain.v1.GetCurveResponse;
import factory.chain.v1.GetTokenRequest;
import factory.chain.v1.GetTokenResponse;
import factory.chain.v1.QuoteBuyRequest;
import factory.chain.v1.QuoteBuyResponse;
import factory.chain.v1.QuoteSellRequest;
import factory.chain.v1.QuoteSellResponse;
import factory.mesh.Refused;
import java.math.BigInteger;
import java.util.OptionalLong;

/** Tokens and their curves, from memory. */
final class TokenCalls {
  private static final int POINTS = 50;
  private static final int MOST_POINTS = 500;

  /** Fewer base units would give two points of one supply. */
  private static final BigInteger LEAST_UP_TO = BigInteger.valueOf(MOST_POINTS);

  /** A curve that begins with a token's first sale still shows something. */
  private static final BigInteger LEAST_PLOT = BigInteger.TEN.pow(20);

  private final Chains chains;

  TokenCalls(Chains chains) {
    this.chains = chains;
  }

  GetTokenResponse get(GetTokenRequest request) {
    var serviceId = Parse.serviceId(request.getServiceId());
    var found =
        chains.tokenOf(
            serviceId,
            request.hasChainId() ? OptionalLong.of(request.getChainId()) : OptionalLong.empty());
    return GetTokenResponse.newBuilder()
        .setToken(Render.token(found.chain().id(), found.supplied()))
        .build();
  }

  QuoteBuyResponse quoteBuy(QuoteBuyRequest request) {
    var wanted =
        switch (request.getAmountCase()) {
          case ETH_IN_WEI -> Parse.amount("eth_in_wei", request.getEthInWei(), BigInteger.ONE);
          case TOKENS -> Parse.amount("tokens", request.getTokens(), BigInteger.ONE);
          case AMOUNT_NOT_SET -> throw Refused.field("amount", "set one of eth_in_wei and tokens");
        };
    var supply = chains.token(request.getToken()).supplied().supply();
    var cost =
        request.getAmountCase() == QuoteBuyRequest.AmountCase.TOKENS
            ? Curve.costUp(supply, wanted)
            : wanted;
    return QuoteBuyResponse.newBuilder()
        .setTokens(Curve.tokensForDown(supply, cost).toString())
        .setSupply(supply.toString())
        .setCostWei(cost.toString())
        .build();
  }

  QuoteSellResponse quoteSell(QuoteSellRequest request) {
    var amount = Parse.amount("amount", request.getAmount(), BigInteger.ONE);
    var supply = chains.token(request.getToken()).supplied().supply();
    return QuoteSellResponse.newBuilder()
        .setPayoutWei(Curve.payoutDown(supply, amount).toString())
        .setSupply(supply.toString())
        .build();
  }

  GetCurveResponse curve(GetCurveRequest request) {
    var points = Parse.count("points", request.getPoints(), POINTS, 2, MOST_POINTS);
    var asked = request.getUpToSupply();
    if (!asked.isEmpty()) {
      Parse.amount("up_to_supply", asked, LEAST_UP_TO, Curve.CAP);
    }
    var supply = chains.token(request.getToken()).supplied().supply();
    var upTo =
        asked.isEmpty()
            ? supply.shiftLeft(1).max(LEAST_PLOT).min(Curve.CAP)
            : new BigInteger(asked);
    var response = GetCurveResponse.newBuilder().setNow(point(supply)).setCap(Curve.CAP.toString());
    var steps = BigInteger.valueOf(points - 1L);
    for (int i = 0; i < points; i++) {
      response.addPoints(point(upTo.multiply(BigInteger.valueOf(i)).divide(steps)));
    }
    return response.build();
  }

  private static CurvePoint point(BigInteger supply) {
    return CurvePoint.newBuilder()
        .setSupply(supply.toString())
        .setPriceWei(Curve.priceWei(supply).toString())
        .setReserveWei(Curve.costUp(BigInteger.ZERO, supply).toString())
        .build();
  }
}
