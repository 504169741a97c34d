package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import factory.pipeline.spec.Access;
import factory.pipeline.spec.Accounts;
import factory.pipeline.spec.Accounts.Operation;
import factory.pipeline.spec.Accounts.Part;
import factory.pipeline.spec.Accounts.Scheme;
import factory.pipeline.spec.Accounts.What;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The account with which stories are told of a service that has its own: the first story makes it
 * and logs it in, those after it show its session, the last one logs it out. It is the first that
 * the service has, and has the role of the first.
 */
final class StoryAccount {
  private static final String STORY = "an_account";
  private static final String TOKEN = "$workflows." + STORY + ".outputs.token";
  private static final String ID = "$workflows." + STORY + ".outputs.id";

  private final Accounts accounts;
  private final Map<String, Object> story;
  private final Optional<String> id;

  private StoryAccount(Accounts accounts, Map<String, Object> story, Optional<String> id) {
    this.accounts = accounts;
    this.story = story;
    this.id = id;
  }

  /**
   * How an account was made.
   *
   * @param steps the last of which made it
   * @param values what was said of it, by the names of its fields
   * @param id its id, or the expression for what the step tells of it
   * @param token the expression for the token of a session that the step tells
   */
  record Registered(
      List<Object> steps,
      Map<String, Object> values,
      Optional<String> id,
      Optional<String> token) {}

  /** The account; empty where no step can say how its session is shown. */
  static Optional<StoryAccount> of(Accounts accounts, Registered made) {
    if (accounts.invitations().isPresent()) {
      // Only the first of all registers without a code, and a story is told again.
      return Optional.empty();
    }
    if (accounts.scheme() == Scheme.COOKIE) {
      // The header that sets a cookie says more than the cookie.
      return Optional.empty();
    }
    List<Object> steps = new ArrayList<>(made.steps());
    var token = made.token();
    var in = accounts.operation(What.LOG_IN);
    if (in.isPresent()) {
      var place = token(in.get());
      if (place.isEmpty()) {
        return Optional.empty();
      }
      steps.add(logIn(accounts, in.get(), made.values(), place.get()));
      token = Optional.of("$steps.log_in.outputs.token");
    }
    if (token.isEmpty()) {
      return Optional.empty();
    }
    var shown = shown(accounts, token.get());
    accounts.operation(What.ME).ifPresent(me -> steps.add(step("me", me, me.status(), shown)));
    Map<String, Object> outputs = object("token", token.get());
    var isTold = made.id().filter(id -> id.startsWith("$")).isPresent();
    if (isTold) {
      outputs.put("id", made.id().get());
    }
    var story = new Callers(accounts).workflow(STORY, "An account that is logged in", steps);
    story.put("outputs", outputs);
    return Optional.of(new StoryAccount(accounts, story, isTold ? Optional.of(ID) : made.id()));
  }

  private static Optional<String> token(Operation operation) {
    return token(operation.within(), operation.members());
  }

  /** Where an answer has the token of a session. */
  static Optional<String> token(Optional<String> within, List<Accounts.Member> members) {
    return member(within, members, Part.TOKEN);
  }

  /** Where an answer has a member that says something. */
  static Optional<String> member(
      Optional<String> within, List<Accounts.Member> members, Part part) {
    return members.stream()
        .filter(member -> member.part() == part)
        .findFirst()
        .map(
            member ->
                within.map(RouteStories::pointer).orElse("") + RouteStories.pointer(member.name()));
  }

  private static Object logIn(
      Accounts accounts, Operation in, Map<String, Object> values, String token) {
    Map<String, Object> credentials = new LinkedHashMap<>();
    credentials.put(in.loginMember(), values.get(accounts.login()));
    credentials.put(in.passwordMember(), values.get(accounts.password()));
    var isJson = in.takes().contains(Route.JSON);
    var body =
        Stories.body(
            isJson
                ? in.bodyWithin()
                    .<Object>map(member -> object(member, credentials))
                    .orElse(credentials)
                : credentials);
    if (!isJson) {
      body.put("contentType", in.takes().getFirst());
    }
    return object(
        "stepId",
        "log_in",
        "operationId",
        AccountOperations.id(in),
        "requestBody",
        body,
        "successCriteria",
        Stories.succeeds(in.status()),
        "outputs",
        object("token", "$response.body#" + token));
  }

  private static Map<String, Object> step(
      String id, Operation operation, int status, List<Object> parameters) {
    var step = object("stepId", id, "operationId", AccountOperations.id(operation));
    if (!parameters.isEmpty()) {
      step.put("parameters", parameters);
    }
    step.put("successCriteria", Stories.succeeds(status));
    return step;
  }

  private static List<Object> shown(Accounts accounts, String token) {
    return List.of(
        switch (accounts.scheme()) {
          case BEARER ->
              object(
                  "name", "Authorization", "in", "header", "value", "Bearer {%s}".formatted(token));
          case HEADER -> object("name", accounts.name(), "in", "header", "value", token);
          case COOKIE -> throw new IllegalStateException("a cookie cannot be told");
        });
  }

  /** The parameters of a step that it takes. */
  List<Object> shown() {
    return shown(accounts, TOKEN);
  }

  /** The story that makes it, which comes first. */
  Map<String, Object> story() {
    return story;
  }

  /** The story that logs it out, which comes last. */
  Optional<Map<String, Object>> end() {
    return accounts
        .operation(What.LOG_OUT)
        .map(
            out -> {
              List<Object> steps = new ArrayList<>();
              steps.add(step("log_out", out, out.status(), shown()));
              accounts
                  .operation(What.ME)
                  .ifPresent(me -> steps.add(step("me_no_more", me, me.status(401), shown())));
              return new Callers(accounts).workflow("log_out", "It logs out", steps);
            });
  }

  /** Its id, where records of a kind are accounts. */
  Optional<Object> id(String kind) {
    return isOf(kind) ? id.map(Object.class::cast) : Optional.empty();
  }

  /** Whether records of a kind are accounts. */
  boolean isOf(String kind) {
    return accounts.kind().equals(kind);
  }

  /** Whether it may use an address: some are for some roles. */
  boolean may(String method, String path) {
    return accounts
        .roles()
        .map(
            roles ->
                roles
                    .of(method, path)
                    .map(only -> only.values().contains(roles.first()))
                    .orElse(true))
        .orElse(true);
  }

  /** Whether a rule lets it do something with a record that it has made. */
  static boolean mayAsMaker(Kind kind, Access access) {
    return switch (access) {
      case Access.Anyone _, Access.Owner _ -> true;
      case Access.Nobody _ -> false;
      case Access.Account _ -> true;
      case Access.When(var condition) ->
          kind.fields().stream()
              .filter(field -> field.origin() instanceof Origin.Account)
              .anyMatch(field -> condition.equals("record." + field.name() + " == account"));
    };
  }

  /** What it does not tell. */
  List<String> untold() {
    List<String> untold = new ArrayList<>();
    accounts.operation(What.PASSWORD).ifPresent(_ -> untold.add("how a password is changed"));
    accounts.operation(What.REFRESH).ifPresent(_ -> untold.add("how a session is renewed"));
    return untold;
  }
}
