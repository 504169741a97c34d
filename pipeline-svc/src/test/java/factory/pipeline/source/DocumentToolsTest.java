package factory.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import factory.pipeline.document.DocumentReaders;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.ToolOperation;
import factory.pipeline.tool.Tool;
import factory.pipeline.tool.ToolList;
import factory.pipeline.tool.Toolbox;
import factory.pipeline.tool.UsualTools;
import factory.pipeline.write.Writer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operations of documents that are tools: by words and types, or left out with what is missing. */
class DocumentToolsTest {
  private static final String WORKSHOP =
      """
      openapi: 3.0.3
      info: {title: Workshop, version: '1'}
      paths:
        /images/resize:
          post:
            operationId: resizeImage
            parameters:
              - {name: width, in: query, required: true, schema: {type: integer, minimum: 1, maximum: 4000}}
              - {name: h, in: query, schema: {type: integer}}
            requestBody: {required: true, content: {image/png: {schema: {type: string, format: binary}}, image/jpeg: {schema: {type: string, format: binary}}}}
            responses:
              '200': {description: smaller, content: {image/png: {schema: {type: string, format: binary}}}}
              '400': {description: no}
        /pictures/fit:
          post:
            summary: Resize a picture
            requestBody: {required: true, content: {multipart/form-data: {schema: {type: object, required: [picture, width], properties: {picture: {type: string, format: binary}, width: {type: integer, minimum: 1, maximum: 900}, height: {type: integer}}}}}}
            responses: {'200': {description: smaller, content: {image/png: {schema: {type: string, format: binary}}}}, '400': {description: no}}
        /archive:
          post:
            summary: Put files into a zip archive
            requestBody: {required: true, content: {multipart/form-data: {schema: {type: object, required: [files], properties: {files: {type: array, items: {type: string, format: binary}}}}}}}
            responses: {'201': {description: archive, content: {application/zip: {schema: {type: string, format: binary}}}}}
        /gzip:
          post:
            requestBody: {required: true, content: {application/octet-stream: {schema: {type: string, format: binary}}}}
            responses: {'200': {description: packed, content: {application/gzip: {schema: {type: string, format: binary}}}}}
        /pdf/text:
          post:
            summary: Extract the text of a PDF
            requestBody: {required: true, content: {application/pdf: {schema: {type: string, format: binary}}}}
            responses: {'200': {description: text, content: {application/json: {schema: {type: object, required: [text], properties: {text: {type: string}}}}}}}
        /compile:
          post:
            summary: Compile C source code
            requestBody: {required: true, content: {application/json: {schema: {type: object, required: [code], properties: {code: {type: string}}}}}}
            responses: {'200': {description: told, content: {application/json: {schema: {type: object, required: [success], properties: {success: {type: boolean}, exitCode: {type: integer}, stderr: {type: string}}}}}}}
        /videos/convert:
          post:
            summary: Convert a video to GIF
            requestBody: {required: true, content: {video/mp4: {schema: {type: string, format: binary}}}}
            responses: {'200': {description: gif, content: {image/gif: {schema: {type: string, format: binary}}}}}
        /notes/compile:
          post:
            summary: Compile the notes of a meeting
            requestBody: {required: true, content: {application/json: {schema: {type: object, required: [minutes], properties: {minutes: {type: integer}}}}}}
            responses: {'200': {description: told, content: {application/json: {schema: {type: object, properties: {summary: {type: string}}}}}}}
      """;

  private Path folder = Path.of("");
  private List<Tool> list = List.of();

  @BeforeEach
  void allTools(@TempDir Path temporary) {
    folder = temporary;
    // As if each program were here: any that runs stands for it, since nothing is run.
    list =
        UsualTools.all().stream()
            .map(
                tool ->
                    new Tool(
                        tool.name(),
                        Path.of("/bin/sh"),
                        tool.arguments(),
                        tool.files(),
                        tool.takes(),
                        tool.many(),
                        tool.gives(),
                        tool.exits(),
                        tool.options(),
                        tool.limits()))
            .toList();
  }

  private Specification read(String document, Toolbox tools) {
    var source =
        new DocumentSource(
            DocumentReaders.plain(folder),
            Checker::check,
            specification -> new Writer().write(specification).openapi(),
            tools);
    return switch (source.read(document)) {
      case SpecSource.Outcome.Understood(var specification) -> specification;
      case SpecSource.Outcome.Questions(var specification) -> specification;
      case SpecSource.Outcome.Refused(var why) -> throw new AssertionError(why);
    };
  }

  @Test
  void wordsAndTypesNameATool() {
    var specification = read(WORKSHOP, Toolbox.of(list));

    assertThat(specification.tools())
        .extracting(
            tool -> tool.http().named(),
            ToolOperation::tool,
            tool -> tool.given().from(),
            tool -> tool.answer().as(),
            tool -> tool.http().status())
        .as(specification.leftOut().toString())
        .containsExactlyInAnyOrder(
            tuple(
                "POST /images/resize",
                "image-resize-png",
                ToolOperation.From.BODY,
                ToolOperation.As.BYTES,
                200),
            tuple(
                "POST /pictures/fit",
                "image-resize-png",
                ToolOperation.From.PART,
                ToolOperation.As.BYTES,
                200),
            tuple("POST /archive", "zip", ToolOperation.From.PART, ToolOperation.As.BYTES, 201),
            tuple("POST /gzip", "gzip", ToolOperation.From.BODY, ToolOperation.As.BYTES, 200),
            tuple(
                "POST /pdf/text",
                "pdf-to-text",
                ToolOperation.From.BODY,
                ToolOperation.As.OBJECT,
                200),
            tuple(
                "POST /compile",
                "c-compile",
                ToolOperation.From.INPUT,
                ToolOperation.As.OBJECT,
                200));
    assertThat(specification.leftOut())
        .anyMatch(
            left ->
                left.text().startsWith("POST /videos/convert")
                    && left.reason().contains("No tool here makes image/gif of video/mp4"));
  }

  @Test
  void whatIsNotHereIsLeftOutWithWhatIsMissing() {
    var specification = read(WORKSHOP, Toolbox.EMPTY);

    assertThat(specification.tools()).isEmpty();
    assertThat(specification.leftOut())
        .filteredOn(left -> left.reason().contains("pipeline.tools"))
        .hasSize(7);
  }

  @Test
  void anOperatorsOwnToolIsNamedByItsWords() {
    var own =
        ToolList.parse(
            """
            {"usual": false, "tools": [{"name": "video-to-gif", "program": "/bin/sh", "arguments": ["{in}"],
              "takes": ["video/mp4"], "gives": "image/gif"}]}
            """);

    assertThat(read(WORKSHOP, Toolbox.of(own)).tools())
        .extracting(ToolOperation::tool)
        .containsExactly("video-to-gif");
  }
}
