package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.FieldType.Bounds;
import factory.pipeline.spec.FieldType.OnDelete;
import factory.pipeline.spec.FieldType.Scalar;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads fields and the types of values. */
final class FieldReader {
  static final String ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";
  static final int CODE_LENGTH = 12;
  static final int TEXT_LENGTH = 1_000;
  static final int LIST_LENGTH = 100;
  static final int SECRET_LENGTH = 8;
  static final int SCALE = 6;
  private static final Set<String> WITH_PARTS =
      Set.of("list", "object", "wallet", "secret", "reference", "file");

  private static final List<String> TYPES =
      List.of(
          "text",
          "integer",
          "decimal",
          "money",
          "boolean",
          "date",
          "time",
          "instant",
          "duration",
          "email",
          "url",
          "enum",
          "json",
          "list",
          "object",
          "wallet",
          "secret",
          "reference",
          "file");
  private static final List<String> SETTERS =
      List.of(
          "now",
          "now_on_update",
          "caller",
          "account",
          "sequence",
          "actions",
          "code",
          "slug",
          "link");

  private static final int MAX_DEPTH = 3;

  private final List<Problem> problems;
  private int depth;

  FieldReader(List<Problem> problems) {
    this.problems = problems;
  }

  Field field(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var name = object.text("name", Form.NAME, Form.A_NAME);
    var type = type(object);
    var description = object.text("description", "", Form.PROSE);
    var required = object.truth("required", false);
    var unique = object.truth("unique", false);
    var origin = origin(object, pointer);
    object.done();
    return new Field(name, type, description, required, unique, origin);
  }

  Output output(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var name = object.text("name", Form.NAME, Form.A_NAME);
    var type = type(object);
    var value = object.text("value", Form.CEL);
    var description = object.optionalText("description", Form.PROSE);
    var groups =
        object.has("groups")
            ? Optional.of(
                new GroupsReader(problems).groups(object.get("groups"), object.at("groups")))
            : Optional.<Groups>empty();
    object.done();
    return new Output(name, type, value, description, groups);
  }

  /** What a value has to be that is no field. */
  FieldType type(JsonNode json, String pointer) {
    return typeOf(new JsonObject(json, pointer, problems));
  }

  /** The type that an object says besides what was read of it. */
  FieldType typeOf(JsonObject object) {
    var type = type(object);
    object.done();
    return type;
  }

  private FieldType type(JsonObject object) {
    var type = object.text("type", "", Form.LINE);
    return switch (type) {
      case "text" -> text(object);
      case "integer" -> new FieldType.Whole(bounds(object));
      case "decimal" ->
          new FieldType.Decimal(bounds(object), object.whole("scale", SCALE, 0, Form.MAX_SCALE));
      case "money" -> new FieldType.Money(bounds(object));
      case "boolean" -> new FieldType.Truth();
      case "date" -> new FieldType.Date();
      case "time" -> new FieldType.Time();
      case "instant" -> new FieldType.Instant();
      case "duration" -> new FieldType.Duration();
      case "email" -> new FieldType.Email();
      case "url" -> new FieldType.Url();
      case "enum" -> choice(object);
      case "json" -> json(object);
      case "list" -> list(object);
      case "object" -> objectOf(object);
      case "wallet" -> new FieldType.Wallet();
      case "secret" ->
          new FieldType.Secret(object.whole("min_length", SECRET_LENGTH, 1, Form.LINE));
      case "file" ->
          new FieldType.File(
              object.texts("types", Form.MAX_STEPS, Form.MEDIA_RANGE, Form.A_MEDIA_RANGE),
              object.whole("max_bytes", FieldType.File.USUAL_BYTES, 1, FieldType.File.MOST_BYTES));
      case "reference" ->
          new FieldType.Reference(
              object.text("kind", Form.NAME, Form.A_NAME),
              object.word("on_delete", OnDelete.class, OnDelete.RESTRICT));
      default -> {
        object.problem("type", "must be one of " + String.join(", ", TYPES));
        yield new FieldType.Truth();
      }
    };
  }

  private FieldType text(JsonObject object) {
    var min = object.whole("min_length", 0, 0, Form.MAX_TEXT);
    var max = object.whole("max_length", TEXT_LENGTH, 1, Form.MAX_TEXT);
    return new FieldType.Text(
        min,
        max,
        object.optionalText("pattern", Form.PROSE),
        object.truth("multiline", false),
        object.truth("trimmed", false),
        object.truth("ignore_case", false));
  }

  private FieldType list(JsonObject object) {
    FieldType item = new FieldType.Truth();
    if (object.has("item")) {
      var inner = new JsonObject(object.get("item"), object.at("item"), problems);
      // Looked at before it is read: a list in a list would go as deep as the document.
      if (inner.get("type").asText().equals("list")) {
        inner.problem("type", "must be a type of single values: a list of lists is not possible");
      } else {
        item = type(inner);
        inner.done();
      }
    } else {
      object.problem("item", "is required, an object such as {\"type\": \"text\"}");
    }
    return new FieldType.ListOf(
        item,
        object.whole("min_items", 0, 0, Form.MAX_LIST),
        object.whole("max_items", LIST_LENGTH, 1, Form.MAX_LIST));
  }

