package factory.web;

import static factory.web.http.Media.CSV;
import static factory.web.http.Media.EVENTS;
import static factory.web.http.Media.HTML;
import static factory.web.http.Media.JSON;
import static factory.web.http.Media.LINKSET;
import static factory.web.http.Media.SCHEMA;
import static factory.web.http.Media.ZIP;

import com.google.protobuf.ByteString;
import factory.mesh.Address;
import factory.mesh.Health;
import factory.mesh.Loop;
import factory.mesh.MeshServer;
import factory.mesh.Node;
import factory.mesh.ServiceHosts;
import factory.mesh.Settings;
import factory.web.access.AccessApi;
import factory.web.access.AuditApi;
import factory.web.access.AuthApi;
import factory.web.access.HandoverApi;
import factory.web.access.InsightApi;
import factory.web.access.KeysApi;
import factory.web.access.OwnersApi;
import factory.web.http.Media;
import factory.web.http.Reply;
import factory.web.http.Resource;
import factory.web.http.Site;
import factory.web.http.Unroutable;
import factory.web.neighbour.Neighbours;
import factory.web.openapi.Description;
import factory.web.page.Assets;
import factory.web.page.Frame;
import factory.web.page.IsolationNotice;
import factory.web.page.Live;
import factory.web.platform.ChainApi;
import factory.web.service.ReportsApi;
import factory.web.service.ServicesApi;
import factory.web.service.SourceApi;
import factory.web.service.VersionsApi;
import factory.web.token.TokenApi;
import factory.web.work.JobsApi;
import factory.web.work.ModelApi;
import factory.web.work.PlansApi;
import factory.web.work.SchemaApi;
import factory.web.work.WorkApi;
import io.helidon.webserver.http.HttpRouting;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The web node: opens channels to the others, serves pages and REST, holds no state. */
public final class WebNode implements Node {
  private final Neighbours neighbours;
  private final Pages pages;
  private final Live live;
  private final Loop notice;
  private final MeshServer server;
  private final Site site;

  private WebNode(WebConfig config, Clock clock) {
    neighbours = Neighbours.open(config.neighbours(), config.trust());
    var assets = Assets.load();
    var isolation = new IsolationNotice(neighbours);
    notice = Loop.named("isolation-notice").every(Duration.ofSeconds(10), isolation::look).start();
    var frame = new Frame(assets, config.publicUrl(), config.owners(), isolation);
    var hosts = config.serviceHosts();
    pages = new Pages(neighbours, frame, config.owners(), hosts, clock);
    live = new Live(live(pages));
    var handover = new HandoverApi(neighbours, config.publicUrl(), hosts, clock);
    var health = neighbours.reportedTo(new Health());
    site =
        new Site(
            config.publicUrl(),
            // Browsers hold a form's redirect to the same rule.
            hosts.map(ServiceHosts::everyOrigin).orElse(""),
            frame::trouble,
            config.trust());
    server =
        MeshServer.at(config.listen(), config.trust())
            .health(health)
            .unroutable(new Unroutable())
            .http(
                routes -> {
                  site.frame(routes);
                  api(site, routes, neighbours, pages, hosts);
                  handovers(site, routes, handover);
                  site.resource().get(_ -> healthz(health), JSON).at(routes, "/healthz");
                  described(
                      site,
                      routes,
                      new Description(config.publicUrl()),
                      new SchemaApi(neighbours, config.publicUrl()));
                  people(site, routes, pages, frame, assets, live);
                  site.elsewhere(routes);
                })
            .start();
  }

  /**
   * Refuses what {@link #start} would refuse of these settings; starts nothing.
   *
   * @throws IllegalArgumentException with everything that is wrong
   */
  public static void check(Settings settings) {
    WebConfig.from(settings);
  }

  /** Starts it with the time of this machine. */
  public static WebNode start(Settings settings) {
    return start(settings, Clock.systemUTC());
  }

  static WebNode start(Settings settings, Clock clock) {
    return new WebNode(WebConfig.from(settings), clock);
  }

