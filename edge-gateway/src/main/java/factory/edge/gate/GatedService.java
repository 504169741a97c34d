package factory.edge.gate;

import java.util.Optional;

/**
 * A service as the gate sees it.
 *
 * @param id UUID, lower case
 * @param state whether something answers
 * @param cluster the name under which Envoy reaches it; there only once Envoy can
 * @param token unset until it was created
 * @param requester whose it is, in the words of the registry; empty for the operators'
 */
public record GatedService(
    String id,
    State state,
    Optional<String> cluster,
    Optional<AccessToken> token,
    Optional<String> requester) {

  /** Whether something answers calls. */
  public enum State {
    /** No version was ever deployed. */
    NONE,
    /** The version's process answers. */
    UP,
    /** Stopped until it is called. */
    ASLEEP,
    /** Should answer and does not. */
    DOWN
  }
}
