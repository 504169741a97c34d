package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.ErrorShape;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.FieldType.Bounds;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.ValueCheck;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schemas of what goes in and comes out: strict in requests; in answers, wide enough for what
 * earlier versions stored.
 */
final class Schemas {
  private static final BigDecimal SAFE = BigDecimal.valueOf(9_007_199_254_740_991L);
  private static final BigDecimal WIDEST = BigDecimal.valueOf(1_000_000_000_000_000L);
  private static final int EMAIL_CHARACTERS = 254;
  private static final int URL_CHARACTERS = 2_000;

  /** Said of what a body may repeat though it changes nothing. */
  private static final String IGNORED =
      "What the service makes by itself; whatever is sent here is ignored";

  private final Specification specification;

  Schemas(Specification specification) {
    this.specification = specification;
  }

  /** What refusals look like where a document says so. */
  Optional<ErrorShape> errors() {
    return specification.errors();
  }

  /** The kind whose records say what is listed beside the record of a path. */
  Optional<Kind> beside(Route route) {
    return route
        .mine()
        .filter(mine -> mine.of().isPresent())
        .flatMap(Route.Mine::kind)
        .flatMap(specification::kind);
  }

  /** What a field refers to. */
  Optional<Kind> referred(Kind kind, String field) {
    return kind.field(field)
        .flatMap(
            of ->
                of.type() instanceof FieldType.Reference(var to, _)
                    ? specification.kind(to)
                    : Optional.empty());
  }

  /** The field that says who has made what a list is kept to; empty for a list for all. */
  Optional<Field> maker(Kind kind, Route route) {
    return route
        .mine()
        .filter(mine -> mine.of().isEmpty())
        .flatMap(mine -> mine.kind().map(specification::kind).orElse(Optional.of(kind)))
        .flatMap(Kind::maker);
  }

  static Map<String, Object> ref(String name) {
    return object("$ref", "#/components/schemas/" + name);
  }

