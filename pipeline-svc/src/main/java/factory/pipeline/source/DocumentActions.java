package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Guard;
import factory.pipeline.spec.Action.Refusal;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads which operations change a state or a counter of one record: {@code POST
 * /posts/{id}/publish}, {@code DELETE /posts/{id}/like}, {@code PUT /tasks/{id}/status}.
 */
final class DocumentActions {
  private static final Pattern AMOUNT =
      Pattern.compile("amount|by|value|count|n|delta|step|quantity|increment|decrement");

  private final ApiDocument document;
  private final Map<String, String> impossible;
  private final DocumentRelations relations;
  private final Optional<String> account;
  private final List<Action> actions = new ArrayList<>();
  private final Map<String, Kind> kinds = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();

  /**
   * Reads those of a document.
   *
   * @param impossible why something is no action, by the operation's name, is added
   * @param relations what each caller does for himself
   * @param account the kind of accounts, where callers are some
   */
  DocumentActions(
      ApiDocument document,
      Map<String, String> impossible,
      DocumentRelations relations,
      Optional<String> account) {
    this.relations = relations;
    this.account = account;
    this.document = document;
    this.impossible = impossible;
  }

  List<Action> actions() {
    return actions;
  }

  /** What is kept of what callers do. */
  List<Kind> kinds() {
    return List.copyOf(kinds.values());
  }

  /** Whether an operation is about one of the things before it: a verb comes after its key. */
  static boolean isVerb(ApiDocument.Operation operation) {
    return !operation.method().equals("GET")
        && DocumentPath.of(operation.path())
            .filter(path -> path.one().isEmpty() && !path.parents().isEmpty())
            .filter(path -> Verbs.isVerb(path.name()))
            .isPresent();
  }

  /** Takes the actions on the things of a group, and the fields that only they change. */
  void read(DocumentGroup group, DocumentFields fields) {
    for (var operation : document.operations()) {
      var path = DocumentPath.of(operation.path());
      if (path.isEmpty()
          || path.get().one().isPresent()
          || path.get().parents().isEmpty()
          || operation.method().equals("GET")
          || !Nouns.singular(DocumentPath.snake(path.get().parents().getLast().noun()))
              .equals(group.name())) {
        continue;
      }
      var isField =
          !operation.method().equals("DELETE") && field(fields, path.get().name()).isPresent();
      if (isVerb(operation) || isField || relations.done(operation).isPresent()) {
        new One(group, fields, operation, path.get()).read();
      }
    }
  }

  /** A field that a change is about, by its name or by what it is called in JSON. */
  private static Optional<Field> field(DocumentFields fields, String name) {
    return fields.fields().stream()
        .filter(field -> field.name().equals(name))
        .filter(field -> !fields.hidden().contains(name))
        .findFirst();
  }

  /** A change of a field: to what, and when it cannot be. */
  private record Change(Field field, String value, Optional<String> unless) {}

  /** One operation. */
  private final class One {
    private final DocumentGroup group;
    private final DocumentFields fields;
    private final ApiDocument.Operation operation;
    private final DocumentPath path;
    private final String verb;
    private final Map<String, String> keys = new TreeMap<>();

    One(
        DocumentGroup group,
        DocumentFields fields,
        ApiDocument.Operation operation,
        DocumentPath path) {
      this.group = group;
      this.fields = fields;
      this.operation = operation;
      this.path = path;
      verb = path.name();
    }

    private boolean isTakenBack() {
      return operation.method().equals("DELETE");
    }

