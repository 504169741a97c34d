package factory.runtime;

import factory.runtime.Problem.FieldError;
import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Actions and functions at their endpoints, and {@code GET /{report}}. */
final class OperationApi {
  private static final Header NO_STORE = HeaderValues.createCached("Cache-Control", "no-store");

  private final Store store;
  private final Inputs inputs;
  private final Answers answers;
  private final SecretHashing hashing;

  OperationApi(Store store, Bodies bodies, Answers answers, SecretHashing hashing) {
    this.hashing = hashing;
    this.store = store;
    this.inputs = new Inputs(bodies);
    this.answers = answers;
  }

  /** The way to the record that an action is on: its path with keys alone. */
  static Route route(Endpoint endpoint) {
    var path = new StringBuilder();
    for (var segment : endpoint.template().segments()) {
      var isInput =
          Template.isParameter(segment)
              && !endpoint.keys().containsKey(Template.parameter(segment));
      path.append('/').append(isInput ? "-" : segment);
    }
    var route = Route.update("POST", path.toString());
    for (var key : endpoint.keys().entrySet()) {
      route = route.key(key.getKey(), key.getValue());
    }
    for (var sent : endpoint.sent()) {
      route = route.by(sent);
    }
    return route;
  }

  /**
   * An action.
   *
   * @param record the way to the record that it is on; null when it is on none
   * @param parameters of the path, in their order
   */
  void action(
      ServerRequest request,
      ServerResponse response,
      Action action,
      @Nullable Route record,
      List<String> parameters,
      String caller)
      throws SQLException, IOException {
    var endpoint = action.endpoint();
    var values = inputs.read(request, endpoint, action.inputs(), parameters);
    // Only what comes with POST may come twice by mistake; anything else does the same again.
    var isOnce = endpoint.method().equals("POST");
    var key = isOnce ? Http.header(request, Idempotency.HEADER) : "";
    var place =
        record == null
            ? null
            : place(request, store.model().resource(action.plural()), record, endpoint, parameters);
    var asked =
        new Asked(action, place, Http.header(request, "If-Match"), request.path().path(), values);
    Reply reply;
    try {
      reply =
          Idempotency.once(
              store,
              caller,
              key,
              () ->
                  Idempotency.digest(
                      endpoint.method(),
                      asked.path() + (place == null ? "" : place.sent()),
                      action.inputs(),
                      values),
              transaction -> run(transaction, asked));
    } catch (Call.StoreFailure e) {
      throw (SQLException) e.getCause();
    }
    if (endpoint.content() == Endpoint.Content.REDIRECT) {
      // Who keeps it would go where the record no longer leads, and be counted no more.
      response.header(NO_STORE);
    }
    Http.send(request, response, endpoint.content().mediaType(), reply);
  }

  /** What an action is asked with; the place is null when it is on no record. */
  private record Asked(
      Action action,
      @Nullable Place place,
      String ifMatch,
      String path,
      Map<String, @Nullable Object> values) {}

  private Reply run(Transaction transaction, Asked asked) throws SQLException {
    var action = asked.action();
    var resource = transaction.model().resource(action.plural());
    var row = asked.place() == null ? null : asked.place().require(transaction);
    allow(transaction, action, resource, row);
    if (row != null) {
      Revisions.require(asked.ifMatch(), row);
    }
    refuseUnreadable(transaction, action, asked.values());
    var outcome = outcome(action, new Call(transaction, row, new Input(asked.values()), hashing));
    if (outcome.content() instanceof Outcome.Shown(var shown, var created)
        && action.endpoint().content() == Endpoint.Content.RESULT) {
      return new Reply(
          action.endpoint().success(created ? 201 : 200),
          created ? Location.of(asked.path(), shown) : null,
          Revisions.etag(shown),
          answers.result(action.endpoint(), shown));
    }
    return reply(action.endpoint(), action.outputs(), outcome, resource.leavesNullsOut());
  }

  /** Which record a path is about: parameters that are inputs say nothing of that. */
  private Place place(
      ServerRequest request,
      Resource resource,
      Route record,
      Endpoint endpoint,
      List<String> parameters) {
    List<String> keys = new ArrayList<>();
    var names = endpoint.template().parameters();
    for (var i = 0; i < names.size(); i++) {
      if (endpoint.keys().containsKey(names.get(i))) {
        keys.add(parameters.get(i));
      }
    }
    return Place.of(store.model(), resource, record, keys, request);
  }

  /** What an operation answers that ended like that, unless it is a record. */
  private Reply reply(
      Endpoint endpoint, List<Field> outputs, Outcome outcome, boolean leavesNullsOut) {
    if (outcome.content() instanceof Outcome.Refused(var problem)) {
      throw problem;
    }
    var always = endpoint.constant();
    if (always != null) {
      var body =
          endpoint.content() == Endpoint.Content.CONSTANT
              ? always.getBytes(StandardCharsets.UTF_8)
              : Answers.text(endpoint, always);
      return new Reply(endpoint.success(200), null, null, body);
    }
    if (endpoint.content() == Endpoint.Content.NOTHING) {
      return new Reply(endpoint.success(204), null, null, new byte[0]);
    }
    return switch (outcome.content()) {
      case Outcome.Nothing() -> new Reply(endpoint.success(204), null, null, new byte[0]);
      case Outcome.Told(var told) when endpoint.content() == Endpoint.Content.REDIRECT ->
          new Reply(
              endpoint.success(302),
              Location.elsewhere(shown(outputs, told).get(outputs.getFirst().name())),
              null,
              new byte[0]);
      case Outcome.Told(var told) ->
          new Reply(
              endpoint.success(200),
              null,
              null,
              answers.result(endpoint, outputs, shown(outputs, told), leavesNullsOut));
      case Outcome.Shown _, Outcome.Refused _ ->
          throw new IllegalStateException(endpoint + " has no record to answer");
    };
  }

