package factory.web.page;

import factory.chain.v1.Trade;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a whole token cost in each of some trades, over time, drawn as a {@link Plot} is. */
final class PriceHistory {
  private static final int TIMES = 4;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private record Point(Instant at, BigDecimal price) {}

  private PriceHistory() {}

  /**
   * Of trades, newest first; those whose time or price nobody can tell are left out. Nothing is
   * drawn where all are of one moment.
   */
  static Views.Plot of(List<Trade> trades) {
    var points =
        trades.reversed().stream()
            .filter(trade -> trade.hasTime() && TokenParts.number(trade.getTokens()).signum() > 0)
            .map(
                trade ->
                    new Point(
                        Instant.ofEpochSecond(trade.getTime().getSeconds()),
                        new BigDecimal(TokenParts.number(trade.getWei()))
                            .divide(
                                new BigDecimal(TokenParts.number(trade.getTokens())),
                                MathContext.DECIMAL64)))
            .toList();
    if (points.isEmpty() || !points.getFirst().at().isBefore(points.getLast().at())) {
      return Plot.unknown("");
    }
    var from = points.getFirst().at();
    var whole = Duration.between(from, points.getLast().at());
    var height = points.stream().map(Point::price).reduce(BigDecimal.ZERO, BigDecimal::max);
    var line = new StringBuilder();
    for (var point : points) {
      line.append(line.isEmpty() ? "" : " ")
          .append(x(Duration.between(from, point.at()), whole))
          .append(',')
          .append(Plot.y(point.price(), height));
    }
    var last = points.getLast();
    return new Views.Plot(
        "",
        line.toString(),
        x(whole, whole),
        Plot.y(last.price(), height),
        times(from, whole),
        Plot.ticks(height).stream()
            .map(tick -> new Views.Tick(Plot.y(tick, height), Plot.label(tick)))
            .toList(),
        "%s trades from %s to %s: a token cost %s ETH in the first and %s ETH in the last."
            .formatted(
                points.size(),
                DAY.format(from),
                DAY.format(last.at()),
                price(points.getFirst()),
                price(last)));
  }

  private static String price(Point point) {
    return Shown.shortUnits(point.price().movePointRight(18).toBigInteger().toString());
  }

  private static String x(Duration at, Duration whole) {
    return Plot.x(BigDecimal.valueOf(at.toSeconds()), BigDecimal.valueOf(whole.toSeconds()));
  }

  private static List<Views.Tick> times(Instant from, Duration whole) {
    var words = whole.toDays() < 2 ? CLOCK : DAY;
    List<Views.Tick> ticks = new ArrayList<>();
    for (var i = 0; i <= TIMES; i++) {
      var at = whole.multipliedBy(i).dividedBy(TIMES);
      var word = words.format(from.plus(at));
      if (ticks.isEmpty() || !ticks.getLast().label().equals(word)) {
        ticks.add(new Views.Tick(x(at, whole), word));
      }
    }
    return ticks;
  }
}
