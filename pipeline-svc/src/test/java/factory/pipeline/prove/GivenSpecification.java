package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** A specification of {@code specifications/given}, whose service is proven, right or wrong. */
final class GivenSpecification {
  private GivenSpecification() {}

  static Specification read(String name) throws IOException {
    var specification =
        Specifications.parse(
            Files.readString(Path.of("src/test/resources/specifications/given/" + name + ".json")));
    assertThat(Checker.check(specification)).isEmpty();
    return specification;
  }

  /**
   * Proves a service in whose files one text stands in place of another.
   *
   * @param wrong the same as {@code right} for a service as it was written
   */
  static Proof proof(Path folder, Specification specification, String right, String wrong)
      throws Exception {
    var artifact = new Writer().write(specification);
    var files = MadeSpecification.files(artifact, text -> text.replace(right, wrong));
    assertThat(files.equals(artifact.files())).isEqualTo(right.equals(wrong));
    return new Proven(folder)
        .of(specification, files, artifact.openapi(), UnaryOperator.identity());
  }
}
