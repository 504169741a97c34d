package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.FieldType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What an action answers, in the house's terms and over the wire. */
record ActionAnswer(Action.Answer house, Endpoint.Answer wire) {
  /**
   * Reads it: the record, some of its fields, that it was done, or nothing; empty when nothing
   * makes what it says.
   *
   * @param besides makes a member, by its name and schema, that is no field of the record
   * @param said is the constant that a member is
   */
  static Optional<ActionAnswer> of(
      DocumentCall.Answered answered,
      DocumentFields fields,
      BiFunction<String, Described, Optional<Output>> besides,
      BiFunction<String, Described, Optional<JsonNode>> said) {
    return of(answered, fields, "record", besides, said);
  }

  /**
   * The same.
   *
   * @param row what the record is called in expressions
   */
  static Optional<ActionAnswer> of(
      DocumentCall.Answered answered,
      DocumentFields fields,
      String row,
      BiFunction<String, Described, Optional<Output>> besides,
      BiFunction<String, Described, Optional<JsonNode>> said) {
    return answered.any() || (!answered.members().isEmpty() && isRecord(answered, fields))
        ? Optional.of(
            new ActionAnswer(
                row.equals("record")
                    ? new Action.Answer.Changed()
                    : new Action.Answer.Named(row, false),
                answered.result(Map.of())))
        : values(answered, property -> field(property, fields, row), besides, said);
  }

  /** The same, of no record. */
  static Optional<ActionAnswer> values(
      DocumentCall.Answered answered,
      BiFunction<String, Described, Optional<Output>> made,
      BiFunction<String, Described, Optional<JsonNode>> said) {
    return values(answered, _ -> Optional.empty(), made, said);
  }

  private static Optional<ActionAnswer> values(
      DocumentCall.Answered answered,
      Function<String, Optional<Output>> known,
      BiFunction<String, Described, Optional<Output>> besides,
      BiFunction<String, Described, Optional<JsonNode>> said) {
    if (answered.isNothing()) {
      return Optional.of(
          new ActionAnswer(new Action.Answer.Nothing(), new Endpoint.Answer.Nothing()));
    }
    if (answered.value().isPresent() || answered.any()) {
      return Optional.empty();
    }
    List<Output> outputs = new ArrayList<>();
    Map<String, String> called = new HashMap<>();
    Map<String, JsonNode> constants = new LinkedHashMap<>();
    for (var member : answered.members().entrySet()) {
      var name = DocumentPath.snake(member.getKey());
      var schema = member.getValue();
      var output = known.apply(member.getKey()).or(() -> besides.apply(name, schema));
      var constant = output.isPresent() ? Optional.<JsonNode>empty() : said.apply(name, schema);
      if (output.isPresent()) {
        outputs.add(output.get());
      } else if (constant.isPresent()) {
        constants.put(member.getKey(), constant.get());
        outputs.add(constant(name, constant.get()));
      } else if (answered.required().contains(member.getKey())) {
        return Optional.empty();
      }
      if (!name.equals(member.getKey())) {
        called.put(name, member.getKey());
      }
    }
    if (outputs.isEmpty()) {
      return Optional.empty();
    }
    if (constants.size() == outputs.size()) {
      return Optional.of(
          new ActionAnswer(
              new Action.Answer.Nothing(), ConstantAnswer.constant(constants, answered)));
    }
    called.keySet().retainAll(outputs.stream().map(Output::name).toList());
    return Optional.of(
        new ActionAnswer(new Action.Answer.Values(outputs), answered.result(called)));
  }

  private static Optional<Output> field(String property, DocumentFields fields, String row) {
    var name = DocumentPath.snake(property);
    return fields
        .called(property)
        .filter(field -> !(field.type() instanceof FieldType.Secret))
        .map(field -> new Output(name, field.type(), row + "." + field.name(), Optional.empty()));
  }

  private static Output constant(String name, JsonNode value) {
    return new Output(
        name,
        value.isBoolean()
            ? new FieldType.Truth()
            : new FieldType.Text(0, 1000, Optional.empty(), false, false, false),
        DocumentFunctions.literal(value).orElse("''"),
        Optional.empty());
  }

  /** Whether an answer has a member for each that records show. */
  private static boolean hasAll(DocumentCall.Answered answered, DocumentFields fields) {
    return fields.fields().stream()
        .filter(field -> !(field.type() instanceof FieldType.Secret))
        .filter(field -> !fields.hidden().contains(field.name()))
        .filter(field -> !fields.unseen().contains(field.name()))
        .map(field -> fields.names().getOrDefault(field.name(), field.name()))
        .allMatch(answered.members()::containsKey);
  }

  /** Whether most members of an answer are those of the records. */
  private static boolean isRecord(DocumentCall.Answered answered, DocumentFields fields) {
    var members = answered.members().keySet();
    var known =
        members.stream()
            .filter(name -> fields.names().containsValue(name) || fields.called(name).isPresent())
            .count();
    var id = Optional.ofNullable(fields.names().get("id"));
    // Of an account others are shown what is said, and no more.
    if (DocumentAccounts.isAccount(fields) && !hasAll(answered, fields)) {
      return false;
    }
    return 2 * known >= members.size() && (id.isPresent() ? members.contains(id.get()) : known > 1);
  }
}
