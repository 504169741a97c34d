package factory.runtime;

import factory.runtime.Bodies.Missing;
import factory.runtime.Problem.FieldError;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Records, at the routes of their resource. */
final class RecordApi {
  private final Store store;
  private final RecordBodies bodies;
  private final FileApi files;
  private final Answers answers;
  private final SecretHashing hashing;
  private final @Nullable AccountApi accounts;

  /**
   * Records.
   *
   * @param accounts null where the service has none of its own
   */
  RecordApi(
      Store store,
      Bodies bodies,
      Answers answers,
      SecretHashing hashing,
      @Nullable AccountApi accounts) {
    this.accounts = accounts;
    this.hashing = hashing;
    this.store = store;
    files = new FileApi(store.files());
    this.bodies = new RecordBodies(bodies, files);
    this.answers = answers;
  }

  /** Does what the route of the place says. */
  void serve(ServerRequest request, ServerResponse response, Place at, String caller)
      throws SQLException, IOException {
    var place = at.called().isEmpty() ? at : store.read(caller, at::resolved);
    switch (place.route().operation()) {
      case LIST -> list(request, response, place, caller);
      case CREATE -> create(request, response, place, caller);
      case READ -> read(request, response, place, caller);
      case UPDATE -> update(request, response, place, caller);
      case DELETE -> delete(request, response, place, caller);
    }
  }

  private void list(ServerRequest request, ServerResponse response, Place place, String caller)
      throws SQLException, IOException {
    var form = Accepted.form(place.route(), Http.header(request, "Accept"));
    if (place.route().forms().size() > 1) {
      response.header(HeaderNames.VARY, "Accept");
    }
    var readable = place.resource().readAccess().of(caller);
    var which = place.route().which();
    var some = readable.and(place.route().condition(store.now()));
    var here =
        which == null
            ? some
            : some.and(which.condition(store.model(), place.resource(), caller, place.above()));
    var given = Http.query(request);
    var query = ListQuery.query(store.model(), place, given, here);
    var page = new Page(store, caller, query, request.path().rawPath(), given);
    if (place.route().isEmptyNotFound() && page.isEmpty()) {
      throw Problem.notFound("There are no " + place.resource().plural() + " here.");
    }
    for (var header : place.route().headers()) {
      var figure = page.figureAhead(header.part());
      if (figure != null) {
        response.header(HeaderNames.create(header.member()), figure.toString());
      }
    }
    response.status(Status.create(place.route().status()));
    var type = form.mediaType();
    if (page.isSmall()) {
      Http.send(request, response, type, answers.page(place.route(), form, page));
    } else {
      Http.stream(request, response, type, to -> answers.page(to, place.route(), form, page));
    }
  }

  private void read(ServerRequest request, ServerResponse response, Place place, String caller)
      throws SQLException, IOException {
    var row = store.read(caller, place::require);
    var field = place.route().file();
    if (field != null) {
      files.send(
          request,
          response,
          row.value(field) instanceof Attachment file ? file : null,
          Problem.notFound("There is no file at this address."));
    } else if (Revisions.isKnown(Http.header(request, "If-None-Match"), row)) {
      response.header(HeaderNames.ETAG, Revisions.etag(row));
      response.status(Status.NOT_MODIFIED_304).send();
    } else {
      send(request, response, place.route(), row);
    }
  }

  private void create(ServerRequest request, ServerResponse response, Place place, String caller)
      throws SQLException, IOException {
    var type = RecordBodies.mediaType(request, place.route());
    mayCreate(place.resource(), caller);
    try (var kept = files.keeper()) {
      create(request, response, place, caller, type, kept);
    }
  }

  private void create(
      ServerRequest request,
      ServerResponse response,
      Place place,
      String caller,
      String type,
      FileStore.Kept kept)
      throws SQLException, IOException {
    var values = bodies.read(request, type, place, Missing.SET, kept);
    var key = Http.header(request, Idempotency.HEADER);
    hash(place.resource(), caller, values);
    var answer = accounts == null ? null : accounts.answering(place);
    if (accounts != null && answer != null) {
      register(request, response, place, caller, new Registering(accounts, answer, values, kept));
      return;
    }
    var isIssuing = place.resource().fields().stream().anyMatch(Field::isIssued);
    var reply =
        Idempotency.once(
            store,
            caller,
            // No answer with a secret is kept for whoever sends the same again.
            isIssuing ? "" : key,
            () -> digest(request, place, values),
            transaction -> {
              var row = made(transaction, place, values);
              kept.used();
              return new Reply(
                  place.route().status(),
                  Location.of(request.path().path(), row, place),
                  Revisions.etag(row),
                  answers.one(place.route(), row));
            });
    kept.done();
    Http.send(request, response, place.route().mediaType(), reply);
  }

