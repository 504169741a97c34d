package factory.pipeline.spec;

import factory.pipeline.compute.CpuPool;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.Kind.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says what of a well-formed specification makes no sense: names that clash or do not exist,
 * expressions of the wrong type, effects that leave out what must be there. Each problem names its
 * place and what to write instead.
 *
 * <p>It computes for some milliseconds an expression, and the first of a process for about a
 * second: it refuses to on a virtual thread, and belongs into {@code CpuPool}.
 */
public final class Checker {
  /** What a plural, a function or a report would hide. */
  private static final Set<String> PATHS = Set.of("health", "openapi");

  private Checker() {}

  /** Every problem, in the order of the document; none when it can be built. */
  public static List<Problem> check(Specification specification) {
    CpuPool.requirePlatformThread();
    var check = new Check(specification);
    names(check);
    for (var i = 0; i < specification.kinds().size(); i++) {
      new KindChecker(check, specification.kinds().get(i), "/kinds/" + i).check();
    }
    References.check(check);
    AccountsChecker.check(check);
    for (var i = 0; i < specification.actions().size(); i++) {
      new ActionChecker(check, specification.actions().get(i), "/actions/" + i).check();
    }
    for (var i = 0; i < specification.reports().size(); i++) {
      new ReportChecker(check, specification.reports().get(i), "/reports/" + i).check();
    }
    new CodeChecker(check).check();
    for (var i = 0; i < specification.functions().size(); i++) {
      new FunctionChecker(check, specification.functions().get(i), "/functions/" + i).check();
    }
    for (var i = 0; i < specification.tools().size(); i++) {
      new ToolChecker(check, specification.tools().get(i), "/tools/" + i).check();
    }
    for (var i = 0; i < specification.examples().size(); i++) {
      new ExampleChecker(check, specification.examples().get(i), "/examples/" + i).check();
    }
    return check.problems();
  }

  private static void names(Check check) {
    var specification = check.specification();
    if (specification.kinds().isEmpty()
        && specification.functions().isEmpty()
        && specification.tools().isEmpty()) {
      check.problem("", "has nothing to serve: add kinds or functions");
    }
    addresses(check);
    Map<String, String> singulars = new HashMap<>();
    Map<String, String> paths = new HashMap<>();
    for (var i = 0; i < specification.kinds().size(); i++) {
      var kind = specification.kinds().get(i);
      var at = "/kinds/" + i;
      check.taken(singulars, kind.name(), at + "/name");
      check.taken(paths, kind.plural(), at + "/plural");
      path(check, kind.plural(), at + "/plural");
      check.variable(kind.plural(), at + "/plural");
      made(check, kind, at);
    }
    for (var i = 0; i < specification.reports().size(); i++) {
      var name = specification.reports().get(i).name();
      check.taken(paths, name, "/reports/" + i + "/name");
      path(check, name, "/reports/" + i + "/name");
    }
    for (var i = 0; i < specification.functions().size(); i++) {
      var name = specification.functions().get(i).name();
      check.taken(paths, name, "/functions/" + i + "/name");
      if (specification.functions().get(i).http().filter(EndpointChecker::isHealth).isEmpty()) {
        path(check, name, "/functions/" + i + "/name");
      }
    }
    for (var i = 0; i < specification.tools().size(); i++) {
      var name = specification.tools().get(i).name();
      check.taken(paths, name, "/tools/" + i + "/name");
      path(check, name, "/tools/" + i + "/name");
    }
    Map<String, String> actions = new HashMap<>();
    for (var i = 0; i < specification.actions().size(); i++) {
      var action = specification.actions().get(i);
      check.taken(
          actions,
          action.name() + " on " + (action.onRecord() ? "a " : "all ") + action.kind(),
          "/actions/" + i + "/name");
    }
  }

  /** No two routes have the same method and address. */
  private static void addresses(Check check) {
    Map<String, String> taken = new HashMap<>();
    tools(check, taken);
    for (var i = 0; i < check.specification().kinds().size(); i++) {
      var http = check.specification().kinds().get(i).http();
      for (var j = 0; http.isPresent() && j < http.get().routes().size(); j++) {
        var route = http.get().routes().get(j);
        address(check, taken, route.method(), route.path(), "/kinds/" + i + "/http/routes/" + j);
      }
    }
    for (var i = 0; i < check.specification().functions().size(); i++) {
      var at = "/functions/" + i + "/http";
      check
          .specification()
          .functions()
          .get(i)
          .http()
          .ifPresent(http -> address(check, taken, http.method(), http.path(), at));
    }
    for (var i = 0; i < check.specification().actions().size(); i++) {
      var at = "/actions/" + i + "/http";
      check
          .specification()
          .actions()
          .get(i)
          .http()
          .ifPresent(http -> address(check, taken, http.method(), http.path(), at));
    }
  }

  private static void tools(Check check, Map<String, String> taken) {
    for (var i = 0; i < check.specification().tools().size(); i++) {
      var http = check.specification().tools().get(i).http();
      address(check, taken, http.method(), http.path(), "/tools/" + i + "/http");
    }
  }

  private static void address(
      Check check, Map<String, String> taken, String method, String path, String at) {
    check.taken(taken, method + " " + path.replaceAll("\\{[^}]*\\}", "{}"), at + "/path");
  }

  private static void path(Check check, String name, String pointer) {
    if (PATHS.contains(name)) {
      check.problem(pointer, "'/%s' is served by every service: take another name".formatted(name));
    }
  }

  private static void made(Check check, Kind kind, String at) {
    if (!kind.operations().contains(Operation.CREATE)
        && kind.http().stream()
            .flatMap(http -> http.routes().stream())
            .allMatch(route -> route.madeStatus().isEmpty())
        && check.specification().actions().stream()
            .flatMap(action -> action.effects().stream())
            .noneMatch(
                effect ->
                    effect.bare() instanceof Effect.Insert insert
                        && insert.kind().equals(kind.name()))) {
      check.problem(
          at + "/operations",
          "nothing can ever make a %s: add create, or an action that inserts one"
              .formatted(kind.name()));
    }
  }
}
