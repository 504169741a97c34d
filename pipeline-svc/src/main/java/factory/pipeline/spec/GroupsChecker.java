package factory.pipeline.spec;

import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.expression.Expected;
import factory.pipeline.spec.expression.Scope;
import factory.pipeline.spec.expression.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks figures of an answer by the values of a field. */
final class GroupsChecker {
  private static final FieldType TEXT =
      new FieldType.Text(0, 1_000, Optional.empty(), false, false, false);

  private final Check check;
  private final Output output;
  private final String at;

  GroupsChecker(Check check, Output output, String at) {
    this.check = check;
    this.output = output;
    this.at = at;
  }

  void check(Groups groups, Scope scope) {
    var rows = check.expression(at + "/value", scope, output.value(), new Expected.Rows());
    if (rows.isPresent() && rows.get().type() instanceof Type.Rows(var name)) {
      check.specification().kind(name).ifPresent(kind -> of(groups, kind, scope));
    }
  }

  private void of(Groups groups, Kind kind, Scope scope) {
    if (groups.per().isPresent()) {
      perPart(groups, kind, groups.per().get());
      return;
    }
    var by = check.field(kind, groups.by(), at + "/groups/by");
    if (by.isEmpty()
        || (!(by.get().type() instanceof FieldType.ListOf && by.get().isStored())
            && !check.comparable(by.get(), at + "/groups/by", "group by"))) {
      return;
    }
    var value = Groups.one(by.get().type());
    if (!isKey(value) || (by.get().type() instanceof FieldType.ListOf && !isWord(value))) {
      check.problem(
          at + "/groups/by", "must be a text that minds cases, an enum, a truth or a whole number");
      return;
    }
    var words = words(value);
    if (groups.every() && words.isEmpty()) {
      check.problem(at + "/groups/every", "only enums and truths have words that can be named");
    }
    groups.among().ifPresent(among -> among(groups, among, by.get().type(), scope));
    figures(groups, kind, value, words);
  }

  private void figures(Groups groups, Kind kind, FieldType value, List<String> words) {
    Map<String, FieldType> figures = new HashMap<>();
    for (var i = 0; i < groups.measures().size(); i++) {
      measure(groups, kind, i).ifPresent(type -> figures.put(type.getKey(), type.getValue()));
    }
    if (figures.size() < groups.measures().size()) {
      return;
    }
    if (groups.isOfValues()) {
      if (!(output.type() instanceof FieldType.ListOf(var item, _, _)) || !holds(item, value)) {
        check.problem(at + "/type", "must be a list of what the values are, or have measures");
      }
      return;
    }
    if (groups.key().isPresent()) {
      list(groups, groups.among().isPresent() ? TEXT : value, groups.key().get(), figures);
    } else {
      object(groups, words, figures);
    }
  }

  /** Days, months or years, of which there are no words. */
  private void perPart(Groups groups, Kind kind, Groups.Part per) {
    var isMoment =
        groups.by().equals("created_at")
            || check
                .field(kind, groups.by(), at + "/groups/by")
                .filter(
                    field ->
                        field.isStored()
                            && (field.type() instanceof FieldType.Date
                                || field.type() instanceof FieldType.Instant))
                .isPresent();
    if (!isMoment || groups.every() || groups.among().isPresent()) {
      check.problem(
          at + "/groups/per",
          "is there for a date, a moment or created_at, and without every and among");
      return;
    }
    figures(groups, kind, per.type(), List.of());
  }

  private void among(Groups groups, String among, FieldType by, Scope scope) {
    if (groups.every() || !(by instanceof FieldType.Text || by instanceof FieldType.Whole)) {
      check.problem(
          at + "/groups/among", "is there for a text or a whole number, and instead of every");
    }
    check.expression(
        at + "/groups/among",
        scope,
        among,
        new Expected.Field(new FieldType.ListOf(TEXT, 0, 1_000), false));
  }

