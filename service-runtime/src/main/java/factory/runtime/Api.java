package factory.runtime;

import static java.util.stream.Collectors.toMap;

import factory.runtime.Bodies.Missing;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP side: {@code /}, {@code /health}, {@code /openapi.json} and, for every resource, {@code
 * GET, POST /{plural}} and {@code GET, PUT, PATCH, DELETE /{plural}/{id}}.
 */
final class Api {
  private static final Logger LOG = System.getLogger(Api.class.getName());
  private static final String JSON = "application/json";
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final HeaderName ALLOW = HeaderNames.ALLOW;
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern TOKEN = Pattern.compile("[0-9a-z]{1,12}");
  private static final int DEFAULT_PAGE_SIZE = 20;
  private static final int MAX_PAGE_SIZE = 100;

  private final String version;
  private final byte[] openapi;
  private final Store store;
  private final Assertion assertion;
  private final Map<String, Resource> resources;
  private final Bodies bodies = new Bodies();
  private final Answers answers = new Answers();

  Api(String version, byte[] openapi, Store store, List<Resource> resources, Assertion assertion) {
    this.assertion = assertion;
    this.version = version;
    this.openapi = openapi;
    this.store = store;
    this.resources =
        resources.stream()
            .collect(
                toMap(
                    Resource::plural,
                    Function.identity(),
                    (_, twice) -> {
                      throw new IllegalArgumentException(twice.plural() + " is served twice");
                    },
                    LinkedHashMap::new));
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
      if (!isOpen(request, path)) {
        assertion.check(header(request, Assertion.HEADER), header(request, "x-factory-wallet"));
      }
      switch (path) {
        case "/" -> fixed(request, response, answers.index(List.copyOf(resources.values())));
        case "/health" -> fixed(request, response, answers.health(version));
        case "/openapi.json" -> fixed(request, response, openapi);
        default -> {
          var parts = path.substring(1).split("/", -1);
          var resource = resources.get(parts[0]);
          if (resource == null || parts.length > 2) {
            throw Problem.notFound("There is nothing at this address; GET / has the links.");
          }
          if (parts.length == 1) {
            all(request, response, resource);
          } else {
            one(request, response, resource, parts[1]);
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

  /** What anybody may read, and what tells that the service is up. */
  private static boolean isOpen(ServerRequest request, String path) {
    var method = request.prologue().method().text();
    return (method.equals("GET") || method.equals("HEAD"))
        && (path.equals("/health") || path.equals("/openapi.json"));
  }

  private static String header(ServerRequest request, String name) {
    return String.join(",", request.headers().all(HeaderNames.create(name), List::of));
  }

  private static void fixed(ServerRequest request, ServerResponse response, byte[] json) {
    switch (request.prologue().method().text()) {
      case "GET", "HEAD" -> send(request, response, json);
      default -> options(request, response, "GET, HEAD");
    }
  }

  private void all(ServerRequest request, ServerResponse response, Resource resource)
      throws SQLException, IOException {
    switch (request.prologue().method().text()) {
      case "GET", "HEAD" -> list(request, response, resource);
      case "POST" -> {
        requireJson(request, Set.of(JSON));
        var values = body(request, resource, Missing.SET);
        var row = store.insert(resource, values);
        // Relative, as RFC 9110 allows: right at whatever prefix a gateway serves this service.
        response.status(Status.CREATED_201);
        response.header(HeaderNames.LOCATION, resource.plural() + "/" + row.id());
        send(request, response, resource, row);
      }
      default -> options(request, response, "GET, HEAD, POST");
    }
  }

  private void list(ServerRequest request, ServerResponse response, Resource resource)
      throws SQLException, IOException {
    var size = DEFAULT_PAGE_SIZE;
    var before = Long.MAX_VALUE;
    for (var name : request.query().names()) {
      var values = request.query().all(name);
      var value = values.getFirst();
      if (values.size() > 1) {
        throw Problem.parameter(name, "is given twice");
      }
      switch (name) {
        case "page_size" -> size = pageSize(value);
        case "page_token" -> before = seq(value);
        default -> throw Problem.parameter(name, "is unknown");
      }
    }
    var page = new Page(store, resource, before, size);
    if (page.isSmall()) {
      send(request, response, answers.page(resource, page));
    } else {
      stream(request, response, to -> answers.page(to, resource, page));
    }
  }

  private void one(ServerRequest request, ServerResponse response, Resource resource, String id)
      throws SQLException, IOException {
    var method = request.prologue().method().text();
    if (!Set.of("GET", "HEAD", "PUT", "PATCH", "DELETE").contains(method)) {
      options(request, response, "GET, HEAD, PUT, PATCH, DELETE");
      return;
    }
    if (!ID.matcher(id).matches()) {
      throw absent(resource);
    }
    switch (method) {
      case "PUT" -> {
        requireJson(request, Set.of(JSON));
        var values = body(request, resource, Missing.SET);
        change(request, response, resource, id, values);
      }
      case "PATCH" -> {
        requireJson(request, Set.of(JSON, MERGE_PATCH));
        var values = body(request, resource, Missing.KEPT);
        change(request, response, resource, id, values);
      }
      case "DELETE" -> {
        if (!store.delete(resource, id)) {
          throw absent(resource);
        }
        response.status(Status.NO_CONTENT_204).send();
      }
      default -> {
        var row = store.find(resource, id).orElseThrow(() -> absent(resource));
        send(request, response, resource, row);
      }
    }
  }

  private void change(
      ServerRequest request,
      ServerResponse response,
      Resource resource,
      String id,
      Map<String, @Nullable Object> values)
      throws SQLException, IOException {
    var row = store.update(resource, id, values).orElseThrow(() -> absent(resource));
    send(request, response, resource, row);
  }

  private Map<String, @Nullable Object> body(
      ServerRequest request, Resource resource, Missing missing) throws IOException {
    var bytes = request.headers().contentLength().orElse(Bodies.MAX_BYTES);
    return bodies.read(resource, request.content().inputStream(), bytes, missing);
  }

  private static Problem absent(Resource resource) {
    return Problem.notFound("There is no " + resource.singular() + " with this id.");
  }

  private static int pageSize(String text) {
    if (text.matches("[0-9]{1,3}")) {
      var size = Integer.parseInt(text);
      if (size >= 1 && size <= MAX_PAGE_SIZE) {
        return size;
      }
    }
    throw Problem.parameter("page_size", "must be 1 to " + MAX_PAGE_SIZE);
  }

  private static long seq(String token) {
    if (!TOKEN.matcher(token).matches()) {
      throw Problem.parameter("page_token", "must be a next_page_token of this list");
    }
    return Long.parseLong(token, 36);
  }

  private static void requireJson(ServerRequest request, Set<String> accepted) {
    var type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse(JSON);
    var end = type.indexOf(';');
    var bare = (end < 0 ? type : type.substring(0, end)).strip();
    if (accepted.stream().noneMatch(bare::equalsIgnoreCase)) {
      throw Problem.mediaType(String.join(" or ", accepted.stream().sorted().toList()));
    }
  }

  private static void options(ServerRequest request, ServerResponse response, String allow) {
    response.header(ALLOW, allow + ", OPTIONS");
    if (!request.prologue().method().text().equals("OPTIONS")) {
      throw Problem.methodNotAllowed(allow);
    }
    response.status(Status.NO_CONTENT_204).send();
  }

  private static void send(ServerRequest request, ServerResponse response, byte[] json) {
    response.header(HeaderValues.CONTENT_TYPE_JSON);
    if (request.prologue().method().text().equals("HEAD")) {
      response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(json.length));
      response.send();
    } else {
      response.send(json);
    }
  }

  private void send(ServerRequest request, ServerResponse response, Resource resource, Row row)
      throws IOException {
    if (row.characters() < Page.PART_CHARACTERS) {
      send(request, response, answers.one(resource, row));
    } else {
      stream(request, response, to -> answers.one(to, resource, row));
    }
  }

  /** What is written to a caller while it is made. */
  private interface Written {
    void to(OutputStream caller) throws IOException;
  }

  private static void stream(ServerRequest request, ServerResponse response, Written written)
      throws IOException {
    response.header(HeaderValues.CONTENT_TYPE_JSON);
    if (request.prologue().method().text().equals("HEAD")) {
      response.send();
      return;
    }
    var out = response.outputStream();
    try {
      written.to(out);
    } catch (IOException | RuntimeException | Error e) {
      Fatal.endIfFatal(e);
      // The status is sent: only an answer that breaks off says that it is not whole.
      throw new CloseConnectionException("an answer broke off", e);
    }
    out.close();
  }

  private void refuse(ServerResponse response, Problem problem) {
    if (problem.status() == 503) {
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
