package factory.edge;

import factory.chain.v1.ChainGrpc;
import factory.edge.access.AccessRpc;
import factory.edge.access.Catalog;
import factory.edge.access.GateStatus;
import factory.edge.access.Metrics;
import factory.edge.access.NodeHealth;
import factory.edge.balances.Replicas;
import factory.edge.gate.AssertedHeaders;
import factory.edge.gate.AuthorizationRpc;
import factory.edge.gate.Gate;
import factory.edge.gate.WaysIn;
import factory.edge.identity.Handovers;
import factory.edge.identity.IdentityBook;
import factory.edge.identity.Keys;
import factory.edge.identity.SignIn;
import factory.edge.limits.LimitKeeper;
import factory.edge.limits.Limits;
import factory.edge.limits.OwnerTerms;
import factory.edge.limits.RuleBook;
import factory.edge.limits.TakedownTelling;
import factory.edge.routes.RouteFeed;
import factory.edge.routes.RouteTable;
import factory.edge.throttle.Throttle;
import factory.edge.usage.Delivery;
import factory.edge.usage.InsightRpc;
import factory.edge.usage.Journal;
import factory.edge.usage.Settlement;
import factory.edge.usage.UsageRpc;
import factory.edge.v1.AccessGrpc;
import factory.edge.xds.ControlPlane;
import factory.mesh.Address;
import factory.mesh.Health;
import factory.mesh.Loop;
import factory.mesh.MeshChannel;
import factory.mesh.MeshServer;
import factory.mesh.Node;
import factory.mesh.Settings;
import factory.pipeline.v1.PipelineGrpc;
import factory.registry.v1.LifecycleGrpc;
import factory.registry.v1.RegistryGrpc;
import factory.store.Database;
import io.grpc.health.v1.HealthGrpc;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** edge-gateway, running: decides for Envoy who may call what, and tells Envoy what is where. */
public final class EdgeNode implements Node {
  private static final Logger LOG = Logger.getLogger(EdgeNode.class.getName());

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Address address;

  /**
   * Refuses what {@link #start} would refuse of these settings; starts nothing.
   *
   * @throws IllegalArgumentException with everything that is wrong
   */
  public static void check(Settings settings) {
    EdgeConfig.from(settings);
  }

  /** Starts it; returns once decisions are quick. Envoy may be started before or after. */
  public static EdgeNode start(Settings settings) {
    return new EdgeNode(EdgeConfig.from(settings));
  }

