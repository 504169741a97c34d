package factory.pipeline;

import factory.mesh.Address;
import factory.mesh.Backoff;
import factory.mesh.Faults;
import factory.mesh.Health;
import factory.mesh.MeshServer;
import factory.mesh.Node;
import factory.mesh.Pauses;
import factory.mesh.Refused;
import factory.mesh.Retry;
import factory.mesh.Settings;
import factory.pipeline.admission.Admission;
import factory.pipeline.build.OwnSourceCompiler;
import factory.pipeline.build.SourceCompiler;
import factory.pipeline.compute.CpuPool;
import factory.pipeline.deploy.Isolation;
import factory.pipeline.deploy.LocalDeployer;
import factory.pipeline.deploy.Probe;
import factory.pipeline.deploy.Rollout;
import factory.pipeline.document.DocumentFault;
import factory.pipeline.document.DocumentProcess;
import factory.pipeline.document.DocumentReader;
import factory.pipeline.document.DocumentStore;
import factory.pipeline.document.MetadataDocument;
import factory.pipeline.edit.Edits;
import factory.pipeline.job.Engine;
import factory.pipeline.job.Flow;
import factory.pipeline.job.Flows;
import factory.pipeline.job.Foreground;
import factory.pipeline.job.JobFault;
import factory.pipeline.job.JobStore;
import factory.pipeline.job.Jobs;
import factory.pipeline.job.PipelineRpc;
import factory.pipeline.job.ProofProgressStore;
import factory.pipeline.job.RequestIds;
import factory.pipeline.job.SourceRpc;
import factory.pipeline.job.Submissions;
import factory.pipeline.job.VersionRpc;
import factory.pipeline.model.Ledger;
import factory.pipeline.model.Model;
import factory.pipeline.model.ModelRpc;
import factory.pipeline.neighbour.Neighbours;
import factory.pipeline.plan.PlanRpc;
import factory.pipeline.plan.Plans;
import factory.pipeline.prove.Prover;
import factory.pipeline.prove.Proving;
import factory.pipeline.sandbox.Sandbox;
import factory.pipeline.source.SpecSource;
import factory.pipeline.source.english.EnglishSource;
import factory.pipeline.spec.Specification;
import factory.pipeline.tool.ToolBroker;
import factory.pipeline.version.VersionHistoryStore;
import factory.pipeline.version.Versions;
import factory.pipeline.work.Comebacks;
import factory.pipeline.work.Deletions;
import factory.pipeline.work.DeployWork;
import factory.pipeline.work.EditWork;
import factory.pipeline.work.FuzzWork;
import factory.pipeline.work.Gateway;
import factory.pipeline.work.GenerateWork;
import factory.pipeline.work.Limits;
import factory.pipeline.work.Making;
import factory.pipeline.work.ReadWork;
import factory.pipeline.work.TokeniseWork;
import factory.pipeline.write.Artifact;
import factory.pipeline.write.Writer;
import factory.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** The pipeline: jobs, versions, and the processes of services. */
public final class PipelineNode implements Node {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private static final Duration COMPUTE_AT_MOST = Duration.ofSeconds(60);
  private static final Retry AT_START =
      new Retry(Backoff.DEFAULT, Integer.MAX_VALUE, Duration.ofMinutes(1));
  private static final int MAX_MESSAGE_BYTES = 3 << 20;
  private final MeshServer server;

