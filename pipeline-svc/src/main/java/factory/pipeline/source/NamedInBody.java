package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.Action.Guard;
import factory.pipeline.spec.Action.Refusal;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads what replaces the record that its body names: {@code PUT /employees} with an {@code id}
 * among the rest, beside {@code POST /employees}.
 */
final class NamedInBody {
  private static final String FOUND = "found";
  private static final String NAMES_NONE = "NAMES_NONE";

  private final ApiDocument document;
  private final Map<String, String> impossible;
  private final Map<DocumentGroup, DocumentFields> kinds;
  private final Set<String> names;
  private final List<Action> actions = new ArrayList<>();

  /**
   * Reads those of a document.
   *
   * @param impossible why something cannot be, by the operation's name, is added
   * @param names of other actions
   */
  NamedInBody(
      ApiDocument document,
      Map<String, String> impossible,
      Map<DocumentGroup, DocumentFields> kinds,
      Set<String> names) {
    this.document = document;
    this.impossible = impossible;
    this.kinds = kinds;
    this.names = names;
  }

  List<Action> actions() {
    for (var operation : document.operations()) {
      var path = DocumentPath.of(operation.path());
      if (operation.method().equals("PUT")
          && path.filter(of -> of.one().isEmpty() && of.parents().isEmpty()).isPresent()) {
        kinds.forEach(
            (group, fields) -> {
              if (makes(group, path.get())) {
                read(operation, group, fields);
              }
            });
      }
    }
    return actions;
  }

  private static boolean makes(DocumentGroup group, DocumentPath path) {
    return group.of(Kind.Operation.CREATE).anyMatch(member -> member.path().equals(path));
  }

  private void read(ApiDocument.Operation operation, DocumentGroup group, DocumentFields fields) {
    var call = DocumentCall.of(document, operation, Set.of(), group.name());
    var id = Optional.ofNullable(fields.names().get("id"));
    var key =
        call.flatMap(
            all ->
                id.flatMap(
                    called ->
                        all.inputs().stream()
                            .filter(input -> all.place(input).name().equals(called))
                            .findFirst()));
    if (key.isEmpty() || call.get().inputs().size() < 2) {
      return;
    }
    if (fields.maker().isPresent() || DocumentAccounts.isAccount(fields)) {
      impossible.put(
          operation.name(),
          "whether whoever calls may change the one that its body names is said by nothing");
      return;
    }
    List<Field> inputs = new ArrayList<>();
    Map<String, String> values = new TreeMap<>();
    for (var input : call.get().inputs()) {
      if (input.equals(key.get())) {
        inputs.add(input);
        continue;
      }
      var property = call.get().place(input).name();
      var field = fields.called(property);
      if (field.isEmpty() && isOfService(fields, property)) {
        // It may be sent back as it was answered, and is ignored.
        continue;
      }
      if (field.filter(NamedInBody::canBeSet).isEmpty()) {
        impossible.put(
            operation.name(), "what its '%s' changes cannot be told".formatted(property));
        return;
      }
      inputs.add(
          new Field(
              input.name(),
              field.get().type(),
              input.description(),
              input.required(),
              false,
              input.origin()));
      values.put(field.get().name(), value(input, field.get()));
    }
    var refused = call.get().declares(404) ? 404 : call.get().declares(400) ? 400 : 404;
    var answer =
        ActionAnswer.of(
            call.get().answered(),
            fields,
            FOUND,
            (_, _) -> Optional.empty(),
            (name, schema) -> Acknowledgement.of(name, schema));
    if (values.isEmpty() || answer.isEmpty()) {
      impossible.put(operation.name(), "something that it answers is made by nothing");
      return;
    }
    var name = DocumentFunctions.name(operation, names);
    names.add(name);
    actions.add(
        new Action(
            name,
            operation.summary().strip(),
            group.name(),
            false,
            inputs,
            new Access.Anyone(),
            key.get().required() ? List.of() : List.of(named(call.get(), key.get(), refused)),
            List.of(
                new Effect.Take(
                    "%s.filter(l, l.id == %s)"
                        .formatted(DocumentKinds.plural(group.name()), id(key.get())),
                    "created_at",
                    FOUND,
                    new Refusal(
                        refused,
                        "UNKNOWN",
                        "There is no %s with that id.".formatted(group.name().replace('_', ' ')))),
                new Effect.Set(FOUND, values)),
            answer.get().house(),
            Optional.of(call.get().with(inputs).endpoint(Map.of(), answer.get().wire()))));
  }

  /** Whatever the document requires, what names none changes none. */
  private static Guard named(DocumentCall call, Field key, int unknown) {
    return new Guard(
        "input.%s != null".formatted(key.name()),
        new Refusal(
            call.declares(422) ? 422 : call.declares(400) ? 400 : unknown,
            NAMES_NONE,
            "The body names none: give its %s.".formatted(call.place(key).name())));
  }

  /** What was decided of bodies that need not name one. */
  static List<String> assumed(List<Action> actions) {
    return actions.stream()
        .filter(
            action ->
                action.guards().stream()
                    .anyMatch(guard -> guard.otherwise().reason().equals(NAMES_NONE)))
        .map(
            action ->
                "%s changes the one that its body names, and makes none: a body that names none, or one that is not there, is refused."
                    .formatted(action.http().orElseThrow().named()))
        .toList();
  }

  /** What names a record is a text in expressions. */
  private static String id(Field input) {
    var given = "input." + input.name();
    return input.type() instanceof FieldType.Whole ? "string(%s)".formatted(given) : given;
  }

  /** Whether the service makes it: an id or a time. */
  private static boolean isOfService(DocumentFields fields, String property) {
    return fields.names().containsValue(property);
  }

  private static boolean canBeSet(Field field) {
    return field.origin() instanceof Origin.Given(_, var fixed)
        && !fixed
        && !(field.type() instanceof FieldType.File || field.type() instanceof FieldType.Secret);
  }

  /**
   * What is given, and no value where nothing is: it replaces the record. What a record cannot be
   * without stays where the body need not name it.
   */
  private static String value(Field input, Field field) {
    var given = "input." + input.name();
    return input.required() || !field.required()
        ? given
        : "%1$s != null ? %1$s : %2$s.%3$s".formatted(given, FOUND, field.name());
  }
}
