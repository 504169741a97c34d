package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.source.DocumentRelations.Done;
import factory.pipeline.source.DocumentRelations.Relation;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.Action.Guard;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.Action.Refusal;
import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says what is kept of what each caller does with a record once, and how an action does it. */
final class CallerRelations {
  private static final Pattern SELF =
      Pattern.compile("\\b(?:" + String.join("|", RelationWords.SELF) + ")\\b");
  private static final Pattern NOT_DONE = Pattern.compile("\\b(?:not|never|no)\\b(?! found).*");

  private CallerRelations() {}

  /** One record for each caller and what he does it with. */
  static Kind kind(Relation relation, Optional<String> account) {
    var of =
        new Field(
            relation.target(),
            new FieldType.Reference(relation.target(), FieldType.OnDelete.CASCADE),
            "",
            true,
            false,
            new Origin.Given(Optional.empty(), true));
    var by =
        relation.byAccount()
            ? new Field(
                "made_by",
                new FieldType.Reference(account.orElseThrow(), FieldType.OnDelete.CASCADE),
                "",
                true,
                false,
                new Origin.Account())
            : new Field("made_by", new FieldType.Wallet(), "", true, false, new Origin.Caller());
    List<Field> fields = new ArrayList<>(List.of(of, by));
    relation.given().ifPresent(fields::add);
    var nobody = new Access.Nobody();
    return new Kind(
        relation.kind(),
        relation.plural(),
        "",
        new Kind.Key.Uuid(),
        fields,
        List.of(new Kind.Unique(List.of(of.name(), by.name()))),
        List.of(),
        List.of(),
        Optional.empty(),
        Kind.Listing.NEWEST_FIRST,
        new Kind.KindAccess(nobody, nobody, nobody, nobody),
        EnumSet.noneOf(Kind.Operation.class));
  }

  /** What is known of it by a record's member: whether who calls has done it, and how many have. */
  static Optional<Origin.Aggregated> figure(Relation relation, String name, Described schema) {
    return schema.is("boolean") && relation.words().isFlag(name)
        ? Optional.of(relation.figure(AggregateFunction.MINE))
        : schema.is("integer") && relation.words().isCount(name)
            ? Optional.of(relation.figure(AggregateFunction.COUNT))
            : Optional.empty();
  }

  /** That there is none yet, or is one; that nobody does it with himself. */
  static List<Guard> guards(DocumentCall call, Done done, Optional<String> account) {
    List<Guard> guards = new ArrayList<>();
    var words = done.relation().words();
    if (account.isPresent() && !done.back()) {
      self(call)
          .ifPresent(
              status ->
                  guards.add(
                      new Guard(
                          "record != account",
                          new Refusal(
                              status, "NOT_WITH_YOURSELF", "Nobody does this with himself."))));
    }
    var exists = done.relation().mine("exists");
    if (!done.back() && call.declares(409)) {
      guards.add(
          new Guard("!" + exists, new Refusal(409, "ALREADY_DONE", "You have done this already.")));
    } else if (done.back()) {
      notDone(call, words)
          .ifPresent(
              status ->
                  guards.add(
                      new Guard(
                          exists,
                          new Refusal(
                              status, "NOT_DONE", "You have not done what this takes back."))));
    }
    return guards;
  }

  /** The status of who does it with himself, where the document has one. */
  private static Optional<Integer> self(DocumentCall call) {
    return call.operation().responses().stream()
        .filter(response -> response.status().matches("4(?:00|03|09|22)"))
        .filter(response -> SELF.matcher(lower(response.description())).find())
        .map(response -> Integer.valueOf(response.status()))
        .findFirst();
  }

  /** The status of who takes back what he has not done, where the document has one. */
  static Optional<Integer> notDone(DocumentCall call, RelationWords words) {
    return call.operation().responses().stream()
        .filter(
            response ->
                response.status().equals("409")
                    || (response.status().equals("404")
                        && saysNotDone(lower(response.description()), words)))
        .map(response -> Integer.valueOf(response.status()))
        .findFirst();
  }

  private static boolean saysNotDone(String description, RelationWords words) {
    var not = NOT_DONE.matcher(description);
    return not.find()
        && java.util.stream.Stream.of(words.states(), words.nouns(), words.done())
            .flatMap(List::stream)
            .anyMatch(word -> not.group().matches("(?s).*\\b" + Pattern.quote(word) + "\\b.*"));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Makes it the one of the caller; whoever does it again has done it once. */
  static List<Effect> effects(DocumentCall call, Done done) {
    var relation = done.relation();
    var rows = new Effect.DeleteEach(relation.mine("filter"), "");
    var insert = new Effect.Insert(relation.kind(), Map.of(relation.target(), "record"), "");
    return done.back()
        ? List.of(rows)
        : call.declares(409) ? List.of(insert) : List.of(rows, insert);
  }

  /** What it answers: the record, whether it is so and how many have done it, or nothing. */
  static Optional<ActionAnswer> answer(
      DocumentCall call, DocumentFields fields, Relation relation, boolean back) {
    return ActionAnswer.of(
        call.answered(),
        fields,
        (name, schema) -> count(name, schema, relation),
        (name, schema) -> constant(name, schema, relation, back));
  }

  /** How many have done it. */
  static Optional<Output> count(String name, Described schema, Relation relation) {
    return schema.is("integer") && relation.words().isCount(name)
        ? Optional.of(
            new Output(
                name,
                new FieldType.Whole(FieldType.Bounds.NONE),
                "%s.filter(l, l.%s == record).size()"
                    .formatted(relation.plural(), relation.target()),
                Optional.empty()))
        : Optional.empty();
  }

  static Optional<JsonNode> constant(
      String name, Described schema, Relation relation, boolean back) {
    if (schema.is("boolean")) {
      return relation.words().isFlag(name)
          ? Optional.of(BooleanNode.valueOf(!back))
          : Acknowledgement.of(name, schema);
    }
    return Acknowledgement.of(name, schema);
  }
}
