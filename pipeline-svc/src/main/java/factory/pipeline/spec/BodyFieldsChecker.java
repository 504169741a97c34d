package factory.pipeline.spec;

import factory.pipeline.spec.Kind.Operation;
import java.util.HashSet;
import java.util.Optional;

/** Checks which fields the body of a route may give. */
final class BodyFieldsChecker {
  private final Check check;
  private final Kind kind;
  private final Http http;

  BodyFieldsChecker(Check check, Kind kind, Http http) {
    this.check = check;
    this.kind = kind;
    this.http = http;
  }

  void check(Route route, String where) {
    if (route.fields().isEmpty()) {
      return;
    }
    if ((route.operation() != Operation.CREATE && route.operation() != Operation.UPDATE)
        || route.file().isPresent()) {
      check.problem(where, "this has no body with fields");
      return;
    }
    if (new HashSet<>(route.fields()).size() < route.fields().size()) {
      check.problem(where, "must not name one twice");
    }
    for (var i = 0; i < route.fields().size(); i++) {
      var name = route.fields().get(i);
      var pointer = where + "/" + i;
      check
          .field(kind, name, pointer)
          .filter(
              field ->
                  !(field.origin() instanceof Origin.Given)
                      || http.name(name).isEmpty()
                      || isPlaced(route, name))
          .ifPresent(
              _ -> check.problem(pointer, "must be a field that is given in bodies, and no path"));
    }
    missing(route)
        .ifPresent(
            field ->
                check.problem(
                    where, "must have '%s', which a new record needs".formatted(field.name())));
    route
        .text()
        .filter(text -> !route.gives(text))
        .ifPresent(text -> check.problem(where, "must have '%s', its text".formatted(text)));
  }

  /** What a new record needs, and nobody could give it. */
  private Optional<Field> missing(Route route) {
    return kind.fields().stream()
        .filter(_ -> route.operation() == Operation.CREATE || route.madeStatus().isPresent())
        .filter(field -> !route.gives(field.name()) && !isPlaced(route, field.name()))
        .filter(field -> http.name(field.name()).isPresent() && field.required())
        .filter(
            field ->
                field.origin() instanceof Origin.Given(var fallback, _)
                    && fallback.isEmpty()
                    && !(field.type() instanceof FieldType.Choice choice
                        && !choice.transitions().isEmpty()))
        .findFirst();
  }

  private boolean isPlaced(Route route, String name) {
    return route.placed().contains(name)
        || (route.placed().contains("id") && kind.key().equals(new Kind.Key.Natural(name)));
  }
}
