package factory.runtime;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement that grows: its text, and what is bound to it in order. */
final class Sql {
  private final StringBuilder text = new StringBuilder();
  private final List<@Nullable Object> bound = new ArrayList<>();
  private int aliases;

  /** Text that holds no value. */
  Sql add(String more) {
    text.append(more);
    return this;
  }

  /** A name, quoted. */
  Sql name(String name) {
    if (name.indexOf('"') >= 0) {
      throw new IllegalArgumentException("'" + name + "' cannot be a name");
    }
    text.append('"').append(name).append('"');
    return this;
  }

  /** A value, bound. */
  Sql value(@Nullable Object value) {
    text.append('?');
    bound.add(value);
    return this;
  }

  /** A name for a table, which no other has in this statement. */
  String alias() {
    return "t" + aliases++;
  }

  /** Binds the values from place 1 on. */
  void bind(PreparedStatement statement) throws SQLException {
    var place = 1;
    for (var value : bound) {
      statement.setObject(place++, value);
    }
  }

  List<@Nullable Object> bound() {
    return bound;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
