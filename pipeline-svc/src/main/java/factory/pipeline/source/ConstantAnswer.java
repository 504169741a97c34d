package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Inside;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an operation without inputs always answers: the only word that its schema allows, or, at an
 * address that says how the service is, what its example says.
 *
 * @param outputs what is computed all the same, such as the time; empty when there is nothing
 */
record ConstantAnswer(List<Output> outputs, Endpoint.Answer answer) {
  private static final Pattern OWN =
      Pattern.compile(
          ".*/(health|healthz|health-?check|ping|pong|status|ready|readyz|readiness|live|livez"
              + "|liveness|alive|heartbeat|version|hello|welcome|info|about)");

  private static final Pattern UP = Pattern.compile("(?i)ok|up|healthy|alive|pass|ready|pong");

  /** The answer; empty when something of it is not told. */
  static Optional<ConstantAnswer> of(ApiDocument document, DocumentCall call, Pattern moment) {
    var answered = call.answered();
    var isOwn =
        call.operation().method().equals("GET") && OWN.matcher(call.operation().path()).matches();
    if (answered.value().isPresent()) {
      return value(answered.value().get(), answered.example(), isOwn)
          .filter(value -> value.isTextual() || answered.form() == Endpoint.Form.JSON)
          .map(
              value ->
                  new ConstantAnswer(
                      List.of(), new Endpoint.Answer.Constant(value, answered.form())));
    }
    Map<String, JsonNode> values = new LinkedHashMap<>();
    List<String> moments = new ArrayList<>();
    for (var member : answered.members().entrySet()) {
      var schema = member.getValue();
      var example = answered.example().map(all -> all.path(member.getKey()));
      var isMoment =
          schema.is("string")
              && schema.format().equals("date-time")
              && moment.matcher(DocumentPath.snake(member.getKey())).matches();
      var value = isMoment ? Optional.<JsonNode>empty() : value(schema, example, isOwn);
      if (isMoment) {
        moments.add(member.getKey());
      } else if (value.isPresent()) {
        values.put(member.getKey(), value.get());
      } else if (answered.required().contains(member.getKey())) {
        return Optional.empty();
      }
    }
    if (values.isEmpty() && moments.isEmpty()) {
      return Optional.empty();
    }
    return moments.isEmpty()
        ? Optional.of(new ConstantAnswer(List.of(), constant(values, answered)))
        : computed(document, call, values, moments);
  }

  /** The object with these members, or one that has it as a member. */
  static Endpoint.Answer constant(Map<String, JsonNode> values, DocumentCall.Answered answered) {
    var object = JsonNodeFactory.instance.objectNode();
    values.forEach(object::set);
    var all = object;
    for (var member : answered.within().map(Inside::path).orElse(List.of()).reversed()) {
      all = JsonNodeFactory.instance.objectNode().set(member, all);
    }
    answered.always().forEach(all::set);
    return new Endpoint.Answer.Constant(all, Endpoint.Form.JSON);
  }

  /** Beside what is always the same, the time at which it is asked. */
  private static Optional<ConstantAnswer> computed(
      ApiDocument document, DocumentCall call, Map<String, JsonNode> values, List<String> moments) {
    List<Output> outputs = new ArrayList<>();
    Map<String, String> called = new HashMap<>();
    for (var member : call.answered().members().entrySet()) {
      var value = Optional.ofNullable(values.get(member.getKey()));
      var isMoment = moments.contains(member.getKey());
      if (value.isEmpty() && !isMoment) {
        continue;
      }
      var name = DocumentPath.snake(member.getKey());
      var type =
          isMoment
              ? Optional.<FieldType>of(new FieldType.Instant())
              : DocumentCall.type(document, member.getValue());
      var cel = isMoment ? Optional.of("now") : value.flatMap(DocumentFunctions::literal);
      if (type.isEmpty() || cel.isEmpty()) {
        return Optional.empty();
      }
      outputs.add(new Output(name, type.get(), cel.get(), Optional.empty()));
      if (!name.equals(member.getKey())) {
        called.put(name, member.getKey());
      }
    }
    return Optional.of(new ConstantAnswer(outputs, call.answered().result(called)));
  }

  private static Optional<JsonNode> value(
      Described schema, Optional<JsonNode> answer, boolean isOwn) {
    if (schema.words().size() == 1) {
      return Optional.of(schema.words().getFirst());
    }
    if (!isOwn || !schema.format().isEmpty()) {
      return Optional.empty();
    }
    var example = schema.example().or(() -> answer).filter(value -> fits(schema, value));
    return example.or(
        () ->
            schema.words().stream()
                .filter(word -> word.isTextual() && UP.matcher(word.textValue()).matches())
                .findFirst());
  }

  private static boolean fits(Described schema, JsonNode value) {
    return (schema.is("string") && value.isTextual())
        || (schema.is("boolean") && value.isBoolean());
  }
}
