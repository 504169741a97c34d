package factory.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code GET, POST /{plural}} and {@code GET, PUT, PATCH, DELETE /{plural}/{id}}, as far as clients
 * may do it, and {@code GET, PUT, DELETE /{plural}/{id}/{file}}; lists in pages with tokens, with
 * parameters that are called after their fields.
 */
final class UsualRoutes {
  private UsualRoutes() {}

  /** The routes of a resource that has none of its own. */
  static List<Route> of(Resource resource) {
    var all = "/" + resource.plural();
    var one = all + "/{id}";
    List<Route> routes = new ArrayList<>();
    if (resource.allows(Operation.LIST)) {
      routes.add(list(resource, Route.list(all).in(resource.plural())));
    }
    if (resource.allows(Operation.CREATE)) {
      var create = Route.create("POST", all);
      routes.add(resource.hasFiles() ? create.takes(Http.JSON, Http.MULTIPART) : create);
    }
    if (resource.allows(Operation.READ)) {
      routes.add(Route.read(one).key("id", "id"));
    }
    if (resource.allows(Operation.UPDATE)) {
      routes.add(Route.update("PUT", one).key("id", "id"));
      routes.add(Route.update("PATCH", one).key("id", "id"));
    }
    if (resource.allows(Operation.DELETE)) {
      routes.add(Route.delete("DELETE", one).key("id", "id"));
    }
    for (var field : resource.fields()) {
      if (field.kind() instanceof FileKind) {
        files(resource, one + "/" + field.name(), field, routes);
      }
    }
    return routes;
  }

  private static void files(Resource resource, String path, Field field, List<Route> routes) {
    if (resource.allows(Operation.READ)) {
      routes.add(Route.read(path).key("id", "id").file(field.name()));
    }
    if (resource.allows(Operation.UPDATE) && !field.isReadOnly()) {
      routes.add(Route.update("PUT", path).key("id", "id").file(field.name()));
      if (!field.isRequired()) {
        routes.add(
            Route.update("DELETE", path)
                .key("id", "id")
                .file(field.name())
                .status(204)
                .answersNothing());
      }
    }
  }

  private static Route list(Resource resource, Route list) {
    var route = list.paged(Paging.TOKENS).figure("next_page_token", Route.Part.NEXT).order("order");
    if (!resource.searched().isEmpty()) {
      route = route.search("q");
    }
    for (var filter : resource.filters().entrySet()) {
      var field = filter.getKey();
      for (var way : filter.getValue()) {
        route =
            switch (way) {
              case EQUAL -> route.parameter(field, field, Route.By.EQUAL);
              case RANGE ->
                  route
                      .parameter(field + "_from", field, Route.By.FROM)
                      .parameter(field + "_to", field, Route.By.TO);
              case PREFIX -> route.parameter(field + "_prefix", field, Route.By.PREFIX);
              case ANY_OF -> route.parameter(field + "_in", field, Route.By.ANY_OF);
              case HAS -> route.parameter(field + "_has", field, Route.By.HAS);
            };
      }
    }
    return route;
  }
}
