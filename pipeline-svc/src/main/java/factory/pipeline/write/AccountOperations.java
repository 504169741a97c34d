package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import factory.pipeline.spec.Accounts;
import factory.pipeline.spec.Accounts.Member;
import factory.pipeline.spec.Accounts.Operation;
import factory.pipeline.spec.Accounts.What;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.ErrorShape;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Logging in and out, and what needs a session, in the served document. */
final class AccountOperations {
  private static final String SCHEME = "account";
  private static final int MOST_CHARACTERS = 1_000;

  private static final Action.Refusal NOT_LOGGED_IN =
      new Action.Refusal(
          401, "NOT_LOGGED_IN", "This needs an account of this service; log in first.");
  private static final Action.Refusal WRONG_LOGIN =
      new Action.Refusal(401, "WRONG_LOGIN", "There is no account with this login and password.");
  private static final Action.Refusal WRONG_PASSWORD =
      new Action.Refusal(401, "WRONG_PASSWORD", "The account has another password.");
  private static final Action.Refusal WRONG_TOKEN =
      new Action.Refusal(401, "WRONG_TOKEN", "This token gives no session; log in again.");
  private static final Action.Refusal TOO_MANY_TRIES =
      new Action.Refusal(
          429, "TOO_MANY_TRIES", "Too many tries to log in; try again in some seconds.");

  private final Accounts accounts;
  private final Kind kind;
  private final Names names;
  private final Samples samples;
  private final Schemas schemas;

  AccountOperations(Accounts accounts, Kind kind, Names names, Samples samples, Schemas schemas) {
    this.accounts = accounts;
    this.kind = kind;
    this.names = names;
    this.samples = samples;
    this.schemas = schemas;
  }

  /** Whether only who is logged in can do that with records of a kind. */
  static boolean areNeeded(Kind kind, Kind.Operation operation) {
    var access = kind.access();
    return switch (operation) {
      case LIST, READ -> access.read().asksAccount();
      case CREATE ->
          access.create().asksAccount()
              || kind.fields().stream().anyMatch(field -> field.origin() instanceof Origin.Account);
      case UPDATE -> access.read().asksAccount() || access.update().asksAccount();
      case DELETE -> access.read().asksAccount() || access.delete().asksAccount();
    };
  }

  /** Whether only who is logged in can do an action. */
  static boolean areNeeded(Kind kind, Action action) {
    return action.access().asksAccount()
        || (action.onRecord() && kind.access().read().asksAccount());
  }

  /** Adds to an operation that it needs a session, and what is answered without one. */
  static void secure(Map<String, Object> operation, Optional<ErrorShape> errors) {
    operation.put("security", requirement());
    Map<String, Object> responses = new LinkedHashMap<>();
    if (operation.get("responses") instanceof Map<?, ?> all) {
      all.forEach((status, response) -> responses.put((String) status, response));
    }
    Refusals.own(responses, List.of(NOT_LOGGED_IN), errors);
    operation.put("responses", responses);
  }

  /** Whether whoever makes a record of a kind has to be invited. */
  boolean areInvited(Kind of) {
    return of.name().equals(accounts.kind()) && accounts.invitations().isPresent();
  }

  /** Adds to an operation that it is for some accounts, and what others are answered. */
  static void keep(Map<String, Object> operation, Accounts.Roles roles, Accounts.Only only) {
    operation.put("security", requirement());
    operation.put(
        "description",
        "For accounts whose %s is %s%s alone."
            .formatted(
                Names.words(roles.field()),
                String.join(" or ", only.values()),
                only.oneself().map(" and the account {%s}"::formatted).orElse("")));
    Map<String, Object> responses = new LinkedHashMap<>();
    if (operation.get("responses") instanceof Map<?, ?> all) {
      all.forEach((status, response) -> responses.put((String) status, response));
    }
    for (var status : List.of("401", "403")) {
      responses.computeIfAbsent(status, Refusals::ref);
    }
    operation.put("responses", responses);
  }

  /** That a session is shown. */
  static List<Object> requirement() {
    return List.of(object(SCHEME, List.of()));
  }

  /** The components that say how a session is shown. */
  Map<String, Object> schemes() {
    var scheme =
        switch (accounts.scheme()) {
          case BEARER -> object("type", "http", "scheme", "bearer");
          case COOKIE -> object("type", "apiKey", "in", "cookie", "name", accounts.name());
          case HEADER -> object("type", "apiKey", "in", "header", "name", accounts.name());
        };
    scheme.put(
        "description",
        accounts
            .operation(What.LOG_IN)
            .map(in -> in.method() + " " + in.path())
            .or(
                () ->
                    accounts
                        .registering(kind)
                        .map(registers -> registers.method() + " " + registers.path()))
            .map("A session of this service, from %s"::formatted)
            .orElse("A session of this service"));
    return object(SCHEME, scheme);
  }

