package factory.pipeline.spec;

import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.expression.Expected;

/** Checks which of the records alone a route is about, and in which order. */
final class PickChecker {
  private final Check check;
  private final Kind kind;
  private final Http http;
  private final String at;

  PickChecker(Check check, Kind kind, Http http, String at) {
    this.check = check;
    this.kind = kind;
    this.http = http;
    this.at = at;
  }

  void check(Route route) {
    if (route.isWhole()) {
      return;
    }
    var pick = route.pick();
    if (route.operation() != Operation.LIST && route.operation() != Operation.READ) {
      check.problem(
          at + (pick.where().isPresent() ? "/where" : pick.random() ? "/random" : "/order"),
          "only lists and reads are about some of the records");
      return;
    }
    if (http.routes().stream()
        .noneMatch(one -> one.operation() == route.operation() && one.isWhole())) {
      check.problem(
          at,
          "another route must %s any of them"
              .formatted(route.operation() == Operation.LIST ? "list" : "read"));
    }
    pick.where()
        .ifPresent(
            cel ->
                check.expression(
                    at + "/where",
                    check.expressions().picked(kind),
                    cel,
                    new Expected.Condition()));
    pick.order()
        .ifPresent(order -> order(check, kind, order.replaceFirst("^-", ""), at + "/order"));
    if (pick.random() && (route.operation() != Operation.READ || pick.order().isPresent())) {
      check.problem(at + "/random", "is of a read alone, which has no order then");
    }
    if (route.operation() == Operation.READ
        && pick.isOne()
        && (route.keys().containsValue("id")
            || kind.fields().stream()
                .anyMatch(f -> f.unique() && route.keys().containsValue(f.name())))) {
      check.problem(
          at + (pick.random() ? "/random" : "/order"), "the path says already which one it is");
    }
  }

  /** What a list can be ordered by: the moment of making, a field, a count or an average. */
  static void order(Check check, Kind kind, String name, String where) {
    if (name.equals("created_at")) {
      return;
    }
    check
        .field(kind, name, where)
        .filter(field -> !isFigure(field))
        .ifPresent(field -> check.comparable(field, where, "order by"));
  }

  /** A figure about others that is in the database as it is shown: a sum of nothing is 0. */
  private static boolean isFigure(Field field) {
    return field.origin() instanceof Origin.Aggregated figure
        && figure.function() != AggregateFunction.SUM
        && figure.function() != AggregateFunction.MINE;
  }
}
