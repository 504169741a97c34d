package factory.edge.limits;

import factory.edge.gate.EvmAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts calls by service and wallet, from memory alone. Any number of threads; two wait for each
 * other only within one wallet's count.
 *
 * <p>Windows are fixed and begin with a wallet's first call: what is left and when all of it comes
 * back are then two numbers that stay true until the window ends, which is what the {@code
 * RateLimit} field promises, and two numbers are all that has to outlive a restart. A window that
 * slides or a bucket that refills would admit less around the end of a window, where this admits up
 * to twice the quota in one window's length; who minds adds a shorter limit.
 *
 * <p>A window never ends later than its length from now. So a limit that is shortened, and a clock
 * that is set back, free a wallet no later than its limit says.
 *
 * <p>A wallet with an open window takes about 170 bytes with three limits: 170 MB for a million.
 */
public final class Limits {
  private final int mostWallets;
  private final Map<String, OfService> services = new ConcurrentHashMap<>();
  private final AtomicInteger wallets = new AtomicInteger();

  /** Counted since they were saved last; each at most once. */
  private final Queue<WalletCount> changed = new ConcurrentLinkedQueue<>();

  /**
   * @param mostWallets pairs of service and wallet that are counted at once; a further one finds
   *     {@link Verdict.NoRoom}
   */
  public Limits(int mostWallets) {
    this.mostWallets = mostWallets;
  }

  /** A service's wallets, and the names of its limits, which they share. */
  private static final class OfService {
    final Map<EvmAddress, WalletCount> wallets = new ConcurrentHashMap<>();
    volatile WalletCount.Layout layout = WalletCount.Layout.EMPTY;

    WalletCount.Layout layout(List<Limit> limits) {
      var now = layout;
      if (now.limits() != limits && !now.limits().equals(limits)) {
        now = WalletCount.Layout.of(limits);
        layout = now;
      }
      return now;
    }
  }

  /**
   * Counts a call in every window, or in none.
   *
   * @param serviceId or another id by which calls are counted: that of a key with a limit
   * @param limits the same list as long as the rules do not change: a new one costs a little
   * @param multiple how many times over the wallet holds the threshold
   */
  public Verdict take(
      String serviceId, EvmAddress wallet, List<Limit> limits, long multiple, long nowMillis) {
    if (limits.isEmpty()) {
      return new Verdict.Admitted(List.of());
    }
    var service = service(serviceId);
    while (true) {
      var count = service.wallets.get(wallet);
      // Its own first: of whom the owner says something, has other limits than the rest.
      var layout =
          count != null && count.layout().limits() == limits
              ? count.layout()
              : service.layout(limits);
      if (count == null) {
        count = add(service, new WalletCount(serviceId, wallet, layout));
        if (count == null) {
          return new Verdict.NoRoom();
        }
      }
      synchronized (count) {
        if (!count.forgotten) {
          var exhausted = count.exhausted(layout, multiple, nowMillis);
          if (!exhausted.isEmpty()) {
            return new Verdict.Exceeded(exhausted);
          }
          var standings = count.add(multiple, nowMillis);
          noteChange(count);
          return new Verdict.Admitted(standings);
        }
      }
      // Forgotten since it was found: what it counts, counts for nobody.
      service.wallets.remove(wallet, count);
    }
  }

  /** Undoes what {@link #take} counted, in the windows that are still open. */
  public void giveBack(String serviceId, EvmAddress wallet, Verdict.Admitted admitted) {
    var service = services.get(serviceId);
    var count = service == null ? null : service.wallets.get(wallet);
    if (count != null) {
      synchronized (count) {
        if (count.subtract(admitted.standings())) {
          noteChange(count);
        }
      }
    }
  }

  /** Where a wallet stands now, without counting anything. */
  public List<Standing> peek(
      String serviceId, EvmAddress wallet, List<Limit> limits, long multiple, long nowMillis) {
    var service = services.get(serviceId);
    var count = service == null ? null : service.wallets.get(wallet);
    if (count == null) {
      count = new WalletCount(serviceId, wallet, WalletCount.Layout.EMPTY);
    }
    synchronized (count) {
      return count.standings(limits, multiple, nowMillis);
    }
  }

  /** Pairs of service and wallet that are counted. */
  public int wallets() {
    return wallets.get();
  }

  private OfService service(String serviceId) {
    var known = services.get(serviceId);
    return known == null ? services.computeIfAbsent(serviceId, _ -> new OfService()) : known;
  }

  private @Nullable WalletCount add(OfService service, WalletCount fresh) {
    if (wallets.incrementAndGet() > mostWallets) {
      wallets.decrementAndGet();
      return null;
    }
    var other = service.wallets.putIfAbsent(fresh.wallet, fresh);
    if (other == null) {
      return fresh;
    }
    wallets.decrementAndGet();
    return other;
  }

  /** Under the count's lock. */
  private void noteChange(WalletCount count) {
    if (!count.changed) {
      count.changed = true;
      changed.add(count);
    }
  }

  /** What was saved before a restart; before the first call, by one thread. */
  void restore(Use use) {
    var service = service(use.serviceId());
    var count = service.wallets.get(use.wallet());
    if (count == null) {
      count = add(service, new WalletCount(use.serviceId(), use.wallet(), service.layout));
    }
    if (count != null) {
      synchronized (count) {
        service.layout = count.restore(use, service.layout);
      }
    }
  }

  /**
   * What changed since it was taken out here last.
   *
   * @param most wallets at once
   */
  List<Use> takeChanged(int most) {
    List<Use> uses = new ArrayList<>();
    Set<WalletCount> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    while (seen.size() < most) {
      // Not looked at first and then removed: whoever forgets wallets may have removed it
      // meanwhile,
      // and the next one would be lost.
      var count = changed.poll();
      if (count == null) {
        break;
      }
      if (!seen.add(count)) {
        // One that changes again meanwhile is for the next time.
        changed.add(count);
        break;
      }
      synchronized (count) {
        count.changed = false;
        if (!count.forgotten) {
          count.uses(uses);
        }
      }
    }
    return uses;
  }

  /** These could not be saved: they count as changed again. */
  void unsaved(List<Use> uses) {
    for (var use : uses) {
      var service = services.get(use.serviceId());
      var count = service == null ? null : service.wallets.get(use.wallet());
      if (count != null) {
        synchronized (count) {
          noteChange(count);
        }
      }
    }
  }

  /** Forgets wallets whose windows have all ended. */
  void forgetEnded(long nowMillis) {
    for (var service : services.values()) {
      service
          .wallets
          .values()
          .removeIf(
              count -> {
                synchronized (count) {
                  if (count.forgotten || !count.hasEnded(nowMillis)) {
                    return false;
                  }
                  count.forgotten = true;
                }
                wallets.decrementAndGet();
                return true;
              });
    }
    changed.removeIf(count -> count.forgotten);
  }
}
