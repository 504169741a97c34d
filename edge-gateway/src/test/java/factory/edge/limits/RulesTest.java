package factory.edge.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.JsonFormat;
import factory.edge.gate.AccessToken;
import factory.edge.gate.EvmAddress;
import factory.edge.gate.Finality;
import factory.mesh.Fault;
import factory.mesh.Refused;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
  private static final BigInteger GREATEST = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);

  private static Rules parse(String json) {
    var message = factory.edge.v1.Rules.newBuilder();
    try {
      JsonFormat.parser().merge(json.replace('\'', '"'), message);
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
    return RuleMessages.parse(message.build());
  }

  private static Rules withLimit(String json) {
    return parse("{limits: [{name: 'a', quota: 1, window: '1s'}, {" + json + "}]}");
  }

  private static void isRefused(String json, String field) {
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> parse(json))
        .extracting(e -> e.fault().fields())
        .satisfies(
            fields ->
                assertThat(fields).extracting(Fault.FieldViolation::field).containsExactly(field));
  }

  @Test
  void readsEverything() {
    var rules =
        parse(
            """
            {accessThreshold: '250', finality: {kind: FINALITY_KIND_CONFIRMATIONS, confirmations: 12},
             limits: [{name: 'burst', quota: 10, window: '1s'},
                      {name: 'month-30', quota: '1000000000000', window: '31622400s', maxMultiple: 999}]}
            """);
    assertThat(rules)
        .isEqualTo(
            new Rules(
                Optional.of(BigInteger.valueOf(250)),
                new Finality.Confirmations(12),
                List.of(
                    new Limit("burst", 10, Duration.ofSeconds(1), 1),
                    new Limit("month-30", 1_000_000_000_000L, Duration.ofDays(366), 999))));
    assertThat(RuleMessages.parse(RuleMessages.message(rules))).isEqualTo(rules);
  }

  @Test
  void nothingIsNoRules() {
    assertThat(parse("{}")).isEqualTo(Rules.NONE);
    assertThat(RuleMessages.message(Rules.NONE))
        .isEqualTo(factory.edge.v1.Rules.getDefaultInstance());
  }

  @Test
  void everyKindOfFinalityIsReadAndWritten() {
    for (var finality :
        List.of(
            new Finality.Latest(),
            new Finality.Safe(),
            new Finality.Confirmations(1),
            new Finality.Confirmations(10_000))) {
      var rules = new Rules(Optional.of(GREATEST), finality, List.of());
      assertThat(RuleMessages.parse(RuleMessages.message(rules))).isEqualTo(rules);
    }
    assertThat(parse("{finality: {kind: FINALITY_KIND_LATEST}}")).isEqualTo(Rules.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "01",
        "-1",
        "+1",
        "1.0",
        "1e3",
        " 1",
        "0x1",
        "\u0661",
        "115792089237316195423570985008687907853269984665640564039457584007913129639936",
        "1157920892373161954235709850086879078532699846656405640394575840079131296399350"
      })
  void anAccessThresholdIsAnAmountAboveNothing(String text) {
    isRefused("{accessThreshold: '" + text + "'}", "rules.access_threshold");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "kind: 9 | rules.finality.kind",
        "kind: 3 | rules.finality.confirmations",
        "kind: 3, confirmations: 10001 | rules.finality.confirmations",
        "kind: 3, confirmations: 4294967295 | rules.finality.confirmations",
        "kind: 2, confirmations: 1 | rules.finality.confirmations",
        "confirmations: 1 | rules.finality.confirmations"
      })
  void aFinalityThatIsNoneIsRefused(String finality, String field) {
    isRefused("{finality: {" + finality + "}}", field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "quota: 1, window: '1s' | name",
        "name: '', quota: 1, window: '1s' | name",
        "name: 'A', quota: 1, window: '1s' | name",
        "name: 'b c', quota: 1, window: '1s' | name",
        "name: 'b\\u0022', quota: 1, window: '1s' | name",
        "name: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', quota: 1, window: '1s' | name",
        "name: 'a', quota: 1, window: '1s' | name",
        "name: 'b', window: '1s' | quota",
        "name: 'b', quota: '1000000000001', window: '1s' | quota",
        "name: 'b', quota: '18446744073709551615', window: '1s' | quota",
        "name: 'b', quota: 1 | window",
        "name: 'b', quota: 1, window: '0.9s' | window",
        "name: 'b', quota: 1, window: '1.5s' | window",
        "name: 'b', quota: 1, window: '-1s' | window",
        "name: 'b', quota: 1, window: '31622401s' | window",
        "name: 'b', quota: 1, window: '315576000000s' | window",
        "name: 'b', quota: 1, window: '1s', maxMultiple: 1000001 | max_multiple",
        "name: 'b', quota: 1, window: '1s', maxMultiple: 4294967295 | max_multiple",
        "name: 'b', quota: '1000000000000', window: '1s', maxMultiple: 1000 | max_multiple"
      })
  void aLimitThatIsNoneIsRefusedByItsField(String limit, String field) {
    isRefused(
        "{limits: [{name: 'a', quota: 1, window: '1s'}, {" + limit + "}]}",
        "rules.limits[1]." + field);
  }

  @Test
  void aDurationThatIsNoneIsRefusedAsWell() {
    var message = factory.edge.v1.Rules.newBuilder();
    message
        .addLimitsBuilder()
        .setName("a")
        .setQuota(1)
        .getWindowBuilder()
        .setSeconds(Long.MAX_VALUE);
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> RuleMessages.parse(message.build()))
        .matches(e -> e.fault().fields().getFirst().field().equals("rules.limits[0].window"));
  }

  @Test
  void fourLimitsAreTheMost() {
    var four =
        "{name: 'a', quota: 1, window: '1s'}, {name: 'b', quota: 1, window: '1s'}, {name: 'c', quota: 1, window: '1s'}, {name: 'd', quota: 1, window: '1s'}";
    assertThat(parse("{limits: [" + four + "]}").limits()).hasSize(4);
    isRefused("{limits: [" + four + ", {name: 'e', quota: 1, window: '1s'}]}", "rules.limits");
  }

  @Test
  void whatIsOutsideOfTheRangesDoesNotExist() {
    assertThatThrownBy(() -> new Limit("a", 0, Duration.ofSeconds(1), 1))
        .isInstanceOf(IllegalArgumentException.class);
    var limit = new Limit("a", 1, Duration.ofSeconds(1), 1);
    assertThatThrownBy(
            () -> new Rules(Optional.empty(), new Finality.Latest(), List.of(limit, limit)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Finality.Confirmations(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theHigherThresholdCounts() {
    var token = new AccessToken(1, new EvmAddress(1, 1, 1), BigInteger.valueOf(100));
    assertThat(Rules.NONE.threshold(token)).isEqualTo(100);
    assertThat(parse("{accessThreshold: '99'}").threshold(token)).isEqualTo(100);
    assertThat(parse("{accessThreshold: '101'}").threshold(token)).isEqualTo(101);
  }

  @Test
  void aQuotaGrowsWithWholeThresholdsUpToItsLimit() {
    var rules = withLimit("name: 'b', quota: 10, window: '1s', maxMultiple: 5");
    var needed = BigInteger.valueOf(100);
    List<Long> quotas =
        List.of("0", "99", "100", "199", "200", "499", "500", "100000", "1" + "0".repeat(77))
            .stream()
            .map(
                held -> rules.limits().get(1).quotaAt(rules.multiple(new BigInteger(held), needed)))
            .toList();
    assertThat(quotas).containsExactly(10L, 10L, 10L, 10L, 20L, 40L, 50L, 50L, 50L);
    assertThat(rules.limits().getFirst().quotaAt(5)).isEqualTo(1);
    assertThat(rules.multiple(GREATEST, BigInteger.ONE)).isEqualTo(1_000_000);
    assertThat(withLimit("name: 'b', quota: 10, window: '1s'").multiple(GREATEST, needed))
        .isEqualTo(1);
  }

  @Test
  void noQuotaIsLongerThanAStructuredFieldHolds() {
    var limit = new Limit("a", 999_999_999, Duration.ofSeconds(1), 1_000_000);
    assertThat(limit.quotaAt(Long.MAX_VALUE)).isEqualTo(999_999_999_000_000L);
  }
}
