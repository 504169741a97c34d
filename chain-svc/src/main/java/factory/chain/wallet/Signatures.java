package factory.chain.wallet;

import factory.chain.evm.Account;
import factory.chain.evm.EndpointDown;
import factory.chain.evm.Endpoints;
import factory.chain.evm.RpcRefused;
import factory.chain.index.Head;
import factory.chain.token.ChainFault;
import factory.mesh.Refused;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.web3j.crypto.Sign;

/**
 * Verifies signatures of wallets on one chain. What cannot be found out now is refused as such; it
 * is never taken for a bad signature.
 */
public final class Signatures {
  /** Contract wallets that are asked at once: an endpoint has other work too. */
  private static final int CALLS = 16;

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final long chainId;
  private final Endpoints endpoints;
  private final KeyRecovery keys;
  private final Semaphore calls = new Semaphore(CALLS, true);

  /** Verifies on a chain; key recovery is shared by all chains. */
  public Signatures(long chainId, Endpoints endpoints, KeyRecovery keys) {
    this.chainId = chainId;
    this.endpoints = endpoints;
    this.keys = keys;
  }

  /**
   * Who answers for a signature under a message (EIP-191 personal message).
   *
   * @param pin the block at which a contract is asked; refuses while none can be trusted
   * @throws Refused SIGNATURE_NOT_VERIFIED while it cannot be found out
   */
  public Verdict verify(Account wallet, byte[] message, byte[] signature, Supplier<Head> pin) {
    var hash = Sign.getEthereumMessageHash(message);
    try {
      var ofKey = KeySignature.parse(signature);
      if (ofKey.isPresent() && keys.signer(ofKey.get(), hash).equals(Optional.of(wallet))) {
        return new Verdict.Key();
      }
      KeyRecovery.Busy.enter(calls, PATIENCE);
      try {
        return askContract(WalletCheck.of(wallet, hash, signature), pin.get());
      } finally {
        calls.release();
      }
    } catch (KeyRecovery.Busy | EndpointDown e) {
      throw notVerified(String.valueOf(e.getMessage()));
    } catch (RpcRefused e) {
      // It has not seen the block yet, or has another one there, or grants less gas. What it says
      // is not repeated.
      throw notVerified("the endpoint refused to ask the wallet's contract");
    }
  }

  private Verdict askContract(WalletCheck check, Head at) {
    var answer =
        endpoints.ask(
            endpoint ->
                WalletCheck.read(endpoint.tryCreation(check.code(), check.gas(), at.hash())));
    return switch (answer) {
      case SIGNED -> new Verdict.Contract(at);
      case NOT_SIGNED -> new Verdict.Nobody(Optional.of(at));
      case NO_CONTRACT -> new Verdict.Nobody(Optional.empty());
    };
  }

  private Refused notVerified(String problem) {
    return new Refused(new ChainFault.NotVerified(chainId, problem));
  }
}
