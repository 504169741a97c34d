package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import factory.pipeline.spec.Action;
import factory.pipeline.spec.ErrorShape;
import factory.pipeline.spec.ErrorShape.Part;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How operations refuse, in the served document: each status once, with an example. */
final class Refusals {
  private record Refusal(String title, String reason, String description) {}

  static final String SCHEMA = "ProblemDetails";

  private static final Map<String, Refusal> ALL = new TreeMap<>();

  /** Where secrets are hashed or compared, which only so many are in a time. */
  static final Action.Refusal TOO_MANY_SECRETS =
      new Action.Refusal(
          429,
          "TOO_MANY_SECRETS",
          "Too many secrets were sent in a short time; try again in some seconds.");

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
    put(
        "406",
        "Not Acceptable",
        "NOT_ACCEPTABLE",
        "The caller takes none of the forms of this answer");
    put("415", "Unsupported Media Type", "UNSUPPORTED_MEDIA_TYPE", "The body is not sent as JSON");
    put(
        "416",
        "Range Not Satisfiable",
        "RANGE_NOT_SATISFIABLE",
        "Nothing of the file is where Range says");
    put(
        "422",
        "Unprocessable Content",
        "INVALID_FIELDS",
        "Fields cannot be accepted; errors names each");
    put(
        "429",
        "Too Many Requests",
        TOO_MANY_SECRETS.reason(),
        TOO_MANY_SECRETS.message().replaceFirst("\\.$", ""));
    put("500", "Internal Server Error", "INTERNAL", "Something broke; the log says what");
    put("503", "Service Unavailable", "STORE_UNAVAILABLE", "The store does not answer now");
  }

  private Refusals() {}

  /** Whether there are secrets among these fields. */
  static boolean hasSecret(List<Field> fields) {
    return fields.stream()
        .anyMatch(field -> field.type() instanceof FieldType.Secret && !field.isIssued());
  }

  private static void put(String status, String title, String reason, String description) {
    ALL.put(status, new Refusal(title, reason, description));
  }

  static Map<String, Object> ref(String status) {
    return object("$ref", "#/components/responses/Problem" + status);
  }

  /**
   * The responses that operations refer to.
   *
   * @param errors what they look like, if a document says so
   */
  static Map<String, Object> responses(Optional<ErrorShape> errors) {
    Map<String, Object> responses = new LinkedHashMap<>();
    ALL.forEach(
        (status, refusal) -> responses.put("Problem" + status, response(status, refusal, errors)));
    return responses;
  }

  private static Map<String, Object> response(
      String status, Refusal refusal, Optional<ErrorShape> errors) {
    return object(
        "description",
        refusal.description(),
        "content",
        object(
            mediaType(Integer.parseInt(status), errors),
            object(
                "schema",
                Schemas.ref(name(Integer.parseInt(status), errors)),
                "example",
                example(Integer.parseInt(status), refusal, errors))));
  }

  private static String mediaType(int status, Optional<ErrorShape> errors) {
    return errors.map(shape -> shape.of(status).mediaType()).orElse("application/problem+json");
  }

  /** The name of the schema of refusals with a status. */
  private static String name(int status, Optional<ErrorShape> errors) {
    return errors.filter(shape -> shape.statuses().containsKey(status)).isPresent()
        ? SCHEMA + status
        : SCHEMA;
  }

  private static Map<String, Object> example(
      int status, Refusal refusal, Optional<ErrorShape> errors) {
    return errors
        .map(shape -> example(status, refusal, shape.of(status)))
        .orElseGet(() -> example(status, refusal));
  }

  private static Map<String, Object> example(int status, Refusal refusal, ErrorShape errors) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (var member : errors.members()) {
      members.put(
          member.name(),
          switch (member.part()) {
            case STATUS -> status;
            case STATUS_TEXT -> Integer.toString(status);
            case TITLE -> refusal.title();
            case REASON -> refusal.reason();
            case DETAIL -> sentence(refusal);
            case ERRORS ->
                errors.says(Part.DETAIL) || errors.says(Part.MESSAGES)
                    ? List.of()
                    : List.of(item(member, refusal));
            case MESSAGES -> List.of();
            case CONSTANT -> JsonText.read(member.constant().orElseThrow());
          });
    }
    return errors.within().map(member -> object(member, members)).orElse(members);
  }

  private static Map<String, Object> item(ErrorShape.Member member, Refusal refusal) {
    Map<String, Object> item = new LinkedHashMap<>();
    for (var part : member.each()) {
      item.put(
          part.name(),
          switch (part.says()) {
            case FIELD -> "";
            case LOCATION -> List.of("body");
            case PLACE -> "body";
            case MESSAGE -> sentence(refusal);
            case CODE -> "invalid";
          });
    }
    return item;
  }

  private static String sentence(Refusal refusal) {
    var detail = refusal.description();
    return detail.endsWith(".") ? detail : detail + ".";
  }

  private static Map<String, Object> example(int status, Refusal refusal) {
    return object(
        "type",
        "about:blank",
        "title",
        refusal.title(),
        "status",
        status,
        "detail",
        sentence(refusal),
        "reason",
        refusal.reason());
  }

  /** Adds what an operation refuses by rules of its own, each with its example. */
  static void own(
      Map<String, Object> responses, List<Action.Refusal> refusals, Optional<ErrorShape> errors) {
    Map<Integer, List<Action.Refusal>> byStatus = new TreeMap<>();
    refusals.forEach(
        refusal -> byStatus.computeIfAbsent(refusal.status(), _ -> new ArrayList<>()).add(refusal));
    byStatus.forEach(
        (status, some) -> {
          Map<String, Object> examples = new LinkedHashMap<>();
          var usual = ALL.get(status.toString());
          if (usual != null && responses.containsKey(status.toString())) {
            examples.put(usual.reason(), object("value", example(status, usual, errors)));
          }
          var words = new ArrayList<String>();
          for (var refusal : some) {
            var own = new Refusal(title(status), refusal.reason(), refusal.message());
            examples.put(refusal.reason(), object("value", example(status, own, errors)));
            words.add(refusal.reason() + ": " + refusal.message());
          }
          responses.put(
              status.toString(),
              object(
                  "description",
                  String.join(" ", words),
                  "content",
                  object(
                      mediaType(status, errors),
                      object("schema", Schemas.ref(name(status, errors)), "examples", examples))));
        });
  }

  private static String title(int status) {
    var usual = ALL.get(Integer.toString(status));
    return usual == null ? "Refused" : usual.title();
  }

  /** The schemas of refusals by their names. */
  static Map<String, Object> schemas(Optional<ErrorShape> errors) {
    Map<String, Object> schemas = new LinkedHashMap<>();
    schemas.put(SCHEMA, errors.map(Refusals::schema).orElseGet(Refusals::schema));
    errors
        .map(ErrorShape::statuses)
        .orElse(Map.of())
        .forEach((status, shape) -> schemas.put(SCHEMA + status, schema(shape)));
    return schemas;
  }

  private static Map<String, Object> schema(ErrorShape errors) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (var member : errors.members()) {
      members.put(member.name(), schema(member));
    }
    var all = Schemas.closed(List.copyOf(members.keySet()), members);
    return errors
        .within()
        .map(member -> Schemas.closed(List.of(member), object(member, all)))
        .orElse(all);
  }

  private static Map<String, Object> schema(ErrorShape.Member member) {
    return switch (member.part()) {
      case STATUS -> object("type", "integer");
      case STATUS_TEXT, TITLE, REASON, DETAIL -> object("type", "string");
      case MESSAGES -> object("type", "array", "items", object("type", "string"));
      case ERRORS -> member.items().isEmpty() ? fieldErrors() : items(member.items());
      case CONSTANT -> member.constant().map(Schemas::of).orElseGet(() -> object());
    };
  }

  private static Map<String, Object> items(List<ErrorShape.Item> items) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (var item : items) {
      members.put(
          item.name(),
          item.says() == ErrorShape.Says.LOCATION
              ? object("type", "array", "items", object("type", "string"))
              : object("type", "string"));
    }
    return object("type", "array", "items", Schemas.closed(List.copyOf(members.keySet()), members));
  }

  private static Map<String, Object> fieldErrors() {
    return object(
        "type",
        "array",
        "items",
        object(
            "type", "object",
            "required", List.of("field", "message"),
            "properties",
                object("field", object("type", "string"), "message", object("type", "string"))));
  }

  private static Map<String, Object> schema() {
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
                "errors", fieldErrors()));
  }
}
