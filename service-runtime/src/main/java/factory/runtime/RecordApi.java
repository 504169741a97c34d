package factory.runtime;

import factory.runtime.Bodies.Missing;
import factory.runtime.Problem.FieldError;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code GET, POST /{plural}} and {@code GET, PUT, PATCH, DELETE /{plural}/{id}}. */
final class RecordApi {
  private final Store store;
  private final Bodies bodies;
  private final Answers answers;
  private final SecretHashing hashing;

  RecordApi(Store store, Bodies bodies, Answers answers, SecretHashing hashing) {
    this.hashing = hashing;
    this.store = store;
    this.bodies = bodies;
    this.answers = answers;
  }

  /** The collection. */
  void all(ServerRequest request, ServerResponse response, Resource resource, String caller)
      throws SQLException, IOException {
    List<String> allowed = new ArrayList<>();
    if (resource.allows(Operation.LIST)) {
      allowed.addAll(List.of("GET", "HEAD"));
    }
    if (resource.allows(Operation.CREATE)) {
      allowed.add("POST");
    }
    var method = Http.method(request);
    if (!allowed.contains(method)) {
      Http.options(request, response, allowed);
    } else if (method.equals("POST")) {
      create(request, response, resource, caller);
    } else {
      list(request, response, resource, caller);
    }
  }

  /** One record. */
  void one(
      ServerRequest request, ServerResponse response, Resource resource, String id, String caller)
      throws SQLException, IOException {
    List<String> allowed = new ArrayList<>();
    if (resource.allows(Operation.READ)) {
      allowed.addAll(List.of("GET", "HEAD"));
    }
    if (resource.allows(Operation.UPDATE)) {
      allowed.addAll(List.of("PUT", "PATCH"));
    }
    if (resource.allows(Operation.DELETE)) {
      allowed.add("DELETE");
    }
    var method = Http.method(request);
    if (!allowed.contains(method)) {
      Http.options(request, response, allowed);
      return;
    }
    switch (method) {
      case "PUT" -> {
        Http.requireJson(request, Set.of(Http.JSON));
        change(request, response, resource, id, caller, Missing.REPLACED);
      }
      case "PATCH" -> {
        Http.requireJson(request, Set.of(Http.JSON, Http.MERGE_PATCH));
        change(request, response, resource, id, caller, Missing.KEPT);
      }
      case "DELETE" -> {
        var ifMatch = Http.header(request, "If-Match");
        store.write(
            caller,
            transaction -> {
              var row = visible(transaction, resource, id);
              Revisions.require(ifMatch, row);
              require(transaction, resource, row, resource.deleteAccess());
              transaction.delete(row);
              return id;
            });
        response.status(Status.NO_CONTENT_204).send();
      }
      default -> {
        var row = store.read(caller, read -> visible(read, resource, id));
        if (Revisions.isKnown(Http.header(request, "If-None-Match"), row)) {
          response.header(HeaderNames.ETAG, Revisions.etag(row));
          response.status(Status.NOT_MODIFIED_304).send();
        } else {
          send(request, response, row);
        }
      }
    }
  }

  private void list(
      ServerRequest request, ServerResponse response, Resource resource, String caller)
      throws SQLException, IOException {
    var query = ListQuery.query(resource, Http.query(request), resource.readAccess().of(caller));
    var page = new Page(store, caller, query);
    if (page.isSmall()) {
      Http.send(request, response, answers.page(resource, page));
    } else {
      Http.stream(request, response, to -> answers.page(to, resource, page));
    }
  }

  private void create(
      ServerRequest request, ServerResponse response, Resource resource, String caller)
      throws SQLException, IOException {
    Http.requireJson(request, Set.of(Http.JSON));
    mayCreate(resource, caller);
    var values = body(request, resource, Missing.SET);
    var key = Http.header(request, Idempotency.HEADER);
    var digest = Idempotency.digest("POST", resource.plural(), resource.fields(), values);
    hash(resource, caller, values);
    var reply =
        store.write(
            caller,
            transaction ->
                Idempotency.reply(
                    transaction,
                    key,
                    digest,
                    () -> {
                      readableReferences(transaction, resource, values);
                      var row = transaction.insert(resource.plural(), values);
                      require(transaction, resource, row, resource.createAccess());
                      return new Reply(201, location(row), Revisions.etag(row), answers.one(row));
                    }));
    Http.send(request, response, reply);
  }

