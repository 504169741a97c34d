package factory.pipeline.source;

import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route.Pick;
import factory.pipeline.spec.expression.JavaText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which records a word asks for, and in which order: {@code latest}, {@code overdue}, {@code
 * featured}, {@code most-viewed}. A word that could mean two things means none.
 */
final class PickWords {
  private static final Set<String> ANY = Set.of("random", "any");

  /** What is over says so by one of these. */
  static final Set<String> DONE =
      Set.of("completed", "complete", "done", "finished", "is_completed", "is_done", "closed");

  private static final Set<String> OPEN =
      Set.of("pending", "open", "todo", "incomplete", "remaining", "active", "outstanding");

  private static final String NUMBER = "(\\d{1,4}|three|five|ten|twenty|fifty|hundred)";
  private static final Map<String, Integer> NUMBERS =
      Map.of("three", 3, "five", 5, "ten", 10, "twenty", 20, "fifty", 50, "hundred", 100);
  private static final Pattern MOST =
      Pattern.compile(
          "\\b(?:top|first|latest|last|newest|best|most recent|up to|at most)[ -]"
              + NUMBER
              + "\\b|\\b"
              + NUMBER
              + " (?:most|latest|newest|best|top|highest|oldest|cheapest)\\b");

  private final DocumentFields fields;
  private final String word;

  private PickWords(DocumentFields fields, String word) {
    this.fields = fields;
    this.word = word;
  }

  /**
   * What a word asks for; empty where it means nothing here, or more than one thing.
   *
   * @param word in snake_case
   * @param said what its operation says besides
   * @param lists whether it is a list, and not the first of it
   */
  static Optional<Pick> of(DocumentFields fields, String word, String said, boolean lists) {
    var words = new PickWords(fields, word);
    var small = said.toLowerCase(Locale.ROOT);
    var order = PickOrders.of(fields, word, small);
    if (!lists) {
      return ANY.contains(word)
          ? Optional.of(new Pick(Optional.empty(), Optional.empty(), true))
          : order;
    }
    List<Pick> meanings = new ArrayList<>();
    order.ifPresent(meanings::add);
    words.truth().map(PickWords::where).ifPresent(meanings::add);
    words.choice().map(PickWords::where).ifPresent(meanings::add);
    if (meanings.isEmpty()) {
      PickDates.of(fields, word, small).ifPresent(meanings::add);
    }
    return meanings.size() == 1 ? Optional.of(meanings.getFirst()) : Optional.empty();
  }

  /** How many there are at most, where words say so. */
  static Optional<Integer> most(String said) {
    var most = MOST.matcher(said.toLowerCase(Locale.ROOT));
    if (!most.find()) {
      return Optional.empty();
    }
    var number = most.group(1) == null ? most.group(2) : most.group(1);
    var value = NUMBERS.containsKey(number) ? NUMBERS.get(number) : Integer.valueOf(number);
    return Optional.of(value).filter(v -> v > 0);
  }

  /** Those of a condition. */
  static Pick where(String condition) {
    return new Pick(Optional.of(condition), Optional.empty(), false);
  }

  /** The name of a truth without what says that it is one. */
  static String plain(String name) {
    return name.replaceFirst("^(?:is|has|was)_", "");
  }

  private Optional<String> truth() {
    List<String> conditions = new ArrayList<>();
    for (var field : fields.fields()) {
      if (!(field.type() instanceof FieldType.Truth)
          || field.origin() instanceof Origin.Aggregated
          || field.origin() instanceof Origin.Computed) {
        continue;
      }
      var name = plain(field.name());
      if (word.equals(name) || (DONE.contains(name) && DONE.contains(word))) {
        conditions.add("record." + field.name());
      } else if (Set.of("un" + name, "in" + name, "not_" + name, "non_" + name).contains(word)
          || (DONE.contains(name) && OPEN.contains(word))) {
        conditions.add("!record." + field.name());
      }
    }
    return one(conditions);
  }

  private Optional<String> choice() {
    List<String> conditions = new ArrayList<>();
    for (var field : fields.fields()) {
      if (field.type() instanceof FieldType.Choice(var words, _)) {
        for (var one : words) {
          var plain = DocumentPath.snake(one);
          if (word.equals(plain)
              || word.equals(plain + "_" + field.name())
              || word.equals(field.name() + "_" + plain)) {
            conditions.add("record.%s == %s".formatted(field.name(), JavaText.literal(one)));
          }
        }
      }
    }
    return one(conditions);
  }

  /** The only one of several. */
  static <T> Optional<T> one(List<T> all) {
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }
}
