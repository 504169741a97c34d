package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.ErrorShape;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Inside;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Route.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Answers over routes: what they are in the house's terms, and where their shape is another. */
final class Shown {
  private Shown() {}

  /** The names in JSON of what records show, by the house's names. */
  private static Map<String, String> names(Kind kind) {
    Map<String, String> names = new LinkedHashMap<>();
    List<String> all = new ArrayList<>(List.of("id"));
    kind.fields().stream()
        .filter(field -> !(field.type() instanceof FieldType.Secret))
        .filter(field -> !(field.type() instanceof FieldType.File))
        .forEach(field -> all.add(field.name()));
    all.add("created_at");
    all.add("updated_at");
    for (var name : all) {
      kind.http().flatMap(http -> http.shown(name)).ifPresent(shown -> names.put(name, shown));
    }
    for (var field : kind.fields()) {
      if (field.type() instanceof FieldType.File) {
        kind.http()
            .ifPresent(
                http ->
                    http.parts(field.name())
                        .forEach(
                            (name, part) -> names.put(field.name() + "." + part.word(), name)));
      }
    }
    return names;
  }

  /** Whether a name is that of a field, or of what is told of a file. */
  private static boolean isOfField(Kind kind, String name) {
    var dot = name.indexOf('.');
    return kind.field(dot < 0 ? name : name.substring(0, dot)).isPresent();
  }

  private static boolean leavesNullsOut(Kind kind) {
    return kind.http().filter(factory.pipeline.spec.Http::nullsLeftOut).isPresent();
  }

  /** A record as the house has it. */
  static ObjectNode record(Kind kind, JsonNode wire) {
    var record = ExactJson.MAPPER.createObjectNode();
    for (var name : names(kind).entrySet()) {
      var value = wire.path(name.getValue());
      if (!value.isMissingNode()) {
        record.set(name.getKey(), value);
      } else if (leavesNullsOut(kind) && isOfField(kind, name.getKey())) {
        record.putNull(name.getKey());
      }
    }
    for (var field : kind.fields()) {
      // So that whoever looks for what must not be there finds it.
      var called = kind.http().flatMap(http -> http.name(field.name())).orElse(field.name());
      if ((field.type() instanceof FieldType.Secret || Routes.isUnseen(kind, field.name()))
          && wire.has(called)) {
        record.set(field.name(), wire.get(called));
      }
    }
    if (!record.has("id")
        && kind.key() instanceof Kind.Key.Natural(var key)
        && record.hasNonNull(key)) {
      record.set("id", record.get(key));
    }
    return record;
  }

  /** Where an answer has another shape than its route says. */
  static Optional<String> fault(Asked asked, Exchange exchange) {
    if (!asked.isDone(exchange.status())) {
      return exchange.status() < 400
          ? Optional.empty()
          : exchange.reading().errors().flatMap(shape -> refusal(shape, exchange));
    }
    var body = exchange.body();
    return switch (asked.route().answer()) {
      case Answer.Nothing _ ->
          exchange.answer().body().isEmpty()
              ? Optional.empty()
              : Optional.of("has a body, where there is to be none");
      case Answer.Session session -> Granted.fault(asked.kind(), session, body);
      case Answer.Constant(var value, var isText) ->
          value.equals(
                  isText
                      ? com.fasterxml.jackson.databind.node.TextNode.valueOf(
                          exchange.answer().body())
                      : body)
              ? Optional.empty()
              : Optional.of("is not " + value);
      case Answer.Row(var within) ->
          within
              .flatMap(one -> inside(body, one, asked.route().always().keySet()))
              .or(() -> always(asked.route().always(), body))
              .or(() -> record(asked.kind(), asked.route(), Inside.of(body, within), "the answer"));
      case Answer.Rows rows when rows.form() != Route.Form.JSON ->
          exchange
                  .answer()
                  .headers()
                  .getOrDefault("content-type", "")
                  .startsWith(rows.form().mediaType())
              ? Optional.empty()
              : Optional.of("is not " + rows.form().mediaType());
      case Answer.Rows rows -> rows(asked, rows, body);
    };
  }

  private static boolean isNone(Asked asked, JsonNode value) {
    return asked.kind().http().filter(Http::nullsLeftOut).isPresent()
        ? value.isMissingNode()
        : value.isNull();
  }