    void read() {
      for (var parent : path.parents()) {
        var isLast = parent.equals(path.parents().getLast());
        var key =
            isLast
                ? fields.named(parent.parameter()).or(() -> Optional.of("id"))
                : fields.parent(parent.parameter());
        key.ifPresent(of -> keys.put(parent.parameter(), of));
      }
      if (!(fields.key() instanceof Kind.Key.Natural) && !fields.names().containsKey("id")) {
        impossible.put(
            operation.name(),
            "nothing shows the key of a %s that its path has".formatted(group.name()));
        return;
      }
      var call = DocumentCall.of(document, operation, keys.keySet(), group.name());
      if (keys.size() < path.parents().size() || call.isEmpty()) {
        impossible.put(operation.name(), "what it is sent or answers cannot be told yet");
        return;
      }
      var done = relations.done(operation).filter(found -> isRelation(found.relation()));
      if (done.isPresent()) {
        relate(done.get(), call.get());
        return;
      }
      if (Verbs.OF_CALLERS.contains(verb)
          && (!operation.security().isEmpty() || (call.get().declares(409) && !isTakenBack()))) {
        impossible.put(
            operation.name(),
            "each caller does it for himself, and who has done it is kept by nothing yet");
        return;
      }
      var change = change(call.get());
      if (change.isEmpty()) {
        impossible.put(
            operation.name(),
            "no field of a %s says what '%s' changes".formatted(group.name(), verb));
        return;
      }
      var guards = guards(call.get(), change.get());
      if (guards.isEmpty()) {
        impossible.put(operation.name(), "when it is refused with 409 cannot be told");
        return;
      }
      answer(call.get(), change.get())
          .ifPresentOrElse(
              answer -> add(call.get(), change.get(), guards.get(), answer),
              () ->
                  impossible.put(operation.name(), "something that it answers is made by nothing"));
    }

    /** Whether it is one, and no field that clients give as well. */
    private boolean isRelation(DocumentRelations.Relation relation) {
      return (!relation.byAccount() || account.isPresent())
          && fields.fields().stream()
              .filter(field -> field.origin() instanceof Origin.Given)
              .noneMatch(field -> relation.words().states().contains(field.name()));
    }

    /** What a caller does with the record for himself. */
    private void relate(DocumentRelations.Done done, DocumentCall call) {
      var relation = done.relation();
      kinds.computeIfAbsent(relation.kind(), _ -> CallerRelations.kind(relation, account));
      fields.related(relation);
      CallerRelations.answer(call, fields, relation, done.back())
          .ifPresentOrElse(
              answer ->
                  add(
                      call,
                      CallerRelations.guards(call, done, account.filter(group.name()::equals)),
                      CallerRelations.effects(call, done),
                      answer),
              () ->
                  impossible.put(operation.name(), "something that it answers is made by nothing"));
    }

    private void add(DocumentCall call, Change change, List<Guard> guards, ActionAnswer answer) {
      add(
          call,
          guards,
          List.of(new Action.Effect.Set("record", Map.of(change.field().name(), change.value()))),
          answer);
    }

    private void add(
        DocumentCall call, List<Guard> guards, List<Action.Effect> effects, ActionAnswer answer) {
      var name = name();
      names.add(name);
      actions.add(
          new Action(
              name,
              operation.summary().strip(),
              group.name(),
              true,
              call.inputs(),
              new Access.Anyone(),
              guards,
              effects,
              answer.house(),
              Optional.of(call.endpoint(keys, answer.wire()))));
    }

    /** Its id, or the verb. */
    private String name() {
      var own = isTakenBack() ? "undo_" + verb : verb;
      return operation.operationId().isEmpty() && names.stream().noneMatch(own::equals)
          ? own
          : DocumentFunctions.name(operation, names);
    }

    private Optional<Change> change(DocumentCall call) {
      var state = Verbs.state(verb);
      var isAlone = call.inputs().isEmpty();
      if (isAlone && state.isPresent()) {
        var wanted = isTakenBack() ? state.get().opposite() : state.get();
        var found = state(wanted);
        if (found.isPresent()) {
          return found;
        }
      }
      if (isAlone && Verbs.isToggle(verb)) {
        return toggle();
      }
      for (var counter : Verbs.counters(verb)) {
        var wanted = isTakenBack() ? counter.opposite() : Optional.of(counter);
        var found = wanted.flatMap(one -> counted(one, call));
        if (found.isPresent()) {
          return found;
        }
      }
      return isTakenBack() ? Optional.empty() : set(call);
    }

    /** A field that is set to what is given: {@code PUT /tasks/{id}/status}. */
    private Optional<Change> set(DocumentCall call) {
      if (call.inputs().size() != 1 || !call.inputs().getFirst().required()) {
        return Optional.empty();
      }
      var input = call.inputs().getFirst();
      return field(fields, verb)
          .filter(_ -> Set.of(verb, "value").contains(input.name()))
          .filter(field -> field.type().equals(input.type()))
          .filter(field -> isChangeable(field))
          .map(field -> new Change(field, "input." + input.name(), Optional.empty()));
    }

