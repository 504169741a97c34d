package factory.pipeline.write;

import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.FieldType.Bounds;
import java.util.stream.Collectors;

/** Types in the words of people. */
public final class TypeWords {
  private TypeWords() {}

  /** What a type holds, in words. */
  public static String of(FieldType type) {
    return switch (type) {
      case FieldType.Text text ->
          (text.multiline() ? "long text" : "text")
              + (text.minLength() > 0 ? " from " + text.minLength() : "")
              + (text.maxLength() == (text.multiline() ? 20_000 : 1_000)
                  ? text.minLength() > 0 ? " characters" : ""
                  : (text.minLength() > 0 ? " to " : " up to ") + text.maxLength() + " characters")
              + text.pattern().map(pattern -> " like `" + pattern + "`").orElse("");
      case FieldType.Whole whole -> "whole number" + within(whole.bounds());
      case FieldType.Decimal decimal -> "number" + within(decimal.bounds());
      case FieldType.Money money -> "amount of money" + within(money.bounds());
      case FieldType.Truth _ -> "true or false";
      case FieldType.Date _ -> "day";
      case FieldType.Time _ -> "time of day";
      case FieldType.Instant _ -> "moment";
      case FieldType.Duration _ -> "span of time";
      case FieldType.Email _ -> "e-mail address";
      case FieldType.Url _ -> "http or https address";
      case FieldType.Choice choice ->
          "one of "
              + choice.words().stream()
                  .map(word -> "`" + word + "`")
                  .collect(Collectors.joining(", "));
      case FieldType.Json(var each, var oneOf) ->
          each.isPresent()
              ? "object of "
                  + (each.get().equals(new FieldType.Json()) ? "anything" : plural(each.get()))
              : oneOf.isEmpty()
                  ? "any JSON"
                  : oneOf.stream()
                      .map(scalar -> of(scalar.type()))
                      .collect(Collectors.joining(" or "));
      case FieldType.ObjectOf(var members) ->
          "object of "
              + members.stream()
                  .map(member -> member.name() + " (" + of(member.type()) + ")")
                  .collect(Collectors.joining(", "));
      case FieldType.ListOf list -> "list of " + plural(list.item());
      case FieldType.Wallet _ -> "wallet";
      case FieldType.File(var types, var maxBytes) ->
          "file of "
              + (types.isEmpty() ? "any type" : String.join(", ", types))
              + ", up to "
              + maxBytes
              + " bytes";
      case FieldType.Secret _ -> "secret, never shown";
      case FieldType.Reference reference ->
          "the id of " + KindOperations.article(Names.words(reference.kind()));
    };
  }

  private static String plural(FieldType item) {
    return switch (item) {
      case FieldType.Text _ -> "texts";
      case FieldType.Whole _ -> "whole numbers";
      case FieldType.Decimal _ -> "numbers";
      default -> "values, each " + of(item);
    };
  }

  private static String within(Bounds bounds) {
    var from =
        bounds
            .min()
            .map(min -> (bounds.minExclusive() ? " above " : " from ") + min.toPlainString())
            .orElse("");
    var to =
        bounds
            .max()
            .map(
                max ->
                    (bounds.maxExclusive()
                            ? from.isEmpty() ? " below " : " and below "
                            : from.isEmpty() ? " up to " : " to ")
                        + max.toPlainString())
            .orElse("");
    return from + to;
  }
}
