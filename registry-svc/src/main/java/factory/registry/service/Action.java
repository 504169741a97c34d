package factory.registry.service;

import java.util.Arrays;
import java.util.List;

/**
 * What can be asked for a service. The only place that knows which of them its state allows; who
 * may ask is another matter. A job that works on the service without showing in its status, such as
 * one that makes its token, may be in the way all the same.
 */
public enum Action {
  /** Change requester and metadata. */
  EDIT,
  /** Change the idea. */
  EDIT_IDEA,
  /** Make a version. */
  GENERATE,
  /** Start the newest version behind the gate. */
  DEPLOY,
  /** Create the token. */
  TOKENISE,
  /** Delete it. */
  DELETE;

  /** Whether the service's state allows it. */
  public boolean isAllowed(Service service) {
    var status = service.status();
    return switch (this) {
      case EDIT, DELETE -> true;
      case EDIT_IDEA -> !status.begun();
      case GENERATE -> status.canBecome(Status.GENERATING);
      case DEPLOY ->
          service.everGenerated()
              && status.canBecome(Status.DEPLOYING)
              && service.takedown().isEmpty();
      case TOKENISE -> service.everGenerated() && service.token().isEmpty() && !status.isWorkedOn();
    };
  }

  /** All that the service's state allows, in the order of this enum. */
  public static List<Action> allowed(Service service) {
    return Arrays.stream(values()).filter(action -> action.isAllowed(service)).toList();
  }
}
