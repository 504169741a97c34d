package factory.pipeline.prove;

import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Specification;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What each caller does with a record once.
 *
 * @param kept the kind that is kept of it
 * @param of the field of it that says with which record
 * @param maker the field of it that says who
 * @param target the kind of that record
 */
record Relation(Kind kept, Field of, Field maker, Kind target) {
  /** The relation that an action makes: one record for each caller and record. */
  static Optional<Relation> of(Specification specification, Action action) {
    return action.effects().stream()
        .flatMap(
            effect -> effect instanceof Effect.Insert insert ? Stream.of(insert) : Stream.empty())
        .filter(_ -> action.onRecord())
        .flatMap(insert -> specification.kind(insert.kind()).stream())
        .flatMap(kept -> of(specification, kept, action.kind()).stream())
        .findFirst();
  }

  private static Optional<Relation> of(Specification specification, Kind kept, String target) {
    if (!kept.operations().isEmpty() || kept.maker().isEmpty()) {
      return Optional.empty();
    }
    var maker = kept.maker().get();
    return kept.unique().stream()
        .filter(unique -> unique.fields().size() == 2 && unique.fields().contains(maker.name()))
        .flatMap(unique -> unique.fields().stream())
        .filter(name -> !name.equals(maker.name()))
        .flatMap(name -> kept.field(name).stream())
        .filter(
            field -> field.type() instanceof FieldType.Reference(var to, _) && to.equals(target))
        .flatMap(
            field ->
                specification.kind(target).stream()
                    .map(kind -> new Relation(kept, field, maker, kind)))
        .findFirst();
  }

  /** The actions on the record that keep one more. */
  List<Action> doing(Specification specification) {
    return actions(specification)
        .filter(
            action ->
                action.effects().stream()
                    .anyMatch(
                        effect ->
                            effect instanceof Effect.Insert(var kind, _, _)
                                && kind.equals(kept.name())))
        .toList();
  }

  /** The actions that take it back. */
  List<Action> back(Specification specification) {
    return actions(specification)
        .filter(
            action ->
                action.effects().size() == 1
                    && action.effects().getFirst() instanceof Effect.DeleteEach(var rows, _)
                    && rows.startsWith(kept.plural() + "."))
        .toList();
  }

  private Stream<Action> actions(Specification specification) {
    return specification.actions().stream()
        .filter(action -> action.onRecord() && action.kind().equals(target.name()));
  }
}
