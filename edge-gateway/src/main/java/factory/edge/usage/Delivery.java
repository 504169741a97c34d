package factory.edge.usage;

import factory.mesh.Backoff;
import factory.mesh.Loop;
import factory.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Counts ended calls in Postgres, in batches, each call once. Without the store nothing is lost:
 * the journal keeps the calls, and refuses more when it is full.
 */
public final class Delivery implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Delivery.class.getName());

  /** An end that the access log has not told by then is never told. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration BETWEEN_LOOKS_BACK = Duration.ofSeconds(10);
  private static final int BATCH = 5_000;

  private final UsageStore store = new UsageStore();
  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Set<Long> over = ConcurrentHashMap.newKeySet();
  private final Loop loop;

  // Of the loop alone. At once: what an earlier process left may be old.
  private long lookedBack = System.nanoTime() - BETWEEN_LOOKS_BACK.toNanos();

  private Delivery(Database database, Journal journal, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    loop =
        Loop.named("edge-usage")
            .logger(LOG)
            .consequence("usage cannot be counted now; the journal keeps it")
            .onPlatformThread()
            .firstAfter(PAUSE)
            .backoff(new Backoff(PAUSE.multipliedBy(2), LONGEST_PAUSE))
            .every(PAUSE, this::count);
  }

  /** Starts delivering what ends, and what ended before; before the first call is admitted. */
  public static Delivery start(Database database, Journal journal, Clock clock) {
    var delivery = new Delivery(database, journal, clock);
    // A process that was killed may have freed a segment and not said so here.
    database.inTransaction(
        sql -> {
          delivery.store.keepOnly(sql, journal.id(), journal.generations());
          return true;
        });
    delivery.loop.start();
    return delivery;
  }

  private void count() {
    journal.makeRoom();
    if (System.nanoTime() - lookedBack > BETWEEN_LOOKS_BACK.toNanos()) {
      lookedBack = System.nanoTime();
      giveUp();
    }
    deliver();
  }

  /** Calls whose end was not told for too long end unknown. */
  void giveUp() {
    journal.giveUp(clock.instant().minus(PATIENCE).toEpochMilli());
  }

  /** Counts everything that ended. */
  void deliver() {
    while (true) {
      var calls = journal.take(BATCH);
      if (calls.isEmpty()) {
        break;
      }
      try {
        database.inTransaction(
            sql -> {
              store.count(sql, journal.id(), calls);
              return true;
            });
      } catch (RuntimeException | Error e) {
        journal.putBack(calls);
        throw e;
      }
      journal.counted(calls);
    }
    over.addAll(journal.over());
    if (!over.isEmpty()) {
      // Should the process end before this, the next start forgets them.
      var generations = List.copyOf(over);
      database.inTransaction(
          sql -> {
            store.forget(sql, journal.id(), generations);
            return true;
          });
      over.removeAll(generations);
    }
  }

  /** What keeps it going. */
  public Loop loop() {
    return loop;
  }

  /** Counts once more what ended. */
  @Override
  public void close() {
    loop.close();
    try {
      if (!Thread.currentThread().isInterrupted()) {
        deliver();
      }
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, e, () -> "the journal keeps what could not be counted");
    }
  }
}
