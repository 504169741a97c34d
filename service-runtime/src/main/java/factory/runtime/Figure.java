package factory.runtime;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * A sum, least, greatest or average of a field, of the field's own type. There is none when it is
 * about no values, but for a sum, which is 0 then.
 */
public final class Figure {
  private final @Nullable Object value;

  Figure(@Nullable Object value) {
    this.value = value;
  }

  /** Whether there is one. */
  public boolean exists() {
    return value != null;
  }

  /** It, or null. */
  public @Nullable Object value() {
    return value;
  }

  /** As a whole number. */
  public long whole() {
    return as(Long.class);
  }

  /** As an exact number or an amount of money. */
  public BigDecimal decimal() {
    return value instanceof Long whole ? BigDecimal.valueOf(whole) : as(BigDecimal.class);
  }

  /** As a text. */
  public String text() {
    return as(String.class);
  }

  /** As a day. */
  public LocalDate date() {
    return as(LocalDate.class);
  }

  /** As a time of day. */
  public LocalTime time() {
    return as(LocalTime.class);
  }

  /** As a moment. */
  public Instant instant() {
    return as(Instant.class);
  }

  /** As a span of time. */
  public Duration duration() {
    return as(Duration.class);
  }

  private <T> T as(Class<T> type) {
    if (value == null) {
      throw new IllegalStateException("there is no such figure");
    }
    return type.cast(value);
  }
}
