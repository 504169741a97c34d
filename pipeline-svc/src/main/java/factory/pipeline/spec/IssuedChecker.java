package factory.pipeline.spec;

import factory.pipeline.spec.Kind.Operation;
import java.util.List;

/** Checks a secret that the service makes and finds records by. */
final class IssuedChecker {
  /** What nobody can try: a search needs no salt then, and no slow hash. */
  private static final int LEAST_BITS = 128;

  private IssuedChecker() {}

  static void check(Check check, Kind kind, Field field, String at) {
    if (field.origin() instanceof Origin.Code(var alphabet, var length)
        && length * Math.log(alphabet.length()) < LEAST_BITS * Math.log(2)) {
      check.problem(
          at + "/length", "must be longer: a secret has %d bits at least".formatted(LEAST_BITS));
    }
    if (!field.required() || !field.unique()) {
      check.problem(at, "is a secret that records are found by: required and unique");
    }
    var routes = kind.http().map(Http::routes).orElse(List.of());
    if (kind.http().flatMap(http -> http.name(field.name())).isEmpty()
        || routes.stream()
            .anyMatch(
                route ->
                    route.madeStatus().isPresent()
                        || (route.operation() == Operation.CREATE
                            && !(route.answer() instanceof Route.Answer.Row)))) {
      check.problem(at + "/set_by", "needs a create route that answers the record, and no other");
    }
    if (routes.stream()
        .anyMatch(
            route ->
                (route.operation() == Operation.CREATE || route.operation() == Operation.LIST)
                    && route.keys().containsValue(field.name()))) {
      check.problem(at, "cannot say which records there are: it names one that is there");
    }
    if (check
        .specification()
        .accounts()
        .filter(all -> all.kind().equals(kind.name()))
        .isPresent()) {
      check.problem(at + "/set_by", "cannot be for accounts, which sessions are for");
    }
  }
}
