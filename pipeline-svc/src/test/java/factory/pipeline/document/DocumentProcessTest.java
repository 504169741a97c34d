package factory.pipeline.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.pipeline.sandbox.Sandbox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A document is read by a process that ends, whatever is in it. */
class DocumentProcessTest {
  private static final String DOCUMENT =
      """
      openapi: 3.0.3
      info: {title: Notes, version: '1'}
      security: [{key: []}, {}]
      paths:
        /notes/{id}:
          get:
            parameters: [{name: id, in: path, required: true, schema: {type: integer, minimum: 1}}]
            responses:
              '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}
      components:
        securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
        schemas: {Note: {type: object, required: [id], additionalProperties: false, properties: {id: {type: integer}, text: {type: string, maxLength: 9, nullable: true}}}}
      """;

  @Test
  void isReadInTheSandboxWhereThereIsOne(@TempDir Path folder) {
    var sandbox =
        Sandbox.find(folder.resolve("sandbox"), 1L << 30) instanceof Sandbox.Found.Works(var works)
            ? Optional.of(works)
            : Optional.<Sandbox>empty();
    try {
      var reader = DocumentReaders.in(folder.resolve("d"), sandbox, Duration.ofSeconds(60));
      assertThat(reader.read(DOCUMENT))
          .isInstanceOfSatisfying(
              Reading.Understood.class,
              read -> {
                var document = read.document();
                assertThat(document.title()).isEqualTo("Notes");
                assertThat(document.notes()).isEmpty();
                var operation = document.operations().getFirst();
                assertThat(operation.name()).isEqualTo("GET /notes/{id}");
                assertThat(operation.line()).isEqualTo(6);
                assertThat(operation.security()).hasSize(2);
                assertThat(document.schemas().get("Note"))
                    .isInstanceOfSatisfying(
                        Schema.Described.class,
                        note -> {
                          assertThat(note.required()).containsExactly("id");
                          assertThat(note.additional()).contains(new Schema.Anything(false));
                        });
              });
      assertThat(reader.read("openapi: 3.0.3\npaths: {\n"))
          .isInstanceOfSatisfying(
              Reading.Refused.class, refused -> assertThat(refused.line()).isEqualTo(3));
    } finally {
      sandbox.ifPresent(Sandbox::close);
    }
    assertThat(folder.resolve("d")).isEmptyDirectory();
  }

  @Test
  void isRefusedWhenItTakesTooLong(@TempDir Path folder) {
    var before = ProcessHandle.current().children().count();
    var reader = DocumentReaders.in(folder, Optional.empty(), Duration.ofMillis(1));
    assertThat(reader.read(DOCUMENT))
        .isInstanceOfSatisfying(
            Reading.Refused.class, refused -> assertThat(refused.why()).contains("more time"));
    assertThat(ProcessHandle.current().children().count()).isLessThanOrEqualTo(before);
  }

  @Test
  void believesNoAnswerThatItDoesNotKnow() {
    for (var text :
        new String[] {
          "",
          "[]",
          "{}",
          "{\"format\": 2}",
          "{\"format\": 1, \"document\": {}}",
          "{\"format\": 1, \"refused\": {\"line\": 1, \"column\": 1, \"why\": \"x\", \"more\": 1}}"
        }) {
      assertThatThrownBy(() -> DocumentJson.read(text.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
