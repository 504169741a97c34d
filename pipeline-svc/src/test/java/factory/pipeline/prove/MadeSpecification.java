package factory.pipeline.prove;

import factory.pipeline.document.DocumentReaders;
import factory.pipeline.source.DocumentSource;
import factory.pipeline.source.SpecSource;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Specification;
import factory.pipeline.write.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a document that was made for tests becomes, as far as it can be served. */
final class MadeSpecification {
  private MadeSpecification() {}

  /**
   * That of one document.
   *
   * @param folder for the process that reads it
   * @param name of its file, without the ending
   */
  static Specification of(Path folder, String name) throws Exception {
    var source =
        new DocumentSource(
            DocumentReaders.plain(folder),
            Checker::check,
            one -> new Writer().write(one).openapi());
    var document = Path.of("src/test/resources/documents-made", name + ".yaml");
    return switch (source.read(Files.readString(document))) {
      case SpecSource.Outcome.Understood understood -> understood.specification();
      case SpecSource.Outcome.Questions questions ->
          questions.draft().with(questions.draft().leftOut(), List.of());
      case SpecSource.Outcome.Refused refused -> throw new AssertionError(refused.toString());
    };
  }
}
