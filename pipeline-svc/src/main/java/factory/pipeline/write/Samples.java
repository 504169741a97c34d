package factory.pipeline.write;

import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.FieldType.Bounds;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Specification;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values that fields accept, for people who read the documents. */
final class Samples {
  static final String ID = "0198c0de-0000-4000-8000-000000000001";
  static final String MOMENT = "2026-01-31T18:30:00Z";
  static final String WALLET = "0x" + "5a".repeat(20);

  private final Specification specification;

  Samples(Specification specification) {
    this.specification = specification;
  }

  /** A body with every field that a client gives; empty when a pattern has no sample here. */
  Optional<Map<String, Object>> body(List<Field> fields) {
    Map<String, Object> body = new LinkedHashMap<>();
    for (var field : fields) {
      // No sample has bytes.
      if (field.origin() instanceof Origin.Given && !(field.type() instanceof FieldType.File)) {
        var value = of(field.type(), field.name());
        if (value.isEmpty() && field.required()) {
          return Optional.empty();
        }
        value.ifPresent(sample -> body.put(field.name(), sample));
      }
    }
    return Optional.of(body);
  }

  /** A body with these fields of a kind, by their names in JSON. */
  Optional<Map<String, Object>> body(Kind kind, List<Field> fields) {
    return body(fields)
        .map(
            body -> {
              Map<String, Object> named = new LinkedHashMap<>();
              body.forEach(
                  (field, value) -> named.put(Wire.name(kind, field).orElse(field), value));
              return named;
            });
  }

  /** What an operation computes; the values are of the right type, not of these inputs. */
  Optional<Map<String, Object>> outputs(List<Output> outputs) {
    Map<String, Object> body = new LinkedHashMap<>();
    for (var output : outputs) {
      var value = of(output.type(), output.name());
      if (value.isEmpty()) {
        return Optional.empty();
      }
      body.put(output.name(), value.get());
    }
    return Optional.of(body);
  }

  /** A record as it is answered. */
  Optional<Map<String, Object>> record(Kind kind) {
    Map<String, Object> record = new LinkedHashMap<>();
    Wire.name(kind, "id").ifPresent(name -> record.put(name, key(kind)));
    for (var field : kind.fields()) {
      if (field.type() instanceof FieldType.Secret || !Wire.isShown(kind, field.name())) {
        continue;
      }
      if (field.type() instanceof FieldType.File file && kind.http().isPresent()) {
        kind.http()
            .get()
            .parts(field.name())
            .forEach((name, part) -> record.put(name, filePart(file, part)));
        continue;
      }
      var value = of(field.type(), field.name());
      if (value.isEmpty()) {
        return Optional.empty();
      }
      record.put(Wire.shown(kind, field), value.get());
    }
    for (var moment : List.of("created_at", "updated_at")) {
      Wire.name(kind, moment).ifPresent(name -> record.put(name, MOMENT));
    }
    return Optional.of(record);
  }

