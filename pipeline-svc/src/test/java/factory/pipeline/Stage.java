package factory.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Address;
import factory.mesh.Fault;
import factory.mesh.Faults;
import factory.mesh.MeshChannel;
import factory.mesh.Settings;
import factory.mesh.TestTrust;
import factory.pipeline.deploy.FakeGateway;
import factory.pipeline.prove.Prover;
import factory.pipeline.prove.Proving;
import factory.pipeline.source.SpecSource;
import factory.pipeline.spec.Specification;
import factory.pipeline.v1.DeployServiceRequest;
import factory.pipeline.v1.GenerateServiceRequest;
import factory.pipeline.v1.GetJobRequest;
import factory.pipeline.v1.Job;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.pipeline.v1.ListJobsRequest;
import factory.pipeline.v1.PipelineGrpc;
import factory.pipeline.v1.Step;
import factory.pipeline.write.Artifact;
import factory.store.Database;
import factory.store.TestDatabase;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** Everything around a pipeline node, and the node: neighbours in memory, a real Postgres. */
final class Stage implements AutoCloseable {
  final FakeRegistry registry = new FakeRegistry();
  final FakeIssuer issuer = new FakeIssuer();
  final FakeGateway gateway = new FakeGateway(registry::upstream);
  final Database.Place store = TestDatabase.fresh("pipeline");
  final Path folder;
  final Map<String, String> settings = new TreeMap<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private SpecSource source = new ScriptedGenerator();
  private Function<Specification, Artifact> writer = new ScriptedGenerator();
  private Proving proving = new ScriptedGenerator();
  private @Nullable PipelineNode node;
  private @Nullable MeshChannel channel;

