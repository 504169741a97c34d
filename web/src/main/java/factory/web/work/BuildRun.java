package factory.web.work;

import factory.mesh.Moments;
import factory.pipeline.v1.Job;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.pipeline.v1.ProofProgress;
import factory.pipeline.v1.Step;
import factory.web.page.Actions;
import factory.web.page.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The newest build of a service: the jobs from its newest idea to where it is open.
 *
 * @param jobs oldest first
 */
record BuildRun(List<Job> jobs) {
  private static final Set<JobKind> MAKING =
      Set.of(JobKind.JOB_KIND_GENERATE, JobKind.JOB_KIND_EDIT);
  private static final Set<JobKind> OPENING =
      Set.of(JobKind.JOB_KIND_DEPLOY, JobKind.JOB_KIND_TOKENISE);

  /**
   * Out of a service's jobs.
   *
   * @param newest first
   */
  static BuildRun of(List<Job> newest) {
    List<Job> run = new ArrayList<>();
    var made = false;
    for (var job : newest) {
      if (job.getKind() == JobKind.JOB_KIND_FUZZ) {
        // It is tried for longer once it is open.
        continue;
      }
      if (made && job.getKind() != JobKind.JOB_KIND_READ) {
        break;
      }
      run.addFirst(job);
      if (job.getKind() == JobKind.JOB_KIND_READ) {
        break;
      }
      made = MAKING.contains(job.getKind());
    }
    return new BuildRun(run);
  }

  boolean isOpen() {
    return jobs.stream().anyMatch(Actions::isOpen);
  }

  /** The job that the newest attempt ended with, when it failed. */
  Optional<Job> failed() {
    return jobs.isEmpty() || jobs.getLast().getState() != JobState.JOB_STATE_FAILED
        ? Optional.empty()
        : Optional.of(jobs.getLast());
  }

  /** The stages, in their order. */
  List<BuildViews.Stage> stages(Instant now) {
    return List.of(
        stage("Read", now, job -> job.getKind() == JobKind.JOB_KIND_READ, _ -> true),
        stage(
            "Write", now, this::makes, step -> step.equals("begin") || step.equals("write-source")),
        stage("Compile", now, this::makes, "compile"::equals),
        stage(
            "Prove",
            now,
            this::makes,
            step -> step.equals("prove") || step.equals("probe") || step.equals("record")),
        stage("Open", now, job -> OPENING.contains(job.getKind()), _ -> true));
  }

  /** A plan was read before it was built, and what is opened was made before that. */
  private boolean wasBefore(String stage) {
    if (stage.equals("Read")) {
      return !jobs.isEmpty();
    }
    return !stage.equals("Open") && jobs.stream().anyMatch(job -> OPENING.contains(job.getKind()));
  }

  private boolean makes(Job job) {
    return MAKING.contains(job.getKind());
  }

  private BuildViews.Stage stage(
      String name, Instant now, Predicate<Job> of, Predicate<String> steps) {
    var ofJobs = jobs.stream().filter(of).toList();
    var ofSteps =
        ofJobs.stream()
            .flatMap(job -> job.getStepsList().stream())
            .filter(step -> steps.test(step.getName()))
            .toList();
    if (ofJobs.isEmpty()) {
      return new BuildViews.Stage(
          name, wasBefore(name) ? BuildViews.Progress.DONE : BuildViews.Progress.WAITS, "");
    }
    return new BuildViews.Stage(name, progress(name, ofJobs, ofSteps), time(ofSteps, now));
  }

  private static BuildViews.Progress progress(String name, List<Job> jobs, List<Step> steps) {
    if (steps.stream().anyMatch(step -> step.getState() == JobState.JOB_STATE_FAILED)) {
      return BuildViews.Progress.FAILED;
    }
    if (steps.stream().anyMatch(step -> step.getState() == JobState.JOB_STATE_RUNNING)) {
      return BuildViews.Progress.NOW;
    }
    var ofWholeJobs = Set.of("Open", "Read").contains(name);
    var over =
        ofWholeJobs
            ? jobs.stream().allMatch(job -> job.getState() == JobState.JOB_STATE_SUCCEEDED)
            : !steps.isEmpty() && allSucceeded(steps);
    if (over) {
      return BuildViews.Progress.DONE;
    }
    var begun = steps.stream().anyMatch(Step::hasStartedAt);
    return begun && jobs.stream().anyMatch(Actions::isOpen)
        ? BuildViews.Progress.NOW
        : BuildViews.Progress.WAITS;
  }

  private static boolean allSucceeded(List<Step> steps) {
    return steps.stream().allMatch(step -> step.getState() == JobState.JOB_STATE_SUCCEEDED);
  }

  /** From the first beginning to the last end, or until now. */
  private static String time(List<Step> steps, Instant now) {
    var from =
        steps.stream()
            .filter(Step::hasStartedAt)
            .map(s -> Moments.of(s.getStartedAt()))
            .sorted()
            .findFirst();
    if (from.isEmpty()) {
      return "";
    }
    var running = steps.stream().anyMatch(s -> s.hasStartedAt() && !s.hasFinishedAt());
    var to =
        running
            ? now
            : steps.stream()
                .filter(Step::hasFinishedAt)
                .map(s -> Moments.of(s.getFinishedAt()))
                .max(Comparator.naturalOrder())
                .orElse(now);
    var took = Duration.between(from.get(), to);
    return running ? Math.max(0, took.toSeconds()) + " s" : Shown.took(took);
  }

  /** How long all of it took. */
  Optional<Duration> took() {
    var from =
        steps()
            .filter(Step::hasStartedAt)
            .map(s -> Moments.of(s.getStartedAt()))
            .min(Comparator.naturalOrder());
    var to =
        steps()
            .filter(Step::hasFinishedAt)
            .map(s -> Moments.of(s.getFinishedAt()))
            .max(Comparator.naturalOrder());
    return from.isPresent() && to.isPresent()
        ? Optional.of(Duration.between(from.get(), to.get()))
        : Optional.empty();
  }

  Stream<Step> steps() {
    return jobs.stream().flatMap(job -> job.getStepsList().stream());
  }

  /** Whether its proof was made. */
  boolean isProven() {
    return jobs.stream()
        .filter(this::makes)
        .flatMap(job -> job.getStepsList().stream())
        .anyMatch(
            step ->
                step.getName().equals("record") && step.getState() == JobState.JOB_STATE_SUCCEEDED);
  }

  /** What its proof has seen so far. */
  Optional<ProofProgress> proof() {
    return steps().filter(Step::hasProof).map(Step::getProof).reduce((_, newer) -> newer);
  }

  /** Whether it proves itself now. */
  boolean isProving() {
    return steps()
        .anyMatch(
            step ->
                (step.getName().equals("prove") || step.getName().equals("probe"))
                    && step.getState() == JobState.JOB_STATE_RUNNING);
  }
}
