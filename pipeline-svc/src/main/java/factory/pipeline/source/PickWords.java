package factory.pipeline.source;

import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.Field;
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
  private static final Set<String> NEWEST =
      Set.of("latest", "recent", "newest", "most_recent", "last");
  private static final Set<String> OLDEST = Set.of("oldest", "earliest", "first");
  private static final Set<String> POPULAR = Set.of("popular", "most_popular");
  private static final Set<String> TOP =
      Set.of("top", "best", "leaderboard", "ranking", "rankings", "high_scores", "highscores");
  private static final Set<String> RATED =
      Set.of("top_rated", "highest_rated", "best_rated", "toprated");
  private static final Set<String> ANY = Set.of("random", "any");

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

  private static final Set<String> DONE =
      Set.of("completed", "complete", "done", "finished", "is_completed", "is_done", "closed");
  private static final Set<String> OPEN =
      Set.of("pending", "open", "todo", "incomplete", "remaining", "active", "outstanding");

  /** What is over, of the words of a state. */
  private static final Set<String> OVER =
      Set.of(
          "done",
          "completed",
          "complete",
          "closed",
          "finished",
          "resolved",
          "cancelled",
          "canceled",
          "paid",
          "returned",
          "archived",
          "delivered",
          "void",
          "rejected");

  private static final Pattern OVER_AT =
      Pattern.compile(
          "(?:completed|finished|closed|returned|paid|resolved|done)(?:_(?:at|on|date))?");
  private static final Pattern DUE =
      Pattern.compile("due|due_.*|deadline|deadline_.*|.*_due|.*_deadline");
  private static final Pattern HAPPENED =
      Pattern.compile(
          "timestamp|time|date|(?:recorded|measured|taken|occurred|happened|logged|published|posted|played|performed|observed)_(?:at|on|date)");
  private static final Pattern STARTS =
      Pattern.compile(
          "(?:event_|scheduled_)?(?:date|time|datetime|date_time)|starts?(?:_.*)?|scheduled(?:_.*)?|begins?(?:_.*)?|due|due_.*|when");
  private static final Pattern ENDS = Pattern.compile("ends?|end_.*|ends_.*|finish.*|until");
  private static final Pattern EXPIRES =
      Pattern.compile("expir.*|valid_(?:until|to)|.*_expiry|best_before");
  private static final Pattern SAYS_DUE = Pattern.compile("\\bdue\\b|\\bdeadline");

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
  private final String said;

  private PickWords(DocumentFields fields, String word, String said) {
    this.fields = fields;
    this.word = word;
    this.said = said.toLowerCase(Locale.ROOT);
  }

  /**
   * What a word asks for; empty where it means nothing here, or more than one thing.
   *
   * @param word in snake_case
   * @param said what its operation says besides
   * @param lists whether it is a list, and not the first of it
   */
  static Optional<Pick> of(DocumentFields fields, String word, String said, boolean lists) {
    var words = new PickWords(fields, word, said);
    if (!lists) {
      return ANY.contains(word)
          ? Optional.of(new Pick(Optional.empty(), Optional.empty(), true))
          : words.ordered();
    }
    List<Pick> meanings = new ArrayList<>();
    words.ordered().ifPresent(meanings::add);
    words.truth().map(PickWords::where).ifPresent(meanings::add);
    words.choice().map(PickWords::where).ifPresent(meanings::add);
    if (meanings.isEmpty()) {
      words.dated().ifPresent(meanings::add);
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

  private static Pick where(String condition) {
    return new Pick(Optional.of(condition), Optional.empty(), false);
  }

  private static Pick order(String order) {
    return new Pick(Optional.empty(), Optional.of(order), false);
  }

  // ---- orders

  private Optional<Pick> ordered() {
    if (NEWEST.contains(word) || OLDEST.contains(word)) {
      return made(NEWEST.contains(word) ? "-" : "");
    }
    if (word.equals("cheapest") || word.equals("most_expensive")) {
      var prices = numbers(Set.of("price", "cost"));
      return one(prices).map(f -> order((word.equals("cheapest") ? "" : "-") + f.name()));
    }
    if (RATED.contains(word)) {
      return one(numbers(GOOD)).map(f -> order("-" + f.name()));
    }
    if (word.startsWith("most_") && !POPULAR.contains(word)) {
      var most = word.substring("most_".length());
      return one(numbers().stream().filter(f -> isVerbOf(base(f), most)).toList())
          .map(f -> order("-" + f.name()));
    }
    if (!POPULAR.contains(word) && !TOP.contains(word)) {
      return Optional.empty();
    }
    var named = numbers().stream().filter(this::isSaid).toList();
    if (!named.isEmpty()) {
      return one(named).map(f -> order("-" + f.name()));
    }
    var good = TOP.contains(word) ? numbers(GOOD) : List.<Field>of();
    return one(good.isEmpty() ? numbers(LIKED) : good).map(f -> order("-" + f.name()));
  }

  /** In the order of making, or of when what they tell was. */
  private Optional<Pick> made(String direction) {
    var told =
        moments().stream().filter(field -> HAPPENED.matcher(field.name()).matches()).toList();
    return told.isEmpty()
        ? Optional.of(order(direction + "created_at"))
        : one(told).map(field -> order(direction + field.name()));
  }

  private List<Field> numbers(Set<String> bases) {
    return numbers().stream().filter(field -> bases.contains(base(field))).toList();
  }

  /** What can be more or less. */
  private List<Field> numbers() {
    return fields.fields().stream()
        .filter(
            field ->
                field.type() instanceof FieldType.Whole
                    || field.type() instanceof FieldType.Decimal
                    || field.type() instanceof FieldType.Money)
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

  // ---- conditions

  private static String plain(String name) {
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
            conditions.add("record.%s == %s".formatted(field.name(), literal(one)));
          }
        }
      }
    }
    return one(conditions);
  }

  private static String literal(String text) {
    return JavaText.literal(text);
  }

  private List<Field> moments() {
    return fields.fields().stream()
        .filter(
            field ->
                field.type() instanceof FieldType.Date || field.type() instanceof FieldType.Instant)
        .filter(field -> field.origin() instanceof Origin.Given)
        .toList();
  }

  private Optional<Field> moment(Pattern names) {
    return one(moments().stream().filter(f -> names.matcher(f.name()).matches()).toList());
  }

  private static String now(Field field) {
    return field.type() instanceof FieldType.Date ? "date(now)" : "now";
  }

  private static String compared(Field field, String operator) {
    return "record.%s %s %s".formatted(field.name(), operator, now(field));
  }

  private Optional<Pick> dated() {
    return switch (word) {
      case "overdue", "past_due", "late" ->
          moment(DUE)
              .flatMap(
                  due ->
                      open()
                          .map(
                              open ->
                                  new Pick(
                                      Optional.of(compared(due, "<") + open),
                                      Optional.of(due.name()),
                                      false)));
      case "expired" -> moment(EXPIRES).map(field -> where(compared(field, "<")));
      case "upcoming", "future" -> upcoming();
      case "past", "previous" -> past();
      case "ongoing", "current", "in_progress" ->
          moment(STARTS)
              .flatMap(
                  from ->
                      moment(ENDS)
                          .map(to -> where(compared(from, "<=") + " && " + compared(to, ">="))));
      case "today" ->
          moment(STARTS)
              .filter(field -> field.type() instanceof FieldType.Date && isAlone(field))
              .map(field -> where(compared(field, "==")));
      default -> Optional.empty();
    };
  }

  private Optional<Pick> upcoming() {
    var from = moment(STARTS).filter(this::isAlone);
    if (from.isEmpty()) {
      return Optional.empty();
    }
    var name = from.get().name();
    if (DUE.matcher(name).matches()
        && !open().equals(Optional.of(""))
        && !SAYS_DUE.matcher(said).find()) {
      // Whether what is done already is still to come, nobody says.
      return Optional.empty();
    }
    return Optional.of(new Pick(Optional.of(compared(from.get(), ">=")), Optional.of(name), false));
  }

  private Optional<Pick> past() {
    var to = moment(ENDS);
    if (to.isPresent()) {
      var over = compared(to.get(), "<");
      var from = moment(STARTS);
      // What does not say when it ends is over when it has begun.
      return to.get().required()
          ? Optional.of(where(over))
          : from.map(
              field ->
                  where(
                      "%s || (record.%s == null && %s)"
                          .formatted(over, to.get().name(), compared(field, "<"))));
    }
    return moment(STARTS)
        .filter(field -> isAlone(field) && !DUE.matcher(field.name()).matches())
        .map(field -> where(compared(field, "<")));
  }

  /** Whether no other moment could be the one that is meant. */
  private boolean isAlone(Field field) {
    return moments().stream()
        .filter(other -> !other.equals(field))
        .allMatch(
            other ->
                ENDS.matcher(other.name()).matches()
                    || EXPIRES.matcher(other.name()).matches()
                    || OVER_AT.matcher(other.name()).matches());
  }

  /** That a record is not over yet, after another condition; empty when two fields say so. */
  private Optional<String> open() {
    List<String> conditions = new ArrayList<>();
    for (var field : fields.fields()) {
      if (field.type() instanceof FieldType.Truth
          && (DONE.contains(plain(field.name())) || OVER.contains(plain(field.name())))) {
        conditions.add(" && !record." + field.name());
      } else if (field.type() instanceof FieldType.Choice(var words, _)) {
        var over = new StringBuilder();
        for (var one : words) {
          if (OVER.contains(DocumentPath.snake(one))) {
            over.append(" && record.%s != %s".formatted(field.name(), literal(one)));
          }
        }
        if (!over.isEmpty()) {
          conditions.add(
              field.required()
                  ? over.toString()
                  : " && (record.%s == null || (%s))"
                      .formatted(field.name(), over.substring(" && ".length())));
        }
      } else if (!field.required()
          && moments().contains(field)
          && OVER_AT.matcher(field.name()).matches()) {
        conditions.add(" && record.%s == null".formatted(field.name()));
      }
    }
    return conditions.isEmpty() ? Optional.of("") : one(conditions);
  }

  private static <T> Optional<T> one(List<T> all) {
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }
}