  Stage() {
    try {
      folder = Files.createTempDirectory("pl");
      Files.createDirectories(folder.resolve("libs"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    settings.putAll(TestTrust.settings("pipeline"));
    settings.put("factory.profile", "development");
    settings.put("pipeline.listen", "127.0.0.1:0");
    settings.put("pipeline.db.url", store.url());
    settings.put("pipeline.db.user", store.user());
    settings.put("mesh.registry", registry.address().toString());
    settings.put("mesh.registry-internal", registry.address().toString());
    settings.put("mesh.chain", issuer.address().toString());
    settings.put("mesh.chain-internal", issuer.address().toString());
    settings.put("pipeline.data-dir", folder.toString());
    settings.put("pipeline.runtime-libs", folder.resolve("libs").toString());
    settings.put("pipeline.gateway-url", gateway.url());
    settings.put("pipeline.health-interval", "PT0.2S");
    // Where there is a sandbox, services run in it.
    settings.put("pipeline.unsandboxed", "accepted");
    // Tests that are about it switch it on.
    settings.put("pipeline.fuzz-time", "PT0S");
    settings.put("pipeline.standby", "false");
    // Whatever machine this is.
    settings.put("pipeline.memory", "16g");
  }

  Stage with(String key, String value) {
    settings.put(key, value);
    return this;
  }

  Stage with(SpecSource anotherSource, Function<Specification, Artifact> anotherWriter) {
    source = anotherSource;
    writer = anotherWriter;
    proving = anotherSource instanceof Proving scripted ? scripted : new Prover();
    return this;
  }

  Stage start() {
    node = PipelineNode.start(Settings.of(settings), source, writer, proving);
    connect(node.address());
    return this;
  }

  void connect(Address address) {
    channel = MeshChannel.open(address, PipelineGrpc.getServiceDescriptor());
  }

  void stop() {
    if (channel != null) {
      channel.close();
      channel = null;
    }
    if (node != null) {
      node.close();
      node = null;
    }
  }

  PipelineGrpc.PipelineBlockingStub rpc() {
    if (channel == null) {
      throw new IllegalStateException("not started");
    }
    return PipelineGrpc.newBlockingStub(channel.channel());
  }

  /** The node, asked by a wallet. */
  PipelineGrpc.PipelineBlockingStub rpcAs(String wallet) {
    return rpc().withInterceptors(TestTrust.asWallet(TestTrust.of("edge"), "pipeline", wallet));
  }

  Job generate(UUID service) {
    return rpc()
        .generateService(
            GenerateServiceRequest.newBuilder().setServiceId(service.toString()).build())
        .getJob();
  }

  Job generateAuto(UUID service) {
    return rpc()
        .generateService(
            GenerateServiceRequest.newBuilder()
                .setServiceId(service.toString())
                .setAuto(true)
                .build())
        .getJob();
  }

  Job deploy(UUID service) {
    return rpc()
        .deployService(DeployServiceRequest.newBuilder().setServiceId(service.toString()).build())
        .getJob();
  }

  /** A service that has a version. */
  UUID generated(String idea) {
    var service = registry.create(idea);
    succeeded(generate(service));
    return service;
  }

  /** A service that is deployed. */
  UUID deployed(String idea) {
    var service = registry.create(idea);
    succeeded(generate(service));
    succeeded(deploy(service));
    return service;
  }

  Job job(String id) {
    return rpc().getJob(GetJobRequest.newBuilder().setJobId(id).build()).getJob();
  }

  Job ended(Job job) {
    return await(
        "the end of " + job.getId(),
        () -> job(job.getId()),
        now ->
            now.getState() != JobState.JOB_STATE_QUEUED
                && now.getState() != JobState.JOB_STATE_RUNNING);
  }

  Job succeeded(Job job) {
    var ended = ended(job);
    assertThat(ended.getState()).as(ended.toString()).isEqualTo(JobState.JOB_STATE_SUCCEEDED);
    return ended;
  }

  /** The newest job of a kind, once there is one. */
  Job jobOf(UUID service, JobKind kind) {
    return await(
            "a job " + kind,
            () ->
                rpc()
                    .listJobs(
                        ListJobsRequest.newBuilder()
                            .setServiceId(service.toString())
                            .setKind(kind)
                            .build())
                    .getJobsList()
                    .stream()
                    .toList(),
            jobs -> !jobs.isEmpty())
        .getFirst();
  }

  Job atStep(Job job, String step) {
    return await(
        step,
        () -> job(job.getId()),
        now ->
            now.getStepsList().stream()
                .anyMatch(
                    s -> s.getName().equals(step) && s.getState() == JobState.JOB_STATE_RUNNING));
  }

  static Step step(Job job, String name) {
    return job.getStepsList().stream()
        .filter(s -> s.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  HttpResponse<String> call(UUID service, String path) {
    return call(service, "GET", path);
  }

  HttpResponse<String> call(UUID service, String method, String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(gateway.url() + "/gateway/" + service + path))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .timeout(Duration.ofSeconds(10))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The processes of services that run in this stage's folder. */
  List<ProcessHandle> processes() {
    return started().filter(p -> p.info().command().orElse("").endsWith("/java")).toList();
  }

  /** With what runs around them. */
  private Stream<ProcessHandle> started() {
    return ProcessHandle.allProcesses()
        .filter(
            p ->
                List.of(p.info().arguments().orElse(new String[0])).stream()
                    .anyMatch(a -> a.startsWith("--data=" + folder)));
  }

  static Fault refusal(ThrowingCallable call) {
    var error = ThrowableAssert.catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(error).as("a refusal").isNotNull();
    return Faults.fromGrpc(error);
  }

  static <T> T await(String what, Supplier<T> look, java.util.function.Predicate<T> good) {
    var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      var seen = look.get();
      if (good.test(seen)) {
        return seen;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain for " + what + "; last seen: " + seen);
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static void until(String what, Callable<Boolean> condition) {
    await(
        what,
        () -> {
          try {
            return condition.call();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        good -> good);
  }

  /** Stops the node and shows that nothing of it is left. */
  @Override
  public void close() {
    List<Runnable> parts = new ArrayList<>();
    parts.add(this::stop);
    parts.add(gateway::close);
    parts.add(issuer::close);
    parts.add(registry::close);
    parts.add(http::close);
    parts.forEach(Runnable::run);
    var left = started().toList();
    left.forEach(ProcessHandle::destroyForcibly);
    assertThat(left).as("processes that were left over").isEmpty();
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
