package factory.web.page;

import factory.chain.v1.CurvePoint;
import factory.chain.v1.GetCurveResponse;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A price curve as points on a drawing of 410 by 230. Only places on it are rounded, no amount. */
final class Plot {
  private static final int LEFT = 48;
  private static final int RIGHT = 386;
  private static final int TOP = 26;
  private static final int BOTTOM = 182;

  /** Lines across the drawing, at most. */
  private static final int TICKS = 5;

  private Plot() {}

  /** Throws when the node told no curve. */
  static Views.Plot of(GetCurveResponse curve) {
    var last = curve.getPointsList().getLast();
    var now = curve.getNow();
    var width = tokens(last.getSupply()).max(tokens(now.getSupply()));
    var height = tokens(last.getPriceWei()).max(tokens(now.getPriceWei()));
    var line = new StringBuilder();
    for (var point : curve.getPointsList()) {
      line.append(line.isEmpty() ? "" : " ")
          .append(x(tokens(point.getSupply()), width))
          .append(',')
          .append(y(tokens(point.getPriceWei()), height));
    }
    return new Views.Plot(
        "",
        line.toString(),
        x(tokens(now.getSupply()), width),
        y(tokens(now.getPriceWei()), height),
        ticks(width).stream().map(t -> new Views.Tick(x(t, width), label(t))).toList(),
        ticks(height).stream().map(t -> new Views.Tick(y(t, height), label(t))).toList(),
        "At a supply of "
            + words(now)
            + "; at 0 it would be "
            + Shown.shortUnits(curve.getPoints(0).getPriceWei())
            + " ETH, at "
            + words(last)
            + ".");
  }

  static Views.Plot unknown(String problem) {
    return new Views.Plot(problem, "", "", "", List.of(), List.of(), "");
  }

  private static String words(CurvePoint point) {
    return Shown.shortUnits(point.getSupply())
        + " the next token costs "
        + Shown.shortUnits(point.getPriceWei())
        + " ETH";
  }

  private static BigDecimal tokens(String base) {
    return new BigDecimal(new BigInteger(base), 18);
  }

  static String x(BigDecimal at, BigDecimal width) {
    return place(LEFT, RIGHT, at, width);
  }

  static String y(BigDecimal at, BigDecimal height) {
    return place(BOTTOM, TOP, at, height);
  }

  private static String place(int from, int to, BigDecimal at, BigDecimal whole) {
    var part = whole.signum() == 0 ? 0 : at.divide(whole, MathContext.DECIMAL32).doubleValue();
    return String.format(Locale.ROOT, "%.1f", from + part * (to - from));
  }

  /** From 0 in steps of 1, 2 or 5 times a power of ten. */
  static List<BigDecimal> ticks(BigDecimal whole) {
    if (whole.signum() == 0) {
      return List.of(BigDecimal.ZERO);
    }
    var least = whole.divide(BigDecimal.valueOf(TICKS), MathContext.DECIMAL32);
    var power = BigDecimal.ONE.scaleByPowerOfTen(least.precision() - least.scale() - 1);
    var step = power;
    for (var factor : new int[] {1, 2, 5, 10}) {
      step = power.multiply(BigDecimal.valueOf(factor));
      if (step.compareTo(least) >= 0) {
        break;
      }
    }
    List<BigDecimal> ticks = new ArrayList<>();
    for (var at = BigDecimal.ZERO; at.compareTo(whole) <= 0; at = at.add(step)) {
      ticks.add(at);
    }
    return ticks;
  }

  static String label(BigDecimal value) {
    for (var unit : List.of("M", "k")) {
      var size = unit.equals("M") ? BigDecimal.valueOf(1_000_000) : BigDecimal.valueOf(1_000);
      if (value.compareTo(size) >= 0) {
        return plain(value.divide(size, 3, RoundingMode.DOWN)) + unit;
      }
    }
    return plain(value);
  }

  private static String plain(BigDecimal value) {
    var stripped = value.stripTrailingZeros();
    return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
  }
}
