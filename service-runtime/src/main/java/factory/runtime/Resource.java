package factory.runtime;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A kind of thing that a service keeps: created, read, listed, changed and deleted at {@code
 * /{plural}}, stored in a table of that name.
 */
public final class Resource implements Part {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,59}");
  private static final Set<String> OURS = Set.of("health");

  private final String singular;
  private final String plural;
  private final Map<String, Field> fields = new LinkedHashMap<>();

  private Resource(String singular, String plural, List<Field> fields) {
    for (var name : List.of(singular, plural)) {
      if (!NAME.matcher(name).matches() || OURS.contains(name) || name.startsWith("sqlite_")) {
        throw new IllegalArgumentException("'" + name + "' cannot be a resource's name");
      }
    }
    this.singular = singular;
    this.plural = plural;
    for (var field : fields) {
      if (this.fields.put(field.name(), field) != null) {
        throw new IllegalArgumentException(plural + " has " + field.name() + " twice");
      }
    }
  }

  /**
   * A resource with these fields, in this order.
   *
   * @param singular what one is called, such as {@code book}
   * @param plural its path and table, such as {@code books}
   */
  public static Resource of(String singular, String plural, Field... fields) {
    return new Resource(singular, plural, List.of(fields));
  }

  String singular() {
    return singular;
  }

  String plural() {
    return plural;
  }

  List<Field> fields() {
    return List.copyOf(fields.values());
  }

  Optional<Field> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }
}
