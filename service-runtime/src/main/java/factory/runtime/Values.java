package factory.runtime;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values by the names of fields, in the order in which they were said: what an action writes, and
 * what an answer shows. A value is a {@code Long}, {@code String}, {@code BigDecimal}, {@code
 * Boolean}, {@code LocalDate}, {@code LocalTime}, {@code Instant}, {@code Duration}, a {@code List}
 * of those, a {@link Row} for a reference to it, or null.
 */
public final class Values {
  private static final Values NONE = new Values(Map.of());

  private final Map<String, @Nullable Object> values;

  private Values(Map<String, @Nullable Object> values) {
    this.values = values;
  }

  /** No values. */
  public static Values none() {
    return NONE;
  }

  /** One value. */
  public static Values of(String name, @Nullable Object value) {
    return NONE.and(name, value);
  }

  /** These and one more. */
  public Values and(String name, @Nullable Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(values);
    if (more.containsKey(name)) {
      throw new IllegalArgumentException(name + " is given twice");
    }
    more.put(name, value instanceof Integer number ? (Object) number.longValue() : value);
    return new Values(more);
  }

  Map<String, @Nullable Object> all() {
    return Collections.unmodifiableMap(values);
  }
}
