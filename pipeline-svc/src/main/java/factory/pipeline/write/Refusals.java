package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How operations refuse, in the served document: each status once, with an example. */
final class Refusals {
  private record Refusal(String title, String reason, String description) {}

  private static final Map<String, Refusal> ALL = new TreeMap<>();

  static {
    put("400", "Bad Request", "MALFORMED_BODY", "The body or the query cannot be read");
    put("404", "Not Found", "NOT_FOUND", "There is none with this id");
    put(
        "405",
        "Method Not Allowed",
        "METHOD_NOT_ALLOWED",
        "This address has other methods; Allow names them");
    put("409", "Conflict", "ALREADY_EXISTS", "A value that must be unique is taken");
    put("413", "Content Too Large", "BODY_TOO_LARGE", "The body has more than 10 MiB");
    put("415", "Unsupported Media Type", "UNSUPPORTED_MEDIA_TYPE", "The body is not sent as JSON");
    put(
        "422",
        "Unprocessable Content",
        "INVALID_FIELDS",
        "Fields cannot be accepted; errors names each");
    put("500", "Internal Server Error", "INTERNAL", "Something broke; the log says what");
    put("503", "Service Unavailable", "STORE_UNAVAILABLE", "The store does not answer now");
  }

  private Refusals() {}

  private static void put(String status, String title, String reason, String description) {
    ALL.put(status, new Refusal(title, reason, description));
  }

  static Map<String, Object> ref(String status) {
    return object("$ref", "#/components/responses/Problem" + status);
  }

  /** The responses that operations refer to. */
  static Map<String, Object> responses() {
    Map<String, Object> responses = new LinkedHashMap<>();
    ALL.forEach((status, refusal) -> responses.put("Problem" + status, response(status, refusal)));
    return responses;
  }

  private static Map<String, Object> response(String status, Refusal refusal) {
    var example =
        object(
            "type",
            "about:blank",
            "title",
            refusal.title(),
            "status",
            Integer.valueOf(status),
            "detail",
            refusal.description() + ".",
            "reason",
            refusal.reason());
    return object(
        "description",
        refusal.description(),
        "content",
        object(
            "application/problem+json",
            object("schema", Schemas.ref("ProblemDetails"), "example", example)));
  }

  /** The schema of a refusal. */
  static Map<String, Object> schema() {
    return object(
        "type", "object",
        "required", List.of("type", "title", "status", "detail", "reason"),
        "properties",
            object(
                "type", object("type", "string", "format", "uri-reference"),
                "title", object("type", "string"),
                "status", object("type", "integer"),
                "detail", object("type", "string"),
                "reason", object("type", "string", "pattern", "^[A-Z][A-Z0-9_]*$"),
                "errors",
                    object(
                        "type",
                        "array",
                        "items",
                        object(
                            "type", "object",
                            "required", List.of("field", "message"),
                            "properties",
                                object(
                                    "field",
                                    object("type", "string"),
                                    "message",
                                    object("type", "string"))))));
  }
}
