package factory.pipeline.source;

import factory.pipeline.document.Schema.Described;
import factory.pipeline.source.DocumentBallots.Cast;
import factory.pipeline.source.DocumentBallots.Sort;
import factory.pipeline.source.DocumentRelations.Relation;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.Action.Guard;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.Action.Refusal;
import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Origin;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a ballot is cast: what is kept of it, when it is refused, and what is seen of it.
 *
 * @param relation what is kept: one for each caller and record, with what he has chosen
 * @param options the field that has what can be chosen; empty where nothing is chosen
 */
record Ballot(Sort sort, Relation relation, Optional<String> options) {
  /** What is kept of a choice, and of a number. */
  private static final String CHOICE = "choice";

  private static final String VALUE = "value";

  private static final Set<String> CHOSEN =
      Set.of("option", "choice", "answer", "vote", "selection", "candidate", "value", "item");

  private static final Set<String> SCORES =
      Set.of("score", "vote_score", "votes_score", "net_votes", "net_score", "points", "karma");

  private static final Set<String> AVERAGES =
      Set.of(
          "rating",
          "average",
          "average_rating",
          "avg_rating",
          "mean_rating",
          "rating_average",
          "rating_avg",
          "average_score",
          "average_stars");

  private static final Pattern ALREADY =
      Pattern.compile("\\b(?:already|once|twice|duplicate|second (?:vote|time|rating))\\b");

  private static final Pattern REPLACED =
      Pattern.compile("\\b(?:chang|replac|updat|overwrit|switch|revis)(?:e|es|ed|ing|ten|s)\\b");

  /** What says that it is too late, or too early, which nothing here knows. */
  private static final Pattern OVER =
      Pattern.compile(
          "\\b(?:closed?|ended|over|expired|finished|inactive|not (?:open|active|started))\\b");

  private static final Pattern UNKNOWN =
      Pattern.compile(
          "\\b(?:option|options|choice|choices|candidate|candidates|answers?|index)\\b");

  private static final FieldType WHOLE = new FieldType.Whole(FieldType.Bounds.NONE);

  /** The ballot that is cast with a record; empty where it cannot be told what it chooses. */
  static Optional<Ballot> of(Cast cast, DocumentFields fields, Optional<Field> input, boolean acc) {
    return switch (cast.sort()) {
      case CHOICE ->
          input.flatMap(
              given ->
                  options(fields, given)
                      .map(
                          list ->
                              new Ballot(
                                  cast.sort(),
                                  relation(cast, acc, CHOICE, kept(given)),
                                  Optional.of(list.name()))));
      case DIRECTION ->
          Optional.of(new Ballot(cast.sort(), relation(cast, acc, VALUE, WHOLE), Optional.empty()));
      case RATING ->
          input.map(
              given ->
                  new Ballot(
                      cast.sort(), relation(cast, acc, VALUE, given.type()), Optional.empty()));
    };
  }

  private static FieldType kept(Field given) {
    return given.type() instanceof FieldType.Whole ? WHOLE : DocumentTypes.line();
  }

  private static Relation relation(Cast cast, boolean byAccount, String name, FieldType type) {
    var kept = new Field(name, type, "", true, false, new Origin.Given(Optional.empty(), false));
    return new Relation(
        cast.sort() == Sort.RATING ? RelationWords.RATING : RelationWords.VOTE,
        cast.target(),
        byAccount,
        Optional.of(kept));
  }

  /** The lists of texts that a record always has. */
  static List<Field> lists(DocumentFields fields) {
    return fields.fields().stream()
        .filter(field -> field.required() && !fields.hidden().contains(field.name()))
        .filter(
            field ->
                field.type() instanceof FieldType.ListOf(var item, _, _)
                    && item instanceof FieldType.Text)
        .toList();
  }

