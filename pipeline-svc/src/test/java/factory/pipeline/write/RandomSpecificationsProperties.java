package factory.pipeline.write;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.build.SourceCompiler;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Specifications;
import java.nio.file.Files;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.statistics.Statistics;

/**
 * Random specifications: what is accepted compiles, comes out the same twice, and has a document
 * whose examples are right.
 */
@Tag("slow")
final class RandomSpecificationsProperties {
  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void whatIsAcceptedCompiles(@ForAll long seed) throws Exception {
    var json = RandomJson.of(seed);
    var specification = Specifications.parse(json);
    var problems = Checker.check(specification);
    Statistics.collect(problems.isEmpty());
    Statistics.coverage(accepted -> accepted.check(true).percentage(share -> share > 40.0));
    if (!problems.isEmpty()) {
      return;
    }
    var artifact = new Writer().write(specification);
    assertThat(new Writer().write(Specifications.parse(json)).files()).isEqualTo(artifact.files());
    assertThat(Specifications.parse(artifact.specification().orElseThrow()))
        .isEqualTo(specification);
    assertThat(new Contract(artifact.openapi()).faultsOfExamples()).as(json).isEmpty();
    artifact.files().forEach((path, text) -> assertThat(path).matches("[A-Za-z0-9./]+"));
    var folder = Files.createTempDirectory("random-");
    try {
      Sources.write(artifact, folder);
      new SourceCompiler(Sources.RUNTIME_LIBS).compileToJar(folder, folder.resolve("service.jar"));
    } catch (factory.pipeline.build.CompilationFailed e) {
      throw new AssertionError(json, e);
    } finally {
      Sources.delete(folder);
    }
  }
}
