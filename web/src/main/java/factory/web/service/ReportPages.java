package factory.web.service;

import factory.edge.v1.ReportReason;
import factory.edge.v1.ReportServiceRequest;
import factory.registry.v1.Service;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import factory.web.page.FormErrors;
import factory.web.page.Frame;
import factory.web.page.Links;
import factory.web.page.ServiceParts;
import factory.web.page.Views;
import io.grpc.StatusRuntimeException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where anybody tells the operators that something is wrong with a service. */
public final class ReportPages {
  /** In the order of the form. */
  private enum Reason {
    FRAUD("It deceives or robs people"),
    MALWARE("It harms the machines of whoever calls it"),
    ILLEGAL("It shows what is forbidden"),
    IMPERSONATION("It pretends to be somebody else, or copies what is theirs"),
    PRIVACY("It shows what is somebody's own business"),
    OTHER("Something else");

    private final String label;

    Reason(String label) {
      this.label = label;
    }

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What somebody chose, in the words of the form. */
  static String label(ReportReason reason) {
    return Arrays.stream(Reason.values())
        .filter(r -> reason.name().equals(PREFIX + r.name()))
        .findFirst()
        .orElse(Reason.OTHER)
        .label;
  }

  private static final String PREFIX = "REPORT_REASON_";

  private final Neighbours neighbours;
  private final Frame frame;
  private final ServiceParts services;

  public ReportPages(Neighbours neighbours, Frame frame, ServiceParts services) {
    this.neighbours = neighbours;
    this.frame = frame;
    this.services = services;
  }

  /** Where a service is reported. */
  static String of(Service service) {
    return Links.page(service) + "/report";
  }

  /** {@code GET /s/{slug}/report}. */
  public Reply page(Call call) {
    call.query();
    return page(call, services.named(call.pathPart("slug")), 200, "", "", "");
  }

  private Reply page(
      Call call, Service service, int status, String reason, String text, String error) {
    List<Views.Choice> reasons =
        Arrays.stream(Reason.values())
            .map(r -> new Views.Choice(r.word(), r.label, r.word().equals(reason)))
            .toList();
    return frame
        .html()
        .page(
            status,
            "report",
            Map.of(
                "shell",
                frame.shell(call, "Report " + service.getName(), Links.page(service)),
                "view",
                new RoomViews.Report(
                    service.getId(),
                    service.getName(),
                    Links.page(service),
                    reasons,
                    text,
                    error,
                    frame.isOperator() ? OperatorPages.of(service) : "")));
  }

  /** {@code POST /services/{id}/reports} of a form. */
  public Reply send(Call call) {
    var form = call.form("reason", "text");
    var service = services.service(call.id());
    var known =
        Arrays.stream(Reason.values())
            .filter(r -> r.word().equals(form.text("reason")))
            .findFirst();
    if (known.isEmpty() || form.text("text").isBlank()) {
      return page(
          call,
          service,
          422,
          form.text("reason"),
          form.text("text"),
          "Choose what is wrong, and say it in a few words.");
    }
    try {
      var _ =
          neighbours
              .gate(neighbours.deadline())
              .reportService(
                  ReportServiceRequest.newBuilder()
                      .setServiceId(call.id())
                      .setReason(ReportReason.valueOf(PREFIX + known.get().name()))
                      .setText(form.text("text"))
                      .build());
    } catch (StatusRuntimeException e) {
      return page(
          call, service, 422, form.text("reason"), form.text("text"), FormErrors.of(Problem.of(e)));
    }
    return Reply.seeOther(Links.page(service) + "?notice=reported");
  }
}
