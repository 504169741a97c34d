package factory.chain.rpc;

import factory.chain.index.Picture;
import factory.chain.token.ChainFault;
import factory.mesh.Refused;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The chains that are followed.
 *
 * @param all in the order of the configuration
 */
public record Chains(List<ServedChain> all, long defaultId) {
  ServedChain require(long id) {
    return all.stream()
        .filter(chain -> chain.id() == id)
        .findFirst()
        .orElseThrow(() -> new Refused(new ChainFault.UnknownChain(id)));
  }

  ServedChain ofDefault() {
    return require(defaultId);
  }

  /** A token and the chain that it is on. */
  record OnChain(ServedChain chain, Picture.Supplied token) {}

  /** A service's token, on the default chain before any other. */
  Optional<OnChain> tokenOf(UUID serviceId) {
    Optional<OnChain> found = Optional.empty();
    for (var chain : all) {
      var token = chain.picture().ofService(serviceId);
      if (token.isPresent() && (found.isEmpty() || chain.id() == defaultId)) {
        found = Optional.of(new OnChain(chain, token.get()));
      }
    }
    return found;
  }
}
