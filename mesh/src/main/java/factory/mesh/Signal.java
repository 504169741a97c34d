package factory.mesh;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Wakes whoever waits for news: a counter that only rises. Safe for any number of threads. */
public final class Signal {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition risen = lock.newCondition();
  private long count;

  /** How often it was raised; read it before looking for news. */
  public long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** There is news. */
  public void raise() {
    lock.lock();
    try {
      count++;
      risen.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** It may be over for one of those who wait. There is no news for the others. */
  void wake() {
    lock.lock();
    try {
      risen.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it was raised since {@code seen} was read, or the time is over. */
  public void await(long seen, Duration atMost) throws InterruptedException {
    await(seen, atMost, () -> false);
  }

  /** The same, or it is over for whoever waits, who is woken when that may have come. */
  void await(long seen, Duration atMost, BooleanSupplier over) throws InterruptedException {
    var nanos = atMost.toNanos();
    lock.lock();
    try {
      while (count == seen && nanos > 0 && !over.getAsBoolean()) {
        nanos = risen.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }
}
