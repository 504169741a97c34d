package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import factory.web.DescribedApi.Operation;
import factory.web.http.Media;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The document says what the server does: no more, no less. */
@Timeout(60)
class OpenApiTest {
  private static final DescribedApi API = DescribedApi.INSTANCE;
  private static final Set<Media> FOR_PROGRAMS =
      Set.of(Media.JSON, Media.CSV, Media.EVENTS, Media.LINKSET, Media.SCHEMA, Media.ZIP);

  private Neighbourhood web;

  @BeforeEach
  void start() {
    web =
        new Neighbourhood(
            Map.of(
                "registry",
                new FakeRegistry(Neighbourhood.CLOCK),
                "pipeline",
                new FakePipeline(Neighbourhood.CLOCK),
                "chain",
                new FakeChain(),
                "edge",
                new FakeAccess()),
            Neighbourhood.CLOCK,
            "127.0.0.1:0");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  /** Those of web: the gateway's are Envoy's. */
  static Stream<Operation> ours() {
    return API.operations().stream().filter(o -> !o.path().startsWith("/gateway/"));
  }

  @Test
  void describesEveryRouteOfTheApiAndNoOther() {
    var served = new TreeSet<String>();
    for (var route : web.routes()) {
      if (route.path().equals("/live")) {
        // The pages' own: it names their parts.
        continue;
      }
      route.offers().stream()
          .filter(FOR_PROGRAMS::contains)
          .forEach(m -> served.add(route.method() + " " + route.path() + " " + m));
    }
    var described = new TreeSet<String>();
    ours()
        .forEach(
            operation -> {
              var empty = true;
              for (var response : operation.node().get("responses").properties()) {
                if (response.getKey().startsWith("2")) {
                  for (var media : response.getValue().path("content").properties()) {
                    empty = false;
                    described.add(operation.name() + " " + media(media.getKey()));
                  }
                }
              }
              if (empty) {
                described.add(operation.name() + " " + Media.JSON);
              }
            });
    assertThat(without(served, described))
        .as(
            "Routes without an entry in the OpenAPI document: write each into the part of its tag in src/main/resources/factory/web/openapi")
        .isEmpty();
    assertThat(without(described, served))
        .as("Entries of the OpenAPI document without a route in WebNode")
        .isEmpty();
  }

  private static Set<String> without(Set<String> all, Set<String> some) {
    var left = new TreeSet<>(all);
    left.removeAll(some);
    return left;
  }

  private static Media media(String type) {
    return Stream.of(Media.values())
        .filter(m -> m.header().replaceFirst(";.*", "").equals(type))
        .findFirst()
        .orElseThrow(() -> new AssertionError(type + " is not a form in which web answers"));
  }

  @Test
  void hasATrueExampleOfEveryRequestAnswerAndParameter() {
    List<String> wrong = new ArrayList<>();
    for (var operation : API.operations()) {
      var body = operation.node().path("requestBody").path("content");
      body.properties()
          .forEach(m -> examples(operation.name() + " request", m.getValue(), true, wrong));
      operation
          .node()
          .get("responses")
          .properties()
          .forEach(
              r ->
                  API.resolved(r.getValue())
                      .path("content")
                      .properties()
                      .forEach(
                          m ->
                              examples(
                                  operation.name() + " " + r.getKey(),
                                  m.getValue(),
                                  m.getKey().contains("json") || m.getKey().equals("*/*"),
                                  wrong)));
      for (var in : List.of("path", "query", "header")) {
        for (var parameter : API.parameters(operation, in)) {
          var name = operation.name() + " " + parameter.get("name").asText();
          if (parameter.path("description").asText().isEmpty()) {
            wrong.add(name + " has no description");
          }
          if (in.equals("path") && !parameter.has("example")) {
            wrong.add(name + " has no example");
          }
          if (parameter.has("example")) {
            API.wrong(parameter.get("schema"), parameter.get("example").toString())
                .forEach(w -> wrong.add(name + ": " + w));
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static void examples(String where, JsonNode media, boolean json, List<String> wrong) {
    List<JsonNode> examples = new ArrayList<>();
    if (media.has("example")) {
      examples.add(media.get("example"));
    }
    media.path("examples").forEach(e -> examples.add(API.resolved(e).path("value")));
    if (examples.isEmpty()) {
      wrong.add(where + " has no example");
    }
    if (json) {
      examples.forEach(
          e ->
              API.wrong(media.get("schema"), e.toString())
                  .forEach(w -> wrong.add(where + ": " + w)));
    }
  }

  @Test
  void namesEachOperationOnceAndSaysWhatItDoes() {
    var ids = API.operations().stream().map(o -> o.node().get("operationId").asText()).toList();
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(API.operations())
        .allSatisfy(o -> assertThat(o.node().get("summary").asText()).as(o.name()).isNotBlank());
  }

  /** Whatever a request may have the server tells whoever sends a thing that it does not know. */
  @ParameterizedTest
  @MethodSource("ours")
  void namesTheParametersAndFieldsThatTheServerTakes(Operation operation) {
    if (operation.path().equals("/healthz")) {
      return; // Probes may add what they like.
    }
    var path = operation.path();
    for (var parameter : API.parameters(operation, "path")) {
      path =
          path.replace(
              "{" + parameter.get("name").asText() + "}", parameter.get("example").asText());
    }
    var query = names(API.parameters(operation, "query"));
    var response = web.json(operation.method(), path + "?nonsense=1", "{}");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(known(response.body())).as("the parameters of " + operation.name()).isEqualTo(query);
    var body = operation.node().path("requestBody").path("content").path("application/json");
    if (!body.isMissingNode()) {
      var fields = new TreeSet<String>();
      API.resolved(body.get("schema"))
          .path("properties")
          .fieldNames()
          .forEachRemaining(fields::add);
      var refused = web.json(operation.method(), path, "{\"nonsense\":1}");
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
      assertThat(known(refused.body())).as("the fields of " + operation.name()).isEqualTo(fields);
    }
  }

  private static Set<String> names(List<JsonNode> parameters) {
    var names = new TreeSet<String>();
    parameters.forEach(p -> names.add(p.get("name").asText()));
    return names;
  }

  private static Set<String> known(String problem) {
    var known = new TreeSet<String>();
    for (var error : DescribedApi.json(problem).path("errors")) {
      var matcher = Pattern.compile("known are (.*)").matcher(error.get("message").asText());
      if (error.get("field").asText().equals("nonsense") && matcher.find()) {
        known.addAll(List.of(matcher.group(1).split(", ")));
      }
    }
    return known;
  }

  @Test
  void isServedToAnySiteAndKept() {
    var first = web.get("/openapi.json", "Accept", "*/*");
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(DescribedApi.json(first.body())).isEqualTo(API.document());
    var headers = first.headers();
    assertThat(headers.allValues("content-type")).containsExactly("application/json");
    assertThat(headers.allValues("access-control-allow-origin")).containsExactly("*");
    assertThat(headers.allValues("cross-origin-resource-policy")).containsExactly("cross-origin");
    assertThat(headers.allValues("cache-control")).containsExactly("public, max-age=300");
    var tag = headers.firstValue("etag").orElseThrow();
    for (var known : List.of(tag, tag.substring(2), "\"other\", " + tag, "*")) {
      var again = web.get("/openapi.json", "If-None-Match", known);
      assertThat(again.statusCode()).as(known).isEqualTo(304);
      assertThat(again.headers().firstValue("etag")).hasValue(tag);
    }
    assertThat(web.get("/openapi.json", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
  }

  @Test
  void isNamedByTheCatalogueAndByPages() {
    var catalog = DescribedApi.json(web.get("/.well-known/api-catalog").body());
    assertThat(catalog.at("/linkset/0/service-desc/0/href").asText())
        .isEqualTo("http://localhost:8080/openapi.json");
    assertThat(web.get("/", "Accept", "text/html").body())
        .contains("<link rel=\"service-desc\" href=\"/openapi.json\"")
        .contains("<a href=\"/openapi.json\">");
  }
}
