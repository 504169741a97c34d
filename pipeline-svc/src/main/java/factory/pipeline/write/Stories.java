package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Specification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes stories of a service as an Arazzo document, for anybody's tool to run against it: a record
 * of each kind is made, read, changed, listed and deleted; and what the specification's examples
 * say. What cannot be told is named in the document.
 */
final class Stories {
  private static final String NEVER = "2999-12-31T18:30:00Z";

  private final Specification specification;
  private final Names names;
  private final Samples samples;
  private final Optional<StoryAccount> account;

  private Stories(Specification specification, Names names, Optional<StoryAccount> account) {
    this.specification = specification;
    this.names = names;
    this.account = account;
    samples = new Samples(specification);
  }

  /** The document; empty when there is nothing to tell. */
  static Optional<String> of(Specification specification, Names names) {
    var account = account(specification, names);
    if (specification.accounts().isPresent() && account.isEmpty()) {
      return Optional.empty();
    }
    var stories = new Stories(specification, names, account);
    List<Object> workflows = new ArrayList<>();
    List<String> untold = new ArrayList<>();
    account.ifPresent(
        one -> {
          workflows.add(one.story());
          untold.addAll(one.untold());
        });
    // They come first, since an example may count what there is.
    var examples = new ExampleStories(specification, names);
    var routes = new RouteStories(specification, names, account);
    for (var i = 0; i < specification.examples().size(); i++) {
      var example = specification.examples().get(i);
      if (account.isPresent()) {
        // An example does not say as which account its steps are taken.
        untold.add("the example \"" + example.title() + "\"");
      } else {
        examples.story(example, i + 1, untold).ifPresent(workflows::add);
      }
    }
    for (var kind : specification.kinds()) {
      if (account.filter(one -> one.isOf(kind.name())).isPresent() || isInside(kind)) {
        continue;
      }
      var number = workflows.size() + 1;
      (kind.http().isPresent() ? routes.life(kind, number) : stories.life(kind, number))
          .filter(_ -> !(isOnePerWallet(kind) && examples.create(kind)))
          .ifPresentOrElse(
              workflows::add,
              () -> {
                if (!examples.make(kind)) {
                  untold.add("the life of " + KindOperations.article(Names.words(kind.name())));
                }
              });
    }
    workflows.addAll(
        new EndpointStories(specification, names, routes, account)
            .all(workflows.size() + 1, untold));
    account.flatMap(StoryAccount::end).ifPresent(workflows::add);
    if (workflows.isEmpty()) {
      return Optional.empty();
    }
    var info =
        object(
            "title",
            specification.title(),
            "version",
            "1",
            "description",
            "To be run in their order, on a service that is empty before the first.");
    if (!untold.isEmpty()) {
      info.put(
          "description", info.get("description") + " Not told: " + String.join("; ", untold) + ".");
    }
    return Optional.of(
        JsonText.of(
            object(
                "arazzo",
                "1.0.1",
                "info",
                info,
                "sourceDescriptions",
                List.of(object("name", "service", "url", "./openapi.json", "type", "openapi")),
                "workflows",
                workflows)));
  }

  /** Whether only actions know of it, so that it has no life to tell. */
  private static boolean isInside(Kind kind) {
    return kind.operations().isEmpty()
        && kind.http().filter(http -> !http.routes().isEmpty()).isEmpty();
  }

  /** The account that takes the steps, where the service has its own and it can be told. */
  private static Optional<StoryAccount> account(Specification specification, Names names) {
    return specification
        .accounts()
        .flatMap(
            accounts ->
                specification
                    .kind(accounts.kind())
                    .flatMap(
                        kind ->
                            kind.http().isPresent()
                                ? new RouteStories(specification, names, Optional.empty())
                                    .register(kind)
                                : new Stories(specification, names, Optional.empty())
                                    .register(kind))
                    .flatMap(made -> StoryAccount.of(accounts, made)));
  }

