package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Operation;
import factory.pipeline.document.Schema;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Accounts;
import factory.pipeline.spec.Accounts.Member;
import factory.pipeline.spec.Accounts.Part;
import factory.pipeline.spec.Accounts.Scheme;
import factory.pipeline.spec.Accounts.What;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds in a document how callers register at the service itself and log in: an operation that
 * takes a login and a password and says that it logs in. A guess, as kinds are: what would be
 * served is held against the document.
 */
final class DocumentAccounts {
  /** What passwords are called. */
  static final Set<String> PASSWORDS =
      Set.of("password", "passwd", "pwd", "passphrase", "user_password");

  private static final Set<String> LOGINS =
      Set.of("email", "mail", "username", "user_name", "login", "user", "name", "identifier");
  private static final Set<String> ME =
      Set.of("me", "whoami", "current_user", "self", "my_profile", "my_account");
  private static final Set<String> PERHAPS_ME =
      Set.of("profile", "user", "account", "current", "user_profile", "user_info", "userinfo");

  private static final Pattern LOG_IN =
      Pattern.compile(
          "\\b(?:log ?in|sign ?in|logs in|signs in|tokens?|sessions?|authenticates?)\\b");
  private static final Pattern NO_LOGIN =
      Pattern.compile("\\b(?:regist\\w+|sign ?up|refresh\\w*|reset\\w*|verif\\w+|forgot\\w*)\\b");
  private static final Pattern LOG_OUT =
      Pattern.compile("\\b(?:log ?out|sign ?out|logs out|signs out)\\b");
  private static final Pattern REGISTER =
      Pattern.compile("(?:user_)?regist(?:er|ration)s?(?:_user)?|sign_?up|create_(?:user|account)");
  private static final Pattern OLD =
      Pattern.compile("(?:old|current|existing|previous)_?(?:password|passwd|pwd|passphrase)");
  private static final Pattern NEW =
      Pattern.compile("(?:new_?)?(?:password|passwd|pwd|passphrase)");
  private static final Pattern AGAIN =
      Pattern.compile(
          "(?:(?:confirm(?:ed|ation)?|repeat(?:ed)?|retype[d]?|verify|re_?enter(?:ed)?|re)_?(?:new_?)?"
              + "(?:password|passwd|pwd|passphrase)"
              + "|(?:new_?)?(?:password|passwd|pwd|passphrase)_?"
              + "(?:confirm(?:ed|ation)?|repeat(?:ed)?|again|verify|verification|2))");
  private static final Pattern RENEW = Pattern.compile("\\b(?:refresh\\w*|renew\\w*)\\b");
  private static final Set<String> PROOFS = Set.of("refresh_token", "refresh", "token");

  /** What OAuth 2.0 sends beside a login and a password. */
  static final Set<String> OAUTH = Set.of("grant_type", "scope", "client_id", "client_secret");

  private static final Set<String> PEOPLE =
      Set.of("user", "account", "member", "customer", "person", "player", "student", "employee");

  private final ApiDocument document;
  private final Optional<Operation> signIn;
  private final Credentials credentials;
  private final SessionAnswers answers;
  private Optional<Accounts.Invitations> invitations = Optional.empty();

  private DocumentAccounts(
      ApiDocument document, Optional<Operation> signIn, Credentials credentials) {
    this.document = document;
    this.signIn = signIn;
    this.credentials = credentials;
    answers = new SessionAnswers(document);
  }

  /** The members of a body with login and password, and the member that has both, if one has. */
  private record Credentials(String login, String password, Optional<String> within) {}

  /** The accounts; empty when the document has no operation that logs in, or registers so. */
  static Optional<DocumentAccounts> of(ApiDocument document) {
    var logIn =
        document.operations().stream()
            .filter(operation -> operation.method().equals("POST"))
            .filter(operation -> says(operation, LOG_IN) && !says(operation, NO_LOGIN))
            .flatMap(
                operation ->
                    credentials(document, operation)
                        .map(found -> new DocumentAccounts(document, Optional.of(operation), found))
                        .stream())
            .findFirst();
    return logIn.or(() -> ofRegistering(document));
  }

