package factory.pipeline.prove;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.Endpoint.In;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Function;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Specification;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Stands between checks, which call functions and actions at the house's addresses, and the
 * endpoints that a document gives them. What cannot be said there ends a check as not tried.
 */
final class Endpoints {
  private static final int LONGEST = 200;

  /** More than this no server is sure to take in an address. */
  private static final int LONGEST_QUERY = 4_000;

  /** What a segment cannot be, or what a gateway would not take for the segment that it is. */
  private static final Pattern NOT_A_SEGMENT =
      Pattern.compile("\\.{1,2}|.*[/\\\\%;\\p{Cntrl}\\p{Cs}].*", Pattern.DOTALL);

  private static final Pattern HEADER = Pattern.compile("[!-~]([ -~]*[!-~])?");

  private final Specification specification;
  private final Translation translation;

  Endpoints(Specification specification, Translation translation) {
    this.specification = specification;
    this.translation = translation;
  }

  /** The request at the endpoint; empty when it is of no operation that has one. */
  Optional<Called> asked(Request house) throws Ended {
    if (!house.method().equals("POST")) {
      return Optional.empty();
    }
    for (var function : specification.functions()) {
      if (function.http().isPresent() && house.path().equals(path(function))) {
        return Optional.of(called(function, function.http().get(), house));
      }
    }
    for (var action : specification.actions()) {
      var kind = specification.kind(action.kind());
      if (action.http().isEmpty() || kind.isEmpty()) {
        continue;
      }
      var record = record(action, kind.get(), house.path());
      if (record.isPresent()) {
        return Optional.of(called(action, kind.get(), record.get(), house));
      }
    }
    return Optional.empty();
  }

  private static String path(Function function) {
    return "/" + function.name().replace('_', '-');
  }

  /** The key in the house's path of an action; empty text when it is on none. */
  private static Optional<String> record(Action action, Kind kind, String path) {
    var before = Maker.path(kind) + "/";
    var after = (action.onRecord() ? "/" : "") + action.name().replace('_', '-');
    if (!path.startsWith(before)
        || !path.endsWith(after)
        || path.length() < before.length() + after.length()) {
      return Optional.empty();
    }
    var key = path.substring(before.length(), path.length() - after.length());
    // Of a record that does not show its key nothing is known, which ends what is asked.
    return key.contains("/") || !(key.isEmpty() || action.onRecord())
        ? Optional.empty()
        : Optional.of(Paths.decoded(key));
  }

  private Called called(Function function, Endpoint endpoint, Request house) throws Ended {
    return new Called(
        endpoint,
        function.outputs(),
        Optional.empty(),
        200,
        request(endpoint, function.inputs(), ExactJson.MAPPER.createObjectNode(), house));
  }

  private Called called(Action action, Kind kind, String id, Request house) throws Ended {
    var endpoint = action.http().orElseThrow();
    if (kind.http().isEmpty()
        && endpoint.keys().values().stream().anyMatch(of -> !of.equals("id"))) {
      throw Ended.notTried("what a " + kind.name() + " has is known of kinds with routes alone");
    }
    var keys =
        action.onRecord()
            ? translation.values(kind, house.as(), id)
            : ExactJson.MAPPER.createObjectNode();
    List<Output> outputs =
        action.answer() instanceof Action.Answer.Values(var values) ? values : List.of();
    var usual =
        switch (action.answer()) {
          case Action.Answer.Changed _, Action.Answer.Values _ -> 200;
          case Action.Answer.Named(_, var created) -> created ? 201 : 200;
          case Action.Answer.Nothing _ -> 204;
        };
    return new Called(
        endpoint,
        outputs,
        shown(action, kind),
        usual,
        request(endpoint, action.inputs(), keys, house));
  }

  /** The kind of the record that an action answers. */
  private Optional<Kind> shown(Action action, Kind kind) {
    return switch (action.answer()) {
      case Action.Answer.Changed _ -> Optional.of(kind);
      case Action.Answer.Named(var name, _) ->
          action.effects().stream()
              .flatMap(effect -> made(effect, name).stream())
              .findFirst()
              .or(() -> Optional.of(kind));
      case Action.Answer.Values _, Action.Answer.Nothing _ -> Optional.empty();
    };
  }

  private Optional<Kind> made(Action.Effect effect, String name) {
    return switch (effect) {
      case Action.Effect.Insert(var of, _, var as) when as.equals(name) -> specification.kind(of);
      case Action.Effect.Take(var rows, _, var as, _) when as.equals(name) ->
          specification.kinds().stream()
              .filter(kind -> rows.matches("(?s)\\W*" + Pattern.quote(kind.plural()) + "\\b.*"))
              .findFirst();
      default -> Optional.empty();
    };
  }

