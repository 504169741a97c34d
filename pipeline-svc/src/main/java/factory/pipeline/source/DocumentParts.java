package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Accounts;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Function;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.ToolOperation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a document may become: kinds, actions on them, functions and tools.
 *
 * @param said who its callers are, as long as there is the kind of their accounts
 */
record DocumentParts(
    List<Kind> kinds,
    List<Action> actions,
    List<Function> functions,
    List<ToolOperation> tools,
    Optional<Accounts> said) {
  private static final Pattern PART = Pattern.compile("^/(kinds|actions|functions|tools)/([0-9]+)");

  /** Keeps copies. */
  DocumentParts {
    kinds = new ArrayList<>(kinds);
    actions = new ArrayList<>(actions);
    functions = new ArrayList<>(functions);
    tools = new ArrayList<>(tools);
  }

  boolean isEmpty() {
    return kinds.isEmpty() && functions.isEmpty() && tools.isEmpty();
  }

  /** Who callers are; empty without accounts. */
  Optional<Accounts> accounts() {
    return said.filter(all -> indexOf(all) >= 0).map(all -> all.with(roles(all)));
  }

  /** Those roles that something here asks for; without it, no account is more than others. */
  private Optional<Accounts.Roles> roles(Accounts all) {
    var names =
        Stream.concat(
                kinds.stream().flatMap(kind -> names(kind).stream()),
                actions.stream().flatMap(action -> name(action.http()).stream()))
            .collect(Collectors.toSet());
    return all.roles()
        .map(
            roles ->
                new Accounts.Roles(
                    roles.field(),
                    roles.first(),
                    roles.only().stream().filter(one -> names.contains(one.named())).toList()))
        .filter(roles -> !roles.only().isEmpty() || isAskedFor(roles));
  }

  private boolean isAskedFor(Accounts.Roles roles) {
    return kinds.stream()
        .map(Kind::access)
        .flatMap(access -> Stream.of(access.read(), access.update(), access.delete()))
        .anyMatch(
            access ->
                access instanceof Access.When(var condition)
                    && condition.contains("account." + roles.field() + " =="));
  }

  private int indexOf(Accounts all) {
    return kinds.stream().map(Kind::name).toList().indexOf(all.kind());
  }

  /** Whether one of them has an operation's method and path. */
  boolean has(ApiDocument.Operation operation) {
    return Stream.of(
            kinds.stream().flatMap(kind -> names(kind).stream()),
            actions.stream().flatMap(action -> name(action.http()).stream()),
            functions.stream().flatMap(function -> name(function.http()).stream()),
            tools.stream().map(tool -> tool.http().named()),
            accounts().stream().flatMap(all -> all.operations().stream().map(DocumentParts::name)))
        .flatMap(names -> names)
        .anyMatch(operation.name()::equals);
  }

  private static List<String> names(Kind kind) {
    return routes(kind).stream().map(route -> route.method() + " " + route.path()).toList();
  }

  private static List<Route> routes(Kind kind) {
    return kind.http().map(http -> http.routes()).orElse(List.of());
  }

  private static String name(Accounts.Operation operation) {
    return operation.method() + " " + operation.path();
  }

  private static Optional<String> name(Optional<Endpoint> endpoint) {
    return endpoint.map(Endpoint::named);
  }

  /**
   * Takes out what a problem is about.
   *
   * @param pointer where it is
   * @param reasons why it is gone, by the names of its operations
   */
  void drop(String pointer, String reason, Map<String, String> reasons) {
    var at = PART.matcher(pointer);
    var part =
        at.find()
            ? at.group(1)
            : !kinds.isEmpty() ? "kinds" : functions.isEmpty() ? "tools" : "functions";
    // What is wrong with accounts is wrong with the kind that has them.
    var accounts = accounts().filter(_ -> pointer.startsWith("/accounts")).map(this::indexOf);
    var index = at.hasMatch() ? Integer.parseInt(at.group(2)) : accounts.orElse(0);
    switch (part) {
      case "actions" ->
          name(actions.remove(index).http()).ifPresent(name -> reasons.put(name, reason));
      case "functions" ->
          name(functions.remove(index).http()).ifPresent(name -> reasons.put(name, reason));
      case "tools" -> reasons.put(tools.remove(index).http().named(), reason);
      default -> names(kinds.remove(index)).forEach(name -> reasons.put(name, reason));
    }
  }

  /** Those whose operations, all or some, are among these. */
  DocumentParts kept(Set<String> honoured) {
    var routed = kinds.stream().flatMap(kind -> kept(kind, honoured).stream()).toList();
    var left =
        kinds.stream()
            .flatMap(
                kind ->
                    isOfCallers(kind)
                        ? Stream.of(kind).filter(relation -> isTold(relation, routed))
                        : kept(kind, honoured).stream())
            .toList();
    return new DocumentParts(
        left,
        actions.stream()
            .filter(action -> name(action.http()).filter(honoured::contains).isPresent())
            .toList(),
        functions.stream()
            .filter(function -> name(function.http()).filter(honoured::contains).isPresent())
            .toList(),
        tools.stream().filter(tool -> honoured.contains(tool.http().named())).toList(),
        accounts()
            .map(all -> all.only(one -> honoured.contains(name(one))))
            .filter(
                all ->
                    left.stream()
                        .filter(kind -> kind.name().equals(all.kind()))
                        .anyMatch(all::areOpen)));
  }

  /** Whether it is what is kept of what callers do, and served by actions alone. */
  private static boolean isOfCallers(Kind kind) {
    return kind.http().isEmpty() && kind.operations().isEmpty();
  }

  /** Whether there is still what it is about. */
  private static boolean isTold(Kind relation, List<Kind> kinds) {
    return relation.fields().stream()
        .flatMap(
            field ->
                field.type() instanceof FieldType.Reference(var to, _)
                    ? Stream.of(to)
                    : Stream.empty())
        .allMatch(to -> kinds.stream().anyMatch(kind -> kind.name().equals(to)));
  }

  /** The actions that make or delete records of some kinds. */
  List<Action> actionsOf(List<Kind> some) {
    return actions.stream()
        .filter(action -> action.http().isPresent())
        .filter(
            action ->
                action.effects().stream()
                    .anyMatch(
                        effect ->
                            some.stream()
                                .anyMatch(
                                    kind ->
                                        switch (effect) {
                                          case Action.Effect.Insert(var name, _, _) ->
                                              name.equals(kind.name());
                                          case Action.Effect.DeleteEach(var rows, _) ->
                                              rows.startsWith(kind.plural() + ".");
                                          default -> false;
                                        })))
        .toList();
  }

  /** What callers could do and cannot, since no operation that does it is served. */
  List<Kind> neverDone() {
    return kinds.stream()
        .filter(DocumentParts::isOfCallers)
        .filter(
            kind ->
                actions.stream()
                    .flatMap(action -> action.effects().stream())
                    .noneMatch(
                        effect ->
                            effect instanceof Action.Effect.Insert(var name, _, _)
                                && name.equals(kind.name())))
        .toList();
  }

  /** A kind with the routes that are honoured; empty when there is none. */
  private static Optional<Kind> kept(Kind kind, Set<String> honoured) {
    var routes =
        routes(kind).stream()
            .filter(route -> honoured.contains(route.method() + " " + route.path()))
            .toList();
    Set<Kind.Operation> operations = EnumSet.noneOf(Kind.Operation.class);
    routes.stream()
        .filter(route -> !route.ofAccount())
        .forEach(route -> operations.add(route.operation()));
    return routes.isEmpty()
        ? Optional.empty()
        : Optional.of(kind.with(operations, kind.http().map(http -> http.with(routes))));
  }
}