  /** Those of a document in which to register is the only way to a session. */
  private static Optional<DocumentAccounts> ofRegistering(ApiDocument document) {
    var answers = new SessionAnswers(document);
    return document.operations().stream()
        .filter(operation -> operation.method().equals("POST") && !isClosed(operation))
        .filter(
            operation -> isRegister(operation) || PEOPLE.contains(Nouns.singular(last(operation))))
        .filter(
            operation ->
                SessionAnswers.success(operation).filter(answers::tellsSession).isPresent())
        .flatMap(
            operation ->
                body(document, operation)
                    .flatMap(DocumentAccounts::registered)
                    .map(found -> new DocumentAccounts(document, Optional.empty(), found))
                    .stream())
        .findFirst();
  }

  /** Login and password among what somebody registers with. */
  private static Optional<Credentials> registered(Described body) {
    var password = named(body.properties(), PASSWORDS);
    return password.flatMap(
        secret ->
            named(body.properties(), LOGINS)
                .map(login -> new Credentials(login, secret, Optional.empty())));
  }

  private static Optional<Described> body(ApiDocument document, Operation operation) {
    return operation
        .requestBody()
        .flatMap(body -> DocumentGroup.json(body.content()))
        .flatMap(schema -> Schemas.described(document, schema));
  }

  private static Optional<Credentials> credentials(ApiDocument document, Operation operation) {
    return body(document, operation)
        .flatMap(body -> credentials(document, body, Optional.empty()))
        .or(() -> form(document, operation).flatMap(DocumentAccounts::credentials));
  }

  /** Login and password in a form, beside what OAuth 2.0 sends. */
  private static Optional<Credentials> credentials(Described form) {
    Map<String, Schema> members = new LinkedHashMap<>(form.properties());
    members.keySet().removeAll(OAUTH);
    var password = named(members, PASSWORDS);
    var login = named(members, LOGINS);
    return members.size() == 2 && password.isPresent() && login.isPresent()
        ? Optional.of(new Credentials(login.get(), password.get(), Optional.empty()))
        : Optional.empty();
  }

  /** A form, where any page's readers cannot be logged in by one. */
  private static Optional<Described> form(ApiDocument document, Operation operation) {
    return scheme(document).filter(shown -> shown.scheme() == Scheme.COOKIE).isPresent()
        ? Optional.empty()
        : operation.requestBody().stream()
            .flatMap(body -> body.content().stream())
            .filter(content -> content.mediaType().equals(Accounts.Operation.FORM))
            .flatMap(content -> content.schema().stream())
            .flatMap(schema -> Schemas.described(document, schema).stream())
            .findFirst();
  }

  /** The media types of a log-in's body; none where it is JSON alone. */
  private static List<String> bodyTypes(Operation operation) {
    var types =
        operation.requestBody().stream()
            .flatMap(body -> body.content().stream())
            .map(ApiDocument.Content::mediaType)
            .toList();
    return types.contains(Accounts.Operation.FORM)
        ? Stream.of(Route.JSON, Accounts.Operation.FORM).filter(types::contains).toList()
        : List.of();
  }

  private static Optional<Credentials> credentials(
      ApiDocument document, Described body, Optional<String> within) {
    var members = body.properties();
    if (members.size() == 1 && within.isEmpty()) {
      var only = members.entrySet().iterator().next();
      return Schemas.described(document, only.getValue())
          .flatMap(inner -> credentials(document, inner, Optional.of(only.getKey())));
    }
    var password = named(members, PASSWORDS);
    var login = named(members, LOGINS);
    return members.size() == 2 && password.isPresent() && login.isPresent()
        ? Optional.of(new Credentials(login.get(), password.get(), within))
        : Optional.empty();
  }

