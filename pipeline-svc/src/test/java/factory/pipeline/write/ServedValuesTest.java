package factory.pipeline.write;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Specifications;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A served document says of values what the service takes, no more and no less. */
final class ServedValuesTest {
  @Test
  void anyTextCanBeAskedForOfAddressesAndWordsAloneOfChoices() throws Exception {
    var served =
        new Writer()
            .write(
                Specifications.parse(
                    """
                    {"format": 1, "title": "Customers", "kinds": [{"name": "customer", "plural": "customers",
                      "fields": [
                        {"name": "email", "type": "email", "required": true},
                        {"name": "page", "type": "url"},
                        {"name": "rank", "type": "enum", "values": ["old", "new"]}],
                      "list": {"filters": [
                        {"field": "email", "by": ["equal", "any_of"]}, {"field": "page", "by": ["equal"]},
                        {"field": "rank", "by": ["equal"]}]}}]}
                    """))
            .openapi();
    Map<String, String> schemas = new HashMap<>();
    ExactJson.MAPPER
        .readTree(served)
        .path("paths")
        .path("/customers")
        .path("get")
        .path("parameters")
        .forEach(one -> schemas.put(one.path("name").asText(), one.path("schema").toString()));
    assertThat(schemas)
        .containsEntry("email", "{\"type\":\"string\"}")
        .containsEntry("page", "{\"type\":\"string\"}")
        .containsEntry("rank", "{\"type\":\"string\",\"enum\":[\"old\",\"new\"]}");
    assertThat(schemas.get("email_in")).contains("\"items\":{\"type\":\"string\"}");
  }

  @Test
  void itemsThatMayBeBlankAreServedSo() throws Exception {
    var served =
        new Writer()
            .write(
                Specifications.parse(
                    """
                    {"format": 1, "title": "Notes", "kinds": [{"name": "note", "plural": "notes", "fields": [
                      {"name": "words", "type": "list", "item": {"type": "text", "max_length": 500}, "max_items": 100},
                      {"name": "tags", "type": "list", "item": {"type": "text", "max_length": 40}, "max_items": 20}]}]}
                    """))
            .openapi();
    var properties =
        ExactJson.MAPPER.readTree(served).at("/components/schemas/NoteInput/properties");
    assertThat(properties.at("/words/items/pattern").asText()).as(served).isEqualTo("\\S");
    assertThat(properties.at("/tags/items/type").asText()).isEqualTo("string");
    assertThat(properties.at("/tags/items").has("pattern")).isFalse();
  }
}
