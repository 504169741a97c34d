package factory.pipeline.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown of a document that is too long to be shown whole. */
class DocumentExcerptTest {
  private static final String DOCUMENT =
      """
      openapi: 3.1.0
      info: {title: Shop, version: "1"}
      paths:
      %s
      components:
        schemas:
          Node: {type: object, required: [name], properties: {name: {type: string, maxLength: 5}, next: {$ref: '#/components/schemas/Node'}}}
          Holder: {type: object, properties: {nodes: {type: array, items: {$ref: '#/components/schemas/Node'}}}}
          Unused: {type: object, properties: {secret: {type: string}}}
      """
          .formatted(
              IntStream.range(0, 30)
                  .mapToObj(
                      i ->
                          "  /things%d: {get: {summary: 'List %d', responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/%s'}}}}}}}"
                              .formatted(i, i, i == 0 ? "Holder" : "Node"))
                  .collect(Collectors.joining("\n")));

  private static ApiDocument read(Path folder) {
    return ((Reading.Understood) DocumentReaders.plain(folder).read(DOCUMENT)).document();
  }

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }

  @Test
  void operationsAreShownWithTheSchemasThatTheyLeadTo(@TempDir Path folder) throws Exception {
    var excerpt = new DocumentExcerpt(read(folder));

    var one = json(excerpt.of(List.of("GET /things0")));
    assertThat(one.path("title").asText()).isEqualTo("Shop");
    assertThat(one.path("operations")).hasSize(1);
    assertThat(one.at("/operations/0/summary").asText()).isEqualTo("List 0");
    assertThat(one.at("/operations/0/responses/0/content/0/schema/$ref").asText())
        .isEqualTo("Holder");
    assertThat(one.path("schemas").fieldNames()).toIterable().containsExactly("Holder", "Node");
    assertThat(one.at("/schemas/Node/properties/name/limits").toString()).contains("5");
    assertThat(one.at("/schemas/Node/required/0").asText()).isEqualTo("name");

    var other = json(excerpt.of(List.of("GET /things7")));
    assertThat(other.path("schemas").fieldNames()).toIterable().containsExactly("Node");
  }

  @Test
  void operationsAreGroupedBySize(@TempDir Path folder) {
    var excerpt = new DocumentExcerpt(read(folder));
    var some = IntStream.range(5, 30).mapToObj(i -> "GET /things" + i).collect(Collectors.toSet());

    var groups = excerpt.grouped(some, 2_000);

    assertThat(groups.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(some);
    assertThat(groups).hasSizeGreaterThan(2);
    assertThat(groups).allSatisfy(g -> assertThat(excerpt.of(g)).hasSizeLessThanOrEqualTo(2_000));
    assertThat(excerpt.grouped(some, 10)).hasSize(25);
    assertThat(excerpt.grouped(Set.of(), 2_000)).isEmpty();
  }
}
