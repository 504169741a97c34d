package factory.pipeline.spec;

import factory.pipeline.spec.Accounts.Member;
import factory.pipeline.spec.Accounts.Part;
import factory.pipeline.spec.Accounts.Scheme;
import factory.pipeline.spec.Accounts.What;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the accounts of a service, and who else speaks of accounts. */
final class AccountsChecker {
  private static final String AT = "/accounts";
  private static final Pattern FIELD = Pattern.compile("\\baccount\\.([a-z][a-z0-9_]*)");

  /** What means something else on its way here. */
  private static final Set<String> HEADERS =
      Set.of(
          "host",
          "cookie",
          "connection",
          "transfer-encoding",
          "accept",
          "upgrade",
          "te",
          "forwarded",
          "x-real-ip",
          "x-original-url",
          "x-rewrite-url",
          "x-wallet-address",
          "x-dev-bypass");

  private final Check check;
  private final Accounts accounts;

  private AccountsChecker(Check check, Accounts accounts) {
    this.check = check;
    this.accounts = accounts;
  }

  static void check(Check check) {
    var accounts = check.specification().accounts();
    if (accounts.isPresent()) {
      new AccountsChecker(check, accounts.get()).check();
    } else {
      unknown(check);
    }
  }

  /** Nothing speaks of accounts where there are none. */
  private static void unknown(Check check) {
    conditions(
        check.specification(),
        (access, where) -> {
          if (access instanceof Access.Account) {
            check.problem(where, "the service has no accounts: say what they are in /accounts");
          }
        });
    for (var i = 0; i < check.specification().kinds().size(); i++) {
      var fields = check.specification().kinds().get(i).fields();
      for (var j = 0; j < fields.size(); j++) {
        if (fields.get(j).origin() instanceof Origin.Account) {
          check.problem(
              "/kinds/" + i + "/fields/" + j + "/set_by",
              "the service has no accounts: say what they are in /accounts");
        }
      }
    }
  }

  private void check() {
    check
        .kind(accounts.kind(), AT + "/kind")
        .ifPresent(
            kind -> {
              login(kind);
              password(kind);
              register(kind);
              operations(kind);
              given(kind);
              accounts.roles().ifPresent(roles -> roles(kind, roles));
              accounts
                  .invitations()
                  .ifPresent(all -> new InvitationsChecker(check, kind, all).check());
            });
    name();
    setBy();
  }

  private void login(Kind kind) {
    check
        .field(kind, accounts.login(), AT + "/login")
        .ifPresent(
            field -> {
              if (!(field.type() instanceof FieldType.Text
                  || field.type() instanceof FieldType.Email)) {
                check.problem(AT + "/login", "must be a text or e-mail field");
              }
              if (!field.required()
                  || !field.unique()
                  || !(field.origin() instanceof Origin.Given)) {
                check.problem(AT + "/login", "must be required, unique and given by the client");
              }
            });
  }

  private void password(Kind kind) {
    check
        .field(kind, accounts.password(), AT + "/password")
        .ifPresent(
            field -> {
              if (!(field.type() instanceof FieldType.Secret)
                  || !field.required()
                  || !(field.origin() instanceof Origin.Given)) {
                check.problem(AT + "/password", "must be a required secret that clients give");
              }
            });
  }

  /** Whoever has no account yet makes one. */
  private void register(Kind kind) {
    if (!kind.operations().contains(Kind.Operation.CREATE)
        || kind.access().create().asksAccount()) {
      check.problem(
          AT + "/kind",
          "nobody could ever register: let whoever has no account create a %s"
              .formatted(kind.name()));
    }
  }

  private void name() {
    var name = accounts.name();
    switch (accounts.scheme()) {
      case BEARER -> {
        if (!name.isEmpty()) {
          check.problem(AT + "/name", "a bearer token is in Authorization: leave the name out");
        }
      }
      case COOKIE -> {
        if (name.isEmpty() || name.startsWith("__")) {
          check.problem(AT + "/name", "must name the cookie, without __ at its beginning");
        }
      }
      case HEADER -> {
        var lower = name.toLowerCase(Locale.ROOT);
        if (name.isEmpty()
            || HEADERS.contains(lower)
            || lower.matches("(x-factory|x-forwarded|x-envoy|content|if).*")) {
          check.problem(AT + "/name", "must name a header of your own, such as X-API-Key");
        }
      }
    }
  }

