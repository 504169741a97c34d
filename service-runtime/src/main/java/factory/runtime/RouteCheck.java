package factory.runtime;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Whether a route and its resource go together; whoever wrote them hears of it at the start. */
final class RouteCheck {
  private RouteCheck() {}

  /**
   * Checks a route of a resource.
   *
   * @throws IllegalArgumentException when they do not go together
   */
  static void check(Resource resource, Route route) {
    keys(resource, route);
    route.called().forEach((field, _) -> called(resource, route, field));
    names(resource);
    forms(resource, route);
    text(resource, route);
    only(resource, route);
    sorted(resource, route);
    if (resource.hasRoutes()) {
      list(resource, route);
    }
  }

  private static void keys(Resource resource, Route route) {
    Set<String> fields = new HashSet<>();
    for (var parameter : route.template().parameters()) {
      var field = route.keys().get(parameter);
      require(field != null, route, "does not say what {" + parameter + "} is");
      var which = route.which();
      var isBeside = field != null && which != null && which.isOf(field);
      if (field != null && !field.equals("id") && !isBeside) {
        place(resource, route, field);
      }
      require(field != null && fields.add(field), route, field + " is in the path twice");
    }
    for (var sent : route.sent()) {
      require(!resource.required(sent.field()).isIssued(), route, sent.field() + " is issued");
      place(resource, route, sent.field());
      require(
          !route.keys().containsValue(sent.field())
              && !(resource.key() instanceof Key.Natural(var key) && key.equals(sent.field())),
          route,
          sent.field() + " is in the path as well");
    }
    var natural = resource.key() instanceof Key.Natural(var field) ? field : "id";
    require(
        natural.equals("id") || !(fields.contains("id") && fields.contains(natural)),
        route,
        natural + " is the id");
    var named = fields.contains("id") || fields.contains(natural) || isUnique(resource, fields);
    switch (route.operation()) {
      case LIST -> {}
      case CREATE ->
          require(
              !fields.contains("id") || !natural.equals("id"),
              route,
              "makes a record, whose id the service gives");
      case READ ->
          require(
              route.isOfAccount() ? !named : named || route.sorted() != null,
              route,
              "does not name one record");
      case UPDATE, DELETE ->
          require(named != route.isOfAccount(), route, "does not name one record");
    }
    require(
        route.madeStatus() == null || !fields.contains("id") || !natural.equals("id"),
        route,
        "cannot make a record with an id of the client's");
  }

  private static void called(Resource resource, Route route, String field) {
    require(
        resource.required(field).kind() instanceof Words.Reference,
        route,
        field + " refers to nothing that a path could call otherwise");
  }

  /** A field that a call can be kept to a value of. */
  private static void place(Resource resource, Route route, String field) {
    var kind = resource.required(field).kind();
    require(resource.required(field).isStored(), route, field + " is not stored");
    var isIssued =
        resource.required(field).isIssued()
            && Set.of(Operation.READ, Operation.UPDATE, Operation.DELETE)
                .contains(route.operation());
    require(
        !((kind instanceof Words.Secret && !isIssued)
            || kind instanceof FileKind
            || kind instanceof Composites.Texts
            || (kind instanceof Composites.ListOf && route.operation() != Operation.LIST)
            || kind instanceof Composites.Json),
        route,
        field + " cannot be in a path");
  }

  private static void sorted(Resource resource, Route route) {
    var sorted = route.sorted();
    if (sorted != null && !sorted.equals(Records.RANDOM)) {
      try {
        var _ = Records.order(resource, sorted);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(route + ": " + e.getMessage(), e);
      }
    }
  }

  /** A text is a field that callers give, and that bodies have. */
  private static void text(Resource resource, Route route) {
    var text = route.text();
    if (text != null) {
      var field = resource.required(text);
      require(
          field.isText() && !field.isReadOnly() && resource.isCalled(text),
          route,
          text + " cannot be all of a body");
      require(!route.keys().containsValue(text), route, "says in its path what " + text + " is");
    }
  }

  /** Which fields a body may give: some that callers give, and that bodies have. */
  private static void only(Resource resource, Route route) {
    for (var name : route.only()) {
      var field = resource.required(name);
      require(
          resource.hasRoutes() && !field.isReadOnly() && resource.isCalled(name),
          route,
          name + " is in no body");
    }
    var text = route.text();
    require(text == null || route.gives(text), route, "does not take its text");
  }

