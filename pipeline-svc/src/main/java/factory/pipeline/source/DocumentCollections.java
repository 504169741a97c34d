package factory.pipeline.source;

import com.google.re2j.Pattern;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.Action.Guard;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.Action.Refusal;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads which operations delete all of a collection, or those that a filter asks for: {@code DELETE
 * /items}, {@code DELETE /lists/{id}/items?done=true}, {@code POST /messages/clear}.
 */
final class DocumentCollections {
  private static final Set<String> ALL =
      Set.of("all", "clear", "delete_all", "clear_all", "remove_all", "purge", "empty");

  /** What says how many were deleted. */
  private static final Pattern HOW_MANY =
      Pattern.compile(
          "(?:(?:deleted|removed|cleared|purged|total|rows|affected)_?)?"
              + "(?:count|deleted|removed|cleared|purged|total|affected|n)"
              + "|(?:num|number_of|n)_?(?:deleted|removed|cleared|purged)|(?:deleted|removed)_\\w+");

  /** What the rows are called in expressions. */
  private static final String ROW = "l";

  private static final String COUNT = "how_many";

  private static final Pattern DELETING =
      Pattern.compile(
          "(?i)\\b(?:delet|remov|clear|purg|eras|empt|wip(?:e|ing)|discard|drop|destroy|prun|flush|forget|truncat|reset|cancel|clean)");

  private final ApiDocument document;
  private final Map<String, String> impossible;
  private final Map<DocumentGroup, DocumentFields> kinds;
  private final Set<String> names;
  private final NamedOthers named;
  private final List<Action> actions = new ArrayList<>();

  /**
   * Reads those of a document.
   *
   * @param impossible why something cannot be, by the operation's name, is added
   * @param names of other actions
   */
  DocumentCollections(
      ApiDocument document,
      Map<String, String> impossible,
      Map<DocumentGroup, DocumentFields> kinds,
      Set<String> names,
      NamedOthers named) {
    this.named = named;
    this.document = document;
    this.impossible = impossible;
    this.kinds = kinds;
    this.names = names;
  }

  /** The actions that delete collections. */
  List<Action> actions() {
    for (var operation : document.operations()) {
      path(operation).ifPresent(path -> read(operation, path));
    }
    return actions;
  }

  /** The path of the collection that an operation deletes. */
  static Optional<DocumentPath> path(ApiDocument.Operation operation) {
    var path = DocumentPath.of(operation.path()).filter(of -> of.one().isEmpty());
    var isDelete = operation.method().equals("DELETE");
    if (path.isEmpty() || !(isDelete || operation.method().equals("POST"))) {
      return Optional.empty();
    }
    if (ALL.contains(path.get().name())) {
      return DocumentPath.of(operation.path().replaceFirst("/[^/]+/?$", ""))
          .filter(before -> before.one().isEmpty());
    }
    return isDelete ? path : Optional.empty();
  }

  private void read(ApiDocument.Operation operation, DocumentPath path) {
    for (var kind : kinds.entrySet()) {
      var collection =
          kind.getKey().members().stream()
              .filter(
                  member ->
                      member.does().equals(Optional.of(Kind.Operation.LIST))
                          || member.does().equals(Optional.of(Kind.Operation.CREATE)))
              .filter(member -> member.path().equals(path))
              .findFirst();
      if (collection.isPresent() && path.parents().size() < 2) {
        new One(operation, path, kind.getKey(), kind.getValue()).read();
        return;
      }
    }
  }

  /** One operation. */
  private final class One {
    private final ApiDocument.Operation operation;
    private final DocumentPath path;
    private final DocumentGroup group;
    private final DocumentFields fields;
    private final String plural;

    /** What must be so of a record that is deleted. */
    private final List<String> conditions = new ArrayList<>();

    private final Map<String, String> keys = new TreeMap<>();

    One(
        ApiDocument.Operation operation,
        DocumentPath path,
        DocumentGroup group,
        DocumentFields fields) {
      this.operation = operation;
      this.path = path;
      this.group = group;
      this.fields = fields;
      plural = DocumentKinds.plural(group.name());
    }

    void read() {
      if (!speaksOfDeleting()) {
        impossible.put(
            operation.name(), "its text speaks of something else than deleting all of its records");
        return;
      }
      var parent = parent();
      var call = DocumentCall.of(document, operation, keys.keySet());
      if (call.isEmpty() || operation.requestBody().isPresent()) {
        impossible.put(operation.name(), "which of the records it deletes cannot be told yet");
        return;
      }
      if (!filters(call.get()) || !whose()) {
        return;
      }
      var answer =
          ActionAnswer.values(
              call.get().answered(), this::count, (name, of) -> Acknowledgement.of(name, of));
      if (answer.isEmpty()) {
        impossible.put(operation.name(), "something that it answers is made by nothing");
        return;
      }
      var rows =
          "%s.filter(%s, %s)"
              .formatted(
                  plural, ROW, conditions.isEmpty() ? "true" : String.join(" && ", conditions));
      var name = DocumentFunctions.name(operation, names);
      names.add(name);
      actions.add(
          new Action(
              name,
              operation.summary().strip(),
              parent.orElse(group.name()),
              parent.isPresent(),
              call.get().inputs().stream().map(One::orNone).toList(),
              new Access.Anyone(),
              guards(call.get(), rows),
              List.of(
                  new Effect.DeleteEach(
                      rows, answer.get().house() instanceof Action.Answer.Values ? COUNT : "")),
              answer.get().house(),
              Optional.of(call.get().endpoint(keys, answer.get().wire()))));
    }

