package factory.pipeline.spec;

import factory.pipeline.spec.Report.By;
import factory.pipeline.spec.expression.Expected;
import java.util.HashMap;
import java.util.Map;

/** Checks one report. */
final class ReportChecker {
  private final Check check;
  private final Report report;
  private final String at;

  ReportChecker(Check check, Report report, String at) {
    this.check = check;
    this.report = report;
    this.at = at;
  }

  void check() {
    new TypeChecker(check).inputs(report.inputs(), at + "/inputs", true);
    check.kind(report.kind(), at + "/kind").ifPresent(this::over);
  }

  private void over(Kind kind) {
    report
        .where()
        .ifPresent(
            cel ->
                check.expression(
                    at + "/where",
                    check.expressions().report(report),
                    cel,
                    new Expected.Condition()));
    Map<String, String> columns = new HashMap<>();
    for (var i = 0; i < report.groups().size(); i++) {
      var group = report.groups().get(i);
      var where = at + "/groups/" + i;
      check.taken(columns, group.name(), where + "/name");
      check.field(kind, group.field(), where + "/field").ifPresent(f -> group(f, group, where));
    }
    for (var i = 0; i < report.measures().size(); i++) {
      var measure = report.measures().get(i);
      var where = at + "/measures/" + i;
      check.taken(columns, measure.name(), where + "/name");
      Figures.typeOf(check, kind, measure.function(), measure.of(), where);
    }
    for (var i = 0; i < report.order().size(); i++) {
      var column = report.order().get(i).replaceFirst("^-", "");
      if (!columns.containsKey(column)) {
        check.problem(at + "/order/" + i, "must be the name of a group or a measure");
      }
    }
  }

  private void group(Field field, Report.Group group, String where) {
    if (!check.comparable(field, where + "/field", "group by") || group.by() == By.VALUE) {
      return;
    }
    var dated =
        field.type() instanceof FieldType.Instant
            || (field.type() instanceof FieldType.Date && group.by() != By.DAY);
    if (!dated) {
      check.problem(
          where + "/by",
          "only instants (and dates by month or year) are grouped by "
              + JsonObject.word(group.by()));
    }
  }
}
