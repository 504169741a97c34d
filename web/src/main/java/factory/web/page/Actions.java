package factory.web.page;

import factory.mesh.Caller;
import factory.mesh.Owners;
import factory.pipeline.v1.Job;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.registry.v1.Service;
import java.util.List;
import java.util.Optional;

/** What can be done with a service now, and by whom: the one place that decides about buttons. */
final class Actions {
  private Actions() {}

  /**
   * Whether somebody may change a service.
   *
   * @param words who may, for those who may not; that anybody may, where it is so
   */
  record May(boolean change, String words) {}

  /** By the check that the nodes make. */
  static May may(Owners owners, Service service, Caller caller) {
    var requester =
        service.hasRequesterId() ? Optional.of(service.getRequesterId()) : Optional.<String>empty();
    if (owners.mayChange(requester, caller)) {
      return new May(
          true,
          caller.wallet().isEmpty() && owners.openChanges()
              ? "This is a development profile: anybody who is not signed in may change every service."
              : "");
    }
    return new May(
        false,
        (requester.isPresent()
                ? "Only whoever has asked for this service and the operators may change it"
                : "Only the operators may change this service")
            + (caller.wallet().isEmpty()
                ? "; sign in as one of them."
                : "; the wallet that is signed in is none of them."));
  }

  static boolean isOpen(Job job) {
    return job.getState() == JobState.JOB_STATE_QUEUED
        || job.getState() == JobState.JOB_STATE_RUNNING;
  }

  /**
   * What the lifecycle allows now, as long as no job works on the service.
   *
   * @param hasVersion whether something was generated that could be deployed
   */
  static List<Views.Action> of(Service service, List<Job> jobs, boolean hasVersion) {
    var open = jobs.stream().filter(Actions::isOpen).findFirst();
    if (open.isPresent()) {
      return List.of(
          new Views.Action(
              "cancel", "/jobs/" + open.get().getId() + "/cancel", "Stop", false, false));
    }
    return switch (service.getStatus()) {
      case SERVICE_STATUS_QUEUED ->
          List.of(
              new Views.Action("generate-auto", "/generate", "Generate and deploy", true, true),
              generate("Generate only", false));
      case SERVICE_STATUS_GENERATED ->
          hasVersion
              ? List.of(deploy("Deploy", true), generate("Generate again", false))
              : List.of(generate("Generate again", true));
      case SERVICE_STATUS_DEPLOYED ->
          List.of(deploy("Deploy again", false), generate("Generate again", false));
      case SERVICE_STATUS_FAILED ->
          hasVersion
              ? List.of(
                  generate("Generate again", true), deploy("Deploy the newest version", false))
              : List.of(generate("Try the same again", !ideaFailed(jobs)));
      case SERVICE_STATUS_GENERATING,
          SERVICE_STATUS_DEPLOYING,
          SERVICE_STATUS_UNSPECIFIED,
          UNRECOGNIZED ->
          List.of();
    };
  }

  private static Views.Action deploy(String label, boolean main) {
    return new Views.Action("deploy", "/deploy", label, main, false);
  }

  private static Views.Action generate(String label, boolean main) {
    return new Views.Action("generate", "/generate", label, main, false);
  }

  /** Whether work ended before anything could be made of the idea: other words may help. */
  static boolean ideaFailed(List<Job> jobs) {
    return !jobs.isEmpty()
        && jobs.getFirst().getKind() == JobKind.JOB_KIND_GENERATE
        && jobs.getFirst().getState() == JobState.JOB_STATE_FAILED
        && jobs.getFirst().getStepsList().stream()
            .anyMatch(
                step ->
                    step.getName().equals("write-source")
                        && step.getState() == JobState.JOB_STATE_FAILED);
  }
}
