package factory.pipeline.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Specifications;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stories of kinds whose document says how they look over HTTP. */
final class RouteStoriesTest {
  private static final Path RESOURCES = Path.of("src/test/resources");

  private static Artifact written(String file) throws Exception {
    return new Writer().write(Specifications.parse(Files.readString(RESOURCES.resolve(file))));
  }

  private static JsonNode stories(Artifact artifact) throws Exception {
    return ExactJson.MAPPER.readTree(
        Objects.requireNonNull(artifact.files().get("stories.arazzo.json")));
  }

  /** The operations of a document, by their ids. */
  private static Map<String, JsonNode> operations(JsonNode document) {
    Map<String, JsonNode> operations = new HashMap<>();
    for (var path : document.path("paths")) {
      for (var operation : path) {
        operations.put(operation.path("operationId").asText(), operation);
      }
    }
    return operations;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "factory/pipeline/prove/pets.json",
        "factory/pipeline/prove/shapes.json",
        "factory/pipeline/prove/desk.json",
        "spec/accounts.json"
      })
  void eachStepIsAnOperationOfTheDocumentWithAllThatItNeeds(String file) throws Exception {
    var artifact = written(file);
    var operations = operations(ExactJson.MAPPER.readTree(artifact.openapi()));
    var steps = 0;
    for (var workflow : stories(artifact).path("workflows")) {
      for (var step : workflow.path("steps")) {
        var id = step.path("operationId").asText();
        assertThat(operations).containsKey(id);
        var operation = Objects.requireNonNull(operations.get(id));
        var needed = new TreeSet<String>();
        for (var parameter : operation.path("parameters")) {
          if (parameter.path("in").asText().equals("path")) {
            needed.add(parameter.path("name").asText());
          }
        }
        var given = new TreeSet<String>();
        step.path("parameters").forEach(parameter -> given.add(parameter.path("name").asText()));
        assertThat(given).as(id).containsAll(needed);
        assertThat(step.has("requestBody")).as(id).isEqualTo(operation.has("requestBody"));
        steps++;
      }
    }
    assertThat(steps).isGreaterThan(2);
  }

  @Test
  void aPetIsMadeForItsOwnerAndReadByItsOwnNames() throws Exception {
    var life =
        stories(written("factory/pipeline/prove/pets.json"))
            .path("workflows")
            .valueStream()
            .filter(each -> each.path("workflowId").asText().equals("life_of_pet"))
            .findFirst()
            .orElseThrow();
    var made = life.path("steps").get(1);
    assertThat(made.path("parameters").toString()).contains("$steps.make_owner.outputs.id");
    assertThat(made.path("outputs").path("id").asText()).isEqualTo("$response.body#/pet/petId");
  }

  private static JsonNode story(JsonNode stories, String id) {
    return stories
        .path("workflows")
        .valueStream()
        .filter(each -> each.path("workflowId").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** What a step shows, by the names of its headers. */
  private static Map<String, String> headers(JsonNode shown) {
    Map<String, String> headers = new TreeMap<>();
    shown
        .path("parameters")
        .forEach(
            parameter -> {
              if (parameter.path("in").asText().equals("header")) {
                headers.put(parameter.path("name").asText(), parameter.path("value").asText());
              }
            });
    return headers;
  }

  @Test
  void anAccountIsMadeAndLoggedInFirstAndShownByTheStepsAfterIt() throws Exception {
    var stories = stories(written("spec/accounts.json"));
    assertThat(stories.path("workflows").findValuesAsText("workflowId"))
        .startsWith("an_account", "life_of_task")
        .contains("call_star")
        .endsWith("log_out");
    var account = story(stories, "an_account");
    assertThat(account.path("steps").findValuesAsText("operationId"))
        .containsExactly("createMember", "logIn", "me");
    var login = account.path("steps").get(1);
    var given =
        (ObjectNode) account.path("steps").get(0).path("requestBody").path("payload").deepCopy();
    assertThat(given.remove("passwordAgain")).isEqualTo(given.path("password"));
    assertThat(login.path("requestBody").path("payload").path("user")).isEqualTo(given);
    assertThat(login.path("outputs").path("token").asText())
        .isEqualTo("$response.body#/session/accessToken");
    assertThat(headers(account.path("steps").get(0))).isEmpty();
    assertThat(headers(account.path("steps").get(2)))
        .containsExactly(Map.entry("X-API-Key", "$steps.log_in.outputs.token"));
    for (var step : story(stories, "life_of_task").path("steps")) {
      assertThat(headers(step)).containsEntry("X-API-Key", "$workflows.an_account.outputs.token");
    }
    assertThat(headers(account)).containsExactly(Map.entry("Authorization", "Bearer {$inputs.a}"));
    var left = story(stories, "log_out").path("steps").get(1);
    assertThat(left.path("successCriteria").get(0).path("condition").asText())
        .isEqualTo("$statusCode == 401");
  }

  @Test
  void aWalletShowsXSessionWhereAuthorizationIsTheServicesOwn() throws Exception {
    var json =
        (ObjectNode)
            ExactJson.MAPPER.readTree(Files.readString(RESOURCES.resolve("spec/accounts.json")));
    var accounts = json.withObject("/accounts");
    accounts.put("scheme", "bearer");
    accounts.remove("name");
    var stories = stories(new Writer().write(Specifications.parse(json.toString())));
    for (var workflow : stories.path("workflows")) {
      assertThat(headers(workflow)).containsExactly(Map.entry("X-Session", "$inputs.a"));
    }
    assertThat(headers(story(stories, "life_of_task").path("steps").get(0)))
        .containsExactly(
            Map.entry("Authorization", "Bearer {$workflows.an_account.outputs.token}"));
  }

  @Test
  void aSessionInACookieIsNotTold() throws Exception {
    var json =
        (ObjectNode)
            ExactJson.MAPPER.readTree(Files.readString(RESOURCES.resolve("spec/accounts.json")));
    json.withObject("/accounts").put("scheme", "cookie").put("name", "sid");
    assertThat(new Writer().write(Specifications.parse(json.toString())).files())
        .doesNotContainKey("stories.arazzo.json");
  }

  @Test
  void actionsAndFunctionsThatMayBeRefusedAreNamedAndNotTold() throws Exception {
    var untold = stories(written("spec/accounts.json")).path("info").path("description").asText();
    // It cannot follow itself.
    assertThat(untold).contains("POST /members/{id}/follow").doesNotContain("/star");
  }
}
