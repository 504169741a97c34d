package factory.pipeline.generator;

import static factory.pipeline.generator.JsonText.object;

import factory.pipeline.generator.Blueprint.Field;
import factory.pipeline.generator.Blueprint.Thing;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a service's OpenAPI 3.1 document. */
final class OpenApi {
  private static final String JSON = "application/json";
  private static final String ID = "0198c0de-0000-4000-8000-000000000001";
  private static final String MOMENT = "2026-01-31T18:30:00Z";
  private static final BigDecimal SAFE = BigDecimal.valueOf(9_007_199_254_740_991L);
  private static final BigDecimal WIDEST = BigDecimal.valueOf(1_000_000_000_000_000L);

  private OpenApi() {}

  static String of(Blueprint blueprint) {
    Map<String, Object> paths = new LinkedHashMap<>();
    Map<String, Object> schemas = new LinkedHashMap<>();
    var ownTag = List.of("service");
    paths.put(
        "/",
        object("get", fixed("index", "Links to everything here", ownTag, ref("schemas", "Index"))));
    paths.put(
        "/health",
        object(
            "get", fixed("health", "Whether the service is up", ownTag, ref("schemas", "Health"))));
    paths.put(
        "/openapi.json",
        object("get", fixed("openapi", "This document", ownTag, object("type", "object"))));
    for (var thing : blueprint.things()) {
      paths.put("/" + thing.plural(), collection(thing));
      paths.put("/" + thing.plural() + "/{id}", single(thing));
      schemas.put(thing.typeName(), record(thing));
      schemas.put(thing.typeName() + "Input", input(thing, true));
      schemas.put(thing.typeName() + "Patch", input(thing, false));
      schemas.put(thing.typeName() + "Page", page(thing));
    }
    schemas.put("Index", index(blueprint));
    schemas.put("Health", health());
    schemas.put("ProblemDetails", problem());
    return JsonText.of(
        object(
            "openapi", "3.1.0",
            "info",
                object(
                    "title",
                    blueprint.title(),
                    "version",
                    "1",
                    "description",
                    "Fields are snake_case and unknown ones are refused. Lists are newest first. Errors are"
                        + " problem+json: 400 for what cannot be read, 422 for fields that cannot be accepted."),
            "servers", List.of(object("url", ".", "description", "Where this document was read")),
            "tags", tags(blueprint),
            "paths", paths,
            "components",
                object("parameters", parameters(), "responses", responses(), "schemas", schemas)));
  }

  /** The names that a blueprint's schemas take; two things must not share one. */
  static List<String> schemaNames(Blueprint blueprint) {
    List<String> names = new ArrayList<>(List.of("Index", "Health", "ProblemDetails"));
    for (var thing : blueprint.things()) {
      for (var suffix : List.of("", "Input", "Patch", "Page")) {
        names.add(thing.typeName() + suffix);
      }
    }
    return names;
  }

  private static List<Object> tags(Blueprint blueprint) {
    List<Object> tags = new ArrayList<>();
    blueprint.things().forEach(thing -> tags.add(object("name", thing.plural())));
    tags.add(object("name", "service"));
    return tags;
  }

  private static Map<String, Object> collection(Thing thing) {
    var tag = List.of(thing.plural());
    var one = name(thing.singular());
    return object(
        "get",
            object(
                "operationId",
                "list" + thing.pluralTypeName(),
                "summary",
                "List " + name(thing.plural()) + ", newest first",
                "tags",
                tag,
                "parameters",
                List.of(ref("parameters", "page_size"), ref("parameters", "page_token")),
                "responses",
                answers(
                    "200",
                    answer(
                        "A page of " + name(thing.plural()),
                        ref("schemas", thing.typeName() + "Page"),
                        pageExample(thing)),
                    "400",
                    "503")),
        "post",
            object(
                "operationId",
                "create" + thing.typeName(),
                "summary",
                "Create " + article(one),
                "tags",
                tag,
                "requestBody",
                body(thing.typeName() + "Input", inputExample(thing), JSON),
                "responses",
                answers("201", created(thing), "400", "409", "413", "415", "422", "503")));
  }

