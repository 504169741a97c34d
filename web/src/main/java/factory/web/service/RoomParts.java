package factory.web.service;

import factory.pipeline.v1.Version;
import factory.registry.v1.Service;
import factory.web.page.GateParts;
import factory.web.page.ServiceParts;
import factory.web.page.Shown;
import factory.web.page.States;
import factory.web.page.Tab;
import factory.web.page.Views;
import factory.web.work.PlanParts;
import java.util.Arrays;

/** What every page of a service begins with, from the one place that asks how it is. */
public final class RoomParts {
  private static final int LONGEST_LEAD = 240;

  private final GateParts gate;
  private final ServiceParts services;

  public RoomParts(GateParts gate, ServiceParts services) {
    this.gate = gate;
    this.services = services;
  }

  /** How a service is now. */
  public Views.State state(Service service) {
    return States.of(service, gate.serving(service));
  }

  /** For whoever asks now: what is the owner's leads nobody else to a refusal. */
  public RoomViews.Room room(Service service, Version version, Views.State state, Tab here) {
    var may = here.isForChangers() || services.may(service).change();
    return new RoomViews.Room(
        service.getId(),
        service.getName(),
        lead(service, version),
        state,
        Arrays.stream(Tab.values())
            .filter(tab -> may || !tab.isForChangers())
            .map(tab -> new RoomViews.Tab(tab.label(), tab.of(service), tab == here))
            .toList());
  }

  /** What it was made to be, else the idea, unless that is its name already. */
  private static String lead(Service service, Version version) {
    var said = PlanParts.said(version.getSpecification(), java.util.List.of()).description();
    var lead = said.isEmpty() ? service.getIdea().strip() : said;
    return lead.equals(service.getName()) ? "" : Shown.cut(lead, LONGEST_LEAD);
  }
}
