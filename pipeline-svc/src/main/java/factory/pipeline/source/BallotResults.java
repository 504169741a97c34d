package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Operation;
import factory.pipeline.document.Schema;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.source.DocumentBallots.Sort;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Groups;
import factory.pipeline.spec.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads what answers how many have chosen each option of a record: {@code GET /polls/{id}/results}.
 * Each option is there in the record's order, of those that nobody has chosen too.
 */
final class BallotResults {
  private static final Set<String> WORDS =
      Set.of(
          "results",
          "result",
          "tally",
          "votes",
          "vote",
          "stats",
          "statistics",
          "summary",
          "counts");
  private static final Set<String> KEYS =
      Set.of("option", "choice", "answer", "text", "candidate", "label", "name", "value");
  private static final Set<String> COUNTS =
      Set.of("votes", "count", "vote_count", "votes_count", "total", "number_of_votes");
  private static final Set<String> TOTALS =
      Set.of("total", "total_votes", "total_count", "count", "vote_count", "votes_count", "votes");
  private static final Pattern ORDERED =
      Pattern.compile(
          "\\b(?:top|most|highest|sorted|ordered|descending|ranked|ranking|leading|winner)\\b");
  private static final FieldType WHOLE = new FieldType.Whole(FieldType.Bounds.NONE);

  private final ApiDocument document;
  private final Ballot ballot;
  private final Set<String> names;

  /** Those of a ballot; the names of the actions are added to those that are taken. */
  BallotResults(ApiDocument document, Ballot ballot, Set<String> names) {
    this.document = document;
    this.ballot = ballot;
    this.names = names;
  }

  /** The operations that answer them. */
  List<Action> of(DocumentGroup group, DocumentFields fields) {
    List<Action> actions = new ArrayList<>();
    if (ballot.sort() != Sort.CHOICE) {
      return actions;
    }
    for (var operation : document.operations()) {
      DocumentPath.of(operation.path())
          .filter(_ -> operation.method().equals("GET"))
          .filter(path -> path.one().isEmpty() && path.parents().size() == 1)
          .filter(path -> WORDS.contains(path.name()))
          .filter(
              path ->
                  Nouns.singular(DocumentPath.snake(path.parents().getFirst().noun()))
                      .equals(group.name()))
          .flatMap(path -> action(operation, path.parents().getFirst().parameter(), group, fields))
          .ifPresent(actions::add);
    }
    return actions;
  }

  private Optional<Action> action(
      Operation operation, String parameter, DocumentGroup group, DocumentFields fields) {
    var key = fields.named(parameter).orElse("id");
    var call = DocumentCall.of(document, operation, Set.of(parameter));
    var said = (operation.summary() + " " + operation.description()).toLowerCase(Locale.ROOT);
    if (call.filter(of -> of.inputs().isEmpty()).isEmpty() || ORDERED.matcher(said).find()) {
      return Optional.empty();
    }
    var answered = call.get().answered();
    List<Output> outputs = new ArrayList<>();
    Endpoint.Answer answer;
    if (answered.value().isPresent()) {
      groups("result", answered.value().get()).ifPresent(outputs::add);
      answer = new Endpoint.Answer.Value(Endpoint.Form.JSON);
    } else {
      Map<String, String> called = new LinkedHashMap<>();
      for (var member : answered.members().entrySet()) {
        var name = DocumentPath.snake(member.getKey());
        var output = output(name, member.getKey(), member.getValue(), parameter, key, fields);
        if (output.isEmpty() && answered.required().contains(member.getKey())) {
          return Optional.empty();
        }
        output.ifPresent(
            of -> {
              outputs.add(of);
              if (!of.name().equals(member.getKey())) {
                called.put(of.name(), member.getKey());
              }
            });
      }
      answer = answered.result(called);
    }
    if (outputs.stream().noneMatch(output -> output.groups().isPresent())
        || answered.form() != Endpoint.Form.JSON) {
      return Optional.empty();
    }
    var name = DocumentFunctions.name(operation, names);
    names.add(name);
    Map<String, String> keys = new TreeMap<>(Map.of(parameter, key));
    return Optional.of(
        new Action(
            name,
            operation.summary().strip(),
            group.name(),
            true,
            List.of(),
            new Access.Anyone(),
            List.of(),
            List.of(),
            new Action.Answer.Values(outputs),
            Optional.of(call.get().endpoint(keys, answer))));
  }

