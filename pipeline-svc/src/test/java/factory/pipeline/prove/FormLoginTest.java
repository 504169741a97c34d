package factory.pipeline.prove;

import static factory.pipeline.prove.Faults.between;
import static factory.pipeline.prove.Faults.found;
import static factory.pipeline.prove.Faults.is;
import static factory.pipeline.prove.Faults.sent;
import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.document.DocumentReaders;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.source.DocumentSource;
import factory.pipeline.source.SpecSource;
import factory.pipeline.spec.Checker;
import factory.pipeline.write.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log-in by a form is proven, and one that takes any grant is found. */
@Tag("slow")
final class FormLoginTest {
  private static final Path TICKETS = Path.of("src/test/resources/documents-made/tickets.yaml");
  private static final Budget BUDGET = new Budget(400, Duration.ofMinutes(2), 5);

  private final Path folder;

  FormLoginTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Proof asked(UnaryOperator<Client> between) throws Exception {
    var source =
        new DocumentSource(
            DocumentReaders.here(), Checker::check, one -> new Writer().write(one).openapi());
    var outcome = source.read(Files.readString(TICKETS));
    if (!(outcome instanceof SpecSource.Outcome.Understood(var specification))) {
      throw new AssertionError(outcome.toString());
    }
    var artifact = new Writer().write(specification);
    return new Proven(folder)
        .with(
            artifact.files(),
            artifact.openapi(),
            client ->
                new Prover()
                    .accounts(specification, artifact.openapi(), between.apply(client), BUDGET));
  }

  @Test
  void whatIsRightPassesAndAnyGrantIsFound() throws Exception {
    var right = asked(UnaryOperator.identity()).checks();
    assertThat(right).filteredOn(check -> check.outcome() == Outcome.FAILED).isEmpty();
    assertThat(right)
        .filteredOn(check -> check.outcome() == Outcome.PASSED)
        .extracting(Proof.Check::name)
        .contains("A form logs in by a password, and by no other grant");

    found(
        Area.ACCOUNTS,
        asked(
            between(
                (client, request) ->
                    sent(
                        client,
                        is(request, "POST", "/token")
                            ? new Request(
                                request.as(),
                                request.method(),
                                request.path(),
                                request.headers(),
                                request.body().replace("client_credentials", "password"))
                            : request))));
  }
}
