package factory.mesh;

import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The serving side of a watch: sends what is new, a heartbeat when nothing is, and ends when its
 * server stops or its watcher is gone, since a heartbeat that cannot be written is how Helidon
 * notices that.
 */
public final class Feed {
  /** Between two messages at most; a watcher that hears nothing for three of them reconnects. */
  public static final Duration HEARTBEAT = Duration.ofSeconds(1);

  private Feed() {}

  /** Where a stream stands between two messages. Used by one thread. */
  public interface Source<T> {
    /** What is new since the last call, or empty. Never waits. */
    Optional<T> next();
  }

  /**
   * Serves one watcher on the calling thread until it is gone.
   *
   * @param news raised whenever a source may have something new
   */
  public static <T> void serve(
      StreamObserver<T> observer, Signal news, Source<T> source, Supplier<T> heartbeat)
      throws InterruptedException {
    var watcher = (ServerCallStreamObserver<T>) observer;
    Context.CancellationListener ended = _ -> news.wake();
    var call = Context.current();
    call.addListener(ended, Runnable::run);
    try {
      serve(watcher, news, source, heartbeat);
    } finally {
      call.removeListener(ended);
    }
  }

  private static <T> void serve(
      ServerCallStreamObserver<T> watcher, Signal news, Source<T> source, Supplier<T> heartbeat)
      throws InterruptedException {
    var spoke = System.nanoTime();
    while (!watcher.isCancelled()) {
      var seen = news.count();
      var message = source.next();
      if (message.isPresent()) {
        watcher.onNext(message.get());
        spoke = System.nanoTime();
        continue;
      }
      // News may be for others only: what counts is how long this watcher has heard nothing.
      var left = HEARTBEAT.minusNanos(System.nanoTime() - spoke);
      if (left.isPositive()) {
        news.await(seen, left, watcher::isCancelled);
      } else if (!watcher.isCancelled()) {
        watcher.onNext(heartbeat.get());
        spoke = System.nanoTime();
      }
    }
  }
}
