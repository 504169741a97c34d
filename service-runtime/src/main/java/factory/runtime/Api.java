package factory.runtime;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP side: {@code /}, {@code /health}, {@code /openapi.json}, and the {@link Routes} to
 * records, actions, functions and reports.
 */
final class Api {
  private static final Logger LOG = System.getLogger(Api.class.getName());
  private static final HeaderName VERSION = HeaderNames.create("x-factory-version");

  private final String version;
  private final byte[] openapi;
  private final Routes routes;
  private final @Nullable ErrorShape errors;
  private final Assertion assertion;
  private final Model model;
  private final Answers answers;
  private final RecordApi records;
  private final OperationApi operationApi;
  private final ToolApi toolApi;

  /** Null where the service has no accounts of its own. */
  private final @Nullable AccountApi accountApi;

  Api(
      String version,
      byte[] openapi,
      Store store,
      Routes routes,
      @Nullable ErrorShape errors,
      @Nullable Accounts accounts,
      Assertion assertion,
      SecretHashing hashing,
      ToolClient tools,
      InstantSource clock) {
    this.assertion = assertion;
    this.version = version;
    this.openapi = openapi;
    this.routes = routes;
    this.errors = errors;
    model = store.model();
    answers = new Answers(model);
    var bodies = new Bodies();
    operationApi = new OperationApi(store, bodies, answers, hashing);
    toolApi = new ToolApi(bodies, tools);
    accountApi =
        accounts == null ? null : new AccountApi(accounts, store, bodies, answers, hashing, clock);
    records = new RecordApi(store, bodies, answers, hashing, accountApi);
  }

  /** Has the store keep what goes with the API. */
  void fit() throws SQLException {
    if (accountApi != null) {
      accountApi.fit();
    }
  }

  void route(HttpRouting.Builder routing) {
    routing.any(this::handle);
  }

  byte[] problem(Problem problem) {
    return answers.problem(problem, errors);
  }

  /** The media type of refusals. */
  String problemType(int status) {
    return errors == null ? "application/problem+json" : errors.forStatus(status).mediaType();
  }

  private void handle(ServerRequest request, ServerResponse response) {
    response.header(Http.NOSNIFF);
    Routes.@Nullable Target target = null;
    try {
      if (!RequestPath.hasOneMeaning(request.path().rawPath())
          || request.prologue().fragment().hasValue()) {
        throw Problem.ambiguousPath();
      }
      var path = request.path().path();
      var match = routes.match(path, Http.method(request));
      target = match == null ? null : match.target();
      var caller =
          isOpen(request, path)
              ? ""
              : assertion.check(
                  Http.header(request, Assertion.HEADER), Http.header(request, "x-factory-wallet"));
      switch (path) {
        case "/" -> fixed(request, response, answers.index(routes.links()));
        case "/health" -> health(request, response, match, caller);
        case "/openapi.json" -> fixed(request, response, openapi);
        default -> {
          Scoped.Work work = () -> serve(request, response, match, caller);
          Address.as(
              request, accountApi == null ? work : () -> accountApi.as(request, caller, work));
        }
      }
    } catch (Problem problem) {
      refuse(response, target, problem);
    } catch (RequestException e) {
      // A body that is too long or badly framed, found while it was read.
      var tooLarge = e.status().code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code();
      refuse(
          response,
          target,
          tooLarge ? Problem.tooLarge() : Problem.malformed("The body broke off."));
    } catch (SQLException e) {
      refuse(response, target, Problem.unavailable(logged(e)));
    } catch (CloseConnectionException e) {
      var _ = logged(e);
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      Fatal.endIfFatal(e);
      refuse(response, target, Problem.internal(logged(e)));
    }
  }

  /** That it is up, in the service's own words where it has some; which version is, in a header. */
  private void health(
      ServerRequest request, ServerResponse response, Routes.@Nullable Match match, String caller)
      throws SQLException, IOException {
    response.header(VERSION, version);
    // What has a parameter is about a record, however that is called.
    if (match == null || !match.parameters().isEmpty()) {
      fixed(request, response, answers.health(version));
    } else {
      serve(request, response, match, caller);
    }
  }

  private void serve(
      ServerRequest request, ServerResponse response, Routes.@Nullable Match match, String caller)
      throws SQLException, IOException {
    if (match == null) {
      throw nothingHere();
    }
    var target = match.target();
    if (target == null) {
      Http.options(request, response, match.methods());
      return;
    }
    if (needsAccount(target)) {
      // Before anything else is looked at: who is nobody learns nothing.
      var _ = LoggedIn.account();
    }
    var only = target.only();
    if (only != null && !only.isFor(LoggedIn.account(), match.parameters())) {
      throw Problem.notAllowed("This is for other accounts than yours.");
    }
    switch (target.part()) {
      case Resource resource -> {
        var place =
            Place.of(
                model,
                resource,
                Objects.requireNonNull(target.route()),
                match.parameters(),
                request);
        records.serve(request, response, place, caller);
      }
      case Action action ->
          operationApi.action(
              request, response, action, target.route(), match.parameters(), caller);
      case Function function ->
          operationApi.function(request, response, function, match.parameters());
      case ToolOperation operation ->
          toolApi.serve(request, response, operation, match.parameters());
      case Report report -> operationApi.report(request, response, report, caller);
      case Accounts _ -> Objects.requireNonNull(accountApi).serve(request, response, caller);
      case ErrorShape _ -> throw nothingHere();
    }
  }

  private boolean needsAccount(Routes.Target target) {
    return switch (target.part()) {
      case Resource resource -> {
        var route = Objects.requireNonNull(target.route());
        yield route.isOfAccount() || resource.needsAccount(route.operation());
      }
      case Action action ->
          action.access().needsAccount()
              || (action.isOnRecord()
                  && model.resource(action.plural()).readAccess().needsAccount());
      case Report report -> model.resource(report.plural()).readAccess().needsAccount();
      case Accounts _, Function _, ToolOperation _, ErrorShape _ -> false;
    };
  }

  private static Problem nothingHere() {
    return Problem.notFound("There is nothing at this address; GET / has the links.");
  }

  /** What anybody may read, and what tells that the service is up. */
  private static boolean isOpen(ServerRequest request, String path) {
    var method = request.prologue().method().text();
    return (method.equals("GET") || method.equals("HEAD"))
        && (path.equals("/health") || path.equals("/openapi.json"));
  }

  private static void fixed(ServerRequest request, ServerResponse response, byte[] json) {
    switch (Http.method(request)) {
      case "GET", "HEAD" -> Http.send(request, response, json);
      default -> Http.options(request, response, List.of("GET", "HEAD"));
    }
  }

  private void refuse(ServerResponse response, Routes.@Nullable Target target, Problem problem) {
    if (problem.status() == 503 || problem.status() == 429) {
      response.header(HeaderNames.RETRY_AFTER, Long.toString(problem.retrySeconds()));
    }
    var told = target == null ? problem.known() : problem.as(target.instead(problem.status()));
    response.status(Status.create(told.status(), told.title()));
    if (accountApi != null && told.status() == 401) {
      response.header(HeaderNames.WWW_AUTHENTICATE, accountApi.challenge());
    }
    response.header(HeaderNames.CONTENT_TYPE, problemType(told.status()));
    response.send(problem(told));
  }

  /** Logs a failure under an id that the caller gets instead of it. */
  private static String logged(Throwable e) {
    var id = UUID.randomUUID().toString();
    LOG.log(Level.ERROR, () -> id + "\n" + LogText.of(e));
    return id;
  }
}
