package factory.web;

import factory.mesh.Owners;
import factory.mesh.ServiceHosts;
import factory.web.access.AccessPages;
import factory.web.access.AccessParts;
import factory.web.access.CallerUsage;
import factory.web.access.KeyParts;
import factory.web.neighbour.Neighbours;
import factory.web.page.ChainParts;
import factory.web.page.Frame;
import factory.web.page.GateParts;
import factory.web.page.Parts;
import factory.web.page.ServiceParts;
import factory.web.page.Shown;
import factory.web.page.TokenParts;
import factory.web.page.TradeListParts;
import factory.web.platform.DocsPages;
import factory.web.platform.MePages;
import factory.web.platform.MeParts;
import factory.web.platform.PlatformPages;
import factory.web.service.ApiPages;
import factory.web.service.CallExample;
import factory.web.service.OfferParts;
import factory.web.service.OperatorPages;
import factory.web.service.OverviewParts;
import factory.web.service.OwnerPages;
import factory.web.service.OwnerParts;
import factory.web.service.ReportPages;
import factory.web.service.RoomParts;
import factory.web.service.RunPages;
import factory.web.service.RunningParts;
import factory.web.service.ServicePages;
import factory.web.service.VersionParts;
import factory.web.service.Versions;
import factory.web.token.QuoteParts;
import factory.web.token.TokenPages;
import factory.web.token.TradeParts;
import factory.web.work.BuildPages;
import factory.web.work.BuildParts;
import factory.web.work.PlanPages;
import factory.web.work.TemplatePages;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Everything that people see, put together. */
public final class Pages implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final PlatformPages platform;
  private final ServicePages service;
  private final TokenPages token;
  private final PlanPages plan;
  private final BuildPages build;
  private final AccessPages access;
  private final ApiPages api;
  private final OwnerPages owner;
  private final ReportPages report;
  private final MePages me;
  private final OperatorPages operator;
  private final TemplatePages template;
  private final DocsPages docs;
  private final RunPages run;

  /** Pages over these nodes, at this time, for whom these may change what. */
  public Pages(
      Neighbours neighbours,
      Frame frame,
      Owners owners,
      Optional<ServiceHosts> hosts,
      Clock clock) {
    var shown = new Shown(clock);
    var gate = new GateParts(neighbours);
    var parts = new Parts(neighbours, gate, threads, shown);
    var chains = new ChainParts(neighbours);
    var running = new RunningParts(neighbours, parts, gate);
    platform = new PlatformPages(frame, parts, chains, running);
    var services = new ServiceParts(neighbours, parts, owners, shown);
    var versions = new Versions(neighbours);
    var rooms = new RoomParts(gate, services);
    var plans = new VersionParts(neighbours, shown);
    template = new TemplatePages(neighbours, frame);
    plan = new PlanPages(neighbours, frame, services, chains, template);
    build =
        new BuildPages(frame, services, new BuildParts(neighbours, services, gate, clock, shown));
    var calls = new CallExample(gate);
    var keys = new KeyParts(neighbours, shown);
    docs = new DocsPages(neighbours, frame, running, versions, calls);
    report = new ReportPages(neighbours, frame, services);
    operator = new OperatorPages(neighbours, frame, services, gate, shown);
    api = new ApiPages(frame, services, rooms, versions, calls);
    var usage = new CallerUsage(neighbours, parts, clock);
    access =
        new AccessPages(
            neighbours,
            frame,
            services,
            new AccessParts(neighbours, rooms, gate),
            keys,
            versions,
            calls,
            usage);
    me =
        new MePages(
            neighbours, frame, new MeParts(neighbours, parts, gate, chains, keys, usage, shown));
    owner =
        new OwnerPages(
            neighbours,
            frame,
            services,
            new OwnerParts(neighbours, rooms, versions, plans, clock, shown));
    run = new RunPages(frame, services, rooms, versions);
    service =
        new ServicePages(
            neighbours,
            frame,
            services,
            new OverviewParts(
                neighbours,
                services,
                rooms,
                new OfferParts(neighbours, gate),
                plans,
                versions,
                chains,
                calls,
                hosts,
                clock));
    var quotes = new QuoteParts(neighbours, chains, gate, shown);
    token =
        new TokenPages(
            neighbours,
            frame,
            services,
            rooms,
            versions,
            new TokenParts(neighbours, parts, chains, gate, new TradeListParts(neighbours, shown)),
            new TradeParts(neighbours, quotes, shown),
            quotes);
  }

  /** The first page, the list and the status. */
  public PlatformPages platform() {
    return platform;
  }

  /** A service's page. */
  public ServicePages service() {
    return service;
  }

  /** The page of a service's token. */
  public TokenPages token() {
    return token;
  }

  /** The page of plans. */
  public PlanPages plan() {
    return plan;
  }

  /** The page of a build. */
  public BuildPages build() {
    return build;
  }

  /** Where a service is reported. */
  public ReportPages report() {
    return report;
  }

  /** The page of a service's API. */
  public ApiPages api() {
    return api;
  }

  /** The page of whoever calls a service. */
  public AccessPages access() {
    return access;
  }

  /** The page of the work on a service. */
  public RunPages run() {
    return run;
  }

  /** How to begin. */
  public DocsPages docs() {
    return docs;
  }

  /** The pages of templates. */
  public TemplatePages template() {
    return template;
  }

  /** The page of what was reported. */
  public OperatorPages operator() {
    return operator;
  }

  /** The page of what a wallet has. */
  public MePages me() {
    return me;
  }

  /** The page of a service's owner. */
  public OwnerPages owner() {
    return owner;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