  /** Forms have texts alone. */
  private static void forms(Resource resource, Route route) {
    var file = route.file();
    if (file != null) {
      require(resource.required(file).kind() instanceof FileKind, route, file + " is no file");
      require(route.bodyIn() == null, route, "takes bytes, which have no objects");
    } else if (resource.hasRoutes()
        && !Set.of(Http.JSON, MediaTypes.TEXT).containsAll(route.takes())) {
      require(route.bodyIn() == null, route, "takes forms, which have no objects");
      for (var field : resource.fields()) {
        require(
            field.isReadOnly()
                || !resource.isCalled(field.name())
                || !route.gives(field.name())
                || !Composites.isRaw(field.kind()),
            route,
            "takes forms, which cannot have " + field.name());
      }
    }
  }

  private static boolean isUnique(Resource resource, Set<String> fields) {
    return resource.uniques().stream().anyMatch(fields::containsAll);
  }

  private static void names(Resource resource) {
    Set<String> names = new HashSet<>();
    List<String> fields = new ArrayList<>(List.of("id", "created_at", "updated_at"));
    resource.fields().forEach(field -> fields.add(field.name()));
    for (var field : fields) {
      if (resource.isCalled(field) && !names.add(resource.called(field))) {
        throw new IllegalArgumentException(
            resource.plural() + " have two fields that are called " + resource.called(field));
      }
    }
  }

  private static void list(Resource resource, Route route) {
    require(
        route.figures().isEmpty() || route.in() != null, route, "has no object for its figures");
    require(
        (route.paging().token() != null)
            == route.figures().stream().anyMatch(figure -> figure.part() == Route.Part.NEXT),
        route,
        "goes on by a cursor that no answer says, or says one that nothing takes");
    require(
        Stream.concat(route.figures().stream(), route.headers().stream())
                .noneMatch(figure -> figure.part().isLink())
            || route.paging().page() != null
            || route.paging().offset() != null,
        route,
        "has no parameter for the addresses of its parts");
    require(
        route.search() == null || !resource.searched().isEmpty(), route, "has nothing to search");
    require(
        route.order() == null
            || route.orderWords() != null
            || resource.shows("created_at")
            || !resource.orders().isEmpty(),
        route,
        "has nothing to order by");
    var words = route.orderWords();
    if (words != null) {
      words.check(resource);
      require(
          !words.isSeveral() || route.paging().token() == null,
          route,
          "goes on by a cursor, which has one order");
      require(route.direction() == null, route, "says a direction in words of its orders");
    }
    require(
        route.direction() == null || route.order() != null, route, "has a direction of no order");
    List<String> names = new ArrayList<>();
    for (var parameter : route.parameters()) {
      names.add(parameter.name());
      var field = parameter.field();
      switch (field) {
        case "id" ->
            require(
                parameter.by() == Route.By.EQUAL || parameter.by() == Route.By.ANY_OF,
                route,
                "id is no measure");
        case "created_at", "updated_at" ->
            require(
                parameter.by() != Route.By.PREFIX && !isOfLists(parameter.by()),
                route,
                field + " is no text and no list");
        default -> {
          var _ = resource.column(field);
          var kind = resource.required(field).kind();
          require(
              isOfLists(parameter.by()) == kind instanceof Composites.ListOf,
              route,
              field + " is asked for as a list, and only as one, if it is a list");
          require(
              parameter.by() != Route.By.PREFIX
                  || (kind.sqlType().equals("TEXT") && !(kind instanceof Numbers.Decimal)),
              route,
              field + " is no text");
        }
      }
    }
    route.named().forEach(named -> names.add(named.name()));
    for (var name :
        new String[] {
          route.search(),
          route.order(),
          route.direction(),
          route.paging().limit(),
          route.paging().offset(),
          route.paging().page(),
          route.paging().token()
        }) {
      if (name != null) {
        names.add(name);
      }
    }
    for (var bounds : route.bounds().values()) {
      var kind = bounds.kind();
      require(
          names.contains(bounds.name())
              && (kind instanceof Words.Text
                  || kind instanceof Numbers.Whole
                  || kind instanceof Numbers.Decimal),
          route,
          "has no parameter " + bounds.name() + " that is a text or a number");
    }
    require(new HashSet<>(names).size() == names.size(), route, "has two parameters of one name");
  }

  private static void require(boolean holds, Route route, String message) {
    if (!holds) {
      throw new IllegalArgumentException(route + ": " + message);
    }
  }

  private static boolean isOfLists(Route.By by) {
    return by == Route.By.HAS || by == Route.By.HAS_ANY;
  }
}
