package factory.pipeline.write;

import factory.pipeline.spec.Accounts;
import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.FieldType.Bounds;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.expression.Expected;
import factory.pipeline.spec.expression.Expressions;
import factory.pipeline.spec.expression.JavaText;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a field of a resource, or an input. */
final class FieldSource {
  private static final int TEXT_CHARACTERS = 1_000;
  private static final int LONG_TEXT_CHARACTERS = 20_000;
  private static final int ITEM_CHARACTERS = 500;
  private static final int ITEMS = 100;

  private FieldSource() {}

  /** An input, or anything else that belongs to no kind. */
  static String input(Field field, Context context) {
    return made(field.name(), field.type(), context)
        + required(field)
        + rules(field.type())
        + given(field, context);
  }

  /** What an answer has, which is computed. */
  static String output(String name, FieldType type, Context context) {
    return made(name, type, context);
  }

  /** A field of a kind. */
  static String of(Kind kind, Field field, Context context) {
    return made(field.name(), field.type(), context)
        + (isObject(field.type()) && Wire.isOpen(kind) ? ".open()" : "")
        + required(field)
        + rules(field.type())
        + origin(kind, field, context);
  }

  private static String required(Field field) {
    return (field.required() ? ".required()" : "") + (field.unique() ? ".unique()" : "");
  }

  private static String made(String fieldName, FieldType type, Context context) {
    var name = JavaText.literal(fieldName);
    return "Field."
        + switch (type) {
          case FieldType.Text text -> (text.multiline() ? "longText(" : "text(") + name + ")";
          case FieldType.Whole _ -> "wholeNumber(" + name + ")";
          case FieldType.Decimal decimal -> "decimal(" + name + ", " + decimal.scale() + ")";
          case FieldType.Money _ -> "money(" + name + ")";
          case FieldType.Truth _ -> "yesNo(" + name + ")";
          case FieldType.Date _ -> "date(" + name + ")";
          case FieldType.Time _ -> "time(" + name + ")";
          case FieldType.Instant _ -> "dateTime(" + name + ")";
          case FieldType.Duration _ -> "duration(" + name + ")";
          case FieldType.Email _ -> "email(" + name + ")";
          case FieldType.Url _ -> "url(" + name + ")";
          case FieldType.Choice choice -> "oneOf(" + name + ", " + literals(choice.words()) + ")";
          case FieldType.Json(var each, var oneOf) ->
              "json("
                  + name
                  + ")"
                  + each.map(of -> ".each(" + made("each", of, context) + rules(of) + ")")
                      .orElse("")
                  + (oneOf.isEmpty()
                      ? ""
                      : oneOf.stream()
                          .map(
                              scalar ->
                                  made(
                                          scalar.name().toLowerCase(java.util.Locale.ROOT),
                                          scalar.type(),
                                          context)
                                      + rules(scalar.type()))
                          .collect(Collectors.joining(", ", ".anyOf(", ")")));
          case FieldType.ObjectOf(var members) ->
              "object("
                  + name
                  + members.stream()
                      .map(member -> ", " + member(member, context))
                      .collect(Collectors.joining())
                  + ")";
          case FieldType.ListOf list ->
              isTexts(list)
                  ? "texts(" + name + ")"
                  : "listOf("
                      + name
                      + ", "
                      + made(fieldName, list.item(), context)
                      + rules(list.item())
                      + ")";
          case FieldType.Wallet _ -> "wallet(" + name + ")";
          case FieldType.Secret _ -> "secret(" + name + ")";
          case FieldType.File _ -> "file(" + name + ")";
          case FieldType.Reference reference ->
              "reference("
                  + name
                  + ", "
                  + JavaText.literal(context.kind(reference.kind()).plural())
                  + ")";
        };
  }