    private static boolean isChangeable(Field field) {
      return !field.unique()
          && (field.origin() instanceof Origin.Actions
              || (field.origin() instanceof Origin.Given given && !given.fixed()));
    }

    private Optional<Change> state(Verbs.State state) {
      for (var name : state.made()) {
        var truth = truth(name);
        if (truth.isPresent()) {
          return Optional.of(becomes(truth.get(), true));
        }
      }
      for (var name : state.ended()) {
        var truth = truth(name);
        if (truth.isPresent()) {
          return Optional.of(becomes(truth.get(), false));
        }
      }
      return word(state.made());
    }

    private static Change becomes(Field field, boolean value) {
      return new Change(
          field,
          Boolean.toString(value),
          Optional.of("record.%s != %s".formatted(field.name(), value)));
    }

    /** A field that is true in a state. */
    private Optional<Field> truth(String state) {
      return Stream.of(state, "is_" + state)
          .flatMap(name -> known(name, "boolean", schema -> "false").stream())
          .filter(field -> field.type() instanceof FieldType.Truth && isChangeable(field))
          .findFirst();
    }

    /** A field of words of which one is a state. */
    private Optional<Change> word(List<String> states) {
      for (var state : states) {
        for (var field : wordy()) {
          if (!(field.type() instanceof FieldType.Choice choice) || !isChangeable(field)) {
            continue;
          }
          for (var word : choice.words()) {
            if (DocumentPath.snake(word).equals(state)) {
              var other = "record.%s != '%s'".formatted(field.name(), word);
              return Optional.of(
                  new Change(
                      field,
                      "'" + word + "'",
                      Optional.of(
                          isNullable(field)
                              ? "record.%s == null || %s".formatted(field.name(), other)
                              : other)));
            }
          }
        }
      }
      return Optional.empty();
    }

    /** Fields of words, those as well that nothing gives. */
    private List<Field> wordy() {
      List<Field> wordy = new ArrayList<>(fields.fields());
      for (var name : List.of("status", "state")) {
        known(
                name,
                "string",
                schema ->
                    schema.words().stream()
                        .filter(JsonNode::isTextual)
                        .findFirst()
                        .map(word -> "'" + schema.fallback().orElse(word).asText() + "'")
                        .orElse(""))
            .ifPresent(wordy::add);
      }
      return wordy;
    }

    private Optional<Change> toggle() {
      var name = verb.equals("toggle") ? "" : verb.substring("toggle_".length());
      var truths =
          fields.fields().stream()
              .filter(field -> field.type() instanceof FieldType.Truth && isChangeable(field))
              .filter(field -> name.isEmpty() || field.name().equals(name))
              .toList();
      return truths.size() == 1
          ? Optional.of(
              new Change(
                  truths.getFirst(), "!record." + truths.getFirst().name(), Optional.empty()))
          : Optional.empty();
    }

    private Optional<Change> counted(Verbs.Counter counter, DocumentCall call) {
      var by = amount(call);
      if (by.isEmpty()) {
        return Optional.empty();
      }
      var field =
          counter.names().stream()
              .flatMap(name -> known(name, "integer", _ -> "0").stream())
              .filter(one -> one.type() instanceof FieldType.Whole && isChangeable(one))
              .findFirst()
              .or(() -> counter.any() ? onlyNumber() : Optional.empty());
      return field.map(of -> counted(counter, of, by.get(), call));
    }

    private Change counted(Verbs.Counter counter, Field field, String by, DocumentCall call) {
      var now =
          isNullable(field)
              ? "(record.%1$s == null ? 0 : record.%1$s)".formatted(field.name())
              : "record." + field.name();
      if (counter.change() == '0') {
        return new Change(field, "0", Optional.empty());
      }
      if (counter.change() == '+') {
        return new Change(field, now + " + " + by, Optional.empty());
      }
      var less = now + " - " + by;
      var bounds = field.type() instanceof FieldType.Whole(var of) ? of : FieldType.Bounds.NONE;
      var stops =
          counter.change() == '-'
              && (!counter.any()
                  || bounds.min().filter(min -> min.signum() == 0).isPresent()
                  || saysZero());
      if (!stops) {
        return new Change(field, less, Optional.empty());
      }
      var isEnough = "%s >= %s".formatted(now, by);
      return refusesZero(call)
          ? new Change(field, less, Optional.of(isEnough))
          : new Change(field, "%s ? %s : 0".formatted(isEnough, less), Optional.empty());
    }