  /** Whether values are such that an object can have members that are called like them. */
  static boolean isKey(FieldType type) {
    return switch (type) {
      case FieldType.Text text -> !text.ignoreCase();
      case FieldType.Choice _, FieldType.Truth _, FieldType.Whole _ -> true;
      default -> false;
    };
  }

  private static boolean isWord(FieldType type) {
    return type instanceof FieldType.Text || type instanceof FieldType.Choice;
  }

  /** What an enum's or a truth's values are called; none of other types. */
  static List<String> words(FieldType type) {
    return switch (type) {
      case FieldType.Choice(var words, _) -> words;
      case FieldType.Truth _ -> List.of("false", "true");
      default -> List.of();
    };
  }

  private Optional<Map.Entry<String, FieldType>> measure(Groups groups, Kind kind, int i) {
    var measure = groups.measures().get(i);
    var where = at + "/groups/measures/" + i;
    var type = Figures.typeOf(check, kind, measure.function(), measure.of(), where);
    var isSum =
        switch (measure.function()) {
          case COUNT, COUNT_DISTINCT, SUM -> true;
          case AVERAGE, MIN, MAX, MINE -> false;
        };
    if (type.isEmpty()) {
      return Optional.empty();
    }
    if (!(type.get() instanceof FieldType.Whole || type.get() instanceof FieldType.Decimal)) {
      check.problem(where + "/of", "must be a whole number or a decimal");
      return Optional.empty();
    }
    var always = isSum || measure.of().flatMap(kind::field).map(Field::required).orElse(false);
    if (!always || ((groups.every() || groups.among().isPresent()) && !isSum)) {
      check.problem(where, "has no value of nothing: count, sum, or take a required field");
      return Optional.empty();
    }
    return Optional.of(Map.entry(measure.name(), type.get()));
  }

  private void list(Groups groups, FieldType by, String key, Map<String, FieldType> figures) {
    var wanted = new HashMap<>(figures);
    wanted.put(key, by);
    var right =
        figures.size() == groups.measures().size()
            && !figures.containsKey(key)
            && output.type() instanceof FieldType.ListOf(FieldType.ObjectOf(var members), _, _)
            && members.size() == wanted.size()
            && members.stream().allMatch(m -> fits(wanted.get(m.name()), m));
    if (!right) {
      check.problem(
          at + "/type",
          "must be a list of objects with the key and the measures as required members");
    }
  }

  private void object(Groups groups, List<String> words, Map<String, FieldType> figures) {
    if (groups.measures().size() != 1) {
      check.problem(at + "/groups/measures", "must be one: an object has one figure by value");
      return;
    }
    var figure = figures.values().iterator().next();
    var right =
        switch (output.type()) {
          case FieldType.Json(var each, _) -> each.filter(type -> holds(type, figure)).isPresent();
          case FieldType.ObjectOf(var members) ->
              groups.every()
                  && members.size() == words.size()
                  && Set.copyOf(words)
                      .containsAll(members.stream().map(FieldType.Member::name).toList())
                  && members.stream().allMatch(m -> fits(figure, m));
          default -> false;
        };
    if (!right) {
      check.problem(
          at + "/type",
          "must be json with each a number that the figure fits, or an object with every word");
    }
  }

  private static boolean fits(
      @org.jspecify.annotations.Nullable FieldType figure, FieldType.Member member) {
    return figure != null
        && member.required()
        && member.fallback().isEmpty()
        && holds(member.type(), figure);
  }

  /** Whether a type has place for a value of another. */
  private static boolean holds(FieldType type, FieldType value) {
    return switch (type) {
      case FieldType.Decimal _ ->
          value instanceof FieldType.Decimal || value instanceof FieldType.Whole;
      case FieldType.Text _ -> value instanceof FieldType.Text || value instanceof FieldType.Choice;
      default -> type.getClass().equals(value.getClass());
    };
  }
}
