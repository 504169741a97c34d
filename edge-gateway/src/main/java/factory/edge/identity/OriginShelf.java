package factory.edge.identity;

import factory.edge.gate.Credentials;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What counts on services' own origins, in memory. Each opens what its session does, for as long as
 * that lives. Changed by one thread at a time, looked into by any.
 */
final class OriginShelf {
  private record Held(SecretHash hash, UUID id, String serviceId, UUID session, Instant until) {}

  private record Live(Credentials.Session session, Instant until) {}

  private final Map<Long, Held> secrets = new ConcurrentHashMap<>();
  private final Map<UUID, Long> places = new ConcurrentHashMap<>();
  private final Map<UUID, Live> sessions = new ConcurrentHashMap<>();

  /** Whom a secret shows on the origin of a service. */
  Optional<Credentials.Session> session(String text, String serviceId, Instant now) {
    var secret = Secret.read(Secret.ORIGIN, text);
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    var hash = secret.get().hash();
    var held = secrets.get(hash.place());
    if (held == null
        || !held.hash().matches(hash)
        || !held.serviceId().equals(serviceId)
        || !now.isBefore(held.until())) {
      return Optional.empty();
    }
    var live = sessions.get(held.session());
    return live != null && now.isBefore(live.until())
        ? Optional.of(live.session())
        : Optional.empty();
  }

  void begin(Credentials.Session session, Instant until) {
    sessions.put(session.id(), new Live(session, until));
  }

  void end(UUID session) {
    sessions.remove(session);
  }

  /** The newest of a session and service counts alone. */
  void put(OriginStore.Kept kept) {
    var place = kept.hash().place();
    var before = places.put(kept.id(), place);
    if (before != null && before != place) {
      secrets.remove(before);
    }
    secrets.put(
        place,
        new Held(
            kept.hash(),
            kept.id(),
            kept.serviceId().toString(),
            kept.sessionId(),
            kept.expiresAt()));
  }

  /** Forgets what is over. */
  void tidy(Instant now) {
    sessions.values().removeIf(live -> live.until().isBefore(now));
    secrets
        .values()
        .removeIf(
            held -> {
              var over = held.until().isBefore(now);
              if (over) {
                places.remove(held.id());
              }
              return over;
            });
  }
}
