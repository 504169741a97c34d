package factory.chain.token;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import factory.mesh.Refused;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same vectors that the contracts are tested with: written by {@code
 * contracts/reference/curve.py} from the curve's definition, so that a quote given here is what the
 * contract does, to the wei.
 */
class CurveVectorsTest {
  private static final Path FILE = Path.of("..", "contracts", "test", "vectors", "curve.json");

  private static final Map<String, BinaryOperator<BigInteger>> FUNCTIONS =
      Map.of(
          "tokensFor", Curve::tokensForDown,
          "payoutFor", Curve::payoutDown,
          "costFor", Curve::costUp);

  @ParameterizedTest
  @ValueSource(strings = {"tokensFor", "payoutFor", "costFor"})
  void answersAsTheReferenceDoes(String name) throws IOException {
    var function = function(name);

    assertThat(rows(name))
        .hasSizeGreaterThan(100)
        .allSatisfy(
            row ->
                assertThat(function.apply(number(row, 0), number(row, 1)))
                    .isEqualTo(number(row, 2)));
  }

  @Test
  void roundTripsLoseWhatTheReferenceSays() throws IOException {
    assertThat(rows("roundTrips"))
        .hasSizeGreaterThan(100)
        .allSatisfy(
            row -> {
              var supply = number(row, 0);
              var tokens = Curve.tokensForDown(supply, number(row, 1));
              assertThat(tokens).isEqualTo(number(row, 2));
              assertThat(Curve.payoutDown(supply.add(tokens), tokens)).isEqualTo(number(row, 3));
            });
  }

  @Test
  void refusesWhatTheReferenceRefuses() throws IOException {
    assertThat(rows("refusals"))
        .hasSizeGreaterThan(100)
        .allSatisfy(
            row -> {
              var function = function(row.get(0).textValue());
              var supply = number(row, 1);
              var value = number(row, 2);
              switch (row.get(3).textValue()) {
                case "SupplyAboveCap" ->
                    assertThatExceptionOfType(IllegalArgumentException.class)
                        .isThrownBy(() -> function.apply(supply, value));
                case "PurchaseAboveCap", "AmountAboveCap" ->
                    assertThatExceptionOfType(Refused.class)
                        .isThrownBy(() -> function.apply(supply, value))
                        .satisfies(
                            e -> assertThat(e.fault()).isEqualTo(new ChainFault.PastCap(supply)));
                case "AmountAboveSupply" ->
                    assertThatExceptionOfType(Refused.class)
                        .isThrownBy(() -> function.apply(supply, value))
                        .satisfies(
                            e ->
                                assertThat(e.fault())
                                    .isEqualTo(new ChainFault.AboveSupply(supply)));
                default -> throw new AssertionError(row);
              }
            });
  }

  private static BinaryOperator<BigInteger> function(String name) {
    return requireNonNull(FUNCTIONS.get(name));
  }

  private static JsonNode rows(String name) throws IOException {
    return new ObjectMapper().readTree(FILE.toFile()).required(name);
  }

  private static BigInteger number(JsonNode row, int column) {
    return new BigInteger(row.get(column).textValue());
  }
}
