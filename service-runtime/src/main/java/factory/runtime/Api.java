package factory.runtime;

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
import java.util.UUID;

/**
 * The HTTP side: {@code /}, {@code /health}, {@code /openapi.json} and, for every resource, {@code
 * GET, POST /{plural}} and {@code GET, PUT, PATCH, DELETE /{plural}/{id}}, and its actions;
 * functions and reports.
 */
final class Api {
  private static final Logger LOG = System.getLogger(Api.class.getName());

  private final String version;
  private final byte[] openapi;
  private final Model model;
  private final Assertion assertion;
  private final Answers answers;
  private final RecordApi records;
  private final Operations operations;
  private final OperationApi operationApi;

  Api(
      String version,
      byte[] openapi,
      Store store,
      Operations operations,
      Assertion assertion,
      InstantSource clock) {
    this.assertion = assertion;
    this.version = version;
    this.openapi = openapi;
    model = store.model();
    answers = new Answers(model);
    this.operations = operations;
    var bodies = new Bodies();
    var hashing = new SecretHashing(clock);
    operationApi = new OperationApi(store, bodies, answers, hashing);
    records = new RecordApi(store, bodies, answers, hashing);
  }

  void route(HttpRouting.Builder routing) {
    routing.any(this::handle);
  }

  byte[] problem(Problem problem) {
    return answers.problem(problem);
  }

  private void handle(ServerRequest request, ServerResponse response) {
    try {
      if (!RequestPath.hasOneMeaning(request.path().rawPath())
          || request.prologue().fragment().hasValue()) {
        throw Problem.ambiguousPath();
      }
      var path = request.path().path();
      var caller =
          isOpen(request, path)
              ? ""
              : assertion.check(
                  Http.header(request, Assertion.HEADER), Http.header(request, "x-factory-wallet"));
      switch (path) {
        case "/" -> fixed(request, response, answers.index(model.all()));
        case "/health" -> fixed(request, response, answers.health(version));
        case "/openapi.json" -> fixed(request, response, openapi);
        default -> {
          var parts = path.substring(1).split("/", -1);
          switch (parts.length) {
            case 1 -> top(request, response, parts[0], caller);
            case 2 -> second(request, response, parts[0], parts[1], caller);
            case 3 -> third(request, response, parts, caller);
            default -> throw nothingHere();
          }
        }
      }
    } catch (Problem problem) {
      refuse(response, problem);
    } catch (RequestException e) {
      // A body that is too long or badly framed, found while it was read.
      var tooLarge = e.status().code() == Status.REQUEST_ENTITY_TOO_LARGE_413.code();
      refuse(response, tooLarge ? Problem.tooLarge() : Problem.malformed("The body broke off."));
    } catch (SQLException e) {
      refuse(response, Problem.unavailable(logged(e)));
    } catch (CloseConnectionException e) {
      var _ = logged(e);
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      Fatal.endIfFatal(e);
      refuse(response, Problem.internal(logged(e)));
    }
  }

  private void top(ServerRequest request, ServerResponse response, String name, String caller)
      throws SQLException, IOException {
    switch (operations.top(name)) {
      case Resource resource -> records.all(request, response, resource, caller);
      case Function function -> operationApi.function(request, response, function);
      case Report report -> operationApi.report(request, response, report, caller);
      case null, default -> throw nothingHere();
    }
  }

  private void second(
      ServerRequest request, ServerResponse response, String plural, String name, String caller)
      throws SQLException, IOException {
    var resource = model.find(plural);
    if (resource == null) {
      throw nothingHere();
    }
    var action = operations.onCollection(plural, name);
    // A record may have that name as its key, when clients choose it.
    if (action != null
        && (Http.method(request).equals("POST") || !(resource.key() instanceof Key.Natural))) {
      operationApi.action(request, response, action, null, caller);
    } else {
      records.one(request, response, resource, name, caller);
    }
  }

  private void third(ServerRequest request, ServerResponse response, String[] parts, String caller)
      throws SQLException, IOException {
    var action = operations.onRecord(parts[0], parts[2]);
    if (action == null) {
      throw nothingHere();
    }
    operationApi.action(request, response, action, parts[1], caller);
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

  private void refuse(ServerResponse response, Problem problem) {
    if (problem.status() == 503 || problem.status() == 429) {
      response.header(HeaderNames.RETRY_AFTER, "1");
    }
    response.status(Status.create(problem.status(), problem.title()));
    response.header(HeaderNames.CONTENT_TYPE, "application/problem+json");
    response.send(answers.problem(problem));
  }

  /** Logs a failure under an id that the caller gets instead of it. */
  private static String logged(Throwable e) {
    var id = UUID.randomUUID().toString();
    LOG.log(Level.ERROR, id, e);
    return id;
  }
}
