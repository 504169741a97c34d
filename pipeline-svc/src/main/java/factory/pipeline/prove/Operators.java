package factory.pipeline.prove;

import factory.pipeline.prove.World.Entry;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The operators and the most used functions of expressions, written for the prover alone. */
final class Operators {
  /** Digits behind the point of a quotient of decimals. */
  private static final int QUOTIENT_DIGITS = 20;

  private static final MathContext POWER = new MathContext(60, RoundingMode.HALF_UP);

  private Operators() {}

  static boolean equal(@Nullable Object one, @Nullable Object other) throws Ended {
    if (one == null || other == null) {
      return one == other;
    }
    var left = key(one);
    var right = key(other);
    if ((left instanceof Long || left instanceof BigDecimal)
        && (right instanceof Long || right instanceof BigDecimal)) {
      return compare(left, right) == 0;
    }
    return Objects.equals(left, right);
  }

  private static Object key(Object value) throws Ended {
    return switch (value) {
      case Entry entry -> entry.knownId();
      case Evaluator.Key key -> key.id();
      default -> value;
    };
  }

  static int compare(Object one, Object other) throws Ended {
    if (one instanceof Long a && other instanceof Long b) {
      return a.compareTo(b);
    }
    if (one instanceof Long || one instanceof BigDecimal) {
      return decimal(one).compareTo(decimal(other));
    }
    if (one instanceof String a && other instanceof String b) {
      return a.compareTo(b);
    }
    if (one instanceof LocalDate a && other instanceof LocalDate b) {
      return a.compareTo(b);
    }
    if (one instanceof LocalTime a && other instanceof LocalTime b) {
      return a.compareTo(b);
    }
    if (one instanceof Instant a && other instanceof Instant b) {
      return a.compareTo(b);
    }
    if (one instanceof Duration a && other instanceof Duration b) {
      return a.compareTo(b);
    }
    throw Ended.notTried("the prover cannot compare " + one + " and " + other);
  }

  private static BigDecimal decimal(@Nullable Object value) throws Ended {
    return switch (value) {
      case Long whole -> BigDecimal.valueOf(whole);
      case BigDecimal decimal -> decimal;
      case String text -> new BigDecimal(text);
      case null, default -> throw Ended.notTried("the prover cannot compute with " + value);
    };
  }

  private static int whole(@Nullable Object value) throws Ended {
    if (value instanceof Long whole) {
      return Math.toIntExact(whole);
    }
    throw Ended.notTried("the prover cannot compute with " + value);
  }

  private static String text(@Nullable Object value) throws Ended {
    if (value instanceof String text) {
      return text;
    }
    throw Ended.notTried("the prover cannot read " + value + " as text");
  }

