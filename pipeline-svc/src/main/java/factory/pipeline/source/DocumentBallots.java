package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Operation;
import factory.pipeline.document.Schema.Described;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds what each caller chooses, rates or votes up or down once: {@code POST /polls/{id}/vote}
 * with an option, {@code PUT /movies/{id}/rating} with a number, {@code POST /posts/{id}/upvote}
 * beside {@code /downvote}.
 */
final class DocumentBallots {
  private static final Set<String> VOTES =
      Set.of("vote", "votes", "ballot", "ballots", "unvote", "upvote", "downvote");
  private static final Set<String> RATES = Set.of("rate", "rating", "ratings", "unrate");
  private static final Set<String> BARE = Set.of("upvote", "downvote");
  private static final Set<String> STARS =
      Set.of("rating", "stars", "star", "score", "value", "rate", "grade");
  private static final List<String> UP = List.of("up", "upvote", "up_vote");
  private static final List<String> DOWN = List.of("down", "downvote", "down_vote");

  private final ApiDocument document;
  private final boolean hasAccounts;
  private final Map<Operation, Cast> casts = new LinkedHashMap<>();

  /** What a ballot says. */
  enum Sort {
    /** One of the record's options. */
    CHOICE,
    /** Up or down. */
    DIRECTION,
    /** A number within bounds. */
    RATING
  }

  /**
   * An operation that casts a ballot, or takes one back.
   *
   * @param target what it is about, by its noun
   * @param member the member of the body that has it; empty where the path says it
   * @param back whether it is taken back
   */
  record Cast(Sort sort, String target, Optional<String> member, String verb, boolean back) {
    /** The same of any worth. */
    Cast anyway() {
      return new Cast(sort, target, member, "vote", back);
    }

    /** What it is worth where its path says so; empty where it is given. */
    Optional<String> worth() {
      return switch (verb) {
        case "upvote" -> Optional.of("1");
        case "downvote" -> Optional.of("-1");
        default -> Optional.empty();
      };
    }
  }

  private static final Pattern OWN =
      Pattern.compile(
          "(?i)\\b(?:your|my|one's|own|(?:the )?(?:caller|user|visitor)'s)\\b(?: \\w+)? (?:vote|rating|score|stars|ballot|choice)s?\\b");

  private record Found(Operation operation, String verb, String target) {}

  private DocumentBallots(ApiDocument document, boolean hasAccounts) {
    this.document = document;
    this.hasAccounts = hasAccounts;
  }

  static DocumentBallots of(ApiDocument document, boolean hasAccounts) {
    var all = new DocumentBallots(document, hasAccounts);
    List<Found> found = new ArrayList<>();
    for (var operation : document.operations()) {
      all.found(operation).ifPresent(found::add);
    }
    for (var one : found) {
      if (!one.operation().method().equals("DELETE")) {
        all.sort(one, found)
            .ifPresent(
                cast -> {
                  if (all.casts.values().stream()
                      .allMatch(c -> !isSame(c, cast) || c.sort() == cast.sort())) {
                    all.casts.put(one.operation(), cast);
                  }
                });
      }
    }
    for (var one : found) {
      all.back(one).ifPresent(cast -> all.casts.put(one.operation(), cast));
    }
    return all;
  }

  /** What an operation casts. */
  Optional<Cast> cast(Operation operation) {
    return Optional.ofNullable(casts.get(operation));
  }

  private static boolean isSame(Cast one, Cast other) {
    return one.target().equals(other.target())
        && (one.sort() == Sort.RATING) == (other.sort() == Sort.RATING);
  }

  private Optional<Found> found(Operation operation) {
    return DocumentPath.of(operation.path())
        .filter(path -> path.one().isEmpty() && path.parents().size() == 1)
        .filter(path -> VOTES.contains(path.name()) || RATES.contains(path.name()))
        .filter(_ -> !operation.method().equals("GET") && !isOfRecords(operation))
        .map(
            path ->
                new Found(
                    operation,
                    path.name(),
                    Nouns.singular(DocumentPath.snake(path.parents().getFirst().noun()))));
  }

  /** Whether its path, or one below it, shows what is cast as records of their own. */
  private boolean isOfRecords(Operation operation) {
    var path = operation.path().replaceFirst("/$", "");
    return document.operations().stream()
        .anyMatch(
            other ->
                other.path().startsWith(path + "/{")
                    || (other.path().replaceFirst("/$", "").equals(path)
                        && (other.method().equals("GET") || answersId(other))));
  }

  /** Whether it answers what was cast, with an id of its own, and not what it is about. */
  private boolean answersId(Operation operation) {
    return operation.method().equals("POST")
        && body(operation).isPresent()
        && DocumentGroup.successes(operation).stream()
            .flatMap(success -> DocumentGroup.json(success.content()).stream())
            .flatMap(schema -> Schemas.described(document, schema).stream())
            .anyMatch(
                answer ->
                    (answer.properties().containsKey("id")
                            || answer.properties().containsKey("_id"))
                        && answer.properties().containsKey(body(operation).get().getKey()));
  }

