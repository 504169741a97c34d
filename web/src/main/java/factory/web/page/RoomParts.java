package factory.web.page;

import factory.pipeline.v1.Version;
import factory.registry.v1.Service;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** What every page of a service begins with, from the one place that asks how it is. */
final class RoomParts {
  private static final int LONGEST_LEAD = 240;

  private final GateParts gate;
  private final ServiceParts services;

  RoomParts(GateParts gate, ServiceParts services) {
    this.gate = gate;
    this.services = services;
  }

  /** The pages of a service. */
  enum Tab {
    SERVICE("Service", ""),
    API("API", "/api"),
    TOKEN("Token", "/token"),
    ACCESS("Access", "/access"),
    OWNER("Owner", "/owner"),
    RUNS("Runs", "/runs");

    /** Those that only whoever may change the service is led to. */
    private static final Set<Tab> CHANGERS = EnumSet.of(OWNER, RUNS);

    private final String label;
    private final String path;

    Tab(String label, String path) {
      this.label = label;
      this.path = path;
    }

    /** Where it is. */
    String of(Service service) {
      return Links.page(service) + path;
    }
  }

  /** How a service is now. */
  Views.State state(Service service) {
    return States.of(service, gate.serving(service));
  }

  /** For whoever asks now: what is the owner's leads nobody else to a refusal. */
  RoomViews.Room room(Service service, Version version, Views.State state, Tab here) {
    var may = Tab.CHANGERS.contains(here) || services.may(service).change();
    return new RoomViews.Room(
        service.getId(),
        service.getName(),
        lead(service, version),
        state,
        Arrays.stream(Tab.values())
            .filter(tab -> may || !Tab.CHANGERS.contains(tab))
            .map(tab -> new RoomViews.Tab(tab.label, tab.of(service), tab == here))
            .toList());
  }

  /** What it was made to be, else the idea, unless that is its name already. */
  private static String lead(Service service, Version version) {
    var said = PlanParts.said(version.getSpecification(), java.util.List.of()).description();
    var lead = said.isEmpty() ? service.getIdea().strip() : said;
    return lead.equals(service.getName()) ? "" : Shown.cut(lead, LONGEST_LEAD);
  }
}
