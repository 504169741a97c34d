package factory.edge.limits;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.gate.EvmAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.greenbytes.http.sfv.IntegerItem;
import org.greenbytes.http.sfv.Parser;
import org.greenbytes.http.sfv.StringItem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitFieldsTest {
  private static final List<Limit> LIMITS =
      List.of(
          new Limit("burst", 100, Duration.ofSeconds(60), 1),
          new Limit("30-days", 5_000, Duration.ofDays(30), 4));

  private static Standing standing(String name, long remaining, long resetAfterMillis) {
    return new Standing(name, 100, remaining, 1, resetAfterMillis);
  }

  @Test
  void thePolicyIsEachLimitsQuotaAndWindow() {
    var fields = new RateLimitFields(LIMITS);
    assertThat(fields.policy(1)).isEqualTo("\"burst\";q=100;w=60, \"30-days\";q=5000;w=2592000");
    assertThat(fields.policy(3)).isEqualTo("\"burst\";q=100;w=60, \"30-days\";q=15000;w=2592000");
    assertThat(fields.policy(4)).isEqualTo("\"burst\";q=100;w=60, \"30-days\";q=20000;w=2592000");
  }

  @Test
  void thePolicyIsWrittenOnceAndIsTheOneOfTheMultipleThatIsAskedFor() {
    var fields = new RateLimitFields(LIMITS);
    assertThat(fields.policy(4)).isSameAs(fields.policy(4)).isSameAs(fields.policy(1_000_000));
    // More multiples than are kept push each other out and are never mixed up.
    var many = new RateLimitFields(List.of(new Limit("a", 1, Duration.ofSeconds(1), 1_000)));
    for (var round = 0; round < 2; round++) {
      for (var multiple = 1; multiple <= 1_000; multiple++) {
        assertThat(many.policy(multiple)).isEqualTo("\"a\";q=" + multiple + ";w=1");
      }
    }
  }

  @Test
  void theLimitIsWhatIsLeftAndForHowLongRoundedUp() {
    assertThat(
            RateLimitFields.limit(
                List.of(standing("burst", 50, 30_000), standing("30-days", 0, 2_591_999_001L))))
        .isEqualTo("\"burst\";r=50;t=30, \"30-days\";r=0;t=2592000");
    assertThat(RateLimitFields.limit(List.of(standing("a", 1, 1)))).isEqualTo("\"a\";r=1;t=1");
    assertThat(RateLimitFields.limit(List.of(standing("a", 9, 0)))).isEqualTo("\"a\";r=9;t=0");
  }

  @ParameterizedTest
  @CsvSource({"0,1", "1,1", "999,1", "1000,1", "1001,2", "31622400000,31622400"})
  void retryAfterIsInWholeSecondsRoundedUpAndAtLeastOne(long millis, long seconds) {
    assertThat(RateLimitFields.retryAfterSeconds(List.of(standing("a", 0, millis))))
        .isEqualTo(seconds);
  }

  @Test
  void retryAfterIsNotEarlierThanAnyOfTheTimesBesideIt() {
    var exhausted = List.of(standing("a", 0, 2_000), standing("b", 0, 9_500), standing("c", 0, 1));
    assertThat(RateLimitFields.retryAfterSeconds(exhausted)).isEqualTo(10);
    assertThat(parameters(RateLimitFields.limit(exhausted)))
        .allSatisfy((_, p) -> assertThat(p.get("t")).isLessThanOrEqualTo(10));
  }

  /** A list of strings with integers, by a parser of structured fields. */
  private static Map<String, Map<String, Long>> parameters(String field) {
    var read = new LinkedHashMap<String, Map<String, Long>>();
    for (var member : Parser.parseList(field).get()) {
      assertThat(member).isInstanceOf(StringItem.class);
      var item = (StringItem) member;
      var numbers = new LinkedHashMap<String, Long>();
      item.getParams().forEach((k, v) -> numbers.put(k, ((IntegerItem) v).getAsLong()));
      assertThat(read.put(item.get(), numbers)).isNull();
    }
    return read;
  }

  @Test
  void everyValueIsAListOfStructuredFields() {
    var random = new Random(7);
    for (var round = 0; round < 2_000; round++) {
      List<Limit> limits = new ArrayList<>();
      for (var i = 0; i < 1 + round % 4; i++) {
        var multiple = 1 + random.nextInt(1_000_000);
        limits.add(
            new Limit(
                name(random) + i,
                1 + random.nextLong(Math.min(1_000_000_000_000L, Limit.MOST_CALLS / multiple)),
                Duration.ofSeconds(1 + random.nextInt(31_622_400)),
                multiple));
      }
      var multiple = 1 + random.nextInt(1_000_000);
      var policy = parameters(new RateLimitFields(limits).policy(multiple));
      assertThat(policy.keySet()).containsExactlyElementsOf(names(limits));
      limits.forEach(
          l ->
              assertThat(policy.get(l.name()))
                  .containsExactly(
                      Map.entry("q", l.quota() * Math.min(multiple, l.maxMultiple())),
                      Map.entry("w", l.window().toSeconds())));

      var counts = new Limits(1);
      var wallet = new EvmAddress(1, 1, 1);
      var verdict =
          (Verdict.Admitted)
              counts.take("service", wallet, limits, multiple, 1_700_000_000_000L + round);
      var limit = parameters(RateLimitFields.limit(verdict.standings()));
      limits.forEach(
          l ->
              assertThat(limit.get(l.name()))
                  .containsExactly(
                      Map.entry("r", l.quota() * Math.min(multiple, l.maxMultiple()) - 1),
                      Map.entry("t", l.window().toSeconds())));
    }
  }

  private static List<String> names(List<Limit> limits) {
    return limits.stream().map(Limit::name).toList();
  }

  private static String name(Random random) {
    return IntStream.range(0, random.nextInt(31))
        .mapToObj(_ -> "abcxyz0189-".charAt(random.nextInt(11)) + "")
        .reduce("", String::concat);
  }
}