  private static Optional<String> named(Map<String, Schema> members, Set<String> names) {
    return members.keySet().stream()
        .filter(name -> names.contains(DocumentPath.snake(name)))
        .findFirst();
  }

  private static boolean says(Operation operation, Pattern words) {
    return words.matcher(words(operation)).find();
  }

  /** What an operation is called, in words: of its path the last part, which is about it. */
  private static String words(Operation operation) {
    return "%s %s %s"
        .formatted(
            last(operation).replace('_', ' '),
            DocumentPath.snake(operation.operationId()).replace('_', ' '),
            operation.summary().toLowerCase(Locale.ROOT));
  }

  private static String last(Operation operation) {
    // Some frameworks end every path so.
    var path = operation.path().replaceFirst("(?<=.)/$", "");
    return DocumentPath.snake(path.substring(path.lastIndexOf('/') + 1));
  }

  /** Whether only who is logged in may do that. */
  static boolean isClosed(Operation operation) {
    return !operation.security().isEmpty()
        && operation.security().stream().noneMatch(List::isEmpty);
  }

  /** Whether an operation is about sessions, and about no kind. */
  boolean isAboutSessions(Operation operation) {
    return signIn.filter(operation::equals).isPresent()
        || isLogOut(operation)
        || isMe(operation)
        || passwords(operation).isPresent()
        || isRefresh(operation);
  }

  /** Whether an operation changes or ends the account of who is logged in. */
  boolean isDoneToMe(Operation operation) {
    return Set.of("PUT", "PATCH", "DELETE").contains(operation.method())
        && isClosed(operation)
        && !operation.path().contains("{")
        && !isAboutSessions(operation)
        && (ME.contains(last(operation)) || PERHAPS_ME.contains(last(operation)));
  }

  /**
   * The members of a body with the password until now, the one from then on, and that once more.
   */
  private record Passwords(String old, String next, Optional<String> again) {}

  private Optional<Passwords> passwords(Operation operation) {
    if (!Set.of("POST", "PUT", "PATCH").contains(operation.method())
        || !isClosed(operation)
        || operation.path().contains("{")) {
      return Optional.empty();
    }
    var members = body(document, operation).map(Described::properties).orElse(Map.of());
    var old = matching(members, OLD);
    var next = matching(members, NEW);
    var again = matching(members, AGAIN);
    return members.size() == (again.isPresent() ? 3 : 2) && old.isPresent() && next.isPresent()
        ? Optional.of(new Passwords(old.get(), next.get(), again))
        : Optional.empty();
  }

  private static Optional<String> matching(Map<String, Schema> members, Pattern names) {
    return members.keySet().stream()
        .filter(name -> names.matcher(DocumentPath.snake(name)).matches())
        .findFirst();
  }

  /**
   * Whether an operation gives a new session: for one that is shown, or for a token that was
   * answered for that.
   */
  private boolean isRefresh(Operation operation) {
    return operation.method().equals("POST")
        && !operation.path().contains("{")
        && says(operation, RENEW)
        && success(operation).filter(answers::tellsSession).isPresent()
        && (operation.requestBody().isEmpty()
            ? isClosed(operation)
            : !isClosed(operation) && proof(operation).isPresent());
  }

  /** The member of a body that has a token for a new session. */
  private Optional<String> proof(Operation operation) {
    var members = body(document, operation).map(Described::properties).orElse(Map.of());
    return members.size() == 1 ? named(members, PROOFS) : Optional.empty();
  }

  /** Whether something gives a new session for a token that was answered before. */
  private boolean hasRefresh() {
    return document.operations().stream().anyMatch(this::isRefresh);
  }