  private static Request request(
      Endpoint endpoint, List<Field> inputs, ObjectNode keys, Request house) throws Ended {
    var given = given(house.body());
    var path = endpoint.path();
    for (var key : endpoint.keys().entrySet()) {
      path = path.replace("{" + key.getKey() + "}", segment(keys.path(key.getValue())));
    }
    var query = new StringBuilder();
    Map<String, String> headers =
        new LinkedHashMap<>(SentHeaders.with(house.headers(), endpoint.sent(), keys));
    var text = "";
    var body = ExactJson.MAPPER.createObjectNode();
    given.ifPresent(body::setAll);
    for (var input : inputs) {
      var place = endpoint.place(input.name());
      var value = given.map(g -> g.path(input.name())).orElse(body.path(input.name()));
      body.remove(input.name());
      switch (place.in()) {
        case PATH -> path = path.replace("{" + place.name() + "}", segment(value));
        case QUERY -> query(query, place.name(), value);
        case HEADER -> {
          if (!value.isMissingNode() && !value.isNull()) {
            headers.put(place.name(), header(value));
          }
        }
        case COOKIE -> {
          if (!value.isMissingNode() && !value.isNull()) {
            SentHeaders.cookie(headers, place.name(), header(value));
          }
        }
        case BODY -> {
          if (!value.isMissingNode()) {
            body.set(place.name(), value);
          }
        }
        case TEXT -> {
          if (given.isEmpty() || !(value.isMissingNode() || isSaid(In.TEXT, value))) {
            throw Ended.notTried("its body is a text, which cannot say that");
          }
          text = value.asText();
          headers.put("content-type", Route.TEXT);
        }
      }
    }
    var hasBody = hasBody(endpoint, inputs);
    if (given.isEmpty() && !hasBody && !house.body().isEmpty()) {
      throw Ended.notTried(endpoint.named() + " takes no body");
    }
    if (!hasBody && endpoint.text(inputs).isEmpty()) {
      headers.remove("content-type");
    }
    return new Request(
        house.as(),
        endpoint.method(),
        path + (query.isEmpty() ? "" : "?" + query),
        headers,
        hasBody ? (given.isPresent() ? body.toString() : house.body()) : text,
        house.charset());
  }

  private static Optional<ObjectNode> given(String body) {
    try {
      return body.isEmpty()
          ? Optional.of(ExactJson.MAPPER.createObjectNode())
          : ExactJson.MAPPER.readTree(body) instanceof ObjectNode object
              ? Optional.of(object)
              : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Whether any of its inputs is in a body of JSON. */
  static boolean hasBody(Endpoint endpoint, List<Field> inputs) {
    return !endpoint.from(In.BODY, inputs).isEmpty();
  }

  private static String segment(JsonNode value) throws Ended {
    if (!isSaid(In.PATH, value)) {
      throw Ended.notTried("'%s' cannot be in a path".formatted(Exchange.shortened(value + "")));
    }
    return Pages.encoded(value.asText()).replace("+", "%20");
  }

  private static String header(JsonNode value) throws Ended {
    if (!isSaid(In.HEADER, value)) {
      throw Ended.notTried("'%s' cannot be in a header".formatted(Exchange.shortened(value + "")));
    }
    return value.asText();
  }

  private static void query(StringBuilder query, String name, JsonNode value) {
    if (value.isArray()) {
      value.forEach(item -> query(query, name, item));
    } else if (!value.isMissingNode() && !value.isNull()) {
      query
          .append(query.isEmpty() ? "" : "&")
          .append(Pages.encoded(name))
          .append('=')
          .append(Pages.encoded(value.isValueNode() ? value.asText() : value.toString()));
    }
  }

  private static boolean isSaid(In in, JsonNode value) {
    if (!value.isValueNode() || value.isNull()) {
      return false;
    }
    var text = value.asText();
    return switch (in) {
      case BODY, QUERY -> true;
      // Half of a character is in JSON alone.
      case TEXT -> value.isTextual() && StandardCharsets.UTF_8.newEncoder().canEncode(text);
      case PATH ->
          !text.isEmpty() && text.length() <= LONGEST && !NOT_A_SEGMENT.matcher(text).matches();
      case HEADER -> text.length() <= LONGEST && HEADER.matcher(text).matches();
      case COOKIE ->
          text.length() <= LONGEST && HEADER.matcher(text).matches() && text.indexOf(';') < 0;
    };
  }

  /** Whether values can be said where an endpoint wants them, and mean the same there. */
  static boolean canSay(Optional<Endpoint> endpoint, List<Field> inputs, JsonNode values) {
    if (endpoint.isEmpty()) {
      return true;
    }
    for (var input : inputs) {
      var in = endpoint.get().place(input.name()).in();
      var value = values.path(input.name());
      var fits =
          switch (in) {
            case BODY -> true;
            case PATH, TEXT -> isSaid(in, value);
            case HEADER, COOKIE -> value.isMissingNode() || value.isNull() || isSaid(in, value);
            case QUERY -> isQuery(value);
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  /** Lists have commas between their items, and no empty ones. */
  private static boolean isQuery(JsonNode value) {
    if (Pages.encoded(value.toString()).length() > LONGEST_QUERY) {
      return false;
    }
    if (value.isArray()) {
      return !value.isEmpty()
          && value
              .valueStream()
              .allMatch(
                  item ->
                      item.isValueNode()
                          && !item.asText().isEmpty()
                          && !item.asText().contains(","));
    }
    return !value.isObject() && !(value.isTextual() && value.asText().isEmpty());
  }

  /** Whether a value that an input must refuse in JSON is as wrong where an endpoint wants it. */
  static boolean isWrongThere(Optional<Endpoint> endpoint, Field input, JsonNode value) {
    if (endpoint.isEmpty() || endpoint.get().place(input.name()).in() == In.BODY) {
      return true;
    }
    if (!canSay(endpoint, List.of(input), singleton(input.name(), value))) {
      return false;
    }
    return switch (input.type()) {
      case FieldType.Whole _, FieldType.Decimal _ ->
          value.isNumber() || (value.isTextual() && !value.asText().matches("-?[0-9.eE+]+"));
      case FieldType.Money _ -> value.isTextual();
      case FieldType.Truth _, FieldType.ListOf _ -> false;
      default -> value.isTextual();
    };
  }

  private static ObjectNode singleton(String name, JsonNode value) {
    return ExactJson.MAPPER.createObjectNode().set(name, value);
  }
}