  /** The operations, by path and method. */
  Map<String, Map<String, Object>> all() {
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    for (var operation : accounts.operations()) {
      paths
          .computeIfAbsent(operation.path(), _ -> new LinkedHashMap<>())
          .put(operation.method().toLowerCase(Locale.ROOT), operation(operation));
    }
    return paths;
  }

  private Map<String, Object> operation(Operation operation) {
    var words =
        switch (operation.what()) {
          case LOG_IN -> "Log in";
          case LOG_OUT -> "Log out";
          case ME -> "Who is logged in";
          case PASSWORD -> "Change the password";
          case REFRESH -> "Renew a session";
        };
    Map<String, Object> with = new LinkedHashMap<>();
    body(operation).ifPresent(body -> with.put("requestBody", body));
    if (isClosed(operation)) {
      with.put("security", requirement());
    }
    return KindOperations.operation(kind, id(operation), words, with, responses(operation, words));
  }

  /** What an operation is called. */
  static String id(Operation operation) {
    return switch (operation.what()) {
      case LOG_IN -> "logIn";
      case LOG_OUT -> "logOut";
      case ME -> "me";
      case PASSWORD -> "changePassword";
      case REFRESH -> "refresh";
    };
  }

  /** Whether a session has to be shown. */
  private static boolean isClosed(Operation operation) {
    return switch (operation.what()) {
      case LOG_IN -> false;
      case LOG_OUT, ME, PASSWORD -> true;
      case REFRESH -> operation.proofMember().isEmpty();
    };
  }

  private Optional<Map<String, Object>> body(Operation operation) {
    var text = object("type", "string", "minLength", 1, "maxLength", MOST_CHARACTERS);
    var login = text;
    var old = new LinkedHashMap<>(text);
    old.put("format", "password");
    var secret = new LinkedHashMap<>(old);
    // As they are when somebody registers; whatever else is sent logs nobody in.
    var named = kind.field(accounts.login()).orElseThrow();
    if (named.type() instanceof FieldType.Email) {
      login.put("format", "email");
    } else {
      login = schemas.plain(named.type(), true);
    }
    if (kind.field(accounts.password()).map(Field::type).orElseThrow()
        instanceof FieldType.Secret(var least)) {
      secret.put("minLength", least);
    }
    var proof = operation.proofMember();
    return switch (operation.what()) {
      case LOG_IN ->
          Optional.of(
              body(
                  operation,
                  object(operation.loginMember(), login, operation.passwordMember(), secret),
                  object(
                      operation.loginMember(),
                      "ada@example.com",
                      operation.passwordMember(),
                      "a secret")));
      case PASSWORD -> {
        var members = object(proof.orElseThrow(), old, operation.passwordMember(), secret);
        var example =
            object(proof.orElseThrow(), "a secret", operation.passwordMember(), "another one");
        operation
            .againMember()
            .ifPresent(
                member -> {
                  members.put(member, secret);
                  example.put(member, "another one");
                });
        yield Optional.of(body(operation, members, example));
      }
      case REFRESH ->
          proof.map(
              member ->
                  body(
                      operation,
                      object(
                          member,
                          object("type", "string", "minLength", 1, "maxLength", MOST_CHARACTERS)),
                      object(member, "a token")));
      case LOG_OUT, ME -> Optional.empty();
    };
  }

  private Map<String, Object> body(
      Operation operation, Map<String, Object> members, Map<String, Object> example) {
    Map<String, Object> content = new LinkedHashMap<>();
    for (var type : operation.takes()) {
      content.put(
          type,
          object(
              "schema",
              type.equals(Operation.FORM)
                  ? form(members)
                  : within(operation.bodyWithin(), closed(members)),
              "example",
              operation.bodyWithin().map(in -> object(in, example)).orElse(example)));
    }
    return object("required", true, "content", content);
  }

  /** What a form may have, with what OAuth 2.0 sends besides. */
  private Map<String, Object> form(Map<String, Object> members) {
    Map<String, Object> all = new LinkedHashMap<>(members);
    // What is left empty in a form is null to whoever describes it.
    var mayBe = List.of("string", "null");
    all.put("grant_type", object("type", mayBe, "description", "password, where it is said"));
    for (var name : List.of("scope", "client_id", "client_secret")) {
      all.put(name, object("type", mayBe, "description", "Nothing here depends on it"));
    }
    var schema = Schemas.closed(List.copyOf(members.keySet()), all);
    if (Wire.isOpen(kind)) {
      schema.remove("additionalProperties");
    }
    return schema;
  }