  static @Nullable Object apply(String name, List<@Nullable Object> values) throws Ended {
    var a = values.isEmpty() ? null : values.get(0);
    var b = values.size() < 2 ? null : values.get(1);
    if (values.isEmpty() || a == null) {
      throw Ended.notTried("the prover does not know " + name + " of nothing");
    }
    switch (name) {
      case "<", "<=", ">", ">=" -> {
        if (b == null) {
          throw Ended.notTried("the prover cannot compare with null");
        }
        var compared = compare(a, b);
        return switch (name) {
          case "<" -> compared < 0;
          case "<=" -> compared <= 0;
          case ">" -> compared > 0;
          default -> compared >= 0;
        };
      }
      case "+", "-", "*", "/", "%", "negate" -> {
        return arithmetic(name, a, b);
      }
      case "json" -> {
        return a;
      }
      case "in" -> {
        return contains(b, a);
      }
      case "[]" -> {
        return list(a).get(whole(b));
      }
      case "size" -> {
        return a instanceof String text
            ? (Object) (long) text.codePointCount(0, text.length())
            : (Object) (long) list(a).size();
      }
      case "contains" -> {
        return a instanceof List<?> ? contains(a, b) : text(a).contains(text(b));
      }
      case "decimal" -> {
        return decimal(a);
      }
      case "string" -> {
        return a instanceof BigDecimal number ? number.toPlainString() : a.toString();
      }
      case "abs" -> {
        return a instanceof Long whole ? (Object) Math.absExact(whole) : decimal(a).abs();
      }
      case "min", "max" -> {
        return extreme(name, b == null ? list(a) : Arrays.asList(a, b));
      }
      case "round" -> {
        return decimal(a).setScale(b == null ? 0 : whole(b), RoundingMode.HALF_UP);
      }
      case "floor" -> {
        return decimal(a).setScale(b == null ? 0 : whole(b), RoundingMode.FLOOR);
      }
      case "ceil" -> {
        return decimal(a).setScale(b == null ? 0 : whole(b), RoundingMode.CEILING);
      }
      case "power" -> {
        return a instanceof Long base
            ? (Object) java.math.BigInteger.valueOf(base).pow(whole(b)).longValueExact()
            : decimal(a).pow(whole(b), POWER);
      }
      case "divide" -> {
        return decimal(a).divide(decimal(b), whole(values.get(2)), RoundingMode.HALF_UP);
      }
      case "sum" -> {
        var items = list(a);
        var sum = BigDecimal.ZERO;
        for (var item : items) {
          if (item != null) {
            sum = sum.add(decimal(item));
          }
        }
        return !items.isEmpty() && items.stream().allMatch(Long.class::isInstance)
            ? (Object) sum.longValueExact()
            : sum;
      }
      case "append" -> {
        List<Object> more = new ArrayList<>(list(a));
        more.add(Objects.requireNonNull(b));
        return more;
      }
      case "without" -> {
        List<Object> others = new ArrayList<>();
        for (var item : list(a)) {
          if (!equal(item, b)) {
            others.add(item);
          }
        }
        return others;
      }
      case "distinct" -> {
        return List.copyOf(new java.util.LinkedHashSet<>(list(a)));
      }
      case "first" -> {
        return list(a).getFirst();
      }
      case "last" -> {
        return list(a).getLast();
      }
      case "sort" -> {
        List<Object> sorted = new ArrayList<>();
        for (var item : list(a)) {
          var at = 0;
          while (at < sorted.size() && compare(sorted.get(at), Objects.requireNonNull(item)) <= 0) {
            at++;
          }
          sorted.add(at, Objects.requireNonNull(item));
        }
        return sorted;
      }
      case "range" -> {
        List<Object> range = new ArrayList<>();
        var from = b == null ? 0 : whole(a);
        for (var i = from; i < (b == null ? whole(a) : whole(b)); i++) {
          range.add((long) i);
        }
        return range;
      }
      default -> {
        return others(name, a, b, values);
      }
    }
  }

  private static @Nullable Object others(
      String name, Object a, @Nullable Object b, List<@Nullable Object> values) throws Ended {
    return switch (name) {
      case "upper" -> text(a).toUpperCase(Locale.ROOT);
      case "lower" -> text(a).toLowerCase(Locale.ROOT);
      case "trim" -> text(a).strip();
      case "startsWith" -> text(a).startsWith(text(b));
      case "endsWith" -> text(a).endsWith(text(b));
      case "isBlank" -> text(a).isBlank();
      case "replace" -> text(a).replace(text(b), text(values.get(2)));
      case "reverse" -> {
        if (a instanceof String text) {
          yield new StringBuilder(text).reverse().toString();
        }
        List<@Nullable Object> reversed = new ArrayList<>(list(a));
        Collections.reverse(reversed);
        yield reversed;
      }
      case "split" -> List.of(text(a).split(java.util.regex.Pattern.quote(text(b)), -1));
      case "join" -> {
        List<String> texts = new ArrayList<>();
        for (var item : list(a)) {
          texts.add(text(item));
        }
        yield String.join(text(b), texts);
      }
      case "matches" -> Patterns.matches(text(b), text(a));
      case "date" ->
          switch (a) {
            case String text -> LocalDate.parse(text);
            case Instant moment -> {
              if (b != null) {
                throw Ended.notTried("the prover does not know time zones");
              }
              yield LocalDate.ofInstant(moment, java.time.ZoneOffset.UTC);
            }
            case Long year -> LocalDate.of(Math.toIntExact(year), whole(b), whole(values.get(2)));
            default -> throw Ended.notTried("the prover knows no date of " + a);
          };
      case "instant" -> Instant.parse(text(a));
      case "time" -> LocalTime.parse(text(a));
      case "duration" -> Duration.parse(text(a));
      case "days" -> Duration.ofDays(whole(a));
      case "hours" -> Duration.ofHours(whole(a));
      case "minutes" -> Duration.ofMinutes(whole(a));
      case "seconds" -> Duration.ofSeconds(whole(a));
      case "totalMinutes" -> ((Duration) a).toMinutes();
      case "totalHours" -> ((Duration) a).toHours();
      case "totalDays" -> ((Duration) a).toDays();
      case "totalSeconds" -> ((Duration) a).toSeconds();
      case "daysBetween" ->
          ChronoUnit.DAYS.between((LocalDate) a, (LocalDate) Objects.requireNonNull(b));
      case "addDays" -> ((LocalDate) a).plusDays(whole(b));
      case "addMonths" -> ((LocalDate) a).plusMonths(whole(b));
      case "year" -> (long) ((LocalDate) a).getYear();
      case "month" -> (long) ((LocalDate) a).getMonthValue();
      case "day" -> (long) ((LocalDate) a).getDayOfMonth();
      case "weekday" -> (long) ((LocalDate) a).getDayOfWeek().getValue();
      case "isLeapYear" -> ((LocalDate) a).isLeapYear();
      default -> throw Ended.notTried("the prover does not compute " + name);
    };
  }

