package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import factory.pipeline.spec.Route.Answer;
import factory.pipeline.spec.Route.By;
import factory.pipeline.spec.Route.Paging;
import factory.pipeline.spec.Route.Parameter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads how records and refusals look over HTTP. */
final class HttpReader {
  private static final Pattern ALSO = Pattern.compile("html|csv");
  static final int LIMIT = 100;

  private final List<Problem> problems;

  HttpReader(List<Problem> problems) {
    this.problems = problems;
  }

  Http http(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var http =
        new Http(
            object.map(
                "names",
                Form.MAX_FIELDS,
                Form.SHOWN,
                Form.A_SHOWN,
                (names, field) -> names.text(field, Form.MEMBER, Form.A_MEMBER)),
            new TreeSet<>(object.texts("hidden", Form.MAX_FIELDS, Form.NAME, Form.A_NAME)),
            new TreeSet<>(object.texts("unseen", Form.MAX_FIELDS, Form.NAME, Form.A_NAME)),
            object.truth("nulls_left_out", false),
            object.truth("unknown_refused", false),
            object.list("routes", Form.MAX_STEPS, this::route),
            object.map("objects", Form.MAX_STEPS, Form.MEMBER, Form.A_MEMBER, this::excerpt),
            object.map("again", Form.MAX_STEPS, Form.MEMBER, Form.A_MEMBER, this::twice));
    object.done();
    return http;
  }

  private Http.Twice twice(JsonObject all, String name) {
    var object = new JsonObject(all.get(name), all.at(name), problems);
    var twice =
        new Http.Twice(object.text("of", Form.NAME, Form.A_NAME), object.truth("required", true));
    object.done();
    return twice;
  }

  private Route route(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var operation = object.word("operation", Kind.Operation.class, Kind.Operation.READ);
    var method = object.text("method", Form.METHOD, Form.A_METHOD);
    var route =
        new Route(
            operation,
            method,
            object.text("path", Form.TEMPLATE, Form.A_TEMPLATE),
            keys(object),
            member(object, "body_within"),
            object.truth("partial", Route.isPartial(operation, method)),
            object.whole("status", 200, 299),
            answer(object),
            object.has("made_status")
                ? Optional.of(object.whole("made_status", 200, 299))
                : Optional.empty(),
            statuses(object),
            object.has("file")
                ? object.texts("body_types", Form.MAX_STEPS, Form.MEDIA_RANGE, Form.A_MEDIA_RANGE)
                : object.texts("body_types", Form.MAX_STEPS, Form.BODY_TYPE, Form.A_BODY_TYPE),
            object.truth("path_checked", false),
            object.has("file")
                ? Optional.of(object.text("file", Form.NAME, Form.A_NAME))
                : Optional.empty(),
            pick(object),
            object.truth("of_account", false),
            object.has("text")
                ? Optional.of(object.text("text", Form.NAME, Form.A_NAME))
                : Optional.empty(),
            SentKey.read(object, problems),
            object.texts("fields", Form.MAX_FIELDS, Form.NAME, Form.A_NAME),
            parameters(object, "called"),
            object.map("always", Form.MAX_STEPS, Form.MEMBER, Form.A_MEMBER, HttpReader::scalar));
    object.done();
    return route;
  }

  private Http.Excerpt excerpt(JsonObject objects, String name) {
    var object = new JsonObject(objects.get(name), objects.at(name), problems);
    var excerpt =
        new Http.Excerpt(object.text("of", Form.NAME, Form.A_NAME), parameters(object, "members"));
    object.done();
    return excerpt;
  }

  static JsonNode scalar(JsonObject of, String name) {
    if (of.get(name).isContainerNode()) {
      of.problem(name, "must be a text, a number, a truth or null");
    }
    return of.get(name).deepCopy();
  }

  private static Route.Pick pick(JsonObject route) {
    return new Route.Pick(
        route.optionalText("where", Form.CEL),
        route.has("order")
            ? Optional.of(route.text("order", Form.ORDER, Form.AN_ORDER))
            : Optional.empty(),
        route.truth("random", false));
  }