  private static boolean givesRefreshTokens(Kind kind, Accounts.@Nullable Operation logIn) {
    var registering =
        kind.http().stream()
            .flatMap(http -> http.routes().stream())
            .flatMap(
                route ->
                    route.answer() instanceof Route.Answer.Session session
                        ? session.members().stream()
                        : Stream.empty());
    return Stream.concat(registering, logIn == null ? Stream.empty() : logIn.members().stream())
        .anyMatch(member -> member.part() == Part.REFRESH_TOKEN);
  }

  /** Whether it is no token that nothing takes. */
  private boolean isTaken(Member member) {
    return member.part() != Part.REFRESH_TOKEN || hasRefresh();
  }

  /** What a route answers that tells of a session; empty where it does not. */
  Optional<Route.Answer> answer(ApiDocument.Response success, SessionAnswers.Account account) {
    return answers.route(success, account, this::isTaken);
  }

  /** The noun of whoever has an account. */
  String noun() {
    return document.operations().stream()
        .filter(operation -> operation.method().equals("POST"))
        .filter(operation -> !signIn.filter(operation::equals).isPresent())
        .filter(operation -> !operation.path().contains("{"))
        .filter(
            operation ->
                body(document, operation)
                    .map(body -> unwrapped(body).orElse(body))
                    .flatMap(DocumentAccounts::registered)
                    .isPresent())
        .map(
            operation ->
                isRegister(operation)
                    ? before(operation).filter(PEOPLE::contains).orElse("user")
                    : Nouns.singular(last(operation)))
        .findFirst()
        .orElse("user");
  }

  /**
   * What a noun of a path is about: what nothing makes and is called like people are accounts, such
   * as {@code /profiles/{username}}.
   */
  String about(String noun) {
    var own = noun();
    return (PEOPLE.contains(noun) || noun.equals("profile") || noun.equals("author"))
            && document.operations().stream()
                .filter(one -> one.method().equals("POST") || one.method().equals("PUT"))
                .flatMap(one -> DocumentPath.of(one.path()).stream())
                .noneMatch(path -> Nouns.singular(path.name()).equals(noun))
        ? own
        : noun;
  }

  private Optional<Described> unwrapped(Described body) {
    return body.properties().size() == 1
        ? Schemas.described(document, body.properties().values().iterator().next())
        : Optional.empty();
  }

  /** The noun of the part before the last. */
  private static Optional<String> before(Operation operation) {
    var parts = operation.path().replaceFirst("(?<=.)/$", "").split("/");
    return parts.length < 2
        ? Optional.empty()
        : Optional.of(Nouns.singular(DocumentPath.snake(parts[parts.length - 2])));
  }

  private static boolean isLogOut(Operation operation) {
    return !operation.path().contains("{")
        && operation.requestBody().isEmpty()
        && (operation.method().equals("POST") || operation.method().equals("DELETE"))
        && (says(operation, LOG_OUT)
            || (operation.method().equals("DELETE")
                && Set.of("session", "sessions", "current").contains(last(operation))));
  }

  /** Whether an operation answers who is logged in. */
  boolean isMe(Operation operation) {
    var last = last(operation);
    return operation.method().equals("GET")
        && !operation.path().contains("{")
        && (ME.contains(last) || (PERHAPS_ME.contains(last) && isClosed(operation)))
        && success(operation).flatMap(answers::object).isPresent();
  }

  private static Optional<ApiDocument.Response> success(Operation operation) {
    return SessionAnswers.success(operation);
  }

  /** Whether an operation makes an account, whatever the last part of its path is. */
  static boolean isRegister(Operation operation) {
    return operation.method().equals("POST") && REGISTER.matcher(last(operation)).matches();
  }

  /** Whether a member of a body is a password once more, which is to be the same. */
  static boolean isRepeated(String member) {
    return AGAIN.matcher(DocumentPath.snake(member)).matches();
  }

  /** Whether these fields are an account's: with a password that is never shown. */
  static boolean isAccount(DocumentFields fields) {
    return passwordOf(fields.fields(), fields.names()).isPresent();
  }