  private Optional<StoryAccount.Registered> register(Kind kind) {
    var telling =
        new Telling(1, new Callers(specification.accounts()), new ArrayList<>(), new ArrayList<>());
    if (!make(kind, telling)) {
      return Optional.empty();
    }
    var made = telling.made().getLast();
    Map<String, Object> values = new LinkedHashMap<>();
    made.body()
        .forEach(
            (name, value) -> {
              if (value != null) {
                values.put(name, value);
              }
            });
    return Optional.of(
        new StoryAccount.Registered(
            telling.steps(),
            values,
            Optional.of("$steps." + made.step() + ".outputs.id"),
            Optional.empty()));
  }

  /** Whether a wallet has one at most, so that a second story cannot make its own. */
  private static boolean isOnePerWallet(Kind kind) {
    return kind.fields().stream()
        .anyMatch(field -> field.unique() && field.origin() instanceof Origin.Caller);
  }

  /** A record that a story has made: the step that made it, the kind, and with which body. */
  private record Made(String step, Kind kind, Map<String, @Nullable Object> body) {}

  /** A story while it is written. */
  private record Telling(int number, Callers callers, List<Object> steps, List<Made> made) {}

  private Optional<Map<String, Object>> life(Kind kind, int number) {
    var telling =
        new Telling(
            number, new Callers(specification.accounts()), new ArrayList<>(), new ArrayList<>());
    if (!make(kind, telling)) {
      return Optional.empty();
    }
    var steps = telling.steps();
    var own = telling.made().getLast();
    var schema = names.schema(kind);
    if (does(kind, Operation.READ)) {
      steps.add(step("read", "get" + schema, own, 200));
    }
    if (does(kind, Operation.UPDATE)) {
      patch(own)
          .ifPresent(
              body -> {
                var step = step("change", "update" + schema, own, 200);
                step.put("requestBody", body(body));
                steps.add(step);
              });
    }
    if (kind.operations().contains(Operation.LIST)) {
      var step = object("stepId", "list", "operationId", "list" + names.of(kind));
      if (account.isPresent()) {
        step.put("parameters", account.get().shown());
      }
      step.put("successCriteria", succeeds(200));
      steps.add(step);
    }
    for (var one : telling.made().reversed()) {
      if (does(one.kind(), Operation.DELETE)) {
        steps.add(step("delete_" + one.step(), "delete" + names.schema(one.kind()), one, 204));
      }
    }
    if (does(kind, Operation.READ) && does(kind, Operation.DELETE)) {
      steps.add(step("read_again", "get" + schema, own, 404));
    }
    return Optional.of(
        telling
            .callers()
            .workflow(
                "life_of_" + kind.name(),
                "The life of " + KindOperations.article(Names.words(kind.name())),
                steps));
  }

  private boolean does(Kind kind, Operation operation) {
    return kind.operations().contains(operation) && may(kind, operation, account);
  }

  /** Whether whoever has made a record may do that with it, whatever it holds. */
  static boolean may(Kind kind, Operation operation, Optional<StoryAccount> account) {
    var access =
        switch (operation) {
          case LIST, READ -> kind.access().read();
          case CREATE -> kind.access().create();
          case UPDATE -> kind.access().update();
          case DELETE -> kind.access().delete();
        };
    return may(kind, access, account);
  }

  /** The same by a rule. */
  static boolean may(Kind kind, Access access, Optional<StoryAccount> account) {
    return access instanceof Access.Anyone
        || access instanceof Access.Owner
        || (account.isPresent() && StoryAccount.mayAsMaker(kind, access));
  }

  /** Adds the steps that make a record and what it must refer to; false when that cannot be. */
  private boolean make(Kind kind, Telling telling) {
    var example = example(kind);
    if (!does(kind, Operation.CREATE)
        || (!kind.rules().isEmpty() && example.isEmpty())
        || telling.made().size() > 10) {
      return false;
    }
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    for (var field : kind.fields()) {
      var said = example.flatMap(all -> Optional.ofNullable(all.get(field.name())));
      if (!(field.origin() instanceof Origin.Given)
          || (said.isEmpty() && !field.required() && optional(kind, field))) {
        continue;
      }
      var value = value(kind, field, said, telling);
      if (value.isPresent()) {
        body.put(field.name(), value.get());
      } else if (field.required()) {
        return false;
      }
    }
    if (body.isEmpty()) {
      // Tools send nothing at all for it.
      return false;
    }
    var made = telling.made();
    var id = "make_" + kind.name() + (made.isEmpty() ? "" : "_" + (made.size() + 1));
    var step = object("stepId", id, "operationId", "create" + names.schema(kind));
    if (account.isPresent()) {
      step.put("parameters", account.get().shown());
    }
    step.put("requestBody", body(body));
    step.put("successCriteria", succeeds(201));
    step.put("outputs", object("id", "$response.body#/id"));
    telling.steps().add(step);
    made.add(new Made(id, kind, body));
    return true;
  }

