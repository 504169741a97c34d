package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Operation;
import factory.pipeline.source.Roles.Group;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Accounts;
import factory.pipeline.spec.Accounts.Only;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What only some accounts of a document may do, where the first account that registers can be one
 * of them: the role that says so, and the operations.
 */
final class DocumentRoles {
  /** What says that somebody is an admin without having registered first. */
  private static final Pattern OTHERWISE =
      Pattern.compile(
          "\\b(?:seed(?:ed|s)?|default|initial|built[- ]in|predefined|pre-?created|pre-?configured|bootstrap(?:ped)?|environment variables?)\\b[^.]{0,40}\\badmin(?:istrator)?s?\\b(?! role)"
              + "|\\badmin(?:istrator)?s?\\b[^.]{0,40}\\b(?:seeded|pre-?created|pre-?configured|bootstrapped|created by (?:the )?(?:system|seed\\w*)|environment variables?|command line)\\b");

  private static final Pattern MAKES =
      Pattern.compile(
          "(?i).*/(?:admins?|setup|bootstrap|install)(?:/(?:register|registration|sign-?up|setup|init|create|login))?/?");

  private static final Map<Group, List<String>> WORDS =
      Map.of(
          Group.ADMIN, List.of("admin", "administrator"),
          Group.MODERATOR, List.of("moderator", "mod"),
          Group.SUPER, List.of("super_admin", "superadmin", "super_user", "superuser"),
          Group.STAFF, List.of("staff"));

  private final ApiDocument document;
  private final Accounts accounts;
  private final Field field;
  private final Map<Group, String> values;
  private final String first;

  private DocumentRoles(
      ApiDocument document,
      Accounts accounts,
      Field field,
      Map<Group, String> values,
      String first) {
    this.document = document;
    this.accounts = accounts;
    this.field = field;
    this.values = values;
    this.first = first;
  }

  /** Those of a document; empty where no field says what an account is, or not who begins. */
  static Optional<DocumentRoles> of(ApiDocument document, Accounts accounts, Kind kind) {
    var fields =
        kind.fields().stream()
            .filter(field -> Roles.isCalled(field.name()))
            .filter(field -> field.origin() instanceof Origin.Actions)
            .toList();
    if (fields.size() != 1 || saysOtherwise(document)) {
      return Optional.empty();
    }
    var field = fields.getFirst();
    Map<Group, String> values = new EnumMap<>(Group.class);
    switch (field.type()) {
      case FieldType.Choice(var words, _) ->
          WORDS.forEach(
              (group, known) ->
                  words.stream()
                      .filter(word -> known.contains(DocumentPath.snake(word)))
                      .findFirst()
                      .ifPresent(word -> values.put(group, word)));
      case FieldType.Truth _ ->
          WORDS.forEach(
              (group, known) -> {
                if (known.contains(field.name().replaceFirst("^is_", ""))) {
                  values.put(group, "true");
                }
              });
      default -> {}
    }
    var isSuper = values.containsKey(Group.SUPER);
    // Of two that are more than others, which one the first is cannot be told.
    return isSuper == values.containsKey(Group.ADMIN)
        ? Optional.empty()
        : Optional.of(
            new DocumentRoles(
                document,
                accounts,
                field,
                values,
                values.getOrDefault(isSuper ? Group.SUPER : Group.ADMIN, "")));
  }

  /** Whether a document has another way to become one. */
  private static boolean saysOtherwise(ApiDocument document) {
    var texts =
        Stream.concat(
            Stream.of(document.description()),
            document.operations().stream().map(one -> one.summary() + ". " + one.description()));
    return texts
            .map(text -> text.toLowerCase(Locale.ROOT))
            .anyMatch(text -> OTHERWISE.matcher(text).find())
        || document.operations().stream()
            .anyMatch(one -> one.method().equals("POST") && MAKES.matcher(one.path()).matches());
  }

  /** Which values of the field may do an operation, beside whoever has made the record. */
  Optional<List<String>> besides(Operation operation) {
    return allowed(operation, true);
  }

  private Optional<List<String>> allowed(Operation operation, boolean ofOneself) {
    return Roles.whom(operation)
        .filter(whom -> whom.ofOneself() == ofOneself)
        .filter(whom -> values.keySet().containsAll(whom.groups()))
        .map(whom -> whom.groups().stream().map(group -> values.getOrDefault(group, "")).toList())
        // Whom nothing makes, nothing is for.
        .filter(some -> some.contains(first) || isGiven());
  }

  /** Whether something gives accounts another role. */
  private boolean isGiven() {
    return document.operations().stream().anyMatch(this::gives);
  }

  /** Whether an operation says what the role of an account is. */
  boolean gives(Operation operation) {
    var path = operation.path().replaceFirst("/$", "");
    return !operation.method().equals("GET")
        && path.matches(".*\\{[^/]+}/[^/]+")
        && Roles.isCalled(DocumentPath.snake(path.substring(path.lastIndexOf('/') + 1)));
  }

  /** The condition that an account has one of some values. */
  String condition(List<String> some) {
    if (field.type() instanceof FieldType.Truth) {
      return "account.%s == true".formatted(field.name());
    }
    return some.stream()
        .map(value -> "account.%s == '%s'".formatted(field.name(), value))
        .collect(Collectors.joining(" || "));
  }

