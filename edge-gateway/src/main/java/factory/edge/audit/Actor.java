package factory.edge.audit;

import factory.mesh.Caller;
import factory.mesh.Owners;
import java.util.Optional;

/**
 * Who makes a change.
 *
 * @param wallet empty for somebody who has not signed in
 */
public record Actor(Optional<String> wallet, Role role) {
  /** As what. */
  public enum Role {
    /** Of what is their own. */
    CALLER,
    /** As whose service it is. */
    OWNER,
    /** As one of the operators, or where everybody may change everything. */
    OPERATOR
  }

  /** Somebody who changes what is their own. */
  public static Actor caller(Caller caller) {
    return new Actor(caller.wallet(), Role.CALLER);
  }

  /**
   * Somebody who may change a service.
   *
   * @param requester whose service it is
   */
  public static Actor of(Optional<String> requester, Caller caller, Owners owners) {
    var own =
        requester.isPresent()
            && caller.wallet().filter(w -> w.equalsIgnoreCase(requester.get())).isPresent();
    return new Actor(
        caller.wallet(),
        own ? Role.OWNER : owners.isOperator(caller) ? Role.OPERATOR : Role.CALLER);
  }
}
