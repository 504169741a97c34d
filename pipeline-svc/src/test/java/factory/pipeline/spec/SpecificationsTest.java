package factory.pipeline.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecificationsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "library.json",
        "everything.json",
        "accounts.json",
        "invitations.json",
        "tools.json"
      })
  void readsWhatItWrote(String name) {
    var read = Specifications.parse(Corpus.read(name));

    var written = Specifications.write(read);

    assertThat(Specifications.parse(written)).isEqualTo(read);
    assertThat(Specifications.write(Specifications.parse(written))).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"library", "everything"})
  void writesTheSameBytesAlways(String name) throws IOException {
    var written = Specifications.write(Specifications.parse(Corpus.read(name + ".json")));

    var golden = Path.of("src/test/resources/spec/" + name + ".canonical.json");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, written);
    }
    assertThat(written).isEqualTo(Files.readString(golden));
  }

  @Test
  void theOrderOfKeysAndWhatEqualsItsDefaultMakeNoOtherDocument() {
    var plain = Corpus.json(Corpus.LIBRARY);
    var turned = reversed(plain);
    ((ObjectNode) turned.at("/kinds/1/fields/0")).put("unique", false).put("max_length", 1_000);
    ((ObjectNode) turned.at("/kinds/1")).putObject("access").put("read", "anyone");

    assertThat(Specifications.write(Specifications.read(turned)))
        .isEqualTo(Specifications.write(Specifications.read(plain)));
  }

  private static ObjectNode reversed(ObjectNode object) {
    var reversed = SpecificationWriter.object();
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::addFirst);
    for (var name : names) {
      reversed.set(name, turned(object.get(name)));
    }
    return reversed;
  }

  private static JsonNode turned(JsonNode json) {
    if (json instanceof ObjectNode object) {
      return reversed(object);
    }
    if (json.isArray()) {
      var array = Specifications.JSON.createArrayNode();
      json.forEach(item -> array.add(turned(item)));
      return array;
    }
    return json;
  }

  @Test
  void anUnknownKeyIsRefusedWithItsPointerAndWhatIsKnown() {
    var problems = problems(Corpus.with(Corpus.LIBRARY, "/kinds/0/fields/2/max_length", "5"));

    assertThat(problems)
        .containsExactly(
            new Problem(
                "/kinds/0/fields/2/max_length",
                "is not known here; known are name, type, min, exclusive_min, max, exclusive_max,"
                    + " description, required, unique, default, set_by, computed, aggregate,"
                    + " fixed"));
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    var tree = Corpus.json(Corpus.LIBRARY);
    tree.remove("title");
    ((ObjectNode) tree.at("/kinds/0")).put("plural", "Books");
    ((ObjectNode) tree.at("/kinds/2/fields/0")).put("on_delete", "explode");
    ((ObjectNode) tree.at("/actions/0/guards/0")).put("status", 200);
    ((ObjectNode) tree.at("/actions/0/effects/0")).put("delete", "record");

    assertThat(problems(tree).stream().map(Problem::pointer))
        .containsExactlyInAnyOrder(
            "/title",
            "/kinds/0/plural",
            "/kinds/2/fields/0/on_delete",
            "/actions/0/guards/0/status",
            "/actions/0/effects/0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "/format | 2",
        "/format | \"1\"",
        "/format | 99999999999999999999",
        "/title | \"  \"",
        "/title | 7",
        "/kinds | {}",
        "/kinds/1/fields/0/type | \"string\"",
        "/kinds/0/fields/0/max_length | 1.5",
        "/kinds/0/fields/0/max_length | 1e400000000",
        "/kinds/0/fields/2/min | 1e400000000",
        "/kinds/0/fields/2/min | 1e-400000000",
        "/kinds/0/fields/2/min | \"0\"",
        "/kinds/0/fields/2/exclusive_min | 0",
        "/kinds/0/key/type | \"md5\"",
        "/kinds/0/list/filters/0/by/0 | \"regex\"",
        "/kinds/2/operations/0 | \"destroy\"",
        "/actions/0/on | \"row\"",
        "/actions/0/answer | \"all\"",
        "/actions/0/guards/0/reason | \"no copy\"",
        "/examples/0/exchanges/0/method | \"TRACE\"",
        "/examples/0/exchanges/0/path | \"books\"",
        "/examples/0/exchanges/0/as | \"d\"",
        "/questions/0/id | \"1\"",
      })
  void aValueOutOfItsFormIsRefusedAtItsPlace(String pointer, String json) {
    assertThat(problems(Corpus.with(Corpus.LIBRARY, pointer, json)))
        .extracting(Problem::pointer)
        .containsExactly(pointer);
  }

  @Test
  void aListInAListIsRefused() {
    var field = "{\"name\": \"x\", \"type\": \"list\", \"item\": {\"type\": \"list\"}}";

    assertThat(problems(Corpus.with(Corpus.LIBRARY, "/kinds/1/fields/-", field)))
        .extracting(Problem::pointer)
        .containsExactly("/kinds/1/fields/2/item/type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{} {}",
        "{\"format\": 1, \"format\": 1}",
        "{\"format\": NaN}",
      })
  void whatIsNoJsonObjectIsRefused(String text) {
    var e = catchThrowableOfType(InvalidSpecification.class, () -> Specifications.parse(text));

    assertThat(e.problems()).hasSize(1);
    assertThat(e.problems().getFirst().message()).isNotBlank();
  }

  @Test
  void halfASurrogatePairAndNulAreRefused() {
    for (var text : List.of("\"\\ud800\"", "\"a\\u0000\"")) {
      assertThat(problems(Corpus.with(Corpus.LIBRARY, "/description", text)))
          .extracting(Problem::pointer)
          .containsExactly("/description");
    }
  }

  @Test
  void whatIsTooMuchIsRefusedWithoutBeingRead() {
    var big = Corpus.json(Corpus.LIBRARY).put("description", "x".repeat(1_100_000));
    assertThat(problems(big).getFirst().message()).isEqualTo("must have at most 1 MiB");

    var deep = "[".repeat(40) + "]".repeat(40);
    assertThat(problems(Corpus.with(Corpus.LIBRARY, "/examples/0/exchanges/0/body", deep)))
        .extracting(Problem::message)
        .containsExactly("is nested too deep");

    var kind = Corpus.json(Corpus.LIBRARY).at("/kinds/1").toString();
    var many = "[" + (kind + ",").repeat(50) + kind + "]";
    assertThat(problems(Corpus.with(Corpus.LIBRARY, "/kinds", many)))
        .containsExactly(new Problem("/kinds", "must have at most 50 items"));
  }

  @Test
  void noMoreProblemsThanAPersonReads() {
    var words = "[" + "\"a b\",".repeat(99) + "\"a b\"]";
    var field = "{\"name\": \"x\", \"type\": \"enum\", \"values\": " + words + "}";
    var fields = "[" + (field + ",").repeat(9) + field + "]";

    assertThat(problems(Corpus.with(Corpus.LIBRARY, "/kinds/1/fields", fields)))
        .hasSize(Specifications.MAX_PROBLEMS);
  }

  private static List<Problem> problems(JsonNode json) {
    return catchThrowableOfType(InvalidSpecification.class, () -> Specifications.read(json))
        .problems();
  }
}
