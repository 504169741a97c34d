package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.ToolOperation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Operations that are tools, in the served document. */
final class ToolOperations {
  private final Names names;
  private final EndpointOperations endpoints;

  ToolOperations(Names names, EndpointOperations endpoints) {
    this.names = names;
    this.endpoints = endpoints;
  }

  /** One, by its method. */
  Map<String, Object> of(ToolOperation tool) {
    var endpoint = tool.http();
    var summary = Names.sentence(tool.name());
    var operation =
        object(
            "operationId",
            OtherOperations.id(names.schema(tool)),
            "summary",
            summary.substring(0, summary.length() - 1),
            "description",
            tool.description().isBlank() ? summary : tool.description().strip(),
            "tags",
            List.of("tools"));
    var parameters = endpoints.parameters(endpoint, tool.inputs(), Optional.empty());
    if (!parameters.isEmpty()) {
      operation.put("parameters", parameters);
    }
    operation.put("requestBody", body(tool));
    operation.put("responses", responses(tool));
    return object(endpoint.method().toLowerCase(Locale.ROOT), operation);
  }

  private Map<String, Object> body(ToolOperation tool) {
    var given = tool.given();
    return switch (given.from()) {
      case INPUT -> endpoints.body(tool.http(), tool.http().from(Endpoint.In.BODY, tool.inputs()));
      case BODY -> {
        Map<String, Object> content = new LinkedHashMap<>();
        for (var type : given.types().isEmpty() ? List.of("*/*") : given.types()) {
          content.put(type, object("schema", bytes(type)));
        }
        yield object("required", true, "content", content);
      }
      case PART -> {
        var file = bytes(ToolOperation.ANYTHING);
        List<String> needed = new ArrayList<>(List.of(given.name()));
        var properties =
            object(given.name(), given.many() ? object("type", "array", "items", file) : file);
        for (var option : tool.http().from(Endpoint.In.BODY, tool.inputs())) {
          var name = tool.http().place(option.name()).name();
          properties.put(name, endpoints.schema(option));
          if (Schemas.isNeeded(option)) {
            needed.add(name);
          }
        }
        var schema = Schemas.closed(needed, properties);
        schema.remove("additionalProperties");
        yield object(
            "required", true, "content", object("multipart/form-data", object("schema", schema)));
      }
    };
  }

  private static Map<String, Object> bytes(String type) {
    return type.startsWith("text/")
        ? object("type", "string")
        : object("type", "string", "format", "binary");
  }

  private static Map<String, Object> responses(ToolOperation tool) {
    var responses = object(Integer.toString(tool.http().status()), success(tool.answer()));
    var refusals = new TreeSet<Integer>();
    List.of(400, 405, 413, 415, 422, 500, 503)
        .forEach(ours -> refusals.add(tool.http().status(ours)));
    refusals.forEach(
        status -> responses.put(Integer.toString(status), Refusals.ref(Integer.toString(status))));
    return responses;
  }

  private static Map<String, Object> success(ToolOperation.Answer answer) {
    var content =
        switch (answer.as()) {
          case BYTES -> object(answer.type(), object("schema", bytes(answer.type())));
          case TEXT -> object("text/plain", object("schema", object("type", "string")));
          case OBJECT -> {
            Map<String, Object> members = new LinkedHashMap<>();
            for (var member : answer.members()) {
              members.put(
                  member.name(),
                  object(
                      "type",
                      switch (member.says()) {
                        case OUTPUT, MESSAGES -> "string";
                        case CODE -> "integer";
                        case SUCCESS -> "boolean";
                      }));
            }
            yield object(
                KindOperations.JSON,
                object("schema", Schemas.closed(List.copyOf(members.keySet()), members)));
          }
        };
    return object("description", "What came of it", "content", content);
  }
}
