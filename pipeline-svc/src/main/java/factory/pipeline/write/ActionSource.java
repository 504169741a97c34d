package factory.pipeline.write;

import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Answer;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.Action.Refusal;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.expression.Expected;
import factory.pipeline.spec.expression.JavaText;
import factory.pipeline.spec.expression.Scope;
import factory.pipeline.spec.expression.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes what can be done with the records of one kind. */
final class ActionSource {
  private static final String NOT_ALLOWED =
      "403, \"NOT_ALLOWED\", \"You are not allowed to do this.\"";

  private final Context context;

  private ActionSource(Context context) {
    this.context = context;
  }

  static String of(Kind kind, List<Action> actions, Context context) {
    var source = new ActionSource(context);
    var name = context.names().actionsOf(kind);
    var constants =
        actions.stream()
            .map(action -> source.constant(kind, action, name))
            .collect(Collectors.joining("\n"));
    var methods = actions.stream().map(source::method).collect(Collectors.joining("\n"));
    var body =
        """
        /** What can be done with %s. */
        final class %s {
        %s
          private %s() {}

        %s}
        """
            .formatted(Names.words(kind.plural()), name, constants, name, methods);
    return SourceFile.of(body, context.imports());
  }

  private String constant(Kind kind, Action action, String owner) {
    var made =
        "Action.%s(%s, %s, %s::%s)"
            .formatted(
                action.onRecord() ? "onRecord" : "onCollection",
                JavaText.literal(kind.plural()),
                JavaText.literal(action.name()),
                owner,
                Names.method(action));
    var inputs =
        action.inputs().stream()
            .map(field -> ".input(" + FieldSource.input(field, context) + ")")
            .collect(Collectors.joining());
    var outputs =
        action.answer() instanceof Answer.Values(var values)
            ? values.stream()
                .map(
                    output ->
                        ".output("
                            + FieldSource.output(output.name(), output.type(), context)
                            + ")")
                .collect(Collectors.joining())
            : "";
    // Before its body reads anything.
    var allowed = action.access().asksAccount() ? ".allowed(Access.account())" : "";
    return JavaLayout.assignment(
        2,
        "static final Action " + Names.constant(action.name()),
        made + inputs + outputs + allowed + EndpointSource.of(action.http(), action.inputs()));
  }

  private String method(Action action) {
    return new Body(action).method();
  }

  /** One statement: a variable that it sets, or none, and what it does. */
  private record Statement(String condition, String variable, boolean declares, String code) {
    private Statement(String variable, boolean declares, String code) {
      this("", variable, declares, code);
    }

    private boolean names(String name) {
      return SourceFile.names(condition + " " + code, name);
    }
  }

  /** The body of one action. */
  private final class Body {
    private final Action action;
    private final List<Statement> statements = new ArrayList<>();
    private Scope scope;

    private Body(Action action) {
      this.action = action;
      scope = context.expressions().guards(action);
    }

    private String method() {
      access();
      for (var guard : action.guards()) {
        var check = context.checked(scope, guard.check(), new Expected.Truth());
        add("call.require(" + check.java() + ", " + refusal(guard.otherwise()) + ")");
        scope = scope.knowing(check);
      }
      scope = context.expressions().action(action);
      for (var guard : action.guards()) {
        // What guards have shown holds for effects too.
        scope = scope.knowing(context.checked(scope, guard.check(), new Expected.Truth()));
      }
      action.effects().forEach(this::effect);
      if (answersFigures()) {
        var record = scope.java("record");
        var plural = JavaText.literal(context.kind(action.kind()).plural());
        statements.add(new Statement(record, false, "call.find(" + plural + ", " + record + ")"));
      }
      add("return " + answer());
      return text();
    }

    /** Whether it answers figures of its record about records of which it makes or deletes some. */
    private boolean answersFigures() {
      return action.onRecord()
          && action.http().isPresent()
          && !(action.answer() instanceof Answer.Nothing)
          && context.kind(action.kind()).fields().stream()
              .anyMatch(
                  field ->
                      field.origin() instanceof Origin.Aggregated figure
                          && action.effects().stream()
                              .anyMatch(effect -> isAbout(effect, context.kind(figure.kind()))));
    }

