package factory.pipeline.prove;

import factory.pipeline.document.DocumentReader;
import factory.pipeline.document.DocumentReaders;
import factory.pipeline.source.DocumentSource;
import factory.pipeline.source.SpecSource;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Specification;
import factory.pipeline.write.Artifact;
import factory.pipeline.write.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

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
    var specification = read(DocumentReaders.plain(folder), name);
    return specification.questions().isEmpty()
        ? specification
        : specification.with(specification.leftOut(), List.of());
  }

  /** The same read in this JVM, with the questions that it leaves. */
  static Specification here(String name) throws Exception {
    return read(DocumentReaders.here(), name);
  }

  private static Specification read(DocumentReader reader, String name) throws Exception {
    var source =
        new DocumentSource(reader, Checker::check, one -> new Writer().write(one).openapi());
    var document = Path.of("src/test/resources/documents-made", name + ".yaml");
    return switch (source.read(Files.readString(document))) {
      case SpecSource.Outcome.Understood understood -> understood.specification();
      case SpecSource.Outcome.Questions questions -> questions.draft();
      case SpecSource.Outcome.Refused refused -> throw new AssertionError(refused.toString());
    };
  }

  /** Some of what a prover asks, or all of it. */
  interface Asking {
    Proof of(
        Prover prover, Specification specification, String openapi, Client client, Budget budget);
  }

  /**
   * Proves the service of one document.
   *
   * @param written changes each of its files
   * @param between stands between the prover and the service
   */
  static Proof proof(
      Path folder,
      String name,
      UnaryOperator<String> written,
      UnaryOperator<Client> between,
      Asking asking)
      throws Exception {
    var specification = of(folder, name);
    var artifact = new Writer().write(specification);
    var openapi = artifact.openapi();
    return new Proven(folder)
        .with(
            files(artifact, written),
            openapi,
            client ->
                asking.of(
                    new Prover(), specification, openapi, between.apply(client), Proven.BUDGET));
  }

  /** What was written, each file with a change. */
  static Map<String, String> files(Artifact artifact, UnaryOperator<String> change) {
    Map<String, String> files = new LinkedHashMap<>();
    artifact.files().forEach((name, text) -> files.put(name, change.apply(text)));
    return files;
  }
}