  /** What programs call; people reach some of it with a form or a browser. */
  private static void api(
      Site site,
      HttpRouting.Builder routes,
      Neighbours neighbours,
      Pages pages,
      Optional<ServiceHosts> hosts) {
    var plans = new PlansApi(neighbours);
    var versions = new VersionsApi(neighbours);
    var services = new ServicesApi(neighbours, plans, hosts);
    var work = new WorkApi(neighbours, hosts);
    var models = new ModelApi(neighbours, work);
    var chain = new ChainApi(neighbours);
    var token = new TokenApi(neighbours);
    var auth = new AuthApi(neighbours);
    var keys = new KeysApi(neighbours);
    var access = new AccessApi(neighbours);
    site.resource()
        .get(access::limits, JSON)
        .put(access::setLimits, JSON)
        .at(routes, "/services/{id}/limits");
    site.resource().get(access::usage, JSON).at(routes, "/services/{id}/usage");
    var insight = new InsightApi(neighbours);
    site.resource().get(insight::get, JSON, CSV).at(routes, "/services/{id}/insight");
    site.resource().post(access::explain, JSON).at(routes, "/access/explain");
    site.resource().post(auth::nonce, JSON).at(routes, "/auth/nonce");
    site.resource()
        .post(auth::signIn, JSON)
        .delete(auth::signOut, JSON)
        .at(routes, "/auth/session");
    site.resource().get(auth::sessions, JSON).at(routes, "/auth/sessions");
    site.resource().delete(auth::end, JSON).at(routes, "/auth/sessions/{id}");
    site.resource()
        .get(byForm(keys::list, pages.access()::byId), JSON, HTML)
        .post(byBody(keys::create, pages.access()::make), JSON, HTML)
        .at(routes, "/services/{id}/keys");
    site.resource()
        .patch(keys::update, JSON)
        .delete(keys::delete, JSON)
        .at(routes, "/services/{id}/keys/{key_id}");
    site.resource().post(keys::rotate, JSON).at(routes, "/services/{id}/keys/{key_id}/rotate");
    owners(site, routes, new OwnersApi(neighbours), new AuditApi(neighbours));
    reports(site, routes, new ReportsApi(neighbours), pages);
    site.resource().get(services::statistics, JSON).at(routes, "/stats");
    site.resource().get(models::statistics, JSON).at(routes, "/stats/models");
    site.resource().get(chain::chains, JSON).at(routes, "/chains");
    site.resource().get(chain::tokens, JSON).at(routes, "/tokens");
    site.resource().get(chain::transaction, JSON).at(routes, "/transactions/{chain_id}/{hash}");
    site.resource().post(services::create, JSON).at(routes, "/ideas");
    site.resource()
        .get(byForm(services::list, pages.platform()::list), JSON, HTML)
        .at(routes, "/services");
    site.resource()
        .get(byForm(services::get, pages.service()::byId), JSON, HTML)
        .patch(services::update, JSON)
        .delete(services::delete, JSON)
        .tagged()
        .at(routes, "/services/{id}");
    site.resource()
        .get(byForm(services::named, pages.service()::page), JSON, HTML)
        .at(routes, "/s/{slug}");
    site.resource()
        .get(
            call -> call.as() == EVENTS ? services.follow(call) : services.events(call),
            JSON,
            EVENTS)
        .at(routes, "/services/{id}/events");
    site.resource().post(plans::make, JSON).at(routes, "/plans");
    site.resource()
        .get(byForm(plans::templates, pages.template()::list), JSON, HTML)
        .at(routes, "/templates");
    site.resource()
        .get(byForm(plans::template, pages.template()::page), JSON, HTML)
        .at(routes, "/templates/{name}");
    site.resource().get(plans::specification, JSON).at(routes, "/services/{id}/specification");
    site.resource().get(plans::document, JSON).at(routes, "/services/{id}/document");
    site.resource().get(versions::list, JSON).at(routes, "/services/{id}/versions");
    site.resource()
        .get(versions::get, JSON)
        .patch(versions::publish, JSON)
        .at(routes, "/services/{id}/versions/{number}");
    site.resource().get(versions::proof, JSON).at(routes, "/services/{id}/versions/{number}/proof");
    site.resource()
        .get(versions::source, JSON)
        .at(routes, "/services/{id}/versions/{number}/source");
    var source = new SourceApi(neighbours, work);
    site.resource()
        .get(source::get, JSON, ZIP)
        .put(source::put, JSON)
        .at(routes, "/services/{id}/source");
    site.resource().post(models::read, JSON).at(routes, "/services/{id}/read");
    site.resource().get(models::calls, JSON).at(routes, "/services/{id}/model-calls");
    site.resource().get(token::token, JSON).at(routes, "/services/{id}/token");
    site.resource().get(token::quote, JSON).at(routes, "/services/{id}/quote");
    site.resource().get(token::curve, JSON).at(routes, "/services/{id}/curve");
    site.resource().get(token::holders, JSON).at(routes, "/services/{id}/holders");
    site.resource().get(token::trades, JSON).at(routes, "/services/{id}/trades");
    site.resource().get(token::balance, JSON).at(routes, "/services/{id}/balance");
    site.resource().post(token::buy, JSON).at(routes, "/services/{id}/transactions/buy");
    site.resource().post(token::sell, JSON).at(routes, "/services/{id}/transactions/sell");
    site.resource()
        .post(byBody(work::generate, pages.service()::generate), JSON, HTML)
        .at(routes, "/generate");
    site.resource()
        .post(byBody(work::deploy, pages.service()::deploy), JSON, HTML)
        .at(routes, "/deploy");
    site.resource()
        .post(byBody(work::tokenise, pages.token()::tokenise), JSON, HTML)
        .at(routes, "/token");
    site.resource().get(new JobsApi(neighbours)::list, JSON).at(routes, "/jobs");
    site.resource()
        .get(byForm(models::status, pages.platform()::status), JSON, HTML)
        .at(routes, "/status");
    site.resource().get(work::job, JSON).at(routes, "/jobs/{id}");
    site.resource()
        .post(byBody(work::cancel, pages.service()::cancel), JSON, HTML)
        .at(routes, "/jobs/{id}/cancel");
    site.resource()
        .post(byBody(work::retry, pages.service()::retry), JSON, HTML)
        .at(routes, "/jobs/{id}/retry");
  }

