package factory.pipeline.job;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Fault;
import factory.pipeline.admission.AdmissionFault;
import factory.pipeline.document.DocumentFault;
import factory.pipeline.edit.EditFault;
import factory.pipeline.plan.PlanFault;
import factory.pipeline.spec.Problem;
import factory.pipeline.template.TemplateFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Every reason of this node; renaming one is an API change. {@code -Dgolden.write} rewrites. */
class ReasonsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/factory/pipeline/reasons.txt");

  @Test
  void theReasonsAreTheReviewedOnes() throws IOException {
    var id = new UUID(0, 1);
    List<Fault> faults =
        List.of(
            new JobFault.NotFound(id),
            new JobFault.Active(id),
            new JobFault.Ended(id, JobState.FAILED),
            new JobFault.NotFailed(id, JobState.RUNNING),
            new JobFault.Superseded(id),
            new JobFault.Outdated(id),
            new JobFault.NoVersion(id),
            new JobFault.NoSuchVersion(id, 7),
            new JobFault.TakenDown("deceives people"),
            new JobFault.TokenElsewhere(id, 1),
            new JobFault.NoModel(),
            new JobFault.RequestIdReused(),
            new PlanFault.Invalid(List.of(new Problem("/kinds", "must be a list"))),
            new PlanFault.QuestionsOpen(id, List.of()),
            new TemplateFault.NoTemplate("pols", List.of("polls")),
            new AdmissionFault.NodeFull(7, 1),
            new AdmissionFault.OwnerFull(100),
            new AdmissionFault.NoSandbox("why"),
            new DocumentFault.NoReader(),
            new DocumentFault.Busy(),
            new DocumentFault.NoDocument(id),
            new EditFault.NeedsSandbox(),
            new EditFault.Outdated(id, 1, 2));
    assertThat(faults)
        .hasSize(
            JobFault.class.getPermittedSubclasses().length
                + PlanFault.class.getPermittedSubclasses().length
                + AdmissionFault.class.getPermittedSubclasses().length
                + TemplateFault.class.getPermittedSubclasses().length
                + DocumentFault.class.getPermittedSubclasses().length
                + EditFault.class.getPermittedSubclasses().length);
    List<String> lines = new ArrayList<>();
    for (var fault : faults) {
      assertThat(fault.message()).matches("[ -~&&[^%]]+");
      lines.add(
          fault.reason()
              + " "
              + fault.code()
              + " "
              + new java.util.TreeSet<>(fault.metadata().keySet())
              + " "
              + fault.message());
    }
    var text = String.join("\n", lines) + "\n";
    if (System.getProperty("golden.write") != null) {
      Files.writeString(GOLDEN, text);
    }
    assertThat(text).isEqualTo(Files.readString(GOLDEN));
  }
}
