package factory.pipeline.write;

import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How records of a kind look over HTTP: as its document says, or in the house's shapes. */
final class Wire {
  static final String MULTIPART = "multipart/form-data";

  private Wire() {}

  /** What a field, {@code id}, {@code created_at} or {@code updated_at} is called in JSON. */
  static Optional<String> name(Kind kind, String field) {
    return kind.http().map(http -> http.name(field)).orElse(Optional.of(field));
  }

  /** The same of one that is shown. */
  static String shown(Kind kind, Field field) {
    return name(kind, field.name()).orElse(field.name());
  }

  /** Whether an answer has a field. */
  static boolean isShown(Kind kind, String field) {
    return kind.http().map(http -> http.shown(field)).orElse(Optional.of(field)).isPresent();
  }

  /** Whether a body may have what is not known. */
  static boolean isOpen(Kind kind) {
    return kind.http().filter(http -> !http.unknownRefused()).isPresent();
  }

  /** Whether an answer has no member for a field without value. */
  static boolean leavesNullsOut(Kind kind) {
    return kind.http().filter(Http::nullsLeftOut).isPresent();
  }

  /** The fields that a body of a route can have: what its path says may be repeated there. */
  static List<Field> mayBeInBody(Kind kind, Route route) {
    return kind.fields().stream()
        .filter(field -> field.origin() instanceof Origin.Given)
        .filter(field -> name(kind, field.name()).isPresent())
        .filter(field -> route.gives(field.name()) || isInPath(kind, route, field.name()))
        .toList();
  }

  /** Those of them that a body says, and no path. */
  static List<Field> inBody(Kind kind, Route route) {
    return mayBeInBody(kind, route).stream()
        .filter(field -> !isInPath(kind, route, field.name()))
        .toList();
  }

  /** What a body of a route gives twice, by what the second one is called in JSON. */
  static Map<String, Http.Twice> again(Kind kind, Route route) {
    Map<String, Http.Twice> again = new LinkedHashMap<>();
    var isMaking = route.operation() == Kind.Operation.CREATE;
    var fields = inBody(kind, route).stream().map(Field::name).toList();
    kind.http().map(Http::again).orElse(Map.of()).entrySet().stream()
        .filter(one -> fields.contains(one.getValue().of()))
        .forEach(
            one ->
                again.put(
                    one.getKey(),
                    new Http.Twice(one.getValue().of(), isMaking && one.getValue().required())));
    return again;
  }

  /** A body of a route with what it gives twice. */
  static Map<String, Object> twice(Kind kind, Route route, Map<String, Object> body) {
    Map<String, Object> both = new LinkedHashMap<>(body);
    again(kind, route)
        .forEach(
            (member, twice) ->
                Optional.ofNullable(body.get(name(kind, twice.of()).orElse(twice.of())))
                    .ifPresent(value -> both.put(member, value)));
    return both;
  }

  /** The same for a body of a media type: only a form with parts has files. */
  static List<Field> inBody(List<Field> fields, String mediaType) {
    return mediaType.equals(MULTIPART)
        ? fields
        : fields.stream().filter(field -> !(field.type() instanceof FieldType.File)).toList();
  }

  static boolean hasFiles(Kind kind) {
    return kind.fields().stream().anyMatch(field -> field.type() instanceof FieldType.File);
  }

  private static boolean isInPath(Kind kind, Route route, String field) {
    return route.placed().contains(field)
        || (route.keys().containsValue("id") && kind.key().equals(new Kind.Key.Natural(field)));
  }
}