  static Map<Integer, Integer> statuses(JsonObject route) {
    Map<Integer, Integer> statuses = new TreeMap<>();
    route
        .map(
            "statuses",
            Form.MAX_STEPS,
            Form.STATUS,
            Form.A_STATUS,
            (of, status) -> of.whole(status, 400, 499))
        .forEach(
            (ours, theirs) -> {
              if (Form.STATUS.matcher(ours).matches()) {
                statuses.put(Integer.valueOf(ours), theirs);
              }
            });
    return statuses;
  }

  private Answer answer(JsonObject route) {
    if (!route.has("answer")) {
      return new Answer.Row(Optional.empty());
    }
    var object = new JsonObject(route.get("answer"), route.at("answer"), problems);
    Answer answer =
        switch (object.text("type", "", Form.LINE)) {
          case "record" -> new Answer.Row(inside(object));
          case "nothing" -> new Answer.Nothing();
          case "session" ->
              new Answer.Session(
                  member(object, "within"), new AccountsReader(problems).members(object));
          case "constant" ->
              new Answer.Constant(constant(object).orElseGet(HttpReader::nothing), isText(object));
          case "records" ->
              new Answer.Rows(
                  inside(object),
                  object.list("figures", Form.MAX_STEPS, this::figure),
                  member(object, "figures_within"),
                  paging(object),
                  object.list("parameters", Form.MAX_FIELDS, this::parameter),
                  object.list("headers", Form.MAX_STEPS, this::header),
                  object.truth("empty_not_found", false),
                  mine(object, "mine"),
                  object.word("as", Route.Form.class, Route.Form.JSON),
                  also(object),
                  object.truth("others_refused", false));
          default -> {
            object.problem("type", "must be one of record, records, nothing, constant, session");
            yield new Answer.Nothing();
          }
        };
    object.done();
    return answer;
  }

  private static List<Route.Form> also(JsonObject rows) {
    return rows.texts("also", Form.MAX_STEPS, ALSO, "html or csv").stream()
        .filter(word -> ALSO.matcher(word).matches())
        .map(word -> Route.Form.valueOf(word.toUpperCase(Locale.ROOT)))
        .toList();
  }

  private Optional<Route.Mine> mine(JsonObject rows, String key) {
    if (!rows.has(key)) {
      return Optional.empty();
    }
    var object = new JsonObject(rows.get(key), rows.at(key), problems);
    var kind = object.has("kind");
    var mine =
        new Route.Mine(
            kind ? Optional.of(object.text("kind", Form.NAME, Form.A_NAME)) : Optional.empty(),
            kind ? Optional.of(object.text("by", Form.NAME, Form.A_NAME)) : Optional.empty(),
            kind && object.has("via") ? object.text("via", Form.NAME, Form.A_NAME) : "id",
            kind && object.has("of")
                ? Optional.of(object.text("of", Form.NAME, Form.A_NAME))
                : Optional.empty());
    object.done();
    return Optional.of(mine);
  }

  /** Whether a constant is answered as a text, which it has to be then. */
  private static boolean isText(JsonObject object) {
    if (!object.has("as")) {
      return false;
    }
    if (!object.text("as", Pattern.compile("text"), "text").isEmpty()
        && !object.get("value").isTextual()) {
      object.problem("value", "must be a text");
    }
    return true;
  }

  static JsonNode nothing() {
    return JsonNodeFactory.instance.objectNode();
  }

  static Optional<JsonNode> constant(JsonObject object) {
    if (!object.has("value")) {
      object.problem("value", "is required");
      return Optional.empty();
    }
    return Optional.of(object.get("value").deepCopy());
  }

  private Paging paging(JsonObject rows) {
    if (!rows.has("paging")) {
      return Paging.ALL;
    }
    var object = new JsonObject(rows.get("paging"), rows.at("paging"), problems);
    var paging =
        new Paging(
            member(object, "limit"),
            object.whole("usual_limit", LIMIT, 1, Paging.ALL.mostLimit()),
            object.whole("most_limit", LIMIT, 1, Paging.ALL.mostLimit()),
            member(object, "offset"),
            member(object, "page"),
            object.whole("first_page", 1, 0, 1),
            member(object, "cursor"));
    object.done();
    return paging;
  }

