package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.write.Artifact;
import factory.pipeline.write.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * That nobody registers uninvited is proven, as is what no answer shows; planted holes are found.
 */
@Tag("slow")
final class InvitationChecksTest {
  private static final String NONE = "Nobody registers without an invitation, or with what is none";
  private static final String MANY =
      "Of many who register at once with one invitation, as many do as it is good for";
  private static final String OVER = "Nobody registers with an invitation that is over";
  private static final String UNSEEN =
      "contact_phone of a booking is given, and no answer shows it";

  private final Path folder;

  InvitationChecksTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void whoeverRegistersUninvitedIsFound() throws Exception {
    var right = proven("invitations", UnaryOperator.identity());
    assertThat(of(right, Outcome.FAILED)).isEmpty();
    assertThat(of(right, Outcome.PASSED)).contains(NONE, MANY, OVER, UNSEEN);

    var open =
        proven(
            "invitations",
            text ->
                text.replaceAll("(?s)\\s*\\.invited\\(.*?\\);", ";")
                    .replaceAll("\\s*\\.unseen\\(\"contact_phone\"\\)", ""));
    assertThat(of(open, Outcome.FAILED)).contains(NONE, MANY, OVER, UNSEEN);

    var loose =
        proven(
            "invitations",
            text -> text.replaceAll("\\s*\\.(most|ends)\\(\"(max_uses|expires_at)\"\\)", ""));
    assertThat(of(loose, Outcome.FAILED)).contains(MANY, OVER).doesNotContain(NONE);
  }

  @Test
  void invitationsThatAnActionMakesBringOthersIn() throws Exception {
    var right = proven("climbing", UnaryOperator.identity());
    assertThat(of(right, Outcome.FAILED)).isEmpty();
    assertThat(of(right, Outcome.PASSED)).contains(NONE, MANY);
  }

  private Proof proven(String document, UnaryOperator<String> planted) throws Exception {
    var specification = MadeSpecification.here(document);
    Artifact artifact = new Writer().write(specification);
    return new Proven(folder)
        .with(
            MadeSpecification.files(artifact, planted),
            artifact.openapi(),
            client ->
                new Prover().accounts(specification, artifact.openapi(), client, Proven.BUDGET));
  }

  private static List<String> of(Proof proof, Outcome outcome) {
    return proof.checks().stream()
        .filter(check -> check.outcome() == outcome)
        .map(Proof.Check::name)
        .toList();
  }
}
