package factory.web.work;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A plan says each part of a specification in words. */
class SpecificationWordsTest {
  private static final Path SCHEMA =
      Path.of("../pipeline-svc/src/main/resources/factory/pipeline/spec/specification.schema.json");

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }

  /** Each effect that the published schema knows, so that a new one is not shown as nothing. */
  @Test
  void everyEffectHasWords() throws Exception {
    var effects = json(Files.readString(SCHEMA)).at("/$defs/effect/oneOf");
    assertThat(effects).hasSizeGreaterThanOrEqualTo(8);
    for (var effect : effects) {
      var name = effect.path("properties").fieldNames().next();
      var words =
          SpecificationWords.action(
              json("{\"effects\": [{\"%s\": \"the_target\", \"value\": \"7\"}]}".formatted(name)));
      assertThat(words).as(name).singleElement().asString().contains("target");
    }
    assertThat(
            SpecificationWords.action(
                json("{\"effects\": [{\"if\": \"input.n > 3\", \"delete\": \"record\"}]}")))
        .containsExactly("If input.n > 3: Deletes record");
  }

  @Test
  void codeIsSaid() throws Exception {
    var code =
        json(
            """
            {"name": "longest_word", "description": "The longest word.",
             "inputs": [{"name": "words", "type": "list"}, {"name": "least", "type": "integer"}],
             "java": "static String compute() {\\n}"}
            """);
    assertThat(SpecificationWords.call(code)).isEqualTo("longest_word(words, least)");
    assertThat(SpecificationWords.code(code))
        .containsExactly(
            "The longest word.",
            "Computed by 2 lines of Java, which see what they are given and nothing else");
  }
}
