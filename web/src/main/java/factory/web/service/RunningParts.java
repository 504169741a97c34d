package factory.web.service;

import factory.pipeline.v1.GetVersionRequest;
import factory.pipeline.v1.Version;
import factory.registry.v1.ListServicesRequest;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceStatus;
import factory.web.neighbour.Neighbours;
import factory.web.page.Calls;
import factory.web.page.GateParts;
import factory.web.page.Links;
import factory.web.page.Parts;
import factory.web.page.Shown;
import factory.web.page.States;
import factory.web.page.Views;
import factory.web.work.PlanParts;
import factory.web.work.ProofSummary;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;

/** A few services that answer calls now, as proof that it can be done. */
public final class RunningParts {
  private static final int SHOWN = 3;
  private static final int LOOKED_AT = 12;
  private static final int CHARACTERS = 140;

  private final Neighbours neighbours;
  private final Parts parts;
  private final GateParts gate;

  public RunningParts(Neighbours neighbours, Parts parts, GateParts gate) {
    this.neighbours = neighbours;
    this.parts = parts;
    this.gate = gate;
  }

  /** Those of the newest; none when they cannot be told. */
  public Views.Running running() {
    var cards = live(SHOWN).stream().map(service -> parts.begin(() -> card(service))).toList();
    return new Views.Running(cards.stream().map(Calls::join).toList());
  }

  /** The newest of them. */
  public Optional<Service> newest() {
    return live(1).stream().findFirst();
  }

  private List<Service> live(int most) {
    try {
      var deployed =
          neighbours
              .registry(neighbours.pageDeadline())
              .listServices(
                  ListServicesRequest.newBuilder()
                      .setStatus(ServiceStatus.SERVICE_STATUS_DEPLOYED)
                      .setPageSize(LOOKED_AT)
                      .build())
              .getServicesList();
      var serving = gate.serving(deployed);
      return deployed.stream()
          .filter(service -> States.isLive(service, serving))
          .limit(most)
          .toList();
    } catch (StatusRuntimeException e) {
      return List.of();
    }
  }

  private Views.RunningService card(Service service) {
    var price = parts.begin(() -> gate.price(service));
    var version = version(service);
    var said = PlanParts.said(version.getSpecification(), List.of());
    var base = service.hasApiBaseUrl() ? Links.http(service.getApiBaseUrl()) : "";
    return new Views.RunningService(
        Links.page(service),
        service.getName(),
        Shown.cut(
            said.description().isEmpty() ? service.getIdea().strip() : said.description(),
            CHARACTERS),
        States.LIVE,
        ProofSummary.of(version.getProof()).map(ProofSummary::words).orElse(""),
        Calls.join(price),
        base.isEmpty() ? "" : base + "/openapi.json");
  }

  private Version version(Service service) {
    try {
      return neighbours
          .pipeline(neighbours.pageDeadline())
          .getVersion(
              GetVersionRequest.newBuilder()
                  .setServiceId(service.getId())
                  .setWithSpecification(true)
                  .setWithProof(true)
                  .build())
          .getVersion();
    } catch (StatusRuntimeException e) {
      return Version.getDefaultInstance();
    }
  }
}