  /** A record as it is answered. */
  Map<String, Object> record(Kind kind) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    putShown(kind, "id", properties, required);
    for (var field : kind.fields()) {
      if (field.type() instanceof FieldType.Secret || !Wire.isShown(kind, field.name())) {
        continue;
      }
      if (field.type() instanceof FieldType.File && kind.http().isPresent()) {
        parts(kind, field, properties, required);
      } else if (kind.http().isPresent()) {
        var name = Wire.shown(kind, field);
        properties.put(name, shown(kind, field));
        if (!mayBeLeftOut(kind, field)) {
          required.add(name);
        }
      } else {
        var schema = answer(field);
        if (field.required() && mayBeNull(field)) {
          schema.put(
              "description",
              described(field) + ". Null only in a record that is older than this field");
        }
        properties.put(field.name(), schema);
        required.add(field.name());
      }
    }
    kind.http()
        .ifPresent(
            http ->
                http.objects()
                    .forEach(
                        (name, object) ->
                            referred(kind, object.of())
                                .ifPresent(
                                    other -> {
                                      var shown = excerpt(kind, other, object);
                                      var mayBeAbsent = mayBeNobody(kind, object);
                                      if (mayBeAbsent && !Wire.leavesNullsOut(kind)) {
                                        orNull(shown);
                                      }
                                      properties.put(name, shown);
                                      if (!mayBeAbsent || !Wire.leavesNullsOut(kind)) {
                                        required.add(name);
                                      }
                                    })));
    for (var moment : List.of("created_at", "updated_at")) {
      putShown(kind, moment, properties, required);
    }
    return closed(required, properties);
  }

  /** Whether there may be no record to show some of. */
  private static boolean mayBeNobody(Kind kind, Http.Excerpt object) {
    return kind.field(object.of()).filter(field -> !field.required()).isPresent();
  }

  /** What records of a kind show of others. */
  private Map<String, Object> excerpt(Kind kind, Kind other, Http.Excerpt object) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    object
        .members()
        .forEach(
            (name, of) -> {
              var field = other.field(of);
              properties.put(
                  name,
                  field
                      .map(
                          one ->
                              finished(
                                  plain(one.type(), false),
                                  one,
                                  !hasValue(one) && !Wire.leavesNullsOut(kind)))
                      .orElseGet(() -> builtIn(other, of)));
              if (field.filter(one -> mayBeLeftOut(kind, one)).isEmpty()) {
                required.add(name);
              }
            });
    return closed(required, properties);
  }

  /** A new record, with the secrets that no other answer shows. */
  Map<String, Object> made(Kind kind) {
    var schema = record(kind);
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (var field : kind.fields()) {
      if (field.origin() instanceof Origin.Code(_, var length) && field.isIssued()) {
        var name = Wire.shown(kind, field);
        properties.put(
            name,
            object(
                "type",
                "string",
                "minLength",
                length,
                "maxLength",
                length,
                "description",
                "Random characters; no other answer shows them"));
        required.add(name);
      }
    }
    if (schema.get("properties") instanceof Map<?, ?> shown) {
      shown.forEach((name, of) -> properties.put((String) name, of));
    }
    if (schema.get("required") instanceof List<?> always) {
      always.forEach(name -> required.add((String) name));
    }
    return closed(required, properties);
  }

  /** What is told of a file, each by itself. */
  private static void parts(
      Kind kind, Field field, Map<String, Object> properties, List<String> required) {
    kind.http()
        .ifPresent(
            http ->
                http.parts(field.name())
                    .forEach(
                        (name, part) -> {
                          var schema = part(part);
                          var leftOut = !field.required() && Wire.leavesNullsOut(kind);
                          properties.put(
                              name, field.required() || leftOut ? schema : orNull(schema));
                          if (!leftOut) {
                            required.add(name);
                          }
                        }));
  }

  private static Map<String, Object> part(FieldType.FilePart part) {
    return switch (part) {
      case NAME -> object("type", "string", "description", "What the file is called");
      case TYPE -> object("type", "string", "description", "The media type of its bytes");
      case SIZE ->
          object("type", "integer", "minimum", 0, "description", "How many bytes the file has");
      case URL ->
          object("type", "string", "format", "uri", "description", "Where the file is read");
    };
  }

  /** The bytes of a file, in a form or as all of a body. */
  static Map<String, Object> bytes() {
    return object("type", "string", "format", "binary");
  }

  private void putShown(
      Kind kind, String builtIn, Map<String, Object> properties, List<String> required) {
    Wire.name(kind, builtIn)
        .ifPresent(
            name -> {
              properties.put(name, builtIn(kind, builtIn));
              required.add(name);
            });
  }

  /** What is in every record: its key, or a moment. */
  private Map<String, Object> builtIn(Kind kind, String name) {
    return name.equals("id") ? key(kind) : object("type", "string", "format", "date-time");
  }

  /** Whether every record has a value of it. */
  static boolean hasValue(Field field) {
    return field.required()
        || !mayBeNull(field)
        || (field.origin() instanceof Origin.Given given && given.fallback().isPresent())
        || field.origin() instanceof Origin.Now
        || (field.origin() instanceof Origin.Aggregated aggregated
            && (aggregated.function() == AggregateFunction.COUNT
                || aggregated.function() == AggregateFunction.SUM
                || aggregated.function() == AggregateFunction.MINE));
  }

  /**
   * The body of a route in a media type, by names in JSON.
   *
   * @param needed the fields that must be there when they have no value else
   */
  Map<String, Object> body(Kind kind, Route route, List<Field> needed, String mediaType) {
    Map<String, Object> properties = new LinkedHashMap<>();
    // Whoever sends back what he was answered sends them too, and "readOnly" would say that he must
    // not; they are the service's to make, whatever is sent.
    for (var builtIn : List.of("id", "created_at", "updated_at")) {
      Wire.name(kind, builtIn)
          .ifPresent(name -> properties.put(name, object("description", IGNORED)));
    }
    for (var field : Wire.inBody(Wire.mayBeInBody(kind, route), mediaType)) {
      properties.put(Wire.shown(kind, field), input(field));
    }
    var required =
        Wire.inBody(needed, mediaType).stream()
            .filter(field -> !mayBeAbsent(field))
            .map(field -> Wire.shown(kind, field))
            .collect(Collectors.toCollection(ArrayList::new));
    Wire.again(kind, route)
        .forEach(
            (member, twice) -> {
              properties.put(member, input(kind.field(twice.of()).orElseThrow()));
              if (twice.required()
                  && required.contains(Wire.shown(kind, kind.field(twice.of()).orElseThrow()))) {
                required.add(member);
              }
            });
    var schema = closed(required, properties);
    if (Wire.isOpen(kind)) {
      schema.remove("additionalProperties");
    }
    return schema;
  }

  /** What one field is in a request, with what it is when nobody gives it. */
  Map<String, Object> input(Field field) {
    var property = request(field);
    if (field.origin() instanceof Origin.Given(var fallback, _)) {
      fallback
          .flatMap(ValueCheck::literal)
          .ifPresent(value -> property.put("default", JsonText.read(value)));
    }
    return property;
  }

  /** Whether a request must have it. */
  static boolean isNeeded(Field field) {
    return !mayBeAbsent(field);
  }

  /** The body that makes a record, or the inputs of an operation. */
  Map<String, Object> input(List<Field> fields) {
    return body(fields, field -> !mayBeAbsent(field));
  }

  /** The form that makes a record with its files. */
  Map<String, Object> form(List<Field> fields) {
    return body(fields, field -> !mayBeAbsent(field), Wire.MULTIPART);
  }

  /** The body that replaces a record. */
  Map<String, Object> replacement(Kind kind) {
    return body(kind.fields(), field -> !mayBeAbsent(field) && !stays(field));
  }

  /** The body that changes some fields. */
  Map<String, Object> patch(Kind kind) {
    return body(kind.fields(), _ -> false);
  }

  /** Whether replacing a record asks for less than making one. */
  static boolean replacesWithLess(Kind kind) {
    return kind.fields().stream()
        .anyMatch(
            field -> field.origin() instanceof Origin.Given && !mayBeAbsent(field) && stays(field));
  }

  private Map<String, Object> body(List<Field> fields, Predicate<Field> isRequired) {
    return body(fields, isRequired, "");
  }

  private Map<String, Object> body(
      List<Field> fields, Predicate<Field> isRequired, String mediaType) {
    Map<String, Object> properties = new LinkedHashMap<>();
    var given =
        Wire.inBody(fields, mediaType).stream()
            .filter(field -> field.origin() instanceof Origin.Given)
            .toList();
    given.forEach(field -> properties.put(field.name(), request(field)));
    return closed(given.stream().filter(isRequired).map(Field::name).toList(), properties);
  }

  /** Whether there is a value for when none is given; null says the same. */
  private static boolean mayBeAbsent(Field field) {
    return !field.required()
        || (field.origin() instanceof Origin.Given given && given.fallback().isPresent())
        || (field.type() instanceof FieldType.Choice choice && !choice.transitions().isEmpty());
  }

  /** Whether a record that is replaced without this field keeps what it has. */
  private static boolean stays(Field field) {
    return field.type() instanceof FieldType.Secret
        || (field.origin() instanceof Origin.Given given && given.fixed());
  }

  /** What a constant is an example of. */
  static Map<String, Object> of(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> object("type", "string");
      case BOOLEAN -> object("type", "boolean");
      case NUMBER -> object("type", value.isIntegralNumber() ? "integer" : "number");
      case ARRAY -> object("type", "array", "items", value.isEmpty() ? object() : of(value.get(0)));
      case OBJECT -> {
        Map<String, Object> properties = new LinkedHashMap<>();
        value
            .properties()
            .forEach(member -> properties.put(member.getKey(), of(member.getValue())));
        yield closed(List.copyOf(properties.keySet()), properties);
      }
      default -> object();
    };
  }

  static Map<String, Object> closed(List<String> required, Map<String, Object> properties) {
    var schema = object("type", "object");
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("additionalProperties", false);
    schema.put("properties", properties);
    return schema;
  }

  /** What an operation computes; any of it may be null. */
  Map<String, Object> outputs(List<Output> outputs) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (var output : outputs) {
      var schema = orNull(plain(output.type(), false));
      output.description().ifPresent(description -> schema.put("description", description));
      properties.put(output.name(), schema);
    }
    return closed(List.copyOf(properties.keySet()), properties);
  }

  /** The same, or null. */
  static Map<String, Object> orNull(Map<String, Object> schema) {
    if (schema.get("type") instanceof String type) {
      schema.put("type", List.of(type, "null"));
    }
    if (schema.get("anyOf") instanceof List<?> some) {
      List<@Nullable Object> all = new ArrayList<>(some);
      all.add(object("type", "null"));
      schema.put("anyOf", all);
    }
    return schema;
  }

  /** What names a record of a kind. */
  Map<String, Object> key(Kind kind) {
    return switch (kind.key()) {
      case Kind.Key.Uuid _ -> object("type", "string", "format", "uuid");
      case Kind.Key.Sequence _ -> object("type", "integer", "minimum", 1, "maximum", SAFE);
      case Kind.Key.Code code ->
          object("type", "string", "minLength", code.length(), "maxLength", code.length());
      case Kind.Key.Slug slug ->
          object("type", "string", "minLength", 1, "maxLength", slug.length());
      case Kind.Key.Natural natural ->
          kind.field(natural.field())
              .map(field -> plain(field.type(), false))
              .orElseGet(() -> object("type", "string"));
    };
  }

  /** A value as it is sent. */
  Map<String, Object> request(Field field) {
    var schema = plain(field.type(), true);
    if (field.required()
        && field.type() instanceof FieldType.Text
        && !schema.containsKey("pattern")) {
      schema.put("pattern", "\\S");
    }
    return finished(schema, field, mayBeAbsent(field));
  }

  /** A value as records of a kind show it. */
  Map<String, Object> shown(Kind kind, Field field) {
    return kind.http().isEmpty()
        ? answer(field)
        : finished(
            plain(field.type(), false), field, !hasValue(field) && !Wire.leavesNullsOut(kind));
  }

  /** Whether records of a kind that have no value of a field leave it out. */
  static boolean mayBeLeftOut(Kind kind, Field field) {
    return Wire.leavesNullsOut(kind) && !hasValue(field);
  }

  /** A value as it is answered. */
  Map<String, Object> answer(Field field) {
    return finished(plain(field.type(), false), field, mayBeNull(field));
  }

  private Map<String, Object> finished(Map<String, Object> schema, Field field, boolean nullable) {
    if (nullable && schema.containsKey("type")) {
      schema.put("type", List.of(schema.get("type"), "null"));
      if (schema.get("enum") instanceof List<?> words) {
        List<@Nullable Object> all = new ArrayList<>(words);
        all.add(null);
        schema.put("enum", all);
      }
    }
    if (nullable && schema.containsKey("anyOf")) {
      orNull(schema);
    }
    schema.put("description", described(field));
    return schema;
  }

  private static boolean mayBeNull(Field field) {
    return !(field.type() instanceof FieldType.Truth || field.type() instanceof FieldType.ListOf);
  }

  /** What a field holds, in words. */
  String described(Field field) {
    var holds = TypeWords.of(field.type()).replace("`", "");
    var said = field.description().isBlank() ? "" : "; " + field.description().strip();
    return Character.toUpperCase(holds.charAt(0))
        + holds.substring(1)
        + (field.unique() ? "; no two records share one" : "")
        + said;
  }

  /** The schema of a type, with its rules when it is for a request. */
  Map<String, Object> plain(FieldType type, boolean request) {
    return switch (type) {
      case FieldType.Text text -> text(text, request);
      case FieldType.Whole whole -> bounded("integer", whole.bounds(), SAFE, request);
      case FieldType.Decimal decimal -> bounded("number", decimal.bounds(), WIDEST, request);
      case FieldType.Money _ ->
          object("type", "string", "pattern", "^-?[0-9]{1,13}(\\.[0-9]{1,2})?$");
      case FieldType.Truth _ -> object("type", "boolean");
      case FieldType.Date _ -> object("type", "string", "format", "date");
      case FieldType.Time _ ->
          object("type", "string", "pattern", "^[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?$");
      case FieldType.Instant _ -> object("type", "string", "format", "date-time");
      case FieldType.Duration _ -> object("type", "string", "format", "duration");
      case FieldType.Email _ -> limited("email", EMAIL_CHARACTERS, request);
      case FieldType.Url _ -> limited("uri", URL_CHARACTERS, request);
      case FieldType.Choice choice ->
          request ? object("type", "string", "enum", choice.words()) : object("type", "string");
      case FieldType.Json(var each, var oneOf) ->
          each.isPresent()
              ? object(
                  "type",
                  "object",
                  "additionalProperties",
                  each.get().equals(new FieldType.Json()) ? true : plain(each.get(), request))
              : oneOf.isEmpty()
                  ? object()
                  : object(
                      "anyOf",
                      oneOf.stream().map(scalar -> plain(scalar.type(), request)).toList());
      case FieldType.ObjectOf(var members) -> members(members, request);
      case FieldType.ListOf list -> list(list, request);
      case FieldType.Wallet _ -> object("type", "string", "pattern", "^0x[0-9a-fA-F]{40}$");
      case FieldType.File _ -> {
        if (request) {
          yield bytes();
        }
        Map<String, Object> members = new LinkedHashMap<>();
        for (var part : FieldType.FilePart.values()) {
          members.put(part.word(), part(part));
        }
        yield closed(List.copyOf(members.keySet()), members);
      }
      case FieldType.Secret secret ->
          object("type", "string", "format", "password", "minLength", secret.minLength());
      case FieldType.Reference reference ->
          specification.kind(reference.kind()).map(this::key).orElseGet(() -> object());
    };
  }

  private Map<String, Object> members(List<FieldType.Member> members, boolean request) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (var member : members) {
      var schema = plain(member.type(), request);
      if (request && !member.required()) {
        orNull(schema);
        member
            .fallback()
            .flatMap(ValueCheck::literal)
            .ifPresent(value -> schema.put("default", JsonText.read(value)));
      }
      properties.put(member.name(), schema);
    }
    var schema =
        closed(
            members.stream()
                .filter(member -> member.required() || (!request && isAlwaysThere(member.type())))
                .map(FieldType.Member::name)
                .toList(),
            properties);
    if (request) {
      // Whether others are refused is the kind's to say.
      schema.remove("additionalProperties");
    }
    return schema;
  }

  private static boolean isAlwaysThere(FieldType type) {
    return type instanceof FieldType.Truth || type instanceof FieldType.ListOf;
  }

  /**
   * A value in a query. Of a reference any text may be asked for: what nobody has, nothing has. So
   * may be of an address that is only compared with.
   */
  Map<String, Object> parameter(FieldType type, boolean request) {
    return switch (type) {
      case FieldType.Reference _ -> object("type", "string", "minLength", 1);
      case FieldType.Email _, FieldType.Url _ when !request -> object("type", "string");
      default -> plain(type, request);
    };
  }

  private static Map<String, Object> text(FieldType.Text text, boolean request) {
    var schema = object("type", "string");
    if (request) {
      if (text.minLength() > 0) {
        schema.put("minLength", text.minLength());
      }
      schema.put("maxLength", text.maxLength());
      text.pattern().ifPresent(pattern -> schema.put("pattern", "^(?:" + pattern + ")$"));
    }
    return schema;
  }

  private static Map<String, Object> limited(String format, int most, boolean request) {
    var schema = object("type", "string", "format", format);
    if (request) {
      schema.put("maxLength", most);
    }
    return schema;
  }

  private Map<String, Object> list(FieldType.ListOf list, boolean request) {
    var item = plain(list.item(), request);
    if (request && FieldSource.isTexts(list)) {
      // Alone these refuse a blank item.
      item.put("pattern", "\\S");
    }
    var schema = object("type", "array", "items", item);
    if (request) {
      if (list.minItems() > 0) {
        schema.put("minItems", list.minItems());
      }
      schema.put("maxItems", list.maxItems());
    }
    return schema;
  }

  private static Map<String, Object> bounded(
      String type, Bounds bounds, BigDecimal widest, boolean request) {
    var schema = object("type", type);
    if (request) {
      schema.put(
          bounds.minExclusive() ? "exclusiveMinimum" : "minimum",
          bounds.min().orElse(widest.negate()));
      schema.put(
          bounds.maxExclusive() ? "exclusiveMaximum" : "maximum", bounds.max().orElse(widest));
    }
    return schema;
  }
}
