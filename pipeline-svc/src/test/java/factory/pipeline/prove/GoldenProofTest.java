package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Specifications;
import factory.pipeline.write.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Specifications that make sense, once written, prove themselves. */
@Tag("slow")
final class GoldenProofTest {
  private static final Path RESOURCES = Path.of("src/test/resources");

  private final Path folder;

  GoldenProofTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "specifications/golden/expenses/specification.json",
        "specifications/golden/library/specification.json",
        "specifications/golden/mortgage/specification.json",
        "specifications/golden/poll/specification.json",
        "specifications/golden/quotes/specification.json",
        "specifications/golden/shop/specification.json",
        "factory/pipeline/prove/types.json"
      })
  void provesItself(String file) throws Exception {
    var specification = Specifications.parse(Files.readString(RESOURCES.resolve(file)));
    assertThat(Checker.check(specification)).isEmpty();
    var artifact = new Writer().write(specification);

    var proof =
        new Proven(folder)
            .of(specification, artifact.files(), artifact.openapi(), UnaryOperator.identity());

    assertThat(proof.checks()).filteredOn(c -> c.outcome() == Outcome.FAILED).isEmpty();
    assertThat(proof.count(Outcome.PASSED)).isGreaterThan(2);
  }
}
