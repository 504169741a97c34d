package factory.web.service;

import factory.mesh.Caller;
import factory.registry.v1.Service;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Rejected;
import factory.web.http.Reply;
import factory.web.page.Frame;
import factory.web.page.Links;
import factory.web.page.ServiceParts;
import factory.web.page.Tab;
import factory.web.page.Views;
import java.util.List;
import java.util.Map;

/**
 * The work on a service, newest first: what was begun, each step with how long it took and what it
 * said, how it ended. For whoever may change the service.
 */
public final class RunPages {
  private final Frame frame;
  private final ServiceParts services;
  private final RoomParts rooms;
  private final Versions versions;

  public RunPages(Frame frame, ServiceParts services, RoomParts rooms, Versions versions) {
    this.frame = frame;
    this.services = services;
    this.rooms = rooms;
    this.versions = versions;
  }

  /** {@code GET /s/{slug}/runs}. */
  public Reply page(Call call) {
    var token = call.query("page_token").text("page_token");
    var slug = call.pathPart("slug");
    var service = services.named(slug);
    if (!service.getSlug().equals(slug)) {
      return Reply.seeOther(Tab.RUNS.of(service) + call.rawQuery());
    }
    var at = Tab.RUNS.of(service);
    return frame
        .html()
        .page(
            200,
            "runs",
            Map.of(
                "shell",
                frame.shell(call, "Runs of " + service.getName(), at),
                "view",
                view(service, token)));
  }

  /** {@code GET /fragments/runs}. */
  public Reply fragment(Call call) {
    var query = call.query("service_id", "page_token", "v");
    return services.ofService(
        frame,
        call,
        query.uuid("service_id"),
        service ->
            frame.html().live("runs", view(service, query.text("page_token")), query.text("v")));
  }

  private RunViews.Page view(Service service, String token) {
    require(service);
    var at = Tab.RUNS.of(service);
    var runs = services.runs(service, token);
    var events =
        token.isEmpty()
            ? services.history(service)
            : new ServiceParts.Listed<Views.EventRow>(List.of(), "", false);
    return new RunViews.Page(
        rooms.room(service, versions.served(service), rooms.state(service), Tab.RUNS),
        "/fragments/runs?service_id="
            + service.getId()
            + (token.isEmpty() ? "" : "&page_token=" + token),
        runs.problem(),
        runs.rows(),
        token.isEmpty() ? "" : at,
        runs.next().isEmpty() ? "" : at + "?page_token=" + runs.next(),
        events.problem(),
        events.rows(),
        events.more() ? Links.service(service.getId()) + "/events?order=desc" : "");
  }

  /** Of strangers nobody needs to see what went wrong on the way. */
  private void require(Service service) {
    var may = services.may(service);
    if (!may.change()) {
      throw new Rejected(
          Caller.current().wallet().isEmpty()
              ? new Problem(401, "SIGN_IN_REQUIRED", may.words())
              : new Problem(403, "NOT_THE_OWNER", may.words()));
    }
  }
}