  private PipelineNode(
      PipelineConfig config,
      SpecSource source,
      Function<Specification, Artifact> writer,
      Proving proving,
      Clock clock) {
    try {
      var folder = open(DataFolder.open(config.dataDir()));
      var database = open(Database.open(config.store()));
      var lease =
          open(
              patiently(
                  () ->
                      NodeLease.take(
                          database,
                          folder.node(),
                          place(config),
                          config.lease(),
                          PipelineNode::end)));
      var neighbours = open(new Neighbours(config.neighbours(), config.trust()));
      var gateway = open(new Gateway(config.gatewayUrl()));
      var cpu = open(new CpuPool(COMPUTE_AT_MOST));
      var isolation =
          Isolation.of(
              Sandbox.find(config.dataDir().resolve("sandbox"), config.admission().memoryBytes()),
              config.unsandboxed());
      var ownSources =
          new OwnSourceCompiler(
              config.dataDir().resolve("compiling"),
              config.javaHome(),
              config.runtimeLibs(),
              isolation.found());
      var versions =
          new Versions(
              database,
              clock,
              new SourceCompiler(config.runtimeLibs()),
              ownSources,
              cpu,
              config.dataDir());
      var tools =
          open(
              new ToolBroker(config.dataDir().resolve("tools"), config.tools(), isolation.found()));
      var deployer = new LocalDeployer(localPlace(config), isolation, tools);
      var rollout =
          open(
              new Rollout(
                  database,
                  clock,
                  folder.node(),
                  versions,
                  neighbours,
                  deployer,
                  new Rollout.Pace(
                      config.healthInterval(),
                      config.maxFailures(),
                      config.stopProcessesOnClose())));
      // Reading has a thread of its own: whoever waits for a plan does not wait for compilers.
      var documents = new MetadataDocument(new DocumentStore(database, clock));
      var plans =
          new Plans(
              source,
              reader(config, isolation),
              writer,
              open(new CpuPool(COMPUTE_AT_MOST)),
              database,
              clock,
              versions,
              neighbours,
              config.owners(),
              tools.tools());
      var admission = new Admission(database, clock, isolation.refusal(), config.admission());
      var store = new JobStore(database, clock);
      var limits = Limits.of(config.retryFor(), config.startTimeout());
      var edits =
          new Edits(
              versions,
              service ->
                  versions
                      .newest(service)
                      .orElseThrow(() -> new Refused(new JobFault.NoVersion(service))),
              plans,
              neighbours,
              config.owners(),
              cpu,
              ownSources.works());
      var making =
          new Making(
              neighbours,
              plans,
              writer,
              versions,
              new Probe(deployer, versions, config.assertions()),
              proving,
              new ProofProgressStore(database),
              edits);
      List<Flow> all = new ArrayList<>(GenerateWork.before(making, limits));
      all.add(new GenerateWork(making, limits));
      all.add(
          new DeployWork(
              neighbours, versions, rollout, gateway, limits, config.fuzz().time().isPositive()));
      var foreground = new Foreground();
      var comebacks =
          new Comebacks(
              neighbours, versions, rollout, service -> store.active(service).isPresent());
      all.add(new FuzzWork(making, rollout, comebacks, limits, config.fuzz(), foreground));
      all.add(new TokeniseWork(neighbours, versions, limits));
      all.add(new EditWork(making, limits));
      var ledger = new Ledger(database, clock);
      var model = config.model().map(place -> open(new Model(place, ledger, clock)));
      all.add(new ReadWork(making, plans, documents, model, limits));
      var flows = new Flows(all);
      var engine =
          open(
              new Engine(
                  store,
                  flows,
                  cpu,
                  folder.node(),
                  new Engine.Pace(
                      config.workers(),
                      config.jobsPerOwner(),
                      config.poll(),
                      config.lease(),
                      limits.retry()),
                  foreground));
      patiently(
          () -> {
            rollout.start(service -> store.active(service).isPresent());
            engine.start();
            return open(new Deletions(database, neighbours, store, engine, rollout));
          });
      var jobs =
          new Jobs(
              store,
              engine,
              flows,
              versions,
              neighbours,
              config.owners(),
              admission,
              plans,
              edits,
              model.isPresent());
      var requests = new RequestIds(database);
      var health = new Health().needs("store", database::problem).needs(lease.loop());
      engine.loops().forEach(health::needs);
      server =
          open(
              MeshServer.at(config.listen(), config.trust())
                  // An idea with a document of 1 MiB.
                  .maxMessageBytes(MAX_MESSAGE_BYTES)
                  .health(health)
                  .service(
                      new PipelineRpc(
                          jobs,
                          new Submissions(
                              jobs,
                              requests,
                              neighbours,
                              config.owners(),
                              admission,
                              plans,
                              documents),
                          requests,
                          new PlanRpc(plans, versions, documents),
                          new ModelRpc(model, ledger, clock),
                          documents,
                          new VersionRpc(
                              versions,
                              new VersionHistoryStore(database),
                              neighbours,
                              config.owners()),
                          new SourceRpc(edits),
                          new DeployerReport(isolation, admission, tools.tools())::render))
                  .start());
      // The node is ready now; its services follow, a few at a time.
      rollout.watch();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** A store that is busy or not there yet at a start is waited for. */
  private static <T> T patiently(Callable<T> part) {
    var began = System.nanoTime();
    var pauses = new Pauses(AT_START.pauses());
    while (true) {
      try {
        try {
          return part.call();
        } catch (Refused e) {
          if (!Faults.isTransient(e)
              || AT_START.isOver(Duration.ofNanos(System.nanoTime() - began))) {
            throw e;
          }
        }
        Thread.sleep(pauses.next());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted at the start", e);
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static DocumentReader reader(PipelineConfig config, Isolation isolation) {
    if (config.documentLibs().isEmpty()) {
      return text -> {
        throw new Refused(new DocumentFault.NoReader());
      };
    }
    return new DocumentProcess(
        config.dataDir().resolve("documents"),
        config.javaHome(),
        config.documentLibs().get(),
        isolation.found());
  }

  private static LocalDeployer.Place localPlace(PipelineConfig config) {
    return new LocalDeployer.Place(
        config.dataDir(),
        config.runDir(),
        config.javaHome(),
        config.runtimeLibs(),
        config.startTimeout(),
        config.maxLogBytes(),
        config.maxDataBytes(),
        config.stopProcessesOnClose(),
        config.standby(),
        config.assertions());
  }

  private static String place(PipelineConfig config) {
    return "process %d with the data folder '%s'"
        .formatted(ProcessHandle.current().pid(), config.dataDir());
  }

  /** In order, with services and all; on a thread of its own, since that waits for this one. */
  private static void end() {
    Thread.ofPlatform().name("lost-node-lease").start(() -> System.exit(1));
  }

  /**
   * Refuses what {@link #start} would refuse of these settings; starts nothing.
   *
   * @throws IllegalArgumentException with everything that is wrong
   */
  public static void check(Settings settings) {
    PipelineConfig.from(settings);
  }

  /**
   * Starts the node; returns once it listens.
   *
   * @throws IllegalArgumentException naming the setting that is wrong
   */
  public static PipelineNode start(Settings settings) {
    return start(settings, new EnglishSource(), new Writer()::write, new Prover());
  }

  static PipelineNode start(
      Settings settings,
      SpecSource source,
      Function<Specification, Artifact> writer,
      Proving proving) {
    return new PipelineNode(
        PipelineConfig.from(settings), source, writer, proving, Clock.systemUTC());
  }

  private <T extends AutoCloseable> T open(T part) {
    opened.push(part);
    return part;
  }

  @Override
  public Address address() {
    return server.address();
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        // The parts below it must be closed all the same.
        System.getLogger(PipelineNode.class.getName())
            .log(System.Logger.Level.WARNING, "a part did not close", e);
      }
    }
  }
}