    private static boolean isAbout(Effect effect, Kind kind) {
      return switch (effect.bare()) {
        case Effect.Insert(var name, _, _) -> name.equals(kind.name());
        case Effect.DeleteEach(var rows, _) -> rows.matches("(?s)\\s*" + kind.plural() + "\\b.*");
        case Effect.Set _,
            Effect.Delete _,
            Effect.SetEach _,
            Effect.Take _,
            Effect.Let _,
            Effect.When _,
            Effect.Require _ ->
            false;
      };
    }

    private void add(String code) {
      statements.add(new Statement("", false, code));
    }

    private void access() {
      switch (action.access()) {
        case Access.Anyone _, Access.Account _ -> {}
        case Access.Nobody _ -> add("call.require(false, " + NOT_ALLOWED + ")");
        case Access.Owner _ -> own("Condition.equal(\"_owner\", call.caller())");
        case Access.When(var cel) -> {
          var kind = context.kind(action.kind());
          own(
              context
                  .condition(context.expressions().access(kind), cel)
                  .replaceAll("\\bcaller\\b", "call.caller()")
                  .replaceAll("(?<![\\w.\"])account(?![\\w\"])", "call.account()"));
        }
      }
    }

    private void own(String condition) {
      var kind = context.kind(action.kind());
      var these =
          action.onRecord()
              ? "Condition.equal(\"id\", %s.key()).and(%s)"
                  .formatted(scope.java("record"), condition)
              : condition;
      add(
          "call.require(call.exists(%s, %s), %s)"
              .formatted(JavaText.literal(kind.plural()), these, NOT_ALLOWED));
    }

    private void effect(Effect effect) {
      switch (effect) {
        case Effect.Set(var target, var values) -> {
          var row = context.checked(scope, target, new Expected.Row());
          var kind = kindOf(row.type());
          var code = "call.set(" + row.java() + ", " + values(kind, values) + ")";
          statements.add(new Statement(row.java().matches("\\w+") ? row.java() : "", false, code));
        }
        case Effect.Insert(var name, var values, var as) -> {
          var kind = context.kind(name);
          named(
              as,
              kind,
              "call.insert(" + JavaText.literal(kind.plural()) + ", " + values(kind, values) + ")");
        }
        case Effect.Delete(var target) ->
            add("call.delete(" + context.checked(scope, target, new Expected.Row()).java() + ")");
        case Effect.SetEach(var rows, var values) -> {
          var found = context.checked(scope, rows, new Expected.Rows());
          var kind = kindOf(found.type());
          var row = found.rowName().filter(name -> isNamed(name, values));
          var each = row.map(name -> scope.with(name, new Type.Row(kind.name()))).orElse(scope);
          add(
              "call.setEach(%s, %s, %s%s)"
                  .formatted(
                      JavaText.literal(kind.plural()),
                      found.condition().orElseThrow(),
                      row.map(name -> each.java(name) + " -> ").orElse(""),
                      values(kind, values, each)));
        }
        case Effect.DeleteEach(var rows, var as) -> {
          var found = context.checked(scope, rows, new Expected.Rows());
          named(
              as,
              Type.Scalar.INT,
              "call.deleteEach(%s, %s)"
                  .formatted(
                      JavaText.literal(kindOf(found.type()).plural()),
                      found.condition().orElseThrow()));
        }
        case Effect.When(var check, var then) -> when(check, then);
        case Effect.Let(var as, var cel) -> {
          var value = context.checked(scope, cel, new Expected.Anything());
          scope = scope.with(as, value.type(), value.nullable());
          statements.add(new Statement(scope.java(as), true, value.java()));
        }
        case Effect.Require(var check, var otherwise) -> {
          var holds = context.checked(scope, check, new Expected.Truth());
          add("call.require(" + holds.java() + ", " + refusal(otherwise) + ")");
          scope = scope.knowing(holds);
        }
        case Effect.Take take -> {
          var rows = take.rows();
          var none = take.none();
          var as = take.as();
          var found = context.checked(scope, rows, new Expected.Rows());
          var kind = kindOf(found.type());
          named(
              as,
              kind,
              "call.take(%s, %s, %s, %s)"
                  .formatted(
                      JavaText.literal(kind.plural()),
                      found.condition().orElseThrow(),
                      JavaText.literal(take.isAny(kind) ? "_random" : take.order()),
                      refusal(none)));
        }
      }
    }

    private void when(String check, Effect then) {
      var before = scope;
      var holds = context.checked(scope, check, new Expected.Truth());
      scope = scope.knowing(holds);
      effect(then);
      scope = before;
      var done = statements.removeLast();
      statements.add(new Statement(holds.java(), done.variable(), done.declares(), done.code()));
    }

