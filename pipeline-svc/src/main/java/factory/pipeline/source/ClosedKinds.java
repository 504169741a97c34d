package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Operation;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Accounts;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.KindAccess;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says who may do what with the records of a document's kinds, where it has accounts. */
final class ClosedKinds {
  private static final Pattern OF_CALLER =
      Pattern.compile(
          "\\b(?:my|own|your|current user|authenticated user|logged[- ]in user|caller)\\b");
  private static final Pattern OF_MAKER =
      Pattern.compile("\\b(?:my|own|your|yourself|owners?|authors?|creators?)\\b");

  private final ApiDocument document;
  private final Accounts accounts;
  private final List<Action> actions;
  private final Optional<DocumentRoles> roles;

  private ClosedKinds(
      ApiDocument document,
      Accounts accounts,
      List<Action> actions,
      Optional<DocumentRoles> roles) {
    this.document = document;
    this.accounts = accounts;
    this.actions = actions;
    this.roles = roles;
  }

  /** The same kind with who may do what, and an account's with a login that names one. */
  static Kind of(
      ApiDocument document,
      Accounts accounts,
      List<Action> actions,
      Optional<DocumentRoles> roles,
      Kind kind) {
    return new ClosedKinds(document, accounts, actions, roles).closed(kind);
  }

  /** The same action, which asks who is logged in where its operation does. */
  static Action of(ApiDocument document, Action action) {
    var isClosed =
        document.operations().stream()
            .filter(one -> action.http().filter(h -> h.named().equals(one.name())).isPresent())
            .anyMatch(DocumentAccounts::isClosed);
    return isClosed ? action.with(new Access.Account()) : action;
  }

  private Kind closed(Kind kind) {
    var maker =
        kind.fields().stream()
            .filter(field -> field.origin() instanceof Origin.Account)
            .map(Field::name)
            .findFirst();
    var isAccount = kind.name().equals(accounts.kind());
    var mine =
        isAccount ? Optional.of("record == account") : maker.map("record.%s == account"::formatted);
    // Beside a list of what is one's own, that is no reason to keep the others to themselves.
    var hidden = maker.filter(name -> isHidden(kind, name) && !hasOwnList(kind)).isPresent();
    Access read =
        !isClosed(kind, Kind.Operation.LIST, Kind.Operation.READ)
            ? new Access.Anyone()
            : !isAccount && mine.isPresent() && (hidden || isOwn(kind))
                ? new Access.When(mine.get() + seers(kind))
                : new Access.Account();
    return with(
        kind,
        isAccount ? kind.fields().stream().map(this::login).toList() : kind.fields(),
        new KindAccess(
            read,
            // Who makes a record that says who made it is asked for anyway.
            isClosed(kind, Kind.Operation.CREATE) ? new Access.Account() : new Access.Anyone(),
            changed(kind, Kind.Operation.UPDATE, read, mine),
            changed(kind, Kind.Operation.DELETE, read, mine)));
  }

  private static boolean hasOwnList(Kind kind) {
    return kind.http().stream()
        .flatMap(http -> http.routes().stream())
        .anyMatch(route -> route.mine().filter(mine -> mine.kind().isEmpty()).isPresent());
  }

  private static boolean isHidden(Kind kind, String field) {
    return kind.http()
        .filter(http -> http.name(field).isEmpty())
        .filter(http -> http.objects().values().stream().noneMatch(one -> one.of().equals(field)))
        .isPresent();
  }

  /** Those besides the maker who have to see a record, since they may do something with it. */
  private String seers(Kind kind) {
    return roles
        .flatMap(
            all ->
                accounts
                    .roles()
                    .map(said -> all.seers(kind, said, actions))
                    .filter(some -> !some.isEmpty())
                    .map(some -> " || " + all.condition(some)))
        .orElse("");
  }

  /** Whether an operation is for some accounts alone, whichever records they are. */
  private boolean isForSome(Operation operation) {
    return accounts.only(operation.method(), operation.path()).isPresent();
  }

  /** Who may change or delete a record: its maker, where others are refused, or it says so. */
  private Access changed(Kind kind, Kind.Operation operation, Access read, Optional<String> mine) {
    if (!isClosed(kind, operation)) {
      return new Access.Anyone();
    }
    var all = operations(kind, operation);
    if (all.stream().allMatch(this::isForSome)) {
      return new Access.Account();
    }
    var besides =
        all.stream()
            .map(one -> roles.flatMap(known -> known.besides(one).map(known::condition)))
            .distinct()
            .toList();
    if (mine.isPresent() && besides.size() == 1 && besides.getFirst().isPresent()) {
      return new Access.When(mine.get() + " || " + besides.getFirst().get());
    }
    if (read instanceof Access.When && mine.isPresent()) {
      return new Access.When(mine.get());
    }
    if (read instanceof Access.When) {
      return read;
    }
    var refuses =
        all.stream()
            .anyMatch(
                one ->
                    says(one, OF_MAKER)
                        || one.responses().stream().anyMatch(r -> r.status().equals("403")));
    return mine.isPresent() && refuses ? new Access.When(mine.get()) : new Access.Account();
  }

  private boolean isOwn(Kind kind) {
    return operations(kind, Kind.Operation.LIST).stream()
        .filter(one -> !isForSome(one))
        .anyMatch(ClosedKinds::isOfCaller);
  }

  /** Whether an operation is about what belongs to who is logged in. */
  static boolean isOfCaller(Operation operation) {
    return says(operation, OF_CALLER);
  }

  private static boolean says(Operation operation, Pattern words) {
    return words
        .matcher((operation.summary() + " " + operation.description()).toLowerCase(Locale.ROOT))
        .find();
  }

  /** Whether only who is logged in does any of that. */
  private boolean isClosed(Kind kind, Kind.Operation... these) {
    var all = List.of(these).stream().flatMap(one -> operations(kind, one).stream()).toList();
    return !all.isEmpty() && all.stream().allMatch(DocumentAccounts::isClosed);
  }

  private List<Operation> operations(Kind kind, Kind.Operation operation) {
    var names =
        kind.http().stream()
            .flatMap(http -> http.routes().stream())
            .filter(route -> route.operation() == operation && route.mine().isEmpty())
            // What somebody does with himself says nothing of what others do.
            .filter(route -> !route.ofAccount())
            .map(ClosedKinds::name)
            .toList();
    return document.operations().stream().filter(one -> names.contains(one.name())).toList();
  }

  private static String name(Route route) {
    return route.method() + " " + route.path();
  }

  /** A login names one account, and whoever has a password has given it. */
  private Field login(Field field) {
    var isLogin = field.name().equals(accounts.login());
    return isLogin || field.name().equals(accounts.password())
        ? new Field(
            field.name(),
            field.type(),
            field.description(),
            true,
            isLogin || field.unique(),
            field.origin())
        : field;
  }

  private static Kind with(Kind kind, List<Field> fields, KindAccess access) {
    return new Kind(
        kind.name(),
        kind.plural(),
        kind.description(),
        kind.key(),
        fields,
        kind.unique(),
        kind.noOverlap(),
        kind.rules(),
        kind.expires(),
        kind.listing(),
        access,
        kind.operations(),
        kind.http());
  }
}
