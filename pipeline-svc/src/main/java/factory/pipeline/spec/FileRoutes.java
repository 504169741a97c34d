package factory.pipeline.spec;

import factory.pipeline.spec.Kind.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the files of a kind are that has the house's shapes: below its records. */
public final class FileRoutes {
  private FileRoutes() {}

  /** {@code GET, PUT, DELETE /{plural}/{id}/{field}} for each of its files. */
  public static List<Route> of(Kind kind) {
    List<Route> routes = new ArrayList<>();
    if (kind.http().isPresent()) {
      return routes;
    }
    for (var field : kind.fields()) {
      if (!(field.type() instanceof FieldType.File)) {
        continue;
      }
      if (kind.operations().contains(Operation.READ)) {
        routes.add(route(kind, field, Operation.READ, "GET"));
      }
      if (kind.operations().contains(Operation.UPDATE)) {
        routes.add(route(kind, field, Operation.UPDATE, "PUT"));
        if (!field.required()) {
          routes.add(route(kind, field, Operation.UPDATE, "DELETE"));
        }
      }
    }
    return routes;
  }

  private static Route route(Kind kind, Field field, Operation operation, String method) {
    var removes = method.equals("DELETE");
    return new Route(
        operation,
        method,
        "/" + kind.plural() + "/{id}/" + field.name(),
        Map.of("id", "id"),
        Optional.empty(),
        false,
        removes ? 204 : 200,
        removes ? new Route.Answer.Nothing() : new Route.Answer.Row(Optional.empty()),
        Optional.empty(),
        Map.of(),
        List.of(),
        false,
        Optional.of(field.name()),
        Route.Pick.NONE,
        false,
        Optional.empty(),
        List.of(),
        List.of(),
        Map.of(),
        Map.of());
  }
}
