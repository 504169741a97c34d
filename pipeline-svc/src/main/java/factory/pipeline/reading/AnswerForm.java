package factory.pipeline.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.model.Prompt;
import factory.pipeline.spec.Schema;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The form of a model's answers: the published schema of specifications, without what documents
 * alone need and what is written in another call.
 */
final class AnswerForm {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DEFINITIONS = "$defs";
  private static final String PROPERTIES = "properties";
  private static final String REQUIRED = "required";

  /** Of kinds, actions, functions and specifications. */
  private static final Set<String> OF_DOCUMENTS = Set.of("http", "errors", "tools", "examples");

  /** A specification, with what became of each sentence. */
  static final Prompt.Form SPECIFICATION =
      new Prompt.Form("specification", specification(OF_DOCUMENTS));

  /** The same of a document. */
  static final Prompt.Form DOCUMENT =
      new Prompt.Form("specification", specification(Set.of("examples")));

  /** Scenarios. */
  static final Prompt.Form EXAMPLES = new Prompt.Form("examples", examples());

  private AnswerForm() {}

  private static ObjectNode published() {
    try {
      return (ObjectNode) JSON.readTree(Schema.text());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the schema of specifications is no JSON", e);
    }
  }

  private static String specification(Set<String> without) {
    var schema = published();
    var definitions = (ObjectNode) schema.remove(DEFINITIONS);
    schema.remove(List.of("$schema", "title"));
    without(schema, without);
    for (var definition : definitions) {
      without(definition, without);
    }
    // What they are called by is computed.
    var question = schema.at("/properties/questions/items");
    ((ObjectNode) question.path(PROPERTIES)).remove("id");
    ((ObjectNode) question).putArray(REQUIRED).add("text");
    ((ObjectNode) schema.path(PROPERTIES)).remove("format");
    schema.putArray(REQUIRED).add("title");

    var root = JSON.createObjectNode().put("type", "object");
    var properties = root.putObject(PROPERTIES);
    properties.set("specification", schema);
    var sentence =
        properties
            .putObject("sentences")
            .put("type", "array")
            .putObject("items")
            .put("type", "object");
    var members = sentence.putObject(PROPERTIES);
    members.putObject("number").put("type", "integer").put("minimum", 1);
    members
        .putObject("elements")
        .put("type", "array")
        .putObject("items")
        .put("type", "string")
        .put("description", "A JSON pointer into the specification.");
    members.putObject("left_out").put("type", "string");
    sentence.putArray(REQUIRED).add("number");
    sentence.put("additionalProperties", false);
    root.putArray(REQUIRED).add("specification").add("sentences");
    root.put("additionalProperties", false);
    return finished(root, definitions);
  }

  private static String examples() {
    var schema = published();
    var definitions = (ObjectNode) schema.path(DEFINITIONS);
    var root = JSON.createObjectNode().put("type", "object");
    root.putObject(PROPERTIES).set("examples", schema.at("/properties/examples"));
    root.putArray(REQUIRED).add("examples");
    root.put("additionalProperties", false);
    return finished(root, definitions);
  }

  private static void without(JsonNode definition, Set<String> members) {
    if (definition.path(PROPERTIES) instanceof ObjectNode properties) {
      properties.remove(members);
    }
    if (!members.contains("http")) {
      return;
    }
    // What a function answers depends on its http, which it does not have here.
    if (definition instanceof ObjectNode object && object.path("if").path(PROPERTIES).has("http")) {
      object.remove(List.of("if", "else"));
      object.withArray(REQUIRED).add("outputs");
    }
  }

  private static String finished(ObjectNode root, ObjectNode definitions) {
    Set<String> needed = new HashSet<>();
    references(root, definitions, needed);
    var kept = root.putObject(DEFINITIONS);
    definitions
        .properties()
        .forEach(
            definition -> {
              if (needed.contains(definition.getKey())) {
                kept.set(definition.getKey(), definition.getValue());
              }
            });
    return root.toString();
  }

  private static void references(JsonNode node, ObjectNode definitions, Set<String> needed) {
    if (node instanceof ObjectNode object) {
      var name = object.path("$ref").asText().replace("#/$defs/", "");
      if (!name.isEmpty() && needed.add(name)) {
        references(definitions.path(name), definitions, needed);
      }
    }
    if (node instanceof ObjectNode || node instanceof ArrayNode) {
      node.forEach(child -> references(child, definitions, needed));
    }
  }
}
