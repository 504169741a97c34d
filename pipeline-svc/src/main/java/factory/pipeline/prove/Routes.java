package factory.pipeline.prove;

import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Route;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What can be asked of a kind over its routes; everything of one in the house's shapes. */
final class Routes {
  private Routes() {}

  /** The routes of an operation that answer JSON, those with fewer parameters first. */
  static List<Route> of(Kind kind, Operation operation) {
    return kind.http().map(Http::routes).orElse(List.of()).stream()
        .filter(route -> route.operation() == operation)
        .filter(route -> route.mine().isEmpty() && !route.isText())
        .filter(route -> route.isWhole() && !route.ofAccount())
        .filter(route -> route.file().isEmpty() || operation == Operation.CREATE)
        .sorted(Comparator.comparing(route -> route.placed().size()))
        .toList();
  }

  /** Whether a record says what its id is. */
  static boolean showsId(Kind kind) {
    return shows(kind, "id") || kind.key() instanceof Kind.Key.Natural;
  }

  /** Whether a record has that field, {@code id}, {@code created_at} or {@code updated_at}. */
  static boolean shows(Kind kind, String field) {
    return kind.http().isEmpty() || kind.http().get().shown(field).isPresent();
  }

  /** Whether bodies give a field that no answer shows. */
  static boolean isUnseen(Kind kind, String field) {
    return kind.http().filter(http -> http.unseen().contains(field)).isPresent();
  }

  /** Whether a change of what is given can be asked for; else it is a replacement. */
  static boolean hasPartial(Kind kind) {
    return kind.http().isEmpty() || of(kind, Operation.UPDATE).stream().anyMatch(Route::partial);
  }

  /** Whether a replacement can be asked for. */
  static boolean hasReplacement(Kind kind) {
    return kind.http().isEmpty()
        || of(kind, Operation.UPDATE).stream().anyMatch(route -> !route.partial());
  }

  /** The route that replaces a record of a known key, and makes it when it is not there. */
  static Optional<Route> making(Kind kind) {
    return of(kind, Operation.UPDATE).stream()
        .filter(route -> route.madeStatus().isPresent())
        .findFirst();
  }

  /** Whether whoever makes a record says in the path what a field is, whatever the route. */
  static boolean isInPathOfMaking(Kind kind, String field) {
    var routes = of(kind, Operation.CREATE);
    if (routes.isEmpty()) {
      return making(kind).isPresent()
          && kind.key() instanceof Kind.Key.Natural(var key)
          && key.equals(field);
    }
    return routes.stream().allMatch(route -> route.placed().contains(field));
  }

  /** Whether whoever makes a record can say what a field is, in a body or a path. */
  static boolean isGivenToMake(Kind kind, String field) {
    var routes = of(kind, Operation.CREATE);
    var first = routes.isEmpty() ? making(kind) : Optional.of(routes.getFirst());
    return first.isEmpty()
        || first.get().gives(field)
        || isInPath(kind, Operation.CREATE, field)
        || isInPathOfMaking(kind, field);
  }

  /** Whether the body of a change, or of a replacement, can say what a field is. */
  static boolean isGivenToChange(Kind kind, String field) {
    var routes = of(kind, Operation.UPDATE);
    return routes.isEmpty() || routes.stream().anyMatch(route -> route.gives(field));
  }

  /** Whether the body of a replacement can say what a field is. */
  static boolean isGivenToReplace(Kind kind, String field) {
    var routes = of(kind, Operation.UPDATE).stream().filter(route -> !route.partial()).toList();
    return routes.isEmpty() || routes.getFirst().gives(field);
  }

  /** The fields of which every list is about one value; none when one list has all records. */
  static List<String> parentsOfLists(Kind kind) {
    var lists = of(kind, Operation.LIST);
    return lists.isEmpty() ? List.of() : lists.getFirst().placed();
  }

  /** Whether the path of some route of an operation says what a field is. */
  static boolean isInPath(Kind kind, Operation operation, String field) {
    return of(kind, operation).stream().anyMatch(route -> route.placed().contains(field));
  }

  /** Whether what makes one takes JSON. */
  static boolean takesJson(Kind kind) {
    var routes = of(kind, Operation.CREATE);
    return routes.isEmpty() || routes.getFirst().takes().contains(Route.JSON);
  }

  /** Whether what makes one takes a text. */
  static boolean takesText(Kind kind) {
    return of(kind, Operation.CREATE).stream().anyMatch(route -> route.text().isPresent());
  }

  /** A body of a new record that has a field twice. */
  static String twice(Kind kind, String field) {
    var name = kind.http().flatMap(http -> http.name(field)).orElse(field);
    var body = "{\"%s\":null,\"%s\":null}".formatted(name, name);
    return of(kind, Operation.CREATE).stream()
        .findFirst()
        .flatMap(Route::bodyWithin)
        .map(within -> "{\"" + within + "\":" + body + "}")
        .orElse(body);
  }

  /** How people name a route. */
  static String named(Route route) {
    return route.method() + " " + route.path();
  }
}