  private static Optional<Field> passwordOf(List<Field> fields, Map<String, String> names) {
    return fields.stream()
        .filter(field -> field.type() instanceof FieldType.Secret)
        .filter(
            field ->
                PASSWORDS.contains(
                    DocumentPath.snake(names.getOrDefault(field.name(), field.name()))))
        .findFirst();
  }

  /** Whether the records of a list are those of who is logged in. */
  static boolean isOwn(DocumentGroup group) {
    return group
        .of(Kind.Operation.LIST)
        .filter(member -> !member.isMine())
        .filter(member -> isClosed(member.operation()))
        .anyMatch(member -> ClosedKinds.isOfCaller(member.operation()));
  }

  /** Whether only who is logged in makes records. */
  static boolean isMadeByAccounts(DocumentGroup group) {
    var creates = group.of(Kind.Operation.CREATE).toList();
    return !creates.isEmpty() && creates.stream().allMatch(member -> isClosed(member.operation()));
  }

  /** Takes what whoever registers has to know. */
  void invitedBy(Optional<Accounts.Invitations> all) {
    invitations = all;
  }

  /** What whoever registers has to know. */
  Optional<Accounts.Invitations> invitations() {
    return invitations;
  }

  /** The accounts of these kinds; empty when they cannot be told. */
  Optional<Accounts> accounts(List<Kind> kinds) {
    var scheme = scheme(document);
    if (scheme.isEmpty()) {
      return Optional.empty();
    }
    for (var kind : kinds) {
      var names = names(kind);
      var password = passwordOf(kind.fields(), names);
      var login = login(kind, names);
      if (password.isPresent()
          && login.isPresent()
          && kind.operations().contains(Kind.Operation.CREATE)) {
        return Optional.of(
            new Accounts(
                kind.name(),
                login.get(),
                password.get().name(),
                scheme.get().scheme(),
                scheme.get().name(),
                Accounts.USUAL_SECONDS,
                Optional.of(operations(kind, login.get(), password.get().name())),
                Optional.empty(),
                invitations));
      }
    }
    return Optional.empty();
  }

  private static Map<String, String> names(Kind kind) {
    return kind.http().map(http -> http.names()).orElse(Map.of());
  }

  /** The field that the login's member is, or that people log in with else. */
  private Optional<String> login(Kind kind, Map<String, String> names) {
    var wanted = DocumentPath.snake(credentials.login());
    return kind.fields().stream()
        .filter(field -> field.origin() instanceof Origin.Given)
        .filter(
            field ->
                field.type() instanceof FieldType.Text || field.type() instanceof FieldType.Email)
        .filter(
            field ->
                LOGINS.contains(DocumentPath.snake(names.getOrDefault(field.name(), field.name()))))
        .min(
            Comparator.comparing(
                field ->
                    !DocumentPath.snake(names.getOrDefault(field.name(), field.name()))
                        .equals(wanted)))
        .map(Field::name);
  }

  /** How a session is shown, and the name of the header or cookie. */
  record Shown(Scheme scheme, String name) {}

  /** How sessions are shown: as the closed operations say it, or as bearer tokens. */
  static Optional<Shown> scheme(ApiDocument document) {
    var names =
        document.operations().stream()
            .filter(DocumentAccounts::isClosed)
            .flatMap(operation -> operation.security().stream())
            .flatMap(List::stream)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (names.isEmpty()) {
      return Optional.of(new Shown(Scheme.BEARER, ""));
    }
    return document.securitySchemes().stream()
        .filter(scheme -> names.contains(scheme.name()))
        .flatMap(scheme -> shown(scheme).stream())
        .findFirst();
  }

