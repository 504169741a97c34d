package factory.web.service;

import factory.pipeline.v1.CancelJobRequest;
import factory.pipeline.v1.DeployServiceRequest;
import factory.pipeline.v1.GenerateServiceRequest;
import factory.pipeline.v1.RetryJobRequest;
import factory.registry.v1.DeleteServiceRequest;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceStatus;
import factory.web.http.Call;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import factory.web.page.Frame;
import factory.web.page.Links;
import factory.web.page.ServiceParts;
import factory.web.page.Views;
import java.util.Map;

/** A service's page and what can be done there. */
public final class ServicePages {
  private final Neighbours neighbours;
  private final Frame frame;
  private final ServiceParts parts;
  private final OverviewParts overviews;

  public ServicePages(
      Neighbours neighbours, Frame frame, ServiceParts parts, OverviewParts overviews) {
    this.neighbours = neighbours;
    this.frame = frame;
    this.parts = parts;
    this.overviews = overviews;
  }

  /** {@code GET /services/{id}} for people: it leads to the service's page. */
  public Reply byId(Call call) {
    return Reply.seeOther(Links.page(parts.service(call.id())) + call.rawQuery());
  }

  /** {@code GET /s/{slug}} for people. */
  public Reply page(Call call) {
    var query = call.query("notice");
    var slug = call.pathPart("slug");
    var service = parts.named(slug);
    if (!service.getSlug().equals(slug)) {
      return Reply.seeOther(Links.page(service) + call.rawQuery());
    }
    var view = overviews.overview(service, Frame.wallet(call));
    return frame
        .html()
        .page(
            200,
            "service",
            Map.of(
                "shell",
                frame.shell(call, service.getName(), Links.page(service)),
                "view",
                view,
                "notice",
                notice(service, view, query.text("notice"))));
  }

  private static String notice(Service service, RoomViews.Overview view, String word) {
    return switch (word) {
      case "reported" -> "Thank you: the operators have your report.";
      case "not-started" ->
          service.getStatus() == ServiceStatus.SERVICE_STATUS_QUEUED && view.work().jobs().isEmpty()
              ? "The idea is recorded, but work on it could not be started. Start it below."
              : "";
      default -> "";
    };
  }

  /** {@code GET /fragments/service}. */
  public Reply fragment(Call call) {
    var query = call.query("service_id", "v");
    return parts.ofService(
        frame,
        call,
        query.uuid("service_id"),
        service ->
            frame
                .html()
                .live("service", overviews.overview(service, Frame.wallet(call)), query.text("v")));
  }

  /** {@code POST /generate} of a form. */
  public Reply generate(Call call) {
    var form = call.form("service_id", "auto");
    var id = form.uuid("service_id");
    var _ =
        neighbours
            .pipeline(neighbours.deadline())
            .generateService(
                GenerateServiceRequest.newBuilder()
                    .setServiceId(id)
                    .setAuto(form.text("auto").equals("on"))
                    .build());
    return progressed(call, id);
  }

  /** {@code POST /deploy} of a form. */
  public Reply deploy(Call call) {
    var id = call.form("service_id").uuid("service_id");
    var _ =
        neighbours
            .pipeline(neighbours.deadline())
            .deployService(DeployServiceRequest.newBuilder().setServiceId(id).build());
    return progressed(call, id);
  }

  /** {@code POST /jobs/{id}/cancel} of a form. */
  public Reply cancel(Call call) {
    call.form("service_id");
    var job =
        neighbours
            .pipeline(neighbours.deadline())
            .cancelJob(CancelJobRequest.newBuilder().setJobId(call.id()).build())
            .getJob();
    return progressed(call, job.getServiceId());
  }

  /** {@code POST /jobs/{id}/retry} of a form. */
  public Reply retry(Call call) {
    call.form("service_id");
    var job =
        neighbours
            .pipeline(neighbours.deadline())
            .retryJob(RetryJobRequest.newBuilder().setJobId(call.id()).build())
            .getJob();
    return progressed(call, job.getServiceId());
  }

  private Reply progressed(Call call, String id) {
    return call.htmx()
        ? frame.withoutNotice(
            frame
                .html()
                .page(200, "fragments/progress", Map.of("view", progress(id)))
                .with("HX-Trigger", "token-changed"))
        : Reply.seeOther(Links.build(id));
  }

  private Views.Progress progress(String id) {
    var service = parts.service(id);
    return parts.progress(service, parts.ability(service));
  }

  /** {@code GET /services/{id}/delete}: it leads to the page that asks. */
  public Reply askById(Call call) {
    call.query();
    return Reply.seeOther(Links.delete(parts.service(call.id())));
  }

  /** {@code GET /s/{slug}/delete}: asks. */
  public Reply ask(Call call) {
    call.query();
    var slug = call.pathPart("slug");
    var service = parts.named(slug);
    if (!service.getSlug().equals(slug)) {
      return Reply.seeOther(Links.delete(service));
    }
    var may = parts.may(service);
    return frame
        .html()
        .page(
            200,
            "delete",
            Map.of(
                "shell",
                frame.shell(call, "Delete a service", Links.page(service)),
                "view",
                new Views.Deletion(
                    service.getId(),
                    Links.page(service),
                    service.getName(),
                    service.hasTokenAddress(),
                    may.change() ? "" : may.words())));
  }

  /** {@code POST /services/{id}/delete}: does it. */
  public Reply delete(Call call) {
    call.form();
    var _ =
        neighbours
            .registry(neighbours.deadline())
            .deleteService(DeleteServiceRequest.newBuilder().setServiceId(call.id()).build());
    return Reply.seeOther("/services?deleted=" + call.id());
  }
}
