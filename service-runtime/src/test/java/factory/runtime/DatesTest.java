package factory.runtime;

import static factory.runtime.DecimalsTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Days and times in expressions. */
final class DatesTest {
  private static LocalDate day(String day) {
    return LocalDate.parse(day);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-31, 1, 2026-02-28",
    "2024-01-31, 1, 2024-02-29",
    "2026-03-31, -1, 2026-02-28",
    "2026-12-15, 13, 2028-01-15"
  })
  void monthsAreClamped(String from, long months, String to) {
    assertThat(Calendars.addMonths(day(from), months)).isEqualTo(day(to));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-27, 1, 2026-11-30", // Friday
    "2026-11-28, 1, 2026-11-30", // Saturday
    "2026-11-28, 5, 2026-12-04",
    "2026-11-30, -1, 2026-11-27",
    "2026-11-29, -1, 2026-11-27",
    "2026-11-27, 5, 2026-12-04",
    "2026-11-28, 0, 2026-11-28",
    "2026-11-30, 11, 2026-12-15"
  })
  void countsWorkdays(String from, long workdays, String to) {
    assertThat(Calendars.addWorkdays(day(from), workdays)).isEqualTo(day(to));
  }

  @Test
  void workdaysBetweenAreThoseThatAreCounted() {
    var first = day("1969-12-20");
    for (var i = 0; i < 40; i++) {
      for (var length = 0; length < 20; length++) {
        var from = first.plusDays(i);
        var to = from.plusDays(length);
        var counted = from.datesUntil(to).filter(d -> d.getDayOfWeek().getValue() < 6).count();
        assertThat(Calendars.workdaysBetween(from, to)).isEqualTo(counted);
        assertThat(Calendars.workdaysBetween(to, from)).isEqualTo(-counted);
      }
    }
  }

  @Test
  void countsDays() {
    assertThat(Calendars.daysBetween(day("2026-03-01"), day("2024-02-29"))).isEqualTo(-731);
    assertThat(Calendars.yearsBetween(day("2000-02-29"), day("2018-02-28"))).isEqualTo(17);
    assertThat(Calendars.monthsBetween(day("2026-01-31"), day("2026-02-28"))).isZero();
    assertThat(Calendars.weekday(day("2026-11-29"))).isEqualTo(7);
    assertThat(Calendars.weekdayName(day("2026-11-29"))).isEqualTo("Sunday");
    assertThat(Calendars.week(day("2027-01-01"))).isEqualTo(53);
    assertThat(Calendars.quarter(day("2026-04-01"))).isEqualTo(2);
    assertThat(Calendars.addYears(day("2024-02-29"), 1)).isEqualTo(day("2025-02-28"));
    assertThat(Calendars.endOfMonth(day("2024-02-10"))).isEqualTo(day("2024-02-29"));
    assertThat(Calendars.format(day("2026-01-05"), "EEEE, d. MMMM yyyy (dd.MM.yy)"))
        .isEqualTo("Monday, 5. January 2026 (05.01.26)");
    assertRefused("NOT_COMPUTABLE", () -> Calendars.format(day("2026-01-05"), "QQQQ"));
  }

  @Test
  void movesMoments() {
    var moment = Dates.instant("2026-03-29T01:30:00+01:00");
    assertThat(moment).isEqualTo(Instant.parse("2026-03-29T00:30:00Z"));
    assertThat(Dates.plus(moment, Dates.hours(1))).isEqualTo(Instant.parse("2026-03-29T01:30:00Z"));
    assertThat(Dates.between(moment, Dates.minus(moment, Dates.days(1))))
        .isEqualTo(Duration.ofDays(-1));
    assertThat(Dates.date(moment, "America/New_York")).isEqualTo(day("2026-03-28"));
    assertThat(Dates.time(moment, "Europe/Berlin")).isEqualTo(LocalTime.of(1, 30));
    assertThat(Dates.inZone(moment, "Europe/Berlin")).isEqualTo("2026-03-29T01:30:00+01:00");
    // Half past two is skipped that night, and is there twice in autumn.
    assertThat(Dates.instant(day("2026-03-29"), LocalTime.of(2, 30), "Europe/Berlin"))
        .isEqualTo(Instant.parse("2026-03-29T01:30:00Z"));
    assertThat(Dates.instant(day("2026-10-25"), LocalTime.of(2, 30), "Europe/Berlin"))
        .isEqualTo(Instant.parse("2026-10-25T00:30:00Z"));
    assertThat(Dates.fromEpochSeconds(Dates.epochSeconds(moment))).isEqualTo(moment);
    assertThat(Dates.totalMinutes(Dates.duration("PT-90.5S"))).isEqualTo(-1);
    assertThat(Dates.totalSeconds(Dates.duration("PT-90.5S"))).isEqualTo(-90);
    assertThat(Dates.totalDays(Dates.plus(Dates.days(1), Dates.seconds(86_399)))).isEqualTo(1);
    assertThat(Dates.addMinutes(LocalTime.of(23, 30), 45)).isEqualTo(LocalTime.of(0, 15));
    assertThat(Dates.minutesBetween(LocalTime.of(10, 0), LocalTime.of(9, 30))).isEqualTo(-30);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2026-2-1", "2026-02-30", "12026-01-01", "-001-01-01", "26-01-01"})
  void refusesWhatIsNoDay(String text) {
    assertRefused("NOT_COMPUTABLE", () -> Dates.date(text));
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertRefused("OUT_OF_RANGE", () -> Calendars.addDays(day("9999-12-31"), 1));
    assertRefused("OUT_OF_RANGE", () -> Calendars.addMonths(day("2026-01-01"), Long.MAX_VALUE));
    assertRefused("OUT_OF_RANGE", () -> Calendars.addWorkdays(day("2026-01-01"), Long.MAX_VALUE));
    assertRefused("OUT_OF_RANGE", () -> Calendars.addWorkdays(day("2026-01-01"), Long.MIN_VALUE));
    assertRefused(
        "OUT_OF_RANGE", () -> Dates.plus(Dates.instant("9999-12-31T23:59:59Z"), Dates.seconds(1)));
    assertRefused("OUT_OF_RANGE", () -> Dates.days(Long.MAX_VALUE));
    assertRefused("OUT_OF_RANGE", () -> Dates.hours(Long.MIN_VALUE));
    assertRefused("OUT_OF_RANGE", () -> Dates.fromEpochSeconds(Long.MAX_VALUE));
    assertRefused("NOT_COMPUTABLE", () -> Dates.date(2026, 13, 1));
    assertRefused("NOT_COMPUTABLE", () -> Dates.date(Long.MAX_VALUE, 1, 1));
    assertRefused("NOT_COMPUTABLE", () -> Dates.time("25:00"));
    assertRefused("NOT_COMPUTABLE", () -> Dates.instant("2026-01-01"));
    assertRefused("NOT_COMPUTABLE", () -> Dates.duration("90 minutes"));
    assertRefused("NOT_COMPUTABLE", () -> Dates.date(Instant.EPOCH, "Mars/Olympus"));
  }
}
