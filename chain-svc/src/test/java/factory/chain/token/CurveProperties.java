package factory.chain.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.mesh.Refused;
import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CurveProperties {
  private static final BigInteger D = new BigInteger("20000000000000000000000");
  private static final BigInteger TWO_K = new BigInteger("20000000000000000000");

  @Provide
  Arbitrary<BigInteger> supplies() {
    return Arbitraries.bigIntegers().between(BigInteger.ZERO, Curve.CAP);
  }

  @Provide
  Arbitrary<BigInteger> weis() {
    return Arbitraries.bigIntegers().between(BigInteger.ZERO, BigInteger.TEN.pow(24));
  }

  /** D times the reserve that stands behind a supply: an integer. */
  private static BigInteger reserve(BigInteger supply) {
    return supply.multiply(supply.add(TWO_K));
  }

  @Property
  void aPurchaseIsTheMostThatItsWeiCover(
      @ForAll("supplies") BigInteger supply, @ForAll("weis") BigInteger wei) {
    var tokens = Curve.tokensForDown(supply.shiftRight(1), wei);
    var before = supply.shiftRight(1);

    var paid = D.multiply(wei);
    assertThat(reserve(before.add(tokens)).subtract(reserve(before))).isLessThanOrEqualTo(paid);
    assertThat(reserve(before.add(tokens).add(BigInteger.ONE)).subtract(reserve(before)))
        .isGreaterThan(paid);
  }

  @Property
  void aSalePaysWhatTheReserveLosesRoundedDown(
      @ForAll("supplies") BigInteger supply, @ForAll("supplies") BigInteger some) {
    var amount = some.min(supply);
    var freed = reserve(supply).subtract(reserve(supply.subtract(amount)));

    assertThat(Curve.payoutDown(supply, amount)).isEqualTo(freed.divide(D));
  }

  @Property
  void noRoundTripGains(@ForAll("supplies") BigInteger supply, @ForAll("weis") BigInteger wei) {
    var before = supply.shiftRight(1);
    var tokens = Curve.tokensForDown(before, wei);

    assertThat(Curve.payoutDown(before.add(tokens), tokens)).isLessThanOrEqualTo(wei);
  }

  @Property
  void theCostOfAnAmountBuysItAndOneWeiLessDoesNot(
      @ForAll("supplies") BigInteger supply, @ForAll("supplies") BigInteger some) {
    var before = supply.shiftRight(1);
    var amount = some.shiftRight(1).max(BigInteger.ONE);
    var cost = Curve.costUp(before, amount);

    assertThat(D.multiply(cost))
        .isGreaterThanOrEqualTo(reserve(before.add(amount)).subtract(reserve(before)));
    assertThat(Curve.tokensForDown(before, cost.subtract(BigInteger.ONE))).isLessThan(amount);
  }

  @Example
  void theFirstTokenCostsTheStartPriceAndHalfTheSlope() {
    var one = BigInteger.TEN.pow(18);

    assertThat(Curve.costUp(BigInteger.ZERO, one)).isEqualTo("1050000000000000");
    assertThat(Curve.priceWei(BigInteger.ZERO)).isEqualTo("1000000000000000");
    assertThat(Curve.priceWei(one)).isEqualTo("1100000000000000");
  }

  @Example
  void theWholeSupplyCostsWhatTheReserveHolds() {
    var all = Curve.costUp(BigInteger.ZERO, Curve.CAP);

    assertThat(Curve.tokensForDown(BigInteger.ZERO, all)).isEqualTo(Curve.CAP);
    assertThat(Curve.payoutDown(Curve.CAP, Curve.CAP)).isEqualTo(all);
    assertThatThrownBy(() -> Curve.tokensForDown(BigInteger.ZERO, all.multiply(BigInteger.TWO)))
        .isInstanceOf(Refused.class);
    assertThatThrownBy(() -> Curve.tokensForDown(Curve.CAP, BigInteger.TEN.pow(3)))
        .isInstanceOf(Refused.class);
    assertThatThrownBy(() -> Curve.payoutDown(BigInteger.ONE, BigInteger.TWO))
        .isInstanceOf(Refused.class);
  }
}
