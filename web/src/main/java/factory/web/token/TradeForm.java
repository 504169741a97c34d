package factory.web.token;

import factory.web.page.Shown;
import factory.web.page.Views;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What somebody typed to buy or to sell.
 *
 * @param amount ETH to spend, or tokens to sell
 * @param slippage in percent
 */
record TradeForm(Side side, String serviceId, String amount, String slippage) {
  /** What is accepted unless somebody says otherwise, in percent. */
  static final String SLIPPAGE = "1";

  private static final int MOST_BPS = 5_000;
  static final String SLIPPAGE_RULE =
      "A number of percent from 0 to 50, with at most 2 decimals, such as 0.5.";

  /** The two ways, as they are called in addresses and forms. */
  enum Side {
    BUY("An amount of ETH above 0, with at most 18 decimals, such as 0.01."),
    SELL("An amount of tokens above 0, with at most 18 decimals, such as 1.5.");

    private final String rule;

    Side(String rule) {
      this.rule = rule;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    String rule() {
      return rule;
    }
  }

  /** In wei, or base units of the token; empty when it is no amount. */
  Optional<BigInteger> units() {
    return Shown.base(amount);
  }

  /** In hundredths of a percent, 0 to 5000; empty when it is none. */
  OptionalInt slippageBps() {
    if (!slippage.strip().matches("[0-9]{1,2}(\\.[0-9]{1,2})?")) {
      return OptionalInt.empty();
    }
    var bps = new BigDecimal(slippage.strip()).movePointRight(2).intValueExact();
    return bps <= MOST_BPS ? OptionalInt.of(bps) : OptionalInt.empty();
  }

  /** With nothing to show of it. */
  Views.Trade empty() {
    return view("", "", Optional.empty(), Optional.empty());
  }

  /**
   * As it is shown.
   *
   * @param error of the amount, or of the whole; empty when there is none
   * @param slippageError of the slippage; empty when there is none
   */
  Views.Trade view(
      String error,
      String slippageError,
      Optional<Views.Quote> quote,
      Optional<Views.Prepared> prepared) {
    return new Views.Trade(
        side.word(),
        serviceId,
        Shown.cut(amount.strip(), 60),
        Shown.cut(slippage.strip(), 20),
        error,
        slippageError,
        quote,
        prepared);
  }
}
