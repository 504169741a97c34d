package factory.pipeline.job;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The flows that this release knows: of each kind the newest, and older ones of jobs in flight. */
public final class Flows {
  private final List<Flow> all;
  private final Map<JobKind, Flow> newest = new EnumMap<>(JobKind.class);

  /** Checks that each kind has a flow, and each flow a version of its own. */
  public Flows(List<Flow> flows) {
    all =
        flows.stream()
            .sorted(Comparator.comparing(Flow::kind).thenComparing(Flow::version))
            .toList();
    for (var flow : all) {
      var before = newest.put(flow.kind(), flow);
      if (before != null && before.version() == flow.version()) {
        throw new IllegalArgumentException(
            "two flows " + flow.kind() + " of version " + flow.version());
      }
    }
    for (var kind : JobKind.values()) {
      if (!newest.containsKey(kind)) {
        throw new IllegalArgumentException("no flow " + kind);
      }
    }
  }

  /** The flow of new jobs. */
  Flow newest(JobKind kind) {
    return java.util.Objects.requireNonNull(newest.get(kind));
  }

  /** The flow that a job began with; empty when this release does not know it. */
  Optional<Flow> of(Job job) {
    return all.stream()
        .filter(flow -> flow.kind() == job.kind() && flow.version() == job.flowVersion())
        .filter(flow -> flow.names().equals(job.steps().stream().map(StepRecord::name).toList()))
        .findFirst();
  }
}
