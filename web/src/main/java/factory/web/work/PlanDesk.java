package factory.web.work;

import factory.registry.v1.Service;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Where somebody is with a plan.
 *
 * @param service whose next version it is
 * @param state the specification as JSON; empty while there is none
 * @param answers that could not be put to use
 * @param chain where the token is to be; empty for the default
 * @param button that was pressed; empty at the beginning
 */
record PlanDesk(
    Optional<Service> service,
    String nonce,
    String idea,
    String state,
    Map<String, String> answers,
    Optional<String> chain,
    String metadata,
    String button) {
  /** At the beginning. */
  PlanDesk(Optional<Service> service, String idea, String state) {
    this(service, UUID.randomUUID().toString(), idea, state, Map.of(), Optional.empty(), "", "");
  }

  PlanDesk with(String newState) {
    return new PlanDesk(service, nonce, idea, newState, answers, chain, metadata, button);
  }

  PlanDesk answered(Map<String, String> given) {
    return new PlanDesk(service, nonce, idea, state, given, chain, metadata, button);
  }
}
