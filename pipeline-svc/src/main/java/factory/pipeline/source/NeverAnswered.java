package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says which refusals of a document nothing leads to, so that nobody waits for them: a 409 of what
 * can be made as often as anybody likes, a 404 of what is about nothing that has to be there.
 */
final class NeverAnswered {
  private final ApiDocument document;
  private final DocumentParts parts;

  NeverAnswered(ApiDocument document, DocumentParts parts) {
    this.document = document;
    this.parts = parts;
  }

  /** A sentence for each. */
  List<String> sentences() {
    List<String> all = new ArrayList<>();
    for (var kind : parts.kinds()) {
      for (var route : kind.http().map(http -> http.routes()).orElse(List.of())) {
        say(all, route.method() + " " + route.path(), statuses(kind, route));
      }
    }
    for (var action : parts.actions()) {
      action.http().ifPresent(http -> say(all, http.named(), statuses(action)));
    }
    return all;
  }

  private void say(List<String> all, String name, Set<Integer> answered) {
    for (var operation : document.operations()) {
      if (operation.name().equals(name)) {
        operation.responses().stream()
            .map(ApiDocument.Response::status)
            .filter(status -> status.equals("404") || status.equals("409"))
            .filter(status -> !answered.contains(Integer.valueOf(status)))
            .forEach(
                status ->
                    all.add(
                        "%s never answers %s: nothing that the document says leads to it."
                            .formatted(name, status)));
      }
    }
  }

  private Set<Integer> statuses(Kind kind, Route route) {
    Set<Integer> all = new TreeSet<>();
    var isMade = route.operation() == Kind.Operation.CREATE || route.madeStatus().isPresent();
    if ((isMade && isUnique(kind, true))
        || (route.operation() == Kind.Operation.UPDATE && isUnique(kind, false))
        || (route.operation() == Kind.Operation.DELETE && isHeld(kind))) {
      all.add(route.status(409));
    }
    var isEmptyNotFound = route.answer() instanceof Route.Answer.Rows rows && rows.emptyNotFound();
    var hasParent =
        route.keys().values().stream()
            .anyMatch(
                key ->
                    key.equals("id")
                        || kind.key().equals(new Kind.Key.Natural(key))
                        || kind.field(key)
                            .filter(
                                field ->
                                    field.unique() || field.type() instanceof FieldType.Reference)
                            .isPresent());
    if (isEmptyNotFound || hasParent || route.mine().flatMap(Route.Mine::of).isPresent()) {
      all.add(route.status(404));
    }
    if (route.statuses().containsKey(Route.MISSING)) {
      all.add(route.missing());
    }
    return all;
  }

  /** Whether there can be no second record with what is given. */
  private static boolean isUnique(Kind kind, boolean isNew) {
    return (isNew && kind.key() instanceof Kind.Key.Natural)
        || !kind.unique().isEmpty()
        || kind.fields().stream()
            .anyMatch(field -> field.unique() && field.origin() instanceof Origin.Given);
  }

  /** Whether others keep a record from being deleted. */
  private boolean isHeld(Kind kind) {
    return parts.kinds().stream()
        .flatMap(other -> other.fields().stream())
        .anyMatch(
            field ->
                field.type() instanceof FieldType.Reference(var to, var onDelete)
                    && to.equals(kind.name())
                    && onDelete == FieldType.OnDelete.RESTRICT);
  }

  private Set<Integer> statuses(Action action) {
    Set<Integer> all = new TreeSet<>();
    var http = action.http().orElseThrow();
    if (action.onRecord()) {
      all.add(http.status(404));
    }
    action.guards().forEach(guard -> all.add(http.status(guard.otherwise().status())));
    for (var effect : action.effects()) {
      switch (effect.bare()) {
        case Effect.Require(_, var otherwise) -> all.add(http.status(otherwise.status()));
        case Effect.Take(_, _, _, var none) -> all.add(http.status(none.status()));
        case Effect.Insert(var name, _, _) ->
            parts.kinds().stream()
                .filter(kind -> kind.name().equals(name) && isUnique(kind, true))
                .forEach(_ -> all.add(http.status(409)));
        case Effect.Set _,
            Effect.SetEach _,
            Effect.Delete _,
            Effect.DeleteEach _,
            Effect.Let _,
            Effect.When _ -> {}
      }
    }
    return all;
  }
}
