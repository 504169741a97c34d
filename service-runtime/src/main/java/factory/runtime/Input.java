package factory.runtime;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came in, checked against its fields. What was not given is null, so that a {@link Condition}
 * can take it as it is; a number or a truth that was not given is {@link #value} only.
 */
public final class Input implements Typed {
  private final Map<String, @Nullable Object> values;

  /**
   * @param values of Java, by field; each field is there, null when it was not given
   */
  Input(Map<String, @Nullable Object> values) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** What was given, of whatever type. */
  @Override
  public @Nullable Object value(String name) {
    var value = values.get(name);
    if (value == null && !values.containsKey(name)) {
      throw new IllegalArgumentException("there is no input " + name);
    }
    return value;
  }

  /** A whole number, which was given. */
  @Override
  public long whole(String name) {
    return given(name, Long.class);
  }

  /** A truth, which was given. */
  @Override
  public boolean truth(String name) {
    return given(name, Boolean.class);
  }

  private <T> T given(String name, Class<T> type) {
    var value = value(name);
    if (value == null) {
      throw new IllegalStateException(name + " was not given");
    }
    return type.cast(value);
  }
}