  /** The one of them, of which what is given says one. */
  static Optional<Field> options(DocumentFields fields, Field input) {
    var lists = lists(fields);
    var bare = input.name().replaceFirst("_(?:text|name|index|idx)$|^selected_|^chosen_", "");
    return lists.size() == 1
            && (CHOSEN.contains(bare)
                || bare.equals("index")
                || Nouns.plural(bare).equals(lists.getFirst().name()))
        ? Optional.of(lists.getFirst())
        : Optional.empty();
  }

  // ---- what is seen of it

  /** What is known of it by a record's member. */
  Optional<Origin.Aggregated> figure(String name, Described schema) {
    if (sort == Sort.RATING && (schema.is("number") || schema.is("integer"))) {
      if (AVERAGES.contains(name) && schema.is("number")) {
        return Optional.of(relation.figure(AggregateFunction.AVERAGE));
      }
    }
    if (sort == Sort.DIRECTION && schema.is("integer")) {
      return SCORES.contains(name)
          ? Optional.of(relation.figure(AggregateFunction.SUM))
          : side(name)
              .map(
                  worth ->
                      relation.figure(
                          AggregateFunction.COUNT, Optional.of("record.value == " + worth)));
    }
    return CallerRelations.figure(relation, name, schema);
  }

  /** What those are worth that a member counts. */
  private static Optional<String> side(String name) {
    var bare =
        name.replaceFirst("^(?:total|num|number_of|count_of)_", "")
            .replaceFirst("_counts?$", "")
            .replace("_", "");
    return switch (bare) {
      case "upvote", "upvotes" -> Optional.of("1");
      case "downvote", "downvotes" -> Optional.of("-1");
      default -> Optional.empty();
    };
  }

  /** What an answer's member is that no record has. */
  Optional<Output> output(String name, Described schema, Optional<Field> input) {
    if (input.filter(given -> given.name().equals(name)).isPresent()) {
      return Optional.of(new Output(name, input.get().type(), "input." + name, Optional.empty()));
    }
    if (sort != Sort.DIRECTION) {
      return CallerRelations.count(name, schema, relation);
    }
    var cel =
        !schema.is("integer")
            ? Optional.<String>empty()
            : SCORES.contains(name)
                ? Optional.of(relation.all() + ".map(l, l.value).sum()")
                : side(name)
                    .map(
                        worth ->
                            "%s.filter(l, l.%s == record && l.value == %s).size()"
                                .formatted(relation.plural(), relation.target(), worth));
    return cel.map(value -> new Output(name, WHOLE, value, Optional.empty()));
  }

  // ---- what casting does

  /** When it is refused; empty when it is not said what a second one is. */
  Optional<List<Guard>> guards(DocumentCall call, Cast cast, Optional<Field> input) {
    List<Guard> guards = new ArrayList<>();
    if (cast.back()) {
      CallerRelations.notDone(call, relation.words())
          .ifPresent(
              status ->
                  guards.add(
                      new Guard(
                          mine("exists", cast),
                          new Refusal(
                              status, "NOT_DONE", "You have not done what this takes back."))));
      return Optional.of(guards);
    }
    input.flatMap(given -> fits(call, given)).ifPresent(guards::add);
    var already = saying(call, ALREADY).filter(status -> status != 404);
    var replaces =
        sort == Sort.DIRECTION
            || call.operation().method().equals("PUT")
            || REPLACED
                .matcher(lower(call.operation().summary() + " " + call.operation().description()))
                .find();
    var refused =
        already.or(
            () ->
                call.declares(409) && !replaces && !saying(call, OVER).equals(Optional.of(409))
                    ? Optional.of(409)
                    : Optional.<Integer>empty());
    if (refused.isEmpty() && !replaces) {
      return Optional.empty();
    }
    refused.ifPresent(
        status ->
            guards.add(
                new Guard(
                    "!" + mine("exists", isSameAgain(call, cast) ? cast : cast.anyway()),
                    new Refusal(status, "ALREADY_DONE", "You have done this already."))));
    return Optional.of(guards);
  }

