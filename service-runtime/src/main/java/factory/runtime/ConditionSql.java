package factory.runtime;

import factory.runtime.Condition.Comparison;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes conditions as SQL. */
final class ConditionSql {
  private final Map<String, Resource> resources;
  private final boolean nullRestrictsNothing;

  /**
   * @param resources by plural
   * @param nullRestrictsNothing whether a comparison with a value that is null holds for all; it
   *     holds for nothing otherwise
   */
  ConditionSql(Map<String, Resource> resources, boolean nullRestrictsNothing) {
    this.resources = resources;
    this.nullRestrictsNothing = nullRestrictsNothing;
  }

  /** The table that a condition is about, and those around it. */
  record Scope(Resource resource, String alias, @Nullable Scope outer) {}

  /** Adds the condition over the table of that alias. */
  void write(Sql sql, Condition condition, Resource resource, String alias) {
    write(sql, condition, new Scope(resource, alias, null), true);
  }

  /**
   * @param positive false within an odd number of negations
   */
  private void write(Sql sql, Condition condition, Scope scope, boolean positive) {
    switch (condition.term()) {
      case Condition.Constant(var holds) -> sql.add(holds ? "1" : "0");
      case Condition.Compare compare -> compare(sql, compare, scope, positive);
      case Condition.IsNull(var field) -> {
        column(sql, field, scope);
        sql.add(" IS NULL");
      }
      case Condition.Matches matches -> matches(sql, matches, scope, positive);
      case Condition.AnyOf(var field, var values) -> {
        sql.add("(");
        if (values.isEmpty()) {
          sql.add("0");
        }
        for (var i = 0; i < values.size(); i++) {
          sql.add(i == 0 ? "" : " OR ");
          compare(
              sql, new Condition.Compare(field, Comparison.EQUAL, values.get(i)), scope, positive);
        }
        sql.add(")");
      }
      case Condition.Has(var field, var values) -> {
        sql.add("EXISTS (SELECT 1 FROM json_each(");
        column(sql, field, scope);
        sql.add(") WHERE json_each.value IN (");
        for (var i = 0; i < values.size(); i++) {
          sql.add(i == 0 ? "" : ", ").value(Encoding.item(field(field, scope), values.get(i)));
        }
        sql.add("))");
      }
      case Condition.All(var one, var other) -> both(sql, one, " AND ", other, scope, positive);
      case Condition.Any(var one, var other) -> both(sql, one, " OR ", other, scope, positive);
      case Condition.Not(var inner) -> {
        sql.add("NOT (");
        write(sql, inner, scope, !positive);
        sql.add(")");
      }
      case Condition.Exists(var plural, var inner) -> {
        var alias = sql.alias();
        var resource = resources.get(plural);
        if (resource == null) {
          throw new IllegalArgumentException("there are no " + plural);
        }
        sql.add("EXISTS (SELECT 1 FROM ").name(plural).add(" AS " + alias + " WHERE ");
        write(sql, inner, new Scope(resource, alias, scope), positive);
        sql.add(")");
      }
    }
  }

  private void both(
      Sql sql, Condition one, String word, Condition other, Scope scope, boolean positive) {
    sql.add("(");
    write(sql, one, scope, positive);
    sql.add(word);
    write(sql, other, scope, positive);
    sql.add(")");
  }

  private void compare(Sql sql, Condition.Compare compare, Scope scope, boolean positive) {
    switch (compare.value()) {
      case null -> absent(sql, positive);
      case Column other -> {
        column(sql, compare.field(), scope);
        sql.add(" " + compare.comparison().sql() + " ");
        column(sql, other, scope);
      }
      case Object value -> {
        var resource = at(compare.field(), scope).resource();
        var field = field(compare.field(), scope);
        var bound = Encoding.compared(resource, field, compare.comparison(), value);
        column(sql, compare.field(), scope);
        sql.add(" " + bound.comparison().sql() + " ").value(bound.value());
      }
    }
  }

  private void matches(Sql sql, Condition.Matches matches, Scope scope, boolean positive) {
    if (matches.part() == null) {
      absent(sql, positive);
      return;
    }
    if (matches.part() instanceof String text && matches.atStart()) {
      var part = compared(matches, scope, text);
      // The bounds run along an index; what is between them begins with the part.
      column(sql.add("("), matches.field(), scope);
      sql.add(" >= ").value(part).add(" AND ");
      var end = Words.after(part);
      if (!end.isEmpty()) {
        column(sql, matches.field(), scope);
        sql.add(" < ").value(end).add(" AND ");
      }
      column(sql.add("substr("), matches.field(), scope);
      sql.add(", 1, length(").value(part).add(")) = ").value(part).add(")");
      return;
    }
    sql.add("instr(");
    column(sql, matches.field(), scope);
    sql.add(", ");
    switch (matches.part()) {
      case Column other -> column(sql, other, scope);
      case String part -> sql.value(compared(matches, scope, part));
      case Object other ->
          throw new IllegalArgumentException("a text has no " + other.getClass() + " in it");
    }
    sql.add(matches.atStart() ? ") = 1" : ") > 0");
  }

  private static String compared(Condition.Matches matches, Scope scope, String part) {
    var field = field(matches.field(), scope);
    return field == null
        ? part
        : at(matches.field(), scope).resource().compared(field, part).toString();
  }

  private void absent(Sql sql, boolean positive) {
    sql.add(nullRestrictsNothing ? (positive ? "1" : "0") : "NULL");
  }

  private static void column(Sql sql, Column column, Scope scope) {
    var at = at(column, scope);
    var field = field(column, scope);
    sql.add(at.alias() + ".")
        .name(field == null ? column.name() : at.resource().column(field.name()));
  }

  private static Scope at(Column column, Scope scope) {
    @Nullable Scope at = scope;
    for (var i = 0; i < column.outwards() && at != null; i++) {
      at = at.outer();
    }
    if (at == null) {
      throw new IllegalArgumentException("nothing is around " + column.name());
    }
    return at;
  }

  /** Null for what every record has: texts. {@code _owner} is the wallet that made it. */
  private static @Nullable Field field(Column column, Scope scope) {
    var resource = at(column, scope).resource();
    var name = column.name();
    return switch (name) {
      case "id", "created_at", "updated_at", "_owner" -> null;
      default ->
          resource
              .field(name)
              .orElseThrow(
                  () -> new IllegalArgumentException(resource.plural() + " have no " + name));
    };
  }
}