  private static boolean contains(@Nullable Object list, @Nullable Object value) throws Ended {
    for (var item : list(list)) {
      if (equal(item, value)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Object extreme(String name, List<?> items) throws Ended {
    Object best = null;
    for (var item : items) {
      if (item != null
          && (best == null || compare(item, best) * (name.equals("min") ? -1 : 1) > 0)) {
        best = item;
      }
    }
    return best;
  }

  private static List<?> list(@Nullable Object value) throws Ended {
    if (value instanceof List<?> items) {
      return items;
    }
    throw Ended.notTried("the prover cannot go through " + value);
  }

  private static Object arithmetic(String name, Object a, @Nullable Object b) throws Ended {
    if (name.equals("negate")) {
      return a instanceof Long whole ? (Object) Math.negateExact(whole) : decimal(a).negate();
    }
    if (b == null) {
      throw Ended.notTried("the prover cannot compute with null");
    }
    if (name.equals("+") && a instanceof List<?> first && b instanceof List<?> second) {
      List<Object> all = new ArrayList<>(first);
      all.addAll(second);
      return all;
    }
    if (a instanceof Long x && b instanceof Long y) {
      return switch (name) {
        case "+" -> Math.addExact(x, y);
        case "-" -> Math.subtractExact(x, y);
        case "*" -> Math.multiplyExact(x, y);
        case "/", "%" -> {
          if (x < 0 || y < 0) {
            throw Ended.notTried("how negative numbers are divided is not known to the prover");
          }
          yield name.equals("/") ? x / y : x % y;
        }
        default -> throw Ended.notTried("the prover does not know " + name);
      };
    }
    if (a instanceof Instant moment) {
      return b instanceof Duration span
          ? name.equals("+") ? moment.plus(span) : moment.minus(span)
          : Duration.between((Instant) b, moment);
    }
    if (a instanceof Duration span) {
      return name.equals("+") ? span.plus((Duration) b) : span.minus((Duration) b);
    }
    if (a instanceof String text && name.equals("+")) {
      return text + text(b);
    }
    if (a instanceof List<?> left && name.equals("+")) {
      List<@Nullable Object> both = new ArrayList<>(left);
      both.addAll(list(b));
      return both;
    }
    var x = decimal(a);
    var y = decimal(b);
    return switch (name) {
      case "+" -> x.add(y);
      case "-" -> x.subtract(y);
      case "*" -> x.multiply(y);
      case "/" -> x.divide(y, QUOTIENT_DIGITS, RoundingMode.HALF_UP);
      case "%" -> x.remainder(y);
      default -> throw Ended.notTried("the prover does not know " + name);
    };
  }
}
