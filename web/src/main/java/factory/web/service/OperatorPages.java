package factory.web.service;

import factory.edge.v1.CloseReportRequest;
import factory.edge.v1.ListReportsRequest;
import factory.edge.v1.ListReportsResponse;
import factory.edge.v1.PutBackServiceRequest;
import factory.edge.v1.Report;
import factory.edge.v1.TakeDownServiceRequest;
import factory.registry.v1.Service;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import factory.web.page.Calls;
import factory.web.page.Frame;
import factory.web.page.GateParts;
import factory.web.page.Links;
import factory.web.page.Parts;
import factory.web.page.ServiceParts;
import factory.web.page.Shown;
import factory.web.page.States;
import factory.web.page.Views;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What people told the operators, and what those do about it. The gate refuses everybody else; that
 * is shown as a page.
 */
public final class OperatorPages {
  private static final String REPORTS = "/reports";
  private static final int PAGE = 50;

  private final Neighbours neighbours;
  private final Frame frame;
  private final ServiceParts services;
  private final GateParts gate;
  private final Shown shown;

  public OperatorPages(
      Neighbours neighbours, Frame frame, ServiceParts services, GateParts gate, Shown shown) {
    this.neighbours = neighbours;
    this.frame = frame;
    this.services = services;
    this.gate = gate;
    this.shown = shown;
  }

  /** The reports of one service, and what can be done with it. */
  static String of(Service service) {
    return url(service.getSlug(), "");
  }

  /** What was typed as the reason of a takedown, and why it was refused. */
  private record Refused(String serviceId, String typed, String error) {
    private static final Refused NONE = new Refused("", "", "");
  }

  /** {@code GET /reports} for people. */
  public Reply page(Call call) {
    var query = call.query("service", "page_token");
    return page(call, query.text("service").strip(), query.text("page_token"), Refused.NONE);
  }

  private Reply page(Call call, String slug, String token, Refused refused) {
    Optional<Service> only = Optional.empty();
    var findError = "";
    if (!slug.isEmpty()) {
      try {
        only = Optional.of(services.named(slug));
      } catch (StatusRuntimeException e) {
        findError = Parts.trouble("The registry", e);
      }
    }
    var page =
        findError.isEmpty()
            ? list(only.map(Service::getId).orElse(""), token)
            : ListReportsResponse.getDefaultInstance();
    var view =
        new OperatorViews.Reports(
            slug,
            findError,
            reported(page.getReportsList(), only, refused),
            token.isEmpty() ? "" : url(slug, ""),
            page.getNextPageToken().isEmpty() ? "" : url(slug, page.getNextPageToken()));
    return frame
        .html()
        .page(
            refused.error().isEmpty() && findError.isEmpty() ? 200 : 422,
            "reports",
            Map.of("shell", frame.shell(call, "Reports", REPORTS), "view", view));
  }

  private static String url(String slug, String token) {
    return token.isEmpty()
        ? REPORTS + (slug.isEmpty() ? "" : "?service=" + slug)
        : REPORTS + "?" + (slug.isEmpty() ? "" : "service=" + slug + "&") + "page_token=" + token;
  }

  private ListReportsResponse list(String serviceId, String token) {
    return neighbours
        .gate(neighbours.pageDeadline())
        .listReports(
            ListReportsRequest.newBuilder()
                .setServiceId(serviceId)
                .setPageSize(PAGE)
                .setPageToken(token)
                .build());
  }

  private List<OperatorViews.Reported> reported(
      List<Report> reports, Optional<Service> only, Refused refused) {
    Map<String, List<Report>> byService = new LinkedHashMap<>();
    only.ifPresent(service -> byService.put(service.getId(), new ArrayList<>()));
    reports.forEach(
        r -> byService.computeIfAbsent(r.getServiceId(), _ -> new ArrayList<>()).add(r));
    Map<String, CompletableFuture<Optional<Service>>> asked = new LinkedHashMap<>();
    byService.keySet().forEach(id -> asked.put(id, services.begin(() -> there(id))));
    var there = asked.values().stream().map(Calls::join).flatMap(Optional::stream).toList();
    var serving = gate.serving(there);
    return byService.entrySet().stream()
        .map(
            e ->
                reported(
                    e.getKey(),
                    Calls.join(Objects.requireNonNull(asked.get(e.getKey()))),
                    serving,
                    e.getValue(),
                    refused))
        .toList();
  }

  private Optional<Service> there(String id) {
    try {
      return Optional.of(services.service(id));
    } catch (StatusRuntimeException e) {
      if (Problem.isNotFound(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private OperatorViews.Reported reported(
      String id,
      Optional<Service> service,
      Map<String, Views.Serving> serving,
      List<Report> reports,
      Refused refused) {
    var mine = refused.serviceId().equals(id) ? refused : Refused.NONE;
    return new OperatorViews.Reported(
        id,
        service.map(Links::page).orElse(""),
        service.map(Service::getName).orElse("A service that is gone"),
        service.map(s -> States.of(s, Objects.requireNonNull(serving.get(id)))),
        service
            .filter(Service::hasTakedown)
            .map(Service::getTakedown)
            .map(t -> new OperatorViews.Takedown(t.getReason(), shown.moment(t.getAt()))),
        reports.stream().map(this::row).toList(),
        mine.typed(),
        mine.error());
  }

  private OperatorViews.Report row(Report report) {
    return new OperatorViews.Report(
        report.getId(),
        ReportPages.label(report.getReason()),
        report.getText(),
        report.getReporter(),
        shown.moment(report.getCreatedAt()));
  }

  /** {@code POST /reports/services/{id}} of a form: takes a service down, or puts it back. */
  public Reply decide(Call call) {
    var form = call.form("do", "reason", "service");
    var gate = neighbours.gate(neighbours.deadline());
    try {
      switch (form.text("do")) {
        case "down" -> {
          var _ =
              gate.takeDownService(
                  TakeDownServiceRequest.newBuilder()
                      .setServiceId(call.id())
                      .setReason(form.text("reason").strip())
                      .build());
        }
        case "back" -> {
          var _ =
              gate.putBackService(
                  PutBackServiceRequest.newBuilder().setServiceId(call.id()).build());
        }
        default -> throw Problem.field("do", "must be down or back");
      }
    } catch (StatusRuntimeException e) {
      var problem = Problem.of(e);
      if (problem.status() == 401 || problem.status() == 403) {
        throw e;
      }
      return page(
          call,
          form.text("service"),
          "",
          new Refused(call.id(), form.text("reason"), error(problem)));
    }
    return back(form);
  }

  private static String error(Problem problem) {
    return problem.errors().isEmpty()
        ? problem.detail()
        : "The reason " + problem.errors().getFirst().message() + ".";
  }

  /** {@code POST /reports/{report_id}/close} of a form: there is nothing left to do about it. */
  public Reply close(Call call) {
    var form = call.form("service");
    var _ =
        neighbours
            .gate(neighbours.deadline())
            .closeReport(
                CloseReportRequest.newBuilder()
                    .setReportId(Query.uuid("report_id", call.pathPart("report_id")))
                    .build());
    return back(form);
  }

  private static Reply back(Query form) {
    var slug = form.text("service");
    return Reply.seeOther(url(slug.matches("[a-z0-9-]{1,60}") ? slug : "", ""));
  }
}
