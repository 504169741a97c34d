package factory.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.OAuthFlow;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The document as the pipeline knows it: what it says of each operation, with components in their
 * place, but for schemas, which refer to each other by name. What is not said is left out.
 */
final class Model {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MAX_STEPS = 100;

  private final OpenAPI api;
  private final Components components;
  private final Node.Mapping places;

  Model(OpenAPI api, Node.Mapping places) {
    this.api = api;
    this.components = api.getComponents() == null ? new Components() : api.getComponents();
    this.places = places;
  }

  ObjectNode json(List<String> notes) {
    var json = JSON.objectNode();
    json.put("openapi", api.getOpenapi());
    json.put("title", api.getInfo() == null ? "" : Schemas.text(api.getInfo().getTitle()));
    json.put("version", api.getInfo() == null ? "" : Schemas.text(api.getInfo().getVersion()));
    json.put(
        "description", api.getInfo() == null ? "" : Schemas.text(api.getInfo().getDescription()));
    var tags = json.putArray("tags");
    if (api.getTags() != null) {
      api.getTags()
          .forEach(
              tag ->
                  tags.addObject()
                      .put("name", Schemas.text(tag.getName()))
                      .put("description", Schemas.text(tag.getDescription())));
    }
    securitySchemes(json.putArray("security_schemes"));
    var operations = json.putArray("operations");
    if (api.getPaths() != null) {
      api.getPaths().forEach((path, item) -> operations(path, item, operations));
    }
    var schemas = json.putObject("schemas");
    if (components.getSchemas() != null) {
      components.getSchemas().forEach((name, schema) -> schemas.set(name, Schemas.json(schema)));
    }
    var webhooks = json.putArray("webhooks");
    if (api.getWebhooks() != null) {
      api.getWebhooks().keySet().forEach(webhooks::add);
    }
    var said = json.putArray("notes");
    notes.forEach(said::add);
    return json;
  }

  private void securitySchemes(ArrayNode into) {
    if (components.getSecuritySchemes() == null) {
      return;
    }
    components
        .getSecuritySchemes()
        .forEach(
            (name, given) -> {
              var scheme =
                  followed(given, SecurityScheme::get$ref, components.getSecuritySchemes());
              var one = into.addObject();
              flows(scheme, one.putArray("flows"));
              scopes(scheme, one.putArray("scopes"));
              one.put("name", name)
                  .put("type", scheme.getType() == null ? "" : scheme.getType().toString())
                  .put("in", scheme.getIn() == null ? "" : scheme.getIn().toString())
                  .put("parameter", Schemas.text(scheme.getName()))
                  .put("scheme", Schemas.text(scheme.getScheme()))
                  .put("description", Schemas.text(scheme.getDescription()));
            });
  }

  /** How OAuth 2.0 gives tokens out. */
  private static void flows(SecurityScheme scheme, ArrayNode into) {
    var flows = scheme.getFlows();
    if (flows != null) {
      if (flows.getPassword() != null) {
        into.add("password");
      }
      if (flows.getClientCredentials() != null) {
        into.add("client_credentials");
      }
      if (flows.getAuthorizationCode() != null) {
        into.add("authorization_code");
      }
      if (flows.getImplicit() != null) {
        into.add("implicit");
      }
    }
  }

  /** What there is to be allowed, by any flow. */
  private static void scopes(SecurityScheme scheme, ArrayNode into) {
    var flows = scheme.getFlows();
    if (flows != null) {
      Stream.of(
              flows.getPassword(),
              flows.getClientCredentials(),
              flows.getAuthorizationCode(),
              flows.getImplicit())
          .filter(Objects::nonNull)
          .map(OAuthFlow::getScopes)
          .filter(Objects::nonNull)
          .flatMap(scopes -> scopes.keySet().stream())
          .distinct()
          .forEach(into::add);
    }
  }

  private void operations(String path, PathItem given, ArrayNode into) {
    var item = followed(given, PathItem::get$ref, components.getPathItems());
    item.readOperationsMap()
        .forEach((method, operation) -> into.add(operation(path, item, method.name(), operation)));
  }

  private ObjectNode operation(String path, PathItem item, String method, Operation operation) {
    var json = JSON.objectNode();
    json.put("method", method);
    json.put("path", path);
    json.put("line", line(path, method));
    json.put("operation_id", Schemas.text(operation.getOperationId()));
    json.put("summary", Schemas.text(operation.getSummary()));
    json.put("description", Schemas.text(operation.getDescription()));
    var tags = json.putArray("tags");
    if (operation.getTags() != null) {
      operation.getTags().forEach(tags::add);
    }
    json.put("deprecated", Boolean.TRUE.equals(operation.getDeprecated()));
    security(
        Optional.ofNullable(operation.getSecurity())
            .or(() -> Optional.ofNullable(api.getSecurity())),
        json.putArray("security"));
    parameters(item.getParameters(), operation.getParameters(), json.putArray("parameters"));
    if (operation.getRequestBody() != null) {
      var body =
          followed(operation.getRequestBody(), RequestBody::get$ref, components.getRequestBodies());
      var into = json.putObject("request_body");
      into.put("required", Boolean.TRUE.equals(body.getRequired()));
      into.put("description", Schemas.text(body.getDescription()));
      content(body.getContent(), into.putArray("content"));
    }
    responses(operation, json.putArray("responses"));
    var callbacks = json.putArray("callbacks");
    if (operation.getCallbacks() != null) {
      operation.getCallbacks().keySet().forEach(callbacks::add);
    }
    return json;
  }

