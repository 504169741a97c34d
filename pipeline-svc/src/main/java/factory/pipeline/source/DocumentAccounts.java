package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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
  private static final Set<String> TOKENS =
      Set.of(
          "token",
          "access_token",
          "auth_token",
          "session_token",
          "session_id",
          "session",
          "jwt",
          "id_token",
          "api_key",
          "key");
  private static final Set<String> ENDS = Set.of("expires_at", "expires", "expiration", "expiry");
  private static final Set<String> RECORDS = Set.of("user", "account", "profile", "me");
  private static final Set<String> ME = Set.of("me", "whoami", "current_user", "self");
  private static final Set<String> PERHAPS_ME = Set.of("profile", "user", "account", "current");

  private static final Pattern LOG_IN =
      Pattern.compile(
          "\\b(?:log ?in|sign ?in|logs in|signs in|tokens?|sessions?|authenticates?)\\b");
  private static final Pattern NO_LOGIN =
      Pattern.compile("\\b(?:regist\\w+|sign ?up|refresh\\w*|reset\\w*|verif\\w+|forgot\\w*)\\b");
  private static final Pattern LOG_OUT =
      Pattern.compile("\\b(?:log ?out|sign ?out|logs out|signs out)\\b");
  private static final Pattern REGISTER = Pattern.compile("regist(?:er|ration)s?|sign_?up");

  private final ApiDocument document;
  private final Operation signIn;
  private final Credentials credentials;

  private DocumentAccounts(ApiDocument document, Operation signIn, Credentials credentials) {
    this.document = document;
    this.signIn = signIn;
    this.credentials = credentials;
  }

  /** The members of a body with login and password, and the member that has both, if one has. */
  private record Credentials(String login, String password, Optional<String> within) {}

  /** The accounts; empty when the document has no operation that logs in. */
  static Optional<DocumentAccounts> of(ApiDocument document) {
    return document.operations().stream()
        .filter(operation -> operation.method().equals("POST"))
        .filter(operation -> says(operation, LOG_IN) && !says(operation, NO_LOGIN))
        .flatMap(
            operation ->
                credentials(document, operation)
                    .map(found -> new DocumentAccounts(document, operation, found))
                    .stream())
        .findFirst();
  }

  private static Optional<Credentials> credentials(ApiDocument document, Operation operation) {
    return operation
        .requestBody()
        .flatMap(body -> DocumentGroup.json(body.content()))
        .flatMap(schema -> Schemas.described(document, schema))
        .flatMap(body -> credentials(document, body, Optional.empty()));
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
    var path = operation.path();
    return DocumentPath.snake(path.substring(path.lastIndexOf('/') + 1));
  }

  /** Whether only who is logged in may do that. */
  static boolean isClosed(Operation operation) {
    return !operation.security().isEmpty()
        && operation.security().stream().noneMatch(List::isEmpty);
  }

  /** Whether an operation is about sessions, and about no kind. */
  boolean isAboutSessions(Operation operation) {
    return operation.equals(signIn) || isLogOut(operation) || isMe(operation);
  }

  private static boolean isLogOut(Operation operation) {
    return !operation.path().contains("{")
        && operation.requestBody().isEmpty()
        && (operation.method().equals("POST") || operation.method().equals("DELETE"))
        && (says(operation, LOG_OUT)
            || (operation.method().equals("DELETE")
                && Set.of("session", "sessions", "current").contains(last(operation))));
  }

  private boolean isMe(Operation operation) {
    var last = last(operation);
    return operation.method().equals("GET")
        && !operation.path().contains("{")
        && (ME.contains(last) || (PERHAPS_ME.contains(last) && isClosed(operation)))
        && success(operation).flatMap(this::object).isPresent();
  }

  private static Optional<ApiDocument.Response> success(Operation operation) {
    return DocumentGroup.successes(operation).stream().findFirst();
  }

  private Optional<Described> object(ApiDocument.Response response) {
    return DocumentGroup.json(response.content())
        .flatMap(schema -> Schemas.described(document, schema))
        .filter(described -> described.is("object") && !described.properties().isEmpty());
  }

  /** Whether an operation makes an account, whatever the last part of its path is. */
  static boolean isRegister(Operation operation) {
    return operation.method().equals("POST") && REGISTER.matcher(last(operation)).matches();
  }

  /** Whether these fields are an account's: with a password that is never shown. */
  boolean isAccount(DocumentFields fields) {
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

  /** The accounts of these kinds; empty when they cannot be told. */
  Optional<Accounts> accounts(List<Kind> kinds) {
    var scheme = scheme();
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
                operations(kind, login.get(), password.get().name())));
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

  private record Shown(Scheme scheme, String name) {}

  /** How sessions are shown: as the closed operations say it, or as bearer tokens. */
  private Optional<Shown> scheme() {
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
      var what = operation.equals(signIn) ? What.LOG_IN : isMe(operation) ? What.ME : What.LOG_OUT;
      all.putIfAbsent(what, operation(what, operation, kind, login, password));
    }
    return List.copyOf(all.values());
  }

  private Accounts.Operation operation(
      What what, Operation operation, Kind kind, String login, String password) {
    var response = success(operation).orElseThrow();
    var answer = object(response);
    var within = answer.flatMap(this::within);
    var inner = within.flatMap(name -> member(answer.get(), name)).or(() -> answer);
    List<Member> members = new ArrayList<>();
    if (what != What.ME) {
      inner.ifPresent(object -> members(what, object, kind, members));
    }
    var isLogin = what == What.LOG_IN;
    return new Accounts.Operation(
        what,
        operation.method(),
        operation.path(),
        isLogin ? credentials.login() : login,
        isLogin ? credentials.password() : password,
        isLogin ? credentials.within() : Optional.empty(),
        Integer.parseInt(response.status()),
        within,
        members,
        isLogin ? DocumentStatuses.of(operation, 401, 403, 400, 422) : Map.of());
  }

  /** The only member of an answer, where it has the rest. */
  private Optional<String> within(Described answer) {
    return answer.properties().size() == 1
        ? answer.properties().keySet().stream()
            .filter(
                name ->
                    member(answer, name)
                        .filter(inner -> inner.is("object") && !inner.properties().isEmpty())
                        .isPresent())
            .findFirst()
        : Optional.empty();
  }

  private Optional<Described> member(Described object, String name) {
    return Optional.ofNullable(object.properties().get(name))
        .flatMap(schema -> Schemas.described(document, schema));
  }

  private void members(What what, Described answer, Kind kind, List<Member> members) {
    for (var name : answer.properties().keySet()) {
      member(answer, name)
          .flatMap(schema -> member(what, name, schema, kind))
          .ifPresent(members::add);
    }
  }

  private static Optional<Member> member(What what, String name, Described schema, Kind kind) {
    var plain = DocumentPath.snake(name);
    var isLogin = what == What.LOG_IN;
    if (isLogin && schema.is("string") && TOKENS.contains(plain)) {
      return of(name, Part.TOKEN);
    }
    if (isLogin && schema.format().equals("date-time") && ENDS.contains(plain)) {
      return of(name, Part.EXPIRES_AT);
    }
    if (isLogin && schema.is("integer") && plain.equals("expires_in")) {
      return of(name, Part.EXPIRES_IN);
    }
    if (schema.is("object")) {
      return RECORDS.contains(plain) || plain.equals(kind.name())
          ? of(name, Part.RECORD)
          : Optional.empty();
    }
    var field = field(kind, plain);
    if (field.isPresent()) {
      return Optional.of(new Member(name, Part.FIELD, field, Optional.empty()));
    }
    var said =
        plain.equals("token_type") && schema.words().isEmpty() && schema.example().isEmpty()
            ? Optional.<JsonNode>of(TextNode.valueOf("bearer"))
            : Acknowledgement.of(plain, schema);
    return said.map(value -> new Member(name, Part.CONSTANT, Optional.empty(), Optional.of(value)));
  }

  private static Optional<Member> of(String name, Part part) {
    return Optional.of(new Member(name, part, Optional.empty(), Optional.empty()));
  }

  /** The field of an account that is called so, or {@code id}; none that is secret. */
  private static Optional<String> field(Kind kind, String plain) {
    var names = names(kind);
    if (plain.equals("id") || plain.equals(kind.name() + "_id") || plain.equals("user_id")) {
      return Optional.of("id");
    }
    return kind.fields().stream()
        .filter(field -> !(field.type() instanceof FieldType.Secret))
        .filter(
            field ->
                DocumentPath.snake(names.getOrDefault(field.name(), field.name())).equals(plain))
        .map(Field::name)
        .findFirst();
  }
}
