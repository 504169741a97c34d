package factory.pipeline.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schema and the reader take and refuse the same documents. */
class SchemaTest {
  private static final com.networknt.schema.Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> {})
          .getSchema(Schema.text(), InputFormat.JSON);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "library.json",
        "everything.json",
        "shop.json",
        "exact.json",
        "accounts.json",
        "invitations.json",
        "tools.json",
        "files.json",
        "library.canonical.json",
        "everything.canonical.json"
      })
  void theCorpusIsValid(String name) {
    assertThat(refusals(Corpus.json(Corpus.read(name)))).isEmpty();
  }

  /**
   * Each value is left out and made something else, a sixth of what there is to try at each place;
   * and each object has a key too many.
   */
  @Tag("slow")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "library.json",
        "everything.json",
        "exact.json",
        "accounts.json",
        "invitations.json",
        "tools.json",
        "files.json"
      })
  void whatOneRefusesTheOtherRefuses(String name) {
    var document = Corpus.json(Corpus.read(name));
    List<String> differences = new ArrayList<>();
    var tried = new int[1];
    each(
        document,
        "",
        where -> {
          tried[0]++;
          var read = isRead(document);
          var valid = refusals(document).isEmpty();
          if (read != valid) {
            differences.add(where + (read ? ": read, but not valid" : ": valid, but not read"));
          }
        });

    assertThat(differences).isEmpty();
    assertThat(tried[0]).isGreaterThan(300);
  }

  @Test
  void theSchemaSaysWhatEachThingIs() {
    var schema = Corpus.json(Schema.text());

    schema
        .get("$defs")
        .properties()
        .forEach(
            entry -> {
              if (!entry.getKey().equals("refusal")) {
                assertThat(entry.getValue().path("description").asText())
                    .as(entry.getKey())
                    .isNotBlank();
              }
            });
  }

  private static void each(JsonNode node, String where, Consumer<String> look) {
    if (node instanceof ObjectNode object) {
      object.put("no_such_key", 1);
      look.accept(where + "/no_such_key");
      object.remove("no_such_key");
      var keys = new ArrayList<String>();
      object.fieldNames().forEachRemaining(keys::add);
      for (var key : keys) {
        var value = object.get(key);
        var at = where + "/" + key;
        if (isFree(at)) {
          continue;
        }
        object.remove(key);
        look.accept(at + " left out");
        for (var other : others(at)) {
          object.set(key, other);
          look.accept(at + " = " + other);
        }
        object.set(key, value);
        each(value, at, look);
      }
    } else if (node instanceof ArrayNode array) {
      for (var i = 0; i < array.size(); i++) {
        var value = array.get(i);
        for (var other : others(where + "/" + i)) {
          array.set(i, other);
          look.accept(where + "/" + i + " = " + other);
        }
        array.set(i, value);
        each(value, where + "/" + i, look);
      }
    }
  }

  /** What may be any JSON is not gone into. */
  private static boolean isFree(String at) {
    return at.endsWith("/body") || (at.endsWith("/answer") && at.startsWith("/examples"));
  }

  private static List<JsonNode> others(String where) {
    var all = others();
    return IntStream.range(0, all.size())
        .filter(i -> (i + where.length()) % 6 == 0)
        .mapToObj(all::get)
        .toList();
  }

  private static List<JsonNode> others() {
    var json = Specifications.JSON;
    return List.of(
        json.nullNode(),
        json.getNodeFactory().booleanNode(true),
        json.getNodeFactory().numberNode(-7),
        json.getNodeFactory().numberNode(1.5),
        json.getNodeFactory().numberNode(100_001),
        json.getNodeFactory().textNode(""),
        json.getNodeFactory().textNode(" "),
        json.getNodeFactory().textNode("text"),
        json.getNodeFactory().textNode("Not A Name!"),
        json.getNodeFactory().textNode("x".repeat(201)),
        json.getNodeFactory().textNode("x".repeat(20_001)),
        json.createArrayNode(),
        json.createArrayNode().add("x").add("x"),
        json.createObjectNode(),
        json.createObjectNode().put("type", "code"));
  }

  private static boolean isRead(JsonNode document) {
    try {
      Specifications.read(document);
      return true;
    } catch (InvalidSpecification e) {
      return false;
    }
  }

  private static List<?> refusals(JsonNode document) {
    return SCHEMA.validate(document.toString(), InputFormat.JSON);
  }
}