    /** Or of nothing. {@code DELETE /users} may be called "Log out", and then deletes nobody. */
    private boolean speaksOfDeleting() {
      var words =
          (operation.summary()
                  + " "
                  + operation.description()
                  + " "
                  + operation.operationId().replaceAll("([a-z])([A-Z])", "$1 $2"))
              .replace('_', ' ');
      return words.isBlank() || DELETING.matcher(words).find();
    }

    /** The kind whose record the path names; its records alone are deleted. */
    private Optional<String> parent() {
      var owner = BareMaking.Owner.of(path, fields, kinds, keys);
      owner.ifPresent(of -> conditions.add("%s.%s == record".formatted(ROW, of.field())));
      return owner.map(BareMaking.Owner::kind);
    }

    /** Takes what parameters ask for; false when one of them cannot be told. */
    private boolean filters(DocumentCall call) {
      var asked = new DocumentQueries(document, fields, named).read(operation).parameters();
      for (var input : call.inputs()) {
        var place = call.place(input);
        var known =
            place.in() == Endpoint.In.PATH
                ? fields
                    .parent(place.name())
                    .map(field -> new Route.Parameter("", Optional.of(field), Route.By.EQUAL))
                : asked.stream().filter(one -> one.name().equals(place.name())).findFirst();
        var compared = known.flatMap(one -> compared(one, input));
        if (compared.isEmpty()) {
          impossible.put(
              operation.name(),
              "which records its parameter '%s' asks for cannot be told".formatted(place.name()));
          return false;
        }
        conditions.add(
            input.required()
                ? compared.get()
                : "(input.%s == null || %s)".formatted(input.name(), compared.get()));
      }
      return true;
    }

    /**
     * An input that can be known not to have been given: a truth would be false then, and ask for
     * those that are not so.
     */
    private static Field orNone(Field input) {
      return isOrNone(input)
          ? new Field(
              input.name(),
              new FieldType.Choice(List.of("true", "false"), Map.of()),
              input.description(),
              false,
              false,
              new Origin.Given(Optional.empty(), false))
          : input;
    }

    private static boolean isOrNone(Field input) {
      return !input.required() && input.type() instanceof FieldType.Truth;
    }

    private Optional<String> compared(Route.Parameter parameter, Field input) {
      var field = parameter.field().flatMap(fields::field);
      var operator =
          switch (parameter.by()) {
            case EQUAL -> "==";
            case FROM -> ">=";
            case TO -> "<=";
            default -> "";
          };
      if (field.isEmpty() || operator.isEmpty() || field.get().type() instanceof FieldType.File) {
        return Optional.empty();
      }
      var name = ROW + "." + field.get().name();
      var compared =
          isOrNone(input)
              ? "%s == (input.%s == 'true')".formatted(name, input.name())
              : "%s %s input.%s".formatted(name, operator, input.name());
      return Optional.of(
          ActedFields.isNullable(field.get()) && !operator.equals("==")
              ? "%s != null && %s".formatted(name, compared)
              : compared);
    }

    /** Takes whose records they are; false when that cannot be told. */
    private boolean whose() {
      var maker = fields.maker().flatMap(fields::field);
      if (maker.isEmpty()) {
        return true;
      }
      var isOfCaller =
          ClosedKinds.isOfCaller(operation)
              || DocumentAccounts.isOwn(group)
              || (fields.hidden().contains(maker.get().name())
                  && DocumentAccounts.isClosed(operation));
      if (isOfCaller) {
        conditions.add(
            "%s.%s == %s"
                .formatted(
                    ROW,
                    maker.get().name(),
                    maker.get().origin() instanceof Origin.Account ? "account" : "caller"));
        return true;
      }
      var isOfMaker =
          group
              .of(Kind.Operation.DELETE)
              .anyMatch(
                  member ->
                      member.operation().responses().stream()
                          .anyMatch(response -> response.status().equals("403")));
      if (isOfMaker) {
        impossible.put(
            operation.name(),
            "others may not delete one of them, and whether all are deleted cannot be told");
      }
      return !isOfMaker;
    }

    private List<Guard> guards(DocumentCall call, String rows) {
      return path.parents().isEmpty() && call.declares(404)
          ? List.of(
              new Guard(
                  "%s.size() > 0".formatted(rows),
                  new Refusal(404, "NONE_THERE", "There is nothing to delete.")))
          : List.of();
    }

    private Optional<Output> count(String name, Described schema) {
      return schema.is("integer") && HOW_MANY.matcher(name).matches()
          ? Optional.of(
              new Output(name, new FieldType.Whole(FieldType.Bounds.NONE), COUNT, Optional.empty()))
          : Optional.empty();
    }
  }
}
