package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.Endpoint.Answer;
import factory.pipeline.spec.Endpoint.In;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Function;
import factory.pipeline.spec.Specification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A call of each action and function whose document says where it is, as a story: on a record that
 * was just made, with what its inputs take. Told is only what cannot be refused then.
 */
final class EndpointStories {
  /** That the caller has not done it with the record yet, which holds of a new one. */
  private static final Pattern NOT_YET =
      Pattern.compile(
          "!\\w+\\.exists\\((\\w+), \\1\\.\\w+ == record && \\1\\.\\w+ == (caller|account)\\)");

  /** What fits a field whatever it was: a constant, an input, the opposite, one more. */
  private static final Pattern ALWAYS_FITS =
      Pattern.compile(
          "true|false|now|caller|account|null|'[^']*'|[0-9]+|!?record\\.\\w+|record\\.\\w+ \\+ (1|input\\.\\w+)");

  private static final Pattern CALL = Pattern.compile("([A-Za-z]\\w*)\\(");
  private static final Pattern MAY_FAIL = Pattern.compile("[/%\\[]");

  /** Functions of expressions that have a value for every argument. */
  private static final Set<String> NEVER_FAIL =
      Set.of(
          "size",
          "upper",
          "lower",
          "reverse",
          "words",
          "trim",
          "slug",
          "md5",
          "sha1",
          "sha256",
          "uuid",
          "daysBetween",
          "startsWith",
          "endsWith",
          "contains",
          "average",
          "median",
          "min",
          "max");

  /** One that has none for some texts. */
  private static final String DECIMAL = "decimal";

  private final Specification specification;
  private final Names names;
  private final Samples samples;
  private final RouteStories routes;
  private final Optional<StoryAccount> account;

  EndpointStories(
      Specification specification,
      Names names,
      RouteStories routes,
      Optional<StoryAccount> account) {
    this.specification = specification;
    this.names = names;
    this.routes = routes;
    this.account = account;
    samples = new Samples(specification);
  }

  /**
   * The stories.
   *
   * @param number of the next story
   * @param untold what cannot be told is added here
   */
  List<Object> all(int number, List<String> untold) {
    List<Object> stories = new ArrayList<>();
    for (var action : specification.actions()) {
      action
          .http()
          .ifPresent(
              endpoint ->
                  story(action, endpoint, number + stories.size())
                      .ifPresentOrElse(stories::add, () -> untold.add(endpoint.named())));
    }
    for (var function : specification.functions()) {
      function
          .http()
          .ifPresent(
              endpoint ->
                  story(function, endpoint)
                      .ifPresentOrElse(stories::add, () -> untold.add(endpoint.named())));
    }
    return stories;
  }

  private Optional<Object> story(Action action, Endpoint endpoint, int number) {
    var kind = specification.kind(action.kind());
    if (kind.isEmpty()
        || !isTaken(action)
        || endpoint.answer() instanceof Answer.Redirect
        || !Stories.may(kind.get(), action.access(), account)
        || account.filter(one -> !one.may(endpoint.method(), endpoint.path())).isPresent()) {
      return Optional.empty();
    }
    var telling = RouteStories.Telling.of(number);
    Map<String, Object> values = new LinkedHashMap<>();
    if (action.onRecord()) {
      var made =
          kind.get().http().isEmpty() || account.filter(one -> one.isOf(action.kind())).isPresent()
              ? Optional.<RouteStories.Made>empty()
              : routes.make(kind.get(), telling);
      if (made.isEmpty() || !Stories.may(kind.get(), kind.get().access().read(), account)) {
        return Optional.empty();
      }
      values.putAll(made.get().values());
    }
    return step(
            OtherOperations.id(names.schema(action)), endpoint, action.inputs(), values, telling)
        .map(
            step -> {
              telling.steps().add(step);
              return workflow(action.name(), telling.steps());
            });
  }

  /** Whether nothing of it can be refused, on a record that was just made. */
  private boolean isTaken(Action action) {
    return action.guards().stream().allMatch(guard -> NOT_YET.matcher(guard.check()).matches())
        && action.effects().stream()
            .allMatch(
                effect ->
                    switch (effect) {
                      case Effect.Set(var target, var values) ->
                          target.equals("record") && fit(action, values);
                      case Effect.Insert _, Effect.DeleteEach _ -> true;
                      case Effect.Delete _,
                          Effect.SetEach _,
                          Effect.Take _,
                          Effect.Let _,
                          Effect.When _,
                          Effect.Require _ ->
                          false;
                    });
  }

