package factory.chain.issue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.chain.key.PlatformKey;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class FeePolicyTest {
  private static final long CAP = 500_000_000_000L;
  private static final FeePolicy POLICY =
      new FeePolicy(BigInteger.valueOf(CAP), Duration.ofSeconds(30));

  private static BigInteger wei(long wei) {
    return BigInteger.valueOf(wei);
  }

  @Property
  void aFirstTransactionNeverOffersMoreThanTheCap(
      @ForAll @LongRange(max = 2 * CAP) long base, @ForAll @LongRange(max = 2 * CAP) long tip) {
    var fees = POLICY.first(Fees.ofBase(wei(base), wei(tip)));

    assertThat(fees.maxWei()).isEqualTo(wei(Math.min(2 * base + tip, CAP)));
    assertThat(fees.tipWei().orElseThrow()).isBetween(BigInteger.ZERO, fees.maxWei());
  }

  @Property
  void aReplacementOffersAnEighthMoreOfBothWithinTheCapOrThereIsNone(
      @ForAll @LongRange(max = CAP) long max,
      @ForAll @LongRange(max = CAP) long tipOf,
      @ForAll @LongRange(max = 2 * CAP) long base) {
    var before = new Fees(wei(max), Optional.of(wei(Math.min(tipOf, max))));

    var raised = POLICY.raised(before, POLICY.first(Fees.ofBase(wei(base), wei(1_000_000_000))));

    var eighth = wei(max).multiply(wei(9)).compareTo(wei(CAP).multiply(wei(8))) <= 0;
    if (raised.isEmpty()) {
      assertThat(!eighth || tipOf > CAP / 2 || max == CAP).isTrue();
      return;
    }
    var now = raised.get();
    assertThat(now.maxWei()).isLessThanOrEqualTo(wei(CAP));
    assertThat(now.tipWei().orElseThrow()).isLessThanOrEqualTo(now.maxWei());
    assertAnEighthMore(before.maxWei(), now.maxWei());
    assertAnEighthMore(before.tipWei().orElseThrow(), now.tipWei().orElseThrow());
  }

  private static void assertAnEighthMore(BigInteger before, BigInteger now) {
    assertThat(now).isGreaterThan(before);
    assertThat(now.multiply(wei(8))).isGreaterThanOrEqualTo(before.multiply(wei(9)));
  }

  @Test
  void aReplacementIsAsHighAsAFirstTransactionWouldBeNow() {
    var before = POLICY.first(Fees.ofBase(wei(1_000_000_000), wei(1_000_000_000)));

    var raised =
        POLICY.raised(before, POLICY.first(Fees.ofBase(wei(40_000_000_000L), wei(2_000_000_000))));

    assertThat(raised).contains(new Fees(wei(82_000_000_000L), Optional.of(wei(2_000_000_000))));
  }

  @Test
  void whereEip1559IsNotKnownTheGasPriceIsRaised() {
    var before = POLICY.first(Fees.ofPrice(wei(800)));

    assertThat(before).isEqualTo(new Fees(wei(800), Optional.empty()));
    assertThat(POLICY.raised(before, before)).contains(new Fees(wei(900), Optional.empty()));
    assertThat(POLICY.first(Fees.ofPrice(wei(2 * CAP))).maxWei()).isEqualTo(wei(CAP));
  }

  @Test
  void aReplacementIsTheSameTransactionForOtherFees() {
    var key = PlatformKey.parse("1".repeat(64));
    var fees = POLICY.first(Fees.ofBase(wei(7), wei(3)));
    for (var first : new Fees[] {fees, POLICY.first(Fees.ofPrice(wei(7)))}) {
      for (var to : new String[] {"0x" + "12".repeat(20), ""}) {
        var signed = key.sign(first.transaction(31337, 5, wei(50_000), to, "0x6001"), 31337);
        var attempt = new Sent.Attempt(signed.hash(), signed.raw(), Instant.EPOCH);

        assertThat(Fees.of(attempt)).isEqualTo(first);
        assertThat(key.sign(first.instead(attempt, 31337), 31337)).isEqualTo(signed);
      }
    }
  }

  @Test
  void refusesWhatCannotBeMeant() {
    assertThatThrownBy(() -> new FeePolicy(BigInteger.ZERO, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new FeePolicy(BigInteger.ONE, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
