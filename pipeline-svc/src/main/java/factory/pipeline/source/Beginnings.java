package factory.pipeline.source;

import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a state is at first that nobody gives when a record is made. */
final class Beginnings {
  private static final Pattern STATE =
      Pattern.compile("(?:[a-z0-9_]+_)?(?:status|state|stage|phase|progress)");

  /** Words of what is new, wherever they stand among others. */
  private static final Set<String> NEW =
      Set.of("new", "draft", "todo", "to_do", "not_started", "open", "created", "queued", "unread");

  /** Words with which something begins where they are the first of all. */
  private static final Set<String> FIRST =
      Set.of(
          "pending",
          "placed",
          "received",
          "submitted",
          "requested",
          "scheduled",
          "unpaid",
          "waiting",
          "planned",
          "backlog",
          "registered",
          "ordered",
          "booked",
          "active",
          "available");

  private Beginnings() {}

  /** The word that a state begins with: its default, or the one that means what is new. */
  static Optional<String> of(String name, Described schema) {
    List<String> words =
        schema.words().stream()
            .filter(word -> word.isTextual())
            .map(word -> word.textValue())
            .toList();
    if (words.size() < 2 || !STATE.matcher(name).matches() || schema.fallback().isPresent()) {
      return Optional.empty();
    }
    var first = DocumentPath.snake(words.getFirst());
    if (NEW.contains(first) || FIRST.contains(first)) {
      return Optional.of(words.getFirst());
    }
    var all = words.stream().filter(word -> NEW.contains(DocumentPath.snake(word))).toList();
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }

  /** What was decided so. */
  static List<String> assumed(DocumentParts parts) {
    List<String> assumed = new ArrayList<>();
    for (var kind : parts.kinds()) {
      for (var field : kind.fields()) {
        if (field.type() instanceof FieldType.Choice && STATE.matcher(field.name()).matches()) {
          initial(field)
              .ifPresent(
                  word ->
                      assumed.add(
                          "The %s of a %s is %s at first%s."
                              .formatted(field.name(), kind.name(), word, unchanged(kind, parts))));
        }
      }
    }
    return assumed;
  }

  private static Optional<String> initial(Field field) {
    return switch (field.origin()) {
      case Origin.Actions(var initial) -> initial;
      case Origin.Given given -> given.fallback();
      default -> Optional.empty();
    };
  }

  private static String unchanged(Kind kind, DocumentParts parts) {
    var isChanged =
        parts.actions().stream().anyMatch(action -> action.kind().equals(kind.name()))
            || kind.http().stream()
                .flatMap(http -> http.routes().stream())
                .anyMatch(route -> route.operation() == Kind.Operation.UPDATE);
    return isChanged ? "" : ", and nothing changes it";
  }
}
