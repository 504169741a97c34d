package factory.pipeline.spec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.FieldType.Bounds;
import factory.pipeline.spec.FieldType.OnDelete;
import java.math.BigDecimal;

/** Writes fields and the types of values. */
final class FieldWriter {
  private FieldWriter() {}

  static ObjectNode field(Field field) {
    var json = SpecificationWriter.object();
    json.put("name", field.name());
    type(json, field.type());
    SpecificationWriter.text(json, "description", field.description());
    truth(json, "required", field.required());
    truth(json, "unique", field.unique());
    origin(json, field.origin());
    return json;
  }

  static ObjectNode output(Output output) {
    var json = SpecificationWriter.object();
    json.put("name", output.name());
    type(json, output.type());
    json.put("value", output.value());
    output.description().ifPresent(description -> json.put("description", description));
    output.groups().ifPresent(groups -> json.set("groups", GroupsReader.json(groups)));
    return json;
  }

  private static void truth(ObjectNode json, String key, boolean value) {
    if (value) {
      json.put(key, true);
    }
  }

  static void whole(ObjectNode json, String key, int value, int fallback) {
    if (value != fallback) {
      json.put(key, value);
    }
  }

  static ObjectNode type(FieldType type) {
    var json = SpecificationWriter.object();
    type(json, type);
    return json;
  }

  private static void type(ObjectNode json, FieldType type) {
    json.put("type", nameOf(type));
    switch (type) {
      case FieldType.Text text -> {
        whole(json, "min_length", text.minLength(), 0);
        whole(json, "max_length", text.maxLength(), FieldReader.TEXT_LENGTH);
        text.pattern().ifPresent(pattern -> json.put("pattern", pattern));
        truth(json, "multiline", text.multiline());
        truth(json, "trimmed", text.trimmed());
        truth(json, "ignore_case", text.ignoreCase());
      }
      case FieldType.Whole whole -> bounds(json, whole.bounds());
      case FieldType.Decimal decimal -> {
        bounds(json, decimal.bounds());
        whole(json, "scale", decimal.scale(), FieldReader.SCALE);
      }
      case FieldType.Money money -> bounds(json, money.bounds());
      case FieldType.Choice choice -> {
        SpecificationWriter.texts(json, "values", choice.words());
        if (!choice.transitions().isEmpty()) {
          var transitions = json.putObject("transitions");
          Sorted.copyOf(choice.transitions())
              .forEach((word, next) -> next.forEach(transitions.putArray(word)::add));
        }
      }
      case FieldType.ListOf list -> {
        type(json.putObject("item"), list.item());
        whole(json, "min_items", list.minItems(), 0);
        whole(json, "max_items", list.maxItems(), FieldReader.LIST_LENGTH);
      }
      case FieldType.ObjectOf(var members) ->
          SpecificationWriter.list(
              json,
              "members",
              members,
              member -> {
                var one = SpecificationWriter.object();
                one.put("name", member.name());
                type(one, member.type());
                truth(one, "required", member.required());
                member.fallback().ifPresent(cel -> one.put("default", cel));
                return one;
              });
      case FieldType.Json(var each, var oneOf) -> {
        each.ifPresent(of -> type(json.putObject("each"), of));
        SpecificationWriter.texts(json, "one_of", oneOf.stream().map(JsonObject::word).toList());
      }
      case FieldType.Secret secret ->
          whole(json, "min_length", secret.minLength(), FieldReader.SECRET_LENGTH);
      case FieldType.Reference reference -> {
        json.put("kind", reference.kind());
        if (reference.onDelete() != OnDelete.RESTRICT) {
          json.put("on_delete", JsonObject.word(reference.onDelete()));
        }
      }
      case FieldType.File(var types, var maxBytes) -> {
        SpecificationWriter.texts(json, "types", types);
        whole(json, "max_bytes", maxBytes, FieldType.File.USUAL_BYTES);
      }
      case FieldType.Truth _,
          FieldType.Date _,
          FieldType.Time _,
          FieldType.Instant _,
          FieldType.Duration _,
          FieldType.Email _,
          FieldType.Url _,
          FieldType.Wallet _ -> {}
    }
  }

  /** What a type is called in JSON. */
  static String nameOf(FieldType type) {
    return switch (type) {
      case FieldType.Text _ -> "text";
      case FieldType.Whole _ -> "integer";
      case FieldType.Decimal _ -> "decimal";
      case FieldType.Money _ -> "money";
      case FieldType.Truth _ -> "boolean";
      case FieldType.Date _ -> "date";
      case FieldType.Time _ -> "time";
      case FieldType.Instant _ -> "instant";
      case FieldType.Duration _ -> "duration";
      case FieldType.Email _ -> "email";
      case FieldType.Url _ -> "url";
      case FieldType.Choice _ -> "enum";
      case FieldType.Json _ -> "json";
      case FieldType.ListOf _ -> "list";
      case FieldType.ObjectOf _ -> "object";
      case FieldType.Wallet _ -> "wallet";
      case FieldType.Secret _ -> "secret";
      case FieldType.Reference _ -> "reference";
      case FieldType.File _ -> "file";
    };
  }

  private static void bounds(ObjectNode json, Bounds bounds) {
    bounds
        .min()
        .ifPresent(min -> json.put(bounds.minExclusive() ? "exclusive_min" : "min", plain(min)));
    bounds
        .max()
        .ifPresent(max -> json.put(bounds.maxExclusive() ? "exclusive_max" : "max", plain(max)));
  }

  private static BigDecimal plain(BigDecimal number) {
    var stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static void origin(ObjectNode json, Origin origin) {
    switch (origin) {
      case Origin.Given given -> {
        given.fallback().ifPresent(fallback -> json.put("default", fallback));
        truth(json, "fixed", given.fixed());
      }
      case Origin.Now now -> json.put("set_by", now.onUpdate() ? "now_on_update" : "now");
      case Origin.Caller _ -> json.put("set_by", "caller");
      case Origin.Account _ -> json.put("set_by", "account");
      case Origin.Sequence _ -> json.put("set_by", "sequence");
      case Origin.Code code -> code(json.put("set_by", "code"), code.alphabet(), code.length());
      case Origin.Slug(var of, var follows) ->
          truth(json.put("set_by", "slug").put("of", of), "follows", follows);
      case Origin.Link(var path) -> json.put("set_by", "link").put("path", path);
      case Origin.Actions actions -> {
        json.put("set_by", "actions");
        actions.initial().ifPresent(initial -> json.put("initial", initial));
      }
      case Origin.Computed computed -> json.put("computed", computed.value());
      case Origin.Aggregated aggregated -> {
        var aggregate = json.putObject("aggregate");
        aggregate.put("function", JsonObject.word(aggregated.function()));
        aggregate.put("kind", aggregated.kind());
        aggregate.put("by", aggregated.by());
        aggregated.of().ifPresent(of -> aggregate.put("of", of));
        aggregated.where().ifPresent(where -> aggregate.put("where", where));
      }
    }
  }

  static void code(ObjectNode json, String alphabet, int length) {
    if (!alphabet.equals(FieldReader.ALPHABET)) {
      json.put("alphabet", alphabet);
    }
    whole(json, "length", length, FieldReader.CODE_LENGTH);
  }
}
