package factory.runtime;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Days, times, moments and spans of time, in the years 0 to 9999. See {@link Calendars} too. */
public final class Dates {
  private static final LocalDate FIRST_DAY = LocalDate.of(0, 1, 1);
  private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);
  private static final Instant FIRST = FIRST_DAY.atStartOfDay(ZoneOffset.UTC).toInstant();
  private static final Instant END = LAST_DAY.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern TIME = Pattern.compile("[0-9]{2}:[0-9]{2}(:[0-9]{2})?");
  private static final Pattern MOMENT =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?"
              + "([Zz]|[+-][0-9]{2}:[0-9]{2})");

  private Dates() {}

  /** The day that a text says, such as 2026-01-31. */
  public static LocalDate date(String text) {
    return parsed(DAY, text, "day such as 2026-01-31", () -> LocalDate.parse(text));
  }

  /** The day of that year, month and day. */
  public static LocalDate date(long year, long month, long day) {
    try {
      return checked(
          LocalDate.of(Math.toIntExact(year), Math.toIntExact(month), Math.toIntExact(day)));
    } catch (DateTimeException | ArithmeticException e) {
      throw Uncomputable.of("There is no day %d-%d-%d".formatted(year, month, day));
    }
  }

  /** The day of a moment in UTC. */
  public static LocalDate date(Instant moment) {
    return moment.atZone(ZoneOffset.UTC).toLocalDate();
  }

  /** The day of a moment in a time zone such as Europe/Berlin. */
  public static LocalDate date(Instant moment, String zone) {
    return checked(moment.atZone(zone(zone)).toLocalDate());
  }

  /** The time of day that a text says, such as 18:30 or 18:30:15. */
  public static LocalTime time(String text) {
    return parsed(TIME, text, "time of day such as 18:30", () -> LocalTime.parse(text));
  }

  /** The time of day of a moment in a time zone, to the second. */
  public static LocalTime time(Instant moment, String zone) {
    return moment.atZone(zone(zone)).toLocalTime().truncatedTo(ChronoUnit.SECONDS);
  }

  /** The moment that a text says, such as 2026-01-31T18:30:00Z. */
  public static Instant instant(String text) {
    return parsed(
        MOMENT,
        text,
        "moment such as 2026-01-31T18:30:00Z",
        () -> checked(OffsetDateTime.parse(text).toInstant()));
  }

  /** The moment of a day and a time in a time zone; the earlier one when there are two. */
  public static Instant instant(LocalDate day, LocalTime time, String zone) {
    return checked(day.atTime(time).atZone(zone(zone)).withEarlierOffsetAtOverlap().toInstant());
  }

  /** The span of time that a text says, such as PT90M. */
  public static Duration duration(String text) {
    if (text.length() > 60) {
      throw Uncomputable.of(Uncomputable.shown(text) + " is no span of time such as PT90M");
    }
    try {
      return checked(Duration.parse(text));
    } catch (DateTimeException | ArithmeticException e) {
      throw Uncomputable.of(Uncomputable.shown(text) + " is no span of time such as PT90M");
    }
  }

  /** So many days of 24 hours. */
  public static Duration days(long count) {
    return span(() -> Duration.ofDays(count));
  }

  /** So many hours. */
  public static Duration hours(long count) {
    return span(() -> Duration.ofHours(count));
  }

  /** So many minutes. */
  public static Duration minutes(long count) {
    return span(() -> Duration.ofMinutes(count));
  }

  /** So many seconds. */
  public static Duration seconds(long count) {
    return span(() -> Duration.ofSeconds(count));
  }

  /** A moment later. */
  public static Instant plus(Instant moment, Duration span) {
    return moved(() -> moment.plus(span));
  }

  /** A moment earlier. */
  public static Instant minus(Instant moment, Duration span) {
    return moved(() -> moment.minus(span));
  }

  /** Both together. */
  public static Duration plus(Duration one, Duration other) {
    return span(() -> one.plus(other));
  }

  /** One without the other. */
  public static Duration minus(Duration one, Duration other) {
    return span(() -> one.minus(other));
  }

  /** From one moment to another; below zero when that is earlier. */
  public static Duration between(Instant from, Instant to) {
    return Duration.between(from, to);
  }

  /** How many whole seconds it has, as {@link Duration} rounds: to zero. */
  public static long totalSeconds(Duration span) {
    return span.isNegative() ? -span.negated().toSeconds() : span.toSeconds();
  }

  /** How many whole minutes it has. */
  public static long totalMinutes(Duration span) {
    return totalSeconds(span) / 60;
  }

  /** How many whole hours it has. */
  public static long totalHours(Duration span) {
    return totalSeconds(span) / 3_600;
  }

  /** How many whole days of 24 hours it has. */
  public static long totalDays(Duration span) {
    return totalSeconds(span) / 86_400;
  }

  /** Seconds since 1970 in UTC. */
  public static long epochSeconds(Instant moment) {
    return moment.getEpochSecond();
  }

  /** The moment of so many seconds since 1970 in UTC. */
  public static Instant fromEpochSeconds(long seconds) {
    return moved(() -> Instant.ofEpochSecond(seconds));
  }

  /** A moment as text with the offset of a time zone, such as 2026-01-31T19:30:00+01:00. */
  public static String inZone(Instant moment, String zone) {
    return moment
        .truncatedTo(ChronoUnit.SECONDS)
        .atZone(zone(zone))
        .format(java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME);
  }

  /** The hour of a moment in UTC. */
  public static long hour(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC).getHour();
  }

  /** The minute of a moment. */
  public static long minute(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC).getMinute();
  }

  /** The second of a moment. */
  public static long second(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC).getSecond();
  }

  /** The hour of a time of day. */
  public static long hour(LocalTime time) {
    return time.getHour();
  }

  /** The minute of a time of day. */
  public static long minute(LocalTime time) {
    return time.getMinute();
  }

  /** The second of a time of day. */
  public static long second(LocalTime time) {
    return time.getSecond();
  }

  /** A time of day later; it goes on at midnight. */
  public static LocalTime addMinutes(LocalTime time, long minutes) {
    return time.plusMinutes(minutes);
  }

  /** From one time of day to another of the same day; below zero when that is earlier. */
  public static long minutesBetween(LocalTime from, LocalTime to) {
    return ChronoUnit.MINUTES.between(from, to);
  }

  static LocalDate checked(LocalDate day) {
    if (day.isBefore(FIRST_DAY) || day.isAfter(LAST_DAY)) {
      throw Uncomputable.outOfRange("Days are of the years 0 to 9999");
    }
    return day;
  }

  static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw Uncomputable.of(Uncomputable.shown(name) + " is no time zone such as Europe/Berlin");
    }
  }

  private static Instant checked(Instant moment) {
    if (moment.isBefore(FIRST) || !moment.isBefore(END)) {
      throw Uncomputable.outOfRange("Moments are of the years 0 to 9999");
    }
    return moment;
  }

  private static Duration checked(Duration span) {
    if (span.abs().compareTo(Duration.between(FIRST, END)) > 0) {
      throw Uncomputable.outOfRange("A span of time has at most 10,000 years");
    }
    return span;
  }

  private static Instant moved(Supplier<Instant> moment) {
    try {
      return checked(moment.get());
    } catch (DateTimeException | ArithmeticException e) {
      throw Uncomputable.outOfRange("Moments are of the years 0 to 9999");
    }
  }

  private static Duration span(Supplier<Duration> span) {
    try {
      return checked(span.get());
    } catch (DateTimeException | ArithmeticException e) {
      throw Uncomputable.outOfRange("A span of time has at most 10,000 years");
    }
  }

  private static <T> T parsed(Pattern shape, String text, String what, Supplier<T> value) {
    try {
      if (shape.matcher(text).matches()) {
        return value.get();
      }
    } catch (DateTimeException e) {
      throw Uncomputable.of(Uncomputable.shown(text) + " is no " + what);
    }
    throw Uncomputable.of(Uncomputable.shown(text) + " is no " + what);
  }
}
