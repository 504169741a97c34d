package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.Schema;
import factory.pipeline.spec.FieldType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads what fields hold out of the schemas of a document. */
final class DocumentTypes {
  private static final int MAX_DEPTH = 3;

  /** As long as a text here can be. */
  private static final int MOST = 20_000;

  private DocumentTypes() {}

  /** A line of text, for what nothing is said about. */
  static FieldType line() {
    return new FieldType.Text(0, 1000, Optional.empty(), false, false, false);
  }

  /** A default as an expression; empty when there is none, or none that can be written. */
  static Optional<String> fallback(FieldType type, Optional<JsonNode> value) {
    return switch (type) {
      case FieldType.Text _, FieldType.Choice _, FieldType.Email _, FieldType.Url _ ->
          value
              .filter(JsonNode::isTextual)
              .map(JsonNode::textValue)
              .filter(text -> !text.contains("'") && !text.contains("\\"))
              .filter(text -> text.chars().noneMatch(Character::isISOControl))
              .map(text -> "'" + text + "'");
      case FieldType.Whole _ ->
          value.filter(JsonNode::isIntegralNumber).map(number -> number.bigIntegerValue() + "");
      case FieldType.Decimal _ ->
          value
              .filter(JsonNode::isNumber)
              .map(number -> "decimal('" + number.decimalValue().toPlainString() + "')");
      case FieldType.Truth _ ->
          value.filter(JsonNode::isBoolean).filter(JsonNode::booleanValue).map(_ -> "true");
      default -> Optional.empty();
    };
  }

  /** The same kept as a hash, where it is text. */
  static FieldType secret(FieldType type) {
    return type instanceof FieldType.Text text
        ? new FieldType.Secret(Math.max(1, text.minLength()))
        : type;
  }

  /** What holds values of a schema; empty when nothing does. */
  static Optional<FieldType> of(ApiDocument document, Schema.Described schema) {
    return of(document, schema, 0);
  }

  private static Optional<FieldType> of(ApiDocument document, Schema.Described schema, int depth) {
    if (!schema.branches().isEmpty()) {
      return scalars(document, schema.branches());
    }
    if (schema.isComposed() || schema.types().size() != 1 || !schema.otherKeywords().isEmpty()) {
      return Optional.empty();
    }
    return switch (schema.types().getFirst()) {
      case "string" -> text(schema);
      case "integer" -> Optional.of(new FieldType.Whole(bounds(schema)));
      case "number" -> Optional.of(new FieldType.Decimal(bounds(schema), 10));
      case "boolean" -> Optional.of(new FieldType.Truth());
      case "object" -> object(document, schema, depth);
      case "array" ->
          schema
              .items()
              .flatMap(items -> Schemas.described(document, items))
              .flatMap(item -> of(document, item, depth))
              .filter(item -> !(item instanceof FieldType.ListOf))
              .map(
                  item ->
                      new FieldType.ListOf(
                          item, number(schema, "min_items", 0), number(schema, "max_items", 100)));
      default -> Optional.empty();
    };
  }