  private static String member(FieldType.Member member, Context context) {
    return made(member.name(), member.type(), context)
        + (member.required() ? ".required()" : "")
        + rules(member.type())
        + member
            .fallback()
            .map(
                cel ->
                    ".orElse("
                        + context
                            .checked(
                                context.expressions().literal(),
                                cel,
                                new Expected.Field(member.type(), false))
                            .java()
                        + ")")
            .orElse("");
  }

  /** Whether a field takes what an open body has: objects with members that are not known. */
  private static boolean isObject(FieldType type) {
    return type instanceof FieldType.ObjectOf
        || (type instanceof FieldType.ListOf list && list.item() instanceof FieldType.ObjectOf);
  }

  static boolean isTexts(FieldType.ListOf list) {
    return list.minItems() == 0
        && list.maxItems() == ITEMS
        && list.item() instanceof FieldType.Text text
        && text.maxLength() == ITEM_CHARACTERS
        && rules(text).equals(".to(" + ITEM_CHARACTERS + ")");
  }

  static String literals(List<String> texts) {
    return texts.stream().map(JavaText::literal).collect(Collectors.joining(", "));
  }

  private static String rules(FieldType type) {
    return switch (type) {
      case FieldType.Text text -> text(text);
      case FieldType.Whole whole -> bounds(whole.bounds(), true);
      case FieldType.Decimal decimal -> bounds(decimal.bounds(), false);
      case FieldType.Money money -> bounds(money.bounds(), false);
      case FieldType.Secret secret -> ".from(" + secret.minLength() + ")";
      case FieldType.Choice choice ->
          choice.words().stream()
              .filter(choice.transitions()::containsKey)
              .map(
                  word ->
                      ".transition("
                          + JavaText.literal(word)
                          + choice.transitions().getOrDefault(word, List.of()).stream()
                              .map(next -> ", " + JavaText.literal(next))
                              .collect(Collectors.joining())
                          + ")")
              .collect(Collectors.joining());
      case FieldType.File(var types, var maxBytes) ->
          (types.isEmpty() ? "" : ".types(" + literals(types) + ")")
              + (maxBytes == FieldType.File.USUAL_BYTES ? "" : ".to(" + maxBytes + ")");
      case FieldType.ListOf list when !isTexts(list) ->
          list.minItems() == 0 && list.maxItems() == ITEMS
              ? ""
              : ".items(" + list.minItems() + ", " + list.maxItems() + ")";
      case FieldType.Reference reference ->
          switch (reference.onDelete()) {
            case RESTRICT -> "";
            case CASCADE -> ".cascade()";
            case CLEAR -> ".clear()";
          };
      case FieldType.ListOf _,
          FieldType.Truth _,
          FieldType.Date _,
          FieldType.Time _,
          FieldType.Instant _,
          FieldType.Duration _,
          FieldType.Email _,
          FieldType.Url _,
          FieldType.Json _,
          FieldType.ObjectOf _,
          FieldType.Wallet _ ->
          "";
    };
  }

  private static String text(FieldType.Text text) {
    var usual = text.multiline() ? LONG_TEXT_CHARACTERS : TEXT_CHARACTERS;
    return (text.minLength() == 0 ? "" : ".from(" + text.minLength() + ")")
        + (text.maxLength() == usual ? "" : ".to(" + text.maxLength() + ")")
        + text.pattern().map(pattern -> ".pattern(" + JavaText.literal(pattern) + ")").orElse("")
        + (text.trimmed() ? ".trimmed()" : "")
        + (text.ignoreCase() ? ".ignoreCase()" : "");
  }

  private static String bounds(Bounds bounds, boolean whole) {
    var from = bounds.minExclusive() ? ".above(" : ".from(";
    var to = bounds.maxExclusive() ? ".below(" : ".to(";
    return bounds.min().map(min -> from + number(min.toPlainString(), whole) + ")").orElse("")
        + bounds.max().map(max -> to + number(max.toPlainString(), whole) + ")").orElse("");
  }

  private static String number(String plain, boolean whole) {
    if (!whole) {
      return JavaText.literal(plain);
    }
    return plain.length() > 9 ? plain + "L" : plain;
  }

