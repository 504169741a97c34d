package factory.edge.gate;

import java.util.Optional;
import java.util.UUID;

/** The sessions and keys that are in force. Never waits. */
public interface Credentials {
  /** Whom a session's secret shows, unless it is unknown, over or ended. */
  Optional<Session> session(String secret);

  /**
   * Whom a secret shows on a service's own origin, unless it is unknown, another service's or over.
   *
   * @param serviceId UUID, lower case
   */
  Optional<Session> originSession(String secret, String serviceId);

  /** Whom a key's secret shows, unless it is unknown, over or ended. */
  Optional<Key> key(String secret);

  /** What a publishable key opens, unless it is unknown, over or ended. */
  Optional<PublishableKey> publishableKey(String text);

  /**
   * A wallet that has signed in.
   *
   * @param chain where the wallet is this person's
   */
  record Session(UUID id, EvmAddress wallet, ChainScope chain) {}

  /**
   * A wallet's key for one service.
   *
   * @param serviceId UUID, lower case
   * @param limit of its own, within what the wallet may
   */
  record Key(
      UUID id,
      String serviceId,
      EvmAddress wallet,
      ChainScope chain,
      KeyScope scope,
      Optional<Allowance> limit,
      Pause pause) {
    /** Without a limit of its own, and not paused. */
    public Key(UUID id, String serviceId, EvmAddress wallet, ChainScope chain, KeyScope scope) {
      this(id, serviceId, wallet, chain, scope, Optional.empty(), Pause.NONE);
    }
  }

  /** Who keeps a key from opening anything. */
  enum Pause {
    /** Nobody. */
    NONE,
    /** The wallet whose key it is. */
    HOLDER,
    /** The owner of the service, whatever the wallet says. */
    OWNER
  }

  /**
   * A wallet's key for one service that stands in a page. Who shows it is nobody: it spends what
   * the wallet may, and never calls as the wallet.
   *
   * @param serviceId UUID, lower case
   */
  record PublishableKey(
      UUID id,
      String serviceId,
      EvmAddress wallet,
      ChainScope chain,
      PageScope scope,
      Pause pause) {
    /** Not paused. */
    public PublishableKey(
        UUID id, String serviceId, EvmAddress wallet, ChainScope chain, PageScope scope) {
      this(id, serviceId, wallet, chain, scope, Pause.NONE);
    }
  }

  /**
   * Where a wallet is the one that has signed in: a contract wallet may be another's elsewhere.
   *
   * @param chainId EIP-155; empty for every chain
   */
  record ChainScope(Optional<Long> chainId) {
    /** Every chain. */
    public static final ChainScope ALL = new ChainScope(Optional.empty());

    /** Whether tokens of this chain count. */
    public boolean covers(long chain) {
      return chainId.isEmpty() || chainId.get() == chain;
    }
  }
}