  /** The only member of a body, which must be there. */
  private Optional<Map.Entry<String, Described>> body(Operation operation) {
    return operation
        .requestBody()
        .flatMap(body -> DocumentGroup.json(body.content()))
        .flatMap(schema -> Schemas.described(document, schema))
        .filter(object -> object.is("object") && object.properties().size() == 1)
        .filter(object -> object.required().containsAll(object.properties().keySet()))
        .flatMap(
            object -> {
              var only = object.properties().entrySet().iterator().next();
              return Schemas.described(document, only.getValue())
                  .map(schema -> Map.entry(only.getKey(), schema));
            });
  }

  private Optional<Cast> sort(Found one, List<Found> all) {
    if (!isKnown(one.operation()) || one.verb().startsWith("un")) {
      return Optional.empty();
    }
    if (one.operation().requestBody().isEmpty()) {
      var verbs =
          all.stream()
              .filter(other -> other.target().equals(one.target()) && isKnown(other.operation()))
              .filter(other -> other.operation().requestBody().isEmpty())
              .filter(other -> !other.operation().method().equals("DELETE"))
              .map(Found::verb)
              .toList();
      return BARE.contains(one.verb()) && verbs.containsAll(BARE)
          ? Optional.of(new Cast(Sort.DIRECTION, one.target(), Optional.empty(), one.verb(), false))
          : Optional.empty();
    }
    return body(one.operation())
        .filter(_ -> !BARE.contains(one.verb()))
        .flatMap(
            member ->
                sort(one.verb(), member)
                    .map(
                        sort ->
                            new Cast(
                                sort,
                                one.target(),
                                Optional.of(member.getKey()),
                                one.verb(),
                                false)));
  }

  private static Optional<Sort> sort(String verb, Map.Entry<String, Described> member) {
    var schema = member.getValue();
    if (RATES.contains(verb)) {
      var bounds = schema.limits().bounds();
      return (schema.is("integer") || schema.is("number"))
              && schema.words().isEmpty()
              && bounds.containsKey("minimum")
              && bounds.containsKey("maximum")
              && STARS.contains(DocumentPath.snake(member.getKey()))
          ? Optional.of(Sort.RATING)
          : Optional.empty();
    }
    if (directions(schema).isPresent()) {
      return Optional.of(Sort.DIRECTION);
    }
    return schema.words().isEmpty() && (schema.is("string") || isPlace(member))
        ? Optional.of(Sort.CHOICE)
        : Optional.empty();
  }

  /** The two values that are up and down, as expressions; empty when it has other ones. */
  static Optional<List<String>> directions(Described schema) {
    var words = schema.words();
    if (words.size() != 2) {
      return Optional.empty();
    }
    if (schema.is("integer")
        && words.stream().allMatch(word -> word.isIntegralNumber())
        && words.stream().map(word -> word.asInt()).toList().containsAll(List.of(1, -1))) {
      return Optional.of(List.of("1", "-1"));
    }
    List<String> ordered = new ArrayList<>();
    for (var side : List.of(UP, DOWN)) {
      words.stream()
          .filter(word -> word.isTextual() && side.contains(DocumentPath.snake(word.asText())))
          .filter(word -> word.asText().matches("[A-Za-z_-]+"))
          .forEach(word -> ordered.add("'" + word.asText() + "'"));
    }
    return ordered.size() == 2 && schema.is("string") ? Optional.of(ordered) : Optional.empty();
  }

  /** Whether a number is a place of which the first is 0. */
  private static boolean isPlace(Map.Entry<String, Described> member) {
    return member.getValue().is("integer")
        && DocumentPath.snake(member.getKey()).matches("(?:\\w+_)?(?:index|idx)")
        && Optional.ofNullable(member.getValue().limits().bounds().get("minimum"))
            .map(least -> least.compareTo(BigDecimal.ZERO) == 0)
            .orElseGet(
                () -> member.getValue().description().matches("(?is).*\\b(?:zero|0)[- ]?based.*"));
  }

  /** Whether it is known who does it. */
  private boolean isKnown(Operation operation) {
    return hasAccounts
        ? DocumentAccounts.isClosed(operation)
        : !operation.security().isEmpty()
            || OnceOnly.done(operation).isPresent()
            || saysWhose(operation);
  }

  /** Whether the words of it, or of what takes it back, are about what is the caller's own. */
  private boolean saysWhose(Operation operation) {
    return document.operations().stream()
        .filter(other -> other.path().equals(operation.path()))
        .anyMatch(other -> OWN.matcher(other.summary() + " " + other.description()).find());
  }

  private Optional<Cast> back(Found one) {
    var isBack = one.operation().method().equals("DELETE") || one.verb().startsWith("un");
    if (!isBack || one.operation().requestBody().isPresent()) {
      return Optional.empty();
    }
    var isRate = RATES.contains(one.verb());
    return casts.values().stream()
        .filter(cast -> !cast.back() && cast.target().equals(one.target()))
        .filter(cast -> (cast.sort() == Sort.RATING) == isRate)
        .findFirst()
        .map(cast -> new Cast(cast.sort(), one.target(), Optional.empty(), one.verb(), true));
  }
}