  private FieldType json(JsonObject object) {
    Optional<FieldType> each = Optional.empty();
    if (object.has("each")) {
      var inner = new JsonObject(object.get("each"), object.at("each"), problems);
      // Looked at before it is read: what has parts would go as deep as the document.
      if (WITH_PARTS.contains(inner.get("type").asText())) {
        inner.problem("type", "must be a type of single values, or json");
      } else {
        each = Optional.of(type(inner));
        inner.done();
      }
    }
    return new FieldType.Json(
        each, List.copyOf(new TreeSet<>(object.words("one_of", Scalar.class, Set.of()))));
  }

  private FieldType objectOf(JsonObject object) {
    if (depth == MAX_DEPTH) {
      object.problem("type", "is too deep: objects are at most three deep in each other");
      return new FieldType.Json();
    }
    depth++;
    var members = object.list("members", Form.MAX_FIELDS, this::member);
    depth--;
    if (members.isEmpty()) {
      object.problem("members", "must have at least one");
    }
    return new FieldType.ObjectOf(members);
  }

  private FieldType.Member member(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var member =
        new FieldType.Member(
            object.text("name", Form.MEMBER, Form.A_MEMBER),
            type(object),
            object.truth("required", false),
            object.optionalText("default", Form.CEL));
    object.done();
    return member;
  }

  private FieldType choice(JsonObject object) {
    var words = object.texts("values", Form.MAX_WORDS, Form.WORD, Form.A_WORD);
    if (words.isEmpty()) {
      object.problem("values", "must name at least one word");
    }
    var transitions =
        object.map(
            "transitions",
            Form.MAX_WORDS,
            Form.WORD,
            Form.A_WORD,
            (values, word) -> values.texts(word, Form.MAX_WORDS, Form.WORD, Form.A_WORD));
    return new FieldType.Choice(words, transitions);
  }

  private static Bounds bounds(JsonObject object) {
    var min = object.number("min");
    var exclusiveMin = object.number("exclusive_min");
    var max = object.number("max");
    var exclusiveMax = object.number("exclusive_max");
    if (min.isPresent() && exclusiveMin.isPresent()) {
      object.problem("exclusive_min", "must not be there besides min");
    }
    if (max.isPresent() && exclusiveMax.isPresent()) {
      object.problem("exclusive_max", "must not be there besides max");
    }
    Optional<BigDecimal> least = min.or(() -> exclusiveMin);
    Optional<BigDecimal> most = max.or(() -> exclusiveMax);
    return new Bounds(least, exclusiveMin.isPresent(), most, exclusiveMax.isPresent());
  }

  private Origin origin(JsonObject object, String pointer) {
    var ways = Stream.of("default", "set_by", "computed", "aggregate").filter(object::has).toList();
    if (ways.size() > 1) {
      object.problem(
          ways.get(1), "must not be there besides " + ways.getFirst() + ": a value has one origin");
    }
    if (object.has("computed")) {
      return new Origin.Computed(object.text("computed", Form.CEL));
    }
    if (object.has("aggregate")) {
      return aggregate(new JsonObject(object.get("aggregate"), pointer + "/aggregate", problems));
    }
    if (object.has("set_by")) {
      return setBy(object);
    }
    return new Origin.Given(object.optionalText("default", Form.CEL), object.truth("fixed", false));
  }

  private static Origin aggregate(JsonObject object) {
    var function = function(object);
    var origin =
        new Origin.Aggregated(
            function,
            object.text("kind", Form.NAME, Form.A_NAME),
            object.text("by", Form.NAME, Form.A_NAME),
            of(object),
            object.optionalText("where", Form.CEL));
    object.done();
    return origin;
  }

  static AggregateFunction function(JsonObject object) {
    if (!object.has("function")) {
      object.problem("function", "is required");
    }
    return object.word("function", AggregateFunction.class, AggregateFunction.COUNT);
  }

  static Optional<String> of(JsonObject object) {
    return object.has("of")
        ? Optional.of(object.text("of", Form.NAME, Form.A_NAME))
        : Optional.empty();
  }

  private static Origin setBy(JsonObject object) {
    return switch (object.text("set_by", "", Form.LINE)) {
      case "now" -> new Origin.Now(false);
      case "now_on_update" -> new Origin.Now(true);
      case "caller" -> new Origin.Caller();
      case "account" -> new Origin.Account();
      case "sequence" -> new Origin.Sequence();
      case "actions" -> new Origin.Actions(object.optionalText("initial", Form.CEL));
      case "link" -> new Origin.Link(object.text("path", Form.TEMPLATE, Form.A_TEMPLATE));
      case "slug" ->
          new Origin.Slug(
              object.text("of", Form.NAME, Form.A_NAME), object.truth("follows", false));
      case "code" -> new Origin.Code(alphabet(object), codeLength(object));
      default -> {
        object.problem("set_by", "must be one of " + String.join(", ", SETTERS));
        yield new Origin.Caller();
      }
    };
  }

  static String alphabet(JsonObject object) {
    return object.has("alphabet")
        ? object.text("alphabet", Form.ALPHABET, Form.AN_ALPHABET)
        : ALPHABET;
  }

  static int codeLength(JsonObject object) {
    return object.whole("length", CODE_LENGTH, 1, 100);
  }
}
