package factory.edge.limits;

import factory.mesh.Loop;
import factory.store.Database;
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
  private final Loop loop;

  // Of the loop alone.
  private long cleaned = System.nanoTime();

  private LimitKeeper(Database database, Limits limits, Clock clock) {
    this.database = database;
    this.limits = limits;
    this.clock = clock;
    loop =
        Loop.named("edge-limits")
            .logger(LOG)
            .consequence("what is used of limits cannot be saved; counting on")
            .firstAfter(PAUSE)
            .joinFor(Duration.ofSeconds(2))
            .every(PAUSE, this::keep);
  }

  /** Brings back what was saved, then saves what changes. */
  public static LimitKeeper start(Database database, Limits limits, Clock clock) {
    var keeper = new LimitKeeper(database, limits, clock);
    keeper.load();
    keeper.loop.start();
    return keeper;
  }

  private void load() {
    database.inTransaction(
        sql -> {
          store.open(sql, clock.millis(), limits::restore);
          return 0;
        });
  }

  private void keep() {
    save();
    if (System.nanoTime() - cleaned > BETWEEN_CLEANINGS.toNanos()) {
      cleaned = System.nanoTime();
      clean();
    }
  }

  /** Forgets what is over, here and in the store. */
  void clean() {
    limits.forgetEnded(clock.millis());
    while (database.inTransaction(h -> store.prune(h, clock.millis(), PRUNED_AT_ONCE))
        == PRUNED_AT_ONCE) {
      save();
    }
  }

  private void save() {
    while (true) {
      var uses = limits.takeChanged(WALLETS_A_BATCH);
      if (uses.isEmpty()) {
        return;
      }
      try {
        database.inTransaction(
            sql -> {
              store.save(sql, uses);
              return 0;
            });
      } catch (RuntimeException | Error e) {
        limits.unsaved(uses);
        throw e;
      }
    }
  }

  /** What keeps it going. */
  public Loop loop() {
    return loop;
  }

  /** Saves once more. */
  @Override
  public void close() {
    loop.close();
    if (Thread.currentThread().isInterrupted()) {
      return;
    }
    try {
      save();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, e, () -> "what was used of limits lately is not saved");
    }
  }
}
