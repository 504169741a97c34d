package factory.pipeline.spec;

import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.Endpoint.Answer;
import factory.pipeline.spec.Endpoint.In;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks where one function or action is. */
final class EndpointChecker {
  private static final Pattern HEADER = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");

  /** What HTTP and the gate have for themselves. */
  private static final Pattern OUR_HEADERS =
      Pattern.compile(
          "(?i)x-factory-.*|x-forwarded-.*|x-envoy-.*|x-request-id|authorization|cookie|host|connection"
              + "|content-.*|transfer-encoding|upgrade|te|trailer|expect|if-.*|idempotency-key");

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Pattern RECORD_FIELD = Pattern.compile("record\\.([a-z][a-z0-9_]*)");

  private final Check check;
  private final Endpoint endpoint;
  private final List<Field> inputs;
  private final String at;

  /** Of the record that it is about; empty when that is none. */
  private final Optional<Kind> kind;

  private EndpointChecker(
      Check check, Endpoint endpoint, List<Field> inputs, String at, Optional<Kind> kind) {
    this.check = check;
    this.kind = kind;
    this.endpoint = endpoint;
    this.inputs = inputs;
    this.at = at;
  }

  static void check(Check check, Function function, String at) {
    function
        .http()
        .ifPresent(
            endpoint -> {
              var checker =
                  new EndpointChecker(
                      check, endpoint, function.inputs(), at + "/http", Optional.empty());
              if (!isHealth(endpoint) || !function.inputs().isEmpty()) {
                checker.address();
              }
              checker.text();
              checker.keys();
              checker.answer(Optional.of(function.outputs()), true);
            });
  }

  static void check(Check check, ToolOperation operation, String at) {
    var checker =
        new EndpointChecker(
            check, operation.http(), operation.inputs(), at + "/http", Optional.empty());
    checker.address();
    checker.noText();
    checker.keys();
  }

  static void check(Check check, Action action, String at) {
    action
        .http()
        .ifPresent(
            endpoint -> {
              var kind =
                  action.onRecord()
                      ? check.specification().kind(action.kind())
                      : Optional.<Kind>empty();
              var checker =
                  new EndpointChecker(check, endpoint, action.inputs(), at + "/http", kind);
              checker.address();
              checker.noText();
              checker.keys();
              checker.answer(
                  action.answer() instanceof Action.Answer.Values(var outputs)
                      ? Optional.of(outputs)
                      : Optional.empty(),
                  action.answer() instanceof Action.Answer.Nothing);
              if (endpoint.method().equals("GET")
                  && action.effects().stream().anyMatch(EndpointChecker::changes)
                  && !(endpoint.answer() instanceof Answer.Redirect)) {
                check.problem(at + "/http/method", "a GET changes nothing: take another method");
              }
            });
  }

  private static boolean changes(Action.Effect effect) {
    return !(effect instanceof Action.Effect.Take || effect instanceof Action.Effect.Require);
  }

  /** All of a body is one input, beside which it has no other. */
  private void text() {
    var texts = endpoint.from(In.TEXT, inputs);
    if (texts.isEmpty()) {
      return;
    }
    var where = at + "/inputs/" + texts.getFirst().name();
    if (texts.size() > 1 || !endpoint.from(In.BODY, inputs).isEmpty()) {
      check.problem(where, "all of the body is one input: take the others from elsewhere");
    }
    if (!(texts.getFirst().type() instanceof FieldType.Text) || !texts.getFirst().required()) {
      check.problem(where, "all of the body is a text, which is always there: have it required");
    }
    if (endpoint.method().equals("GET")) {
      check.problem(where, "a GET has no body: take it from the path, the query or a header");
    }
  }

  /** Of an operation whose body is never a text alone. */
  private void noText() {
    endpoint
        .from(In.TEXT, inputs)
        .forEach(
            input ->
                check.problem(
                    at + "/inputs/" + input.name(),
                    "only a function takes all of a body of text: take a member of the body"));
  }

  /** What is computed from nothing may say in a document's words that the service is up. */
  static boolean isHealth(Endpoint endpoint) {
    return endpoint.method().equals("GET")
        && endpoint.path().equals("/health")
        && endpoint.status() == 200;
  }

  private void address() {
    if (HttpChecker.OURS.contains(endpoint.path())) {
      check.problem(at + "/path", "'%s' is served by every service".formatted(endpoint.path()));
    }
    for (var name : endpoint.inputs().keySet()) {
      if (inputs.stream().noneMatch(input -> input.name().equals(name))) {
        check.problem(at + "/inputs/" + name, "there is no input '%s'".formatted(name));
      }
    }
    Map<In, Map<String, String>> taken = new HashMap<>();
    for (var input : inputs) {
      var place = endpoint.place(input.name());
      var where = at + "/inputs/" + input.name();
      check.taken(taken.computeIfAbsent(place.in(), _ -> new HashMap<>()), place.name(), where);
      fits(input, place, where);
    }
  }

  private void fits(Field input, Endpoint.Place place, String where) {
    var type = input.type();
    var single = Check.isComparable(type);
    switch (place.in()) {
      case BODY -> {
        if (endpoint.method().equals("GET")) {
          check.problem(where, "a GET has no body: take it from the path, the query or a header");
        }
      }
      case TEXT -> {
        // What it is, and what it is of, is looked at once for all of them.
      }
      case QUERY -> {
        if (!single
            && !(type instanceof FieldType.ListOf(var item, _, _) && Check.isComparable(item))) {
          check.problem(where, "a %s cannot be in a query".formatted(FieldWriter.nameOf(type)));
        }
      }
      case PATH, HEADER, COOKIE -> {
        if (!single) {
          check.problem(
              where,
              "a %s cannot be in a %s"
                  .formatted(FieldWriter.nameOf(type), JsonObject.word(place.in())));
        }
      }
    }
    if (place.in() == In.COOKIE && SentKey.isOurs(SentKey.In.COOKIE, place.name())) {
      check.problem(where + "/name", "'%s' is the gate's cookie".formatted(place.name()));
    }
    if (place.in() == In.HEADER
        && (!HEADER.matcher(place.name()).matches()
            || OUR_HEADERS.matcher(place.name()).matches())) {
      check.problem(
          where + "/name", "'%s' is no header of a service's own".formatted(place.name()));
    }
    if (place.in() == In.PATH && !input.required()) {
      check.problem(where, "what is in the path is always given: it must be required");
    }
  }