  private record Registering(
      AccountApi accounts,
      AccountRoute answer,
      Map<String, @Nullable Object> values,
      FileStore.Kept kept) {}

  /** No answer with a token is kept for whoever sends the same again. */
  private void register(
      ServerRequest request,
      ServerResponse response,
      Place place,
      String caller,
      Registering registering)
      throws SQLException, IOException {
    var grant =
        store.write(
            caller,
            transaction -> {
              var row = made(transaction, place, registering.values());
              registering.kept().used();
              return registering.accounts().registered(transaction, row);
            });
    registering.kept().done();
    var location = Location.of(request.path().path(), grant.account());
    if (location != null) {
      response.header(HeaderNames.LOCATION, location);
    }
    response.header(HeaderNames.ETAG, Revisions.etag(grant.account()));
    registering
        .accounts()
        .answer(request, response, registering.answer(), place.route().status(), grant);
  }

  /** Only what comes with POST may come twice by mistake; anything else does the same again. */
  private static String key(ServerRequest request, Place place) {
    return place.route().method().equals("POST") ? Http.header(request, Idempotency.HEADER) : "";
  }

  private static String digest(
      ServerRequest request, Place place, Map<String, @Nullable Object> values) {
    return Idempotency.digest(
        place.route().method(),
        request.path().path().substring(1) + place.sent(),
        place.resource().fields(),
        values);
  }

  private Row made(Transaction transaction, Place place, Map<String, @Nullable Object> body)
      throws SQLException {
    var invitations = accounts == null ? null : accounts.invitations(place.resource());
    if (invitations == null) {
      return made(transaction, place, body, place.resource());
    }
    var taken = invitations.take(transaction, place.resource(), body);
    var row = made(transaction, place, taken.values(), place.resource());
    var invitation = taken.invitation();
    if (invitation != null) {
      invitations.use(transaction, invitation, row);
    }
    return row;
  }

  private static Row made(
      Transaction transaction, Place place, Map<String, @Nullable Object> body, Resource resource)
      throws SQLException {
    place.requireParents(transaction);
    Map<String, @Nullable Object> values = new LinkedHashMap<>(body);
    values.putAll(place.given());
    readableReferences(transaction, place, values);
    var row = transaction.insert(resource.plural(), values);
    place.requireHere(transaction, row);
    // It is there to be looked at, and does not itself entitle whoever makes it.
    require(
        transaction, resource, row, resource.createAccess().without(resource.plural(), row.key()));
    return row;
  }

  private void hash(Resource resource, String caller, Map<String, @Nullable Object> values) {
    for (var field : resource.fields()) {
      if (field.kind() instanceof Words.Secret
          && values.get(field.name()) instanceof String secret) {
        values.put(field.name(), hashing.hash(caller, secret));
      }
    }
  }

  /** PUT replaces, any other method changes what is given. */
  private void update(ServerRequest request, ServerResponse response, Place place, String caller)
      throws SQLException, IOException {
    var type = RecordBodies.mediaType(request, place.route());
    try (var kept = files.keeper()) {
      update(request, response, place, caller, type, kept);
    }
  }

