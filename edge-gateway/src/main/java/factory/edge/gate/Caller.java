package factory.edge.gate;

import factory.edge.gate.Credentials.ChainScope;
import java.util.Optional;
import java.util.UUID;

/**
 * Who calls, as far as the call's credentials show.
 *
 * @param chain on which chains the wallet is this caller's
 * @param session the session that was shown
 * @param key the key that was shown
 * @param unsigned nothing but the wallet header says so
 */
public record Caller(
    EvmAddress wallet,
    ChainScope chain,
    Optional<UUID> session,
    Optional<Credentials.Key> key,
    boolean unsigned) {

  static Caller of(Credentials.Session session) {
    return new Caller(
        session.wallet(), session.chain(), Optional.of(session.id()), Optional.empty(), false);
  }

  static Caller of(Credentials.Key key) {
    return new Caller(key.wallet(), key.chain(), Optional.empty(), Optional.of(key), false);
  }

  /** Who made a publishable key: whose holding opens, and never who calls with it. */
  static Caller maker(Credentials.PublishableKey key) {
    return new Caller(key.wallet(), key.chain(), Optional.empty(), Optional.empty(), false);
  }

  static Caller unsigned(EvmAddress wallet) {
    return new Caller(wallet, ChainScope.ALL, Optional.empty(), Optional.empty(), true);
  }
}