  /** Relative, as RFC 9110 allows: right at whatever prefix a gateway serves this service. */
  static String location(Row row) {
    return row.resource().plural() + "/" + escaped(row.key());
  }

  /** A key as a segment of a path. */
  static String escaped(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private void hash(Resource resource, String caller, Map<String, @Nullable Object> values) {
    for (var field : resource.fields()) {
      if (field.kind() instanceof Words.Secret
          && values.get(field.name()) instanceof String secret) {
        values.put(field.name(), hashing.hash(caller, secret));
      }
    }
  }

  private void change(
      ServerRequest request,
      ServerResponse response,
      Resource resource,
      String id,
      String caller,
      Missing missing)
      throws SQLException, IOException {
    var values = body(request, resource, missing);
    hash(resource, caller, values);
    var ifMatch = Http.header(request, "If-Match");
    var row =
        store.write(
            caller,
            transaction -> {
              var present = visible(transaction, resource, id);
              Revisions.require(ifMatch, present);
              require(transaction, resource, present, resource.updateAccess());
              refuseFixed(resource, present, values);
              readableReferences(transaction, resource, values);
              return transaction.set(present, values);
            });
    send(request, response, row);
  }

  private static Row visible(Records records, Resource resource, String id) throws SQLException {
    return records
        .readable(resource.plural(), id)
        .orElseThrow(
            () -> Problem.notFound("There is no " + resource.singular() + " with this id."));
  }

  private static void mayCreate(Resource resource, String caller) {
    switch (resource.createAccess().rule()) {
      case NOBODY -> throw notAllowed(resource);
      case OWNER -> {
        if (caller.isEmpty()) {
          throw Problem.callerRequired();
        }
      }
      case ANYONE, WHEN -> {}
    }
  }

  private static void require(Records records, Resource resource, Row row, Access access)
      throws SQLException {
    if (access.rule() != Access.Rule.ANYONE
        && !records.exists(
            resource.plural(), Condition.equal("id", row.key()).and(access.of(records.caller())))) {
      throw notAllowed(resource);
    }
  }

  private static Problem notAllowed(Resource resource) {
    return Problem.notAllowed("You may not do that with this " + resource.singular() + ".");
  }

  /** What the caller may not see is not there for his references either. */
  private static void readableReferences(
      Records records, Resource resource, Map<String, @Nullable Object> values)
      throws SQLException {
    List<FieldError> errors = new ArrayList<>();
    for (var field : resource.fields()) {
      var key = values.get(field.name());
      if (key != null
          && field.kind() instanceof Words.Reference(var plural, _)
          && records.readable(plural, key.toString()).isEmpty()) {
        errors.add(new FieldError(field.name(), "does not exist"));
      }
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
  }

  private static void refuseFixed(
      Resource resource, Row present, Map<String, @Nullable Object> values) {
    List<FieldError> errors = new ArrayList<>();
    for (var field : resource.fields()) {
      if (field.isFixed()
          && values.containsKey(field.name())
          && !Objects.equals(values.get(field.name()), present.value(field.name()))) {
        errors.add(new FieldError(field.name(), "cannot be changed"));
      }
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
  }

  private Map<String, @Nullable Object> body(
      ServerRequest request, Resource resource, Missing missing) throws IOException {
    var bytes = request.headers().contentLength().orElse(Bodies.MAX_BYTES);
    return bodies.read(resource.fields(), request.content().inputStream(), bytes, missing);
  }

  private void send(ServerRequest request, ServerResponse response, Row row) throws IOException {
    response.header(HeaderNames.ETAG, Revisions.etag(row));
    if (row.characters() < Page.PART_CHARACTERS) {
      Http.send(request, response, answers.one(row));
    } else {
      Http.stream(request, response, to -> answers.one(to, row));
    }
  }
}
