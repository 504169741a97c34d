package factory.chain.trade;

import factory.chain.evm.Endpoint;
import factory.chain.evm.EndpointDown;
import factory.chain.evm.Endpoints;
import factory.chain.evm.Header;
import factory.chain.evm.Receipt;
import factory.chain.evm.RpcRefused;
import factory.chain.index.Head;
import factory.chain.index.Picture;
import factory.chain.token.ChainFault;
import factory.mesh.Refused;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** What became of transactions that somebody sent to one chain. */
public final class Transactions {
  private final long chainId;
  private final Endpoints endpoints;
  private final Picture picture;

  /** Looks on a followed chain. */
  public Transactions(long chainId, Endpoints endpoints, Picture picture) {
    this.chainId = chainId;
    this.endpoints = endpoints;
    this.picture = picture;
  }

  /** What became of a transaction. */
  public sealed interface Outcome {
    /** It waits for a block. */
    record Pending() implements Outcome {}

    /**
     * It is in a block.
     *
     * @param succeeded false when it was reverted
     * @param feeWei what it cost besides its value; empty when the endpoint does not tell
     * @param confirmations blocks on top of it, its own included
     * @param indexed the balances that are answered include it
     */
    record Mined(
        Header block,
        boolean succeeded,
        Optional<BigInteger> feeWei,
        long confirmations,
        boolean indexed)
        implements Outcome {}
  }

  /**
   * Finds a transaction.
   *
   * @param hash 0x and 64 hex digits in lower case
   * @throws Refused when no endpoint knows it, or none can be asked
   */
  public Outcome find(String hash) {
    try {
      return endpoints
          .find(endpoint -> outcome(endpoint, hash))
          .orElseThrow(() -> new Refused(new ChainFault.NoTransaction(chainId, hash)));
    } catch (EndpointDown e) {
      throw unavailable(String.valueOf(e.getMessage()));
    } catch (RpcRefused _) {
      throw unavailable("the endpoint refused to tell of the transaction");
    }
  }

  private Optional<Outcome> outcome(Endpoint endpoint, String hash) {
    var receipt = endpoint.receipt(hash);
    if (receipt.isPresent()) {
      return Optional.of(mined(endpoint, receipt.get()));
    }
    return endpoint.knows(hash) ? Optional.of(new Outcome.Pending()) : Optional.empty();
  }

  private Outcome mined(Endpoint endpoint, Receipt receipt) {
    var head = picture.head();
    var newest = Math.max(receipt.blockNumber(), head.map(Head::number).orElse(0L));
    var headers = endpoint.headers(List.of(receipt.blockNumber(), newest));
    var own =
        headers.get(0).filter(header -> header.hash().equals(receipt.blockHash())).orElse(null);
    if (own == null) {
      throw unavailable("the chain is being reorganised around the transaction");
    }
    // The endpoint has our head above it: the two are on one branch.
    var indexed =
        headers
            .get(1)
            .map(Header::hash)
            .equals(head.filter(h -> h.number() >= own.number()).map(Head::hash));
    return new Outcome.Mined(
        own, receipt.succeeded(), receipt.feeWei(), newest - own.number() + 1, indexed);
  }

  private Refused unavailable(String problem) {
    return new Refused(new ChainFault.Unavailable(chainId, problem));
  }
}