  private static Map<String, Object> single(Thing thing) {
    var tag = List.of(thing.plural());
    var one = name(thing.singular());
    var answer = answer("The " + one, ref("schemas", thing.typeName()), example(thing));
    return object(
        "parameters", List.of(ref("parameters", "id")),
        "get",
            object(
                "operationId",
                "get" + thing.typeName(),
                "summary",
                "Read " + article(one),
                "tags",
                tag,
                "responses",
                answers("200", answer, "404", "503")),
        "put",
            object(
                "operationId",
                "replace" + thing.typeName(),
                "summary",
                "Replace " + article(one) + ": a field that is not given is cleared",
                "tags",
                tag,
                "requestBody",
                body(thing.typeName() + "Input", inputExample(thing), JSON),
                "responses",
                answers("200", answer, "400", "404", "409", "413", "415", "422", "503")),
        "patch",
            object(
                "operationId",
                "update" + thing.typeName(),
                "summary",
                "Change the fields that are given: null clears one, the others stay",
                "tags",
                tag,
                "requestBody",
                body(
                    thing.typeName() + "Patch",
                    patchExample(thing),
                    JSON,
                    "application/merge-patch+json"),
                "responses",
                answers("200", answer, "400", "404", "409", "413", "415", "422", "503")),
        "delete",
            object(
                "operationId",
                "delete" + thing.typeName(),
                "summary",
                "Delete " + article(one),
                "tags",
                tag,
                "responses",
                answers("204", object("description", "Deleted"), "404", "503")));
  }

  private static Map<String, Object> fixed(
      String id, String summary, List<String> tag, Object schema) {
    return object(
        "operationId", id,
        "summary", summary,
        "tags", tag,
        "responses",
            answers(
                "200",
                object("description", summary, "content", object(JSON, object("schema", schema)))));
  }

  private static Map<String, Object> created(Thing thing) {
    var answer =
        answer(
            "The new " + name(thing.singular()), ref("schemas", thing.typeName()), example(thing));
    answer.put(
        "headers",
        object(
            "Location",
            object(
                "description",
                "Its address, relative to this one",
                "required",
                true,
                "schema",
                object("type", "string", "format", "uri-reference"))));
    return answer;
  }

  private static Map<String, Object> answer(String description, Object schema, Object example) {
    return object(
        "description",
        description,
        "content",
        object(JSON, object("schema", schema, "example", example)));
  }

  private static Map<String, Object> answers(String status, Object answer, String... problems) {
    var answers = object(status, answer);
    for (var problem : problems) {
      answers.put(problem, ref("responses", "Problem" + problem));
    }
    answers.put("405", ref("responses", "Problem405"));
    answers.put("500", ref("responses", "Problem500"));
    return answers;
  }

  private static Map<String, Object> body(String schema, Object example, String... mediaTypes) {
    Map<String, Object> content = new LinkedHashMap<>();
    for (var mediaType : mediaTypes) {
      content.put(mediaType, object("schema", ref("schemas", schema), "example", example));
    }
    return object("required", true, "content", content);
  }

  private static Map<String, Object> parameters() {
    return object(
        "id",
            object(
                "name",
                "id",
                "in",
                "path",
                "required",
                true,
                "schema",
                object("type", "string", "format", "uuid")),
        "page_size",
            object(
                "name", "page_size",
                "in", "query",
                "schema", object("type", "integer", "minimum", 1, "maximum", 100, "default", 20)),
        "page_token",
            object(
                "name", "page_token",
                "in", "query",
                "description", "The next_page_token of the page before",
                "schema", object("type", "string", "pattern", "^[0-9a-z]{1,12}$")));
  }

