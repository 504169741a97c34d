package factory.edge.usage;

import factory.mesh.Database;
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
  private final Thread thread;

  private Delivery(Database database, Journal journal, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    thread = Thread.ofPlatform().daemon().name("edge-usage").unstarted(this::run);
  }

  /** Starts delivering what ends, and what ended before; before the first call is admitted. */
  public static Delivery start(Database database, Journal journal, Clock clock) {
    var delivery = new Delivery(database, journal, clock);
    // A process that was killed may have freed a segment and not said so here.
    database.inTransaction(
        handle -> {
          delivery.store.keepOnly(handle, journal.id(), journal.generations());
          return true;
        });
    delivery.thread.start();
    return delivery;
  }

  private void run() {
    var pause = PAUSE;
    // At once: what an earlier process left may be old.
    var lookedBack = System.nanoTime() - BETWEEN_LOOKS_BACK.toNanos();
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(pause);
        journal.makeRoom();
        if (System.nanoTime() - lookedBack > BETWEEN_LOOKS_BACK.toNanos()) {
          lookedBack = System.nanoTime();
          giveUp();
        }
        deliver();
        if (!pause.equals(PAUSE)) {
          LOG.info("usage is counted again");
        }
        pause = PAUSE;
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException | Error e) {
        // Nobody else counts: this thread outlives whatever happens to it.
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        if (pause.equals(PAUSE)) {
          LOG.log(Level.WARNING, e, () -> "usage cannot be counted now; the journal keeps it");
        }
        var longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
      }
    }
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
            handle -> {
              store.count(handle, journal.id(), calls);
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
          handle -> {
            store.forget(handle, journal.id(), generations);
            return true;
          });
      over.removeAll(generations);
    }
  }

  /** Counts once more what ended. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
      deliver();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, e, () -> "the journal keeps what could not be counted");
    }
  }
}
