package factory.web;

import com.google.protobuf.util.Timestamps;
import factory.pipeline.v1.Job;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.pipeline.v1.MakePlanResponse;
import factory.pipeline.v1.Step;
import factory.pipeline.v1.Version;
import factory.registry.v1.Choice;
import factory.registry.v1.Question;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.Serving;
import factory.registry.v1.ServingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/** Not a test: the pages among fakes, to look at them; takes a port. */
final class Look {
  private Look() {}

  public static void main(String[] args) throws InterruptedException {
    var clock = Clock.systemUTC();
    var registry = new FakeRegistry(clock);
    var pipeline = new FakePipeline(clock);
    var chain = new FakeChain();
    var gate = new FakeAccess();
    gate.use();
    seed(registry, pipeline, chain);
    var exhibits = new Exhibits(registry, pipeline, chain);
    gate.report(exhibits.live);
    pipeline.whenEnqueued(
        job -> Thread.startVirtualThread(() -> work(job, registry, pipeline, chain)));
    try (var web =
        new Neighbourhood(
            args.length > 1
                ? Map.of("registry", registry, "pipeline", pipeline)
                : Map.of("registry", registry, "pipeline", pipeline, "chain", chain, "edge", gate),
            clock,
            "127.0.0.1:" + args[0])) {
      System.out.println(web.base() + " /services/" + exhibits.live);
      Thread.currentThread().join();
    }
  }

