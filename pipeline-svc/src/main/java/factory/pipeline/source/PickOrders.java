package factory.pipeline.source;

import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route.Pick;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which order a word asks for: {@code latest}, {@code popular}, {@code most-viewed}. */
final class PickOrders {
  private static final Set<String> NEWEST =
      Set.of("latest", "recent", "newest", "most_recent", "last");
  private static final Set<String> OLDEST = Set.of("oldest", "earliest", "first");
  private static final Set<String> POPULAR = Set.of("popular", "most_popular");
  private static final Set<String> TOP =
      Set.of("top", "best", "leaderboard", "ranking", "rankings", "high_scores", "highscores");
  private static final Set<String> RATED =
      Set.of("top_rated", "highest_rated", "best_rated", "toprated");

  /** What is counted of what many like. */
  private static final Set<String> LIKED =
      Set.of(
          "like",
          "view",
          "favorite",
          "favourite",
          "vote",
          "upvote",
          "star",
          "stargazer",
          "visit",
          "click",
          "hit",
          "play",
          "download",
          "follower",
          "share",
          "bookmark",
          "popularity");

  private static final Set<String> GOOD = Set.of("rating", "score", "point", "grade");

  private static final Pattern HAPPENED =
      Pattern.compile(
          "timestamp|time|date|(?:recorded|measured|taken|occurred|happened|logged|published|posted|played|performed|observed)_(?:at|on|date)");

  private final DocumentFields fields;
  private final String word;
  private final String said;

  private PickOrders(DocumentFields fields, String word, String said) {
    this.fields = fields;
    this.word = word;
    this.said = said;
  }

  /**
   * The order; empty where the word means none here, or more than one.
   *
   * @param said what its operation says besides, in small letters
   */
  static Optional<Pick> of(DocumentFields fields, String word, String said) {
    return new PickOrders(fields, word, said).ordered();
  }

  private static Pick order(String order) {
    return new Pick(Optional.empty(), Optional.of(order), false);
  }

  private Optional<Pick> ordered() {
    if (NEWEST.contains(word) || OLDEST.contains(word)) {
      return made(NEWEST.contains(word) ? "-" : "");
    }
    if (word.equals("cheapest") || word.equals("most_expensive")) {
      var prices = numbers(Set.of("price", "cost"));
      return PickWords.one(prices).map(f -> order((word.equals("cheapest") ? "" : "-") + f.name()));
    }
    if (RATED.contains(word)) {
      return PickWords.one(numbers(GOOD)).map(f -> order("-" + f.name()));
    }
    if (word.startsWith("most_") && !POPULAR.contains(word)) {
      var most = word.substring("most_".length());
      return PickWords.one(numbers().stream().filter(f -> isVerbOf(base(f), most)).toList())
          .map(f -> order("-" + f.name()));
    }
    if (!POPULAR.contains(word) && !TOP.contains(word)) {
      return Optional.empty();
    }
    var named = numbers().stream().filter(this::isSaid).toList();
    if (!named.isEmpty()) {
      return PickWords.one(named).map(f -> order("-" + f.name()));
    }
    var good = TOP.contains(word) ? numbers(GOOD) : List.<Field>of();
    return PickWords.one(good.isEmpty() ? numbers(LIKED) : good).map(f -> order("-" + f.name()));
  }

  /** In the order of making, or of when what they tell was. */
  private Optional<Pick> made(String direction) {
    var told =
        PickDates.moments(fields).stream()
            .filter(field -> HAPPENED.matcher(field.name()).matches())
            .toList();
    return told.isEmpty()
        ? Optional.of(order(direction + "created_at"))
        : PickWords.one(told).map(field -> order(direction + field.name()));
  }

  private List<Field> numbers(Set<String> bases) {
    return numbers().stream().filter(field -> bases.contains(base(field))).toList();
  }

  /** What can be more or less. */
  private List<Field> numbers() {
    return fields.numbers().stream()
        .filter(
            field ->
                switch (field.origin()) {
                  case Origin.Given _, Origin.Actions _ -> true;
                  case Origin.Aggregated figure -> figure.function() != AggregateFunction.SUM;
                  default -> false;
                })
        .toList();
  }

  /** What a number counts or measures, such as {@code like} of {@code like_count}. */
  private static String base(Field field) {
    return Nouns.singular(
        field
            .name()
            .replaceFirst("^(?:number_of_|num_|count_of_|total_|average_|avg_)", "")
            .replaceFirst("_(?:count|counter|total|average|avg)$", ""));
  }

  /** Whether a participle is of a noun: {@code viewed} of {@code view}. */
  private static boolean isVerbOf(String noun, String participle) {
    var stem = noun.replaceFirst("(?:ing|e)$", "");
    return participle.equals(noun)
        || participle.equals(Nouns.plural(noun))
        || participle.equals(stem + "ed")
        || participle.equals(noun + noun.charAt(noun.length() - 1) + "ed");
  }

  /** Whether the operation says a number by its name. */
  private boolean isSaid(Field field) {
    for (var one : said.split("[^a-z]+")) {
      if (!one.isEmpty() && isVerbOf(base(field), one)) {
        return true;
      }
    }
    return false;
  }
}
