package factory.pipeline.spec;

import factory.pipeline.spec.Action.Answer;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.expression.Expected;
import factory.pipeline.spec.expression.Scope;
import factory.pipeline.spec.expression.Type;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks one action. */
final class ActionChecker {
  private final Check check;
  private final Action action;
  private final String at;

  /** Names that effects gave. */
  private final Map<String, String> names = new HashMap<>();

  /** Those of them that are records. */
  private final Set<String> records = new HashSet<>();

  private Scope scope;
  private boolean recordIsGone;

  ActionChecker(Check check, Action action, String at) {
    this.check = check;
    this.action = action;
    this.at = at;
    this.scope = check.expressions().action(action);
  }

  void check() {
    var kind = check.kind(action.kind(), at + "/kind");
    new TypeChecker(check).inputs(action.inputs(), at + "/inputs", false);
    kind.ifPresent(this::access);
    guards();
    for (var i = 0; i < action.effects().size(); i++) {
      effect(action.effects().get(i), at + "/effects/" + i);
    }
    if (action.effects().isEmpty() && !(action.answer() instanceof Answer.Values)) {
      check.problem(at + "/effects", "does nothing: add an effect, or values to the answer");
    }
    answer();
    EndpointChecker.check(check, action, at);
  }

  private void access(Kind kind) {
    switch (action.access()) {
      case Access.Owner _ -> {
        if (!action.onRecord()) {
          check.problem(at + "/access", "a collection has no owner: write a condition over caller");
        }
      }
      case Access.When when -> {
        // Of a collection there is no record to ask the database about.
        if (action.onRecord()) {
          check.expression(
              at + "/access/when",
              check.expressions().access(kind),
              when.condition(),
              new Expected.Condition());
        } else {
          check.expression(
              at + "/access/when",
              check.expressions().guards(action),
              when.condition(),
              new Expected.Truth());
        }
      }
      case Access.Nobody _ ->
          check.problem(at + "/access", "an action that nobody may do: leave the action out");
      case Access.Anyone _, Access.Account _ -> {}
    }
  }

  private void guards() {
    var guards = check.expressions().guards(action);
    for (var i = 0; i < action.guards().size(); i++) {
      var guard =
          check.expression(
              at + "/guards/" + i + "/check",
              guards,
              action.guards().get(i).check(),
              new Expected.Truth());
      if (guard.isPresent()) {
        guards = guards.knowing(guard.get());
        scope = scope.knowing(guard.get());
      }
    }
  }

  private void effect(Effect effect, String where) {
    switch (effect) {
      case Effect.Set set ->
          row(set.target(), where + "/set")
              .ifPresent(kind -> values(kind, set.values(), scope, where, false));
      case Effect.Insert insert ->
          check
              .kind(insert.kind(), where + "/insert")
              .ifPresent(
                  kind -> {
                    values(kind, insert.values(), scope, where, true);
                    if (kind.fields().stream().anyMatch(Field::isIssued)) {
                      check.problem(
                          where + "/insert",
                          "makes a secret that only the answer of a create route shows");
                    }
                    complete(kind, insert, where);
                    named(insert.as(), kind.name(), where);
                  });
      case Effect.Delete delete -> {
        row(delete.target(), where + "/delete");
        recordIsGone |= delete.target().strip().equals("record");
      }
      case Effect.SetEach set -> setEach(set, where);
      case Effect.DeleteEach delete -> {
        check.expression(where + "/delete_each", scope, delete.rows(), new Expected.Rows());
        if (isFree(delete.as(), where + "/as")) {
          scope = scope.with(delete.as(), Type.Scalar.INT);
        }
      }
      case Effect.When(var condition, var then) -> {
        var before = scope;
        check
            .expression(where + "/if", scope, condition, new Expected.Truth())
            .ifPresent(holds -> scope = scope.knowing(holds));
        effect(then, where);
        // What holds there need not hold after it.
        scope = before;
      }
      case Effect.Let let -> let(let, where);
      case Effect.Require require ->
          check
              .expression(where + "/require", scope, require.check(), new Expected.Truth())
              .ifPresent(holds -> scope = scope.knowing(holds));
      case Effect.Take take -> {
        var rows = check.expression(where + "/take", scope, take.rows(), new Expected.Rows());
        if (rows.isPresent() && rows.get().type() instanceof Type.Rows(var name)) {
          check
              .specification()
              .kind(name)
              .ifPresent(
                  kind -> {
                    if (!take.isAny(kind)) {
                      order(kind, take.order(), where + "/order");
                    }
                    named(take.as(), name, where);
                  });
        }
      }
    }
  }

  private void let(Effect.Let let, String where) {
    var value = check.expression(where + "/value", scope, let.value(), new Expected.Anything());
    if (value.isEmpty() || !isFree(let.as(), where + "/let")) {
      return;
    }
    switch (value.get().type()) {
      case Type.Row _, Type.Rows _ ->
          check.problem(
              where + "/value", "is no value: records are named by take, insert and references");
      case Type.Scalar _, Type.Items _, Type.Struct _, Type.Made _ ->
          scope = scope.with(let.as(), value.get().type(), value.get().nullable());
    }
  }

