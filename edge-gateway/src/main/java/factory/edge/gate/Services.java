package factory.edge.gate;

import java.util.Optional;

/** The services that the gate knows. Never waits. */
public interface Services {
  /** Whether the registry's picture was ever complete: before, an unknown service may exist. */
  boolean loaded();

  /** A service by its id in lower case. */
  Optional<GatedService> service(String id);
}
