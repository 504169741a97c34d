package factory.edge.usage;

import factory.edge.gate.Admission;
import factory.edge.gate.EvmAddress;
import java.util.Optional;
import java.util.UUID;

/** Calls for tests of the journal. */
final class Calls {
  static final UUID SERVICE = UUID.fromString("0193b1f2-7a11-7000-8000-00000000abcd");

  private Calls() {}

  /** A call of a wallet with a key, under a new request id. */
  static Admission call(long millis) {
    return new Admission(
        UUID.randomUUID(),
        SERVICE,
        Optional.of(new EvmAddress(1, 2, 3)),
        Optional.of(UUID.randomUUID()),
        millis);
  }

  static End end(int status) {
    return new End(status, 10, 20, 30);
  }
}