  private Map<String, Object> closed(Map<String, Object> members) {
    var schema = Schemas.closed(List.copyOf(members.keySet()), members);
    if (Wire.isOpen(kind)) {
      schema.remove("additionalProperties");
    }
    return schema;
  }

  private Map<String, Object> within(Optional<String> member, Map<String, Object> schema) {
    return member.map(in -> closed(object(in, schema))).orElse(schema);
  }

  private Map<String, Object> responses(Operation operation, String words) {
    Map<String, Object> responses = new LinkedHashMap<>();
    responses.put(Integer.toString(operation.status()), success(operation, words));
    List<Integer> usual = new ArrayList<>(List.of(400, 405, 500, 503));
    List<Action.Refusal> own = new ArrayList<>();
    if (body(operation).isPresent()) {
      usual.addAll(List.of(413, 415, 422));
    }
    switch (operation.what()) {
      case LOG_IN -> own.addAll(List.of(WRONG_LOGIN, TOO_MANY_TRIES, Refusals.TOO_MANY_SECRETS));
      case PASSWORD ->
          own.addAll(List.of(WRONG_PASSWORD, TOO_MANY_TRIES, Refusals.TOO_MANY_SECRETS));
      case REFRESH -> {
        if (operation.proofMember().isPresent()) {
          own.add(WRONG_TOKEN);
        }
      }
      case LOG_OUT, ME -> {}
    }
    for (var ours : usual) {
      var status = Integer.toString(operation.status(ours));
      responses.put(status, Refusals.ref(status));
    }
    List<Action.Refusal> told = new ArrayList<>();
    own.forEach(
        refusal ->
            told.add(
                new Action.Refusal(
                    operation.status(refusal.status()), refusal.reason(), refusal.message())));
    if (isClosed(operation)) {
      told.add(NOT_LOGGED_IN);
    }
    Refusals.own(responses, told, schemas.errors());
    return responses;
  }

  private Map<String, Object> success(Operation operation, String words) {
    if (operation.answersNothing()) {
      return headed(operation.what() == What.LOG_IN, object("description", words));
    }
    if (operation.members().isEmpty()) {
      return KindOperations.answer(
          words,
          wrapped(operation.within(), Schemas.ref(names.schema(kind))),
          samples
              .record(kind)
              .map(record -> operation.within().map(in -> object(in, record)).orElse(record)));
    }
    var gives =
        switch (operation.what()) {
          case LOG_IN, REFRESH -> true;
          case LOG_OUT, ME, PASSWORD -> false;
        };
    return headed(gives, session(words, operation.within(), operation.members()));
  }

  /** What a route of an account's record answers. */
  Map<String, Object> success(Route.Answer.Session answer, String words) {
    return headed(
        true,
        answer.members().isEmpty()
            ? object("description", words)
            : session(words, answer.within(), answer.members()));
  }

  private Map<String, Object> session(String words, Optional<String> within, List<Member> told) {
    Map<String, Object> members = new LinkedHashMap<>();
    told.forEach(member -> members.put(member.name(), schema(member)));
    return KindOperations.answer(
        words,
        wrapped(
            within,
            Schemas.closed(
                told.stream().filter(member -> !mayBeLeftOut(member)).map(Member::name).toList(),
                members)),
        Optional.empty());
  }

  private boolean mayBeLeftOut(Member member) {
    return member
        .field()
        .flatMap(kind::field)
        .filter(field -> Schemas.mayBeLeftOut(kind, field))
        .isPresent();
  }

  /** With the cookie that a browser gets. */
  private Map<String, Object> headed(boolean gives, Map<String, Object> answer) {
    if (gives && accounts.scheme() == Accounts.Scheme.COOKIE) {
      answer.put(
          "headers",
          object(
              "Set-Cookie",
              object("description", "The session", "schema", object("type", "string"))));
    }
    return answer;
  }

  private static Map<String, Object> wrapped(Optional<String> within, Map<String, Object> schema) {
    return within.map(in -> Schemas.closed(List.of(in), object(in, schema))).orElse(schema);
  }

  private Map<String, Object> schema(Member member) {
    return switch (member.part()) {
      case TOKEN, REFRESH_TOKEN -> object("type", "string");
      case EXPIRES_AT -> object("type", "string", "format", "date-time");
      case EXPIRES_IN -> object("type", "integer", "minimum", 0);
      case RECORD -> Schemas.ref(names.schema(kind));
      case CONSTANT -> member.constant().map(Schemas::of).orElseGet(() -> object());
      case FIELD -> {
        var name = member.field().orElseThrow();
        yield name.equals("id")
            ? schemas.key(kind)
            : kind.field(name).map(field -> schemas.shown(kind, field)).orElseGet(() -> object());
      }
    };
  }
}