  private static void allow(
      Transaction transaction, Action action, Resource resource, @Nullable Row row)
      throws SQLException {
    var access = action.access();
    var caller = transaction.caller();
    var allowed =
        switch (access.rule()) {
          case ANYONE -> true;
          case NOBODY -> false;
          case OWNER, ACCOUNT, WHEN ->
              row == null
                  ? transaction.holds(resource, access.of(caller))
                  : transaction.exists(
                      resource.plural(), Condition.equal("id", row.key()).and(access.of(caller)));
        };
    if (!allowed) {
      throw Problem.notAllowed("You may not do that with this " + resource.singular() + ".");
    }
  }

  private static Outcome outcome(Action action, Call call) {
    try {
      return action.body().run(call);
    } catch (ArithmeticException e) {
      throw Problem.uncomputable(Uncomputable.of(e));
    }
  }

  /**
   * A function.
   *
   * @param parameters of the path, in their order
   */
  void function(
      ServerRequest request, ServerResponse response, Function function, List<String> parameters)
      throws IOException {
    var endpoint = function.endpoint();
    var input = new Input(inputs.read(request, endpoint, function.inputs(), parameters));
    Outcome outcome;
    try {
      outcome = function.body().compute(input);
    } catch (ArithmeticException e) {
      throw Problem.uncomputable(Uncomputable.of(e));
    }
    Http.send(
        request,
        response,
        endpoint.content().mediaType(),
        reply(endpoint, function.outputs(), outcome, false));
  }

  /** A report. */
  void report(ServerRequest request, ServerResponse response, Report report, String caller)
      throws SQLException, IOException {
    var input = new Input(parameters(report.inputs(), Http.query(request)));
    List<List<ReportRows.Cell>> rows;
    try {
      rows =
          store.read(caller, records -> new ReportRows(report, records).read(report.where(input)));
    } catch (ArithmeticException e) {
      throw Problem.uncomputable(Uncomputable.of(e));
    } catch (SQLException e) {
      if (Figures.isOverflow(e)) {
        throw Problem.uncomputable(Uncomputable.outOfRange("A sum becomes too large"));
      }
      throw e;
    }
    Http.send(
        request,
        response,
        answers.report(rows, store.model().resource(report.plural()).leavesNullsOut()));
  }

  private static Map<String, @Nullable Object> parameters(
      List<Field> inputs, Map<String, List<String>> query) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (var name : query.keySet()) {
      if (inputs.stream().noneMatch(input -> input.name().equals(name))) {
        throw Problem.parameter(name, "is unknown");
      }
    }
    for (var input : inputs) {
      var given = query.getOrDefault(input.name(), List.of());
      if (given.size() > 1) {
        throw Problem.parameter(input.name(), "is given twice");
      }
      if (given.contains("")) {
        throw Problem.parameter(input.name(), "must not be empty; leave it out to see all");
      }
      try {
        var value =
            input.parse(
                given.isEmpty()
                    ? new JsonValue.Nothing()
                    : input.kind().fromText(given.getFirst()));
        if (given.isEmpty() && input.fallback() == null) {
          // A truth that was not given restricts nothing either.
          value = null;
        }
        if (value != null) {
          var _ = input.kind().store(value);
        }
        values.put(input.name(), value);
      } catch (Kind.Unfit unfit) {
        throw Problem.parameter(input.name(), String.valueOf(unfit.getMessage()));
      }
    }
    return values;
  }

  /**
   * What the caller may not see is not there for the references that he gives either: what a path
   * leads through is not found then.
   */
  private static void refuseUnreadable(
      Records records, Action action, Map<String, @Nullable Object> values) throws SQLException {
    List<FieldError> errors = new ArrayList<>();
    for (var field : action.inputs()) {
      var key = values.get(field.name());
      if (key != null
          && field.kind() instanceof Words.Reference(var plural, _)
          && records.readable(plural, key.toString()).isEmpty()) {
        var place = action.endpoint().place(field);
        if (place.in() == Endpoint.In.PATH) {
          throw Problem.notFound(
              "There is no " + records.model().resource(plural).singular() + " with this id.");
        }
        errors.add(new FieldError(place.name(), "does not exist"));
      }
    }
    if (!errors.isEmpty()) {
      throw Problem.missing(errors);
    }
  }

  /** The values of outputs as they are shown: rounded to their digits, and within their bounds. */
  private static Map<String, @Nullable Object> shown(List<Field> outputs, Values told) {
    for (var name : told.all().keySet()) {
      if (outputs.stream().noneMatch(output -> output.name().equals(name))) {
        throw new IllegalStateException("no output is called " + name);
      }
    }
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    for (var output : outputs) {
      var value = output.rounded(told.all().get(output.name()));
      try {
        shown.put(
            output.name(), value == null ? null : output.kind().load(output.kind().store(value)));
      } catch (Kind.Unfit unfit) {
        throw Problem.refused(
            422, "OUT_OF_RANGE", "The result " + output.name() + " " + unfit.getMessage() + ".");
      }
    }
    return shown;
  }
}
