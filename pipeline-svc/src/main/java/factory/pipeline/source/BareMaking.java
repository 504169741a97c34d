package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind.Operation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Makes records of nothing: {@code POST /carts} and {@code /games} without a body. */
final class BareMaking {
  private static final String MADE = "made";

  private final ApiDocument document;
  private final Map<String, String> impossible;
  private final Map<DocumentGroup, DocumentFields> kinds;
  private final Set<String> names;

  /**
   * Reads those of a document.
   *
   * @param impossible why something cannot be, by the operation's name, is added
   * @param names of other actions
   */
  BareMaking(
      ApiDocument document,
      Map<String, String> impossible,
      Map<DocumentGroup, DocumentFields> kinds,
      Set<String> names) {
    this.document = document;
    this.impossible = impossible;
    this.kinds = kinds;
    this.names = names;
  }

  /**
   * The kind whose record a path names before its noun.
   *
   * @param kind its name
   * @param field of the records at the path that refers to it
   */
  record Owner(String kind, String field) {
    /**
     * Finds it.
     *
     * @param keys what its parameter is, is added
     */
    static Optional<Owner> of(
        DocumentPath path,
        DocumentFields fields,
        Map<DocumentGroup, DocumentFields> kinds,
        Map<String, String> keys) {
      if (path.parents().size() != 1) {
        return Optional.empty();
      }
      var parameter = path.parents().getFirst().parameter();
      var field = fields.parent(parameter).flatMap(fields::field);
      for (var kind : kinds.entrySet()) {
        if (field.isPresent()
            && field.get().type() instanceof FieldType.Reference(var to, _)
            && to.equals(kind.getKey().name())) {
          keys.put(parameter, kind.getValue().named(parameter).orElse("id"));
          return Optional.of(new Owner(to, field.get().name()));
        }
      }
      return Optional.empty();
    }
  }

  /** The actions that make them. */
  List<Action> actions() {
    return kinds.entrySet().stream()
        .flatMap(
            kind ->
                kind.getKey()
                    .of(Operation.CREATE)
                    .filter(member -> member.operation().requestBody().isEmpty())
                    .flatMap(member -> action(member, kind.getKey(), kind.getValue()).stream()))
        .toList();
  }

  private Optional<Action> action(
      DocumentGroup.Member member, DocumentGroup group, DocumentFields fields) {
    var operation = member.operation();
    Map<String, String> keys = new TreeMap<>();
    var owner = Owner.of(member.path(), fields, kinds, keys);
    var call = DocumentCall.of(document, operation, keys.keySet(), group.name());
    if (call.isEmpty()
        || !call.get().inputs().isEmpty()
        || owner.isEmpty() != member.path().parents().isEmpty()) {
      impossible.put(operation.name(), "what it makes one of cannot be told");
      return Optional.empty();
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
      return Optional.empty();
    }
    var name = DocumentFunctions.name(operation, names);
    names.add(name);
    var house = answer.get().house();
    return Optional.of(
        new Action(
            name,
            operation.summary().strip(),
            owner.map(Owner::kind).orElse(group.name()),
            owner.isPresent(),
            List.of(),
            new Access.Anyone(),
            List.of(),
            List.of(
                new Effect.Insert(
                    group.name(),
                    owner.map(of -> Map.of(of.field(), "record")).orElse(Map.of()),
                    house instanceof Action.Answer.Nothing ? "" : MADE)),
            house instanceof Action.Answer.Named
                ? new Action.Answer.Named(MADE, call.get().status() == 201)
                : house,
            Optional.of(call.get().endpoint(keys, answer.get().wire()))));
  }
}
