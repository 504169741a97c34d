package factory.edge.limits;

import factory.edge.gate.Allowance;
import factory.edge.gate.Block;
import java.util.List;
import java.util.Optional;

/**
 * What a service's owner says of one wallet.
 *
 * @param block keeps it out
 * @param limit narrows what the service's limits let it do
 */
public record WalletRules(Optional<Block> block, Optional<Allowance> limit) {
  /** Nothing. */
  public static final WalletRules NONE = new WalletRules(Optional.empty(), Optional.empty());

  /** The name of the limit where the service has none of that name. */
  private static final String NAME = "wallet";

  /** A limit as the others are, of a name that none of them has. */
  static Limit limit(Allowance allowance, List<Limit> others) {
    var name = NAME;
    for (var n = 2; has(others, name); n++) {
      name = NAME + "-" + n;
    }
    return named(name, allowance);
  }

  static Limit named(String name, Allowance allowance) {
    return new Limit(name, allowance.quota(), allowance.window(), 1);
  }

  private static boolean has(List<Limit> limits, String name) {
    return limits.stream().anyMatch(limit -> limit.name().equals(name));
  }
}