  private EdgeNode(EdgeConfig config) {
    try {
      address = open(config);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Address open(EdgeConfig config) {
    var trust = config.trust();
    var registry =
        opened(
            MeshChannel.open(
                config.registry(), trust.to("registry"), HealthGrpc.getServiceDescriptor()));
    var lifecycle =
        opened(
            MeshChannel.open(
                config.registryInternal(),
                trust.to("registry"),
                LifecycleGrpc.getServiceDescriptor()));
    var pipeline =
        opened(
            MeshChannel.open(
                config.pipeline(), trust.to("pipeline"), HealthGrpc.getServiceDescriptor()));
    var chain =
        opened(
            MeshChannel.open(
                config.chain(),
                trust.to("chain"),
                ChainGrpc.getServiceDescriptor(),
                HealthGrpc.getServiceDescriptor()));

    var database = opened(Database.open(config.database()));
    var clock = Clock.systemUTC();
    var book = new IdentityBook(database, clock);

    var control =
        new ControlPlane(
            new ControlPlane.Place(
                config.publicListener(),
                config.authzListen(),
                config.catalogListen(),
                config.listen(),
                config.registry(),
                config.pipeline(),
                config.chain(),
                config.web()));
    var replicas = opened(new Replicas(chain.channel(), System::nanoTime));
    var table = new RouteTable(control, replicas::follow, System::nanoTime);
    var settling = every("edge-settle", Duration.ofMillis(250), table::settle);
    control.onConfirmed(settling::wake);

    var policy =
        new Gate.Policy(
            config.devBypass(),
            config.walletHeader(),
            config.origin().toString(),
            config.publicListener().serviceHosts());
    var rules = opened(RuleBook.open(database, clock));
    var limits = new Limits(config.mostLimitedWallets());
    var keeper = opened(LimitKeeper.start(database, limits, clock));
    var terms = new OwnerTerms(rules, limits, clock);
    var journal =
        opened(
            Journal.open(
                config.journalDir(), config.journalSegments(), config.journalSegmentRecords()));
    var delivery = opened(Delivery.start(database, journal, clock));
    var throttle = new Throttle(config.throttle(), System::nanoTime);
    var leases = every("edge-leases", Duration.ofSeconds(1), throttle::endExpired);
    var gate =
        new Gate(new Gate.Known(table, replicas, book, terms), journal, throttle, policy, clock);
    var waysIn = new WaysIn(config.origin().toString(), clock);
    var authorization =
        new AuthorizationRpc(gate, waysIn, new AssertedHeaders(config.assertions(), trust, clock));
    opened(
        LocalGrpcServer.start(
            config.authzListen(), List.of(authorization, new Settlement(journal, throttle::end))));
    WarmUp.run(config.authzListen(), config.assertions(), trust);

    var feed = opened(new RouteFeed(lifecycle.channel(), table));
    var takedowns = opened(TakedownTelling.start(database, lifecycle.channel()));
    rules.onTakedown(takedowns::wake);
    var signIn =
        new SignIn(
            book,
            new ChainSignatures(chain.channel()),
            new SignIn.Terms(config.origin(), config.sessionLife(), config.signInsPerMinute()),
            System::nanoTime);
    var books = every("edge-identity", Duration.ofMillis(500), book::refresh);
    var tidying = every("edge-key-use", Duration.ofSeconds(10), book::tidy);
    // Decisions are made from memory: without the store calls pass, and nothing new is known.
    var health =
        new Health()
            .needs("routes", () -> table.loaded() ? "" : "the registry was never reached")
            .needs("replica", completeOnce(table::loaded, replicas::health))
            .needs(leases)
            .needs(feed.loop())
            .needs(settling)
            .shows("store", database::problem)
            .shows(books)
            .shows(tidying)
            .shows(rules.loop())
            .shows(takedowns.loop())
            .shows(keeper.loop())
            .shows(delivery.loop())
            .shows(journal.loop())
            .shows("balances", () -> problem(replicas.health()))
            .shows("envoy", () -> envoyProblem(control))
            .neighbour("registry", registry, LifecycleGrpc.SERVICE_NAME)
            .neighbour("pipeline", pipeline, PipelineGrpc.SERVICE_NAME)
            .neighbour("chain", chain, ChainGrpc.SERVICE_NAME);
    var metrics = new Metrics(replicas::health);
    var mesh =
        opened(
            MeshServer.at(config.listen(), trust)
                .health(health)
                .http(routes -> routes.get("/metrics", (_, answer) -> answer.send(metrics.text())))
                .service(
                    new AccessRpc(
                        new AccessRpc.Parts(
                            () -> status(config, control, table, feed, replicas),
                            signIn,
                            new Handovers(book),
                            config.publicListener().serviceHosts().isPresent(),
                            new Keys(book),
                            table,
                            rules,
                            terms,
                            gate,
                            waysIn,
                            new UsageRpc(database, clock),
                            new InsightRpc(database, clock),
                            database,
                            chain.channel(),
                            config.owners(),
                            clock)))
                .start());
    var edge =
        opened(
            MeshChannel.open(mesh.address(), trust.to("edge"), HealthGrpc.getServiceDescriptor()));
    var catalog = new Catalog();
    opened(LocalGrpcServer.start(config.catalogListen(), catalog.services(), Catalog.onlyPublic()));
    var shown =
        new NodeHealth(
            Map.of(
                RegistryGrpc.SERVICE_NAME, registry,
                PipelineGrpc.SERVICE_NAME, pipeline,
                ChainGrpc.SERVICE_NAME, chain,
                AccessGrpc.SERVICE_NAME, edge),
            catalog.health());
    every("edge-node-health", Duration.ofSeconds(2), shown::run);

    // Last: an Envoy that is told of the listener finds everything behind it.
    opened(LocalGrpcServer.start(config.xdsListen(), List.of(control.service())));
    if (config.devBypass()) {
      LOG.warning("edge.dev-bypass is on: X-Dev-Bypass: 1 opens every service to everybody");
    }
    if (config.walletHeader()) {
      LOG.warning("edge.wallet-header is on: X-Wallet-Address is believed without a signature");
    }
    return mesh.address();
  }

  private static GateStatus status(
      EdgeConfig config,
      ControlPlane control,
      RouteTable table,
      RouteFeed feed,
      Replicas replicas) {
    var health = replicas.health();
    var stale = problem(health);
    var envoyProblem = envoyProblem(control);
    var problem =
        !table.loaded() ? "the registry was never reached" : stale.isEmpty() ? envoyProblem : stale;
    if (!feed.connected()) {
      LOG.fine("the registry is away; the last known routes are in use");
    }
    return new GateStatus(
        problem, envoyProblem, table.serving(), config.devBypass(), config.walletHeader(), health);
  }

  private static String problem(List<Replicas.Health> replicas) {
    return replicas.stream()
        .map(Replicas.Health::problem)
        .filter(problem -> !problem.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String envoyProblem(ControlPlane control) {
    return !control.refusal().isEmpty()
        ? "Envoy refused its configuration: " + control.refusal()
        : control.envoys() == 0 ? "no Envoy is connected" : "";
  }

  /**
   * A gate that never had all balances cannot decide, and another may: it is not ready. Once it had
   * them, a chain that goes away is that neighbour's trouble: sign-in, keys and open services go
   * on.
   */
  private static Supplier<String> completeOnce(
      BooleanSupplier routesLoaded, Supplier<List<Replicas.Health>> replicas) {
    var complete = new AtomicBoolean();
    return () -> {
      if (!complete.get() && routesLoaded.getAsBoolean()) {
        complete.set(replicas.get().stream().allMatch(Replicas.Health::complete));
      }
      return complete.get() ? "" : "the balances are not complete yet";
    };
  }

  private Loop every(String name, Duration period, Loop.Periodic work) {
    return opened(Loop.named(name).every(period, work).start());
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.push(resource);
    return resource;
  }

  @Override
  public Address address() {
    return address;
  }

  /** Closes everything in reverse; Envoy goes on with what it has and gets 503 from the gate. */
  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        LOG.log(Level.WARNING, e, () -> "could not be closed");
      }
    }
  }
}
