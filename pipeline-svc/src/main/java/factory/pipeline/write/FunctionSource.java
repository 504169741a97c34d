package factory.pipeline.write;

import factory.pipeline.spec.Function;
import factory.pipeline.spec.Function.Let;
import factory.pipeline.spec.expression.Expected;
import factory.pipeline.spec.expression.JavaText;
import factory.pipeline.spec.expression.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a function. */
final class FunctionSource {
  private final Function function;
  private final Context context;
  private Scope scope;

  private FunctionSource(Function function, Context context) {
    this.function = function;
    this.context = context;
    scope = context.expressions().function(function);
  }

  static String of(Function function, Context context) {
    return new FunctionSource(function, context).file();
  }

  private String file() {
    var name = context.names().of(function);
    var what = JavaText.comment(function.description());
    var body =
        """
        %sfinal class %s {
        %s
          private %s() {}

          private static Outcome compute(Input input) {
        %s  }
        }
        """
            .formatted(
                JavaLayout.comment(0, what.isEmpty() ? Names.sentence(function.name()) : what),
                name,
                JavaLayout.assignment(2, "static final Function FUNCTION", declared(name)),
                name,
                statements());
    return SourceFile.of(body, context.imports());
  }

  private String declared(String owner) {
    return "Function.of(%s, %s::compute)".formatted(JavaText.literal(function.name()), owner)
        + function.inputs().stream()
            .map(field -> ".input(" + FieldSource.input(field, context) + ")")
            .collect(Collectors.joining())
        + function.outputs().stream()
            .map(
                output ->
                    ".output(" + FieldSource.output(output.name(), output.type(), context) + ")")
            .collect(Collectors.joining())
        + EndpointSource.of(function.http(), function.inputs());
  }

  /** Each refusal as soon as the lets that it uses are there, the lets in their order. */
  private String statements() {
    var code = new StringBuilder();
    List<Let> lets = new ArrayList<>(function.lets());
    for (var refusal : function.refusals()) {
      while (lets.stream().anyMatch(let -> SourceFile.names(refusal.when(), let.name()))) {
        code.append(let(lets.removeFirst()));
      }
      var when = context.checked(scope, refusal.when(), new Expected.Truth());
      code.append("    if (")
          .append(JavaLayout.expression(when.java(), 8, 3))
          .append(") {\n")
          .append(
              JavaLayout.statement(
                  6, "return Outcome.refused(" + ActionSource.refusal(refusal.refusal()) + ")"))
          .append("    }\n");
      scope = scope.knowingNot(when);
    }
    while (!lets.isEmpty()) {
      code.append(let(lets.removeFirst()));
    }
    return code.append(
            JavaLayout.statement(
                4, "return " + ActionSource.outcome(function.outputs(), scope, context)))
        .toString();
  }

  private String let(Let let) {
    var value = context.checked(scope, let.value(), new Expected.Anything());
    scope = scope.with(let.name(), value.type(), value.nullable());
    return JavaLayout.assignment(4, "var " + scope.java(let.name()), value.java());
  }
}
