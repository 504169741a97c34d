package factory.pipeline.prove;

import java.util.Locale;
import java.util.Optional;

/** As whom a proof calls a service. */
public enum Wallet {
  /** The first caller, who does whatever needs nobody in particular. */
  A("0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
  /** The second. */
  B("0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"),
  /** The third. */
  C("0xcccccccccccccccccccccccccccccccccccccccc"),
  /** Somebody whom the gate let through without recognising a wallet. */
  NOBODY("");

  private final String address;

  Wallet(String address) {
    this.address = address;
  }

  /** What the gate asserts; empty for nobody. */
  public Optional<String> address() {
    return address.isEmpty() ? Optional.empty() : Optional.of(address);
  }

  /** As examples of a specification name it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