  private boolean fit(Action action, Map<String, String> values) {
    return values.entrySet().stream()
        .allMatch(
            entry ->
                (ALWAYS_FITS.matcher(entry.getValue()).matches()
                        || entry.getValue().matches("input\\.\\w+"))
                    && specification
                        .kind(action.kind())
                        .flatMap(kind -> kind.field(entry.getKey()))
                        .filter(
                            field ->
                                !(field.type() instanceof FieldType.Choice choice)
                                    || choice.transitions().isEmpty())
                        .isPresent());
  }

  private Optional<Object> story(Function function, Endpoint endpoint) {
    List<String> expressions = new ArrayList<>();
    function.lets().forEach(let -> expressions.add(let.value()));
    function.outputs().forEach(output -> expressions.add(output.value()));
    var hasTexts =
        function.inputs().stream().anyMatch(input -> input.type() instanceof FieldType.Text);
    if (!function.refusals().isEmpty()
        || !expressions.stream().allMatch(expression -> isSure(expression, hasTexts))) {
      return Optional.empty();
    }
    return step(
            OtherOperations.id(names.schema(function)),
            endpoint,
            function.inputs(),
            Map.of(),
            RouteStories.Telling.of(1))
        .map(step -> workflow(function.name(), List.of(step)));
  }

  /** Whether an expression has a value whatever its inputs are. */
  private static boolean isSure(String expression, boolean hasTexts) {
    var code = expression.replaceAll("'[^']*'", "''");
    return !MAY_FAIL.matcher(code).find()
        && CALL.matcher(code)
            .results()
            .map(call -> call.group(1))
            .allMatch(call -> NEVER_FAIL.contains(call) || (call.equals(DECIMAL) && !hasTexts));
  }

  private Object workflow(String name, List<Object> steps) {
    return new Callers(specification.accounts())
        .workflow("call_" + name, Names.sentence(name), steps);
  }

  /** The call; empty when something that it needs has no sample. */
  private Optional<Object> step(
      String operation,
      Endpoint endpoint,
      List<Field> inputs,
      Map<String, Object> values,
      RouteStories.Telling telling) {
    List<Object> parameters = new ArrayList<>(account.map(StoryAccount::shown).orElse(List.of()));
    Map<String, Object> body = new LinkedHashMap<>();
    Optional<Object> text = Optional.empty();
    for (var input : inputs) {
      var place = endpoint.place(input.name());
      if (!input.required() && !place.in().isBody()) {
        continue;
      }
      var value =
          input.type() instanceof FieldType.Reference
              ? routes.value(input, telling)
              : samples.of(input.type(), input.name());
      if (value.isEmpty() || place.in() == In.COOKIE) {
        return Optional.empty();
      }
      switch (place.in()) {
        case BODY -> body.put(place.name(), value.get());
        case TEXT -> text = value;
        default -> {
          if (value.get() instanceof List<?> || value.get() instanceof Map<?, ?>) {
            return Optional.empty();
          }
          parameters.add(parameter(place.name(), place.in().name(), value.get()));
        }
      }
    }
    for (var name : endpoint.parameters()) {
      if (endpoint.keys().containsKey(name)) {
        var value = values.get(endpoint.keys().get(name));
        if (value == null) {
          return Optional.empty();
        }
        parameters.add(parameter(name, In.PATH.name(), value));
      }
    }
    for (var sent : endpoint.sent()) {
      var value = values.get(sent.field());
      if (value == null) {
        return Optional.empty();
      }
      parameters.add(parameter(sent.name(), sent.in().name(), value));
    }
    var step = object("stepId", "call", "operationId", operation);
    if (!parameters.isEmpty()) {
      step.put("parameters", parameters);
    }
    if (text.isPresent()) {
      var sent = Stories.body(text.get());
      sent.put("contentType", "text/plain");
      step.put("requestBody", sent);
    } else if (!body.isEmpty()) {
      step.put("requestBody", Stories.body(body));
    } else if (!endpoint.from(In.BODY, inputs).isEmpty()) {
      // Tools send nothing at all for an empty body.
      return Optional.empty();
    }
    step.put("successCriteria", Stories.succeeds(endpoint.status()));
    return Optional.of(step);
  }

  private static Object parameter(String name, String in, Object value) {
    return object("name", name, "in", in.toLowerCase(Locale.ROOT), "value", value);
  }
}
