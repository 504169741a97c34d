package factory.pipeline;

import factory.mesh.Address;
import factory.mesh.Database;
import factory.mesh.Health;
import factory.mesh.MeshServer;
import factory.mesh.Node;
import factory.mesh.Settings;
import factory.pipeline.generator.Generator;
import factory.pipeline.generator.SourceCompiler;
import factory.pipeline.generator.TemplateGenerator;
import factory.pipeline.job.Engine;
import factory.pipeline.job.JobKind;
import factory.pipeline.job.JobStore;
import factory.pipeline.job.Jobs;
import factory.pipeline.job.PipelineRpc;
import factory.pipeline.neighbour.Neighbours;
import factory.pipeline.process.Probe;
import factory.pipeline.process.Supervisor;
import factory.pipeline.version.Versions;
import factory.pipeline.work.Deletions;
import factory.pipeline.work.DeployWork;
import factory.pipeline.work.Gateway;
import factory.pipeline.work.GenerateWork;
import factory.pipeline.work.TokeniseWork;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** The pipeline: jobs, versions, and the processes of services. */
public final class PipelineNode implements Node {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final MeshServer server;

  private PipelineNode(PipelineConfig config, Generator generator, Clock clock) {
    try {
      var folder = open(DataFolder.open(config.dataDir()));
      var database = open(Database.open(config.store()));
      var neighbours = open(new Neighbours(config.neighbours(), config.trust()));
      var gateway = open(new Gateway(config.gatewayUrl()));
      var versions =
          new Versions(database, clock, new SourceCompiler(config.runtimeLibs()), config.dataDir());
      var supervisor =
          open(
              new Supervisor(
                  database,
                  clock,
                  folder.node(),
                  versions,
                  neighbours,
                  new Supervisor.Place(
                      config.dataDir(),
                      config.runDir(),
                      config.javaHome(),
                      config.runtimeLibs(),
                      config.startTimeout(),
                      config.healthInterval(),
                      config.maxLogBytes(),
                      config.stopProcessesOnClose(),
                      config.assertions())));
      var store = new JobStore(database, clock);
      var engine =
          open(
              new Engine(
                  store,
                  Map.of(
                      JobKind.GENERATE,
                      new GenerateWork(neighbours, generator, versions, new Probe(supervisor)),
                      JobKind.DEPLOY,
                      new DeployWork(neighbours, versions, supervisor, gateway),
                      JobKind.TOKENISE,
                      new TokeniseWork(neighbours, versions)),
                  folder.node(),
                  new Engine.Pace(
                      config.workers(), config.poll(), config.lease(), config.retryFor())));
      supervisor.start(service -> store.active(service).isPresent());
      engine.start();
      open(new Deletions(database, neighbours, store, engine, supervisor));
      server =
          open(
              MeshServer.at(config.listen(), config.trust())
                  .health(new Health().needs("store", database::problem))
                  .service(
                      new PipelineRpc(
                          new Jobs(store, engine, versions, neighbours, config.owners())))
                  .start());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
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
    return start(settings, new TemplateGenerator());
  }

  static PipelineNode start(Settings settings, Generator generator) {
    return new PipelineNode(PipelineConfig.from(settings), generator, Clock.systemUTC());
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
