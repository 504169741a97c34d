package factory.pipeline.work;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.job.Flow;
import factory.pipeline.job.Foreground;
import factory.pipeline.job.Step;
import factory.pipeline.prove.Budget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The steps of each flow and the shapes of their results: jobs in flight have them. Whoever changes
 * a line here gives the flow a new version and keeps the old one. {@code -Dgolden.write} rewrites.
 */
class FlowShapesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/factory/pipeline/flows.txt");

  /** What they work with is not asked for. */
  @SuppressWarnings("NullAway")
  private static List<Flow> flows() {
    var limits = Limits.of(Duration.ofMinutes(2), Duration.ofSeconds(30));
    var making = new Making(null, null, null, null, null, null, null, null);
    List<Flow> flows = new ArrayList<>(GenerateWork.before(making, limits));
    flows.addAll(
        List.of(
            new GenerateWork(making, limits),
            new DeployWork(null, null, null, null, limits, true),
            new FuzzWork(
                making,
                null,
                null,
                limits,
                new Budget(20_000, Duration.ofMinutes(1), 0),
                new Foreground()),
            new TokeniseWork(null, null, limits),
            new ReadWork(making, null, null, Optional.empty(), limits),
            new EditWork(making, limits)));
    return flows;
  }

  private static String line(Flow flow, Step<?> step) {
    var result =
        Arrays.stream(step.result().getRecordComponents())
            .map(c -> c.getName() + " " + c.getType().getSimpleName())
            .collect(Collectors.joining(", ", "{", "}"));
    return String.join(
        " ",
        flow.kind().name(),
        Integer.toString(flow.version()),
        step.name(),
        step.body() instanceof Step.Body.Computes<?, ?> ? "computes" : "waits",
        step.deadline().toString(),
        step.cancelling().name().toLowerCase(Locale.ROOT),
        step.onRetry() ? "again" : "once",
        result);
  }

  @Test
  void theFlowsAreTheReviewedOnes() throws IOException {
    List<String> lines = new ArrayList<>();
    for (var flow : flows()) {
      flow.steps().forEach(step -> lines.add(line(flow, step)));
    }
    var text = String.join("\n", lines) + "\n";
    if (System.getProperty("golden.write") != null) {
      Files.writeString(GOLDEN, text);
    }
    assertThat(text).isEqualTo(Files.readString(GOLDEN));
  }
}
