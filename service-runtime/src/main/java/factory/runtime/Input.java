package factory.runtime;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came in, checked against its fields. What was not given is null, so that a {@link Condition}
 * can take it as it is; a number or a truth that was not given is {@link #value} only.
 */
public final class Input {
  private final Map<String, @Nullable Object> values;

  /**
   * @param values of Java, by field; each field is there, null when it was not given
   */
  Input(Map<String, @Nullable Object> values) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Whether it was given. */
  public boolean has(String name) {
    return value(name) != null;
  }

  /** What was given, of whatever type. */
  public @Nullable Object value(String name) {
    var value = values.get(name);
    if (value == null && !values.containsKey(name)) {
      throw new IllegalArgumentException("there is no input " + name);
    }
    return value;
  }

  /** A whole number, which was given. */
  public long whole(String name) {
    return given(name, Long.class);
  }

  /** A truth, which was given. */
  public boolean truth(String name) {
    return given(name, Boolean.class);
  }

  /** A text, e-mail address, URL or word. */
  public @Nullable String text(String name) {
    return (String) value(name);
  }

  /** A wallet. */
  public @Nullable String wallet(String name) {
    return (String) value(name);
  }

  /** The key of a record. */
  public @Nullable String reference(String name) {
    return (String) value(name);
  }

  /** An exact number. */
  public @Nullable BigDecimal decimal(String name) {
    return (BigDecimal) value(name);
  }

  /** An amount of money. */
  public @Nullable BigDecimal money(String name) {
    return decimal(name);
  }

  /** A day. */
  public @Nullable LocalDate date(String name) {
    return (LocalDate) value(name);
  }

  /** A time of day. */
  public @Nullable LocalTime time(String name) {
    return (LocalTime) value(name);
  }

  /** A moment. */
  public @Nullable Instant instant(String name) {
    return (Instant) value(name);
  }

  /** A span of time. */
  public @Nullable Duration duration(String name) {
    return (Duration) value(name);
  }

  /** JSON, as its text. */
  public @Nullable String json(String name) {
    return (String) value(name);
  }

  /** A list of what its field says. */
  @SuppressWarnings("unchecked")
  public <T> @Nullable List<T> list(String name) {
    return (List<T>) value(name);
  }

  private <T> T given(String name, Class<T> type) {
    var value = value(name);
    if (value == null) {
      throw new IllegalStateException(name + " was not given");
    }
    return type.cast(value);
  }
}
