package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.write.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That bodies give what their route takes alone is proven, and planted holes are found. */
@Tag("slow")
final class BodyFieldChecksTest {
  /** What keeps bodies to some fields in what is written. */
  private static final String ONLY = "\\s*\\.only\\([^)]*\\)";

  private final Path folder;

  BodyFieldChecksTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private interface Asks {
    Proof of(Client client);
  }

  @Test
  void eachRouteThatTakesWhatAnotherDoesIsFound() throws Exception {
    var specification = MadeSpecification.here("bodies");
    var artifact = new Writer().write(specification);
    Asks bodies =
        client -> new Prover().bodies(specification, artifact.openapi(), client, Proven.BUDGET);
    Asks accounts =
        client -> new Prover().accounts(specification, artifact.openapi(), client, Proven.BUDGET);

    var right = new Proven(folder).with(artifact.files(), artifact.openapi(), bodies::of);
    assertThat(right.checks()).allMatch(check -> check.outcome() == Outcome.PASSED);
    var names =
        right.checks().stream()
            .filter(check -> check.area() == Proof.Area.ATTACKS)
            .map(Proof.Check::name)
            .toList();
    assertThat(names)
        .containsExactlyInAnyOrder(
            "POST /auth/register sets no field that its body does not have",
            "PATCH /users/{id} sets no field that its body does not have",
            "PATCH /users/{id} gives nobody another password",
            "POST /requests sets no field that its body does not have",
            "PUT /requests/{requestId} sets no field that its body does not have",
            "PATCH /requests/{requestId} sets no field that its body does not have",
            "PATCH /rooms/{id} sets no field that its body does not have",
            "PUT /labels/{id} sets no field that its body does not have");

    Map<String, String> open = MadeSpecification.files(artifact, text -> text.replaceAll(ONLY, ""));
    var wrong = new Proven(folder).with(open, artifact.openapi(), bodies::of);
    assertThat(failed(wrong)).containsAll(names);

    var asMe = new Proven(folder).with(open, artifact.openapi(), accounts::of);
    assertThat(failed(asMe)).contains("PATCH /users/me gives nobody what he cannot give himself");
  }

  private static List<String> failed(Proof proof) {
    return proof.checks().stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .map(Proof.Check::name)
        .toList();
  }
}