  /** Each parameter of the path is a key of the record or an input. */
  private void keys() {
    List<String> known = new ArrayList<>(endpoint.keys().keySet());
    endpoint.from(In.PATH, inputs).forEach(input -> known.add(endpoint.place(input.name()).name()));
    var parameters = endpoint.parameters();
    if (new HashSet<>(parameters).size() < parameters.size()
        || known.size() != parameters.size()
        || !Set.copyOf(parameters).equals(Set.copyOf(known))) {
      check.problem(
          at + "/path", "each parameter of the path must be a key or an input, each once");
    }
    if (kind.isEmpty()) {
      if (!endpoint.keys().isEmpty() || !endpoint.sent().isEmpty()) {
        check.problem(at + "/keys", "this is about no record: take inputs from the path");
      }
      return;
    }
    if (!endpoint.keys().containsValue("id")
        && kind.get().fields().stream()
            .noneMatch(f -> f.unique() && endpoint.keys().containsValue(f.name()))) {
      check.problem(
          at + "/keys", "one of them must be id, or a unique field: this is about one record");
    }
    HttpChecker.keys(check, kind.get(), endpoint.keys(), at);
    SentKey.check(check, kind.get(), endpoint.sent(), endpoint.keys().values(), at);
  }

  /**
   * What is answered.
   *
   * @param outputs what is computed; empty when that is a record or nothing
   * @param mayBeNothing whether nothing need be answered of what is done
   */
  private void answer(Optional<List<Output>> outputs, boolean mayBeNothing) {
    var where = at + "/answer";
    var isRedirect = REDIRECTS.contains(endpoint.status());
    if (isRedirect != (endpoint.answer() instanceof Answer.Redirect)
        || (endpoint.status() > 299 && !isRedirect)) {
      check.problem(
          at + "/status",
          "must be 301, 302, 303, 307 or 308 of a redirect, and 200 to 299 of anything else");
    }
    if (HttpChecker.WITHOUT_BODY.contains(endpoint.status())
        && !(endpoint.answer() instanceof Answer.Nothing)) {
      check.problem(where, "%d has no body".formatted(endpoint.status()));
    }
    switch (endpoint.answer()) {
      case Answer.Result(var names, var within, var always) -> {
        if (within.isEmpty() && !always.isEmpty()) {
          check.problem(where + "/always", "has no place: no member has the result");
        }
        if (within.map(Inside::outer).filter(always::containsKey).isPresent()) {
          check.problem(where + "/always", "has the name of what has the result");
        }
        if (outputs.isEmpty() && mayBeNothing) {
          check.problem(where, "there is no result: answer nothing, or a constant");
        }
        names(outputs, names, where);
      }
      case Answer.Page(var names) -> {
        if (outputs.filter(all -> !all.isEmpty()).isEmpty()) {
          check.problem(where, "a page shows outputs: have at least one");
        }
        names(outputs, names, where);
      }
      case Answer.Value _ -> {
        if (outputs.filter(all -> all.size() == 1).isEmpty()) {
          check.problem(where, "one output is a whole answer: have exactly one");
        }
      }
      case Answer.Nothing _ -> unanswered(outputs, mayBeNothing, where);
      case Answer.Redirect _ -> redirect(outputs, where);
      case Answer.Constant(var value, var form) -> {
        unanswered(outputs, mayBeNothing, where);
        if (form != Endpoint.Form.JSON && !value.isTextual()) {
          check.problem(where + "/value", "must be a text");
        }
      }
    }
  }

  private void names(Optional<List<Output>> outputs, Map<String, String> names, String where) {
    var all = outputs.orElse(List.of()).stream().map(Output::name).toList();
    for (var name : names.keySet()) {
      if (!all.contains(name)) {
        check.problem(where + "/names/" + name, "there is no output '%s'".formatted(name));
      }
    }
    Map<String, String> taken = new HashMap<>();
    all.forEach(
        name -> check.taken(taken, names.getOrDefault(name, name), where + "/names/" + name));
  }

  /** Nowhere but to what is kept as an address: nobody makes a caller go where he says. */
  private void redirect(Optional<List<Output>> outputs, String where) {
    var to = outputs.filter(all -> all.size() == 1).map(List::getFirst);
    var field =
        to.map(output -> RECORD_FIELD.matcher(output.value()))
            .filter(java.util.regex.Matcher::matches)
            .flatMap(value -> kind.flatMap(of -> of.field(value.group(1))))
            .filter(of -> of.type() instanceof FieldType.Url && of.required());
    if (field.isEmpty() || !(to.get().type() instanceof FieldType.Url)) {
      check.problem(
          where,
          "a redirect has one output, a url, which is 'record.' and a field that is a required url");
    }
  }

  private void unanswered(Optional<List<Output>> outputs, boolean mayBeNothing, String where) {
    if (!mayBeNothing || outputs.filter(all -> !all.isEmpty()).isPresent()) {
      check.problem(where, "what is computed would not be answered: leave it out");
    }
  }
}