  private Optional<Output> output(
      String name,
      String member,
      Described schema,
      String parameter,
      String key,
      DocumentFields fields) {
    var isKey = member.equals(parameter) || member.equals(fields.names().get("id"));
    if (isKey && key.equals("id")) {
      var called = name.equals("id") ? "id_value" : name;
      return schema.is("integer")
          ? Optional.of(new Output(called, WHOLE, "int(record.id)", Optional.empty()))
          : schema.is("string")
              ? Optional.of(new Output(called, DocumentTypes.line(), "record.id", Optional.empty()))
              : Optional.empty();
    }
    return groups(name, schema)
        .or(
            () ->
                schema.is("integer") && TOTALS.contains(name)
                    ? Optional.of(
                        new Output(
                            name, WHOLE, ballot.relation().all() + ".size()", Optional.empty()))
                    : Optional.empty())
        .or(() -> DocumentViews.member(fields, member, schema));
  }

  /** How many have chosen each: an object by option, or a list of objects. */
  private Optional<Output> groups(String name, Described schema) {
    if (ORDERED.matcher(schema.description().toLowerCase(Locale.ROOT)).find()) {
      return Optional.empty();
    }
    return schema.is("array") ? list(name, schema) : object(name, schema);
  }

  private Optional<Output> object(String name, Described schema) {
    return schema
        .additional()
        .filter(_ -> schema.is("object") && schema.properties().isEmpty())
        .filter(of -> !(of instanceof Schema.Anything))
        .flatMap(of -> Schemas.described(document, of))
        .filter(of -> of.is("integer"))
        .map(
            _ ->
                output(
                    name,
                    new FieldType.Json(Optional.of(WHOLE), List.of()),
                    Optional.empty(),
                    "count"));
  }

  private Optional<Output> list(String name, Described schema) {
    var item =
        schema
            .items()
            .flatMap(of -> Schemas.described(document, of))
            .filter(of -> of.is("object") && !of.isComposed());
    List<String> keys = new ArrayList<>();
    List<String> counts = new ArrayList<>();
    for (var member : item.map(Described::properties).orElse(Map.of()).entrySet()) {
      var described = Schemas.described(document, member.getValue());
      var called = DocumentPath.snake(member.getKey());
      if (described.filter(of -> of.is("string")).isPresent() && KEYS.contains(called)) {
        keys.add(member.getKey());
      } else if (described.filter(of -> of.is("integer")).isPresent() && COUNTS.contains(called)) {
        counts.add(member.getKey());
      } else if (item.orElseThrow().required().contains(member.getKey())) {
        return Optional.empty();
      }
    }
    if (keys.size() != 1 || counts.size() != 1) {
      return Optional.empty();
    }
    var type =
        new FieldType.ListOf(
            new FieldType.ObjectOf(
                List.of(
                    new FieldType.Member(keys.getFirst(), DocumentTypes.line(), true),
                    new FieldType.Member(counts.getFirst(), WHOLE, true))),
            0,
            1_000);
    return Optional.of(output(name, type, Optional.of(keys.getFirst()), counts.getFirst()));
  }

  private Output output(String name, FieldType type, Optional<String> key, String count) {
    var groups =
        new Groups(
            ballot.relation().given().orElseThrow().name(),
            Optional.empty(),
            false,
            Optional.of("record." + ballot.options().orElseThrow()),
            key,
            List.of(new Report.Measure(count, AggregateFunction.COUNT, Optional.empty())));
    return new Output(name, type, ballot.relation().all(), Optional.empty(), Optional.of(groups));
  }
}
