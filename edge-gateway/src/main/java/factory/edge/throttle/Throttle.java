package factory.edge.throttle;

import java.time.Duration;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * What one wallet or one network may ask for at a time. From memory alone; any number of threads.
 */
public final class Throttle {
  /** Leases at once; all of them take 5 MB. */
  private static final int LEASE_SLOTS = 1 << 17;

  private static final long STREAMS = 1;
  private static final long CALLS = 2;
  private static final long PAGES = 3;

  /** Leases of pages' callers, each of whom has one beside the key's. */
  private static final int PAGE_SLOTS = 1 << 14;

  private final Limits limits;
  private final long streamNanos;
  private final long callNanos;
  private final ConcurrencyLimiter open;
  private final RateLimiter budgets;
  private final ConcurrencyLimiter openOfPages;
  private final RateLimiter pages;
  private final RateLimiter pageKeys;
  private final SeededHash hash = new SeededHash();

  /** So that the end of a call costs nothing more where no page ever called. */
  private volatile boolean pagesCalled;

  /**
   * What everybody may.
   *
   * @param streamsPerAddress streams of one network at once
   * @param streamLife after which Envoy ends a stream
   * @param budgetPerMinute requests of one network that make work
   * @param callLife after which Envoy ends a call of a service
   */
  public record Limits(
      int streamsPerAddress, Duration streamLife, int budgetPerMinute, Duration callLife) {
    /** The lease must not end before the stream or call does. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    /** Those of development. */
    public static final Limits DEFAULT =
        new Limits(32, Duration.ofHours(1), 600, Duration.ofMinutes(6));
  }

  /** Nothing is open yet. */
  public Throttle(Limits limits, LongSupplier monotonicNanos) {
    this.limits = limits;
    streamNanos = limits.streamLife().plus(Limits.SLACK).toNanos();
    callNanos = limits.callLife().plus(Limits.SLACK).toNanos();
    open = new ConcurrencyLimiter(LEASE_SLOTS, monotonicNanos);
    budgets = new RateLimiter(limits.budgetPerMinute(), monotonicNanos);
    openOfPages = new ConcurrencyLimiter(PAGE_SLOTS, monotonicNanos);
    pages = new RateLimiter(limits.budgetPerMinute(), monotonicNanos);
    pageKeys = new RateLimiter(limits.budgetPerMinute(), monotonicNanos);
  }

  /** The limits. */
  public Limits limits() {
    return limits;
  }

  /** Opens a stream of a network. */
  public ConcurrencyLimiter.Outcome stream(UUID request, ClientNetwork client) {
    var holder = hash.and(hash.and(hash.of(STREAMS), client.bits()), client.family());
    return open.take(holder, request, limits.streamsPerAddress(), streamNanos);
  }

  /**
   * Opens a call of a service.
   *
   * @param high of the wallet's bytes, as are {@code middle} and {@code low}
   * @param most calls at once
   */
  public ConcurrencyLimiter.Outcome call(
      UUID request, UUID service, long high, long middle, int low, int most) {
    return open.take(caller(service, high, middle, low), request, most, callNanos);
  }

  /** How many calls of a service a wallet has open. */
  public int callsOpen(UUID service, long high, long middle, int low) {
    return open.held(caller(service, high, middle, low));
  }

  private long caller(UUID service, long high, long middle, int low) {
    var holder = hash.and(hash.of(CALLS), service.getMostSignificantBits());
    holder = hash.and(holder, service.getLeastSignificantBits());
    return hash.and(hash.and(hash.and(holder, high), middle), low);
  }

  /** Whether a call of a page has got a lease. */
  public enum PageOutcome {
    /** It has. */
    LEASED,
    /** Its network address has as many as it may. */
    ADDRESS_EXCEEDED,
    /** Its key has as many as it may. */
    KEY_EXCEEDED,
    /** There is no room for more. */
    FULL
  }

  /**
   * Opens a call with a publishable key, which counts for the key and for the network that it comes
   * from.
   *
   * @param mostOfAddress calls at once
   * @param most calls at once of everybody
   */
  public PageOutcome page(
      UUID request, UUID key, ClientNetwork client, int mostOfAddress, int most) {
    pagesCalled = true;
    var ofAddress = openOfPages.take(at(key, client), request, mostOfAddress, callNanos);
    if (ofAddress != ConcurrencyLimiter.Outcome.LEASED) {
      return ofAddress == ConcurrencyLimiter.Outcome.FULL
          ? PageOutcome.FULL
          : PageOutcome.ADDRESS_EXCEEDED;
    }
    return switch (open.take(of(key), request, most, callNanos)) {
      case LEASED -> PageOutcome.LEASED;
      case EXCEEDED -> {
        openOfPages.end(request);
        yield PageOutcome.KEY_EXCEEDED;
      }
      case FULL -> {
        openOfPages.end(request);
        yield PageOutcome.FULL;
      }
    };
  }

  /**
   * How long a call with a publishable key must wait.
   *
   * @param waitNanos 0 when it may go on, which counts
   * @param ofAddress whether that is for what its network address has asked
   */
  public record PageRate(long waitNanos, boolean ofAddress) {}

  private static final PageRate AT_ONCE = new PageRate(0, false);

  /** Counts a call with a publishable key for its network and for the key, or for neither. */
  public PageRate pageRate(
      UUID key, ClientNetwork client, int perMinuteOfAddress, int perMinuteOfKey) {
    var address = at(key, client);
    var wait = pages.take(address, perMinuteOfAddress);
    if (wait > 0) {
      return new PageRate(wait, true);
    }
    wait = pageKeys.take(of(key), perMinuteOfKey);
    if (wait > 0) {
      pages.giveBack(address, perMinuteOfAddress);
      return new PageRate(wait, false);
    }
    return AT_ONCE;
  }

  private long of(UUID key) {
    return hash.and(
        hash.and(hash.of(PAGES), key.getMostSignificantBits()), key.getLeastSignificantBits());
  }

  private long at(UUID key, ClientNetwork client) {
    return hash.and(hash.and(of(key), client.bits()), client.family());
  }

  /** The stream or call has ended; any other request is nobody's. */
  public void end(UUID request) {
    open.end(request);
    if (pagesCalled) {
      openOfPages.end(request);
    }
  }

  /** Ends what has outlived its route; now and then. */
  public void endExpired() {
    open.endExpired();
    openOfPages.endExpired();
  }

  /** How many streams and calls are open. */
  public int open() {
    return open.size();
  }

  /** 0 when a network may make work now, which counts; else the nanoseconds that it must wait. */
  public long work(ClientNetwork client) {
    return budgets.take(client);
  }
}
