package factory.web.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import factory.pipeline.v1.GetSpecificationSchemaRequest;
import factory.web.http.Call;
import factory.web.http.Media;
import factory.web.http.Published;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import java.net.URI;

/**
 * The JSON Schema of specifications, which is pipeline-svc's, at the address that its {@code $id}
 * says.
 */
public final class SchemaApi {
  /** Where it is. */
  public static final String PATH = "/specification.schema.json";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Neighbours neighbours;
  private final String id;

  /**
   * Over these nodes.
   *
   * @param publicUrl where callers reach the platform
   */
  public SchemaApi(Neighbours neighbours, URI publicUrl) {
    this.neighbours = neighbours;
    id = publicUrl.resolve(PATH).toString();
  }

  /** {@code GET /specification.schema.json}. */
  public Reply specification(Call call) {
    call.query();
    var schema =
        neighbours
            .pipeline(neighbours.deadline())
            .getSpecificationSchema(GetSpecificationSchemaRequest.getDefaultInstance())
            .getSchema();
    return Published.of(identified(schema)).reply(call, Media.SCHEMA);
  }

  private String identified(String schema) {
    var json = MAPPER.createObjectNode().put("$schema", "").put("$id", id);
    try {
      // Its own keywords after the $id, but for $schema, which stays where it is: the first.
      MAPPER.readTree(schema).properties().forEach(e -> json.set(e.getKey(), e.getValue()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the schema of specifications is no JSON", e);
    }
    return json.toPrettyString() + "\n";
  }
}