  private static Map<String, Object> responses() {
    Map<String, Object> responses = new LinkedHashMap<>();
    refusal(
        responses, "400", "Bad Request", "MALFORMED_BODY", "The body or the query cannot be read");
    refusal(responses, "404", "Not Found", "NOT_FOUND", "There is none with this id");
    refusal(
        responses,
        "405",
        "Method Not Allowed",
        "METHOD_NOT_ALLOWED",
        "This address has other methods; Allow names them");
    refusal(responses, "409", "Conflict", "ALREADY_EXISTS", "A value that must be unique is taken");
    refusal(
        responses, "413", "Content Too Large", "BODY_TOO_LARGE", "The body has more than 10 MiB");
    refusal(
        responses,
        "415",
        "Unsupported Media Type",
        "UNSUPPORTED_MEDIA_TYPE",
        "The body is not sent as JSON");
    refusal(
        responses,
        "422",
        "Unprocessable Content",
        "INVALID_FIELDS",
        "Fields cannot be accepted; errors names each");
    refusal(
        responses,
        "500",
        "Internal Server Error",
        "INTERNAL",
        "Something broke; the log says what");
    refusal(
        responses,
        "503",
        "Service Unavailable",
        "STORE_UNAVAILABLE",
        "The store does not answer now");
    return responses;
  }

  private static void refusal(
      Map<String, Object> responses,
      String status,
      String title,
      String reason,
      String description) {
    var example =
        object(
            "type",
            "about:blank",
            "title",
            title,
            "status",
            Integer.valueOf(status),
            "detail",
            description + ".",
            "reason",
            reason);
    responses.put(
        "Problem" + status,
        object(
            "description",
            description,
            "content",
            object(
                "application/problem+json",
                object("schema", ref("schemas", "ProblemDetails"), "example", example))));
  }

  private static Map<String, Object> problem() {
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

  private static Map<String, Object> index(Blueprint blueprint) {
    Map<String, Object> links = new LinkedHashMap<>();
    blueprint.things().forEach(thing -> links.put(thing.plural(), object("type", "string")));
    links.put("health", object("type", "string"));
    links.put("openapi", object("type", "string"));
    return object(
        "type", "object",
        "required", List.of("links"),
        "properties",
            object(
                "links",
                object(
                    "type",
                    "object",
                    "required",
                    List.copyOf(links.keySet()),
                    "properties",
                    links)));
  }

  private static Map<String, Object> health() {
    return object(
        "type", "object",
        "required", List.of("status", "version"),
        "properties", object("status", object("const", "up"), "version", object("type", "string")));
  }

  private static Map<String, Object> page(Thing thing) {
    return object(
        "type",
        "object",
        "required",
        List.of(thing.plural(), "next_page_token"),
        "additionalProperties",
        false,
        "properties",
        object(
            thing.plural(),
            object("type", "array", "items", ref("schemas", thing.typeName())),
            "next_page_token",
            object("type", List.of("string", "null"), "description", "Null on the last page")));
  }

  /** A record as it is answered. */
  private static Map<String, Object> record(Thing thing) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("id", object("type", "string", "format", "uuid"));
    for (var field : thing.fields()) {
      var schema = schema(field, false);
      if (field.required() && mayBeNull(field)) {
        schema.put("description", "Null only in a record that is older than this field");
      }
      properties.put(field.name(), schema);
    }
    properties.put("created_at", object("type", "string", "format", "date-time"));
    properties.put("updated_at", object("type", "string", "format", "date-time"));
    return object(
        "type",
        "object",
        "required",
        List.copyOf(properties.keySet()),
        "additionalProperties",
        false,
        "properties",
        properties);
  }

