package factory.edge.identity;

import factory.edge.gate.Credentials.ChainScope;
import factory.edge.gate.EvmAddress;
import factory.edge.gate.KeyScope;
import factory.edge.gate.PageScope;
import factory.edge.identity.IdentityFault.KeyNotFound;
import factory.edge.identity.IdentityFault.TooManyKeys;
import factory.mesh.Refused;
import io.helidon.dbclient.DbExecute;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Keys with which a wallet's programs call one service. */
public final class Keys {
  private static final int MOST_KEYS = 100;

  private final IdentityBook book;
  private final SecureRandom random = new SecureRandom();

  /** Keys in the book. */
  public Keys(IdentityBook book) {
    this.book = book;
  }

  /** A key with a secret that is told once. */
  public record Told(String secret, Key key) {}

  /** Makes a key. */
  public Told create(
      UUID service,
      EvmAddress wallet,
      ChainScope chain,
      String name,
      KeyScope scope,
      Optional<Instant> expiresAt) {
    return create(
        Secret.make(Secret.KEY, random),
        service,
        wallet,
        chain,
        name,
        scope,
        expiresAt,
        Optional.empty());
  }

  /** Makes a key for pages. */
  public Told publish(
      UUID service,
      EvmAddress wallet,
      ChainScope chain,
      String name,
      PageScope scope,
      Optional<Instant> expiresAt) {
    var key = Secret.make(Secret.PUBLISHABLE, random);
    return create(
        key,
        service,
        wallet,
        chain,
        name,
        KeyScope.ALL,
        expiresAt,
        Optional.of(new Publishable(key.text(), scope)));
  }

  private Told create(
      Secret secret,
      UUID service,
      EvmAddress wallet,
      ChainScope chain,
      String name,
      KeyScope scope,
      Optional<Instant> expiresAt,
      Optional<Publishable> publishable) {
    var key =
        new Key(
            UUID.randomUUID(),
            service,
            wallet,
            chain,
            name,
            secret.hint(),
            scope,
            book.now(),
            expiresAt,
            Optional.empty(),
            Optional.empty(),
            publishable);
    return book.change(
        sql -> {
          if (book.store().keys(sql, service, wallet).size() >= MOST_KEYS) {
            throw new Refused(new TooManyKeys(MOST_KEYS));
          }
          book.store().add(sql, key, secret.hash());
          return new Told(secret.text(), key);
        });
  }

  /** A wallet's keys of a service, newest first. */
  public List<Key> list(UUID service, EvmAddress wallet) {
    return book.read(sql -> kept(sql, service, wallet));
  }

  private List<Key> kept(DbExecute sql, UUID service, EvmAddress wallet) {
    return book.store().keys(sql, service, wallet).stream()
        .map(IdentityStore.KeptKey::key)
        .map(this::withNewestUse)
        .toList();
  }

  /** The use is written down now and then; until that it is known here. */
  private Key withNewestUse(Key key) {
    return new Key(
        key.id(),
        key.serviceId(),
        key.wallet(),
        key.chain(),
        key.name(),
        key.hint(),
        key.scope(),
        key.createdAt(),
        key.expiresAt(),
        book.used(key.id()).or(key::lastUsedAt),
        key.previousUntil().filter(until -> until.isAfter(book.now())),
        key.publishable());
  }

  /** Changes what a publishable key opens, and to whom; at once on this node. */
  public Key update(UUID service, EvmAddress wallet, UUID id, PageScope scope) {
    return book.change(
        sql -> {
          if (find(sql, service, wallet, id).publishable().isEmpty()) {
            throw Refused.field("key_id", "must be that of a publishable key");
          }
          book.store().update(sql, id, scope);
          return find(sql, service, wallet, id);
        });
  }

  /** Another secret for a key; the one before works as long as the overlap. */
  public Told rotate(UUID service, EvmAddress wallet, UUID id, Duration overlap) {
    return book.change(
        sql -> {
          var publishable = find(sql, service, wallet, id).publishable().isPresent();
          var secret = Secret.make(publishable ? Secret.PUBLISHABLE : Secret.KEY, random);
          var until = book.now().plus(overlap);
          book.store().rotate(sql, id, secret, until, publishable);
          return new Told(secret.text(), find(sql, service, wallet, id));
        });
  }

  /** Ends a key, at once on this node. */
  public void end(UUID service, EvmAddress wallet, UUID id) {
    book.change(
        sql -> {
          find(sql, service, wallet, id);
          book.store().endKey(sql, id, book.now());
          return true;
        });
  }

  private Key find(DbExecute sql, UUID service, EvmAddress wallet, UUID id) {
    return kept(sql, service, wallet).stream()
        .filter(k -> k.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new Refused(new KeyNotFound()));
  }
}
