package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.Schema;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Guesses the kinds of a document: what is made by POST to a path of one segment is one. A guess is
 * held against the document afterwards ({@link Honoured}), so that a wrong one costs nothing.
 */
final class DocumentKinds {
  private static final Pattern COLLECTION = Pattern.compile("/([a-z][a-z0-9_]{0,59})");
  private static final Pattern RECORD = Pattern.compile("/([a-z][a-z0-9_]{0,59})/\\{[^/{}]+\\}");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,59}");
  private static final Set<String> BUILT_IN = Set.of("id", "created_at", "updated_at");
  private static final String JSON = "application/json";

  private final ApiDocument document;

  private DocumentKinds(ApiDocument document) {
    this.document = document;
  }

  static List<Kind> of(ApiDocument document) {
    return new DocumentKinds(document).all();
  }

  private List<Kind> all() {
    Map<String, List<ApiDocument.Operation>> byPlural = new LinkedHashMap<>();
    for (var operation : document.operations()) {
      for (var shape : List.of(COLLECTION, RECORD)) {
        var path = shape.matcher(operation.path());
        if (path.matches()) {
          byPlural.computeIfAbsent(path.group(1), plural -> new ArrayList<>()).add(operation);
        }
      }
    }
    List<Kind> kinds = new ArrayList<>();
    byPlural.forEach((plural, operations) -> kind(plural, operations).ifPresent(kinds::add));
    return kinds;
  }

  private Optional<Kind> kind(String plural, List<ApiDocument.Operation> operations) {
    var made =
        operations.stream()
            .filter(o -> o.method().equals("POST") && COLLECTION.matcher(o.path()).matches())
            .flatMap(o -> o.requestBody().stream())
            .findFirst();
    var input = made.flatMap(body -> json(body.content())).flatMap(this::described);
    if (input.isEmpty() || input.get().isComposed()) {
      return Optional.empty();
    }
    List<Field> fields = new ArrayList<>();
    for (var property : input.get().properties().entrySet()) {
      var of = described(property.getValue());
      if (BUILT_IN.contains(property.getKey()) || of.filter(d -> d.readOnly()).isPresent()) {
        continue;
      }
      var type = of.flatMap(this::type);
      if (type.isEmpty() || !NAME.matcher(property.getKey()).matches()) {
        return Optional.empty();
      }
      fields.add(
          new Field(
              property.getKey(),
              type.get(),
              of.get().description().strip(),
              input.get().required().contains(property.getKey()),
              false,
              new Origin.Given(Optional.empty(), false)));
    }
    Set<Kind.Operation> served = EnumSet.noneOf(Kind.Operation.class);
    operations.forEach(operation -> served(operation).ifPresent(served::add));
    var singular = Nouns.singular(plural);
    if (fields.isEmpty() || singular.equals(plural)) {
      return Optional.empty();
    }
    return Optional.of(
        new Kind(
            singular,
            plural,
            "",
            key(operations),
            fields,
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Kind.Listing.NEWEST_FIRST,
            Kind.KindAccess.OPEN,
            served));
  }

  /** What a kind needs to serve it. */
  static Optional<Kind.Operation> served(ApiDocument.Operation operation) {
    var ofOne = RECORD.matcher(operation.path()).matches();
    return switch (operation.method()) {
      case "GET" -> Optional.of(ofOne ? Kind.Operation.READ : Kind.Operation.LIST);
      case "POST" -> ofOne ? Optional.empty() : Optional.of(Kind.Operation.CREATE);
      case "PUT", "PATCH" -> ofOne ? Optional.of(Kind.Operation.UPDATE) : Optional.empty();
      case "DELETE" -> ofOne ? Optional.of(Kind.Operation.DELETE) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** The plural of the kind that an operation is of; empty when it is of none. */
  static String plural(ApiDocument.Operation operation) {
    for (var shape : List.of(COLLECTION, RECORD)) {
      var path = shape.matcher(operation.path());
      if (path.matches()) {
        return path.group(1);
      }
    }
    return "";
  }

  private Kind.Key key(List<ApiDocument.Operation> operations) {
    var whole =
        operations.stream()
            .flatMap(operation -> operation.parameters().stream())
            .filter(parameter -> parameter.in().equals("path"))
            .flatMap(parameter -> parameter.schema().stream())
            .flatMap(schema -> described(schema).stream())
            .anyMatch(schema -> schema.is("integer"));
    return whole ? new Kind.Key.Sequence() : new Kind.Key.Uuid();
  }

  private static Optional<Schema> json(List<ApiDocument.Content> content) {
    return content.stream()
        .filter(one -> one.mediaType().equals(JSON))
        .flatMap(one -> one.schema().stream())
        .findFirst();
  }

  private Optional<Schema.Described> described(Schema schema) {
    return Schemas.described(document, schema);
  }

  private Optional<FieldType> type(Schema.Described schema) {
    if (schema.isComposed() || schema.types().size() != 1 || !schema.otherKeywords().isEmpty()) {
      return Optional.empty();
    }
    return switch (schema.types().getFirst()) {
      case "string" -> text(schema);
      case "integer" -> Optional.of(new FieldType.Whole(bounds(schema)));
      case "number" -> Optional.of(new FieldType.Decimal(bounds(schema), 10));
      case "boolean" -> Optional.of(new FieldType.Truth());
      case "array" ->
          schema
              .items()
              .flatMap(this::described)
              .flatMap(this::type)
              .map(
                  item ->
                      new FieldType.ListOf(
                          item, number(schema, "min_items", 0), number(schema, "max_items", 100)));
      default -> Optional.empty();
    };
  }

  private static Optional<FieldType> text(Schema.Described schema) {
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
    return switch (schema.format()) {
      case "" ->
          Optional.of(
              new FieldType.Text(
                  number(schema, "min_length", 0),
                  number(schema, "max_length", 1000),
                  schema.limits().pattern().flatMap(Schemas::whole),
                  false,
                  false,
                  false));
      case "date" -> Optional.of(new FieldType.Date());
      case "time" -> Optional.of(new FieldType.Time());
      case "date-time" -> Optional.of(new FieldType.Instant());
      case "duration" -> Optional.of(new FieldType.Duration());
      case "email" -> Optional.of(new FieldType.Email());
      case "uri" -> Optional.of(new FieldType.Url());
      default -> Optional.empty();
    };
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