    private boolean saysZero() {
      return (operation.summary() + " " + operation.description())
          .toLowerCase(Locale.ROOT)
          .matches("(?s).*(below (zero|0)|negative|less than (zero|0)).*");
    }

    private static boolean refusesZero(DocumentCall call) {
      return call.declares(409) || (call.declares(400) && call.inputs().isEmpty());
    }

    /** By how much a counter changes; empty when what is given says something else. */
    private static Optional<String> amount(DocumentCall call) {
      if (call.inputs().isEmpty()) {
        return Optional.of("1");
      }
      var input = call.inputs().getFirst();
      if (call.inputs().size() > 1
          || !(input.type() instanceof FieldType.Whole)
          || !AMOUNT.matcher(input.name()).matches()) {
        return Optional.empty();
      }
      var of = "input." + input.name();
      return Optional.of(isNullable(input) ? "(%1$s == null ? 1 : %1$s)".formatted(of) : of);
    }

    private Optional<Field> onlyNumber() {
      var numbers =
          fields.fields().stream()
              .filter(field -> field.type() instanceof FieldType.Whole && isChangeable(field))
              .filter(field -> !fields.hidden().contains(field.name()))
              .toList();
      return numbers.size() == 1 ? Optional.of(numbers.getFirst()) : Optional.empty();
    }

    /** Of a field that nobody needs to give, and that has no value else. */
    private static boolean isNullable(Field field) {
      return !field.required()
          && !(field.origin() instanceof Origin.Given given && given.fallback().isPresent());
    }

    /** A field of that name, one that nothing else makes as well, with what it is at first. */
    private Optional<Field> known(
        String name, String type, java.util.function.Function<Described, String> initial) {
      var before = field(fields, name);
      if (before.isPresent()) {
        return before;
      }
      for (var entry : Map.copyOf(fields.unmade()).entrySet()) {
        if (DocumentPath.snake(entry.getKey()).equals(name) && entry.getValue().is(type)) {
          var of = DocumentTypes.of(document, entry.getValue());
          var first = initial.apply(entry.getValue());
          if (of.isPresent() && !first.isEmpty()) {
            return Optional.of(fields.acted(entry.getKey(), of.get(), first));
          }
        }
      }
      return Optional.empty();
    }

    /** When it is refused; empty when the document says that it can be, and not when. */
    private Optional<List<Guard>> guards(DocumentCall call, Change change) {
      var zero = refusesZero(call) && change.unless().filter(u -> u.contains(" >= ")).isPresent();
      if (!call.declares(409) && !zero) {
        return Optional.of(List.of());
      }
      return change
          .unless()
          .map(
              unless ->
                  List.of(
                      new Guard(
                          unless,
                          new Refusal(
                              call.declares(409) ? 409 : 400,
                              zero ? "BELOW_ZERO" : "ALREADY_DONE",
                              zero
                                  ? "It cannot go below zero."
                                  : "It is so already: there is nothing to %s."
                                      .formatted(verb.replace('_', ' '))))));
    }

    /** What it answers: the record, some of its fields, that it was done, or nothing. */
    private Optional<ActionAnswer> answer(DocumentCall call, Change change) {
      return ActionAnswer.of(
          call.answered(),
          fields,
          (_, _) -> Optional.empty(),
          (name, schema) -> said(name, schema, change));
    }

    /** What says that it was done: true, a sentence, or the state that it is in. */
    private Optional<JsonNode> said(String name, Described schema, Change change) {
      var state = Verbs.state(verb);
      var isState = state.isPresent() && state.get().made().contains(name.replaceFirst("^is_", ""));
      if (schema.is("boolean") && isState) {
        return Optional.of(BooleanNode.valueOf(!isTakenBack()));
      }
      return name.equals(change.field().name())
          ? Optional.empty()
          : Acknowledgement.of(name, schema);
    }
  }
}
