package factory.web.neighbour;

import factory.chain.v1.ChainGrpc;
import factory.chain.v1.ListHoldingsRequest;
import factory.registry.v1.ServiceToken;
import factory.registry.v1.ServiceTokens;
import java.util.Optional;

/** Which tokens a wallet holds, as the chains say it now. */
public final class Holdings {
  /** As many are told of one wallet. */
  public static final String MOST = "1000";

  private Holdings() {}

  /** What is held; empty when it is more than is told, so that a list of it would not be whole. */
  public static Optional<ServiceTokens> of(ChainGrpc.ChainBlockingStub chain, Wallet wallet) {
    var held =
        chain.listHoldings(ListHoldingsRequest.newBuilder().setWallet(wallet.address()).build());
    if (held.getMore()) {
      return Optional.empty();
    }
    var tokens = ServiceTokens.newBuilder();
    held.getHoldingsList()
        .forEach(
            holding ->
                tokens.addTokens(
                    ServiceToken.newBuilder()
                        .setChainId(holding.getToken().getId().getChainId())
                        .setAddress(holding.getToken().getId().getAddress())));
    return Optional.of(tokens.build());
  }
}