  /** One of several scalars, of which nothing more is said. */
  private static Optional<FieldType> scalars(ApiDocument document, List<Schema> branches) {
    Set<FieldType.Scalar> scalars = new TreeSet<>();
    for (var branch : branches) {
      var described = Schemas.described(document, branch);
      if (described.isEmpty()
          || !described.get().format().isEmpty()
          || !described.get().words().isEmpty()
          || !described.get().limits().bounds().isEmpty()
          || described.get().limits().pattern().isPresent()) {
        return Optional.empty();
      }
      var type = described.get().types().size() == 1 ? described.get().types().getFirst() : "";
      switch (type) {
        case "string" -> scalars.add(FieldType.Scalar.TEXT);
        case "integer" -> scalars.add(FieldType.Scalar.INTEGER);
        case "number" -> scalars.add(FieldType.Scalar.DECIMAL);
        case "boolean" -> scalars.add(FieldType.Scalar.BOOLEAN);
        default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(new FieldType.Json(Optional.empty(), List.copyOf(scalars)));
  }

  /** An object with names of its callers, each with a value of one type. */
  private static Optional<FieldType> map(ApiDocument document, Schema.Described schema, int depth) {
    var values = schema.additional().orElse(new Schema.Anything(true));
    if (values instanceof Schema.Anything(var allowed)) {
      return allowed
          ? Optional.of(new FieldType.Json(Optional.of(new FieldType.Json()), List.of()))
          : Optional.empty();
    }
    return Schemas.described(document, values)
        .flatMap(of -> of(document, of, depth))
        .filter(
            of ->
                !(of instanceof FieldType.ObjectOf
                    || of instanceof FieldType.ListOf
                    || of instanceof FieldType.Secret))
        .map(of -> new FieldType.Json(Optional.of(of), List.of()));
  }

  /** An object whose members are all named, or none; any other has what no one can tell. */
  private static Optional<FieldType> object(
      ApiDocument document, Schema.Described schema, int depth) {
    if (schema.properties().isEmpty() && schema.limits().bounds().isEmpty()) {
      return map(document, schema, depth);
    }
    if (schema.properties().isEmpty() || depth == MAX_DEPTH || isMap(schema)) {
      return Optional.empty();
    }
    List<FieldType.Member> members = new ArrayList<>();
    for (var property : schema.properties().entrySet()) {
      var type =
          Schemas.described(document, property.getValue())
              .flatMap(described -> of(document, described, depth + 1));
      if (type.isEmpty()) {
        return Optional.empty();
      }
      var fallback =
          Schemas.described(document, property.getValue())
              .flatMap(described -> fallback(type.get(), described.fallback()));
      members.add(
          new FieldType.Member(
              property.getKey(),
              type.get(),
              schema.required().contains(property.getKey()) && fallback.isEmpty(),
              fallback));
    }
    return Optional.of(new FieldType.ObjectOf(members));
  }

  private static boolean isMap(Schema.Described schema) {
    return schema.additional().filter(a -> !(a instanceof Schema.Anything)).isPresent();
  }

  private static Optional<FieldType> text(Schema.Described schema) {
    if (schema.writeOnly() && schema.words().isEmpty() && schema.format().isEmpty()) {
      return Optional.of(new FieldType.Secret(Math.max(1, number(schema, "min_length", 1))));
    }
    if (!schema.words().isEmpty()) {
      return schema.words().stream().allMatch(word -> word.isTextual() || word.isNull())
          ? Optional.of(
              new FieldType.Choice(
                  schema.words().stream()
                      .filter(word -> word.isTextual())
                      .map(word -> word.textValue())
                      .toList(),
                  Map.of()))
          : Optional.empty();
    }
    return switch (Formats.usual(schema.format())) {
      case "date" -> Optional.of(new FieldType.Date());
      case "time" -> Optional.of(new FieldType.Time());
      case "date-time" -> Optional.of(new FieldType.Instant());
      case "duration" -> Optional.of(new FieldType.Duration());
      case "email" -> Optional.of(new FieldType.Email());
      case "uri" -> Optional.of(new FieldType.Url());
      case "uuid" ->
          Optional.of(new FieldType.Text(36, 36, Optional.of(Schemas.UUID), false, false, false));
      case "password" ->
          Optional.of(new FieldType.Secret(Math.max(1, number(schema, "min_length", 1))));
      default -> formatted(schema);
    };
  }

  /** A text of any other format, as far as a pattern keeps it. */
  private static Optional<FieldType> formatted(Schema.Described schema) {
    var own = schema.limits().pattern();
    var kept = Formats.pattern(schema.format());
    if (kept.isPresent() ? own.isPresent() : !Formats.isAnyText(schema.format())) {
      // Nothing here keeps that, or keeps both.
      return Optional.empty();
    }
    return Optional.of(
        new FieldType.Text(
            number(schema, "min_length", 0),
            number(schema, "max_length", schema.format().equals("byte") ? MOST : 1000),
            kept.or(() -> own.flatMap(Schemas::whole)),
            false,
            false,
            false));
  }

  private static FieldType.Bounds bounds(Schema.Described schema) {
    var bounds = schema.limits().bounds();
    var min = Optional.ofNullable(bounds.get("minimum"));
    var above = Optional.ofNullable(bounds.get("exclusive_minimum"));
    var max = Optional.ofNullable(bounds.get("maximum"));
    var below = Optional.ofNullable(bounds.get("exclusive_maximum"));
    if (schema.format().equals("int32")) {
      min =
          min.or(() -> above.isPresent() ? above : Optional.of(new BigDecimal(Integer.MIN_VALUE)));
      max =
          max.or(() -> below.isPresent() ? below : Optional.of(new BigDecimal(Integer.MAX_VALUE)));
    }
    return new FieldType.Bounds(
        above.isPresent() ? above : min,
        above.isPresent(),
        below.isPresent() ? below : max,
        below.isPresent());
  }

  /** A bound that no int holds is none: what is served then differs, and is told. */
  private static int number(Schema.Described schema, String name, int otherwise) {
    var bound = schema.limits().bounds().get(name);
    return bound == null || bound.abs().compareTo(BigDecimal.valueOf(1_000_000)) > 0
        ? otherwise
        : bound.intValue();
  }
}
