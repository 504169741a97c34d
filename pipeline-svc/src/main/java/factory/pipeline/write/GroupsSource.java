package factory.pipeline.write;

import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Groups;
import factory.pipeline.spec.expression.Expected;
import factory.pipeline.spec.expression.JavaText;
import factory.pipeline.spec.expression.Scope;
import java.util.List;
import java.util.Optional;

/** Writes figures by the values of a field. */
final class GroupsSource {
  private static final FieldType TEXTS =
      new FieldType.ListOf(
          new FieldType.Text(0, 1_000, Optional.empty(), false, false, false), 0, 1_000);

  private GroupsSource() {}

  static String of(Output output, Groups groups, Scope scope, Context context) {
    var rows = context.checked(scope, output.value(), new Expected.Rows());
    var plural = rows.plural().orElseThrow();
    context.imports().add("Groups");
    var by =
        new StringBuilder(
            "Groups.by%s(%s)"
                .formatted(
                    switch (groups.per().orElse(null)) {
                      case DAY -> "Day";
                      case MONTH -> "Month";
                      case YEAR -> "Year";
                      case null -> "";
                    },
                    JavaText.literal(groups.by())));
    var words = words(plural, groups, context);
    if (!words.isEmpty() && groups.among().isEmpty()) {
      by.append(groups.every() ? ".every(" : ".words(")
          .append(FieldSource.literals(words))
          .append(')');
    }
    groups
        .among()
        .ifPresent(
            among ->
                by.append(".among(").append(context.value(scope, among, TEXTS, false)).append(')'));
    for (var measure : groups.measures()) {
      by.append('.')
          .append(FieldSource.function(measure.function()))
          .append('(')
          .append(JavaText.literal(measure.name()))
          .append(measure.of().map(of -> ", " + JavaText.literal(of)).orElse(""))
          .append(')');
    }
    return "call.groups(%s, %s, %s)"
            .formatted(JavaText.literal(plural), rows.condition().orElseThrow(), by)
        + groups
            .key()
            .map(key -> ".rows(" + JavaText.literal(key) + ")")
            .orElse(
                groups.isOfValues()
                    ? ".values()"
                    : output.type() instanceof FieldType.Json ? ".json()" : ".members()");
  }

  private static List<String> words(String plural, Groups groups, Context context) {
    return context.specification().kinds().stream()
        .filter(kind -> kind.plural().equals(plural))
        .flatMap(kind -> kind.field(groups.by()).stream())
        .flatMap(
            field ->
                switch (Groups.one(field.type())) {
                  case FieldType.Choice(var all, _) -> all.stream();
                  case FieldType.Truth _ when groups.every() -> List.of("false", "true").stream();
                  default -> java.util.stream.Stream.<String>empty();
                })
        .toList();
  }
}
