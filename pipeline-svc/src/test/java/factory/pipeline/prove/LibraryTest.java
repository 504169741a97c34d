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
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service with relations, actions, a report and grants: proven, and its faults found. */
@Tag("slow")
final class LibraryTest {
  private final Path folder;

  LibraryTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static String resource(String name) {
    try (var in = Objects.requireNonNull(LibraryTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Specification specification() {
    return Specifications.parse(resource("library.json"));
  }

  private Proof proof(Map<String, String> files, String openapi) throws Exception {
    return new Proven(folder).of(specification(), files, openapi, UnaryOperator.identity());
  }

  @Test
  void provesWhatIsRight() throws Exception {
    assertThat(Checker.check(specification())).isEmpty();
    var artifact = new Writer().write(specification());
    artifact.files().forEach((name, text) -> {
      if (name.endsWith(".java")) System.out.println("// " + name + "\n" + text);
    });
    var proof = proof(artifact.files(), artifact.openapi());
    System.out.println(proof.words());
    assertThat(proof.checks()).filteredOn(c -> c.outcome() == Outcome.FAILED).isEmpty();
  }
}
