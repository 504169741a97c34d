package factory.web.page;

import com.google.protobuf.Timestamp;
import factory.mesh.Moments;
import factory.pipeline.v1.JobState;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.ServingState;
import factory.web.neighbour.Words;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** How values look to people. */
public final class Shown {
  private static final DateTimeFormatter FULL =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final Clock clock;

  public Shown(Clock clock) {
    this.clock = clock;
  }

  public Views.Moment moment(Timestamp time) {
    return moment(Moments.of(time));
  }

  public Views.Moment moment(Instant at) {
    return new Views.Moment(
        relative(Duration.between(at, clock.instant())), FULL.format(at), at.toString());
  }

  /** Whether a time, in Unix seconds, is over. */
  public boolean isPast(long seconds) {
    return clock.instant().getEpochSecond() > seconds;
  }

  static String relative(Duration age) {
    var seconds = age.toSeconds();
    if (seconds < 5) {
      return "just now";
    }
    if (seconds < 60) {
      return seconds + " seconds ago";
    }
    if (seconds < 3600) {
      return count(seconds / 60, "minute");
    }
    if (seconds < 86_400) {
      return count(seconds / 3600, "hour");
    }
    return count(seconds / 86_400, "day");
  }

  private static String count(long number, String unit) {
    return number(number, unit) + " ago";
  }

  /** A length of time in its largest unit, rounded up. */
  public static String span(Duration time) {
    var seconds = Math.max(0, time.toSeconds());
    return seconds < 60
        ? number(seconds, "second")
        : seconds < 3600
            ? number(Math.ceilDiv(seconds, 60), "minute")
            : seconds < 86_400
                ? number(Math.ceilDiv(seconds, 3600), "hour")
                : number(Math.ceilDiv(seconds, 86_400), "day");
  }

  private static String number(long number, String unit) {
    return number + " " + unit + (number == 1 ? "" : "s");
  }

  /** A count with commas between its thousands. */
  public static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** How far the work on a service is, for people. */
  static String work(ServiceStatus status) {
    return switch (status) {
      case SERVICE_STATUS_QUEUED -> "not built yet";
      case SERVICE_STATUS_GENERATING -> "being built";
      case SERVICE_STATUS_GENERATED -> "built, not opened";
      case SERVICE_STATUS_DEPLOYING -> "being opened";
      case SERVICE_STATUS_DEPLOYED -> "opened";
      case SERVICE_STATUS_FAILED -> "failed";
      case SERVICE_STATUS_UNSPECIFIED, UNRECOGNIZED -> Words.status(status);
    };
  }

  static Views.Badge status(ServiceStatus status) {
    var tone =
        switch (status) {
          case SERVICE_STATUS_QUEUED, SERVICE_STATUS_GENERATED -> "wait";
          case SERVICE_STATUS_GENERATING, SERVICE_STATUS_DEPLOYING -> "work";
          case SERVICE_STATUS_DEPLOYED -> "good";
          case SERVICE_STATUS_FAILED -> "bad";
          case SERVICE_STATUS_UNSPECIFIED, UNRECOGNIZED -> "wait";
        };
    return new Views.Badge(work(status), tone);
  }

  /**
   * What is known without the gate; empty when a process is up, which is not enough to be called.
   */
  static Optional<Views.Badge> serving(ServingState state) {
    return switch (state) {
      case SERVING_STATE_UP -> Optional.empty();
      case SERVING_STATE_ASLEEP -> Optional.of(new Views.Badge("asleep", "wait"));
      case SERVING_STATE_DOWN -> Optional.of(new Views.Badge("does not answer", "bad"));
      case SERVING_STATE_NONE, SERVING_STATE_UNSPECIFIED, UNRECOGNIZED ->
          Optional.of(new Views.Badge("not serving", "wait"));
    };
  }

  static Views.Badge state(JobState state) {
    var tone =
        switch (state) {
          case JOB_STATE_QUEUED, JOB_STATE_CANCELLED -> "wait";
          case JOB_STATE_RUNNING -> "work";
          case JOB_STATE_SUCCEEDED -> "good";
          case JOB_STATE_FAILED -> "bad";
          case JOB_STATE_UNSPECIFIED, UNRECOGNIZED -> "wait";
        };
    return new Views.Badge(Words.state(state), tone);
  }

  public static String cut(String text, int most) {
    if (text.codePointCount(0, text.length()) <= most) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, most - 1)).strip() + "\u2026";
  }

  /** Base units (1e18 to one) as a decimal number, exactly. */
  public static String units(String base) {
    if (!base.matches("[0-9]{1,78}")) {
      return base;
    }
    var number = new BigDecimal(new BigInteger(base), 18).stripTrailingZeros();
    return (number.scale() < 0 ? number.setScale(0) : number).toPlainString();
  }

  /** Base units to six digits behind the point, rounded down; tiny amounts stay exact. */
  public static String shortUnits(String base) {
    if (!base.matches("[0-9]{1,78}")) {
      return base;
    }
    var exact = new BigDecimal(new BigInteger(base), 18);
    var rounded = exact.setScale(6, java.math.RoundingMode.DOWN);
    if (rounded.signum() == 0 && exact.signum() != 0) {
      return units(base);
    }
    var number = rounded.stripTrailingZeros();
    return (number.scale() < 0 ? number.setScale(0) : number).toPlainString();
  }

  /** A decimal number as base units; empty when it is none, is 0, or has more than 18 decimals. */
  public static Optional<BigInteger> base(String number) {
    if (!number.strip().matches("[0-9]{1,20}(\\.[0-9]{1,18})?")) {
      return Optional.empty();
    }
    return Optional.of(new BigDecimal(number.strip()).movePointRight(18).toBigIntegerExact())
        .filter(units -> units.signum() > 0);
  }

  /** How long a step took. */
  public static String took(Duration time) {
    var millis = Math.max(0, time.toMillis());
    return millis < 1000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }
}