  private void update(
      ServerRequest request,
      ServerResponse response,
      Place place,
      String caller,
      String type,
      FileStore.Kept kept)
      throws SQLException, IOException {
    var missing = place.route().isPartial() ? Missing.KEPT : Missing.REPLACED;
    var values = bodies.read(request, type, place, missing, kept);
    var key = key(request, place);
    hash(place.resource(), caller, values);
    var changes = new Changes(place, values, Preconditions.of(request));
    var answer = accounts == null ? null : accounts.answering(place);
    if (accounts != null && answer != null) {
      var grant =
          store.write(
              caller,
              transaction ->
                  accounts.changed(request, transaction, changed(transaction, changes).row()));
      kept.used();
      kept.done();
      response.header(HeaderNames.ETAG, Revisions.etag(grant.account()));
      accounts.answer(request, response, answer, place.route().status(), grant);
      return;
    }
    if (!key.isEmpty()) {
      var status = place.route().status();
      var reply =
          Idempotency.once(
              store,
              caller,
              key,
              () -> digest(request, place, values),
              transaction -> {
                var row = changed(transaction, changes).row();
                kept.used();
                return new Reply(
                    status, null, Revisions.etag(row), answers.one(place.route(), row));
              });
      kept.done();
      Http.send(request, response, place.route().mediaType(), reply);
      return;
    }
    var changed = store.write(caller, transaction -> changed(transaction, changes));
    kept.used();
    kept.done();
    var madeStatus = place.route().madeStatus();
    if (changed.made() && madeStatus != null) {
      response.status(Status.create(madeStatus));
      var location = Location.of(request.path().path(), changed.row(), place);
      if (location != null) {
        response.header(HeaderNames.LOCATION, location);
      }
    } else {
      response.status(Status.create(place.route().status()));
    }
    send(request, response, place.route(), changed.row());
  }

  private record Changes(
      Place place, Map<String, @Nullable Object> values, Preconditions preconditions) {}

  private record Changed(Row row, boolean made) {}

  private Changed changed(Transaction transaction, Changes changes) throws SQLException {
    var place = changes.place();
    var resource = place.resource();
    var found = place.find(transaction);
    if (found.isEmpty() && place.route().madeStatus() != null && place.isFree(transaction)) {
      changes.preconditions().requireNothing();
      mayCreate(resource, transaction.caller());
      return new Changed(made(transaction, place, changes.values()), true);
    }
    var present = found.orElseThrow(place::none);
    changes.preconditions().require(present);
    require(transaction, resource, present, resource.updateAccess());
    refuseFixed(resource, present, changes.values());
    readableReferences(transaction, place, changes.values());
    return new Changed(transaction.set(present, changes.values()), false);
  }

  private void delete(ServerRequest request, ServerResponse response, Place place, String caller)
      throws SQLException, IOException {
    var preconditions = Preconditions.of(request);
    var reply =
        Idempotency.once(
            store,
            caller,
            key(request, place),
            () -> digest(request, place, Map.of()),
            transaction -> {
              var present = place.require(transaction);
              preconditions.require(present);
              var access = place.resource().deleteAccess();
              require(transaction, place.resource(), present, access);
              transaction.delete(present);
              var answer = answers.one(place.route(), present);
              return new Reply(place.route().status(), null, null, answer);
            });
    Http.send(request, response, place.route().mediaType(), reply);
  }

  private static void mayCreate(Resource resource, String caller) {
    switch (resource.createAccess().rule()) {
      case NOBODY -> throw notAllowed(resource);
      case OWNER -> {
        if (caller.isEmpty()) {
          throw Problem.callerRequired();
        }
      }
      case ACCOUNT -> {
        var _ = LoggedIn.account();
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
      Records records, Place place, Map<String, @Nullable Object> values) throws SQLException {
    var resource = place.resource();
    List<FieldError> errors = new ArrayList<>();
    for (var field : resource.fields()) {
      var key = values.get(field.name());
      if (key != null
          && field.kind() instanceof Words.Reference(var plural, _)
          && !place.canRefer(records, plural, key.toString())) {
        errors.add(new FieldError(resource.called(field.name()), "does not exist"));
      }
    }
    if (!errors.isEmpty()) {
      throw Problem.missing(errors);
    }
  }

  private static void refuseFixed(
      Resource resource, Row present, Map<String, @Nullable Object> values) {
    List<FieldError> errors = new ArrayList<>();
    for (var field : resource.fields()) {
      if (field.isFixed()
          && values.containsKey(field.name())
          && !Objects.equals(values.get(field.name()), present.value(field.name()))) {
        errors.add(new FieldError(resource.called(field.name()), "cannot be changed"));
      }
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
  }

  private void send(ServerRequest request, ServerResponse response, Route route, Row row)
      throws IOException {
    response.header(HeaderNames.ETAG, Revisions.etag(row));
    if (route.content() == Route.Content.RECORD
        && response.status().code() != Status.NO_CONTENT_204.code()
        && row.characters() >= Page.PART_CHARACTERS) {
      Http.stream(request, response, Http.JSON, to -> answers.one(to, route, row));
      return;
    }
    Http.send(request, response, route.mediaType(), answers.one(route, row));
  }
}
