package factory.runtime;

import factory.runtime.Bodies.Missing;
import factory.runtime.Endpoint.In;
import factory.runtime.Endpoint.Place;
import factory.runtime.Problem.FieldError;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the inputs of an operation from where its endpoint says that they are. */
final class Inputs {
  private static final byte[] NONE = "{}".getBytes(StandardCharsets.US_ASCII);

  private final Bodies bodies;

  Inputs(Bodies bodies) {
    this.bodies = bodies;
  }

  /**
   * The Java values, by input; one that was not given is what it is then, or null.
   *
   * @param parameters of the path, in their order
   */
  Map<String, @Nullable Object> read(
      ServerRequest request, Endpoint endpoint, List<Field> inputs, List<String> parameters)
      throws IOException {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    inputs.forEach(input -> values.put(input.name(), null));
    List<FieldError> errors = new ArrayList<>();
    Map<String, Field> members = new LinkedHashMap<>();
    Set<String> known = new java.util.HashSet<>();
    Field text = null;
    var query = Http.query(request);
    for (var input : inputs) {
      var place = endpoint.place(input);
      switch (place.in()) {
        case BODY -> members.put(place.name(), input);
        case TEXT -> text = input;
        case PATH -> {
          var at = endpoint.template().parameters().indexOf(place.name());
          value(input, place, List.of(parameters.get(at)), values, errors);
        }
        case QUERY -> {
          known.add(place.name());
          value(input, place, query.getOrDefault(place.name(), List.of()), values, errors);
        }
        case HEADER -> {
          var header = Http.header(request, place.name());
          value(input, place, header.isEmpty() ? List.of() : List.of(header), values, errors);
        }
        case COOKIE -> value(input, place, SentKey.cookies(request, place.name()), values, errors);
      }
    }
    if (endpoint.refusesUnknown() && !known.isEmpty()) {
      query.keySet().stream()
          .filter(name -> !known.contains(name))
          .forEach(name -> errors.add(new FieldError(name, "is unknown")));
    }
    if (!errors.isEmpty()) {
      throw Problem.parameters(errors);
    }
    if (text != null) {
      values.put(text.name(), text(request, text, endpoint.place(text)));
    } else if (!members.isEmpty() || endpoint.refusesUnknown()) {
      values.putAll(
          body(request, new BodyForm(members, Set.of(), null, endpoint.refusesUnknown())));
    }
    return values;
  }

  /**
   * Those that are fields of a form.
   *
   * @param values are added to
   */
  static void ofForm(
      List<Field> inputs,
      Endpoint endpoint,
      Map<String, List<String>> texts,
      Map<String, @Nullable Object> values) {
    List<FieldError> errors = new ArrayList<>();
    for (var input : inputs) {
      var place = endpoint.place(input);
      value(input, place, texts.getOrDefault(place.name(), List.of()), values, errors);
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
  }

  /** Those of a body; no body is an empty object. */
  private Map<String, @Nullable Object> body(ServerRequest request, BodyForm form)
      throws IOException {
    if (!request.content().hasEntity()) {
      return bodies.read(form, new ByteArrayInputStream(NONE), NONE.length, Missing.SET);
    }
    Http.requireJson(request, Set.of(Http.JSON));
    var bytes = request.headers().contentLength().orElse(Bodies.MAX_BYTES);
    return bodies.read(form, request.content().inputStream(), bytes, Missing.SET);
  }

  /** All of a body; no body is an empty text. */
  private @Nullable Object text(ServerRequest request, Field input, Place place)
      throws IOException {
    var type = Http.mediaType(request, Set.of(MediaTypes.TEXT), MediaTypes.TEXT);
    var header = request.headers().first(HeaderNames.CONTENT_TYPE).orElse(type);
    var bytes = request.headers().contentLength().orElse(Bodies.MAX_BYTES);
    var text =
        request.content().hasEntity()
            ? bodies.held(bytes, () -> TextBody.read(header, request.content().inputStream()))
            : "";
    try {
      // White space alone is a text like any other: it is what there is.
      var value = input.kind().parse(new JsonValue.Text(text));
      var _ = input.kind().store(value);
      return value;
    } catch (Kind.Unfit unfit) {
      throw Problem.invalid(
          List.of(new FieldError(place.name(), String.valueOf(unfit.getMessage()))));
    }
  }

  private static void value(
      Field input,
      Place place,
      List<String> given,
      Map<String, @Nullable Object> values,
      List<FieldError> errors) {
    try {
      values.put(input.name(), value(input, place, given));
    } catch (Kind.Unfit unfit) {
      errors.add(new FieldError(place.name(), String.valueOf(unfit.getMessage())));
    }
  }

  private static @Nullable Object value(Field input, Place place, List<String> given)
      throws Kind.Unfit {
    var value = input.parse(json(input, place, given));
    if (value != null && !(input.kind() instanceof Words.Secret)) {
      var _ = input.kind().store(value);
    }
    return value;
  }

  private static JsonValue json(Field input, Place place, List<String> given) throws Kind.Unfit {
    if (input.kind() instanceof Composites.ListOf list && place.in() == In.QUERY) {
      // As often as there are values, or with commas between.
      List<JsonValue> items = new ArrayList<>();
      for (var part : given) {
        for (var item : part.split(",", -1)) {
          if (!item.isEmpty()) {
            items.add(list.item().fromText(item));
          }
        }
      }
      return given.isEmpty() ? new JsonValue.Nothing() : new JsonValue.Items(items);
    }
    if (given.size() > 1) {
      throw new Kind.Unfit("is given twice");
    }
    // A parameter without a value is none, but for texts, which may be empty.
    return given.isEmpty() || (given.getFirst().isEmpty() && !input.isText())
        ? new JsonValue.Nothing()
        : input.kind().fromText(given.getFirst());
  }
}
