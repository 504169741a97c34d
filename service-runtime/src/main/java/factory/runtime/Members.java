package factory.runtime;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The value of an object: its members by name, each of the type that its accessor has. One without
 * a value is not among them.
 */
public final class Members extends AbstractMap<String, Object> implements Typed {
  private final Map<String, Object> values;

  /** Keeps a copy. */
  Members(Map<String, Object> values) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * One that is made of names, each followed by its value.
   *
   * @throws IllegalArgumentException when there is a name twice, or without a value
   */
  public static Members of(@Nullable Object... namesAndValues) {
    Map<String, Object> values = new LinkedHashMap<>();
    Set<Object> names = new HashSet<>();
    for (var i = 0; i < namesAndValues.length; i += 2) {
      if (!(namesAndValues[i] instanceof String name) || !names.add(name)) {
        throw new IllegalArgumentException("no name, or one that is there: " + namesAndValues[i]);
      }
      var value = namesAndValues[i + 1];
      if (value != null) {
        values.put(name, value);
      }
    }
    return new Members(values);
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    return values.entrySet();
  }

  @Override
  public @Nullable Object value(String name) {
    return values.get(name);
  }

  @Override
  public long whole(String name) {
    return (Long) given(name);
  }

  @Override
  public boolean truth(String name) {
    return (Boolean) given(name);
  }

  private Object given(String name) {
    var value = values.get(name);
    if (value == null) {
      throw new IllegalStateException(name + " has no value");
    }
    return value;
  }
}
