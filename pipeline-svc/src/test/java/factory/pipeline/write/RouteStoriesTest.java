package factory.pipeline.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Specifications;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
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
        "factory/pipeline/prove/desk.json"
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
}
