package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers in expressions: exact, rounded half up, and never without a result or a reason. */
final class DecimalsTest {
  private static BigDecimal d(String number) {
    return new BigDecimal(number);
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 0, 1",
    "-0.5, 0, -1",
    "2.345, 2, 2.35",
    "-2.345, 2, -2.35",
    "2.344999, 2, 2.34",
    "1250, -2, 1300",
    "1249, -2, 1200",
    "0, 5, 0.00000",
    "1e3, 0, 1000"
  })
  void roundsHalvesAwayFromZero(String number, long digits, String expected) {
    assertThat(Decimals.round(d(number), digits)).isEqualByComparingTo(expected);
    assertThat(Decimals.round(d(number), digits).scale()).isNotNegative();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 3, 0.33333333333333333333",
    "2, 3, 0.66666666666666666667",
    "10, 4, 2.5",
    "-1, 8, -0.125"
  })
  void divides(String a, String b, String quotient) {
    assertThat(Decimals.divide(d(a), d(b))).isEqualTo(d(quotient));
  }

  @ParameterizedTest
  @CsvSource({
    "2, 10, 1024",
    "1.05, 2, 1.1025",
    "2, -2, 0.25",
    "0, 0, 1",
    "-2, 3, -8",
    "1, 999999999, 1",
    "0.5, 999999999, 0",
    "-1, 999999999, -1",
    "10, 500, 1e500"
  })
  void raises(String base, long exponent, String power) {
    assertThat(Decimals.power(d(base), exponent)).isEqualByComparingTo(power);
  }

  @Test
  void aLongPowerKeepsSixtyDigits() {
    var monthly = Decimals.power(d("1.0041667"), 360);
    var exact = d("1.0041667").pow(360);
    assertThat(monthly.precision()).isLessThanOrEqualTo(60);
    assertThat(monthly.subtract(exact).abs()).isLessThan(d("1e-57"));
  }

  @ParameterizedTest
  @CsvSource({
    "4, 2, 2",
    "2, 2, 1.4142135623730950488",
    "27, 3, 3",
    "-27, 3, -3",
    "0, 7, 0",
    "0.25, 2, 0.5",
    "1e-40, 2, 1e-20",
    "1e-42, 2, 0",
    "1, 100, 1",
    "5, 1, 5"
  })
  void takesRoots(String number, long degree, String root) {
    assertThat(Decimals.root(d(number), degree)).isEqualByComparingTo(root);
  }

  @Test
  void aRootIsTheNearestOne() {
    var random = new Random(7);
    var half = BigDecimal.valueOf(5, 21);
    for (var i = 0; i < 300; i++) {
      var number = BigDecimal.valueOf(random.nextLong(1, Long.MAX_VALUE), random.nextInt(30));
      var degree = random.nextInt(2, 9);
      var root = Decimals.root(number, degree);
      assertThat(root.subtract(half).max(BigDecimal.ZERO).pow(degree)).isLessThanOrEqualTo(number);
      assertThat(root.add(half).pow(degree)).isGreaterThan(number);
    }
  }

  @Test
  void whatBecomesTooLargeIsRefused() {
    var large = d("1e999");
    assertThat(Decimals.add(large, large)).isEqualByComparingTo("2e999");
    assertRefused("OUT_OF_RANGE", () -> Decimals.multiply(large, large));
    assertRefused("OUT_OF_RANGE", () -> Decimals.power(d("1.5"), 999_999_999));
    assertRefused("OUT_OF_RANGE", () -> Decimals.power(d("2"), 1_000_000_000));
    assertRefused("OUT_OF_RANGE", () -> Decimals.divide(large, d("1e-5")));
    assertRefused("OUT_OF_RANGE", () -> Decimals.whole(d("9223372036854775808")));
    assertThat(Decimals.whole(d("-9223372036854775808.9"))).isEqualTo(Long.MIN_VALUE);
    assertThat(Decimals.multiply(d("1e-900"), d("1e-900"))).isZero();
  }

  @Test
  void whatHasNoResultIsRefused() {
    assertRefused("DIVISION_BY_ZERO", () -> Decimals.divide(d("1"), d("0.00")));
    assertRefused("DIVISION_BY_ZERO", () -> Decimals.remainder(d("1"), d("0")));
    assertRefused("DIVISION_BY_ZERO", () -> Decimals.power(d("0"), -1));
    assertRefused("NOT_COMPUTABLE", () -> Decimals.root(d("-4")));
    assertRefused("NOT_COMPUTABLE", () -> Decimals.root(d("4"), 0));
    assertRefused("NOT_COMPUTABLE", () -> Decimals.round(d("1"), 101));
    assertRefused("DIVISION_BY_ZERO", () -> Wholes.divide(1, 0));
    assertRefused("DIVISION_BY_ZERO", () -> Wholes.remainder(1, 0));
    assertThatThrownBy(() -> Wholes.divide(Long.MIN_VALUE, -1))
        .isInstanceOf(ArithmeticException.class);
    assertThat(Uncomputable.of(new ArithmeticException("long overflow")).reason())
        .isEqualTo("OUT_OF_RANGE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " 1", "1.", ".5", "1e5", "0x1", "١", "1,5", "--1", "NaN"})
  void textThatIsNoNumberIsRefused(String text) {
    assertRefused("NOT_COMPUTABLE", () -> Decimals.decimal(text));
    assertRefused("NOT_COMPUTABLE", () -> Wholes.whole(text));
  }

  @Test
  void showsNumbers() {
    assertThat(Texts.text(d("1.50"))).isEqualTo("1.5");
    assertThat(Texts.text(d("1e3"))).isEqualTo("1000");
    assertThat(Texts.text(d("-0.00"))).isEqualTo("0");
    assertThat(Decimals.format(d("1234.005"), 2)).isEqualTo("1234.01");
    assertThat(Decimals.format(d("7"), 2)).isEqualTo("7.00");
    assertThat(Decimals.percent(d("19"), d("12.50"))).isEqualByComparingTo("2.375");
    assertThat(Decimals.floor(d("-1.1"))).isEqualByComparingTo("-2");
    assertThat(Decimals.ceil(d("-1.1"))).isEqualByComparingTo("-1");
    assertThat(Decimals.ceil(d("1.101"), 2)).isEqualByComparingTo("1.11");
  }

  @Test
  void countsWithWholes() {
    assertThat(Wholes.power(3, 4)).isEqualTo(81);
    assertThat(Wholes.power(-1, Long.MAX_VALUE)).isEqualTo(-1);
    assertThat(Wholes.power(-1, 8)).isEqualTo(1);
    assertThat(Wholes.power(0, 0)).isEqualTo(1);
    assertThat(Wholes.power(-2, 63)).isEqualTo(Long.MIN_VALUE);
    assertThatThrownBy(() -> Wholes.power(2, 63)).isInstanceOf(ArithmeticException.class);
    assertThat(Wholes.gcd(-12, 18)).isEqualTo(6);
    assertThat(Wholes.lcm(4, -6)).isEqualTo(12);
    assertThat(Wholes.isPrime(2)).isTrue();
    assertThat(Wholes.isPrime(999_999_000_001L)).isTrue();
    assertThat(Wholes.isPrime(1)).isFalse();
    assertThat(Wholes.isPrime(-7)).isFalse();
    assertThat(Wholes.fibonacci(92)).isEqualTo(7_540_113_804_746_346_429L);
    assertRefused("OUT_OF_RANGE", () -> Wholes.fibonacci(93));
    assertThat(Wholes.factorial(25)).isEqualByComparingTo("15511210043330985984000000");
    assertThat(Wholes.toBase(-255, 16)).isEqualTo("-ff");
    assertThat(Wholes.fromBase("FF", 16)).isEqualTo(255);
    assertRefused("NOT_COMPUTABLE", () -> Wholes.fromBase("2", 2));
  }

  @Test
  void romanNumeralsComeBack() {
    for (var i = 1L; i < 4000; i++) {
      assertThat(Wholes.fromRoman(Wholes.toRoman(i))).isEqualTo(i);
    }
    for (var wrong : new String[] {"", "IIII", "VX", "IC", "mcm", "MMMM"}) {
      assertRefused("NOT_COMPUTABLE", () -> Wholes.fromRoman(wrong));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1 + 2 * 3, 7",
    "(1+2)*3, 9",
    "-2^2, -4",
    "2^3^2, 512",
    "2^-1, 0.5",
    "10 % 4, 2",
    "--3, 3",
    "1/3*3, 0.99999999999999999999",
    "0.1 + 0.2, 0.3",
    "7, 7",
    "2*-3, -6"
  })
  void calculates(String sum, String result) {
    assertThat(Arithmetic.calculate(sum)).isEqualByComparingTo(result);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1+", "(1", "1)", "1 2", "a", "1..2", ".5", "2^0.5", "2^99999", "1/0", "%"})
  void refusesSumsThatCannotBeCalculated(String sum) {
    assertThatThrownBy(() -> Arithmetic.calculate(sum)).isInstanceOf(Uncomputable.class);
  }

  @Test
  void calculatingIsBounded() {
    assertRefused("OUT_OF_RANGE", () -> Arithmetic.calculate("(".repeat(60) + "1"));
    assertRefused("OUT_OF_RANGE", () -> Arithmetic.calculate("-".repeat(60) + "1"));
    assertRefused("OUT_OF_RANGE", () -> Arithmetic.calculate("1+".repeat(600) + "1"));
    assertRefused("OUT_OF_RANGE", () -> Arithmetic.calculate("9^999^999"));
  }

  @Test
  void readsStatisticsOffLists() {
    var numbers = java.util.List.of(2L, 4L, 4L, 4L, 5L, 5L, 7L, 9L);
    assertThat(Lists.sumWhole(numbers)).isEqualTo(40);
    assertThat(Lists.average(numbers)).isEqualByComparingTo("5");
    assertThat(Lists.median(numbers)).isEqualByComparingTo("4.5");
    assertThat(Lists.standardDeviation(numbers)).isEqualByComparingTo("2");
    assertThat(Lists.variance(numbers)).isEqualByComparingTo("4");
    assertThat(Lists.sampleDeviation(numbers).setScale(4, RoundingMode.HALF_UP))
        .isEqualByComparingTo("2.1381");
    assertThat(Lists.mode(numbers)).isEqualTo(4);
    assertThat(Lists.contains(java.util.List.of(d("1.50")), d("1.5"))).isTrue();
    assertThat(Lists.distinct(java.util.List.of(d("1.50"), d("1.5"), d("2")))).hasSize(2);
    assertThat(Lists.sum(java.util.List.of())).isZero();
    assertThat(Lists.slice(numbers, -1, 2)).containsExactly(2L, 4L);
    assertThat(Lists.slice(numbers, 9, 2)).isEmpty();
    assertThat(Lists.range(2, 5)).containsExactly(2L, 3L, 4L);
    assertThat(Lists.range(0)).isEmpty();
    assertRefused("OUT_OF_RANGE", () -> Lists.range(10_001));
    assertRefused("NOT_COMPUTABLE", () -> Lists.average(java.util.List.<Long>of()));
    assertRefused("NOT_COMPUTABLE", () -> Lists.max(java.util.List.<Long>of()));
    assertRefused("NOT_COMPUTABLE", () -> Lists.at(numbers, 8));
    assertThatThrownBy(() -> Lists.sumWhole(java.util.List.of(Long.MAX_VALUE, 1L)))
        .isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "1, km, mi, 0.6213711922", "1, mi, km, 1.609344", "0, C, F, 32", "98.6, F, C, 37",
    "-273.15, C, K, 0", "36, km/h, m/s, 10", "1, GiB, MB, 1073.741824", "8, bit, B, 1",
    "1, ha, m2, 10000", "1, lb, g, 453.59237", "1, impgal, l, 4.54609", "90, min, h, 1.5",
    "1, kn, km/h, 1.852"
  })
  void convertsUnits(String value, String from, String to, String expected) {
    assertThat(Units.convert(d(value), from, to)).isEqualByComparingTo(expected);
  }

  @Test
  void unitsOfOtherQuantitiesAreRefused() {
    assertRefused("NOT_COMPUTABLE", () -> Units.convert(d("1"), "km", "kg"));
    assertRefused("NOT_COMPUTABLE", () -> Units.convert(d("1"), "furlong", "m"));
  }

  static void assertRefused(
      String reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Uncomputable.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }
}
