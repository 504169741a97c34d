package factory.pipeline.spec;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import factory.pipeline.spec.FieldType.Bounds;
import factory.pipeline.spec.FieldType.OnDelete;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;

/** Checks what a field may hold, and the inputs of operations. */
final class TypeChecker {
  private static final BigDecimal SAFE = BigDecimal.valueOf((1L << 53) - 1);

  private final Check check;

  TypeChecker(Check check) {
    this.check = check;
  }

  /** The inputs of an action, a report or a function. */
  void inputs(List<Field> inputs, String at, boolean inQuery) {
    var names = new java.util.HashMap<String, String>();
    for (var i = 0; i < inputs.size(); i++) {
      var input = inputs.get(i);
      var where = at + "/" + i;
      check.taken(names, input.name(), where + "/name");
      name(input.name(), where + "/name");
      type(input.type(), input.required(), where);
      if (!(input.origin() instanceof Origin.Given given) || given.fixed()) {
        check.problem(
            where, "an input is always given: leave out fixed, set_by, computed and aggregate");
      } else {
        given
            .fallback()
            .ifPresent(cel -> check.initial(where + "/default", cel, input.type(), false));
      }
      if (input.unique()) {
        check.problem(where + "/unique", "an input is not kept, so it cannot be unique");
      }
      if (input.type() instanceof FieldType.Choice choice && !choice.transitions().isEmpty()) {
        check.problem(where + "/transitions", "only a field of a kind has transitions");
      }
      if (input.type() instanceof FieldType.File) {
        check.problem(
            where + "/type", "a file is a field of a kind: let the action be on its record");
      }
      if (inQuery
          && (input.type() instanceof FieldType.Json
              || input.type() instanceof FieldType.ObjectOf
              || input.type() instanceof FieldType.ListOf
              || input.type() instanceof FieldType.Secret)) {
        check.problem(
            where + "/type",
            "a %s cannot be in a query".formatted(FieldWriter.nameOf(input.type())));
      }
    }
  }

  void name(String name, String at) {
    if (java.util.Set.of("in", "true", "false", "null").contains(name)) {
      check.problem(
          at, "'%s' has its own meaning in expressions: take another name".formatted(name));
    }
  }

  void type(FieldType type, boolean required, String at) {
    switch (type) {
      case FieldType.Text text -> text(text, at);
      case FieldType.Whole whole -> bounds(whole.bounds(), 0, at);
      case FieldType.Decimal decimal -> bounds(decimal.bounds(), decimal.scale(), at);
      case FieldType.Money money -> bounds(money.bounds(), 2, at);
      case FieldType.Choice choice -> choice(choice, at);
      case FieldType.ListOf list -> list(list, at);
      case FieldType.ObjectOf object -> object(object, at);
      case FieldType.Reference reference -> {
        check.kind(reference.kind(), at + "/kind");
        if (reference.onDelete() == OnDelete.CLEAR && required) {
          check.problem(
              at + "/on_delete",
              "a required reference cannot be cleared: write restrict or cascade");
        }
      }
      case FieldType.Json(var each, var oneOf) -> {
        if (each.isPresent() && !oneOf.isEmpty()) {
          check.problem(
              at + "/one_of", "has no place beside each: it is an object or one of these");
        }
        each.ifPresent(of -> type(of, false, at + "/each"));
      }
      case FieldType.Truth _,
          FieldType.Date _,
          FieldType.Time _,
          FieldType.Instant _,
          FieldType.Duration _,
          FieldType.Email _,
          FieldType.Url _,
          FieldType.Wallet _,
          FieldType.Secret _,
          FieldType.File _ -> {}
    }
  }

  private void text(FieldType.Text text, String at) {
    if (text.minLength() > text.maxLength()) {
      check.problem(at + "/min_length", "must be at most max_length, " + text.maxLength());
    }
    text.pattern()
        .ifPresent(
            pattern -> {
              try {
                var _ = Pattern.compile(pattern);
              } catch (PatternSyntaxException e) {
                check.problem(
                    at + "/pattern",
                    "is no regular expression of RE2 (which has no look-around and no back"
                        + " references): "
                        + e.getDescription());
              }
            });
  }

  private void bounds(Bounds bounds, int scale, String at) {
    var min = at + (bounds.minExclusive() ? "/exclusive_min" : "/min");
    var max = at + (bounds.maxExclusive() ? "/exclusive_max" : "/max");
    bounds.min().ifPresent(bound -> bound(bound, scale, min));
    bounds.max().ifPresent(bound -> bound(bound, scale, max));
    if (bounds.min().isPresent() && bounds.max().isPresent()) {
      var order = bounds.min().get().compareTo(bounds.max().get());
      if (order > 0 || (order == 0 && (bounds.minExclusive() || bounds.maxExclusive()))) {
        check.problem(min, "leaves no value below the greatest, " + bounds.max().get());
      }
    }
  }

  private void bound(BigDecimal bound, int scale, String at) {
    if (bound.stripTrailingZeros().scale() > scale) {
      check.problem(
          at,
          scale == 0
              ? "must be a whole number, as the values are"
              : "must have at most %d digits behind the point, as the values have"
                  .formatted(scale));
    } else if (scale == 0 && bound.abs().compareTo(SAFE) > 0) {
      check.problem(at, "must be within plus and minus " + SAFE);
    }
  }

  private void choice(FieldType.Choice choice, String at) {
    if (new HashSet<>(choice.words()).size() < choice.words().size()) {
      check.problem(at + "/values", "must not name one twice");
    }
    choice
        .transitions()
        .forEach(
            (word, next) -> {
              var where = at + "/transitions/" + word;
              for (var one : next) {
                if (!choice.words().contains(one)) {
                  check.problem(where, "'%s' is none of the values".formatted(one));
                }
              }
              if (!choice.words().contains(word)) {
                check.problem(where, "'%s' is none of the values".formatted(word));
              }
            });
  }

  private void object(FieldType.ObjectOf object, String at) {
    var names = new java.util.HashMap<String, String>();
    for (var i = 0; i < object.members().size(); i++) {
      var member = object.members().get(i);
      var where = at + "/members/" + i;
      check.taken(names, member.name(), where + "/name");
      switch (member.type()) {
        case FieldType.Secret _, FieldType.Reference _, FieldType.File _ ->
            check.problem(
                where + "/type",
                "a %s cannot be in an object: make it a field of its own"
                    .formatted(FieldWriter.nameOf(member.type())));
        case FieldType.Choice(_, var transitions) when !transitions.isEmpty() ->
            check.problem(where + "/transitions", "only a field of a kind has transitions");
        default -> type(member.type(), member.required(), where);
      }
      if (member.fallback().isPresent()) {
        check.initial(where + "/default", member.fallback().get(), member.type(), false);
        if (ValueCheck.literal(member.fallback().get()).isEmpty()) {
          check.problem(where + "/default", "must be a number, a text or true");
        }
      }
    }
  }

  private void list(FieldType.ListOf list, String at) {
    if (list.minItems() > list.maxItems()) {
      check.problem(at + "/min_items", "must be at most max_items, " + list.maxItems());
    }
    switch (list.item()) {
      case FieldType.Json _,
          FieldType.Secret _,
          FieldType.Reference _,
          FieldType.ListOf _,
          FieldType.File _ ->
          check.problem(
              at + "/item/type",
              "a list has single values; for many records of another kind, make a kind of its own"
                  + " with a reference to this one");
      case FieldType.Choice choice when !choice.transitions().isEmpty() ->
          check.problem(at + "/item/transitions", "only a field of its own has transitions");
      default -> type(list.item(), true, at + "/item");
    }
  }
}
