package factory.runtime;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** Counting with days. */
public final class Calendars {
  private Calendars() {}

  /** From one day to another; below zero when that is earlier. */
  public static long daysBetween(LocalDate from, LocalDate to) {
    return ChronoUnit.DAYS.between(from, to);
  }

  /** Whole months from one day to another. */
  public static long monthsBetween(LocalDate from, LocalDate to) {
    return ChronoUnit.MONTHS.between(from, to);
  }

  /** Whole years from one day to another, as an age is counted. */
  public static long yearsBetween(LocalDate from, LocalDate to) {
    return ChronoUnit.YEARS.between(from, to);
  }

  /** Mondays to Fridays from one day to before another; below zero when that is earlier. */
  public static long workdaysBetween(LocalDate from, LocalDate to) {
    return workdaysBefore(to) - workdaysBefore(from);
  }

  /** Workdays from a Monday far away to before a day. */
  private static long workdaysBefore(LocalDate day) {
    // 1970-01-01 was a Thursday: day 4 of weeks that begin on Mondays.
    var days = day.toEpochDay() + 3;
    return Math.floorDiv(days, 7L) * 5 + Math.min(Math.floorMod(days, 7L), 5);
  }

  /** So many days later. */
  public static LocalDate addDays(LocalDate day, long days) {
    return moved(day, days, ChronoUnit.DAYS);
  }

  /** So many weeks later. */
  public static LocalDate addWeeks(LocalDate day, long weeks) {
    return moved(day, weeks, ChronoUnit.WEEKS);
  }

  /** So many months later: on the same day, or the last of a shorter month. */
  public static LocalDate addMonths(LocalDate day, long months) {
    return moved(day, months, ChronoUnit.MONTHS);
  }

  /** So many years later: 29 February becomes the 28th in a year that has none. */
  public static LocalDate addYears(LocalDate day, long years) {
    return moved(day, years, ChronoUnit.YEARS);
  }

  /**
   * So many Mondays to Fridays later: the next of them for 1, also from a Saturday. The same day
   * for 0.
   */
  public static LocalDate addWorkdays(LocalDate day, long workdays) {
    if (workdays == 0) {
      return day;
    }
    var step = workdays > 0 ? 1 : -1;
    var at = day;
    // From a weekend, the nearest workday behind is where counting begins.
    while (isWeekend(at)) {
      at = moved(at, -step, ChronoUnit.DAYS);
    }
    at = moved(at, workdays / 5, ChronoUnit.WEEKS);
    for (var left = Math.abs(workdays % 5); left > 0; left--) {
      do {
        at = moved(at, step, ChronoUnit.DAYS);
      } while (isWeekend(at));
    }
    return at;
  }

  private static boolean isWeekend(LocalDate day) {
    return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
  }

  private static LocalDate moved(LocalDate day, long count, ChronoUnit unit) {
    try {
      return Dates.checked(day.plus(count, unit));
    } catch (DateTimeException | ArithmeticException e) {
      throw Uncomputable.outOfRange("Days are of the years 0 to 9999");
    }
  }

  /** Its year. */
  public static long year(LocalDate day) {
    return day.getYear();
  }

  /** Its month, 1 to 12. */
  public static long month(LocalDate day) {
    return day.getMonthValue();
  }

  /** Its day of the month. */
  public static long day(LocalDate day) {
    return day.getDayOfMonth();
  }

  /** Its day of the week, 1 for Monday to 7. */
  public static long weekday(LocalDate day) {
    return day.getDayOfWeek().getValue();
  }

  /** The English name of its day of the week. */
  public static String weekdayName(LocalDate day) {
    return day.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  /** The English name of its month. */
  public static String monthName(LocalDate day) {
    return day.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  /** Its place in the year, from 1. */
  public static long dayOfYear(LocalDate day) {
    return day.getDayOfYear();
  }

  /** Its week by ISO 8601, 1 to 53. */
  public static long week(LocalDate day) {
    return day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
  }

  /** Its quarter, 1 to 4. */
  public static long quarter(LocalDate day) {
    return day.get(IsoFields.QUARTER_OF_YEAR);
  }

  /** Whether its year has a 29 February. */
  public static boolean isLeapYear(LocalDate day) {
    return day.isLeapYear();
  }

  /** The first day of its month. */
  public static LocalDate startOfMonth(LocalDate day) {
    return day.withDayOfMonth(1);
  }

  /** The last day of its month. */
  public static LocalDate endOfMonth(LocalDate day) {
    return day.withDayOfMonth(day.lengthOfMonth());
  }

  /**
   * A day as a pattern says: {@code yyyy yy MMMM MMM MM M dd d EEEE EEE}, with English names;
   * whatever is no letter stays.
   */
  public static String format(LocalDate day, String pattern) {
    if (pattern.length() > 100) {
      throw Uncomputable.of("A day's pattern has at most 100 characters");
    }
    var text = new StringBuilder();
    for (var from = 0; from < pattern.length(); ) {
      var letter = pattern.charAt(from);
      var to = from;
      while (to < pattern.length() && pattern.charAt(to) == letter) {
        to++;
      }
      var run = pattern.substring(from, to);
      text.append(Character.isLetter(letter) ? part(day, run) : run);
      from = to;
    }
    return text.toString();
  }

  private static String part(LocalDate day, String run) {
    return switch (run) {
      case "yyyy" -> "%04d".formatted(day.getYear());
      case "yy" -> "%02d".formatted(day.getYear() % 100);
      case "MMMM" -> monthName(day);
      case "MMM" -> monthName(day).substring(0, 3);
      case "MM" -> "%02d".formatted(day.getMonthValue());
      case "M" -> Integer.toString(day.getMonthValue());
      case "dd" -> "%02d".formatted(day.getDayOfMonth());
      case "d" -> Integer.toString(day.getDayOfMonth());
      case "EEEE" -> weekdayName(day);
      case "EEE" -> weekdayName(day).substring(0, 3);
      default -> throw Uncomputable.of(Uncomputable.shown(run) + " is no part of a day's pattern");
    };
  }
}