  private static Optional<Shown> shown(ApiDocument.SecurityScheme scheme) {
    if (scheme.type().equals("http") && scheme.scheme().equalsIgnoreCase("bearer")) {
      return Optional.of(new Shown(Scheme.BEARER, ""));
    }
    // RFC 6749, 4.3: a token for a password, which the service gives out itself.
    if (scheme.type().equals("oauth2") && scheme.flows().equals(List.of("password"))) {
      return Optional.of(new Shown(Scheme.BEARER, ""));
    }
    if (!scheme.type().equals("apiKey")) {
      return Optional.empty();
    }
    return switch (scheme.in()) {
      case "header" -> Optional.of(new Shown(Scheme.HEADER, scheme.parameter()));
      case "cookie" -> Optional.of(new Shown(Scheme.COOKIE, scheme.parameter()));
      default -> Optional.empty();
    };
  }

  private List<Accounts.Operation> operations(Kind kind, String login, String password) {
    Map<What, Accounts.Operation> all = new LinkedHashMap<>();
    for (var operation : document.operations()) {
      if (!isAboutSessions(operation) || success(operation).isEmpty()) {
        continue;
      }
      var what =
          signIn.filter(operation::equals).isPresent()
              ? What.LOG_IN
              : isMe(operation)
                  ? What.ME
                  : passwords(operation).isPresent()
                      ? What.PASSWORD
                      : isRefresh(operation) ? What.REFRESH : What.LOG_OUT;
      all.putIfAbsent(what, operation(what, operation, kind, login, password));
    }
    // What nobody is given, nothing can be given for.
    if (all.containsKey(What.REFRESH)
        && all.get(What.REFRESH).proofMember().isPresent()
        && !givesRefreshTokens(kind, all.get(What.LOG_IN))) {
      all.remove(What.REFRESH);
    }
    return List.copyOf(all.values());
  }

  private Accounts.Operation operation(
      What what, Operation operation, Kind kind, String login, String password) {
    var response = success(operation).orElseThrow();
    var account = new SessionAnswers.Account(kind.name(), kind.fields(), names(kind));
    var isMe = what == What.ME;
    List<Member> members =
        isMe && !answers.tellsSession(response)
            ? List.of()
            : answers.members(response, account, what != What.LOG_OUT).stream()
                .filter(this::isTaken)
                .toList();
    var isLogin = what == What.LOG_IN;
    var passwords = passwords(operation);
    return new Accounts.Operation(
        what,
        operation.method(),
        operation.path(),
        isLogin ? credentials.login() : login,
        isLogin ? credentials.password() : passwords.map(Passwords::next).orElse(password),
        what == What.REFRESH ? proof(operation) : passwords.map(Passwords::old),
        passwords.flatMap(Passwords::again),
        isLogin ? credentials.within() : Optional.empty(),
        Integer.parseInt(response.status()),
        answers.object(response).flatMap(answers::within),
        members,
        switch (what) {
          case LOG_IN, REFRESH -> DocumentStatuses.of(operation, 401, 403, 400, 422);
          case PASSWORD -> wrongPassword(operation);
          case LOG_OUT, ME -> Map.of();
        },
        isLogin ? bodyTypes(operation) : List.of());
  }

  /**
   * The statuses of a new password. Whoever is not logged in is 401, so that a wrong old password
   * is what is declared besides, unless 401 says that it is that.
   */
  private static Map<Integer, Integer> wrongPassword(Operation operation) {
    Map<Integer, Integer> statuses = new TreeMap<>(DocumentStatuses.of(operation));
    var isSaid =
        operation.responses().stream()
            .filter(response -> response.status().equals("401"))
            .anyMatch(
                response -> response.description().toLowerCase(Locale.ROOT).contains("password"));
    if (!isSaid) {
      Stream.of("403", "400", "422")
          .filter(status -> operation.responses().stream().anyMatch(r -> r.status().equals(status)))
          .findFirst()
          .ifPresent(status -> statuses.put(401, Integer.valueOf(status)));
    }
    return statuses;
  }
}