  /** What owners do with single callers, and what was changed. */
  private static void owners(
      Site site, HttpRouting.Builder routes, OwnersApi owners, AuditApi audit) {
    site.resource().get(owners::wallets, JSON).at(routes, "/services/{id}/wallets");
    site.resource()
        .put(owners::setWallet, JSON)
        .delete(owners::forgetWallet, JSON)
        .at(routes, "/services/{id}/wallets/{wallet}");
    site.resource().get(owners::keys, JSON).at(routes, "/services/{id}/all-keys");
    site.resource()
        .patch(owners::pauseKey, JSON)
        .delete(owners::endKey, JSON)
        .at(routes, "/services/{id}/all-keys/{key_id}");
    site.resource().get(audit::ofService, JSON).at(routes, "/services/{id}/audit");
    site.resource().get(audit::ofAll, JSON).at(routes, "/audit");
  }

  /** What people tell the operators, and what those do about it. */
  private static void reports(
      Site site, HttpRouting.Builder routes, ReportsApi reports, Pages pages) {
    site.resource()
        .post(byBody(reports::report, pages.report()::send), JSON, HTML)
        .at(routes, "/services/{id}/reports");
    site.resource()
        .get(byForm(reports::list, pages.operator()::page), JSON, HTML)
        .at(routes, "/reports");
    site.resource().post(pages.operator()::decide, HTML).at(routes, "/reports/services/{id}");
    site.resource().post(pages.operator()::close, HTML).at(routes, "/reports/{report_id}/close");
    site.resource().delete(reports::close, JSON).at(routes, "/reports/{report_id}");
    site.resource()
        .get(reports::takedown, JSON)
        .put(reports::takeDown, JSON)
        .delete(reports::putBack, JSON)
        .at(routes, "/services/{id}/takedown");
  }

  /** How a visitor gets to a service's own origin. */
  private static void handovers(Site site, HttpRouting.Builder routes, HandoverApi handover) {
    site.resource().post(handover::create, JSON, HTML).at(routes, "/services/{id}/handover");
    site.resource().get(handover::arrive, JSON).atOthers(routes, HandoverApi.ARRIVAL);
  }

  /** What the platform says of all that. */
  private static void described(
      Site site, HttpRouting.Builder routes, Description description, SchemaApi schema) {
    site.resource().get(description::document, JSON).at(routes, "/openapi.json");
    site.resource().get(description::catalog, LINKSET).at(routes, "/.well-known/api-catalog");
    site.resource().get(schema::specification, SCHEMA).at(routes, SchemaApi.PATH);
  }

  /** The parts of pages that are kept as things are. */
  private static Map<String, Resource.Action> live(Pages pages) {
    var platform = pages.platform();
    return Map.ofEntries(
        Map.entry("/fragments/access", pages.access()::fragment),
        Map.entry("/fragments/building", pages.build()::fragment),
        Map.entry("/fragments/chains", platform::chainsFragment),
        Map.entry("/fragments/quote", pages.token()::quoteFragment),
        Map.entry("/fragments/runs", pages.run()::fragment),
        Map.entry("/fragments/running", platform::runningFragment),
        Map.entry("/fragments/service", pages.service()::fragment),
        Map.entry("/fragments/services", platform::servicesFragment),
        Map.entry("/fragments/statistics", platform::statisticsFragment),
        Map.entry("/fragments/status", platform::statusFragment),
        Map.entry("/fragments/token", pages.token()::fragment));
  }

