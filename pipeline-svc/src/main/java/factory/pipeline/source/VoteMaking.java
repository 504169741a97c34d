package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Makes votes that are records of their own, of one of what the record above them lists: {@code
 * POST /polls/{id}/votes} that answers a vote with its id. What else would give a vote its option
 * is left out, as nothing looks there whether it is one.
 */
final class VoteMaking {
  private static final Set<String> NOUNS = Set.of("vote", "ballot");
  private static final String MADE = "made";

  private final ApiDocument document;
  private final Map<String, String> impossible;
  private final Map<DocumentGroup, DocumentFields> kinds;
  private final Set<String> names;
  private final List<Action> actions = new ArrayList<>();
  private final Set<ApiDocument.Operation> taken = new HashSet<>();

  /**
   * Reads those of a document.
   *
   * @param impossible why something cannot be, by the operation's name, is added
   * @param names of other actions
   */
  VoteMaking(
      ApiDocument document,
      Map<String, String> impossible,
      Map<DocumentGroup, DocumentFields> kinds,
      Set<String> names) {
    this.document = document;
    this.impossible = impossible;
    this.kinds = kinds;
    this.names = names;
    kinds.forEach(this::read);
  }

  /** The actions that make them. */
  List<Action> actions() {
    return actions;
  }

  /** Whether an operation is none of the five on its kind: it is an action, or left out. */
  boolean isTaken(ApiDocument.Operation operation) {
    return taken.contains(operation);
  }

  /** What a vote has of what the record above it lists. */
  private record Chosen(Field member, Field options) {}

  private void read(DocumentGroup group, DocumentFields fields) {
    if (!NOUNS.contains(group.name())) {
      return;
    }
    for (var member : group.members()) {
      if (!member.operation().requestBody().isPresent()) {
        continue;
      }
      var above = above(fields);
      var chosen = above.flatMap(of -> chosen(group.body(member), fields, of));
      if (chosen.isPresent()) {
        taken.add(member.operation());
        var isMade =
            member.does().equals(Optional.of(Operation.CREATE))
                && member.path().parents().size() == 1;
        if (isMade) {
          make(member, group, fields, chosen.get());
        } else {
          impossible.put(
              member.operation().name(),
              "nothing here looks whether its '%s' is one of the %s"
                  .formatted(chosen.get().member().name(), chosen.get().options().name()));
        }
      }
    }
  }

  /** The fields of the one kind that votes refer to. */
  private Optional<DocumentFields> above(DocumentFields fields) {
    var all =
        fields.fields().stream()
            .flatMap(
                field ->
                    field.type() instanceof FieldType.Reference(var to, _)
                        ? kinds.entrySet().stream()
                            .filter(kind -> kind.getKey().name().equals(to))
                            .filter(kind -> Ballot.lists(kind.getValue()).size() == 1)
                            .map(Map.Entry::getValue)
                        : Stream.empty())
            .toList();
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }

  private static Optional<Chosen> chosen(
      Optional<DocumentGroup.Within> body, DocumentFields fields, DocumentFields above) {
    var all =
        body.map(one -> one.described().properties().keySet()).orElse(Set.of()).stream()
            .flatMap(property -> fields.called(property).stream())
            .filter(
                field ->
                    field.type() instanceof FieldType.Text
                        || field.type() instanceof FieldType.Whole)
            .flatMap(
                field ->
                    Ballot.options(above, field)
                        .map(options -> new Chosen(field, options))
                        .stream())
            .toList();
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }

  private void make(
      DocumentGroup.Member member, DocumentGroup group, DocumentFields fields, Chosen chosen) {
    var operation = member.operation();
    Map<String, String> keys = new TreeMap<>();
    var owner = BareMaking.Owner.of(member.path(), fields, kinds, keys);
    var call = DocumentCall.of(document, operation, keys.keySet(), group.name());
    if (owner.isEmpty() || call.isEmpty()) {
      impossible.put(operation.name(), "what it is sent or answers cannot be told yet");
      return;
    }
    Map<String, String> values = new LinkedHashMap<>();
    values.put(owner.get().field(), "record");
    Optional<Field> option = Optional.empty();
    for (var input : call.get().inputs()) {
      var field = fields.called(call.get().place(input).name());
      if (field.isEmpty() || values.containsKey(field.get().name())) {
        impossible.put(operation.name(), "what its '%s' is cannot be told".formatted(input.name()));
        return;
      }
      values.put(field.get().name(), "input." + input.name());
      if (field.get().equals(chosen.member())) {
        option = Optional.of(input);
      }
    }
    var guard =
        option
            .filter(Field::required)
            .flatMap(input -> Ballot.listed(call.get(), input, chosen.options().name()));
    if (guard.isEmpty()) {
      impossible.put(
          operation.name(),
          "how what is none of the %s is refused is not said".formatted(chosen.options().name()));
      return;
    }
    var answer =
        ActionAnswer.of(
            call.get().answered(),
            fields,
            MADE,
            (_, _) -> Optional.empty(),
            (name, schema) -> Acknowledgement.of(name, schema));
    if (answer.isEmpty()) {
      impossible.put(operation.name(), "something that it answers is made by nothing");
      return;
    }
    var name = DocumentFunctions.name(operation, names);
    names.add(name);
    var house = answer.get().house();
    actions.add(
        new Action(
            name,
            operation.summary().strip(),
            owner.get().kind(),
            true,
            call.get().inputs(),
            new Access.Anyone(),
            List.of(guard.get()),
            List.of(
                new Effect.Insert(
                    group.name(), values, house instanceof Action.Answer.Nothing ? "" : MADE)),
            house instanceof Action.Answer.Named
                ? new Action.Answer.Named(MADE, call.get().status() == 201)
                : house,
            Optional.of(call.get().endpoint(keys, answer.get().wire()))));
  }
}
