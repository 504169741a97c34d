package factory.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.document.DocumentReaders;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import factory.pipeline.write.Writer;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that are a text alone, and records that a body names. */
final class SentenceAnswerTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private Specification read(String document) {
    var source =
        new DocumentSource(
            DocumentReaders.plain(folder),
            Checker::check,
            one -> new Writer().write(one).openapi());
    return switch (source.read(document)) {
      case SpecSource.Outcome.Understood understood -> understood.specification();
      case SpecSource.Outcome.Questions questions -> questions.draft();
      case SpecSource.Outcome.Refused refused -> throw new AssertionError(refused.toString());
    };
  }

  private static final String TOOLS =
      """
      openapi: 3.0.1
      info: {title: Tools, version: v0}
      paths:
        /tools:
          get: {responses: {'200': {description: OK, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Tool'}}}}}}}
          post:
            requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Tool'}}}}
            responses: {'200': MADE}
          put:
            requestBody: {content: {application/json: {schema: REPLACED}}}
            responses: {'200': {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/Tool'}}}}, '404': {description: none}}
        /tools/{id}:
          delete:
            parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
            responses: {'200': GONE, '404': {description: none}}
      components:
        schemas:
          Tool: {type: object, properties: {id: {type: integer}, name: {type: string}, createdAt: {type: string, format: date-time}}}
      """;

  private static String with(String part, String text) {
    var whole = TOOLS.replace(part, text);
    return whole
        .replace(
            "MADE",
            "{description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/Tool'}}}}")
        .replace("GONE", "{description: OK}")
        .replace("REPLACED", "{$ref: '#/components/schemas/Tool'}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GONE | {description: OK, content: {'*/*': {schema: {type: string}}}} | Done.",
        "GONE | {description: OK, content: {text/plain: {schema: {type: string}, example: The tool was removed}}} | The tool was removed",
        "GONE | {description: OK, content: {text/plain: {schema: {type: string}, example: Tool 7 was removed}}} | Done.",
        "GONE | {description: The id of what was deleted, content: {'*/*': {schema: {type: string}}}} |",
        "GONE | {description: OK, content: {application/json: {schema: {type: string, format: uuid}}}} |",
        "MADE | {description: Tool added successfully, content: {'*/*': {schema: {type: string}}}} | Done.",
        "MADE | {description: The new tool, content: {'*/*': {schema: {type: string}}}} |",
        "MADE | {description: Created. Answers the key, content: {'*/*': {schema: {type: string}}}} |",
      })
  void aTextAloneSaysThatItWasDone(String part, String answer, String text) {
    var specification = read(with(part, answer));

    assertThat(Specifications.parse(Specifications.write(specification))).isEqualTo(specification);
    var does = part.equals("GONE") ? Kind.Operation.DELETE : Kind.Operation.CREATE;
    var method = part.equals("GONE") ? "DELETE" : "POST";
    if (text == null) {
      assertThat(specification.leftOut()).anyMatch(one -> one.text().startsWith(method));
    } else {
      assertThat(specification.leftOut()).isEmpty();
      var http = specification.kind("tool").orElseThrow().http().orElseThrow();
      assertThat(http.route(does, "").orElseThrow().answer())
          .isInstanceOfSatisfying(
              Route.Answer.Constant.class,
              constant -> {
                assertThat(constant.isText()).isTrue();
                assertThat(constant.value().asText()).isEqualTo(text);
              });
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{$ref: '#/components/schemas/Tool'} | served",
        "{type: object, required: [id, name], properties: {id: {type: integer}, name: {type: string}}} | served",
        "{type: object, required: [name], properties: {name: {type: string}}} | cannot be told",
        "{type: object, required: [id], properties: {id: {type: integer}}} | cannot be told",
        "{type: array, items: {$ref: '#/components/schemas/Tool'}} | cannot be told",
      })
  void aBodyMayNameTheRecordThatItReplaces(String body, String becomes) {
    var specification = read(with("REPLACED", body));

    if (becomes.equals("served")) {
      assertThat(specification.leftOut()).isEmpty();
      assertThat(specification.actions()).hasSize(1);
    } else {
      assertThat(specification.leftOut())
          .singleElement()
          .satisfies(one -> assertThat(one.reason()).contains(becomes));
    }
  }
}
