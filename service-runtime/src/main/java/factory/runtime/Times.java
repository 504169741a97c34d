package factory.runtime;

import factory.runtime.Kind.Unfit;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Kinds of times. */
final class Times {
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("9999-12-31T23:59:59.999999999Z");

  // Always nine digits: text of one length sorts as the moments do.
  private static final DateTimeFormatter STORED =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Times() {}

  /** A moment as it is stored. */
  static String stored(Instant moment) {
    return STORED.format(moment);
  }

  /** A stored moment as {@code Instant.toString} writes it; every record has two. */
  static String shown(String stored) {
    if (stored.length() != 30) {
      return Instant.parse(stored).toString();
    }
    var end = 29;
    while (end > 19 && stored.startsWith("000", end - 3)) {
      end -= 3;
    }
    return stored.substring(0, end > 20 ? end : 19) + "Z";
  }

  /** A day: {@code LocalDate} in Java. */
  record Date() implements Kind {
    private static final Pattern SHAPE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      try {
        if (input instanceof JsonValue.Text(var text) && SHAPE.matcher(text).matches()) {
          return LocalDate.parse(text);
        }
      } catch (DateTimeException e) {
        throw new Unfit("must be a day that exists, such as 2026-01-31");
      }
      throw new Unfit("must be a day such as 2026-01-31");
    }

    @Override
    public Object store(Object value) throws Unfit {
      if (value instanceof LocalDate day && day.getYear() >= 0 && day.getYear() <= 9999) {
        return day.toString();
      }
      throw new Unfit("must be a day such as 2026-01-31");
    }

    @Override
    public @Nullable Object load(Object stored) {
      try {
        return stored instanceof String text && SHAPE.matcher(text).matches()
            ? LocalDate.parse(text)
            : null;
      } catch (DateTimeException anotherKind) {
        return null;
      }
    }
  }

  /** A time of day, to the second: {@code LocalTime} in Java. */
  record Time() implements Kind {
    private static final Pattern SHAPE =
        Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?");

    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      if (input instanceof JsonValue.Text(var text) && SHAPE.matcher(text).matches()) {
        return LocalTime.parse(text);
      }
      throw new Unfit("must be a time of day such as 18:30 or 18:30:15");
    }

    @Override
    public Object store(Object value) throws Unfit {
      if (value instanceof LocalTime time && time.equals(time.truncatedTo(ChronoUnit.SECONDS))) {
        return DateTimeFormatter.ISO_LOCAL_TIME.format(time);
      }
      throw new Unfit("must be a time of day such as 18:30 or 18:30:15");
    }

    @Override
    public @Nullable Object load(Object stored) {
      return stored instanceof String text && SHAPE.matcher(text).matches()
          ? LocalTime.parse(text)
          : null;
    }

    @Override
    public Object show(Object value) {
      return DateTimeFormatter.ISO_LOCAL_TIME.format((LocalTime) value);
    }
  }

  /** A moment, kept and shown in UTC: {@code Instant} in Java. */
  record DateTime() implements Kind {
    private static final Pattern SHAPE =
        Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?"
                + "([Zz]|[+-][0-9]{2}:[0-9]{2})");

    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      try {
        if (input instanceof JsonValue.Text(var text) && SHAPE.matcher(text).matches()) {
          var moment = OffsetDateTime.parse(text).toInstant();
          if (isWithin(moment)) {
            return moment;
          }
        }
      } catch (DateTimeException e) {
        throw new Unfit("must be a moment that exists, such as 2026-01-31T18:30:00Z");
      }
      throw new Unfit("must be a moment such as 2026-01-31T18:30:00Z");
    }

    @Override
    public Object store(Object value) throws Unfit {
      if (value instanceof Instant moment && isWithin(moment)) {
        return stored(moment);
      }
      throw new Unfit("must be a moment such as 2026-01-31T18:30:00Z");
    }

    private static boolean isWithin(Instant moment) {
      return !moment.isBefore(FIRST) && !moment.isAfter(END);
    }

    @Override
    public @Nullable Object load(Object stored) {
      try {
        return stored instanceof String text && SHAPE.matcher(text).matches()
            ? Instant.parse(text)
            : null;
      } catch (DateTimeException anotherKind) {
        return null;
      }
    }
  }

  /** A span of time, to the millisecond: {@code Duration} in Java, milliseconds in the store. */
  record Span() implements Kind {
    private static final Duration MOST = Duration.ofDays(36_525);
    private static final String MUST =
        "must be a duration of at most 36525 days such as PT90M or P2DT12H, to the millisecond";
    private static final Pattern SHAPE =
        Pattern.compile(
            "-?P(?=.)([0-9]{1,9}D)?(T(?=.)([0-9]{1,9}H)?([0-9]{1,9}M)?([0-9]{1,12}(\\.[0-9]{1,3})?S)?)?");

    @Override
    public String sqlType() {
      return "INTEGER";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      try {
        if (input instanceof JsonValue.Text(var text) && SHAPE.matcher(text).matches()) {
          var span = Duration.parse(text);
          store(span);
          return span;
        }
      } catch (DateTimeException | ArithmeticException e) {
        throw new Unfit(MUST);
      }
      throw new Unfit(MUST);
    }

    @Override
    public Object store(Object value) throws Unfit {
      if (value instanceof Duration span
          && span.abs().compareTo(MOST) <= 0
          && span.toNanosPart() % 1_000_000 == 0) {
        return span.toMillis();
      }
      throw new Unfit(MUST);
    }

    @Override
    public @Nullable Object load(Object stored) {
      return stored instanceof Long millis ? Duration.ofMillis(millis) : null;
    }
  }
}
