package factory.edge.identity;

import factory.edge.audit.AuditStore;
import factory.edge.gate.Credentials;
import factory.store.Database;
import io.helidon.dbclient.DbExecute;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Every session and key that is in force, in memory: what the gate looks into. Changes are made in
 * Postgres first; those of other nodes arrive with {@link #refresh}.
 */
public final class IdentityBook implements Credentials {
  /** A use of a key is noted again after this. */
  private static final Duration USE_GRAIN = Duration.ofSeconds(30);

  /** Over for so long, every node has heard of it. */
  private static final Duration KEPT = Duration.ofDays(1);

  private final Database database;
  private final Clock clock;
  private final IdentityStore store = new IdentityStore();
  private final Map<Long, Held<Credentials.Session>> sessions = new ConcurrentHashMap<>();
  private final Map<Long, Held<Credentials.Key>> keys = new ConcurrentHashMap<>();
  private final Map<Long, Held<Credentials.PublishableKey>> publishable = new ConcurrentHashMap<>();
  private final AuditStore audit = new AuditStore();
  private final OriginStore originStore = new OriginStore();
  private final OriginShelf origins = new OriginShelf();
  private final Map<UUID, Instant> lastUsed = new ConcurrentHashMap<>();
  private final Map<UUID, Instant> unwritten = new ConcurrentHashMap<>();

  private final ReentrantLock refreshing = new ReentrantLock();
  private final Map<UUID, long[]> shelves = new HashMap<>();
  private long seen;

  /** Loads everything; returns once it is here. */
  public IdentityBook(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    refresh();
  }

  /** What one secret opens, until when. */
  private record Held<T>(SecretHash hash, T of, Instant until) {}

  @Override
  public Optional<Credentials.Session> session(String secret) {
    return held(sessions, Secret.SESSION, secret, clock.instant());
  }

  @Override
  public Optional<Credentials.Session> originSession(String secret, String serviceId) {
    return origins.session(secret, serviceId, clock.instant());
  }

  @Override
  public Optional<Credentials.Key> key(String secret) {
    var now = clock.instant();
    var found = held(keys, Secret.KEY, secret, now);
    if (found.isPresent()) {
      use(found.get().id(), now);
    }
    return found;
  }

  @Override
  public Optional<Credentials.PublishableKey> publishableKey(String text) {
    var now = clock.instant();
    var found = held(publishable, Secret.PUBLISHABLE, text, now);
    if (found.isPresent()) {
      use(found.get().id(), now);
    }
    return found;
  }

  private static <T> Optional<T> held(
      Map<Long, Held<T>> shelf, String prefix, String text, Instant now) {
    var secret = Secret.read(prefix, text);
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    var hash = secret.get().hash();
    var held = shelf.get(hash.place());
    return held != null && held.hash().matches(hash) && now.isBefore(held.until())
        ? Optional.of(held.of())
        : Optional.empty();
  }

  private void use(UUID id, Instant now) {
    var before = lastUsed.get(id);
    if (before == null || now.getEpochSecond() - before.getEpochSecond() > USE_GRAIN.toSeconds()) {
      lastUsed.put(id, now);
      unwritten.put(id, now);
    }
  }

  /** Changes what is kept, and knows of it when this returns. */
  <T> T change(Function<DbExecute, T> work) {
    var result = database.inTransaction(work);
    refresh();
    return result;
  }

  /** Learns what has changed since. */
  public void refresh() {
    refreshing.lock();
    try {
      record News(
          long head,
          List<IdentityStore.KeptSession> sessions,
          List<IdentityStore.KeptKey> keys,
          List<OriginStore.Kept> origins) {}
      // The head first: whatever it counts is committed, and what comes meanwhile comes again.
      var news =
          database.inTransaction(
              sql -> {
                var head = store.head(sql);
                return head == seen
                    ? new News(head, List.of(), List.of(), List.of())
                    : new News(
                        head,
                        store.sessionsAfter(sql, seen),
                        store.keysAfter(sql, seen),
                        originStore.after(sql, seen));
              });
      news.sessions().forEach(this::shelve);
      news.keys().forEach(this::shelve);
      news.origins().forEach(origins::put);
      seen = news.head();
    } finally {
      refreshing.unlock();
    }
  }

  private void shelve(IdentityStore.KeptSession kept) {
    var session = kept.session();
    if (kept.ended()) {
      sessions.remove(kept.hash().place());
      origins.end(session.id());
    } else {
      var shown = new Credentials.Session(session.id(), session.wallet(), session.chain());
      sessions.put(kept.hash().place(), new Held<>(kept.hash(), shown, session.expiresAt()));
      origins.begin(shown, session.expiresAt());
    }
  }

  private void shelve(IdentityStore.KeptKey kept) {
    var key = kept.key();
    var places = shelves.remove(key.id());
    for (var place : places == null ? new long[0] : places) {
      keys.remove(place);
      publishable.remove(place);
    }
    if (kept.ended()) {
      return;
    }
    var service = key.serviceId().toString();
    if (key.publishable().isPresent()) {
      var scope = key.publishable().get().scope();
      put(
          publishable,
          kept,
          new Credentials.PublishableKey(
              key.id(), service, key.wallet(), key.chain(), scope, key.pause()));
    } else {
      put(
          keys,
          kept,
          new Credentials.Key(
              key.id(), service, key.wallet(), key.chain(), key.scope(), key.limit(), key.pause()));
    }
    shelves.put(
        key.id(),
        kept.previous()
            .map(before -> new long[] {kept.hash().place(), before.place()})
            .orElseGet(() -> new long[] {kept.hash().place()}));
  }

  private static <T> void put(Map<Long, Held<T>> shelf, IdentityStore.KeptKey kept, T shown) {
    var key = kept.key();
    var end = key.expiresAt().orElse(Instant.MAX);
    shelf.put(kept.hash().place(), new Held<>(kept.hash(), shown, end));
    kept.previous()
        .ifPresent(
            before -> {
              var until = key.previousUntil().orElse(Instant.MIN);
              shelf.put(
                  before.place(), new Held<>(before, shown, until.isBefore(end) ? until : end));
            });
  }

  /** Writes when keys were used, and forgets what is over; call it now and then. */
  public void tidy() {
    var used = Map.copyOf(unwritten);
    var now = clock.instant();
    database.inTransaction(
        sql -> {
          if (!used.isEmpty()) {
            store.used(sql, used);
          }
          store.prune(sql, now.minus(KEPT));
          originStore.prune(sql, now, now.minus(KEPT));
          audit.prune(sql, now);
          return true;
        });
    used.forEach(unwritten::remove);
    sessions.values().removeIf(s -> s.until().isBefore(now));
    origins.tidy(now);
    lastUsed.values().removeIf(at -> at.plus(USE_GRAIN).isBefore(now));
  }

  /** Where it is kept. */
  IdentityStore store() {
    return store;
  }

  /** Where it is kept who changed what. */
  AuditStore audit() {
    return audit;
  }

  /** Where it is kept what counts on services' own origins. */
  OriginStore origins() {
    return originStore;
  }

  /** Reads what is kept. */
  <T> T read(Function<DbExecute, T> work) {
    return database.inTransaction(work);
  }

  /** When a key was last used, as far as that is not written yet. */
  Optional<Instant> used(UUID key) {
    return Optional.ofNullable(lastUsed.get(key));
  }

  /** Now. */
  Instant now() {
    // As exact as the store keeps it.
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
