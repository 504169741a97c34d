package factory.runtime;

import factory.runtime.Problem.FieldError;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a record must fulfil before it is stored. Each check is a look-up in the one transaction
 * that writes, so that no other write comes between it and what it allows.
 */
final class Constraints {
  private final Records records;

  Constraints(Records records) {
    this.records = records;
  }

  /**
   * Checks references, uniqueness and overlaps.
   *
   * @param stored all of the record's values, as stored
   * @param touched the fields that are set
   * @param present the record as it is; null for a new one
   */
  void check(
      Resource resource,
      Map<String, @Nullable Object> stored,
      Set<String> touched,
      @Nullable Row present)
      throws SQLException {
    references(resource, stored, touched, present);
    for (var together : resource.uniques()) {
      if (together.stream().anyMatch(touched::contains)) {
        unique(resource, stored, together, present);
      }
    }
    for (var overlap : resource.overlaps()) {
      overlap(resource, stored, overlap, present);
    }
  }

  private void references(
      Resource resource,
      Map<String, @Nullable Object> stored,
      Set<String> touched,
      @Nullable Row present)
      throws SQLException {
    List<FieldError> errors = new ArrayList<>();
    for (var field : resource.fields()) {
      var key = stored.get(field.name());
      if (field.kind() instanceof Words.Reference(var plural, _)
          && key != null
          && touched.contains(field.name())
          && !(present != null && Objects.equals(key, present.stored(field.name())))
          && records.find(plural, key.toString()).isEmpty()) {
        errors.add(new FieldError(resource.called(field.name()), "does not exist"));
      }
    }
    if (!errors.isEmpty()) {
      throw Problem.missing(errors);
    }
  }

  private void unique(
      Resource resource,
      Map<String, @Nullable Object> stored,
      List<String> together,
      @Nullable Row present)
      throws SQLException {
    var sql = new Sql();
    var alias = from(sql, resource, present);
    if (equal(sql, alias, resource, stored, together) && found(sql)) {
      throw Problem.taken(together.stream().map(resource::called).toList());
    }
  }

  private void overlap(
      Resource resource,
      Map<String, @Nullable Object> stored,
      Resource.NoOverlap overlap,
      @Nullable Row present)
      throws SQLException {
    var from = stored.get(overlap.from());
    var to = stored.get(overlap.to());
    if (from == null || to == null || isEmpty(from, to)) {
      return;
    }
    var sql = new Sql();
    var alias = from(sql, resource, present);
    if (!equal(sql, alias, resource, stored, overlap.per())) {
      return;
    }
    var start = alias + ".\"" + overlap.from() + "\"";
    var end = alias + ".\"" + overlap.to() + "\"";
    sql.add(" AND " + start + " < ").value(to);
    sql.add(" AND " + end + " > ").value(from);
    sql.add(" AND " + start + " < " + end);
    if (found(sql)) {
      throw Problem.overlaps(resource.called(overlap.from()), resource.called(overlap.to()));
    }
  }

  private static boolean isEmpty(Object from, Object to) {
    return (from instanceof Long start && to instanceof Long end)
        ? start >= end
        : from.toString().compareTo(to.toString()) >= 0;
  }

  private String from(Sql sql, Resource resource, @Nullable Row present) {
    var alias = sql.alias();
    sql.add("SELECT 1 FROM ").name(resource.plural()).add(" AS " + alias + " WHERE ");
    records.alive(sql, resource, alias);
    if (present != null) {
      sql.add(" AND " + alias + "._seq <> ").value(present.seq());
    }
    return alias;
  }

  /** False when one of the values is null, which is like no other. */
  private static boolean equal(
      Sql sql,
      String alias,
      Resource resource,
      Map<String, @Nullable Object> stored,
      List<String> names) {
    for (var name : names) {
      var value = stored.get(name);
      if (value == null) {
        return false;
      }
      sql.add(" AND " + alias + ".").name(resource.column(name)).add(" = ");
      sql.value(resource.compared(resource.required(name), value));
    }
    return true;
  }

  private boolean found(Sql sql) throws SQLException {
    sql.add(" LIMIT 1");
    try (var statement = records.connection().prepareStatement(sql.toString())) {
      sql.bind(statement);
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  /** Checks that fields of words go where they may. */
  void checkTransitions(Row row, Map<String, @Nullable Object> changed) {
    for (var field : row.resource().fields()) {
      var from = row.stored(field.name());
      var to = changed.get(field.name());
      if (field.kind() instanceof Words.OneOf choice
          && from != null
          && to != null
          && !choice.allows(from.toString(), to.toString())) {
        throw Problem.transition(
            row.resource().called(field.name()), from.toString(), to.toString());
      }
    }
  }

  /** Checks what a resource says of its records, and that all they say can be computed. */
  static void checkRules(Row row) {
    List<FieldError> errors = new ArrayList<>();
    var resource = row.resource();
    for (var field : resource.fields()) {
      if (field.origin() instanceof Origin.Computed(var computed, _)) {
        try {
          var value = field.rounded(computed.apply(row));
          if (value != null) {
            var _ = field.kind().store(value);
          }
        } catch (ArithmeticException e) {
          errors.add(
              new FieldError(
                  resource.called(field.name()), "cannot be computed from these values"));
        } catch (Kind.Unfit unfit) {
          errors.add(
              new FieldError(
                  resource.called(field.name()),
                  "is computed from the other fields and " + unfit.getMessage()));
        }
      }
    }
    for (var rule : resource.rules()) {
      try {
        if (!rule.check().test(row)) {
          errors.add(new FieldError(resource.called(rule.field()), rule.message()));
        }
      } catch (ArithmeticException e) {
        errors.add(
            new FieldError(resource.called(rule.field()), "cannot be computed with these values"));
      }
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
  }
}