  private static void plan(Service books, FakePipeline pipeline) {
    String library;
    try (var in = Objects.requireNonNull(Look.class.getResourceAsStream("/library.json"))) {
      library = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    pipeline.drafts.put(books.getId(), library);
    pipeline.made.put(
        books.getId(),
        List.of(
            Version.newBuilder()
                .setId(books.getId())
                .setServiceId(books.getId())
                .setNumber(1)
                .setTitle("Library")
                .setContentHash("ab".repeat(32))
                .setSpecification(library)
                .setProof(
                    "{\"checks\":[{\"name\":\"A book comes back as it was made\",\"outcome\":\"passed\"},{\"name\":\"No two books have the same isbn\",\"outcome\":\"passed\"},{\"name\":\"A list of a million books\",\"outcome\":\"not_tried\",\"evidence\":\"it takes too long\"}]}")
                .setCreatedAt(Timestamps.fromMillis(System.currentTimeMillis()))
                .build()));
    pipeline.plans.put(
        "make me",
        MakePlanResponse.newBuilder()
            .setSpecification(
                "{\"format\":1,\"title\":\"A new service\",\"left_out\":[{\"text\":\"make me rich\",\"reason\":\"It is not clear what is to be kept.\"}]}")
            .addQuestions(
                Question.newBuilder()
                    .setId("0123456789abcdef")
                    .setText("What does the service keep, and which fields does it have?")
                    .setPath("/kinds"))
            .addQuestions(
                Question.newBuilder()
                    .setId("0123456789abcdee")
                    .setText("Who may see it?")
                    .addChoices(Choice.newBuilder().setValue("a").setLabel("Everybody"))
                    .addChoices(Choice.newBuilder().setValue("o").setLabel("Whoever made it")))
            .build());
  }

  private static void seed(FakeRegistry registry, FakePipeline pipeline, FakeChain chain) {
    for (var i = 0; i < 18; i++) {
      registry.add(
          "keep the opening hours of shop number " + i,
          ServiceStatus.SERVICE_STATUS_QUEUED,
          _ -> {});
    }
    var failed =
        registry.add(
            "make me rich",
            ServiceStatus.SERVICE_STATUS_FAILED,
            s -> s.setRequesterId(Neighbourhood.WALLET));
    registry.event(
        failed.getId(),
        ServiceStatus.SERVICE_STATUS_FAILED,
        "The idea names nothing to keep; say what to track and its fields.");
    pipeline.add(
        failed.getId(),
        JobKind.JOB_KIND_GENERATE,
        JobState.JOB_STATE_FAILED,
        true,
        step("begin", JobState.JOB_STATE_SUCCEEDED, ""),
        step("write-source", JobState.JOB_STATE_FAILED, "The idea names nothing to keep."));
    var down =
        registry.add(
            "track films with title and year",
            ServiceStatus.SERVICE_STATUS_FAILED,
            s ->
                s.setServing(
                        Serving.newBuilder()
                            .setState(ServingState.SERVING_STATE_DOWN)
                            .setVersion("77b03f9a1c2e")
                            .setReason(
                                "Its process ended with exit code 3 before it answered its health; it is tried again."))
                    .setApiBaseUrl("http://localhost:8080/gateway/" + s.getId()));
    pipeline.version(down.getId(), "{\"paths\": {\"/films\": {\"get\": {}}}}");
    registry.generated(down.getId());
    registry.event(
        down.getId(), ServiceStatus.SERVICE_STATUS_FAILED, "Version 2 did not answer in time.");
    pipeline.add(
        down.getId(),
        JobKind.JOB_KIND_TOKENISE,
        JobState.JOB_STATE_FAILED,
        true,
        step("create-token", JobState.JOB_STATE_FAILED, "The chain cannot be reached."));
    pipeline.add(
        down.getId(),
        JobKind.JOB_KIND_DEPLOY,
        JobState.JOB_STATE_FAILED,
        true,
        step("begin", JobState.JOB_STATE_SUCCEEDED, ""),
        step("start", JobState.JOB_STATE_SUCCEEDED, "process 4711"),
        step("probe-direct", JobState.JOB_STATE_FAILED, "No answer within 30 s."));
    registry.add(
        "<script>alert('x')</script> & \"quotes\"", ServiceStatus.SERVICE_STATUS_QUEUED, _ -> {});
    var books =
        registry.add(
            "track books with title, author and a rating from 1 to 5",
            ServiceStatus.SERVICE_STATUS_DEPLOYED,
            s ->
                s.setTokenAddress(FakeChain.ADDRESS)
                    .setChainId(31337)
                    .setServing(
                        Serving.newBuilder()
                            .setState(ServingState.SERVING_STATE_UP)
                            .setVersion("3f9a1c2e77b0"))
                    .setApiBaseUrl("http://localhost:8080/gateway/" + s.getId()));
    pipeline.version(books.getId(), "{\"paths\": {\"/books\": {\"get\": {}}}}");
    plan(books, pipeline);
    chain.tokenOf(books.getId(), "Books");
    chain.balance(Neighbourhood.WALLET, "2500000000000000000");
    registry.event(books.getId(), ServiceStatus.SERVICE_STATUS_GENERATING, "");
    registry.event(
        books.getId(),
        ServiceStatus.SERVICE_STATUS_GENERATED,
        "Version 3f9a1c2e77b0 answered its probes.");
    registry.event(books.getId(), ServiceStatus.SERVICE_STATUS_DEPLOYING, "");
    registry.event(
        books.getId(), ServiceStatus.SERVICE_STATUS_DEPLOYED, "It answers through the gate.");
    pipeline.add(
        books.getId(),
        JobKind.JOB_KIND_GENERATE,
        JobState.JOB_STATE_SUCCEEDED,
        true,
        step("write-source", JobState.JOB_STATE_SUCCEEDED, "7 files"),
        step("compile", JobState.JOB_STATE_SUCCEEDED, ""),
        step("probe", JobState.JOB_STATE_SUCCEEDED, "/health answered in 212 ms"));
    pipeline.add(
        books.getId(),
        JobKind.JOB_KIND_DEPLOY,
        JobState.JOB_STATE_SUCCEEDED,
        true,
        step("start", JobState.JOB_STATE_SUCCEEDED, ""),
        step("probe-through-gateway", JobState.JOB_STATE_SUCCEEDED, ""));
    registry.add(
        "a longer story: ".repeat(60)
            + "with appointments for a barber, each with a customer, a time, a duration in minutes and a price",
        ServiceStatus.SERVICE_STATUS_GENERATED,
        _ -> {});
  }

  private static Step step(String name, JobState state, String message) {
    var now = Clock.systemUTC().instant().getEpochSecond();
    return Step.newBuilder()
        .setName(name)
        .setState(state)
        .setMessage(message)
        .setAttempts(1)
        .setStartedAt(com.google.protobuf.Timestamp.newBuilder().setSeconds(now))
        .setFinishedAt(
            com.google.protobuf.Timestamp.newBuilder().setSeconds(now).setNanos(340_000_000))
        .build();
  }

  private static void work(Job job, FakeRegistry registry, FakePipeline pipeline, FakeChain chain) {
    var id = job.getServiceId();
    if (job.getKind() == JobKind.JOB_KIND_TOKENISE) {
      pause();
      chain.tokenOf(id, "Token");
      registry.change(id, s -> s.setTokenAddress(FakeChain.ADDRESS).setChainId(31337));
    } else {
      pipeline.version(id, "{\"paths\": {\"/things\": {\"get\": {}}}}");
      registry.change(id, s -> s.setStatus(ServiceStatus.SERVICE_STATUS_GENERATING));
      for (var done :
          List.of(
              step("begin", JobState.JOB_STATE_SUCCEEDED, "The service is generating."),
              step(
                  "write-source",
                  JobState.JOB_STATE_SUCCEEDED,
                  "14 files for 'Library' were written."),
              step("compile", JobState.JOB_STATE_SUCCEEDED, "The sources compile."),
              step("prove", JobState.JOB_STATE_SUCCEEDED, "131 checks passed, 3 were not tried."),
              step(
                  "record",
                  JobState.JOB_STATE_SUCCEEDED,
                  "Version 1 was made and proved itself."))) {
        var running =
            done.toBuilder().setState(JobState.JOB_STATE_RUNNING).clearFinishedAt().clearMessage();
        pipeline.change(job.getId(), j -> j.addSteps(running));
        pause();
        pipeline.change(job.getId(), j -> j.setSteps(j.getStepsCount() - 1, done));
      }
      registry.change(
          id,
          s ->
              s.setServing(
                      Serving.newBuilder().setState(ServingState.SERVING_STATE_UP).setVersion("1"))
                  .setApiBaseUrl("http://localhost:8080/gateway/" + id));
    }
    pipeline.change(job.getId(), j -> j.setState(JobState.JOB_STATE_SUCCEEDED));
  }

  private static void pause() {
    LockSupport.parkNanos(1_500_000_000L);
  }
}