  private void operations(Kind kind) {
    Set<What> whats = new HashSet<>();
    Map<String, String> taken = new HashMap<>();
    addresses(taken);
    for (var i = 0; i < accounts.operations().size(); i++) {
      var operation = accounts.operations().get(i);
      var where = accounts.said().isEmpty() ? AT : AT + "/operations/" + i;
      var path = accounts.said().isEmpty() ? AT : where + "/path";
      if (!whats.add(operation.what())) {
        check.problem(where, "does what another operation does: leave one out");
      }
      check.taken(taken, operation.method() + " " + operation.path(), path);
      if (HttpChecker.OURS.contains(operation.path()) || operation.path().contains("{")) {
        check.problem(path, "must be a path of its own, without parameters");
      }
      proof(operation, where);
      types(operation, where);
      if (operation.method().equals("GET") != (operation.what() == What.ME)) {
        check.problem(where, "GET is for me alone: what logs in or out changes something");
      }
      if (operation.what() == What.LOG_IN
          && operation.loginMember().equals(operation.passwordMember())) {
        check.problem(where, "login and password must be two members of the body");
      }
      members(kind, operation, where);
    }
    if (!accounts.areOpen(kind)) {
      check.problem(AT + "/operations", "nobody could log in: add what logs in");
    }
  }

  private void types(Accounts.Operation operation, String where) {
    if (operation.bodyTypes().isEmpty()) {
      return;
    }
    var isForm = operation.bodyTypes().contains(Accounts.Operation.FORM);
    if (operation.what() != What.LOG_IN || (isForm && operation.bodyWithin().isPresent())) {
      check.problem(where + "/body_types", "is for what logs in, by members of the body itself");
    } else if (isForm && accounts.scheme() == Scheme.COOKIE) {
      check.problem(
          where + "/body_types",
          "any page could log its readers in by a form: take JSON where sessions are cookies");
    } else if (new HashSet<>(operation.bodyTypes()).size() < operation.bodyTypes().size()) {
      check.problem(where + "/body_types", "says one of them twice");
    }
  }

  /** What shows that somebody may have a new password or session. */
  private void proof(Accounts.Operation operation, String where) {
    var proof = operation.proofMember();
    operation
        .againMember()
        .filter(
            member ->
                operation.what() != Accounts.What.PASSWORD
                    || member.equals(operation.passwordMember())
                    || proof.equals(operation.againMember()))
        .ifPresent(
            _ ->
                check.problem(
                    where + "/again_member", "must be another member of what changes a password"));
    switch (operation.what()) {
      case LOG_IN, LOG_OUT, ME -> {
        if (proof.isPresent()) {
          check.problem(where + "/proof_member", "is for what gives a new password or session");
        }
      }
      case PASSWORD -> {
        if (proof.isEmpty() || proof.get().equals(operation.passwordMember())) {
          check.problem(
              where + "/proof_member", "must name the member with the password until now");
        }
      }
      case REFRESH -> {
        if (proof.isPresent() && !accounts.refreshes(check.specification())) {
          check.problem(
              where + "/proof_member", "nothing answers such a token: add a refresh_token");
        }
      }
    }
  }

