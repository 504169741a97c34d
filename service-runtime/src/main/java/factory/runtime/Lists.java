package factory.runtime;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists, and statistics over lists of numbers: {@code Long} or {@code BigDecimal}. */
public final class Lists {
  private Lists() {}

  /** The exact sum; 0 of nothing. */
  public static BigDecimal sum(List<? extends Number> numbers) {
    var sum = BigDecimal.ZERO;
    for (var number : numbers) {
      sum = sum.add(decimal(number));
    }
    return Decimals.checked(sum);
  }

  /** The sum of whole numbers; 0 of nothing. */
  public static long sumWhole(List<Long> numbers) {
    var sum = 0L;
    for (var number : numbers) {
      sum = Math.addExact(sum, number);
    }
    return sum;
  }

  /** The mean, exact to 20 digits behind the point. */
  public static BigDecimal average(List<? extends Number> numbers) {
    refuseEmpty(numbers);
    return Decimals.divide(sum(numbers), BigDecimal.valueOf(numbers.size()));
  }

  /** The one in the middle of their order, or the mean of the two there. */
  public static BigDecimal median(List<? extends Number> numbers) {
    refuseEmpty(numbers);
    var sorted = numbers.stream().map(Lists::decimal).sorted().toList();
    var middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : Decimals.divide(sorted.get(middle - 1).add(sorted.get(middle)), BigDecimal.TWO);
  }

  /** The variance of all there are. */
  public static BigDecimal variance(List<? extends Number> numbers) {
    refuseEmpty(numbers);
    return Decimals.plain(
        spread(numbers, numbers.size()).setScale(Decimals.QUOTIENT_DIGITS, RoundingMode.HALF_UP));
  }

  /** The standard deviation of all there are. */
  public static BigDecimal standardDeviation(List<? extends Number> numbers) {
    refuseEmpty(numbers);
    return Decimals.root(spread(numbers, numbers.size()));
  }

  /** The standard deviation of a sample, of two at least. */
  public static BigDecimal sampleDeviation(List<? extends Number> numbers) {
    if (numbers.size() < 2) {
      throw Uncomputable.of("A sample has at least two values");
    }
    return Decimals.root(spread(numbers, numbers.size() - 1L));
  }

  /** The squared distances from the mean, divided; to 60 digits behind the point. */
  private static BigDecimal spread(List<? extends Number> numbers, long divisor) {
    var squares = BigDecimal.ZERO;
    for (var number : numbers) {
      squares = squares.add(decimal(number).pow(2));
    }
    var count = BigDecimal.valueOf(numbers.size());
    return squares
        .multiply(count)
        .subtract(sum(numbers).pow(2))
        .divide(count.multiply(BigDecimal.valueOf(divisor)), 60, RoundingMode.HALF_UP);
  }

  /** The least. */
  public static <T extends Comparable<? super T>> T min(List<T> items) {
    refuseEmpty(items);
    return Collections.min(items);
  }

  /** The greatest. */
  public static <T extends Comparable<? super T>> T max(List<T> items) {
    refuseEmpty(items);
    return Collections.max(items);
  }

  /** What is there most often; the first of several. */
  public static <T> T mode(List<T> items) {
    refuseEmpty(items);
    Map<Object, Integer> counts = new LinkedHashMap<>();
    items.forEach(item -> counts.merge(key(item), 1, Integer::sum));
    var most = Collections.max(counts.values());
    return items.stream()
        .filter(item -> most.equals(counts.get(key(item))))
        .findFirst()
        .orElseThrow();
  }

  /** From the least to the greatest. */
  public static <T extends Comparable<? super T>> List<T> sort(List<T> items) {
    return items.stream().sorted(Comparator.naturalOrder()).toList();
  }

  /** From the last to the first. */
  public static <T> List<T> reverse(List<T> items) {
    return List.copyOf(items.reversed());
  }

  /** Each once, where it is first. */
  public static <T> List<T> distinct(List<T> items) {
    Map<Object, T> first = new LinkedHashMap<>();
    items.forEach(item -> first.putIfAbsent(key(item), item));
    return List.copyOf(first.values());
  }

  /** With another one at the end. */
  public static <T> List<T> append(List<? extends T> items, T one) {
    List<T> more = new ArrayList<>(items);
    more.add(one);
    return List.copyOf(more);
  }

  /** Without those that are the same as one; numbers are, whatever zeros they end with. */
  public static <T> List<T> without(List<T> items, Object one) {
    return items.stream().filter(item -> !key(item).equals(key(one))).toList();
  }

  /** One list after the other. */
  public static <T> List<T> joined(List<? extends T> first, List<? extends T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return List.copyOf(all);
  }

  /** How many there are. */
  public static long size(List<?> items) {
    return items.size();
  }

  /** Whether one is there; numbers are the same whatever zeros they end with. */
  public static boolean contains(List<?> items, Object one) {
    return items.stream().anyMatch(item -> key(item).equals(key(one)));
  }

  /** The one at a place, from 0. */
  public static <T> T at(List<T> items, long place) {
    if (place < 0 || place >= items.size()) {
      throw Uncomputable.of("A list of %d has no place %d".formatted(items.size(), place));
    }
    return items.get((int) place);
  }

  /** The first one. */
  public static <T> T first(List<T> items) {
    return at(items, 0);
  }

  /** The last one. */
  public static <T> T last(List<T> items) {
    return at(items, items.size() - 1L);
  }

  /** Those from a place to before another; what is beyond an end is left out. */
  public static <T> List<T> slice(List<T> items, long from, long to) {
    var start = (int) Math.max(0, Math.min(from, items.size()));
    var end = (int) Math.max(start, Math.min(to, items.size()));
    return List.copyOf(items.subList(start, end));
  }

  /** 0 to before a number. */
  public static List<Long> range(long to) {
    return range(0, to);
  }

  /** One number to before another. */
  public static List<Long> range(long from, long to) {
    if (to > from && Math.subtractExact(to, from) > Texts.MAX_ITEMS) {
      throw Uncomputable.outOfRange("A list has at most " + Texts.MAX_ITEMS + " items");
    }
    List<Long> numbers = new ArrayList<>();
    for (var i = from; i < to; i++) {
      numbers.add(i);
    }
    return List.copyOf(numbers);
  }

  private static BigDecimal decimal(Number number) {
    return number instanceof BigDecimal exact ? exact : BigDecimal.valueOf(number.longValue());
  }

  private static Object key(Object item) {
    return item instanceof BigDecimal number ? Decimals.plain(number) : item;
  }

  private static void refuseEmpty(List<?> items) {
    if (items.isEmpty()) {
      throw Uncomputable.of("An empty list has no such figure");
    }
  }
}
