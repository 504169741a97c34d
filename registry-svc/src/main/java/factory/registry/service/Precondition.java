package factory.registry.service;

import factory.mesh.Refused;
import java.util.Set;

/**
 * What a caller has seen of a service that it wants changed.
 *
 * @param revisions the service must be at one of them; at any when empty
 */
public record Precondition(Set<Long> revisions) {
  /** Whatever the service is now. */
  public static final Precondition NONE = new Precondition(Set.of());

  /** To be called with the service locked. */
  void require(Service service) {
    if (!revisions.isEmpty() && !revisions.contains(service.revision())) {
      throw new Refused(new ServiceFault.RevisionMismatch(service.id(), service.revision()));
    }
  }
}