  private static String given(Field field, Context context) {
    return field.origin() instanceof Origin.Given(var fallback, var fixed)
        ? fallback.map(cel -> ".orElse(" + literal(cel, field, context) + ")").orElse("")
            + (fixed ? ".fixed()" : "")
        : "";
  }

  private static String literal(String cel, Field field, Context context) {
    var value =
        context.checked(
            context.expressions().literal(), cel, new Expected.Field(field.type(), false));
    // What is not the same each time is asked for with each record.
    return (value.impure() ? "() -> " : "") + value.java();
  }

  /** What it is in a new record, which may come of what that was given. */
  private static String initial(Kind kind, String cel, Field field, Context context) {
    var scope = context.expressions().initial(kind);
    var value = context.checked(scope, cel, new Expected.Field(field.type(), !field.required()));
    var given = scope.java("record");
    return value.java().contains(given + ".")
        ? given + " -> " + value.java()
        : (value.impure() ? "() -> " : "") + value.java();
  }

  /** What it is in the first account of all. */
  private static String inFirst(Kind kind, Field field, Context context) {
    return context
        .specification()
        .accounts()
        .filter(accounts -> accounts.kind().equals(kind.name()))
        .flatMap(Accounts::roles)
        .filter(roles -> roles.field().equals(field.name()))
        .map(
            roles ->
                field.type() instanceof FieldType.Truth
                    ? roles.first()
                    : JavaText.literal(roles.first()))
        .map(value -> ".inFirst(" + value + ")")
        .orElse("");
  }

  private static String origin(Kind kind, Field field, Context context) {
    return switch (field.origin()) {
      case Origin.Given _ -> given(field, context);
      case Origin.Now(var onUpdate) -> onUpdate ? ".setNowOnUpdate()" : ".setNow()";
      case Origin.Caller _ -> ".setToCaller()";
      case Origin.Account _ -> ".setToAccount()";
      case Origin.Sequence _ -> ".setToSequence()";
      case Origin.Code(var alphabet, var length) ->
          ".setToCode(" + JavaText.literal(alphabet) + ", " + length + ")";
      case Origin.Slug(var of, var follows) ->
          (follows ? ".setToSlugThatFollows(" : ".setToSlug(") + JavaText.literal(of) + ")";
      case Origin.Link(var path) -> ".linksTo(" + JavaText.literal(path) + ")";
      case Origin.Actions(var initial) ->
          ".setByActions("
              + initial.map(cel -> initial(kind, cel, field, context)).orElse("")
              + ")"
              + inFirst(kind, field, context);
      case Origin.Computed(var value) -> {
        var scope = context.expressions().computed(kind);
        yield ".computed("
            + scope.java("record")
            + " -> "
            + context.value(scope, value, field.type(), !field.required())
            + ")"
            + (Expressions.isOfTheMoment(field) ? ".ofTheMoment()" : "");
      }
      case Origin.Aggregated aggregated -> ".aggregated(" + aggregate(aggregated, context) + ")";
    };
  }

  private static String aggregate(Origin.Aggregated aggregated, Context context) {
    var of = context.kind(aggregated.kind());
    return "Aggregate."
        + function(aggregated.function())
        + "("
        + JavaText.literal(of.plural())
        + ", "
        + JavaText.literal(aggregated.by())
        + aggregated.of().map(field -> ", " + JavaText.literal(field)).orElse("")
        + ")"
        + aggregated
            .where()
            .map(
                cel ->
                    ".where(" + context.condition(context.expressions().aggregate(of), cel) + ")")
            .orElse("");
  }

  /** The method of an aggregate or a report. */
  static String function(AggregateFunction function) {
    return switch (function) {
      case COUNT -> "count";
      case COUNT_DISTINCT -> "countDistinct";
      case SUM -> "sum";
      case AVERAGE -> "average";
      case MIN -> "min";
      case MAX -> "max";
      case MINE -> "mine";
    };
  }
}
