package factory.web.platform;

import factory.web.http.Call;
import factory.web.http.Query;
import factory.web.http.Reply;
import factory.web.page.ChainParts;
import factory.web.page.Frame;
import factory.web.page.Parts;
import factory.web.page.Views;
import factory.web.service.RunningParts;
import factory.web.work.Suggestions;
import java.util.Map;

/** The first page, the list of services, and how the platform is. */
public final class PlatformPages {
  private static final String LIST = "/services";

  private final Frame frame;
  private final Parts parts;
  private final ChainParts chains;
  private final RunningParts running;

  public PlatformPages(Frame frame, Parts parts, ChainParts chains, RunningParts running) {
    this.frame = frame;
    this.parts = parts;
    this.chains = chains;
    this.running = running;
  }

  /** {@code GET /}. */
  public Reply home(Call call) {
    call.query();
    return frame
        .html()
        .page(
            200,
            "home",
            Map.of(
                "shell",
                frame.shell(call, "Microservices Factory", "/"),
                "view",
                new Views.Home(Suggestions.ALL, running.running())));
  }

  /** {@code GET /fragments/running}. */
  public Reply runningFragment(Call call) {
    return frame.html().live("running", running.running(), call.query("v").text("v"));
  }

  /** {@code GET /services} for people. */
  public Reply list(Call call) {
    var query = call.query("status", "q", "order", "whose", "page_token", "deleted");
    var asked = asked(call, query);
    return frame
        .html()
        .page(
            200,
            "list",
            Map.of(
                "shell",
                frame.shell(call, "Services", LIST),
                // Asked for, not believed: the address of a page is anybody's to write.
                "deleted",
                query.given("deleted").isPresent() && parts.isGone(query.uuid("deleted"))
                    ? query.text("deleted")
                    : "",
                "dashboard",
                new Views.Dashboard(parts.filter(asked), parts.services(asked))));
  }

  /** {@code GET /status}. */
  public Reply status(Call call) {
    call.query();
    var status = parts.begin(parts::status);
    var statistics = parts.begin(parts::statistics);
    var models = parts.begin(parts::models);
    var followed = parts.begin(chains::chains);
    return frame
        .html()
        .page(
            200,
            "status",
            Map.of(
                "shell",
                frame.shell(call, "Status", "/status"),
                "status",
                status.join(),
                "statistics",
                statistics.join(),
                "models",
                models.join(),
                "chains",
                followed.join()));
  }

  /** {@code GET /fragments/chains}. */
  public Reply chainsFragment(Call call) {
    return frame.html().live("chains", chains.chains(), call.query("v").text("v"));
  }

  private static Parts.Asked asked(Call call, Query query) {
    return new Parts.Asked(
        query.text("status"),
        query.text("q").strip(),
        query.text("order"),
        query.text("whose"),
        Frame.wallet(call),
        query.text("page_token"));
  }

  /** {@code GET /fragments/services}. */
  public Reply servicesFragment(Call call) {
    var query = call.query("status", "q", "order", "whose", "page_token", "v");
    return frame.html().live("services", parts.services(asked(call, query)), query.text("v"));
  }

  /** {@code GET /fragments/statistics}. */
  public Reply statisticsFragment(Call call) {
    return frame.html().live("statistics", parts.statistics(), call.query("v").text("v"));
  }

  /** {@code GET /fragments/status}. */
  public Reply statusFragment(Call call) {
    return frame.html().live("status", parts.status(), call.query("v").text("v"));
  }
}
