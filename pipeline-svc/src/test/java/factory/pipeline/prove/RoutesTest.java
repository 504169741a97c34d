package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service whose document says its HTTP: proven over its routes, and its faults found. */
@Tag("slow")
final class RoutesTest {
  private final Path folder;

  RoutesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  static Specification specification() {
    try (var in = Objects.requireNonNull(RoutesTest.class.getResourceAsStream("pets.json"))) {
      return Specifications.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void provesWhatIsRight() throws Exception {
    var specification = specification();
    assertThat(Checker.check(specification)).isEmpty();
    var artifact = new Writer().write(specification);
    var proof =
        new Proven(folder)
            .of(specification, artifact.files(), artifact.openapi(), UnaryOperator.identity());
    java.nio.file.Files.writeString(Path.of("/tmp/prover_proof.txt"), proof.words());
    assertThat(proof.checks()).filteredOn(c -> c.outcome() == Outcome.FAILED).isEmpty();
  }
}
