package factory.web.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import factory.pipeline.v1.GetVersionRequest;
import factory.registry.v1.Service;
import factory.web.neighbour.Neighbours;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the version of a service that answers now does, as its document says. */
final class ServiceOperations {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
  private static final Set<String> OPEN = Set.of("/health", "/openapi.json");

  private final Neighbours neighbours;
  private final ObjectMapper json = new ObjectMapper();

  ServiceOperations(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  /**
   * One of them.
   *
   * @param operation such as {@code GET /books/{id}}
   * @param example of a body, as JSON; empty when there is none
   */
  record Operation(String operation, String example) {}

  /** Those that need a key, in the document's order; none when that is not known now. */
  List<Operation> of(Service service) {
    var version = service.getServing().getVersion();
    if (version.isEmpty()) {
      return List.of();
    }
    try {
      var openapi =
          neighbours
              .pipeline(neighbours.pageDeadline())
              .getVersion(
                  GetVersionRequest.newBuilder()
                      .setServiceId(service.getId())
                      .setVersionId(version)
                      .setWithOpenapi(true)
                      .build())
              .getVersion()
              .getOpenapi();
      return json.readTree(openapi).path("paths").properties().stream()
          .filter(path -> !OPEN.contains(path.getKey()))
          .flatMap(
              path ->
                  path.getValue().properties().stream()
                      .filter(method -> METHODS.contains(method.getKey()))
                      .map(
                          method ->
                              new Operation(
                                  method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                  example(method.getValue()))))
          .toList();
    } catch (StatusRuntimeException | JsonProcessingException e) {
      return List.of();
    }
  }

  private static String example(JsonNode operation) {
    var media = operation.path("requestBody").path("content").path("application/json");
    var example =
        media.has("example") ? media.get("example") : first(media.path("examples")).path("value");
    return example.isMissingNode() ? "" : example.toString();
  }

  private static JsonNode first(JsonNode object) {
    var values = object.elements();
    return values.hasNext() ? values.next() : MissingNode.getInstance();
  }
}
