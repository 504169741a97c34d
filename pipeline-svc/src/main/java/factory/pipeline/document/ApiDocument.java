package factory.pipeline.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An OpenAPI document as it was read. What it refers to stands in its place, but for schemas, which
 * refer to each other by name.
 *
 * @param openapi its version, such as {@code 3.1.0}
 * @param operations in the order of the document
 * @param schemas {@code components/schemas}, by name
 * @param webhooks the names of calls that it wants to be made
 * @param notes what was not taken as it stands, a sentence each
 */
public record ApiDocument(
    String openapi,
    String title,
    String version,
    String description,
    List<Tag> tags,
    List<SecurityScheme> securitySchemes,
    List<Operation> operations,
    Map<String, Schema> schemas,
    List<String> webhooks,
    List<String> notes) {
  /** Keeps copies, in their order. */
  public ApiDocument {
    tags = List.copyOf(tags);
    securitySchemes = List.copyOf(securitySchemes);
    operations = List.copyOf(operations);
    schemas = Collections.unmodifiableMap(new LinkedHashMap<>(schemas));
    webhooks = List.copyOf(webhooks);
    notes = List.copyOf(notes);
  }

  /** The same with some of its operations. */
  public ApiDocument with(List<Operation> some) {
    return with(some, schemas);
  }

  /** The same with some of its operations, and other schemas. */
  public ApiDocument with(List<Operation> some, Map<String, Schema> others) {
    return new ApiDocument(
        openapi,
        title,
        version,
        description,
        tags,
        securitySchemes,
        some,
        others,
        webhooks,
        notes);
  }

  /** A group of operations. */
  public record Tag(String name, String description) {}

  private static final String JSON = "application/json";
  private static final String MERGE_PATCH = "application/merge-patch+json";

  /**
   * How callers show who they are.
   *
   * @param type {@code apiKey}, {@code http}, {@code oauth2}, {@code openIdConnect}, {@code
   *     mutualTLS}
   * @param in of a key: {@code header}, {@code query}, {@code cookie}
   * @param parameter the name of a key's header, parameter or cookie
   * @param scheme of {@code http}: {@code bearer}, {@code basic}
   * @param flows of {@code oauth2}: {@code password}, {@code client_credentials}, {@code
   *     authorization_code}, {@code implicit}
   * @param scopes of {@code oauth2}: what there is to be allowed, by any of them
   */
  public record SecurityScheme(
      String name,
      String type,
      String in,
      String parameter,
      String scheme,
      String description,
      List<String> flows,
      List<String> scopes) {
    /** Keeps copies. */
    public SecurityScheme {
      flows = List.copyOf(flows);
      scopes = List.copyOf(scopes);
    }
  }

  /**
   * One operation.
   *
   * @param method upper case
   * @param line where it stands, from 1
   * @param security the schemes that are needed together, for each way in; an empty way needs none
   * @param responses in their order
   * @param callbacks the names of calls that it wants to be made
   */
  public record Operation(
      String method,
      String path,
      int line,
      String operationId,
      String summary,
      String description,
      List<String> tags,
      boolean deprecated,
      List<List<String>> security,
      List<Parameter> parameters,
      Optional<Body> requestBody,
      List<Response> responses,
      List<String> callbacks) {
    /** Keeps copies. */
    public Operation {
      tags = List.copyOf(tags);
      security = List.copyOf(security);
      parameters = List.copyOf(parameters);
      requestBody = method.equals("PATCH") ? requestBody.map(Body::asJson) : requestBody;
      responses = List.copyOf(responses);
      callbacks = List.copyOf(callbacks);
    }

    /** The same with other parameters, and another body. */
    public Operation with(List<Parameter> others, Optional<Body> body) {
      return new Operation(
          method,
          path,
          line,
          operationId,
          summary,
          description,
          tags,
          deprecated,
          security,
          others,
          body,
          responses,
          callbacks);
    }

    /** Such as {@code GET /pets}. */
    public String name() {
      return method + " " + path;
    }
  }

  /** A parameter; {@code in} is {@code path}, {@code query}, {@code header} or {@code cookie}. */
  public record Parameter(
      String name,
      String in,
      boolean required,
      String description,
      String style,
      boolean explode,
      Optional<Schema> schema,
      List<Content> content,
      Optional<JsonNode> example) {
    /** Keeps a copy. */
    public Parameter {
      content = List.copyOf(content);
    }
  }

  /** What a request carries, by media type. */
  public record Body(boolean required, String description, List<Content> content) {
    /** Keeps a copy. */
    public Body {
      content = List.copyOf(content);
    }

    /** The same, in which a merge patch counts as JSON: whatever takes one takes the other. */
    private Body asJson() {
      if (content.stream().anyMatch(one -> one.mediaType().equals(JSON))) {
        return new Body(
            required,
            description,
            content.stream().filter(one -> !one.mediaType().equals(MERGE_PATCH)).toList());
      }
      return new Body(
          required,
          description,
          content.stream()
              .map(
                  one ->
                      one.mediaType().equals(MERGE_PATCH)
                          ? new Content(JSON, one.schema(), one.examples())
                          : one)
              .toList());
    }
  }

  /** An answer; {@code status} is three digits, {@code 4XX} or {@code default}. */
  public record Response(
      String status, String description, List<Header> headers, List<Content> content) {
    /** Keeps copies. */
    public Response {
      headers = List.copyOf(headers);
      content = List.copyOf(content);
    }
  }

  /** A header of an answer. */
  public record Header(
      String name, boolean required, String description, Optional<Schema> schema) {}

  /** A body of one media type, with examples. */
  public record Content(String mediaType, Optional<Schema> schema, List<JsonNode> examples) {
    /** Keeps a copy. */
    public Content {
      examples = List.copyOf(examples);
    }
  }
}
