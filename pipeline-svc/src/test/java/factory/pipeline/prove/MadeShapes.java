package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.write.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** How documents that were made for tests look over HTTP is proven, and holes in it are found. */
final class MadeShapes {
  private MadeShapes() {}

  /**
   * One document, built once.
   *
   * @param name of its file, without the ending
   * @param right looks at the proof of the service without a hole
   */
  static void proven(Path folder, String name, Consumer<Proof> right, List<Hole> holes)
      throws Exception {
    var specification = MadeSpecification.of(folder, name);
    var artifact = new Writer().write(specification);
    var prover = new Prover();
    new Proven(folder)
        .with(
            artifact.files(),
            artifact.openapi(),
            client -> {
              var proof = prover.shapes(specification, artifact.openapi(), client, Proven.BUDGET);
              right.accept(proof);
              for (var hole : holes) {
                var with = hole.with().apply(client);
                assertThat(
                        prover
                            .shapes(specification, artifact.openapi(), with, Proven.BUDGET)
                            .checks())
                    .as(hole.name())
                    .filteredOn(check -> check.outcome() == Outcome.FAILED)
                    .anySatisfy(check -> assertThat(check.name()).contains(hole.check()));
              }
              return proof;
            });
  }
}
