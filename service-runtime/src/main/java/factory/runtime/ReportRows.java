package factory.runtime;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a report, which SQLite groups, counts, orders and limits. */
final class ReportRows {
  private final Report report;
  private final Records records;
  private final Resource resource;

  ReportRows(Report report, Records records) {
    this.report = report;
    this.records = records;
    resource = records.model().resource(report.plural());
  }

  /**
   * One value of a row.
   *
   * @param field whose kind shows it; null for a number or a text as it is
   */
  record Cell(String name, @Nullable Field field, @Nullable Object value) {}

  /** The rows about the records that fulfil a condition and that the caller may read. */
  List<List<Cell>> read(Condition condition) throws SQLException {
    var sql = new Sql();
    var alias = sql.alias();
    sql.add("SELECT ");
    var separator = "";
    for (var group : report.groups()) {
      sql.add(separator + value(group, alias)).add(" AS ").name(group.name());
      separator = ", ";
    }
    for (var measure : report.measures()) {
      sql.add(separator);
      var field = measure.field();
      Figures.write(sql, measure.figure(), resource, field == null ? "" : field, alias);
      sql.add(" AS ").name(measure.name());
      separator = ", ";
    }
    sql.add(" FROM ").name(report.plural()).add(" AS " + alias + " WHERE ");
    records.where(sql, resource, alias, resource.readAccess().of(records.caller()));
    sql.add(" AND ");
    new ConditionSql(records.model().resources(), true).write(sql, condition, resource, alias);
    grouped(sql);
    ordered(sql);
    sql.add(" LIMIT ").value(report.limit());
    List<List<Cell>> rows = new ArrayList<>();
    try (var statement = records.connection().prepareStatement(sql.toString())) {
      sql.bind(statement);
      try (var found = statement.executeQuery()) {
        while (found.next()) {
          List<Cell> row = new ArrayList<>();
          var place = 1;
          for (var group : report.groups()) {
            row.add(cell(group, found.getObject(place++)));
          }
          for (var measure : report.measures()) {
            row.add(cell(measure, found.getObject(place++)));
          }
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private String value(Report.Group group, String alias) {
    var column = alias + ".\"" + group.field() + "\"";
    return switch (group.by()) {
      case VALUE -> column;
      case DAY -> "substr(" + column + ", 1, 10)";
      case MONTH -> "substr(" + column + ", 1, 7)";
      case YEAR -> "substr(" + column + ", 1, 4)";
    };
  }

  private void grouped(Sql sql) {
    var count = report.groups().size();
    for (var i = 1; i <= count; i++) {
      sql.add((i == 1 ? " GROUP BY " : ", ") + i);
    }
  }

  /** As the report says, then by its groups, so that the order is one. */
  private void ordered(Sql sql) {
    List<String> columns = new ArrayList<>(report.order());
    for (var group : report.groups()) {
      if (!columns.contains(group.name()) && !columns.contains("-" + group.name())) {
        columns.add(group.name());
      }
    }
    var separator = " ORDER BY ";
    for (var column : columns) {
      var descending = column.startsWith("-");
      var place = report.columns().indexOf(descending ? column.substring(1) : column) + 1;
      sql.add(separator + place + (descending ? " DESC" : ""));
      separator = ", ";
    }
  }

  private Cell cell(Report.Group group, @Nullable Object stored) {
    var found = stored instanceof Integer number ? (Object) number.longValue() : stored;
    if (found == null || group.by() != Report.By.VALUE) {
      return new Cell(group.name(), null, found);
    }
    var field = resource.field(group.field()).orElse(null);
    return new Cell(group.name(), field, field == null ? found : field.kind().load(found));
  }

  private Cell cell(Report.Measure measure, @Nullable Object computed) {
    var name = measure.field();
    var figure = measure.figure();
    var value = Figures.value(figure, resource, name == null ? "" : name, computed);
    var ofItsField =
        switch (figure) {
          case COUNT, COUNT_DISTINCT -> false;
          case SUM, MIN, MAX -> true;
          // Of whole numbers it is not one.
          case AVERAGE ->
              name != null && !(resource.required(name).kind() instanceof Numbers.Whole);
        };
    return new Cell(
        measure.name(), ofItsField && name != null ? resource.required(name) : null, value);
  }
}
