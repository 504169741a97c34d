package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import factory.pipeline.spec.Accounts;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Inside;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Specification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The life of a record as a story, where a document says how records look over HTTP. */
final class RouteStories {
  /** So many records a story makes at most, so that what refers in a circle ends. */
  private static final int MOST_MADE = 10;

  private final Specification specification;
  private final Names names;
  private final Samples samples;
  private final Optional<StoryAccount> account;

  /**
   * Stories of a specification.
   *
   * @param account that takes the steps, where the service has accounts
   */
  RouteStories(Specification specification, Names names, Optional<StoryAccount> account) {
    this.specification = specification;
    this.names = names;
    this.account = account;
    samples = new Samples(specification);
  }

  /**
   * A record that a story has made.
   *
   * @param values what paths and bodies may need of it: its id and fields, by their names here
   */
  record Made(String step, Kind kind, Map<String, Object> values) {}

  /** A story while it is written. */
  record Telling(int number, List<Object> steps, List<Made> made) {
    static Telling of(int number) {
      return new Telling(number, new ArrayList<>(), new ArrayList<>());
    }
  }

  /** The story; empty when something that it needs cannot be made, or is not shown. */
  Optional<Map<String, Object>> life(Kind kind, int number) {
    var telling = Telling.of(number);
    var made = make(kind, telling);
    if (made.isEmpty()) {
      return Optional.empty();
    }
    var own = made.get();
    var steps = telling.steps();
    var read = route(own, Operation.READ);
    read.ifPresent(route -> steps.add(step("read", route, own, route.status())));
    change(own).ifPresent(steps::add);
    route(own, Operation.LIST)
        .ifPresent(route -> steps.add(step("list", route, own, route.status())));
    for (var one : telling.made().reversed()) {
      route(one, Operation.DELETE)
          .ifPresent(route -> steps.add(step("delete_" + one.step(), route, one, route.status())));
    }
    if (read.isPresent() && route(own, Operation.DELETE).isPresent()) {
      steps.add(step("read_again", read.get(), own, read.get().status(404)));
    }
    return Optional.of(
        new Callers(specification.accounts())
            .workflow(
                "life_of_" + kind.name(),
                "The life of " + KindOperations.article(Names.words(kind.name())),
                steps));
  }

  /** How an account is made; empty when that cannot be told. */
  Optional<StoryAccount.Registered> register(Kind kind) {
    var telling = Telling.of(1);
    return make(kind, telling)
        .map(
            made ->
                new StoryAccount.Registered(
                    telling.steps(),
                    made.values(),
                    Optional.ofNullable(made.values().get("id")).map(Object::toString),
                    create(kind)
                        .map(Route::answer)
                        .flatMap(RouteStories::token)
                        .map(_ -> "$steps." + made.step() + ".outputs.token")));
  }

  /** Where an answer has the token of a session. */
  private static Optional<String> token(Route.Answer answer) {
    return answer instanceof Route.Answer.Session(var within, var members)
        ? StoryAccount.token(within, members)
        : Optional.empty();
  }

  private Optional<Route> create(Kind kind) {
    return kind.http().stream()
        .flatMap(http -> http.routes().stream())
        .filter(one -> one.operation() == Operation.CREATE && mayUse(one))
        .findFirst()
        .filter(one -> one.takes().contains(Route.JSON) && isOpen(kind, Operation.CREATE))
        .filter(one -> one.called().isEmpty());
  }

  private boolean mayUse(Route route) {
    return account.map(one -> one.may(route.method(), route.path())).orElse(true);
  }

  /** Adds the steps that make a record and what it must refer to; empty when that cannot be. */
  Optional<Made> make(Kind kind, Telling telling) {
    var route = create(kind);
    if (route.isEmpty()
        || !kind.rules().isEmpty()
        || kind.expires().isPresent()
        || telling.made().size() >= MOST_MADE) {
      return Optional.empty();
    }
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, Object> body = new LinkedHashMap<>();
    for (var field : kind.fields()) {
      var isInPath = route.get().placed().contains(field.name());
      var isInBody = Wire.inBody(kind, route.get()).contains(field);
      if (!isInPath && !(isInBody && (field.required() || isPlain(field)))) {
        continue;
      }
      var value = value(field, telling);
      if (value.isEmpty()) {
        if (field.required() || isInPath) {
          return Optional.empty();
        }
        continue;
      }
      values.put(field.name(), value.get());
      if (isInBody) {
        body.put(Wire.shown(kind, field), value.get());
      }
    }
    // Tools send nothing at all for an empty body.
    if (body.isEmpty() || !values.keySet().containsAll(route.get().placed())) {
      return Optional.empty();
    }
    var id = id(kind, route.get().answer(), values);
    if (id.isEmpty() && !(route.get().answer() instanceof Route.Answer.Session)) {
      return Optional.empty();
    }
    var name =
        "make_" + kind.name() + (telling.made().isEmpty() ? "" : "_" + telling.made().size());
    var parameters = parameters(route.get(), values);
    var step = object("stepId", name, "operationId", RouteOperations.id(names, kind, route.get()));
    if (!parameters.isEmpty()) {
      step.put("parameters", parameters);
    }
    step.put("requestBody", Stories.body(inside(route.get(), Wire.twice(kind, route.get(), body))));
    step.put("successCriteria", Stories.succeeds(route.get().status()));
    Map<String, Object> outputs = new LinkedHashMap<>();
    if (id.isPresent() && id.get().startsWith("$")) {
      outputs.put("id", id.get());
      values.put("id", "$steps." + name + ".outputs.id");
    } else if (id.isPresent()) {
      values.put("id", id.get());
    }
    token(route.get().answer()).ifPresent(place -> outputs.put("token", "$response.body#" + place));
    if (!outputs.isEmpty()) {
      step.put("outputs", outputs);
    }
    telling.steps().add(step);
    var made = new Made(name, kind, values);
    telling.made().add(made);
    return Optional.of(made);
  }