  /** Checks what routes of kinds say of accounts. */
  static void route(Check check, Kind kind, Route route, String where) {
    var accounts = check.specification().accounts().filter(all -> all.kind().equals(kind.name()));
    var isSession = route.answer() instanceof Route.Answer.Session;
    if (accounts.isEmpty()) {
      if (route.ofAccount()) {
        check.problem(where + "/of_account", "records of this kind are no accounts");
      }
      if (isSession) {
        check.problem(where + "/answer", "records of this kind are no accounts");
      }
      return;
    }
    if (route.ofAccount() && kind.key() instanceof Kind.Key.Natural) {
      check.problem(where + "/of_account", "an account with a key of its own keeps that");
    }
    if (route.ofAccount()
        && route.operation() == Kind.Operation.DELETE
        && kind.access().delete() instanceof Access.Nobody) {
      check.problem(where + "/of_account", "nobody may delete an account, says its access");
    }
    if (route.answer() instanceof Route.Answer.Session(_, var members)) {
      var isNew = route.operation() == Kind.Operation.CREATE;
      if (!isNew && !(route.ofAccount() && route.operation() == Kind.Operation.UPDATE)) {
        check.problem(where + "/answer", "only who registers or changes himself has a session");
      }
      new AccountsChecker(check, accounts.get()).members(kind, members, isNew, where + "/answer");
    }
  }

  /** The methods and paths of the house's shapes; routes of kinds are checked with each other. */
  private void addresses(Map<String, String> taken) {
    var specification = check.specification();
    for (var i = 0; i < specification.kinds().size(); i++) {
      var kind = specification.kinds().get(i);
      var at = "/kinds/" + i;
      if (kind.http().isPresent()) {
        kind.http()
            .get()
            .routes()
            .forEach(route -> taken.putIfAbsent(route.method() + " " + route.path(), at));
      } else {
        taken.put("POST /" + kind.plural(), at);
        taken.put("GET /" + kind.plural(), at);
      }
    }
  }

  private void members(Kind kind, Accounts.Operation operation, String where) {
    var isNew =
        switch (operation.what()) {
          case LOG_IN, REFRESH, PASSWORD -> true;
          case LOG_OUT, ME -> false;
        };
    members(kind, operation.members(), isNew, where);
    for (var member : operation.members()) {
      if (operation.what() == What.LOG_OUT && member.part() == Part.TOKEN) {
        check.problem(where, "who logs out has no session to tell of");
      }
    }
    if ((operation.what() == What.LOG_IN || operation.what() == What.REFRESH)
        && accounts.scheme() != Scheme.COOKIE
        && operation.members().stream().noneMatch(member -> member.part() == Part.TOKEN)) {
      check.problem(where, "must answer the token, or nobody could show it");
    }
  }

  private void members(Kind kind, List<Member> members, boolean isNew, String where) {
    Set<String> names = new HashSet<>();
    for (var i = 0; i < members.size(); i++) {
      var member = members.get(i);
      var at = where.equals(AT) ? AT : where + "/members/" + i;
      if (!names.add(member.name())) {
        check.problem(at + "/name", "'%s' is there already".formatted(member.name()));
      }
      if (member.isOfNewSession() && !isNew) {
        check.problem(at + "/part", "only what logs in has a new session to tell of");
      }
      member
          .field()
          .filter(name -> !name.equals("id"))
          .flatMap(name -> check.field(kind, name, at + "/field"))
          .filter(field -> field.type() instanceof FieldType.Secret)
          .ifPresent(_ -> check.problem(at + "/field", "a secret is never shown"));
    }
  }

  /** What a condition asks of an account, its owner must not be able to say of himself. */
  private void given(Kind kind) {
    conditions(
        check.specification(),
        (access, where) -> {
          if (access instanceof Access.When(var condition)) {
            FIELD
                .matcher(condition)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .flatMap(name -> kind.field(name).stream())
                .filter(field -> field.origin() instanceof Origin.Given)
                .forEach(
                    field ->
                        check.problem(
                            where,
                            "whoever registers could say himself what account.%s is: let it be set_by actions, with initial"
                                .formatted(field.name())));
          }
        });
  }

