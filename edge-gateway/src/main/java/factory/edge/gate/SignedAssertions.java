package factory.edge.gate;

import factory.mesh.Assertions;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKey;

/**
 * The assertions that go with calls, each used again for half of its life: signing costs several
 * times what the rest of a decision does. Any number of threads.
 */
public final class SignedAssertions {
  private static final long REUSED_SECONDS = Assertions.LIFE_SECONDS / 2;

  /** About 400 bytes each. */
  private static final int MOST = 100_000;

  private final Assertions assertions;
  private final InstantSource clock;
  private final Map<String, SecretKey> keys = new ConcurrentHashMap<>();
  private final Map<Who, Signed> signed = new ConcurrentHashMap<>();

  /** Signed with these keys. */
  public SignedAssertions(Assertions assertions, InstantSource clock) {
    this.assertions = assertions;
    this.clock = clock;
  }

  private record Who(String serviceId, Optional<EvmAddress> wallet) {}

  private record Signed(String text, long at) {}

  String of(String serviceId, Optional<EvmAddress> wallet) {
    var now = clock.millis() / 1_000;
    var who = new Who(serviceId, wallet);
    var known = signed.get(who);
    if (known != null && now - known.at() < REUSED_SECONDS && now >= known.at()) {
      return known.text();
    }
    if (signed.size() >= MOST) {
      signed.values().removeIf(s -> now - s.at() >= REUSED_SECONDS);
      if (signed.size() >= MOST) {
        signed.clear();
      }
    }
    var key = keys.computeIfAbsent(serviceId, assertions::key);
    var text = Assertions.sign(key, serviceId, wallet.map(EvmAddress::toString), now);
    signed.put(who, new Signed(text, now));
    return text;
  }
}
