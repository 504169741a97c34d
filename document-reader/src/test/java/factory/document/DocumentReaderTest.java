package factory.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is read, how leniently, and how everything else is refused: with its place and what to do.
 */
class DocumentReaderTest {
  private static final String TOP = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n";

  static JsonNode read(String text) {
    return DocumentReader.read(text.getBytes(StandardCharsets.UTF_8));
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of("", 1, 1, "empty"),
        Arguments.of("just words", 1, 1, "begin it with 'openapi: 3.0.3'"),
        Arguments.of("paths: {}", 1, 1, "'openapi: 3.0.3' (or 3.1.0) is missing"),
        Arguments.of("a: b\nswagger: '2.0'", 2, 1, "convert it"),
        Arguments.of("openapi: 4.0.0", 1, 10, "3.0 and 3.1 are"),
        Arguments.of(TOP + "paths:\n\t/x: {}", 4, 1, "indent with spaces"),
        Arguments.of(TOP + "paths: {\n", 4, 1, "not YAML"),
        Arguments.of(TOP + "paths: {}\n---\nopenapi: 3.0.3", 4, 1, "second document"),
        Arguments.of(TOP + "paths: *x", 3, 8, "names nothing"),
        Arguments.of(TOP + "paths: &x {y: *x}", 3, 15, "inside of what it names"),
        Arguments.of(TOP + "paths: !!java.net.URL [x]", 3, 8, "tag"),
        Arguments.of(TOP + "paths: {x: \"a\u0007\"}", 3, 14, "U+0007"),
        Arguments.of(TOP + "x-n: 1e999999999", 3, 6, "digits"),
        Arguments.of(TOP + "x-n: " + "9".repeat(200_000), 3, 6, "digits"),
        Arguments.of(TOP + "x-n: " + "[".repeat(10_000), 3, 105, "nested"),
        Arguments.of("{\"openapi\": \"3.0.3\",\n \"x-n\": " + "[".repeat(10_000), 2, 107, "nested"),
        Arguments.of("{\"openapi\": \"3.0.3\",\n \"x-n\": 1e999999}", 2, 9, "digits"),
        Arguments.of("{\"openapi\": \"3.0.3\",\n \"paths\": {,}}", 2, 12, "not JSON"),
        Arguments.of("{\"openapi\": \"3.0.3\"} {}", 1, 22, "ended before"),
        Arguments.of(TOP + "x-many: [" + "1,".repeat(300_000) + "1]", 3, 500_000, "values"),
        Arguments.of("x".repeat(1 << 20) + "x", 1, 1, "1 MiB"),
        Arguments.of(bomb(), 12, 1, "values"),
        Arguments.of(
            TOP + "paths: {/x: {get: {responses: {'200': {$ref: '#/components/responses/No'}}}}}",
            3,
            46,
            "is not in the document"),
        Arguments.of(
            TOP
                + "components: {parameters: {A: {$ref: '#/components/parameters/B'}, B: {$ref: '#/components/parameters/A'}}}",
            3,
            37,
            "circle"),
        Arguments.of(
            TOP
                + "components: {schemas: {A: {properties: {a: {$ref: '#/components/schemas/A/properties/a'}}}}}",
            3,
            51,
            "circle"));
  }

  private static String bomb() {
    var text = new StringBuilder(TOP).append("x-a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n");
    for (var i = 1; i < 12; i++) {
      text.append("x-a%d: &a%d [%s]\n".formatted(i, i, "*a%d, ".formatted(i - 1).repeat(10)));
    }
    return text.toString();
  }

  @ParameterizedTest
  @MethodSource("broken")
  void refusesWhatIsBrokenWithItsPlace(String text, int line, int column, String word) {
    var refused = read(text).path("refused");
    assertThat(refused.path("why").asText()).contains(word);
    assertThat(refused.path("line").asInt()).isBetween(line == 12 ? 7 : line, line);
    if (column < 1000 && line != 12) {
      assertThat(refused.path("column").asInt()).isBetween(column - 3, column + 3);
    }
  }

  @Test
  void refusesWhatIsNotUtf8WithItsPlace() {
    var bytes = (TOP + "x-a: ?").getBytes(StandardCharsets.UTF_8);
    bytes[bytes.length - 1] = (byte) 0xff;
    var refused = DocumentReader.read(bytes).path("refused");
    assertThat(refused.path("line").asInt()).isEqualTo(3);
    assertThat(refused.path("column").asInt()).isEqualTo(6);
    assertThat(refused.path("why").asText()).contains("UTF-8");
  }

  @Test
  void readsWhatIsSloppyAndSaysWhatItChanged() {
    var document =
        read("""
                \uFEFFopenapi: 3.0
                info: {version: 1.0}
                paths:
                  /pets/{id}:
                    get:
                      operationId: 5
                      parameters: [{name: id, in: path, schema: {type: int}}]
                      responses:
                        200: {description: yes, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
                components:
                  schemas:
                    Pet:
                      properties:
                        name: {type: str, required: true}
                        name: {type: string, required: true}
                        parent: {$ref: '#/components/schemas/Pet'}
                        on: {type: Boolean, readOnly: "true"}
                """)
            .path("document");
    var operation = document.path("operations").path(0);
    assertThat(operation.path("line").asInt()).isEqualTo(5);
    assertThat(operation.path("operation_id").asText()).isEqualTo("5");
    assertThat(operation.at("/parameters/0/required").asBoolean()).isTrue();
    assertThat(operation.at("/parameters/0/schema/types/0").asText()).isEqualTo("integer");
    assertThat(operation.at("/responses/0/status").asText()).isEqualTo("200");
    assertThat(operation.at("/responses/0/description").asText()).isEqualTo("yes");
    assertThat(operation.at("/responses/0/content/0/schema/ref").asText()).isEqualTo("Pet");
    var pet = document.at("/schemas/Pet");
    assertThat(pet.at("/required/0").asText()).isEqualTo("name");
    assertThat(pet.at("/properties/parent/ref").asText()).isEqualTo("Pet");
    assertThat(pet.at("/properties/on/types/0").asText()).isEqualTo("boolean");
    assertThat(pet.at("/properties/on/read_only").asBoolean()).isTrue();
    assertThat(document.path("notes").toString())
        .contains("'name' is given twice, in line 14 and in line 15")
        .contains("'int' was read as 'integer'");
  }

  @Test
  void readsTheTypesOf31() {
    var document =
        read("""
                {"openapi": "3.1.0", "info": {"title": "T", "version": "1"},
                 "paths": {},
                 "components": {"schemas": {"A": {"type": ["string", "null"], "const": "x"},
                   "B": {"exclusiveMinimum": 5, "if": {"type": "string"}}}}}
                """
                .replace("\n", "\n\t"))
            .path("document");
    assertThat(document.at("/schemas/A/types").toString()).isEqualTo("[\"string\"]");
    assertThat(document.at("/schemas/A/nullable").asBoolean()).isTrue();
    assertThat(document.at("/schemas/A/enum/0").asText()).isEqualTo("x");
    assertThat(document.at("/schemas/B/exclusive_minimum").asInt()).isEqualTo(5);
    assertThat(document.at("/schemas/B/other_keywords/0").asText()).isEqualTo("if");
  }

  @Test
  void mergesAndRepeatsWhatAliasesName() {
    var document =
        read(TOP
                + """
                    x-shared: &shared {type: string, maxLength: 5}
                    paths: {}
                    components:
                      schemas:
                        A: *shared
                        B: {<<: *shared, maxLength: 9}
                    """)
            .path("document");
    assertThat(document.at("/schemas/A/max_length").asInt()).isEqualTo(5);
    assertThat(document.at("/schemas/B/max_length").asInt()).isEqualTo(9);
    assertThat(document.at("/schemas/B/types/0").asText()).isEqualTo("string");
  }

  @Test
  void putsWhatAReferenceIntoTheMiddleNamesInItsPlace() {
    var document =
        read(TOP
                + """
                    paths: {}
                    components:
                      schemas:
                        A: {properties: {b: {type: integer}}}
                        C: {properties: {d: {$ref: '#/components/schemas/A/properties/b'}}}
                    """)
            .path("document");
    assertThat(document.at("/schemas/C/properties/d/types/0").asText()).isEqualTo("integer");
  }
}
