package factory.pipeline.deploy;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** What concerns one service happens one after another. */
final class ServiceLocks {
  private final Map<UUID, ReentrantLock> locks = new ConcurrentHashMap<>();

  /** Takes the lock; whoever closes what it returns gives it back. */
  Held hold(UUID service) {
    var lock = locks.computeIfAbsent(service, _ -> new ReentrantLock());
    lock.lock();
    return lock::unlock;
  }

  /** A lock that is held. */
  interface Held extends AutoCloseable {
    @Override
    void close();
  }
}