  /** What only people call. */
  private static void people(
      Site site, HttpRouting.Builder routes, Pages pages, Frame frame, Assets assets, Live live) {
    var platform = pages.platform();
    var service = pages.service();
    live(pages).forEach((path, part) -> site.resource().get(part, HTML).at(routes, path));
    site.resource().get(live::follow, EVENTS).at(routes, "/live");
    site.resource().get(platform::home, HTML).at(routes, "/");
    site.resource()
        .get(pages.plan()::page, HTML)
        .post(pages.plan()::change, HTML)
        .at(routes, "/new");
    site.resource().get(pages.build()::byId, HTML).at(routes, "/services/{id}/build");
    site.resource().get(pages.build()::page, HTML).at(routes, "/s/{slug}/build");
    site.resource().get(pages.build()::log).at(routes, "/services/{id}/build.log");
    site.resource().post(frame::connect, HTML).at(routes, "/wallet");
    site.resource().post(frame::forget, HTML).at(routes, "/wallet/forget");
    site.resource()
        .get(service::askById, HTML)
        .post(service::delete, HTML)
        .at(routes, "/services/{id}/delete");
    site.resource().get(service::ask, HTML).at(routes, "/s/{slug}/delete");
    site.resource().get(pages.owner()::page, HTML).at(routes, "/s/{slug}/owner");
    site.resource().get(pages.owner()::byId, HTML).at(routes, "/services/{id}/owner");
    site.resource().post(pages.owner()::setWallet, HTML).at(routes, "/services/{id}/owner/wallets");
    site.resource()
        .post(pages.owner()::forgetWallet, HTML)
        .at(routes, "/services/{id}/owner/wallets/{wallet}/forget");
    site.resource()
        .post(pages.owner()::pauseKey, HTML)
        .at(routes, "/services/{id}/owner/keys/{key_id}/pause");
    site.resource()
        .post(pages.owner()::endKey, HTML)
        .at(routes, "/services/{id}/owner/keys/{key_id}/end");
    site.resource().post(pages.owner()::setRules, HTML).at(routes, "/services/{id}/owner/rules");
    site.resource().post(pages.owner()::rename, HTML).at(routes, "/services/{id}/owner/name");
    site.resource().get(pages.run()::page, HTML).at(routes, "/s/{slug}/runs");
    var access = pages.access();
    site.resource().get(access::page, HTML).at(routes, "/s/{slug}/access");
    site.resource().get(pages.report()::page, HTML).at(routes, "/s/{slug}/report");
    site.resource().get(pages.api()::page, HTML).at(routes, "/s/{slug}/api");
    site.resource().post(access::end, HTML).at(routes, "/services/{id}/keys/{key_id}/delete");
    site.resource().post(access::change, HTML).at(routes, "/services/{id}/keys/{key_id}/change");
    site.resource().get(pages.docs()::start, HTML).at(routes, "/docs");
    site.resource().get(pages.docs()::api, HTML).at(routes, "/docs/api");
    site.resource().get(pages.docs()::errors, HTML).at(routes, "/docs/errors");
    var me = pages.me();
    site.resource().get(me::page, HTML).at(routes, "/me");
    site.resource().post(me::key, HTML).at(routes, "/me/keys/{id}/{key_id}");
    site.resource().post(me::endOthers, HTML).at(routes, "/me/sessions/end");
    site.resource().post(me::endSession, HTML).at(routes, "/me/sessions/{id}/end");
    var token = pages.token();
    site.resource().get(token::page, HTML).at(routes, "/s/{slug}/token");
    site.resource().get(token::buyFragment, HTML).at(routes, "/fragments/buy");
    site.resource().get(token::sellFragment, HTML).at(routes, "/fragments/sell");
    site.resource().get(assets::get).at(routes, "/static/{hash}/{name}");
  }

  private static Resource.Action byBody(Resource.Action json, Resource.Action form) {
    return call -> call.isForm() ? form.on(call) : json.on(call);
  }

  private static Resource.Action byForm(Resource.Action json, Resource.Action html) {
    return call -> call.as() == HTML ? html.on(call) : json.on(call);
  }

  /** What everybody may know: the platform answers, and whether all of it does. */
  private static Reply healthz(Health health) {
    var text = health.report().degraded() ? "degraded" : "ok";
    return new Reply.Whole(
        200,
        Map.of(),
        Media.JSON.header(),
        ByteString.copyFromUtf8("{\"status\":\"" + text + "\"}\n"));
  }

  /** What there is, for whoever holds the document against it. */
  List<Site.Route> routes() {
    return site.routes();
  }

  @Override
  public Address address() {
    return server.address();
  }

  @Override
  public void close() {
    live.close();
    server.close();
    notice.close();
    pages.close();
    neighbours.close();
  }
}