  /** Whether a field is better left out where nothing has to be said. */
  private static boolean optional(Kind kind, Field field) {
    return field.type() instanceof FieldType.Reference || !kind.rules().isEmpty();
  }

  /** The body of an example that makes a record of a kind: it keeps the kind's rules. */
  private Optional<JsonNode> example(Kind kind) {
    return specification.examples().stream()
        .flatMap(example -> example.exchanges().stream())
        .filter(exchange -> exchange.method().equals("POST") && exchange.status() == 201)
        .filter(exchange -> exchange.path().equals("/" + kind.plural()))
        .flatMap(exchange -> exchange.body().stream())
        .findFirst();
  }

  private Optional<Object> value(Kind kind, Field field, Optional<JsonNode> said, Telling telling) {
    if (field.type() instanceof FieldType.Reference reference) {
      if (account.filter(one -> one.isOf(reference.kind())).isPresent()) {
        return account.get().id(reference.kind());
      }
      var to = specification.kind(reference.kind());
      return to.isPresent() && to.get().http().isEmpty() && make(to.get(), telling)
          ? Optional.of("$steps." + telling.made().getLast().step() + ".outputs.id")
          : Optional.empty();
    }
    if (kind.expires().filter(field.name()::equals).isPresent()) {
      return Optional.of(NEVER);
    }
    var sample = samples.of(field.type(), field.name());
    if (field.unique()) {
      // What an example says is taken when the example has been told.
      return sample.map(value -> another(field.type(), value, telling.number()));
    }
    var values = new StoryValues(Map.of(), telling.callers());
    return !kind.rules().isEmpty() || sample.isEmpty()
        ? said.filter(value -> !value.isNull())
            .flatMap(v -> Optional.ofNullable(values.of(v)))
            .or(() -> sample)
        : sample;
  }

  /** A value that other stories do not have too, where that is easy. */
  static Object another(FieldType type, Object value, int number) {
    return switch (type) {
      case FieldType.Text text
          when text.pattern().isEmpty() && value.toString().length() + 3 <= text.maxLength() ->
          value + " " + number;
      case FieldType.Email _ -> "ada" + number + "@example.com";
      case FieldType.Url _ -> "https://example.com/" + number;
      default -> value;
    };
  }

  /** A change of a field to what it is already, which keeps every rule. */
  private static Optional<Map<String, @Nullable Object>> patch(Made made) {
    for (var field : made.kind().fields().reversed()) {
      if (field.origin() instanceof Origin.Given given
          && made.body().containsKey(field.name())
          && !given.fixed()
          && !field.unique()
          && !(field.type() instanceof FieldType.Reference)) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put(field.name(), made.body().get(field.name()));
        return Optional.of(body);
      }
    }
    return Optional.empty();
  }

  private Map<String, Object> step(String id, String operation, Made of, int status) {
    List<Object> parameters = new ArrayList<>(account.map(StoryAccount::shown).orElse(List.of()));
    parameters.add(
        object("name", "id", "in", "path", "value", "$steps." + of.step() + ".outputs.id"));
    return object(
        "stepId",
        id,
        "operationId",
        operation,
        "parameters",
        parameters,
        "successCriteria",
        succeeds(status));
  }

  static Map<String, @Nullable Object> body(@Nullable Object payload) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("contentType", "application/json");
    body.put("payload", payload);
    return body;
  }

  static List<Object> succeeds(int status) {
    return List.of(object("condition", "$statusCode == " + status));
  }
}
