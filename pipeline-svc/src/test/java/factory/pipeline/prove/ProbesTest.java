package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import factory.mesh.Extent;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is tried of a service by somebody who means harm: in vain, and of one with a hole not. */
@Tag("slow")
final class ProbesTest {
  private static final List<String> WITHOUT_SECRETS = List.of("note", "label", "page");

  private final Path folder;

  ProbesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static Specification specification() {
    try (var in = Objects.requireNonNull(ProbesTest.class.getResourceAsStream("attacked.json"))) {
      return Specifications.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As if there were only these kinds, with the actions on them. */
  private static Specification of(List<String> kinds) {
    var all = specification();
    return new Specification(
        all.format(),
        all.title(),
        all.description(),
        all.kinds().stream().filter(kind -> kinds.contains(kind.name())).toList(),
        all.actions().stream().filter(action -> kinds.contains(action.kind())).toList(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /** The attacks alone. */
  private static Proof attacked(Specification specification, JsonNode document, Client client) {
    var watch = new Watch(client, document.toString());
    var session = new Session(specification, new Document(document), watch, Proven.BUDGET, 7);
    var pages = new Pages(session);
    var maker = new Maker(session, new Evaluator(new World(session, pages)));
    new Probes(session, new Supply(session, maker), pages).run();
    watch.end(session);
    return session.end();
  }

  private interface Attacking {
    Proof of(Specification specification, UnaryOperator<Client> between);
  }

  private interface Asking {
    void run(Attacking attacking);
  }

  private void running(Asking asking) throws Exception {
    var specification = specification();
    assertThat(Checker.check(specification)).isEmpty();
    var artifact = new Writer().write(specification);
    var document = ExactJson.MAPPER.readTree(artifact.openapi());
    new Proven(folder)
        .with(
            artifact.files(),
            artifact.openapi(),
            client -> {
              asking.run((kinds, between) -> attacked(kinds, document, between.apply(client)));
              return true;
            });
  }

  private static List<String> failed(Proof proof) {
    return proof.checks().stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .filter(check -> check.area() == Area.ATTACKS)
        .map(check -> check.name() + " (" + check.evidence() + ")")
        .toList();
  }

  /** One running service for all of them: each has something before it. */
  @Test
  void findsEachHoleAndNothingInWhatIsRight() throws Exception {
    List<String> missed = new ArrayList<>();
    running(
        attacking -> {
          findsNothing(attacking.of(specification(), UnaryOperator.identity()));
          tellsWhatHasNoPlace(attacking.of(of(List.of("page")), UnaryOperator.identity()));
          for (var hole : Extent.sample(4, Hole.all())) {
            missed.addAll(missed(hole, attacking.of(of(WITHOUT_SECRETS), hole.with())));
          }
          // To keep a secret takes long.
          for (var hole : Extent.sample(4, Hole.ofSecrets())) {
            missed.addAll(missed(hole, attacking.of(of(List.of("account")), hole.with())));
          }
        });
    assertThat(missed).isEmpty();
  }

  private static void findsNothing(Proof proof) {
    assertThat(proof.checks()).filteredOn(c -> c.outcome() == Outcome.FAILED).isEmpty();
    assertThat(proof.checks())
        .filteredOn(check -> check.outcome() == Outcome.NOT_TRIED)
        .as(proof.words())
        .allSatisfy(check -> assertThat(check.evidence()).isNotEmpty())
        .hasSizeLessThan(4);
    // Somebody waits for them.
    assertThat(proof.calls()).isLessThan(120);
  }

  private static void tellsWhatHasNoPlace(Proof proof) {
    assertThat(proof.checks())
        .filteredOn(check -> check.name().equals("Attacks that it has no place for"))
        .singleElement()
        .satisfies(
            check ->
                assertThat(check.evidence())
                    .contains("regular expressions", "records of others", "secrets in answers"));
  }

  private static List<String> missed(Hole hole, Proof proof) {
    var failed = failed(proof);
    return failed.stream().anyMatch(name -> name.contains(hole.check()))
        ? List.of()
        : List.of(hole.name() + " was not found by '" + hole.check() + "': " + failed);
  }

  /** What is tried at one place before is tried everywhere after a version was opened. */
  @Test
  void goesOnAfterOpening() throws Exception {
    var specification = of(WITHOUT_SECRETS);
    var artifact = new Writer().write(specification);
    var holes =
        Hole.all().stream()
            .filter(hole -> hole.name().matches("anybody refers to anything|dots in a path.*"))
            .toList();
    assertThat(holes).hasSize(2);
    new Proven(folder)
        .with(
            artifact.files(),
            artifact.openapi(),
            client -> {
              assertThat(fuzzed(specification, artifact.openapi(), client).words()).isEmpty();
              for (var hole : Extent.of(holes.subList(0, 1), holes)) {
                var found = fuzzed(specification, artifact.openapi(), hole.with().apply(client));
                assertThat(found.outcome()).as(hole.name()).isEqualTo(Fuzzed.Outcome.FAILED);
              }
              return true;
            });
  }

  private static Fuzzed fuzzed(Specification specification, String openapi, Client client) {
    var budget = new Budget(300, Duration.ofMinutes(2), 0);
    return new Prover().fuzz(specification, openapi, client, budget, 11, Yielding.NEVER);
  }
}