  private void order(Kind kind, String order, String where) {
    var name = order.replaceFirst("^-", "");
    if (!name.equals("created_at")) {
      check.field(kind, name, where).ifPresent(field -> check.comparable(field, where, "order by"));
    }
  }

  private void setEach(Effect.SetEach set, String where) {
    var rows = check.expression(where + "/set_each", scope, set.rows(), new Expected.Rows());
    if (rows.isPresent() && rows.get().type() instanceof Type.Rows(var name)) {
      // Each row goes by the name that the filter gave it.
      var each = rows.get().rowName().map(row -> scope.with(row, new Type.Row(name))).orElse(scope);
      check
          .specification()
          .kind(name)
          .ifPresent(kind -> values(kind, set.values(), each, where, false));
    }
  }

  /** The kind of the record that an expression names. */
  private Optional<Kind> row(String cel, String where) {
    return check
        .expression(where, scope, cel, new Expected.Row())
        .map(found -> found.type() instanceof Type.Row(var kind) ? kind : "")
        .flatMap(check.specification()::kind);
  }

  private void named(String as, String kind, String where) {
    if (isFree(as, where + "/as")) {
      records.add(as);
      scope = scope.with(as, new Type.Row(kind));
    }
  }

  /** Whether it is a name, which nothing else has. */
  private boolean isFree(String as, String pointer) {
    if (as.isEmpty()) {
      return false;
    }
    check.variable(as, pointer);
    check.taken(names, as, pointer);
    if (check.specification().kinds().stream().anyMatch(k -> k.plural().equals(as))) {
      check.problem(pointer, "'%s' is the name of all of a kind: take another".formatted(as));
    }
    return true;
  }

  private void values(
      Kind kind, Map<String, String> values, Scope seen, String where, boolean insert) {
    values.forEach(
        (name, cel) -> {
          var pointer = where + "/values/" + name;
          check
              .field(kind, name, pointer)
              .ifPresent(
                  field -> {
                    settable(kind, field, pointer, insert);
                    check.expression(
                        pointer, seen, cel, new Expected.Field(field.type(), !field.required()));
                  });
        });
  }

  private void settable(Kind kind, Field field, String pointer, boolean insert) {
    var settable =
        switch (field.origin()) {
          case Origin.Given given -> insert || !given.fixed();
          case Origin.Actions _ -> true;
          case Origin.Now _,
              Origin.Caller _,
              Origin.Account _,
              Origin.Sequence _,
              Origin.Code _,
              Origin.Slug _,
              Origin.Link _,
              Origin.Computed _,
              Origin.Aggregated _ ->
              false;
        };
    if (!settable) {
      check.problem(
          pointer,
          field.origin() instanceof Origin.Given
              ? "is fixed: it cannot be changed once the record is made"
              : "is set by the service itself: leave it out");
    }
    if (!insert && kind.key() instanceof Kind.Key.Natural(var key) && key.equals(field.name())) {
      check.problem(pointer, "is the key, which cannot be changed");
    }
  }

  /** Whatever a new record must have is given or comes by itself. */
  private void complete(Kind kind, Effect.Insert insert, String where) {
    for (var field : kind.fields()) {
      var byItself =
          switch (field.origin()) {
            case Origin.Given given -> given.fallback().isPresent();
            case Origin.Actions actions -> actions.initial().isPresent();
            case Origin.Now _,
                Origin.Caller _,
                Origin.Account _,
                Origin.Sequence _,
                Origin.Code _,
                Origin.Slug _,
                Origin.Link _,
                Origin.Computed _,
                Origin.Aggregated _ ->
                true;
          };
      var always =
          field.type() instanceof FieldType.Truth
              || field.type() instanceof FieldType.ListOf
              || (field.type() instanceof FieldType.Choice choice
                  && !choice.transitions().isEmpty());
      if (field.required() && !byItself && !always && !insert.values().containsKey(field.name())) {
        check.problem(
            where + "/values", "leaves out '%s', which is required".formatted(field.name()));
      }
    }
  }

  private void answer() {
    switch (action.answer()) {
      case Answer.Changed _ -> {
        if (!action.onRecord()) {
          check.problem(
              at + "/answer",
              "there is no record of a collection: write nothing, {\"created\": name} or {\"values\": [...]}");
        } else if (recordIsGone) {
          check.problem(at + "/answer", "the record is deleted: write nothing");
        }
      }
      case Answer.Named named -> {
        if (!records.contains(named.name())) {
          check.problem(
              at + "/answer/" + (named.created() ? "created" : "found"),
              "no effect has \"as\": \"%s\"".formatted(named.name()));
        }
      }
      case Answer.Values values ->
          new OutputChecker(check).check(values.outputs(), scope, at + "/answer/values");
      case Answer.Nothing _ -> {}
    }
  }
}