  private int line(String path, String method) {
    if (places.get("paths") instanceof Node.Mapping paths) {
      var item = paths.entries().get(path);
      if (item != null && item.value() instanceof Node.Mapping methods) {
        var entry = methods.entries().get(method.toLowerCase(Locale.ROOT));
        return entry == null ? item.line() : entry.line();
      }
    }
    return 1;
  }

  private static void security(Optional<List<SecurityRequirement>> given, ArrayNode into) {
    given
        .orElse(List.of())
        .forEach(
            requirement -> {
              var names = into.addArray();
              requirement.keySet().forEach(names::add);
            });
  }

  private void parameters(
      @Nullable List<Parameter> ofPath, @Nullable List<Parameter> ofOperation, ArrayNode into) {
    Map<List<String>, Parameter> all = new LinkedHashMap<>();
    for (var some : new ArrayList<>(java.util.Arrays.asList(ofPath, ofOperation))) {
      if (some != null) {
        for (var given : some) {
          var parameter = followed(given, Parameter::get$ref, components.getParameters());
          all.put(
              List.of(Schemas.text(parameter.getIn()), Schemas.text(parameter.getName())),
              parameter);
        }
      }
    }
    all.values()
        .forEach(
            parameter -> {
              var json = into.addObject();
              json.put("name", Schemas.text(parameter.getName()));
              json.put("in", Schemas.text(parameter.getIn()));
              json.put(
                  "required",
                  "path".equals(parameter.getIn()) || Boolean.TRUE.equals(parameter.getRequired()));
              json.put("description", Schemas.text(parameter.getDescription()));
              json.put(
                  "style", parameter.getStyle() == null ? "" : parameter.getStyle().toString());
              json.put("explode", Boolean.TRUE.equals(parameter.getExplode()));
              if (parameter.getSchema() != null) {
                json.set("schema", Schemas.json(parameter.getSchema()));
              }
              if (parameter.getContent() != null) {
                content(parameter.getContent(), json.putArray("content"));
              }
              if (parameter.getExample() != null) {
                json.set("example", Schemas.value(parameter.getExample()));
              }
            });
  }

  private void responses(Operation operation, ArrayNode into) {
    if (operation.getResponses() == null) {
      return;
    }
    operation
        .getResponses()
        .forEach(
            (status, given) -> {
              var response = followed(given, ApiResponse::get$ref, components.getResponses());
              var json = into.addObject();
              json.put("status", status);
              json.put("description", Schemas.text(response.getDescription()));
              var headers = json.putArray("headers");
              if (response.getHeaders() != null) {
                response.getHeaders().forEach((name, header) -> headers.add(header(name, header)));
              }
              content(response.getContent(), json.putArray("content"));
            });
  }

  private ObjectNode header(String name, Header given) {
    var header = followed(given, Header::get$ref, components.getHeaders());
    var json = JSON.objectNode();
    json.put("name", name);
    json.put("required", Boolean.TRUE.equals(header.getRequired()));
    json.put("description", Schemas.text(header.getDescription()));
    if (header.getSchema() != null) {
      json.set("schema", Schemas.json(header.getSchema()));
    }
    return json;
  }

  private void content(@Nullable Content content, ArrayNode into) {
    if (content == null) {
      return;
    }
    content.forEach(
        (type, media) -> {
          var json = into.addObject();
          json.put("media_type", type);
          if (media.getSchema() != null) {
            json.set("schema", Schemas.json(media.getSchema()));
          }
          json.set("examples", examples(media));
        });
  }

  private ArrayNode examples(MediaType media) {
    var all = JSON.arrayNode();
    if (media.getExample() != null) {
      all.add(Schemas.value(media.getExample()));
    }
    if (media.getExamples() != null) {
      new TreeMap<>(media.getExamples())
          .forEach(
              (name, given) -> {
                var example =
                    followed(
                        given,
                        io.swagger.v3.oas.models.examples.Example::get$ref,
                        components.getExamples());
                if (example.getValue() != null) {
                  JsonNode value = Schemas.value(example.getValue());
                  all.add(value);
                }
              });
    }
    return all;
  }

  /** What a reference to a component means. References in circles were refused before. */
  private static <T> T followed(
      T given, Function<T, @Nullable String> reference, @Nullable Map<String, T> components) {
    var found = given;
    for (var i = 0; i < MAX_STEPS && components != null; i++) {
      var ref = reference.apply(found);
      if (ref == null) {
        return found;
      }
      var next = components.get(Schemas.nameIn(ref));
      if (next == null) {
        return found;
      }
      found = next;
    }
    return found;
  }
}
