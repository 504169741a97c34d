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

  private final Limits limits;
  private final long streamNanos;
  private final long callNanos;
  private final ConcurrencyLimiter open;
  private final RateLimiter budgets;
  private final SeededHash hash = new SeededHash();

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

  /** The stream or call has ended; any other request is nobody's. */
  public void end(UUID request) {
    open.end(request);
  }

  /** Ends what has outlived its route; now and then. */
  public void endExpired() {
    open.endExpired();
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
