package factory.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Names of operations and of their fields. */
final class Names {
  private static final Pattern OPERATION = Pattern.compile("[a-z][a-z0-9_]{0,59}");

  private Names() {}

  /** The name, when it can be an operation's. */
  static String operation(String name) {
    if (!OPERATION.matcher(name).matches()) {
      throw new IllegalArgumentException("'" + name + "' cannot be an operation's name");
    }
    return name;
  }

  /** Its part of a path. */
  static String path(String name) {
    return name.replace('_', '-');
  }

  /** The fields and one more, of another name than they have. */
  static List<Field> more(List<Field> fields, Field field) {
    List<Field> more = new ArrayList<>(fields);
    for (var other : fields) {
      if (other.name().equals(field.name())) {
        throw new IllegalArgumentException(field.name() + " is there twice");
      }
    }
    more.add(field);
    return more;
  }
}
