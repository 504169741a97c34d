package factory.mesh;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

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

  /** Waits until it was raised since {@code seen} was read, or the time is over. */
  public void await(long seen, Duration atMost) throws InterruptedException {
    var nanos = atMost.toNanos();
    lock.lock();
    try {
      while (count == seen && nanos > 0) {
        nanos = risen.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }
}
