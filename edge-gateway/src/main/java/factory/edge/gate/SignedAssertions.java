package factory.edge.gate;

import factory.mesh.Assertions;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The assertions that go with calls, each used again for half of its life: signing costs several
 * times what the rest of a decision does. Any number of threads, without a lock, and never a pause:
 * what is remembered lies in tables of fixed size, where a newcomer takes the place of another with
 * its hash, at the price of one more signature.
 */
public final class SignedAssertions {
  private static final long REUSED_SECONDS = Assertions.LIFE_SECONDS / 2;

  /** About 400 bytes each. */
  private static final int MOST = 1 << 16;

  private static final int MOST_KEYS = 1 << 12;

  private final Assertions assertions;
  private final InstantSource clock;
  private final AtomicReferenceArray<@Nullable Known> keys = new AtomicReferenceArray<>(MOST_KEYS);
  private final AtomicReferenceArray<@Nullable Signed> signed = new AtomicReferenceArray<>(MOST);

  /** Signed with these keys. */
  public SignedAssertions(Assertions assertions, InstantSource clock) {
    this.assertions = assertions;
    this.clock = clock;
  }

  private record Known(String serviceId, SecretKey key) {}

  private record Signed(String serviceId, Optional<EvmAddress> wallet, String text, long at) {
    boolean servesAt(long now) {
      // A clock that was set back makes an assertion one of the future.
      return now >= at && now - at < REUSED_SECONDS;
    }
  }

  String of(String serviceId, Optional<EvmAddress> wallet) {
    var now = clock.millis() / 1_000;
    var place = place(31 * serviceId.hashCode() + wallet.hashCode(), MOST);
    var last = signed.get(place);
    if (last != null
        && last.servesAt(now)
        && last.wallet().equals(wallet)
        && last.serviceId().equals(serviceId)) {
      return last.text();
    }
    var text = Assertions.sign(key(serviceId), serviceId, wallet.map(EvmAddress::toString), now);
    signed.set(place, new Signed(serviceId, wallet, text, now));
    return text;
  }

  private SecretKey key(String serviceId) {
    var place = place(serviceId.hashCode(), MOST_KEYS);
    var last = keys.get(place);
    if (last != null && last.serviceId().equals(serviceId)) {
      return last.key();
    }
    var key = assertions.key(serviceId);
    keys.set(place, new Known(serviceId, key));
    return key;
  }

  /** Spreads hashes of alike ids; {@code size} is a power of two. */
  private static int place(int hash, int size) {
    return (hash * 0x9E3779B9) >>> (Integer.numberOfLeadingZeros(size) + 1);
  }
}
