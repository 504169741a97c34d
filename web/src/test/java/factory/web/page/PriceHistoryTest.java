package factory.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import factory.chain.v1.Trade;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriceHistoryTest {
  private static final long NOON = 1_795_348_800;

  private static Trade trade(long at, String tokens, String wei) {
    return Trade.newBuilder()
        .setTime(Timestamp.newBuilder().setSeconds(at))
        .setTokens(tokens)
        .setWei(wei)
        .build();
  }

  @Test
  void timeGoesToTheRightAndTheHighestPriceIsAtTheTop() {
    var plot =
        PriceHistory.of(
            List.of(
                trade(NOON + 7_200, "2000000000000000000", "4000000000000000"),
                trade(NOON + 5_400, "1000000000000000000", "1000000000000000"),
                trade(NOON, "500000000000000000", "1500000000000000")));

    assertThat(plot.line()).isEqualTo("48.0,26.0 301.5,130.0 386.0,78.0");
    assertThat(plot.supplies())
        .extracting(Views.Tick::label)
        .containsExactly("12:00", "12:30", "13:00", "13:30", "14:00");
    assertThat(plot.summary())
        .isEqualTo(
            "3 trades from 22 Nov to 22 Nov: a token cost 0.003 ETH in the first and 0.002 ETH"
                + " in the last.");
  }

  @Test
  void whatHasNoTimeOrNoPriceIsNotDrawnAndOneMomentIsNoHistory() {
    assertThat(PriceHistory.of(List.of()).line()).isEmpty();
    assertThat(PriceHistory.of(List.of(trade(NOON, "1", "1"), trade(NOON, "2", "1"))).line())
        .isEmpty();
    assertThat(PriceHistory.of(List.of(trade(NOON, "0", "0"), trade(NOON - 1, "2", "1"))).line())
        .isEmpty();
    var unknown = Trade.newBuilder().setTokens("1").setWei("1").build();
    assertThat(PriceHistory.of(List.of(unknown, trade(NOON, "2", "1"))).line()).isEmpty();
  }
}