  private static Optional<String> rows(Asked asked, Answer.Rows rows, JsonNode body) {
    Set<String> members = new LinkedHashSet<>();
    rows.within().map(Inside::outer).ifPresent(members::add);
    rows.figuresWithin().ifPresentOrElse(members::add, () -> members.addAll(told(rows, body)));
    var list = Inside.of(body, rows.within());
    var fault =
        members(body, members(asked, List.copyOf(members)))
            .or(() -> nested(rows, body))
            .or(() -> always(asked.route().always(), body));
    if (fault.isPresent()) {
      return fault;
    }
    if (!list.isArray()) {
      return Optional.of("has no list" + rows.within().map(name -> " as " + name).orElse(""));
    }
    var figures = Inside.of(body, rows.figuresWithin());
    for (var figure : rows.figures()) {
      var value = figures.path(figure.name());
      var fits =
          switch (figure.part()) {
            case MORE, LAST, FIRST, BEFORE -> value.isBoolean();
            case EMPTY -> value.isBoolean() && value.asBoolean() == list.isEmpty();
            case NEXT -> value.isTextual() || isNone(asked, value);
            case COUNT -> value.isIntegralNumber() && value.asInt() == list.size();
            case NEXT_LINK, PREVIOUS_LINK -> value.isTextual() || isNone(asked, value);
            case NEXT_PAGE, PREVIOUS_PAGE -> value.isIntegralNumber() || isNone(asked, value);
            case FIRST_LINK, LAST_LINK -> value.isTextual();
            case LINKS -> false;
            case TOTAL, LIMIT, OFFSET, PAGE, PAGES -> value.isIntegralNumber();
          };
      if (!fits) {
        return Optional.of("says " + figure.name() + " as " + value);
      }
    }
    var most = asked.window().map(Asked.Window::size).orElse(Integer.MAX_VALUE);
    if (list.size() > most) {
      return Optional.of("has %d records of at most %d".formatted(list.size(), most));
    }
    for (var one : list) {
      fault = record(asked.kind(), one, "a record");
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }

  /** These members, and those that the answer always has. */
  private static List<String> members(Asked asked, List<String> some) {
    return Stream.concat(some.stream(), asked.route().always().keySet().stream()).toList();
  }

  /** The figures that an object has. */
  private static List<String> told(Answer.Rows rows, JsonNode object) {
    return rows.figures().stream()
        .filter(figure -> !figure.part().mayBeNone() || object.has(figure.name()))
        .map(Route.Figure::name)
        .toList();
  }

  /**
   * Where the object around records has other members than them, and figures that it is to have.
   */
  private static Optional<String> nested(Answer.Rows rows, JsonNode body) {
    var path = rows.within().map(Inside::path).orElse(List.of());
    if (path.size() < 2) {
      return Optional.empty();
    }
    var object = body.path(path.getFirst());
    List<String> members = new ArrayList<>(path.subList(1, 2));
    if (rows.figuresWithin().equals(Optional.of(path.getFirst()))) {
      members.addAll(told(rows, object));
    }
    return members(object, members);
  }

  /** Where what is around an answer's subject has other members than it, and those besides. */
  static Optional<String> inside(JsonNode body, String within, Set<String> besides) {
    var path = Inside.path(within);
    var fault = members(body, Stream.concat(Stream.of(path.getFirst()), besides.stream()).toList());
    return path.size() < 2
        ? fault
        : fault.or(() -> members(body.path(path.getFirst()), path.subList(1, 2)));
  }

  /** Where a member that is always the same is another one. */
  static Optional<String> always(Map<String, JsonNode> always, JsonNode body) {
    return always.entrySet().stream()
        .filter(one -> !one.getValue().equals(body.path(one.getKey())))
        .findFirst()
        .map(one -> "says " + one.getKey() + " as " + body.path(one.getKey()));
  }

  /** An object with exactly these members; anything, when there are none. */
  static Optional<String> members(JsonNode body, List<String> wanted) {
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    List<String> has = new ArrayList<>();
    body.fieldNames().forEachRemaining(has::add);
    return has.size() == wanted.size() && has.containsAll(wanted)
        ? Optional.empty()
        : Optional.of("has the members " + has + " and not " + wanted);
  }

  /** Where a record has not exactly the members that it is to have. */
  static Optional<String> record(Kind kind, JsonNode wire, String what) {
    return record(kind, wire, what, names(kind));
  }

  /** The same in the answer of a route: that which makes one has the secrets that are issued. */
  static Optional<String> record(Kind kind, Route route, JsonNode wire, String what) {
    var names = names(kind);
    if (route.operation() == Kind.Operation.CREATE) {
      kind.fields().stream()
          .filter(Field::isIssued)
          .forEach(
              field ->
                  kind.http()
                      .flatMap(http -> http.name(field.name()))
                      .ifPresent(shown -> names.put(field.name(), shown)));
    }
    return record(kind, wire, what, names);
  }

  /** A record that was made, as it is answered later. */
  static JsonNode later(Kind kind, JsonNode made) {
    ObjectNode record = made.deepCopy();
    kind.fields().stream().filter(Field::isIssued).forEach(field -> record.remove(field.name()));
    return record;
  }

  private static Optional<String> record(
      Kind kind, JsonNode wire, String what, Map<String, String> names) {
    if (!wire.isObject()) {
      return Optional.of(what + " is not a record");
    }
    for (var name : names.entrySet()) {
      var value = wire.path(name.getValue());
      var optional = leavesNullsOut(kind) && isOfField(kind, name.getKey());
      if (value.isMissingNode() && !optional) {
        return Optional.of(what + " has no " + name.getValue());
      }
      if (value.isNull() && leavesNullsOut(kind)) {
        return Optional.of(
            what + " has " + name.getValue() + " as null, which is to be left out then");
      }
    }
    var objects = kind.http().map(Http::objects).orElse(Map.of());
    for (var object : objects.entrySet()) {
      var fault = excerpt(kind, object.getKey(), object.getValue(), wire, what);
      if (fault.isPresent()) {
        return fault;
      }
    }
    for (var member : wire.properties()) {
      if (!names.containsValue(member.getKey()) && !objects.containsKey(member.getKey())) {
        return Optional.of(what + " has a " + member.getKey());
      }
    }
    return Optional.empty();
  }

  /** Where what is shown of another record is not exactly what is to be shown of it. */
  private static Optional<String> excerpt(
      Kind kind, String name, Http.Excerpt excerpt, JsonNode wire, String what) {
    var shown = wire.path(name);
    var mayBeNobody = kind.field(excerpt.of()).filter(field -> !field.required()).isPresent();
    if (mayBeNobody && (leavesNullsOut(kind) ? shown.isMissingNode() : shown.isNull())) {
      return Optional.empty();
    }
    if (!shown.isObject()) {
      return Optional.of(what + " has no object " + name);
    }
    for (var member : excerpt.members().keySet()) {
      var value = shown.path(member);
      if (leavesNullsOut(kind) ? value.isNull() : value.isMissingNode()) {
        return Optional.of(
            "%s has no %s in %s, or null where it is to be left out".formatted(what, member, name));
      }
    }
    for (var member : shown.properties()) {
      if (!excerpt.members().containsKey(member.getKey())) {
        return Optional.of("%s has a %s in %s".formatted(what, member.getKey(), name));
      }
    }
    return Optional.empty();
  }

  /** Where a refusal has another shape than those of this service. */
  static Optional<String> refusal(ErrorShape shapes, Exchange exchange) {
    var shape = shapes.of(exchange.status());
    var type =
        exchange
            .answer()
            .headers()
            .getOrDefault("content-type", "")
            .replaceFirst(";.*", "")
            .strip();
    if (!type.equals(shape.mediaType())) {
      return Optional.of("is '%s' and not %s".formatted(type, shape.mediaType()));
    }
    var fault = members(exchange.body(), shape.within().map(List::of).orElse(List.of()));
    if (fault.isPresent()) {
      return fault;
    }
    var body = shape.within().map(exchange.body()::path).orElse(exchange.body());
    for (var name : body.properties()) {
      if (shape.members().stream().noneMatch(member -> member.name().equals(name.getKey()))) {
        return Optional.of("has a " + name.getKey());
      }
    }
    for (var member : shape.members()) {
      if (!fits(member, body.path(member.name()), exchange.status())) {
        return Optional.of(
            "%s is %s, which is not the %s"
                .formatted(
                    member.name(),
                    body.path(member.name()),
                    member.constant().map(JsonNode::toString).orElse(word(member.part()))));
      }
    }
    return Optional.empty();
  }

  private static String word(ErrorShape.Part part) {
    return part.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  private static boolean fits(ErrorShape.Item item, JsonNode error) {
    var value = error.path(item.name());
    return item.says() == ErrorShape.Says.LOCATION
        ? value.isArray() && !value.isEmpty() && value.valueStream().allMatch(JsonNode::isTextual)
        : value.isTextual();
  }

  private static boolean fits(ErrorShape.Member member, JsonNode value, int status) {
    return switch (member.part()) {
      case STATUS -> value.isIntegralNumber() && value.asInt() == status;
      case STATUS_TEXT -> value.isTextual() && value.asText().equals(Integer.toString(status));
      case TITLE, DETAIL -> value.isTextual() && !value.asText().isBlank();
      case REASON -> value.isTextual() && value.asText().matches("[A-Z][A-Z0-9_]*");
      case ERRORS ->
          value.isArray()
              && value
                  .valueStream()
                  .allMatch(error -> member.each().stream().allMatch(item -> fits(item, error)));
      case MESSAGES ->
          value.isArray() && !value.isEmpty() && value.valueStream().allMatch(JsonNode::isTextual);
      case CONSTANT -> member.constant().filter(value::equals).isPresent();
    };
  }
}
