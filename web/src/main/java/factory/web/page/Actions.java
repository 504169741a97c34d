package factory.web.page;

import factory.mesh.Caller;
import factory.mesh.Owners;
import factory.pipeline.v1.Job;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceAction;
import factory.registry.v1.ServiceStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What can be done with a service now, and by whom: the one place that decides about buttons. What
 * a service's state allows, the registry says.
 */
public final class Actions {
  private Actions() {}

  /**
   * Whether somebody may change a service.
   *
   * @param words who may, for those who may not; that anybody may, where it is so
   */
  public record May(boolean change, String words) {}

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

  public static boolean isOpen(Job job) {
    return job.getState() == JobState.JOB_STATE_QUEUED
        || job.getState() == JobState.JOB_STATE_RUNNING;
  }

  /**
   * Buttons for what the registry says its state allows, as long as no job works on the service.
   */
  public static List<Views.Action> of(Service service, List<Job> jobs) {
    var open = jobs.stream().filter(Actions::isOpen).findFirst();
    if (open.isPresent()) {
      return List.of(
          new Views.Action(
              "cancel", "/jobs/" + open.get().getId() + "/cancel", "Stop", false, false));
    }
    // With open questions nothing is made; the plan on the same page asks them.
    var generate =
        allows(service, ServiceAction.SERVICE_ACTION_GENERATE)
            && service.getPlan().getQuestionsCount() == 0;
    var deploy = allows(service, ServiceAction.SERVICE_ACTION_DEPLOY);
    List<Views.Action> actions = new ArrayList<>();
    if (generate && allows(service, ServiceAction.SERVICE_ACTION_EDIT_IDEA)) {
      actions.add(new Views.Action("generate-auto", "/generate", "Build it", true, true));
      actions.add(generate("Build it without opening it", false));
      return actions;
    }
    var failed = service.getStatus() == ServiceStatus.SERVICE_STATUS_FAILED;
    var deployed = service.getStatus() == ServiceStatus.SERVICE_STATUS_DEPLOYED;
    if (deploy && !failed) {
      actions.add(deploy(deployed ? "Open it again" : "Open it", !deployed));
    }
    if (generate) {
      // A failed job that can be taken up again is the shorter way.
      actions.add(
          generate(
              "Build it again",
              failed && !ideaFailed(jobs) && jobs.stream().noneMatch(job -> retryable(job, jobs))));
    }
    if (deploy && failed) {
      actions.add(deploy("Open the newest version", false));
    }
    return actions;
  }

  /** Whether the registry says that the service's state allows it. */
  public static boolean allows(Service service, ServiceAction action) {
    return service.getAllowedActionsList().contains(action);
  }

  /**
   * Whether the pipeline would take a failed job up again: nothing works on the service, and no
   * newer job made another attempt. Tokens are apart from versions and their deployment.
   *
   * @param jobs newest first
   */
  public static boolean retryable(Job job, List<Job> jobs) {
    return job.getState() == JobState.JOB_STATE_FAILED
        && jobs.stream().noneMatch(Actions::isOpen)
        && jobs.stream()
            .filter(other -> makesToken(other) == makesToken(job))
            .findFirst()
            .filter(newest -> newest.getId().equals(job.getId()))
            .isPresent();
  }

  private static boolean makesToken(Job job) {
    return job.getKind() == JobKind.JOB_KIND_TOKENISE;
  }

  /** Takes a failed job up again. */
  public static Views.Action retry(Job job, List<Job> jobs) {
    return new Views.Action(
        "retry-" + job.getId(),
        "/jobs/" + job.getId() + "/retry",
        "Try again",
        !(job.equals(jobs.getFirst()) && ideaFailed(jobs)),
        false);
  }

  private static Views.Action deploy(String label, boolean main) {
    return new Views.Action("deploy", "/deploy", label, main, false);
  }

  private static Views.Action generate(String label, boolean main) {
    return new Views.Action("generate", "/generate", label, main, false);
  }

  /** Whether work ended before anything could be made of the idea: other words may help. */
  public static boolean ideaFailed(List<Job> jobs) {
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
