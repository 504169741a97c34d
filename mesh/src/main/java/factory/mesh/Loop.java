package factory.mesh;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Background work that is done again and again, one run at a time on a thread of its own, until it
 * is closed. Whatever a run throws, Errors too, the loop goes on: it logs each kind of failure
 * once, backs off, counts, and tells {@link Health}. Only what is {@link Fatal} ends it, with the
 * process.
 *
 * <p>The one way to start an endless thread; {@code WallsTest} holds it. Safe for any number of
 * threads.
 */
public final class Loop implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Loop.class.getName());
  private static final Duration JOIN = Duration.ofSeconds(5);

  /** So many kinds of failure in a row are told apart in the log. */
  private static final int MAX_KINDS = 16;

  private final String name;
  private final String consequence;
  private final Backoff backoff;
  private final Signal wake;
  private final Waiting waiting;
  private final Clock clock;
  private final Duration join;
  private final Logger logger;
  private final Duration firstAfter;
  private final Work work;
  private final Thread thread;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable Failure failure;
  private final FailureLog log = new FailureLog();
  private final AtomicLong failures = new AtomicLong();

  private Loop(Builder builder, Work work) {
    name = builder.name;
    consequence = builder.consequence;
    backoff = builder.backoff;
    wake = builder.wake;
    waiting = builder.waiting;
    clock = builder.clock;
    join = builder.join;
    logger = builder.logger;
    firstAfter = builder.firstAfter;
    this.work = work;
    thread =
        (builder.platform ? Thread.ofPlatform().daemon() : Thread.ofVirtual())
            .name(name)
            .unstarted(this::run);
  }

  /** One run. */
  @FunctionalInterface
  public interface Work {
    /**
     * Does what there is to do.
     *
     * @return until the next run; zero for at once
     * @throws InterruptedException when the loop is being closed
     */
    Duration run() throws Exception;
  }

  /** One run of periodic work. */
  @FunctionalInterface
  public interface Periodic {
    /**
     * Does what there is to do.
     *
     * @throws InterruptedException when the loop is being closed
     */
    void run() throws Exception;
  }

  /** How a loop waits; tests count instead. */
  @FunctionalInterface
  interface Waiting {
    /** Waits until the signal was raised since {@code seen} was read, or the time is over. */
    void await(Signal wake, long seen, Duration atMost) throws InterruptedException;
  }

  /**
   * Runs that failed, the last one included.
   *
   * @param since when the first of them failed
   * @param times how many in a row
   * @param error the last one's class, and the reason of a {@link Refused}; no message of others,
   *     which may hold an address with a key
   */
  public record Failure(Instant since, long times, String error) {}

  /** A loop of that name, which its thread and every log line carry. */
  public static Builder named(String name) {
    return new Builder(name);
  }

  /** Begins; once. */
  public Loop start() {
    thread.start();
    return this;
  }

  /** What it is called. */
  public String name() {
    return name;
  }

  /** Does not wait for the next run's time; while runs fail, only for the first pause of them. */
  public void wake() {
    wake.raise();
  }

  /** How runs fail now; empty when the last one did not, or there was none yet. */
  public Optional<Failure> failure() {
    return Optional.ofNullable(failure);
  }

  /** How many runs failed since it began. */
  public long failures() {
    return failures.get();
  }

  /** Whether it was told to end: what fails from then on is no news. */
  public boolean isClosed() {
    return closed.get();
  }

  /** Whether it was started and goes on. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  /** What its failing means, in words; may be empty. */
  String consequence() {
    return consequence;
  }

  /**
   * Says, in the middle of a run that may last for long, that it works. Of the loop's own thread.
   */
  public void worked() {
    var before = failure;
    if (before != null) {
      failure = null;
      log.recovered(before);
    }
  }

  private void run() {
    var random = RandomGenerator.getDefault();
    var pause = firstAfter;
    var seen = wake.count();
    while (true) {
      try {
        // A work that left the flag behind must not take this pause away.
        Thread.interrupted();
        if (closed.get()) {
          return;
        }
        if (pause.isPositive()) {
          waiting.await(wake, seen, pause);
        }
        if (closed.get()) {
          return;
        }
        pause = backoff.longest();
        seen = wake.count();
        pause = work.run();
        worked();
      } catch (Throwable e) {
        Fatal.endIfFatal(e);
        if (closed.get()) {
          return;
        }
        pause = failed(e, random);
      }
    }
  }

  /** The rest of the pause, which news may end, after the first part, which they may not. */
  private Duration failed(Throwable error, RandomGenerator random) {
    var before = failure;
    var times = before == null ? 1 : before.times() + 1;
    failures.incrementAndGet();
    failure =
        new Failure(before == null ? clock.instant() : before.since(), times, describe(error));
    log.failed(error);
    var pause = backoff.after(times, random);
    var still = pause.compareTo(backoff.first()) < 0 ? pause : backoff.first();
    try {
      // A flood of news must not become a flood of tries.
      Thread.interrupted();
      if (!closed.get()) {
        waiting.await(new Signal(), 0, still);
      }
    } catch (InterruptedException e) {
      // Closed, or else nothing to do with us.
    }
    return pause.minus(still);
  }

  private static String describe(Throwable error) {
    return error instanceof Refused refused
        ? refused.fault().reason()
        : error.getClass().getSimpleName();
  }

  /** Says each kind of failure once until a run succeeds. Of the loop's thread. */
  private final class FailureLog {
    private final Set<String> kinds = new HashSet<>();

    void failed(Throwable error) {
      try {
        var stack = error.getStackTrace();
        var kind = describe(error) + (stack.length == 0 ? "" : " at " + stack[0]);
        if (kinds.size() >= MAX_KINDS || !kinds.add(kind)) {
          return;
        }
        var text = name + ": failed, tried on" + (consequence.isEmpty() ? "" : "; " + consequence);
        if (error instanceof Refused refused) {
          logger.warning(() -> text + ": " + refused.getMessage());
        } else {
          logger.log(Level.SEVERE, error, () -> text);
        }
      } catch (Throwable e) {
        // A log that fails is no reason to stop working.
        Fatal.endIfFatal(e);
      }
    }

    void recovered(Failure before) {
      kinds.clear();
      logger.info(() -> name + ": works again, after " + before.times() + " failures");
    }
  }

  /** Ends it: interrupts a run, and waits for its end for a while. */
  @Override
  public void close() {
    closed.set(true);
    thread.interrupt();
    if (Thread.currentThread() == thread || thread.getState() == Thread.State.NEW) {
      return;
    }
    try {
      thread.join(join);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends all of these at once; returns when each has ended, or was waited for in vain. */
  public static void closeAll(Collection<Loop> loops) {
    var closing = loops.stream().map(loop -> Thread.startVirtualThread(loop::close)).toList();
    for (var closer : closing) {
      try {
        closer.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** How a loop is to go. */
  public static final class Builder {
    private final String name;
    private String consequence = "";
    private Backoff backoff = Backoff.DEFAULT;
    private Signal wake = new Signal();
    private Waiting waiting = Signal::await;
    private Clock clock = Clock.systemUTC();
    private Duration join = JOIN;
    private Duration firstAfter = Duration.ZERO;
    private Logger logger = LOG;
    private boolean platform;

    private Builder(String name) {
      this.name = name;
    }

    /** What it means that runs fail, for the log and for {@link Health}. */
    public Builder consequence(String text) {
      consequence = text;
      return this;
    }

    /** Where failures and their end are logged: of whose loop it is. */
    public Builder logger(Logger log) {
      logger = log;
      return this;
    }

    /** How long to wait after failures; {@link Backoff#DEFAULT} unless told. */
    public Builder backoff(Backoff pauses) {
      backoff = pauses;
      return this;
    }

    /** A signal that ends the pause before the next run. */
    public Builder wokenBy(Signal news) {
      wake = news;
      return this;
    }

    /** A platform thread: for work that computes, or maps files, and would hold a carrier. */
    public Builder onPlatformThread() {
      platform = true;
      return this;
    }

    /** Until the first run; none unless told. */
    public Builder firstAfter(Duration pause) {
      firstAfter = pause;
      return this;
    }

    /** How long {@link Loop#close} waits for a run to end; five seconds unless told. */
    public Builder joinFor(Duration atMost) {
      join = atMost;
      return this;
    }

    /** The time that failures are told with. */
    public Builder clock(Clock time) {
      clock = time;
      return this;
    }

    Builder waiting(Waiting way) {
      waiting = way;
      return this;
    }

    /** A loop that is not started yet; each run says when the next one is. */
    public Loop build(Work work) {
      return new Loop(this, work);
    }

    /** A loop that is not started yet; the same pause after each run. */
    public Loop every(Duration pause, Periodic work) {
      return build(
          () -> {
            work.run();
            return pause;
          });
    }
  }
}