  private Optional<Object> members(List<FieldType.Member> members) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (var member : members) {
      var value = of(member.type(), member.name());
      if (value.isEmpty() && member.required()) {
        return Optional.empty();
      }
      value.ifPresent(sample -> object.put(member.name(), sample));
    }
    return Optional.of(object);
  }

  /** What names a record. */
  Object key(Kind kind) {
    return switch (kind.key()) {
      case Kind.Key.Uuid _ -> ID;
      case Kind.Key.Sequence _ -> 1;
      case Kind.Key.Code code -> code.alphabet().substring(0, 1).repeat(code.length());
      case Kind.Key.Slug slug -> "some-" + slug.of().replace('_', '-');
      case Kind.Key.Natural natural ->
          kind.field(natural.field())
              .flatMap(field -> of(field.type(), field.name()))
              .orElse("value");
    };
  }

  private static Map<String, Object> file(FieldType.File file) {
    Map<String, Object> shown = new LinkedHashMap<>();
    for (var part : FieldType.FilePart.values()) {
      shown.put(part.word(), filePart(file, part));
    }
    return shown;
  }

  private static Object filePart(FieldType.File file, FieldType.FilePart part) {
    return switch (part) {
      case NAME -> "notes.txt";
      case TYPE ->
          file.types().stream()
              .filter(type -> !type.endsWith("*"))
              .findFirst()
              .orElse(file.types().isEmpty() ? "text/plain" : "image/png");
      case SIZE -> 11;
      case URL -> "/path/of/it";
    };
  }

  /** A value of a type. */
  Optional<Object> of(FieldType type, String name) {
    return switch (type) {
      case FieldType.Text text -> text(text, name).map(Object.class::cast);
      case FieldType.Email _ -> Optional.of("ada@example.com");
      case FieldType.Url _ -> Optional.of("https://example.com/");
      case FieldType.Whole whole ->
          Optional.of(
              within(whole.bounds(), BigDecimal.valueOf(3), BigDecimal.ONE)
                  .setScale(0, RoundingMode.FLOOR));
      case FieldType.Decimal decimal ->
          Optional.of(
              within(
                      decimal.bounds(),
                      new BigDecimal("1.5").setScale(decimal.scale(), RoundingMode.DOWN),
                      BigDecimal.ONE.movePointLeft(decimal.scale()))
                  .stripTrailingZeros());
      case FieldType.Money money ->
          Optional.of(
              within(money.bounds(), new BigDecimal("12.50"), new BigDecimal("0.01"))
                  .setScale(2, RoundingMode.HALF_UP)
                  .toPlainString());
      case FieldType.Truth _ -> Optional.of(true);
      case FieldType.Date _ -> Optional.of("2026-01-31");
      case FieldType.Time _ -> Optional.of("18:30:00");
      case FieldType.Instant _ -> Optional.of(MOMENT);
      case FieldType.Duration _ -> Optional.of("PT1H30M");
      case FieldType.Choice choice -> Optional.of(choice.words().getFirst());
      case FieldType.ObjectOf(var members) -> members(members);
      case FieldType.Json(var each, var oneOf) ->
          each.isPresent()
              ? of(each.get(), name).map(value -> JsonText.object("any", value))
              : oneOf.isEmpty()
                  ? Optional.of(JsonText.object("any", "JSON"))
                  : of(oneOf.getFirst().type(), name);
      case FieldType.ListOf list -> list(list, name);
      case FieldType.File file -> Optional.of(file(file));
      case FieldType.Wallet _ -> Optional.of(WALLET);
      case FieldType.Secret secret ->
          Optional.of("correct horse battery staple ".repeat(secret.minLength() / 29 + 1).strip());
      case FieldType.Reference reference -> specification.kind(reference.kind()).map(this::key);
    };
  }

  private Optional<Object> list(FieldType.ListOf list, String name) {
    var wanted = Math.max(list.minItems(), Math.min(2, list.maxItems()));
    List<Object> items = new ArrayList<>();
    for (var i = 0; i < wanted; i++) {
      var item =
          list.item() instanceof FieldType.Text text && text.pattern().isEmpty()
              ? text(text, i == 0 ? "first" : "second").map(Object.class::cast)
              : of(list.item(), name);
      if (item.isEmpty()) {
        return Optional.empty();
      }
      items.add(item.get());
    }
    return Optional.of(items);
  }

  private static Optional<String> text(FieldType.Text text, String name) {
    if (text.pattern().isPresent()) {
      return PatternSample.of(text.pattern().get(), text.minLength(), text.maxLength());
    }
    var sample = "Some " + Names.words(name);
    var whole =
        sample.length() >= text.minLength()
            ? sample
            : sample + "x".repeat(text.minLength() - sample.length());
    return Optional.of(whole.substring(0, Math.min(whole.length(), text.maxLength())).strip());
  }

  private static BigDecimal within(Bounds bounds, BigDecimal wanted, BigDecimal step) {
    var value = wanted;
    if (bounds.min().isPresent()) {
      var least = bounds.minExclusive() ? bounds.min().get().add(step) : bounds.min().get();
      value = value.max(least);
    }
    if (bounds.max().isPresent()) {
      var most = bounds.maxExclusive() ? bounds.max().get().subtract(step) : bounds.max().get();
      value = value.min(most);
    }
    return value;
  }
}