  private static Object inside(Route route, Map<String, Object> body) {
    return route.bodyWithin().<Object>map(member -> object(member, body)).orElse(body);
  }

  /** Where an answer says the id, or what is given as it. */
  private static Optional<String> id(Kind kind, Route.Answer answer, Map<String, Object> values) {
    if (kind.key() instanceof Kind.Key.Natural(var field)) {
      return Optional.ofNullable(values.get(field)).map(Object::toString);
    }
    return record(answer)
        .flatMap(
            place -> Wire.name(kind, "id").map(name -> "$response.body#" + place + pointer(name)));
  }

  /** Where an answer has the record. */
  private static Optional<String> record(Route.Answer answer) {
    return switch (answer) {
      case Route.Answer.Row(var within) ->
          Optional.of(
              within.map(Inside::path).orElse(List.of()).stream()
                  .map(RouteStories::pointer)
                  .collect(Collectors.joining()));
      case Route.Answer.Session(var within, var members) ->
          StoryAccount.member(within, members, Accounts.Part.RECORD);
      case Route.Answer.Nothing _, Route.Answer.Constant _, Route.Answer.Rows _ -> Optional.empty();
    };
  }

  static String pointer(String member) {
    return "/" + member.replace("~", "~0").replace("/", "~1");
  }

  private static boolean isPlain(Field field) {
    return !(field.type() instanceof FieldType.Reference) && !field.unique();
  }

  Optional<Object> value(Field field, Telling telling) {
    if (field.type() instanceof FieldType.Reference(var kind, var _)) {
      if (account.filter(one -> one.isOf(kind)).isPresent()) {
        return account.get().id(kind);
      }
      return specification
          .kind(kind)
          .filter(target -> target.http().isPresent())
          .flatMap(target -> make(target, telling))
          .map(target -> target.values().get("id"));
    }
    var sample = samples.of(field.type(), field.name());
    return field.unique()
        ? sample.map(value -> Stories.another(field.type(), value, telling.number()))
        : sample;
  }

  /** The first route of an operation, where its path says only what is known of a record. */
  private Optional<Route> route(Made of, Operation operation) {
    return of.kind().http().stream()
        .filter(_ -> isOpen(of.kind(), operation))
        .flatMap(http -> http.routes().stream())
        .filter(route -> route.operation() == operation)
        .filter(route -> route.isWhole() && !route.ofAccount() && mayUse(route))
        .findFirst()
        .filter(route -> route.called().isEmpty())
        .filter(route -> of.values().keySet().containsAll(route.placed()));
  }

  /** A change to what is so already, which keeps every rule. */
  private Optional<Object> change(Made own) {
    var route = route(own, Operation.UPDATE);
    if (route.isEmpty() || !route.get().takes().contains(Route.JSON)) {
      return Optional.empty();
    }
    var may = Wire.inBody(own.kind(), route.get());
    Map<String, Object> body = new LinkedHashMap<>();
    for (var field : own.kind().fields()) {
      var value = own.values().get(field.name());
      var isFixed = field.origin() instanceof Origin.Given given && given.fixed();
      if (may.contains(field) && value != null && !isFixed) {
        body.put(Wire.shown(own.kind(), field), value);
      }
    }
    if (body.isEmpty()) {
      return Optional.empty();
    }
    var step = step("change", route.get(), own, route.get().status());
    step.put(
        "requestBody",
        Stories.body(inside(route.get(), Wire.twice(own.kind(), route.get(), body))));
    return Optional.of(step);
  }

  private Map<String, Object> step(String id, Route route, Made of, int status) {
    var step = object("stepId", id, "operationId", RouteOperations.id(names, of.kind(), route));
    var parameters = parameters(route, of.values());
    if (!parameters.isEmpty()) {
      step.put("parameters", parameters);
    }
    step.put("successCriteria", Stories.succeeds(status));
    return step;
  }

  private List<Object> parameters(Route route, Map<String, Object> values) {
    List<Object> parameters = new ArrayList<>(account.map(StoryAccount::shown).orElse(List.of()));
    for (var name : route.parameters()) {
      var value = values.get(route.keys().getOrDefault(name, "id"));
      if (value != null) {
        parameters.add(object("name", name, "in", "path", "value", value));
      }
    }
    for (var sent : route.sent()) {
      var value = values.get(sent.field());
      if (value != null) {
        var in = sent.in().name().toLowerCase(java.util.Locale.ROOT);
        parameters.add(object("name", sent.name(), "in", in, "value", value));
      }
    }
    return parameters;
  }

  private boolean isOpen(Kind kind, Operation operation) {
    return Stories.may(kind, operation, account);
  }
}
