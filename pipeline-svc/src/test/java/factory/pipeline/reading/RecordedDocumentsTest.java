package factory.pipeline.reading;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.document.DocumentReaders;
import factory.pipeline.source.DocumentSource;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Specification;
import factory.pipeline.write.Writer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was once answered to documents by somebody clever in a model's place: it still makes sense,
 * and no more of the document is left out than was then. (Rules may serve more of it by now, so
 * that the same would not be asked again.)
 */
class RecordedDocumentsTest {
  static List<Recording> documents() {
    return Recording.all().stream().filter(one -> one.document().isPresent()).toList();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void whatWasAnsweredStillServesThem(Recording recording, @TempDir Path folder) {
    var specification = recording.answered();
    assertThat(Checker.check(specification)).isEmpty();
    var source = new DocumentSource(DocumentReaders.plain(folder), Checker::check, this::document);

    var left = source.differences(recording.document().orElseThrow(), specification).orElseThrow();

    assertThat(left).as("%s", left).hasSizeLessThanOrEqualTo(recording.left());
  }

  private String document(Specification specification) {
    return new Writer().write(specification).openapi();
  }
}
