package factory.edge.gate;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Sessions and keys that a test has put there. */
final class FakeCredentials implements Credentials {
  final Map<String, Session> sessions = new HashMap<>();
  final Map<String, Key> keys = new HashMap<>();
  final Map<String, PublishableKey> publishableKeys = new HashMap<>();

  @Override
  public Optional<Session> session(String secret) {
    return Optional.ofNullable(sessions.get(secret));
  }

  /** Kept as {@code secret@service}. */
  @Override
  public Optional<Session> originSession(String secret, String serviceId) {
    return Optional.ofNullable(sessions.get(secret + "@" + serviceId));
  }

  @Override
  public Optional<Key> key(String secret) {
    return Optional.ofNullable(keys.get(secret));
  }

  @Override
  public Optional<PublishableKey> publishableKey(String text) {
    return Optional.ofNullable(publishableKeys.get(text));
  }
}
