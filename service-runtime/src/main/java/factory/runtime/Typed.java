package factory.runtime;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of fields, by what their types are in Java. Of a field without a value {@link #whole}
 * and {@link #truth} throw, and the others are null.
 */
public sealed interface Typed permits Row, Input, Members {
  /** A field's value: of the type that its accessor has, or null. */
  @Nullable Object value(String name);

  /** Whether a field has a value. */
  default boolean has(String name) {
    return value(name) != null;
  }

  /** A whole number, which is there. */
  long whole(String name);

  /** True or false, which is there. */
  boolean truth(String name);

  /** A text, e-mail address, URL, word or code. */
  default @Nullable String text(String name) {
    return (String) value(name);
  }

  /** A wallet, in lower case. */
  default @Nullable String wallet(String name) {
    return (String) value(name);
  }

  /** The key of another record. */
  default @Nullable String reference(String name) {
    return (String) value(name);
  }

  /** An exact number. */
  default @Nullable BigDecimal decimal(String name) {
    return (BigDecimal) value(name);
  }

  /** An amount of money. */
  default @Nullable BigDecimal money(String name) {
    return (BigDecimal) value(name);
  }

  /** A day. */
  default @Nullable LocalDate date(String name) {
    return (LocalDate) value(name);
  }

  /** A time of day. */
  default @Nullable LocalTime time(String name) {
    return (LocalTime) value(name);
  }

  /** A moment. */
  default @Nullable Instant instant(String name) {
    return (Instant) value(name);
  }

  /** A span of time. */
  default @Nullable Duration duration(String name) {
    return (Duration) value(name);
  }

  /** JSON, as text. */
  default @Nullable String json(String name) {
    return (String) value(name);
  }

  /** An object. */
  default @Nullable Members object(String name) {
    return (Members) value(name);
  }

  /** A list of what its field says. */
  @SuppressWarnings("unchecked")
  default <T> @Nullable List<T> list(String name) {
    return (List<T>) value(name);
  }
}
