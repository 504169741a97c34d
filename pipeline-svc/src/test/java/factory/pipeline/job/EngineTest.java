package factory.pipeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.mesh.Backoff;
import factory.mesh.Retry;
import factory.pipeline.compute.CpuPool;
import factory.store.Database;
import factory.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Flows of the tests' own on a real Postgres: who runs when, and how what runs is ended. */
class EngineTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Retry RETRY =
      new Retry(new Backoff(Duration.ofMillis(5), Duration.ofMillis(20)), 2, LONG);

  private final CpuPool cpu = new CpuPool(LONG);
  private final Map<UUID, CountDownLatch> released = new ConcurrentHashMap<>();
  private final List<UUID> begun = java.util.Collections.synchronizedList(new ArrayList<>());
  private final List<UUID> abandoned = java.util.Collections.synchronizedList(new ArrayList<>());
  private final List<UUID> interrupted = java.util.Collections.synchronizedList(new ArrayList<>());
  private volatile Thread waiting = Thread.currentThread();
  private final List<Engine> engines = new ArrayList<>();
  private Database database;
  private JobStore store;

  /** What the tests' steps end with. */
  record Said(String text) implements Result {
    @Override
    public String message() {
      return text;
    }
  }

  /** What they end with in a later release. */
  record Counted(int count) implements Result {
    @Override
    public String message() {
      return count + " counted";
    }
  }

  private record Scripted(JobKind kind, int version, List<Step<?>> steps, List<UUID> abandonedJobs)
      implements Flow {
    @Override
    public void abandon(Progress progress) {
      abandonedJobs.add(progress.job().id());
    }

    @Override
    public Optional<Next> next(Progress progress) {
      return Optional.empty();
    }
  }

  @BeforeEach
  void open() {
    database = Database.open(TestDatabase.fresh("pipeline"));
    store = new JobStore(database, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    released.values().forEach(CountDownLatch::countDown);
    engines.forEach(Engine::close);
    cpu.close();
    database.close();
  }

  private Flow flow(JobKind kind, int version, Step<?>... steps) {
    return new Scripted(kind, version, List.of(steps), abandoned);
  }

  /** Every kind goes like this. */
  private Flows like(Step<?>... steps) {
    return new Flows(
        java.util.Arrays.stream(JobKind.values()).map(kind -> flow(kind, 1, steps)).toList());
  }

  private final Foreground foreground = new Foreground();

  private Engine start(Flows flows, int workers, int perOwner) {
    var engine =
        new Engine(
            store,
            flows,
            cpu,
            UUID.randomUUID(),
            new Engine.Pace(
                workers, perOwner, Duration.ofMillis(20), Duration.ofSeconds(15), RETRY),
            foreground);
    engines.add(engine);
    engine.start();
    return engine;
  }

  private Job enqueue(Engine engine, Flows flows, String owner) {
    return enqueue(engine, flows, owner, JobKind.GENERATE);
  }

  private Job enqueue(Engine engine, Flows flows, String owner, JobKind kind) {
    return engine.enqueue(
        new NewJob(
            UUID.randomUUID(),
            UUID.randomUUID(),
            owner,
            flows.newest(kind),
            false,
            null,
            null,
            TokenTerms.DEFAULTS,
            Asked.NOBODY));
  }

  private Step<Said> step(String name, Step.Waiting<Said> work) {
    return Step.waiting(name, Said.class, RETRY, LONG, work);
  }

  /** Runs until the test lets it go. */
  private Step<Said> held() {
    return step("held", this::hold);
  }

  private Said hold(Progress progress) throws InterruptedException {
    var id = progress.job().id();
    var latch = released.computeIfAbsent(id, _ -> new CountDownLatch(1));
    begun.add(id);
    try {
      latch.await();
    } catch (InterruptedException e) {
      interrupted.add(id);
      throw e;
    }
    return new Said("let go");
  }

  /** Runs until the test lets it go, whatever else it is told. */
  private Said holdOn(UUID id) {
    var latch = released.computeIfAbsent(id, _ -> new CountDownLatch(1));
    begun.add(id);
    while (true) {
      try {
        latch.await();
        return new Said("let go");
      } catch (InterruptedException e) {
        interrupted.add(id);
      }
    }
  }

  private void release(UUID id) {
    released.computeIfAbsent(id, _ -> new CountDownLatch(1)).countDown();
  }

  private Job job(Job job) {
    return store.find(job.id()).orElseThrow();
  }

  private Job ended(Job job) {
    until("the end of the job", () -> job(job).state().ended());
    return job(job);
  }

  private static void until(String what, BooleanSupplier condition) {
    var deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain for " + what);
      }
      Thread.onSpinWait();
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void aHundredJobsOfOneOwnerHoldUpNobodyElse() {
    var flows = like(held());
    var engine = start(flows, 3, 2);
    List<Job> many = new ArrayList<>();
    for (var i = 0; i < 100; i++) {
      many.add(enqueue(engine, flows, "a"));
    }
    until("two of a run", () -> begun.size() == 2);

    var other = enqueue(engine, flows, "b");

    // While both of a still run, and the third worker takes no third one.
    until("the one of b runs", () -> begun.contains(other.id()));
    assertThat(begun).hasSize(3);
    release(other.id());
    assertThat(ended(other).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(begun).hasSize(3);
    assertThat(many.stream().filter(job -> job(job).state() == JobState.RUNNING)).hasSize(2);
  }

  @Test
  void whoHasTheFewestRunningJobsIsNextAndThenWhoeverWaitsLongest() {
    var flows = like(held());
    var engine = start(flows, 2, 2);
    List<Job> many = new ArrayList<>();
    for (var i = 0; i < 10; i++) {
      many.add(enqueue(engine, flows, "a"));
    }
    until("two of a run", () -> begun.size() == 2);
    var first = enqueue(engine, flows, "b");
    var second = enqueue(engine, flows, "b");

    release(begun.getFirst());
    until("a third one runs", () -> begun.size() == 3);
    assertThat(begun).last().isEqualTo(first.id());
    // Now each has one, and a's is older.
    release(begun.get(1));
    until("a fourth one runs", () -> begun.size() == 4);
    assertThat(begun).last().isEqualTo(many.get(2).id());
    release(many.get(2).id());
    release(first.id());
    until("the second of b runs", () -> begun.contains(second.id()));
  }

  /** Waits for quiet on a thread of its own; done when there is. */
  private CompletableFuture<Duration> quiet() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return foreground.awaitQuiet(LONG);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        task -> waiting = Thread.ofPlatform().start(task));
  }

  @Test
  void whatNobodyWaitsForIsTheOnlyWorkThatOthersDoNotYieldTo() throws Exception {
    var flows = like(held());
    var engine = start(flows, 2, 2);
    var background = enqueue(engine, flows, "a", JobKind.FUZZ);
    until("it runs", () -> begun.contains(background.id()));
    assertThat(foreground.awaitQuiet(LONG)).isZero();
    var job = enqueue(engine, flows, "a");
    var another = enqueue(engine, flows, "b");
    until("they run", () -> begun.contains(job.id()) && begun.contains(another.id()));

    var quiet = quiet();
    until("it waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
    release(job.id());
    assertThat(ended(job).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(quiet).isNotDone();
    assertThat(foreground.awaitQuiet(Duration.ZERO)).isLessThan(LONG);
    engine.cancel(another.id(), "called off");

    assertThat(quiet.get(1, TimeUnit.MINUTES)).isPositive();
    assertThat(foreground.awaitQuiet(LONG)).isZero();
    assertThat(job(background).state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void cancellingBreaksOffAStepThatHangsAndTheJobHasEndedWhenNothingOfItRuns() {
    var flows = like(held(), step("never", _ -> new Said("must not run")));
    var engine = start(flows, 1, 1);
    var job = enqueue(engine, flows, "a");
    until("it runs", () -> begun.contains(job.id()));

    assertThat(engine.cancel(job.id(), "called off")).isTrue();

    var ended = ended(job);
    assertThat(ended.state()).isEqualTo(JobState.CANCELLED);
    assertThat(ended.message()).isEqualTo("called off");
    assertThat(interrupted).containsExactly(job.id());
    assertThat(abandoned).containsExactly(job.id());
    assertThat(ended.steps()).allMatch(s -> s.state() == JobState.CANCELLED);
    assertThat(ended.steps()).extracting(StepRecord::attempts).containsExactly(1, 0);
    assertThat(engine.cancel(job.id(), "again")).isFalse();
    // The worker is there for others.
    var next = enqueue(engine, flows, "a");
    release(next.id());
    assertThat(ended(next).state()).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void ofAJobThatIsCancelledNothingRuns() {
    var computing =
        Step.computing(
            "computing",
            Said.class,
            RETRY,
            LONG,
            new Step.Body.Computes<>("Counting", "", p -> p.job().id(), this::holdOn));
    var waiting = step("waiting", progress -> holdOn(progress.job().id()));
    for (var step : List.of(computing, waiting)) {
      var flows = like(step, step("never", _ -> new Said("must not run")));
      var engine = start(flows, 1, 1);
      var job = enqueue(engine, flows, "a");
      until("it runs", () -> begun.contains(job.id()));
      engine.cancel(job.id(), "called off");
      until("it was told to end", () -> interrupted.contains(job.id()));

      // It does not care, and whoever looks is not told that it has ended.
      assertThat(job(job).state()).isEqualTo(JobState.RUNNING);
      assertThat(job(job).cancelRequested()).isTrue();
      release(job.id());
      assertThat(ended(job).state()).isEqualTo(JobState.CANCELLED);
      engine.close();
    }
  }

  @Test
  void aComputationThatNeverEndsHasFailedAndIsNotCancelled() {
    var endless =
        Step.computing(
            "endless",
            Said.class,
            RETRY,
            Duration.ofSeconds(2),
            new Step.Body.Computes<>("Counting", "Count less.", p -> p.job().id(), this::holdOn));
    var flows = like(endless);
    var engine = start(flows, 1, 1);
    var job = enqueue(engine, flows, "a");
    until("it runs", () -> begun.contains(job.id()));

    engine.cancel(job.id(), "called off");

    var ended = ended(job);
    assertThat(ended.state()).isEqualTo(JobState.FAILED);
    assertThat(ended.message()).isEqualTo("Counting took longer than 2 s. Count less.");
  }

  @Test
  void aJobThatNobodyWorksOnIsEndedThoughEveryWorkerIsBusy() {
    var flows = like(held());
    var engine = start(flows, 1, 1);
    var busy = enqueue(engine, flows, "a");
    until("the worker is busy", () -> begun.contains(busy.id()));
    var waiting = enqueue(engine, flows, "b");

    engine.cancel(waiting.id(), "called off");

    assertThat(ended(waiting).state()).isEqualTo(JobState.CANCELLED);
    assertThat(job(busy).state()).isEqualTo(JobState.RUNNING);
    assertThat(begun).containsExactly(busy.id());
  }

  @Test
  void aCallWhoseEffectMustBeKnownIsWaitedForAndWhatMustBeMadeWholeIs() {
    var flows =
        like(
            held().cancelled(Step.Cancelling.WAITS),
            step("whole", _ -> new Said("made whole")).cancelled(Step.Cancelling.TOO_LATE));
    var engine = start(flows, 1, 1);
    var job = enqueue(engine, flows, "a");
    until("it runs", () -> begun.contains(job.id()));
    engine.cancel(job.id(), "called off");
    release(job.id());

    assertThat(ended(job).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(interrupted).isEmpty();
    engine.close();

    var before = like(held().cancelled(Step.Cancelling.WAITS), step("next", _ -> new Said("")));
    var another = start(before, 1, 1);
    var called = enqueue(another, before, "a");
    until("it runs", () -> begun.contains(called.id()));
    another.cancel(called.id(), "called off");
    release(called.id());
    var ended = ended(called);
    assertThat(ended.state()).isEqualTo(JobState.CANCELLED);
    assertThat(ended.steps())
        .extracting(StepRecord::state)
        .containsExactly(JobState.SUCCEEDED, JobState.CANCELLED);
  }

  @Test
  void aStepThatHangsIsBrokenOffAtItsDeadlineAndTriedAsOftenAsItsOwnPolicySays() {
    var hanging = Step.waiting("hanging", Said.class, RETRY, Duration.ofMillis(100), this::hold);
    var flows = like(hanging);
    var job = enqueue(start(flows, 1, 1), flows, "a");

    var ended = ended(job);
    assertThat(ended.state()).isEqualTo(JobState.FAILED);
    assertThat(ended.message()).startsWith("The step took longer than").contains("2 times");
    assertThat(ended.steps().getFirst().attempts()).isEqualTo(2);
    assertThat(interrupted).containsExactly(job.id(), job.id());
  }

  @Test
  void aNewerReleaseGoesOnWithTheVersionThatItStillKnowsAndEndsTheOthersWithTheReason() {
    var text = step("first", _ -> new Said("as it was"));
    var hold = held();
    var seen = java.util.Collections.synchronizedList(new ArrayList<String>());
    Step.Waiting<Said> read =
        progress -> {
          seen.add(progress.of(text).text());
          return new Said("read");
        };
    var old = like(text, hold, step("last", read));
    var before = start(old, 2, 2);
    var goesOn = enqueue(before, old, "a");
    until("it is in its second step", () -> begun.contains(goesOn.id()));
    before.close();

    var number = Step.waiting("first", Counted.class, RETRY, LONG, _ -> new Counted(7));
    var newer = flow(JobKind.GENERATE, 2, number, step("other", _ -> new Said("new")));
    var both =
        new Flows(
            List.of(
                flow(JobKind.GENERATE, 1, text, hold, step("last", read)),
                newer,
                flow(JobKind.DEPLOY, 1, number),
                flow(JobKind.READ, 1, number),
                flow(JobKind.TOKENISE, 1, number),
                flow(JobKind.EDIT, 1, number),
                flow(JobKind.FUZZ, 1, number)));
    var after = start(both, 2, 2);
    release(goesOn.id());
    assertThat(ended(goesOn).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(seen).containsExactly("as it was");
    var fresh = ended(enqueue(after, both, "a"));
    assertThat(fresh.flowVersion()).isEqualTo(2);
    assertThat(fresh.steps()).extracting(StepRecord::name).containsExactly("first", "other");
    assertThat(fresh.steps().getFirst().result()).isEqualTo("{\"count\": 7}");
    var left =
        enqueue(
            after,
            new Flows(
                List.of(
                    flow(JobKind.GENERATE, 1, text, hold, step("last", read)),
                    flow(JobKind.DEPLOY, 1, number),
                    flow(JobKind.READ, 1, number),
                    flow(JobKind.TOKENISE, 1, number),
                    flow(JobKind.EDIT, 1, number),
                    flow(JobKind.FUZZ, 1, number))),
            "a");
    until("it is in its second step", () -> begun.contains(left.id()));
    after.close();

    var last =
        start(
            new Flows(
                List.of(
                    newer,
                    flow(JobKind.DEPLOY, 1, number),
                    flow(JobKind.READ, 1, number),
                    flow(JobKind.TOKENISE, 1, number),
                    flow(JobKind.EDIT, 1, number),
                    flow(JobKind.FUZZ, 1, number))),
            1,
            1);
    last.wake();
    var ended = ended(left);
    assertThat(ended.state()).isEqualTo(JobState.FAILED);
    assertThat(ended.message()).contains("begun by another release of the platform");
    assertThat(abandoned).containsExactly(left.id());
  }

  @Test
  void whatAStepLeftAndNobodyCanReadFailsTheJobWithTheReason() {
    var text = step("first", _ -> new Said("words"));
    // Somebody changed the record and forgot the flow's version.
    var asNumber = Step.waiting("first", Counted.class, RETRY, LONG, _ -> new Counted(7));
    var hold = held();
    var old = like(text, hold, step("last", _ -> new Said("")));
    var before = start(old, 1, 1);
    var job = enqueue(before, old, "a");
    until("it is in its second step", () -> begun.contains(job.id()));
    before.close();

    Step.Waiting<Said> read = progress -> new Said("got " + progress.of(asNumber).count());
    start(like(asNumber, step("held", _ -> new Said("")), step("last", read)), 1, 1);
    release(job.id());

    var ended = ended(job);
    assertThat(ended.state()).isEqualTo(JobState.FAILED);
    assertThat(ended.message()).contains("cannot read what the step first left");
  }

  @Test
  void eachKindHasAFlowAndEachFlowAVersionOfItsOwn() {
    var one = step("one", _ -> new Said(""));
    assertThatThrownBy(() -> new Flows(List.of(flow(JobKind.GENERATE, 1, one))))
        .hasMessage("no flow DEPLOY");
    assertThatThrownBy(
            () -> new Flows(List.of(flow(JobKind.DEPLOY, 3, one), flow(JobKind.DEPLOY, 3, one))))
        .hasMessage("two flows DEPLOY of version 3");
  }
}
