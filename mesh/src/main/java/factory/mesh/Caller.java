package factory.mesh;

import io.grpc.Context;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * On whose behalf a node is called, as the calling node or the gate has asserted: see {@link
 * Trust}. A call that asserts nothing is nobody's, whatever else it carries.
 *
 * @param wallet who is signed in: 0x and 40 hex digits, lower case
 * @param session with which session
 * @param client the network address that the gate's Envoy was called from
 */
public record Caller(Optional<String> wallet, Optional<UUID> session, Optional<String> client) {
  /** Nobody in particular. */
  public static final Caller NOBODY =
      new Caller(Optional.empty(), Optional.empty(), Optional.empty());

  /** The header that tells a generated service whose wallet calls; no node believes it. */
  public static final String WALLET = "x-factory-wallet";

  private static final Context.Key<Caller> CURRENT = Context.keyWithDefault("caller", NOBODY);

  /** Of the call that runs here. */
  public static Caller current() {
    return CURRENT.get();
  }

  /** The current context, with this caller. */
  Context inContext() {
    return Context.current().withValue(CURRENT, this);
  }

  /** Runs work as asked by this caller. */
  public <T> T ask(Supplier<T> work) {
    var context = inContext();
    var before = context.attach();
    try {
      return work.get();
    } finally {
      context.detach(before);
    }
  }
}