  private Route.Figure figure(JsonNode json, String pointer) {
    return figure(json, pointer, Form.MEMBER, Form.A_MEMBER);
  }

  private Route.Figure header(JsonNode json, String pointer) {
    return figure(json, pointer, Form.HEADER, Form.A_HEADER);
  }

  private Route.Figure figure(JsonNode json, String pointer, Pattern name, String aName) {
    var object = new JsonObject(json, pointer, problems);
    var figure =
        new Route.Figure(
            object.text("name", name, aName),
            object.word("part", Route.Part.class, Route.Part.TOTAL));
    object.done();
    return figure;
  }

  private Parameter parameter(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var parameter =
        new Parameter(
            object.text("name", Form.MEMBER, Form.A_MEMBER),
            object.has("field")
                ? Optional.of(object.text("field", Form.NAME, Form.A_NAME))
                : Optional.empty(),
            object.word("by", By.class, By.EQUAL),
            object.has("is")
                ? Optional.of(new FieldReader(problems).type(object.get("is"), object.at("is")))
                : Optional.empty(),
            object.map(
                "orders",
                Form.MAX_WORDS,
                Form.ORDER_WORD,
                Form.AN_ORDER_WORD,
                (inner, key) -> inner.text(key, Form.ORDER, Form.AN_ORDER)),
            object.has("called")
                ? Optional.of(object.text("called", Form.NAME, Form.A_NAME))
                : Optional.empty(),
            mine(object, "done"));
    object.done();
    return parameter;
  }

  ErrorShape errors(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var errors = shape(object);
    Map<Integer, ErrorShape> statuses = new TreeMap<>();
    object
        .map("statuses", Form.MAX_STEPS, Form.STATUS, Form.A_STATUS, this::shape)
        .forEach(
            (status, shape) -> {
              if (Form.STATUS.matcher(status).matches()) {
                statuses.put(Integer.valueOf(status), shape);
              }
            });
    object.done();
    return new ErrorShape(errors.mediaType(), errors.within(), errors.members(), statuses);
  }

  private ErrorShape shape(JsonObject statuses, String status) {
    var object = new JsonObject(statuses.get(status), statuses.at(status), problems);
    var shape = shape(object);
    object.done();
    return shape;
  }

  private ErrorShape shape(JsonObject object) {
    return new ErrorShape(
        object.text("media_type", Form.MEDIA_TYPE, Form.A_MEDIA_TYPE),
        member(object, "within"),
        object.list("members", Form.MAX_STEPS, this::error));
  }

  private ErrorShape.Member error(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var part = object.word("part", ErrorShape.Part.class, ErrorShape.Part.DETAIL);
    var member =
        new ErrorShape.Member(
            object.text("name", Form.MEMBER, Form.A_MEMBER),
            part,
            part == ErrorShape.Part.CONSTANT ? constant(object) : Optional.empty(),
            part == ErrorShape.Part.ERRORS
                ? object.list("items", Form.MAX_STEPS, this::item)
                : List.of());
    object.done();
    return member;
  }

  private ErrorShape.Item item(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var item =
        new ErrorShape.Item(
            object.text("name", Form.MEMBER, Form.A_MEMBER),
            object.word("says", ErrorShape.Says.class, ErrorShape.Says.MESSAGE));
    object.done();
    return item;
  }

  /** What each parameter of a path is. */
  static Map<String, String> keys(JsonObject object) {
    return parameters(object, "keys");
  }

  private static Map<String, String> parameters(JsonObject object, String key) {
    return object.map(
        key,
        Form.MAX_STEPS,
        Form.MEMBER,
        Form.A_MEMBER,
        (keys, parameter) -> keys.text(parameter, Form.NAME, Form.A_NAME));
  }

  /** The member, or the member of a member, that has what is answered. */
  static Optional<String> inside(JsonObject object) {
    return object.has("within")
        ? Optional.of(object.text("within", Form.INSIDE, Form.AN_INSIDE))
        : Optional.empty();
  }

  static Optional<String> member(JsonObject object, String key) {
    return object.has(key)
        ? Optional.of(object.text(key, Form.MEMBER, Form.A_MEMBER))
        : Optional.empty();
  }
}
