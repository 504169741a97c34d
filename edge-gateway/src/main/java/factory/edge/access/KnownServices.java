package factory.edge.access;

import factory.edge.audit.Actor;
import factory.edge.gate.GateFault;
import factory.edge.gate.GatedService;
import factory.edge.gate.Services;
import factory.edge.identity.IdentityFault;
import factory.mesh.Caller;
import factory.mesh.Owners;
import factory.mesh.Refused;

/** The services that requests name, and whose they are. */
final class KnownServices {
  private final Services services;
  private final Owners owners;

  KnownServices(Services services, Owners owners) {
    this.services = services;
    this.owners = owners;
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
    var service = known(text);
    owners.requireChange(service.requester(), Caller.current());
    return service;
  }

  /** The calling one, as somebody who changes this service. */
  Actor actor(GatedService service) {
    return Actor.of(service.requester(), Caller.current(), owners);
  }

  /** Whether the caller is an operator, or everybody may do what operators may. */
  boolean isOperator() {
    return owners.isOperator(Caller.current());
  }

  /** Whether the caller sees what every wallet does with a service. */
  boolean seesAll(GatedService service) {
    return owners.mayChange(service.requester(), Caller.current());
  }
}
