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
import factory.pipeline.source.english.Meanings;
import factory.pipeline.spec.InvalidSpecification;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Puts answers where their questions say. */
final class Answers {
  private static final String QUESTIONS = "questions";
  private static final Pattern LEFT_OUT = Pattern.compile("/left_out/([0-9]{1,6})");
  private static final Pattern KIND = Pattern.compile("/kinds/([0-9]{1,6})");
  private static final Pattern FIELDS = Pattern.compile("/kinds/([0-9]{1,6})/fields");

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
    for (var answer : inOrder(specification, answers)) {
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
    if (!answers.isEmpty()) {
      parsed(specification).map(Meanings::asked).ifPresent(after -> become(specification, after));
    }
  }

  /** Those to what is left out come last: what is kept must be known before. */
  private static List<Map.Entry<String, String>> inOrder(
      ObjectNode specification, Map<String, String> answers) {
    List<Map.Entry<String, String>> first = new ArrayList<>();
    List<Map.Entry<String, String>> last = new ArrayList<>();
    for (var answer : new TreeMap<>(answers).entrySet()) {
      var isLeftOut = false;
      for (var question : specification.path(QUESTIONS)) {
        isLeftOut |=
            question.path("id").asText().equals(answer.getKey())
                && LEFT_OUT.matcher(question.path("path").asText()).matches();
      }
      (isLeftOut ? last : first).add(answer);
    }
    first.addAll(last);
    return first;
  }

  private static Optional<Specification> parsed(ObjectNode specification) {
    try {
      return Optional.of(Specifications.parse(specification.toString()));
    } catch (InvalidSpecification e) {
      // Told as a problem of the specification.
      return Optional.empty();
    }
  }

  private void become(ObjectNode specification, Specification after) {
    json(Specifications.write(after))
        .filter(ObjectNode.class::isInstance)
        .ifPresent(
            tree -> {
              specification.removeAll();
              specification.setAll((ObjectNode) tree);
            });
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
    var leftOut = LEFT_OUT.matcher(path);
    if (leftOut.matches()) {
      return said(specification, question, Integer.parseInt(leftOut.group(1)), answer);
    }
    if (FIELDS.matcher(path).matches() && isChoice(question, answer, Meanings.WITHOUT)) {
      removed(specification, path);
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
    } else if (value.isEmpty() && FIELDS.matcher(path).matches()) {
      value = fields(specification.at(pointer.head()), answer);
      if (value.isEmpty()) {
        return Optional.of("cannot be read; name the fields, with commas between them");
      }
    }
    if (!put(
        specification, pointer, value.orElseGet(() -> mapper.getNodeFactory().textNode(answer)))) {
      return Optional.of("belongs to a place that the specification does not have");
    }
    if (path.equals("/kinds") && isChoice(question, answer, answer)) {
      // What is left out may mean something now.
      parsed(specification).map(Meanings::opened).ifPresent(after -> become(specification, after));
    }
    return Optional.empty();
  }

  private static boolean isChoice(JsonNode question, String answer, String value) {
    if (!answer.equals(value)) {
      return false;
    }
    for (var choice : question.path("choices")) {
      if (choice.path("value").asText().equals(value)) {
        return true;
      }
    }
    return false;
  }

  /** What a part that is left out means: it is read, and what it says besides is left out. */
  private Optional<String> said(
      ObjectNode specification, JsonNode question, int index, String answer) {
    if (isChoice(question, answer, Meanings.WITHOUT)) {
      assumed(specification, question, answer);
      return Optional.empty();
    }
    var read = parsed(specification).flatMap(before -> Meanings.said(before, answer));
    if (read.isEmpty()) {
      return Optional.of(
          "cannot be read as a rule of this plan; choose one of the answers, or say it in other words");
    }
    become(specification, read.get());
    if (specification.path("left_out") instanceof ArrayNode parts && index < parts.size()) {
      var typed = parts.get(index).path("text").asText();
      specification.withArray("assumptions").add("\"%s\" means: %s".formatted(typed, answer));
      if (Meanings.covers(answer, typed)) {
        parts.remove(index);
        shift(specification, LEFT_OUT, index);
      } else if (parts.get(index) instanceof ObjectNode part) {
        // It may say more than the answer does, which is not in the service.
        part.put("reason", "Of it, as was answered, the service has this: " + answer);
      }
    }
    return Optional.empty();
  }

  /** Without a kind of which nothing is kept. */
  private static void removed(ObjectNode specification, String path) {
    var kind = FIELDS.matcher(path);
    if (kind.matches() && specification.path("kinds") instanceof ArrayNode kinds) {
      var index = Integer.parseInt(kind.group(1));
      kinds.remove(index);
      shift(specification, KIND, index);
    }
  }

  /** The places behind one that is gone are one further up. */
  private static void shift(ObjectNode specification, Pattern place, int gone) {
    for (var question : specification.path(QUESTIONS)) {
      var path = question.path("path").asText();
      var at = place.matcher(path);
      if (at.lookingAt() && Integer.parseInt(at.group(1)) > gone) {
        ((ObjectNode) question)
            .put(
                "path",
                path.substring(0, at.start(1))
                    + (Integer.parseInt(at.group(1)) - 1)
                    + path.substring(at.end(1)));
      }
    }
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
