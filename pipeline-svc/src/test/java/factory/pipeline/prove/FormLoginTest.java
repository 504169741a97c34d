package factory.pipeline.prove;

import static factory.pipeline.prove.Faults.between;
import static factory.pipeline.prove.Faults.found;
import static factory.pipeline.prove.Faults.is;
import static factory.pipeline.prove.Faults.sent;
import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.Proof.Outcome;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log-in by a form is proven, and one that takes any grant is found. */
@Tag("slow")
final class FormLoginTest {
  private final Path folder;

  FormLoginTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Proof asked(UnaryOperator<Client> between) throws Exception {
    var specification = MadeSpecification.here("tickets");
    assertThat(specification.questions()).isEmpty();
    return MadeAccounts.proof(folder, specification, between);
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
