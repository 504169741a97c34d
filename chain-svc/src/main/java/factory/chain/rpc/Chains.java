package factory.chain.rpc;

import factory.chain.index.Picture;
import factory.chain.token.ChainFault;
import factory.chain.v1.TokenId;
import factory.mesh.Refused;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The chains that are followed.
 *
 * @param all in the order of the configuration
 */
public record Chains(List<ServedChain> all, long defaultId) {
  /**
   * A followed chain.
   *
   * @throws Refused when it is none
   */
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
  record OnChain(ServedChain chain, Picture.Supplied supplied) {}

  /**
   * A token by its identity.
   *
   * @throws Refused when it is not ours, or when that cannot be known yet
   */
  OnChain token(TokenId id) {
    var address = Parse.account("token.address", id.getAddress());
    var chain = require(id.getChainId());
    return chain
        .picture()
        .at(address)
        .map(supplied -> new OnChain(chain, supplied))
        .orElseThrow(
            () -> {
              chain.requireRead();
              return new Refused(new ChainFault.NotOurs(chain.id(), address));
            });
  }

  /**
   * A service's token: on one chain, or else on the default one before any other.
   *
   * @throws Refused when it has none, or when that cannot be known yet
   */
  OnChain tokenOf(UUID serviceId, OptionalLong chainId) {
    if (chainId.isPresent()) {
      return tokenOf(serviceId, require(chainId.getAsLong()))
          .orElseThrow(() -> absent(serviceId, List.of(require(chainId.getAsLong()))));
    }
    var ofDefault = ofDefault();
    var found = tokenOf(serviceId, ofDefault);
    if (found.isEmpty()) {
      ofDefault.requireRead();
      found = all.stream().flatMap(chain -> tokenOf(serviceId, chain).stream()).findFirst();
    }
    return found.orElseThrow(() -> absent(serviceId, all));
  }

  private static Optional<OnChain> tokenOf(UUID serviceId, ServedChain chain) {
    return chain.picture().ofService(serviceId).map(supplied -> new OnChain(chain, supplied));
  }

  /** On a chain that was never read it may well have one. */
  private static Refused absent(UUID serviceId, List<ServedChain> asked) {
    asked.forEach(ServedChain::requireRead);
    return new Refused(new ChainFault.NoToken(serviceId));
  }
}
