package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Specifications;
import factory.pipeline.write.RandomJson;
import factory.pipeline.write.Writer;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random specifications that are accepted become services that prove themselves. */
@Tag("slow")
final class RandomProofsTest {

  static LongStream seeds() {
    return accepted(LongStream.iterate(1, seed -> seed + 1)).limit(6);
  }

  static LongStream otherSeeds() {
    return accepted(new Random().longs()).limit(60);
  }

  private static LongStream accepted(LongStream seeds) {
    return seeds.filter(seed -> Checker.check(Specifications.parse(RandomJson.of(seed))).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsAcceptedProvesItself(long seed, @TempDir Path folder) throws Exception {
    var json = RandomJson.of(seed);
    var specification = Specifications.parse(json);
    var artifact = new Writer().write(specification);
    var proof =
        new Proven(folder)
            .of(specification, artifact.files(), artifact.openapi(), UnaryOperator.identity());
    assertThat(proof.checks())
        .as("seed %d: %s", seed, json)
        .filteredOn(check -> check.outcome() == Outcome.FAILED)
        .isEmpty();
    assertThat(proof.count(Outcome.PASSED)).isGreaterThan(20);
  }

  @ParameterizedTest
  @MethodSource("otherSeeds")
  @EnabledIfEnvironmentVariable(named = "FACTORY_TEST_LONG", matches = ".+")
  void whateverIsAcceptedProvesItself(long seed, @TempDir Path folder) throws Exception {
    whatIsAcceptedProvesItself(seed, folder);
  }
}
