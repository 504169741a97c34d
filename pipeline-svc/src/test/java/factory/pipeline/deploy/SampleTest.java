package factory.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** Values that schemas accept. */
class SampleTest {
  private static String sample(String schema) throws JsonProcessingException {
    var document =
        new ObjectMapper()
            .readTree(
                """
                {"schema": %s, "components": {"schemas": {"Rating": {"type": "integer", "minimum": 2}}}}
                """
                    .formatted(schema));
    return new Sample(document).of(document.get("schema")).toString();
  }

  @Test
  void followsReferencesBoundsAndChoices() throws JsonProcessingException {
    assertThat(
            sample(
                """
                {"type": "object", "properties": {
                  "id": {"type": "string", "readOnly": true},
                  "rating": {"$ref": "#/components/schemas/Rating"},
                  "price": {"type": ["number", "null"], "exclusiveMinimum": 0},
                  "below": {"type": "integer", "maximum": -4},
                  "kind": {"enum": ["new", "used"]},
                  "code": {"type": "string", "minLength": 8},
                  "short": {"type": "string", "maxLength": 2},
                  "email": {"type": "string", "format": "email"},
                  "tags": {"type": "array", "minItems": 1, "items": {"type": "boolean"}}}}
                """))
        .isEqualTo(
            "{\"rating\":2,\"price\":1,\"below\":-4,\"kind\":\"new\",\"code\":\"samplexx\","
                + "\"short\":\"sa\",\"email\":\"someone@example.com\",\"tags\":[true]}");
  }

  @Test
  void prefersTheDocumentsOwnExample() throws JsonProcessingException {
    assertThat(sample("{\"type\": \"string\", \"examples\": [\"Dune\"]}")).isEqualTo("\"Dune\"");
  }

  @Test
  void anEndlessSchemaEnds() throws JsonProcessingException {
    assertThat(sample("{\"$ref\": \"#/schema\"}")).isEqualTo("\"sample\"");
  }
}
