package factory.web.page;

import java.util.List;
import java.util.Optional;

/** What the templates of a token's page get, beside {@link Views}. */
public final class TokenViews {
  private TokenViews() {}

  /**
   * The last trades.
   *
   * @param problem why they are not known; empty when they are
   * @param rows newest first
   * @param more what is not shown; empty when all is
   * @param prices what they paid over time, drawn; without a line when too few are known
   */
  public record Trades(String problem, List<TradeRow> rows, String more, Views.Plot prices) {}

  /**
   * One trade.
   *
   * @param word such as {@code Bought}
   * @param at of its block; empty where the chain did not tell it
   * @param block its number
   * @param explorer where it is seen on its chain; empty when nowhere
   * @param isFinal nothing takes it back any more
   */
  public record TradeRow(
      String word,
      String wallet,
      String shortened,
      boolean you,
      String tokens,
      String eth,
      Optional<Views.Moment> at,
      String block,
      String explorer,
      boolean isFinal) {}
}
