package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import factory.pipeline.spec.Action;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How operations refuse, in the served document: each status once, with an example. */
final class Refusals {
  private record Refusal(String title, String reason, String description) {}

  private static final Map<String, Refusal> ALL = new TreeMap<>();

  static {
    put("400", "Bad Request", "MALFORMED_BODY", "The path, the query or the body cannot be read");
    put("401", "Unauthorized", "CALLER_REQUIRED", "This needs a wallet that is signed in");
    put("403", "Forbidden", "NOT_ALLOWED", "Others may do this, you may not");
    put("404", "Not Found", "NOT_FOUND", "There is none with this id");
    put(
        "405",
        "Method Not Allowed",
        "METHOD_NOT_ALLOWED",
        "This address has other methods; Allow names them");
    put(
        "409",
        "Conflict",
        "ALREADY_EXISTS",
        "It contradicts what there is: a unique value is taken, for one; reason says what");
    put(
        "412",
        "Precondition Failed",
        "REVISION_MISMATCH",
        "Somebody has changed it since the revision of If-Match");
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

  /** Where secrets are hashed or compared, which only so many are in a time. */
  static final Action.Refusal TOO_MANY_SECRETS =
      new Action.Refusal(
          429,
          "TOO_MANY_SECRETS",
          "Too many secrets were sent in a short time; try again in some seconds.");

  private Refusals() {}

  /** Whether there are secrets among these fields. */
  static boolean hasSecret(List<Field> fields) {
    return fields.stream().anyMatch(field -> field.type() instanceof FieldType.Secret);
  }

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
    return object(
        "description",
        refusal.description(),
        "content",
        object(
            "application/problem+json",
            object(
                "schema",
                Schemas.ref("ProblemDetails"),
                "example",
                example(Integer.parseInt(status), refusal))));
  }

  private static Map<String, Object> example(int status, Refusal refusal) {
    var detail = refusal.description();
    return object(
        "type",
        "about:blank",
        "title",
        refusal.title(),
        "status",
        status,
        "detail",
        detail.endsWith(".") ? detail : detail + ".",
        "reason",
        refusal.reason());
  }

  /** Adds what an operation refuses by rules of its own, each with its example. */
  static void own(Map<String, Object> responses, List<Action.Refusal> refusals) {
    Map<Integer, List<Action.Refusal>> byStatus = new TreeMap<>();
    refusals.forEach(
        refusal -> byStatus.computeIfAbsent(refusal.status(), _ -> new ArrayList<>()).add(refusal));
    byStatus.forEach(
        (status, some) -> {
          Map<String, Object> examples = new LinkedHashMap<>();
          var usual = ALL.get(status.toString());
          if (usual != null && responses.containsKey(status.toString())) {
            examples.put(usual.reason(), object("value", example(status, usual)));
          }
          var words = new ArrayList<String>();
          for (var refusal : some) {
            var own = new Refusal(title(status), refusal.reason(), refusal.message());
            examples.put(refusal.reason(), object("value", example(status, own)));
            words.add(refusal.reason() + ": " + refusal.message());
          }
          responses.put(
              status.toString(),
              object(
                  "description",
                  String.join(" ", words),
                  "content",
                  object(
                      "application/problem+json",
                      object("schema", Schemas.ref("ProblemDetails"), "examples", examples))));
        });
  }

  private static String title(int status) {
    var usual = ALL.get(Integer.toString(status));
    return usual != null
        ? usual.title()
        : status == TOO_MANY_SECRETS.status() ? "Too Many Requests" : "Refused";
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
