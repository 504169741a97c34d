package factory.runtime;

import factory.runtime.Bodies.Missing;
import factory.runtime.Problem.FieldError;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /{plural}/{id}/{action}}, {@code POST /{plural}/{action}}, {@code POST /{function}}
 * and {@code GET /{report}}.
 */
final class OperationApi {
  private static final byte[] NO_INPUTS = "{}".getBytes(StandardCharsets.US_ASCII);

  private final Store store;
  private final Bodies bodies;
  private final Answers answers;
  private final SecretHashing hashing;

  OperationApi(Store store, Bodies bodies, Answers answers, SecretHashing hashing) {
    this.hashing = hashing;
    this.store = store;
    this.bodies = bodies;
    this.answers = answers;
  }

  /** An action; the id is null for one on the collection. */
  void action(
      ServerRequest request,
      ServerResponse response,
      Action action,
      @Nullable String id,
      String caller)
      throws SQLException, IOException {
    var values = body(request, action.inputs());
    var key = Http.header(request, Idempotency.HEADER);
    var ifMatch = Http.header(request, "If-Match");
    var path = request.path().path();
    Reply reply;
    try {
      reply =
          Idempotency.once(
              store,
              caller,
              key,
              () -> Idempotency.digest("POST", path, action.inputs(), values),
              transaction -> run(transaction, action, id, ifMatch, path, values));
    } catch (Call.StoreFailure e) {
      throw (SQLException) e.getCause();
    }
    Http.send(request, response, reply);
  }

  private Reply run(
      Transaction transaction,
      Action action,
      @Nullable String id,
      String ifMatch,
      String path,
      Map<String, @Nullable Object> values)
      throws SQLException {
    var resource = transaction.model().resource(action.plural());
    Row row = null;
    if (id != null) {
      row =
          transaction
              .readable(action.plural(), id)
              .orElseThrow(
                  () -> Problem.notFound("There is no " + resource.singular() + " with this id."));
    }
    allow(transaction, action, resource, row);
    if (row != null) {
      Revisions.require(ifMatch, row);
    }
    refuseUnreadable(transaction, action.inputs(), values);
    var outcome = outcome(action, new Call(transaction, row, new Input(values), hashing));
    return switch (outcome.content()) {
      case Outcome.Refused(var problem) -> throw problem;
      case Outcome.Nothing() -> new Reply(204, null, null, new byte[0]);
      case Outcome.Told(var told) ->
          new Reply(
              200,
              null,
              null,
              answers.values(
                  action.outputs(), shown(action.outputs(), told), resource.leavesNullsOut()));
      case Outcome.Shown(var shown, var created) ->
          new Reply(
              created ? 201 : 200,
              created ? Location.of(path, shown) : null,
              Revisions.etag(shown),
              answers.one(shown));
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

  /** A function. */
  void function(ServerRequest request, ServerResponse response, Function function)
      throws IOException {
    var input = new Input(body(request, function.inputs()));
    Outcome outcome;
    try {
      outcome = function.body().compute(input);
    } catch (ArithmeticException e) {
      throw Problem.uncomputable(Uncomputable.of(e));
    }
    switch (outcome.content()) {
      case Outcome.Refused(var problem) -> throw problem;
      case Outcome.Nothing() ->
          Http.send(request, response, new Reply(204, null, null, new byte[0]));
      case Outcome.Told(var told) ->
          Http.send(
              request,
              response,
              answers.values(function.outputs(), shown(function.outputs(), told), false));
      case Outcome.Shown _ -> throw new IllegalStateException("a function has no record to show");
    }
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

  /** The inputs of a body; no body is an empty object. */
  private Map<String, @Nullable Object> body(ServerRequest request, List<Field> inputs)
      throws IOException {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    inputs.forEach(input -> values.put(input.name(), null));
    var form = BodyForm.of(inputs);
    if (request.content().hasEntity()) {
      Http.requireJson(request, Set.of(Http.JSON));
      var bytes = request.headers().contentLength().orElse(Bodies.MAX_BYTES);
      values.putAll(bodies.read(form, request.content().inputStream(), bytes, Missing.SET));
    } else {
      values.putAll(
          bodies.read(form, new ByteArrayInputStream(NO_INPUTS), NO_INPUTS.length, Missing.SET));
    }
    return values;
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

  /** What the caller may not see is not there for the references that he gives either. */
  private static void refuseUnreadable(
      Records records, List<Field> inputs, Map<String, @Nullable Object> values)
      throws SQLException {
    List<FieldError> errors = new ArrayList<>();
    for (var field : inputs) {
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

  /** The values of outputs as they are shown: rounded to their digits, and within their bounds. */
  private static Map<String, @Nullable Object> shown(List<Field> outputs, Values told) {
    for (var name : told.all().keySet()) {
      if (outputs.stream().noneMatch(output -> output.name().equals(name))) {
        throw new IllegalStateException("no output is called " + name);
      }
    }
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    for (var output : outputs) {
      var value = Call.fit(output, told.all().get(output.name()));
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
