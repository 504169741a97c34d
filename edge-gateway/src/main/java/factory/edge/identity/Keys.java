package factory.edge.identity;

import factory.edge.audit.Actor;
import factory.edge.audit.Audited;
import factory.edge.audit.Audited.What;
import factory.edge.gate.Allowance;
import factory.edge.gate.Credentials.ChainScope;
import factory.edge.gate.EvmAddress;
import factory.edge.gate.KeyScope;
import factory.edge.gate.PageScope;
import factory.edge.identity.IdentityFault.KeyNotFound;
import factory.edge.identity.IdentityFault.ServiceKeyNotFound;
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

  /**
   * What a key is to be.
   *
   * @param scope everything for a key for pages
   * @param page of a key for pages
   * @param limit of its own
   */
  public record Wanted(
      String name,
      KeyScope scope,
      Optional<PageScope> page,
      Optional<Instant> expiresAt,
      Optional<Allowance> limit) {}

  /** Makes a key, for programs or for pages. */
  public Told create(
      UUID service, EvmAddress wallet, ChainScope chain, Wanted wanted, Actor actor) {
    var secret = Secret.make(wanted.page().isPresent() ? Secret.PUBLISHABLE : Secret.KEY, random);
    var key =
        new Key(
            UUID.randomUUID(),
            service,
            wallet,
            chain,
            wanted.name(),
            secret.hint(),
            wanted.scope(),
            book.now(),
            wanted.expiresAt(),
            Optional.empty(),
            Optional.empty(),
            wanted.page().map(page -> new Publishable(secret.text(), page)),
            wanted.limit(),
            false,
            false);
    return book.change(
        sql -> {
          if (book.store().keys(sql, service, wallet).size() >= MOST_KEYS) {
            throw new Refused(new TooManyKeys(MOST_KEYS));
          }
          note(sql, actor, What.KEY_MADE, Optional.empty(), Optional.of(key));
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
    return key.as(book.used(key.id()).or(key::lastUsedAt), book.now());
  }

  /** Changes a key but for its secret, at once on this node. */
  public Key update(UUID service, EvmAddress wallet, UUID id, KeyChange change, Actor actor) {
    return book.change(
        sql -> {
          var before = find(sql, service, wallet, id);
          return save(sql, actor, What.KEY_CHANGED, before, change.of(before));
        });
  }

  private Key save(DbExecute sql, Actor actor, What what, Key before, Key after) {
    if (after.equals(before)) {
      return before;
    }
    note(sql, actor, what, Optional.of(before), Optional.of(after));
    book.store().update(sql, after);
    return after;
  }

  /** Another secret for a key; the one before works as long as the overlap. */
  public Told rotate(UUID service, EvmAddress wallet, UUID id, Duration overlap, Actor actor) {
    return book.change(
        sql -> {
          var before = find(sql, service, wallet, id);
          var publishable = before.publishable().isPresent();
          var secret = Secret.make(publishable ? Secret.PUBLISHABLE : Secret.KEY, random);
          var until = book.now().plus(overlap);
          book.store().rotate(sql, id, secret, until, publishable);
          var after = find(sql, service, wallet, id);
          note(sql, actor, What.KEY_ROTATED, Optional.of(before), Optional.of(after));
          return new Told(secret.text(), after);
        });
  }

  /** Ends a key, at once on this node. */
  public void end(UUID service, EvmAddress wallet, UUID id, Actor actor) {
    book.change(sql -> end(sql, find(sql, service, wallet, id), actor));
  }

  private boolean end(DbExecute sql, Key key, Actor actor) {
    note(sql, actor, What.KEY_ENDED, Optional.of(key), Optional.empty());
    book.store().endKey(sql, key.id(), book.now());
    return true;
  }

  private Key find(DbExecute sql, UUID service, EvmAddress wallet, UUID id) {
    return any(sql, service, id)
        .filter(key -> key.wallet().equals(wallet))
        .orElseThrow(() -> new Refused(new KeyNotFound()));
  }

  private Optional<Key> any(DbExecute sql, UUID service, UUID id) {
    return book.store().lock(sql, service, id).map(this::withNewestUse);
  }

  /** A page of everybody's keys of a service, newest first, for its owner. */
  public Page ofService(
      UUID service, Optional<EvmAddress> wallet, Optional<Place> after, int size) {
    var found = book.read(sql -> book.store().keys(sql, service, wallet, after, size + 1));
    var keys = found.stream().limit(size).map(this::withNewestUse).toList();
    return new Page(
        keys,
        found.size() > size
            ? Optional.of(new Place(keys.getLast().createdAt(), keys.getLast().id()))
            : Optional.empty());
  }

  /** Where a page ends. */
  public record Place(Instant createdAt, UUID id) {}

  /**
   * Some keys.
   *
   * @param next where the page after this one begins; empty for the last
   */
  public record Page(List<Key> keys, Optional<Place> next) {}

  /** Keeps any key of a service from opening anything, or lets it again; at once on this node. */
  public Key pause(UUID service, UUID id, boolean paused, Actor owner) {
    return book.change(
        sql -> {
          var before = ofOwner(sql, service, id);
          return save(
              sql,
              owner,
              paused ? What.KEY_PAUSED_BY_OWNER : What.KEY_RESUMED_BY_OWNER,
              before,
              before.pausedByOwner(paused));
        });
  }

  /** Ends any key of a service, at once on this node. */
  public void end(UUID service, UUID id, Actor owner) {
    book.change(sql -> end(sql, ofOwner(sql, service, id), owner));
  }

  private Key ofOwner(DbExecute sql, UUID service, UUID id) {
    return any(sql, service, id).orElseThrow(() -> new Refused(new ServiceKeyNotFound()));
  }

  private void note(
      DbExecute sql, Actor actor, What what, Optional<Key> before, Optional<Key> after) {
    var key = before.or(() -> after).orElseThrow();
    book.audit()
        .add(
            sql,
            actor,
            new Audited(
                key.serviceId(),
                what,
                Optional.of(key.wallet().toString()),
                Optional.of(key.id()),
                before.map(KeyWords::json),
                after.map(KeyWords::json)),
            book.now());
  }
}