  private static Map<String, Object> input(Thing thing, boolean whole) {
    Map<String, Object> properties = new LinkedHashMap<>();
    thing.fields().forEach(field -> properties.put(field.name(), schema(field, true)));
    var required = thing.fields().stream().filter(Field::required).map(Field::name).toList();
    var schema = object("type", "object");
    if (whole && !required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("additionalProperties", false);
    schema.put("properties", properties);
    return schema;
  }

  private static boolean mayBeNull(Field field) {
    return field.type() != FieldType.YES_NO && field.type() != FieldType.TEXTS;
  }

  /**
   * What a field can be: strict in requests; in answers, wide enough for what earlier versions
   * stored.
   */
  private static Map<String, Object> schema(Field field, boolean request) {
    var type =
        switch (field.type()) {
          case WHOLE -> "integer";
          case DECIMAL -> "number";
          case YES_NO -> "boolean";
          case TEXTS -> "array";
          case TEXT, LONG_TEXT, EMAIL, URL, MONEY, DATE, DATE_TIME, ONE_OF -> "string";
        };
    var nullable = request ? !field.required() : mayBeNull(field);
    var schema = object("type", nullable ? List.of(type, "null") : type);
    switch (field.type()) {
      case EMAIL -> schema.put("format", "email");
      case URL -> schema.put("format", "uri");
      case DATE -> schema.put("format", "date");
      case DATE_TIME -> schema.put("format", "date-time");
      case MONEY -> schema.put("pattern", "^-?[0-9]{1,13}(\\.[0-9]{1,2})?$");
      case TEXTS ->
          schema.put(
              "items",
              request
                  ? object("type", "string", "minLength", 1, "maxLength", 500, "pattern", "\\S")
                  : object("type", "string"));
      case TEXT, LONG_TEXT, WHOLE, DECIMAL, YES_NO, ONE_OF -> {}
    }
    if (request) {
      bounds(field, schema);
    }
    if (request && field.type() == FieldType.ONE_OF) {
      List<@Nullable String> words = new ArrayList<>(field.words());
      if (nullable) {
        words.add(null);
      }
      schema.put("enum", words);
    }
    var holds = Readme.holds(field).replace("`", "");
    schema.put(
        "description",
        Character.toUpperCase(holds.charAt(0))
            + holds.substring(1)
            + (field.unique() ? "; no two records share one" : ""));
    return schema;
  }

  private static void bounds(Field field, Map<String, Object> schema) {
    switch (field.type()) {
      case TEXT, LONG_TEXT -> {
        schema.put(
            "maxLength",
            field
                .most()
                .orElse(BigDecimal.valueOf(field.type() == FieldType.TEXT ? 1_000 : 20_000)));
        if (field.required()) {
          schema.put("pattern", "\\S");
        }
      }
      case EMAIL -> schema.put("maxLength", 254);
      case URL -> schema.put("maxLength", 2_000);
      case WHOLE -> {
        schema.put("minimum", field.least().orElse(SAFE.negate()));
        schema.put("maximum", field.most().orElse(SAFE));
      }
      case DECIMAL -> {
        schema.put("minimum", field.least().orElse(WIDEST.negate()));
        schema.put("maximum", field.most().orElse(WIDEST));
      }
      case TEXTS -> schema.put("maxItems", 100);
      case MONEY, YES_NO, DATE, DATE_TIME, ONE_OF -> {}
    }
  }

  private static Map<String, Object> example(Thing thing) {
    Map<String, Object> example = new LinkedHashMap<>();
    example.put("id", ID);
    thing.fields().forEach(field -> example.put(field.name(), Examples.of(field)));
    example.put("created_at", MOMENT);
    example.put("updated_at", MOMENT);
    return example;
  }

  private static Map<String, Object> inputExample(Thing thing) {
    Map<String, Object> example = new LinkedHashMap<>();
    thing.fields().forEach(field -> example.put(field.name(), Examples.of(field)));
    return example;
  }

  private static Map<String, Object> patchExample(Thing thing) {
    var field = thing.fields().getLast();
    return object(field.name(), Examples.of(field));
  }

  private static Map<String, Object> pageExample(Thing thing) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put(thing.plural(), List.of(example(thing)));
    page.put("next_page_token", "1");
    return page;
  }

  private static Map<String, Object> ref(String kind, String name) {
    return object("$ref", "#/components/" + kind + "/" + name);
  }

  private static String article(String noun) {
    var vowel = "aeio".indexOf(noun.charAt(0)) >= 0 || noun.matches("u(?!ni|se|rl|til).*");
    return (vowel ? "an " : "a ") + noun;
  }

  private static String name(String snake) {
    return snake.replace('_', ' ');
  }
}
