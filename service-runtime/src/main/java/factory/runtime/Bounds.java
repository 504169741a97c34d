package factory.runtime;

import java.math.BigDecimal;

/** From where to where a number may be. */
record Bounds(BigDecimal min, boolean minExclusive, BigDecimal max, boolean maxExclusive) {
  static Bounds of(BigDecimal min, BigDecimal max) {
    return new Bounds(min, false, max, false);
  }

  Bounds from(BigDecimal bound, boolean exclusive) {
    return new Bounds(bound, exclusive, max, maxExclusive);
  }

  Bounds to(BigDecimal bound, boolean exclusive) {
    return new Bounds(min, minExclusive, bound, exclusive);
  }

  boolean contain(BigDecimal value) {
    var low = value.compareTo(min);
    var high = value.compareTo(max);
    return (minExclusive ? low > 0 : low >= 0) && (maxExclusive ? high < 0 : high <= 0);
  }

  /** Such as {@code from 1 to 5} or {@code above 0 and below 1}. */
  @Override
  public String toString() {
    if (minExclusive || maxExclusive) {
      return (minExclusive ? "above " : "at least ")
          + min.toPlainString()
          + " and "
          + (maxExclusive ? "below " : "at most ")
          + max.toPlainString();
    }
    return "from " + min.toPlainString() + " to " + max.toPlainString();
  }
}
