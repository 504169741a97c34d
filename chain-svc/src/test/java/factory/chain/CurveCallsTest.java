package factory.chain;

import static factory.chain.RunningNode.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import factory.chain.token.Curve;
import factory.chain.v1.CurvePoint;
import factory.chain.v1.GetCurveRequest;
import factory.chain.v1.GetTokenRequest;
import factory.chain.v1.QuoteBuyRequest;
import factory.chain.v1.Token;
import factory.store.TestDatabase;
import java.math.BigInteger;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a token's curve says, through the real service, after a purchase on a real chain. */
@Timeout(120)
class CurveCallsTest {
  private static Anvil anvil;
  private static RunningNode node;
  private static Trader trader;
  private static Token token;
  private static BigInteger supply;

  @BeforeAll
  static void start() {
    anvil = Anvil.start();
    node = RunningNode.start(TestDatabase.fresh("chain"), anvil.uri()).healthy();
    trader = Trader.first(anvil);
    var service = UUID.randomUUID();
    var address = node.create(service, "Curve").getToken().getId().getAddress();
    trader.buy(address, Trader.ONE_ETH);
    Until.holds(
        "the purchase is indexed",
        Duration.ofSeconds(40),
        () -> !node.token(service).getSupply().equals("0"));
    token = node.token(service);
    supply = new BigInteger(token.getSupply());
  }

  @AfterAll
  static void stop() {
    trader.close();
    node.close();
    anvil.close();
  }

  @Test
  void aTokenTellsItsBlockAndHowManyHold() {
    assertThat(token.getHolders()).isEqualTo(1);
    assertThat(token.getBlockNumber()).isPositive();
  }

  @Test
  void aTokenIsFoundOnTheChainThatIsNamedAndOnNoOther() {
    var request = GetTokenRequest.newBuilder().setServiceId(token.getServiceId());

    assertThat(node.chain().getToken(request.setChainId(31337).build()).getToken())
        .isEqualTo(token);
    assertThat(refusal(() -> node.chain().getToken(request.setChainId(1).build())).reason())
        .isEqualTo("CHAIN_NOT_FOUND");
  }

  @Test
  void theCostOfTokensBuysThemAndOneWeiLessDoesNot() {
    for (var wanted : new String[] {"1", "1000000000000000000", "123456789012345678901"}) {
      var quote =
          node.chain()
              .quoteBuy(
                  QuoteBuyRequest.newBuilder().setToken(token.getId()).setTokens(wanted).build());
      var cost = new BigInteger(quote.getCostWei());

      assertThat(new BigInteger(quote.getTokens())).isGreaterThanOrEqualTo(new BigInteger(wanted));
      assertThat(bought(cost)).isEqualTo(quote.getTokens());
      if (cost.compareTo(BigInteger.ONE) > 0) {
        assertThat(new BigInteger(bought(cost.subtract(BigInteger.ONE))))
            .isLessThan(new BigInteger(wanted));
      }
    }
  }

  private static String bought(BigInteger wei) {
    var quote =
        node.chain()
            .quoteBuy(
                QuoteBuyRequest.newBuilder()
                    .setToken(token.getId())
                    .setEthInWei(wei.toString())
                    .build());
    assertThat(quote.getCostWei()).isEqualTo(wei.toString());
    return quote.getTokens();
  }

  @Test
  void tokensPastTheCapHaveNoCost() {
    var fault =
        refusal(
            () ->
                node.chain()
                    .quoteBuy(
                        QuoteBuyRequest.newBuilder()
                            .setToken(token.getId())
                            .setTokens(Curve.CAP.subtract(supply).add(BigInteger.ONE).toString())
                            .build()));

    assertThat(fault.reason()).isEqualTo("PAST_CAP");
    assertThat(fault.metadata()).containsEntry("cap", Curve.CAP.toString());
  }

  @Test
  void theCurveRisesEvenlyFromNothingAndTellsWhereTheTokenStands() {
    var curve =
        node.chain()
            .getCurve(
                GetCurveRequest.newBuilder()
                    .setToken(token.getId())
                    .setPoints(11)
                    .setUpToSupply(Curve.CAP.toString())
                    .build());

    assertThat(curve.getPointsCount()).isEqualTo(11);
    assertThat(curve.getPoints(0))
        .isEqualTo(
            CurvePoint.newBuilder()
                .setSupply("0")
                .setPriceWei("1000000000000000")
                .setReserveWei("0")
                .build());
    assertThat(curve.getPoints(5).getSupply()).isEqualTo("500000" + "0".repeat(18));
    assertThat(curve.getPoints(10).getSupply()).isEqualTo(curve.getCap());
    assertThat(curve.getPoints(10).getPriceWei()).isEqualTo("100001000000000000000");
    assertThat(curve.getPoints(10).getReserveWei())
        .isEqualTo(Curve.payoutDown(Curve.CAP, Curve.CAP).toString());
    assertThat(curve.getNow().getSupply()).isEqualTo(token.getSupply());
    assertThat(curve.getNow().getPriceWei()).isEqualTo(token.getPriceWei());
    // What stands behind it: the one purchase, of which rounding left less than a wei unused.
    assertThat(new BigInteger(curve.getNow().getReserveWei())).isEqualTo(Trader.ONE_ETH);
  }

  @Test
  void theCurveOfItselfShowsAHundredTokensAtLeastAndTwiceTheSupplyElse() {
    var small = node.create(UUID.randomUUID(), "Unsold").getToken();
    var curves = GetCurveRequest.newBuilder();

    var unsold = node.chain().getCurve(curves.setToken(small.getId()).build());
    var sold = node.chain().getCurve(curves.setToken(token.getId()).build());

    assertThat(unsold.getPointsCount()).isEqualTo(50);
    assertThat(unsold.getPoints(49).getSupply()).isEqualTo("100" + "0".repeat(18));
    assertThat(sold.getPoints(49).getSupply()).isEqualTo(supply.shiftLeft(1).toString());
  }
}