  /** What is for some accounts alone. */
  Accounts.Roles roles(List<Kind> kinds, List<Action> actions) {
    List<Only> only = new ArrayList<>();
    for (var operation : document.operations()) {
      only(operation, kinds)
          .filter(_ -> kinds.stream().noneMatch(kind -> isMixed(kind, operation, kinds)))
          .filter(one -> isServed(one, kinds, actions))
          .ifPresent(only::add);
    }
    return new Accounts.Roles(field.name(), first, only);
  }

  private Optional<Only> only(Operation operation, List<Kind> kinds) {
    return allowed(operation, false)
        .or(() -> given(operation))
        .map(some -> new Only(operation.method(), operation.path(), some, Optional.empty()))
        .or(
            () ->
                besides(operation)
                    .flatMap(
                        some ->
                            oneself(operation, kinds)
                                .map(
                                    parameter ->
                                        new Only(
                                            operation.method(),
                                            operation.path(),
                                            some,
                                            Optional.of(parameter)))));
  }

  /** The one parameter of a path that names an account, where whoever calls can be it. */
  private Optional<String> oneself(Operation operation, List<Kind> kinds) {
    var parameters =
        kinds.stream()
            .flatMap(
                kind ->
                    routes(kind).stream()
                        .filter(route -> name(route).equals(operation.name()))
                        .flatMap(
                            route ->
                                route.keys().entrySet().stream()
                                    .filter(key -> accounts.names(kind, key.getValue()))
                                    .map(Map.Entry::getKey)))
            .distinct()
            .toList();
    return parameters.size() == 1 ? Optional.of(parameters.getFirst()) : Optional.empty();
  }

  /** Whoever gives roles and is refused: there is no other difference between accounts. */
  private Optional<List<String>> given(Operation operation) {
    return gives(operation)
            && !Roles.isForSome(operation)
            && operation.responses().stream().anyMatch(one -> one.status().equals("403"))
        ? Optional.of(List.of(first))
        : Optional.empty();
  }

  private static boolean isServed(Only only, List<Kind> kinds, List<Action> actions) {
    return kinds.stream()
            .flatMap(kind -> routes(kind).stream())
            .anyMatch(route -> name(route).equals(only.named()) && !route.ofAccount())
        || actions.stream()
            .flatMap(action -> action.http().stream())
            .anyMatch(endpoint -> endpoint.named().equals(only.named()));
  }

  /** Whether others change or delete the same in another way: who may is said for both at once. */
  private boolean isMixed(Kind kind, Operation operation, List<Kind> kinds) {
    var ours =
        routes(kind).stream().filter(route -> name(route).equals(operation.name())).findFirst();
    return ours.filter(
            route ->
                switch (route.operation()) {
                  case LIST, READ, CREATE -> false;
                  case UPDATE, DELETE ->
                      routes(kind).stream()
                          .filter(other -> other.operation() == route.operation())
                          .filter(other -> !other.ofAccount() && other.file().isEmpty())
                          .flatMap(other -> of(other).stream())
                          .anyMatch(other -> only(other, kinds).isEmpty());
                })
        .isPresent();
  }

  private Optional<Operation> of(Route route) {
    return document.operations().stream()
        .filter(operation -> operation.name().equals(name(route)))
        .findFirst();
  }

  private static List<Route> routes(Kind kind) {
    return kind.http().map(http -> http.routes()).orElse(List.of());
  }

  private static String name(Route route) {
    return route.method() + " " + route.path();
  }

  /** The values of those who have to see all records of a kind, for what is theirs to do. */
  List<String> seers(Kind kind, Accounts.Roles roles, List<Action> actions) {
    var names = new TreeSet<String>();
    routes(kind).stream()
        .filter(route -> route.operation() != Kind.Operation.CREATE)
        .map(DocumentRoles::name)
        .forEach(names::add);
    actions.stream()
        .filter(action -> action.kind().equals(kind.name()) && action.onRecord())
        .flatMap(action -> action.http().stream())
        .forEach(endpoint -> names.add(endpoint.named()));
    var some = new TreeSet<String>();
    roles.only().stream()
        .filter(only -> names.contains(only.named()))
        .forEach(only -> some.addAll(only.values()));
    document.operations().stream()
        .filter(operation -> names.contains(operation.name()))
        .forEach(operation -> besides(operation).ifPresent(some::addAll));
    return List.copyOf(some);
  }

  /** Whether an operation keeps to what is said of who may do it. */
  boolean keeps(Operation operation, Accounts.Roles roles, List<Kind> kinds) {
    if (roles.of(operation.method(), operation.path()).isPresent()) {
      return true;
    }
    return besides(operation)
        .map(this::condition)
        .filter(
            condition ->
                kinds.stream()
                    .anyMatch(
                        kind ->
                            routes(kind).stream()
                                .filter(route -> name(route).equals(operation.name()))
                                .anyMatch(route -> says(kind, route, condition))))
        .isPresent();
  }

  private static boolean says(Kind kind, Route route, String condition) {
    var access =
        switch (route.operation()) {
          case UPDATE -> kind.access().update();
          case DELETE -> kind.access().delete();
          case LIST, READ, CREATE -> kind.access().read();
        };
    return (route.operation() == Kind.Operation.UPDATE
            || route.operation() == Kind.Operation.DELETE)
        && access instanceof Access.When(var said)
        && said.endsWith(" || " + condition);
  }
}
