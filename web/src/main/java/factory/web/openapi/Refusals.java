package factory.web.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.mesh.Fault;
import factory.web.http.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every reason, and the answers that are made of them. Operations with the same ones share them.
 */
final class Refusals {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ObjectNode groups;
  private final SortedMap<String, Problem> byReason = new TreeMap<>();
  private final Map<Set<String>, String> names = new LinkedHashMap<>();
  private final ObjectNode responses = NODES.objectNode();

  Refusals(ObjectNode source) {
    groups = (ObjectNode) source.get("groups");
    source
        .get("refusals")
        .properties()
        .forEach(e -> byReason.put(e.getKey(), problem(e.getKey(), (ObjectNode) e.getValue())));
  }

  private static Problem problem(String reason, ObjectNode source) {
    List<Fault.FieldViolation> errors = new ArrayList<>();
    source
        .path("errors")
        .forEach(
            e ->
                errors.add(
                    new Fault.FieldViolation(e.get("field").asText(), e.get("message").asText())));
    Map<String, String> metadata = new LinkedHashMap<>();
    source
        .path("metadata")
        .properties()
        .forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
    return new Problem(
        source.get("status").asInt(),
        reason,
        source.get("detail").asText(),
        errors,
        metadata,
        Map.of());
  }

  /** A reason as it is, a group as what is in it. */
  void expand(String name, String place, Set<String> into) {
    var group = groups.get(name);
    if (group != null) {
      group.forEach(item -> expand(item.asText(), place, into));
    } else if (byReason.containsKey(name)) {
      into.add(name);
    } else {
      throw new IllegalArgumentException(
          place + " names the refusal " + name + ", which refusals.yaml does not list");
    }
  }

  /** By status, as responses are listed. */
  SortedMap<String, SortedMap<String, Problem>> byStatus(Set<String> reasons) {
    SortedMap<String, SortedMap<String, Problem>> byStatus = new TreeMap<>();
    for (var reason : reasons) {
      var problem = byReason.get(reason);
      if (problem != null) {
        byStatus
            .computeIfAbsent(Integer.toString(problem.status()), _ -> new TreeMap<>())
            .put(reason, problem);
      }
    }
    return byStatus;
  }

  /** The reference to the answer with one of these, which have the same status. */
  String response(SortedMap<String, Problem> problems) {
    var name =
        names.computeIfAbsent(
            new TreeSet<>(problems.keySet()),
            _ -> {
              var status = problems.firstEntry().getValue().status();
              var stem = "Refused" + status;
              var free = stem;
              for (var n = 2; responses.has(free); n++) {
                free = stem + "-" + n;
              }
              responses.set(free, response(status, problems));
              return free;
            });
    return "#/components/responses/" + name;
  }

  private static ObjectNode response(int status, SortedMap<String, Problem> problems) {
    var text = new StringBuilder(problems.firstEntry().getValue().title()).append('.');
    problems.forEach(
        (reason, problem) ->
            text.append("\n\n`").append(reason).append("`: ").append(problem.detail()));
    var response = NODES.objectNode().put("description", text.toString());
    headers(status, response);
    var media = response.putObject("content").putObject("application/problem+json");
    var schema = media.putObject("schema");
    schema.putArray("allOf").addObject().put("$ref", "#/components/schemas/Problem");
    var properties = schema.put("type", "object").putObject("properties");
    var reasons = properties.putObject("reason").put("type", "string").putArray("enum");
    var examples = media.putObject("examples");
    for (var reason : problems.keySet()) {
      reasons.add(reason);
      examples.putObject(reason).put("$ref", "#/components/examples/" + reason);
    }
    return response;
  }

  private static void headers(int status, ObjectNode response) {
    var header =
        switch (status) {
          case 401 -> Map.entry("WWW-Authenticate", "WwwAuthenticate");
          case 429, 503 -> Map.entry("Retry-After", "RetryAfter");
          default -> null;
        };
    if (header != null) {
      response
          .putObject("headers")
          .putObject(header.getKey())
          .put("$ref", "#/components/headers/" + header.getValue());
    }
  }

  /** By reason. */
  List<Problem> all() {
    return List.copyOf(byReason.values());
  }

  /** The answers that were asked for. */
  ObjectNode responses() {
    return responses;
  }

  /** One of each reason that an answer has. */
  ObjectNode examples() {
    var used = new TreeSet<String>();
    names.keySet().forEach(used::addAll);
    var examples = NODES.objectNode();
    used.forEach(
        reason -> {
          var problem = byReason.get(reason);
          if (problem != null) {
            examples
                .putObject(reason)
                .put("summary", problem.detail())
                .set("value", problem.json());
          }
        });
    return examples;
  }

  /** All of them, those too that no operation has, such as of paths that are none. */
  ObjectNode reasonSchema() {
    var schema =
        NODES
            .objectNode()
            .put("type", "string")
            .put("description", "Why, in one word that stays; the same over gRPC.");
    var all = schema.putArray("enum");
    byReason.keySet().forEach(all::add);
    return schema;
  }
}
