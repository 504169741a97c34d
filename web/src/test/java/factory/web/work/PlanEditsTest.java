package factory.web.work;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.web.http.Query;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a form changes in a kind whose document says how it looks. */
class PlanEditsTest {
  private static final String PETS =
      """
      {"kinds": [{"name": "pet", "plural": "pets",
        "fields": [{"name": "owner", "type": "text"}, {"name": "born", "type": "date"}, {"name": "colour", "type": "text"}],
        "list": {"filters": [{"field": "owner"}, {"field": "born", "by": ["range"]}]},
        "http": {"names": {"id": "petId", "born": "bornOn"}, "hidden": ["owner"], "routes": [
          {"operation": "list", "method": "GET", "path": "/owners/{o}/pets", "keys": {"o": "owner"}, "status": 200,
            "answer": {"type": "records", "parameters": [{"name": "since", "field": "born", "by": "from"}]}}]}}]}
      """;

  @Test
  void aFieldThatIsRenamedIsCalledAsBeforeInItsDocument() throws Exception {
    var kind = edited("k0.f0.name=keeper&k0.f1.name=birth_day&k0.f2.name=color");
    assertThat(kind.at("/http/hidden").toString()).isEqualTo("[\"keeper\"]");
    assertThat(kind.at("/http/routes/0/keys/o").asText()).isEqualTo("keeper");
    assertThat(kind.at("/http/names").toString())
        .isEqualTo("{\"id\":\"petId\",\"birth_day\":\"bornOn\",\"color\":\"colour\"}");
    assertThat(kind.at("/http/routes/0/answer/parameters/0/field").asText()).isEqualTo("birth_day");
    assertThat(kind.at("/list/filters/1/field").asText()).isEqualTo("birth_day");
  }

  @Test
  void nothingAsksForAFieldThatIsRemoved() throws Exception {
    var kind = edited("do=remove.k0.f1");
    assertThat(kind.path("fields")).hasSize(2);
    assertThat(kind.at("/http/names").has("born")).isFalse();
    assertThat(kind.at("/http/routes/0/answer/parameters")).isEmpty();
    assertThat(kind.at("/list/filters")).hasSize(1);
  }

  private static ObjectNode edited(String form) throws Exception {
    Map<String, String> values = new HashMap<>();
    for (var pair : form.split("&")) {
      values.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    var specification = (ObjectNode) new ObjectMapper().readTree(PETS);
    new PlanEdits(specification, new Query(values)).apply();
    return (ObjectNode) specification.at("/kinds/0");
  }
}
