package factory.pipeline.write;

import factory.pipeline.spec.ToolOperation;
import factory.pipeline.spec.expression.JavaText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes an operation that is a tool. */
final class ToolSource {
  private ToolSource() {}

  static String of(ToolOperation operation, Context context) {
    var name = context.names().of(operation);
    var what = JavaText.comment(operation.description());
    var body =
        """
        %sfinal class %s {
        %s
          private %s() {}
        }
        """
            .formatted(
                JavaLayout.comment(0, what.isEmpty() ? Names.sentence(operation.name()) : what),
                name,
                JavaLayout.assignment(
                    2, "static final ToolOperation TOOL", declared(operation, context)),
                name);
    return SourceFile.of(body, context.imports());
  }

  private static String declared(ToolOperation operation, Context context) {
    return "ToolOperation.of(%s, %s, %s)"
            .formatted(
                JavaText.literal(operation.name()),
                JavaText.literal(operation.tool()),
                EndpointSource.endpoint(operation.http(), operation.inputs()))
        + given(operation.given())
        + operation.inputs().stream()
            .map(field -> ".input(" + FieldSource.input(field, context) + ")")
            .collect(Collectors.joining())
        + answer(operation.answer());
  }

  private static String given(ToolOperation.Given given) {
    List<String> arguments = new ArrayList<>();
    if (given.from() != ToolOperation.From.BODY) {
      arguments.add(given.name());
    }
    arguments.addAll(given.types());
    var method =
        switch (given.from()) {
          case BODY -> "body";
          case PART -> given.many() ? "parts" : "part";
          case INPUT -> "text";
        };
    return "." + method + "(" + FieldSource.literals(arguments) + ")";
  }

  private static String answer(ToolOperation.Answer answer) {
    return switch (answer.as()) {
      case BYTES -> ".answersBytes(" + JavaText.literal(answer.type()) + ")";
      case TEXT -> ".answersText()";
      case OBJECT ->
          answer.members().stream()
              .map(
                  member ->
                      ".answers(%s, ToolOperation.Told.%s)"
                          .formatted(JavaText.literal(member.name()), member.says().name()))
              .collect(Collectors.joining());
    };
  }
}