  /** Whether only the same vote again is refused, as its words say. */
  private static boolean isSameAgain(DocumentCall call, Cast cast) {
    return call.operation().responses().stream()
        .anyMatch(
            response ->
                response.status().startsWith("4")
                    && lower(response.description()).contains(cast.verb() + "d"));
  }

  /** That what is given is one of what can be. */
  private Optional<Guard> fits(DocumentCall call, Field given) {
    var name = "input." + given.name();
    return switch (sort) {
      case RATING -> Optional.empty();
      case DIRECTION ->
          given.type() instanceof FieldType.Whole
              ? Optional.of(
                  new Guard(
                      "%s == 1 || %s == -1".formatted(name, name),
                      new Refusal(422, "NEITHER_UP_NOR_DOWN", "It is 1 or -1.")))
              : Optional.empty();
      case CHOICE ->
          Optional.of(listed(given, options.orElseThrow(), saying(call, UNKNOWN).orElse(422)));
    };
  }

  private static Guard listed(Field given, String options, int status) {
    var name = "input." + given.name();
    var list = "record." + options;
    return new Guard(
        given.type() instanceof FieldType.Whole(var bounds)
            ? (bounds.min().isPresent() ? "" : name + " >= 0 && ")
                + "%s < %s.size()".formatted(name, list)
            : "%s.exists(o, o == %s)".formatted(list, name),
        new Refusal(status, "NO_SUCH_OPTION", "That is none of what can be chosen."));
  }

  /**
   * That what is given is one of a record's list, refused as its document has it; empty where it
   * says no such refusal, or a number that is no place of which the first is 0.
   */
  static Optional<Guard> listed(DocumentCall call, Field given, String options) {
    if (given.type() instanceof FieldType.Whole(var bounds)
        && !bounds.min().filter(BigDecimal.ZERO::equals).isPresent()) {
      return Optional.empty();
    }
    return saying(call, UNKNOWN)
        .or(() -> Stream.of(422, 400).filter(call::declares).findFirst())
        .map(status -> listed(given, options, status));
  }

  private static Optional<Integer> saying(DocumentCall call, Pattern words) {
    return Stream.of("400", "422", "409", "403", "404")
        .filter(
            status ->
                call.operation().responses().stream()
                    .filter(response -> response.status().equals(status))
                    .anyMatch(response -> words.matcher(lower(response.description())).find()))
        .findFirst()
        .map(Integer::valueOf);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** What whoever calls has cast, with that worth where the path says one. */
  private String mine(String way, Cast cast) {
    var mine = relation.mine(way);
    return cast.worth()
        .map(worth -> mine.substring(0, mine.length() - 1) + " && l.value == " + worth + ")")
        .orElse(mine);
  }

  /** Makes it the one of the caller. */
  List<Effect> effects(Cast cast, Optional<Field> input, List<Guard> guards) {
    var rows = new Effect.DeleteEach(mine("filter", cast.back() ? cast : cast.anyway()), "");
    if (cast.back()) {
      return List.of(rows);
    }
    var value = cast.worth().orElseGet(() -> value(input.orElseThrow()));
    var insert =
        new Effect.Insert(
            relation.kind(),
            Map.of(relation.target(), "record", relation.given().orElseThrow().name(), value),
            "");
    var isFirst = guards.stream().anyMatch(guard -> guard.check().startsWith("!"));
    return isFirst && sort != Sort.DIRECTION ? List.of(insert) : List.of(rows, insert);
  }

  private static String value(Field input) {
    var name = "input." + input.name();
    return input.type() instanceof FieldType.Choice(var words, _)
        ? "%s == %s ? 1 : -1"
            .formatted(
                name,
                words.stream()
                    .filter(word -> lower(word).startsWith("up"))
                    .map(word -> "'" + word + "'")
                    .findFirst()
                    .orElseThrow())
        : name;
  }
}
