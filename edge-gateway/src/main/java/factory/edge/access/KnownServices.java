package factory.edge.access;

import factory.edge.gate.GateFault;
import factory.edge.gate.GatedService;
import factory.edge.gate.Services;
import factory.edge.identity.IdentityFault;
import factory.mesh.Refused;

/** The services that requests name, and whose they are. */
final class KnownServices {
  private final Services services;

  KnownServices(Services services) {
    this.services = services;
  }

  /** The service of this id. */
  GatedService known(String text) {
    var id = Requests.id("service_id", text).toString();
    if (!services.loaded()) {
      throw new Refused(new GateFault.RoutesNotLoaded());
    }
    return services
        .service(id)
        .orElseThrow(() -> new Refused(new IdentityFault.ServiceUnknown(id)));
  }

  /** The service of this id, if the caller may change it. */
  GatedService owned(String text) {
    return known(text);
  }
}
