package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.write.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody entitles himself by what he sends, and a service in which one does is found. */
@Tag("slow")
final class NamedChecksTest {
  private final Path folder;

  NamedChecksTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private List<Proof.Check> checks(
      String right, String wrong, BiFunction<Client, Request, Answer> between) throws Exception {
    var specification = GivenSpecification.read("keys");
    var artifact = new Writer().write(specification);
    var files = MadeSpecification.files(artifact, text -> text.replace(right, wrong));
    assertThat(files.equals(artifact.files())).isEqualTo(right.equals(wrong));
    return new Proven(folder)
        .with(
            files,
            artifact.openapi(),
            client ->
                new Prover()
                    .accounts(
                        specification,
                        artifact.openapi(),
                        Faults.between(between).apply(client),
                        Proven.BUDGET))
        .checks();
  }

  @Test
  void whoNamesHimselfMayWhatHeMightBefore() throws Exception {
    var checks = checks("keeper", "keeper", Faults::sent);

    assertThat(Proven.failed(checks)).isEmpty();
    assertThat(checks)
        .filteredOn(check -> check.outcome() == Proof.Outcome.PASSED)
        .extracting(Proof.Check::name)
        .contains(
            "Nobody may make a keeper because it has him as wallet",
            "Nobody may change a key by making himself its holder");
  }

  /** The record that is made counts as one of those that are asked for. */
  @Test
  void oneWhoMakesHimselfOneOfThemIsFound() throws Exception {
    assertThat(
            Proven.failed(
                checks(
                    "Condition.exists(\"keepers\", Condition.equal(\"wallet\", caller))",
                    "Condition.equal(\"wallet\", caller)",
                    Faults::sent)))
        .contains("Nobody may make a keeper because it has him as wallet");
  }

  /** Whether he may is asked of what the record becomes. */
  @Test
  void oneWhoTakesWhatIsAnothersIsFound() throws Exception {
    assertThat(
            Proven.failed(
                checks(
                    "keeper",
                    "keeper",
                    (service, request) ->
                        Faults.sent(
                            service,
                            request.method().equals("PATCH")
                                    && request
                                        .body()
                                        .contains(request.as().address().orElse("nobody"))
                                ? new Request(
                                    Wallet.A,
                                    request.method(),
                                    request.path(),
                                    request.headers(),
                                    request.body(),
                                    request.charset())
                                : request))))
        .contains("Nobody may change a key by making himself its holder");
  }
}
