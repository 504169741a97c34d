package factory.pipeline.write;

import factory.pipeline.spec.Report;
import factory.pipeline.spec.expression.JavaText;
import java.util.stream.Collectors;

/** Writes a report. */
final class ReportSource {
  private static final int ROWS = 1_000;

  private ReportSource() {}

  static String of(Report report, Context context) {
    var name = context.names().of(report);
    var what = JavaText.comment(report.description());
    var body =
        """
        %sfinal class %s {
        %s
          private %s() {}
        }
        """
            .formatted(
                JavaLayout.comment(0, what.isEmpty() ? Names.sentence(report.name()) : what),
                name,
                JavaLayout.assignment(2, "static final Report REPORT", expression(report, context)),
                name);
    return SourceFile.of(body, context.imports());
  }

  private static String expression(Report report, Context context) {
    var text =
        new StringBuilder("Report.of(")
            .append(JavaText.literal(report.name()))
            .append(", ")
            .append(JavaText.literal(context.kind(report.kind()).plural()))
            .append(')');
    report
        .inputs()
        .forEach(
            field -> text.append(".input(").append(FieldSource.input(field, context)).append(')'));
    report
        .where()
        .ifPresent(
            cel ->
                text.append(".where(input -> ")
                    .append(context.condition(context.expressions().report(report), cel))
                    .append(')'));
    for (var group : report.groups()) {
      text.append(
              switch (group.by()) {
                case VALUE -> ".group(";
                case DAY -> ".groupByDay(";
                case MONTH -> ".groupByMonth(";
                case YEAR -> ".groupByYear(";
              })
          .append(JavaText.literal(group.name()))
          .append(", ")
          .append(JavaText.literal(group.field()))
          .append(')');
    }
    for (var measure : report.measures()) {
      text.append('.')
          .append(FieldSource.function(measure.function()))
          .append('(')
          .append(JavaText.literal(measure.name()))
          .append(measure.of().map(of -> ", " + JavaText.literal(of)).orElse(""))
          .append(')');
    }
    if (!report.order().isEmpty()) {
      text.append(
          report.order().stream()
              .map(JavaText::literal)
              .collect(Collectors.joining(", ", ".order(", ")")));
    }
    if (report.limit() != ROWS) {
      text.append(".limit(").append(report.limit()).append(')');
    }
    return text.toString();
  }
}
