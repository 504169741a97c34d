package factory.edge.limits;

import factory.mesh.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Saves what is used of limits, so that a restart forgets little: counts that changed go to the
 * store every {@link #PAUSE}, in batches, on a thread of its own. Killed, the node forgets what was
 * counted since, which is less than a second as long as the store writes a pause's changes in
 * another. Without the store it counts on and saves later. For one node per store: two would each
 * admit the quota.
 */
public final class LimitKeeper implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LimitKeeper.class.getName());

  /** Between two looks for changes. */
  static final Duration PAUSE = Duration.ofMillis(500);

  private static final Duration BETWEEN_CLEANINGS = Duration.ofSeconds(20);
  private static final int WALLETS_A_BATCH = 2_000;
  private static final int PRUNED_AT_ONCE = 10_000;

  private final LimitStore store = new LimitStore();
  private final Database database;
  private final Limits limits;
  private final Clock clock;
  private final Thread thread;
  private boolean away;

  private LimitKeeper(Database database, Limits limits, Clock clock) {
    this.database = database;
    this.limits = limits;
    this.clock = clock;
    thread = Thread.ofVirtual().name("edge-limits").unstarted(this::run);
  }

  /** Brings back what was saved, then saves what changes. */
  public static LimitKeeper start(Database database, Limits limits, Clock clock) {
    var keeper = new LimitKeeper(database, limits, clock);
    keeper.load();
    keeper.thread.start();
    return keeper;
  }

  private void load() {
    database.inTransaction(
        handle -> {
          store.open(handle, clock.millis(), limits::restore);
          return 0;
        });
  }

  private void run() {
    var cleaned = System.nanoTime();
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        return;
      }
      trying(this::save);
      if (System.nanoTime() - cleaned > BETWEEN_CLEANINGS.toNanos()) {
        cleaned = System.nanoTime();
        clean();
      }
    }
  }

  /** Forgets what is over, here and in the store. */
  void clean() {
    limits.forgetEnded(clock.millis());
    trying(
        () -> {
          while (database.inTransaction(h -> store.prune(h, clock.millis(), PRUNED_AT_ONCE))
              == PRUNED_AT_ONCE) {
            save();
          }
        });
  }

  private void save() {
    while (true) {
      var uses = limits.takeChanged(WALLETS_A_BATCH);
      if (uses.isEmpty()) {
        return;
      }
      try {
        database.inTransaction(
            handle -> {
              store.save(handle, uses);
              return 0;
            });
      } catch (RuntimeException e) {
        limits.unsaved(uses);
        throw e;
      }
    }
  }

  private void trying(Runnable work) {
    try {
      work.run();
      if (away) {
        LOG.info("what is used of limits is saved again");
      }
      away = false;
    } catch (RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      if (!away) {
        LOG.log(Level.WARNING, e, () -> "what is used of limits cannot be saved; counting on");
      }
      away = true;
    }
  }

  /** Saves once more. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    trying(this::save);
  }
}
