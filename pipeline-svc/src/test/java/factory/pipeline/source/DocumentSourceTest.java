package factory.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.document.DocumentReaders;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Specification;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of documents: an operation is honoured, or it is told why not. */
class DocumentSourceTest {
  /** One in the shapes that services have, but that its list is a bare array. */
  private static final String SHELF =
      """
      openapi: 3.0.3
      info: {title: Shelf, version: '1'}
      paths:
        /books:
          post:
            requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/NewBook'}}}}
            responses: {'201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}}
          get:
            responses: {'200': {description: all, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Book'}}}}}}
        /books/{book}:
          parameters: [{name: book, in: path, required: true, schema: {type: integer}}]
          get:
            responses: {'200': {description: one, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}, '404': {description: none}}
          delete:
            responses: {'204': {description: gone}}
      components:
        schemas:
          NewBook: {type: object, required: [title, pages], properties: {title: {type: string, maxLength: 80}, pages: {type: integer, minimum: 1}}}
          Book: {type: object, required: [id, title], properties: {id: {type: integer}, title: {type: string}, pages: {type: integer}, created_at: {type: string, format: date-time}}}
      """;

  private DocumentSource source =
      new DocumentSource(
          text -> {
            throw new IllegalStateException();
          },
          Checker::check,
          specification -> "");

  @BeforeEach
  void useTheRealReader(@TempDir Path folder) {
    source =
        new DocumentSource(
            DocumentReaders.plain(folder),
            Checker::check,
            specification -> new Writer().write(specification).openapi());
  }

  @Test
  void aDocumentThatIsServedAsItIsIsUnderstood() {
    assertThat(source.read(withoutList()))
        .isInstanceOfSatisfying(
            SpecSource.Outcome.Understood.class,
            read -> {
              var specification = read.specification();
              assertThat(Checker.check(specification)).isEmpty();
              assertThat(specification.title()).isEqualTo("Shelf");
              assertThat(specification.leftOut()).isEmpty();
              var book = specification.kind("book").orElseThrow();
              assertThat(book.key()).isInstanceOf(Kind.Key.Sequence.class);
              assertThat(book.operations())
                  .containsExactlyInAnyOrder(
                      Kind.Operation.CREATE, Kind.Operation.READ, Kind.Operation.DELETE);
              assertThat(specification.assumptions().toString()).contains("updated_at besides");
            });
  }

  @Test
  void whatIsNotServedAsItIsStandsInLeftOutWithItsReason() {
    var draft = draft(SHELF);
    assertThat(draft.questions()).hasSize(1);
    assertThat(draft.leftOut())
        .singleElement()
        .satisfies(
            left -> {
              assertThat(left.text()).isEqualTo("GET /books (line 8)");
              assertThat(left.reason()).contains("is array in the document and object here");
            });
    assertThat(draft.kind("book").orElseThrow().operations()).doesNotContain(Kind.Operation.LIST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          201': {description: made | 200': {description: made | success is 200 in the document and 201 here
          204': {description: gone} | 204': {description: gone}, 418: {description: tea} | never answers 418
          maxLength: 80 | maxLength: 80, default: x | has a default
          maxLength: 80 | pattern: a+ | has the pattern a+
          maxLength: 80 | maxLength: 80, writeOnly: true | secret
          delete: | delete:\\n      security: [{k: []}] | show who they are by k
          created_at: {type: string | slug: {type: string | slug' of the answer 201 is not made by anything
          404': {description: none} | 404': {description: none}, default: {description: e, content: {application/json: {schema: {type: object}}}} | application/json in the document
          """)
  void eachDifferenceIsTold(String before, String after, String reason) {
    var text = withoutList().replace(before, after.replace("\\n", "\n"));
    assertThat(text).contains(after.replace("\\n", "\n"));
    assertThat(draft(text).leftOut().toString()).contains(reason);
  }

  /** Others' documents: how many operations each has, and how many are honoured today. */
  @ParameterizedTest
  @CsvSource({
    "petstore-expanded.yaml, 4, 0",
    "petstore-simple.yaml, 2, 0",
    "link-example.yaml, 6, 0",
    "uspto.yaml, 3, 0",
    "callbacks.yaml, 1, 0",
    "file-uploads.yaml, 3, 0",
    "circular.json, 1, 0",
    "webhooks.yaml, 0, 0",
  })
  void documentsOfOthersAreReadWholeAndNotPretended(String name, int operations, int honoured)
      throws IOException {
    var draft = draft(Files.readString(Path.of("src/test/resources/documents", name)));
    var left = draft.leftOut().stream().filter(l -> l.text().matches("[A-Z]+ /.*")).toList();
    assertThat(left).hasSize(operations - honoured);
    assertThat(left)
        .allSatisfy(l -> assertThat(l.text()).matches("[A-Z]+ /\\S* \\(line \\d+\\).*"));
    assertThat(draft.kinds().stream().mapToInt(kind -> kind.operations().size()).sum())
        .isEqualTo(honoured);
    assertThat(draft.questions()).isNotEmpty();
  }

  @Test
  void tellsTextsThatMeanToBeDocuments() {
    assertThat(
            List.of("openapi: 3", "# x\nopenapi : 3", " {\n\"openapi\":\"3\"}", "swagger: '2.0'"))
        .allMatch(DocumentSource::looksLikeDocument);
    assertThat(List.of("", "An openapi: service", "{\"a\": 1}", "Notes with a title"))
        .noneMatch(DocumentSource::looksLikeDocument);
  }

  private static String withoutList() {
    return SHELF
        .lines()
        .filter(line -> !line.contains("type: array"))
        .collect(java.util.stream.Collectors.joining("\n"))
        .replaceFirst("(/books:\n(?:.*\n){3}) {4}get:\n", "$1");
  }

  private Specification draft(String text) {
    return ((SpecSource.Outcome.Questions) source.read(text)).draft();
  }
}
