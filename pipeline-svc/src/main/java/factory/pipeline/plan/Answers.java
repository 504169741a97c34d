package factory.pipeline.plan;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.mesh.Fault;
import factory.mesh.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Puts answers where their questions say. */
final class Answers {
  private static final String QUESTIONS = "questions";

  private final ObjectMapper mapper;
  private final Function<String, Optional<JsonNode>> kindsIn;

  /**
   * @param kindsIn the kinds that are read in a text, as JSON; empty when not all of it is
   *     understood
   */
  Answers(ObjectMapper mapper, Function<String, Optional<JsonNode>> kindsIn) {
    this.mapper = mapper;
    this.kindsIn = kindsIn;
  }

  /**
   * The specification with its answered questions gone.
   *
   * @throws Refused naming each answer that is to no question or cannot be read
   */
  void apply(ObjectNode specification, Map<String, String> answers) {
    List<Fault.FieldViolation> wrong = new ArrayList<>();
    for (var answer : new TreeMap<>(answers).entrySet()) {
      var field = "answers." + answer.getKey();
      var question = take(specification, answer.getKey());
      if (question.isEmpty()) {
        wrong.add(new Fault.FieldViolation(field, "is of no open question of this plan"));
      } else if (answer.getValue().isBlank()) {
        wrong.add(new Fault.FieldViolation(field, "must not be empty"));
      } else {
        answered(specification, question.get(), answer.getValue().strip())
            .ifPresent(why -> wrong.add(new Fault.FieldViolation(field, why)));
      }
    }
    if (!wrong.isEmpty()) {
      throw new Refused(new Fault.Invalid(wrong));
    }
  }

  private static Optional<JsonNode> take(ObjectNode specification, String id) {
    if (specification.get(QUESTIONS) instanceof ArrayNode questions) {
      for (var i = 0; i < questions.size(); i++) {
        if (questions.get(i).path("id").asText().equals(id)) {
          var question = questions.remove(i);
          if (questions.isEmpty()) {
            specification.remove(QUESTIONS);
          }
          return Optional.of(question);
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> answered(ObjectNode specification, JsonNode question, String answer) {
    var path = question.path("path").asText();
    if (path.isEmpty()) {
      assumed(specification, question, answer);
      return Optional.empty();
    }
    var pointer = JsonPointer.compile(path);
    var before = specification.at(pointer);
    var value = before.isTextual() ? Optional.<JsonNode>empty() : json(answer);
    if (value.isEmpty() && path.equals("/kinds")) {
      value = kindsIn.apply(answer);
      if (value.isEmpty()) {
        return Optional.of("cannot be read; name what is kept and its fields");
      }
    } else if (value.isEmpty() && path.matches("/kinds/[0-9]+/fields")) {
      value = fields(specification.at(pointer.head()), answer);
      if (value.isEmpty()) {
        return Optional.of("cannot be read; name the fields, with commas between them");
      }
    }
    return put(
            specification, pointer, value.orElseGet(() -> mapper.getNodeFactory().textNode(answer)))
        ? Optional.empty()
        : Optional.of("belongs to a place that the specification does not have");
  }

  /** An answer without a place changes nothing that is built, and is not lost. */
  private static void assumed(ObjectNode specification, JsonNode question, String answer) {
    var label = answer;
    for (var choice : question.path("choices")) {
      if (choice.path("value").asText().equals(answer)) {
        label = choice.path("label").asText(answer);
      }
    }
    specification.withArray("assumptions").add(question.path("text").asText() + " " + label);
  }

  private Optional<JsonNode> json(String text) {
    try {
      return Optional.of(mapper.readTree(text)).filter(node -> !(node instanceof MissingNode));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private Optional<JsonNode> fields(JsonNode kind, String answer) {
    var plural = kind.path("plural").asText().replace('_', ' ');
    return kindsIn
        .apply("track " + plural + " with " + answer)
        .filter(kinds -> kinds.size() == 1)
        .map(kinds -> kinds.get(0).path("fields"))
        .filter(fields -> !fields.isEmpty());
  }

  private static boolean put(ObjectNode root, JsonPointer pointer, JsonNode value) {
    var parent = root.at(pointer.head());
    var last = pointer.last();
    if (parent instanceof ObjectNode object) {
      object.set(last.getMatchingProperty(), value);
      return true;
    }
    if (parent instanceof ArrayNode array && last.getMatchingIndex() >= 0) {
      if (last.getMatchingIndex() < array.size()) {
        array.set(last.getMatchingIndex(), value);
      } else {
        array.add(value);
      }
      return true;
    }
    return false;
  }
}
