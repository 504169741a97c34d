package factory.pipeline.write;

import factory.pipeline.spec.Specification;
import factory.pipeline.spec.expression.JavaText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Writes {@code Main}: the service's table of contents. */
final class MainSource {
  private MainSource() {}

  static String of(Specification specification, Names names) {
    List<String> parts = new ArrayList<>(List.of("args"));
    specification.kinds().forEach(kind -> parts.add(names.of(kind) + ".RESOURCE"));
    specification
        .accounts()
        .flatMap(accounts -> specification.kind(accounts.kind()))
        .ifPresent(kind -> parts.add(names.of(kind) + ".ACCOUNTS"));
    specification.errors().ifPresent(_ -> parts.add("Errors.SHAPE"));
    for (var action : specification.actions()) {
      specification
          .kind(action.kind())
          .ifPresent(
              kind -> parts.add(names.actionsOf(kind) + "." + Names.constant(action.name())));
    }
    specification.reports().forEach(report -> parts.add(names.of(report) + ".REPORT"));
    specification.functions().forEach(function -> parts.add(names.of(function) + ".FUNCTION"));
    specification.tools().forEach(tool -> parts.add(names.of(tool) + ".TOOL"));
    var body =
        """
        %spublic final class Main {
          private Main() {}

          public static void main(String[] args) {
        %s  }
        }
        """
            .formatted(
                JavaLayout.comment(0, title(specification)),
                JavaLayout.statement(4, "Service.run(" + String.join(", ", parts) + ")"));
    return SourceFile.of(body, Set.of());
  }

  private static String title(Specification specification) {
    var title = JavaText.comment(specification.title());
    return title.isEmpty() ? "The service." : title.endsWith(".") ? title : title + ".";
  }
}
