package factory.runtime;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One stored record.
 *
 * @param seq its place in the order of creation
 * @param id its public name, a UUID
 * @param createdAt RFC 3339 in UTC
 * @param updatedAt RFC 3339 in UTC
 * @param values by field, as stored
 */
record Row(
    long seq, String id, String createdAt, String updatedAt, Map<String, @Nullable Object> values) {
  /** About how much memory it takes: the characters of its texts. */
  long characters() {
    return values.values().stream()
        .mapToLong(value -> value instanceof String text ? text.length() : 0)
        .sum();
  }
}
