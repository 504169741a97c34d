package factory.edge.access;

import com.google.protobuf.Timestamp;
import factory.edge.gate.EvmAddress;
import factory.edge.identity.IdentityFault;
import factory.mesh.Caller;
import factory.mesh.Refused;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/** What requests hold, read or refused by its field. */
final class Requests {
  private Requests() {}

  static EvmAddress wallet(String field, String text) {
    return EvmAddress.parse(text)
        .orElseThrow(() -> Refused.field(field, "must be 0x and 40 hex digits"));
  }

  /** The signed-in wallet; refuses a call without one. */
  static EvmAddress signedIn() {
    return Caller.current()
        .wallet()
        .flatMap(EvmAddress::parse)
        .orElseThrow(() -> new Refused(new IdentityFault.SignInRequired()));
  }

  /** A UUID of 36 characters. */
  static UUID id(String field, String text) {
    try {
      var id = UUID.fromString(text);
      // The class also takes shorter groups.
      if (id.toString().equals(text.toLowerCase(Locale.ROOT))) {
        return id;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw Refused.field(field, "must be a UUID");
  }

  static Instant instant(Timestamp timestamp) {
    return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
  }
}