    private void named(String as, Kind kind, String code) {
      named(as, new Type.Row(kind.name()), code);
    }

    private void named(String as, Type type, String code) {
      if (as.isEmpty()) {
        add(code);
        return;
      }
      scope = scope.with(as, type);
      statements.add(new Statement(scope.java(as), true, code));
    }

    private Kind kindOf(Type type) {
      return switch (type) {
        case Type.Row(var name) -> context.kind(name);
        case Type.Rows(var name) -> context.kind(name);
        default -> throw new IllegalArgumentException("no record is " + type);
      };
    }

    private static boolean isNamed(String name, Map<String, String> values) {
      return values.values().stream().anyMatch(cel -> cel.matches("(?s).*\\b" + name + "\\b.*"));
    }

    private String values(Kind kind, Map<String, String> values) {
      return values(kind, values, scope);
    }

    private String values(Kind kind, Map<String, String> values, Scope in) {
      if (values.isEmpty()) {
        return "Values.none()";
      }
      var text = new StringBuilder("Values");
      values.forEach(
          (name, cel) -> {
            var field =
                kind.field(name)
                    .orElseThrow(() -> new IllegalArgumentException("no field " + name));
            text.append(text.length() == 6 ? ".of(" : ".and(")
                .append(JavaText.literal(name))
                .append(", ")
                .append(context.value(in, cel, field.type(), !field.required()))
                .append(')');
          });
      return text.toString();
    }

    private String answer() {
      return switch (action.answer()) {
        case Answer.Changed _ -> "Outcome.changed(" + scope.java("record") + ")";
        case Answer.Named(var name, var created) ->
            (created ? "Outcome.created(" : "Outcome.changed(") + scope.java(name) + ")";
        case Answer.Values(var outputs) -> outcome(outputs, scope, context);
        case Answer.Nothing _ -> "Outcome.nothing()";
      };
    }

    /** The statements, where a variable is only declared and set anew when somebody reads it. */
    private String text() {
      var code = new StringBuilder();
      for (var i = 0; i < statements.size(); i++) {
        var statement = statements.get(i);
        var read = !statement.variable().isEmpty() && isRead(statement.variable(), i + 1);
        var isAlways = statement.condition().isEmpty();
        var indent = isAlways ? 4 : 6;
        if (!isAlways) {
          code.append("    if (")
              .append(JavaLayout.expression(statement.condition(), 8, 3))
              .append(") {\n");
        }
        if (read) {
          var variable = (statement.declares() ? "var " : "") + statement.variable();
          code.append(JavaLayout.assignment(indent, variable, statement.code()));
        } else {
          code.append(JavaLayout.statement(indent, statement.code()));
        }
        if (!isAlways) {
          code.append("    }\n");
        }
      }
      var head = new StringBuilder();
      if (action.onRecord() && isRead(scope.java("record"), 0)) {
        head.append("    var ").append(scope.java("record")).append(" = call.record();\n");
      }
      if (isRead("input", 0)) {
        head.append("    var input = call.input();\n");
      }
      var what = JavaText.comment(action.description());
      return (what.isEmpty() ? "" : JavaLayout.comment(2, what))
          + "  private static Outcome "
          + Names.method(action)
          + "(Call call) {\n"
          + head
          + code
          + "  }\n";
    }

    private boolean isRead(String variable, int from) {
      return statements.stream().skip(from).anyMatch(statement -> statement.names(variable));
    }
  }

  /** Computed values as an outcome. */
  static String outcome(List<Action.Output> outputs, Scope scope, Context context) {
    if (outputs.isEmpty()) {
      return "Outcome.nothing()";
    }
    var text = new StringBuilder("Values");
    for (var output : outputs) {
      text.append(text.length() == 6 ? ".of(" : ".and(")
          .append(JavaText.literal(output.name()))
          .append(", ")
          .append(
              output
                  .groups()
                  .map(groups -> GroupsSource.of(output, groups, scope, context))
                  .orElseGet(() -> context.value(scope, output.value(), output.type(), true)))
          .append(')');
    }
    return "Outcome.values(" + text + ")";
  }

  /** Status, reason and message as arguments. */
  static String refusal(Refusal refusal) {
    return refusal.status()
        + ", "
        + FieldSource.literals(List.of(refusal.reason(), refusal.message()));
  }
}