  private void roles(Kind kind, Accounts.Roles roles) {
    var at = AT + "/roles";
    Set<String> values = new HashSet<>();
    check
        .field(kind, roles.field(), at + "/field")
        .ifPresent(
            field -> {
              switch (field.type()) {
                case FieldType.Choice(var words, _) -> values.addAll(words);
                case FieldType.Truth _ -> values.addAll(Set.of("true", "false"));
                default -> check.problem(at + "/field", "must be an enum or a boolean");
              }
              if (!(field.origin() instanceof Origin.Actions(var initial)) || initial.isEmpty()) {
                check.problem(
                    at + "/field",
                    "whoever registers could say himself what he is: let it be set_by actions, with initial");
              }
            });
    if (!values.isEmpty() && !values.contains(roles.first())) {
      check.problem(at + "/first", "must be a value of " + roles.field());
    }
    Set<String> named = new HashSet<>();
    for (var i = 0; i < roles.only().size(); i++) {
      var only = roles.only().get(i);
      var where = at + "/only/" + i;
      if (!named.add(only.named())) {
        check.problem(where, "says what another one says: leave one out");
      }
      if (!isServed(only)) {
        check.problem(
            where, "no kind has a route, and no action is, at %s".formatted(only.named()));
      }
      if (only.values().isEmpty() || (!values.isEmpty() && !values.containsAll(only.values()))) {
        check.problem(where + "/values", "must be values of " + roles.field());
      }
      only.oneself()
          .filter(parameter -> !names(only, parameter))
          .ifPresent(
              _ ->
                  check.problem(
                      where + "/oneself",
                      "must be a parameter of the path that is the id of a " + kind.name()));
      if (isOpen(kind, only)) {
        check.problem(where, "nobody could ever register");
      }
    }
  }

  /** Whether it is where somebody registers. */
  private static boolean isOpen(Kind kind, Accounts.Only only) {
    return kind.http().stream()
        .flatMap(http -> http.routes().stream())
        .anyMatch(
            route ->
                route.operation() == Kind.Operation.CREATE
                    && route.method().equals(only.method())
                    && route.path().equals(only.path()));
  }

  /** Whether a parameter of a path is the id of an account. */
  private boolean names(Accounts.Only only, String parameter) {
    var specification = check.specification();
    return specification.kinds().stream()
            .anyMatch(
                kind ->
                    kind.http().stream()
                        .flatMap(http -> http.routes().stream())
                        .filter(
                            route ->
                                route.method().equals(only.method())
                                    && route.path().equals(only.path()))
                        .anyMatch(route -> isAccount(kind, route.keys().get(parameter))))
        || specification.actions().stream()
            .anyMatch(
                action ->
                    action.http().stream()
                        .filter(endpoint -> endpoint.named().equals(only.named()))
                        .anyMatch(
                            endpoint ->
                                specification
                                    .kind(action.kind())
                                    .filter(kind -> isAccount(kind, endpoint.keys().get(parameter)))
                                    .isPresent()));
  }

  private boolean isAccount(Kind kind, @Nullable String of) {
    return of != null && accounts.names(kind, of);
  }

  private boolean isServed(Accounts.Only only) {
    var specification = check.specification();
    return specification.kinds().stream()
            .flatMap(kind -> kind.http().stream())
            .flatMap(http -> http.routes().stream())
            .anyMatch(
                route -> route.method().equals(only.method()) && route.path().equals(only.path()))
        || specification.actions().stream()
            .flatMap(action -> action.http().stream())
            .anyMatch(endpoint -> endpoint.named().equals(only.named()));
  }

  private void setBy() {
    for (var i = 0; i < check.specification().kinds().size(); i++) {
      var fields = check.specification().kinds().get(i).fields();
      for (var j = 0; j < fields.size(); j++) {
        var field = fields.get(j);
        if (field.origin() instanceof Origin.Account
            && !(field.type() instanceof FieldType.Reference(var kind, _)
                && kind.equals(accounts.kind()))) {
          check.problem(
              "/kinds/" + i + "/fields/" + j + "/type",
              "account sets a reference to " + accounts.kind());
        }
      }
    }
  }

  private static void conditions(Specification specification, BiConsumer<Access, String> look) {
    for (var i = 0; i < specification.kinds().size(); i++) {
      var access = specification.kinds().get(i).access();
      var at = "/kinds/" + i + "/access";
      look.accept(access.read(), at + "/read");
      look.accept(access.create(), at + "/create");
      look.accept(access.update(), at + "/update");
      look.accept(access.delete(), at + "/delete");
    }
    for (var i = 0; i < specification.actions().size(); i++) {
      look.accept(specification.actions().get(i).access(), "/actions/" + i + "/access");
    }
  }
}
