package factory.runtime;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;

/** Units of measure; the factors are exact. Source: NIST SP 811, and IEC 80000-13 for data. */
public final class Units {
  private static final int DIGITS = 10;
  private static final Map<String, Unit> UNITS = units();

  private Units() {}

  /**
   * A unit.
   *
   * @param quantity what it measures
   * @param times how many of the quantity's first unit it is, divided by {@code per}
   * @param offset what is added to a value before it is multiplied
   */
  private record Unit(String quantity, BigDecimal times, BigDecimal per, BigDecimal offset) {}

  /** A value in another unit of the same quantity, rounded to 10 digits behind the point. */
  public static BigDecimal convert(BigDecimal value, String from, String to) {
    var one = unit(from);
    var other = unit(to);
    if (!one.quantity().equals(other.quantity())) {
      throw Uncomputable.of(
          "%s is of %s and %s is of %s".formatted(from, one.quantity(), to, other.quantity()));
    }
    var dividend = value.add(one.offset()).multiply(one.times()).multiply(other.per());
    var divisor = one.per().multiply(other.times());
    return Decimals.plain(
        Decimals.checked(
            dividend.divide(divisor, DIGITS, RoundingMode.HALF_UP).subtract(other.offset())));
  }

  private static Unit unit(String name) {
    var unit = UNITS.get(name);
    if (unit == null) {
      throw Uncomputable.of(Uncomputable.shown(name) + " is no unit that is known here");
    }
    return unit;
  }

  private static Map<String, Unit> units() {
    Map<String, Unit> units = new HashMap<>();
    add(
        units,
        "length",
        "m 1, mm 0.001, cm 0.01, km 1000, in 0.0254, ft 0.3048, yd 0.9144, mi 1609.344, nmi 1852");
    add(
        units,
        "mass",
        "kg 1, mg 0.000001, g 0.001, t 1000, oz 0.028349523125, lb 0.45359237, st 6.35029318");
    add(
        units,
        "volume",
        "l 1, ml 0.001, cl 0.01, m3 1000, cm3 0.001, tsp 0.00492892159375, tbsp 0.01478676478125,"
            + " floz 0.0295735295625, cup 0.2365882365, pt 0.473176473, qt 0.946352946,"
            + " gal 3.785411784, impgal 4.54609");
    add(
        units,
        "area",
        "m2 1, km2 1000000, cm2 0.0001, ha 10000, acre 4046.8564224, ft2 0.09290304,"
            + " sqmi 2589988.110336");
    add(units, "speed", "m/s 1, km/h 1000/3600, mph 0.44704, kn 1852/3600");
    add(
        units,
        "data",
        "B 1, bit 1/8, kB 1000, MB 1000000, GB 1000000000, TB 1000000000000, KiB 1024, MiB 1048576,"
            + " GiB 1073741824, TiB 1099511627776");
    add(units, "time", "s 1, min 60, h 3600, d 86400, wk 604800");
    units.put("K", temperature("1", "1", "0"));
    units.put("C", temperature("1", "1", "273.15"));
    units.put("F", temperature("5", "9", "459.67"));
    return Map.copyOf(units);
  }

  private static void add(Map<String, Unit> units, String quantity, String table) {
    for (var line : table.split(", ")) {
      var parts = line.split("[ /](?=[0-9])");
      units.put(
          parts[0],
          new Unit(
              quantity,
              new BigDecimal(parts[1]),
              parts.length > 2 ? new BigDecimal(parts[2]) : BigDecimal.ONE,
              BigDecimal.ZERO));
    }
  }

  private static Unit temperature(String times, String per, String offset) {
    return new Unit(
        "temperature", new BigDecimal(times), new BigDecimal(per), new BigDecimal(offset));
  }
}
