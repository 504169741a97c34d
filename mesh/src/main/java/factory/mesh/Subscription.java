package factory.mesh;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The watching side of a watch: keeps one stream open, reconnects with a growing pause after a
 * failure or after silence, and hands every message to one consumer on one thread.
 */
public final class Subscription implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Subscription.class.getName());
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LAST_PAUSE = Duration.ofSeconds(2);

  /** Longer silence than this means a dead stream. */
  public static final Duration SILENCE = Feed.HEARTBEAT.multipliedBy(3);

  private final Thread thread;
  private volatile boolean closed;

  private <T> Subscription(
      String name, Consumer<StreamObserver<T>> open, Consumer<T> apply, Consumer<String> lost) {
    thread = Thread.ofVirtual().name(name).start(() -> run(name, open, apply, lost));
  }

  /**
   * Starts watching.
   *
   * @param open calls the watching method with an observer; called anew for each connection, so it
   *     reads the cursor of the last applied message
   * @param apply applies a message; when it throws, the stream is opened anew
   * @param lost told, in words, each time a stream ended
   */
  public static <T> Subscription start(
      String name, Consumer<StreamObserver<T>> open, Consumer<T> apply, Consumer<String> lost) {
    return new Subscription(name, open, apply, lost);
  }

  private sealed interface Item<T> {
    record Message<T>(T value) implements Item<T> {}

    record End<T>(Status status) implements Item<T> {}
  }

  private <T> void run(
      String name, Consumer<StreamObserver<T>> open, Consumer<T> apply, Consumer<String> lost) {
    var pause = Duration.ZERO;
    while (!closed) {
      var opened = System.nanoTime();
      var lasted = Duration.ZERO;
      var queue = new LinkedBlockingQueue<Item<T>>();
      var context = Context.ROOT.withCancellation();
      String why;
      try {
        context.run(() -> open.accept(observer(queue)));
        while (true) {
          var item = queue.poll(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
          if (item instanceof Item.Message<T>(var value)) {
            apply.accept(value);
            lasted = Duration.ofNanos(System.nanoTime() - opened);
          } else {
            why =
                item instanceof Item.End<T>(var status)
                    ? status.getCode().name()
                    : "silent for " + SILENCE.toSeconds() + " s";
            break;
          }
        }
      } catch (InterruptedException e) {
        context.cancel(null);
        return;
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, e, () -> name + ": a message could not be applied");
        why = "a message could not be applied";
      }
      context.cancel(null);
      if (closed) {
        return;
      }
      var reason = why;
      LOG.fine(() -> name + ": stream ended (" + reason + "), opening it anew");
      pause = pause(pause, lasted);
      try {
        lost.accept(reason);
        Thread.sleep(pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis())));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /**
   * How long to wait at least before a stream is opened anew. A stream that broke soon after its
   * first message counts as one that never came: that message is often a whole picture, too dear to
   * be asked for many times a second.
   *
   * @param before the pause before the stream that ended
   * @param lasted from its opening to the last message that was applied
   */
  static Duration pause(Duration before, Duration lasted) {
    if (before.isZero() || lasted.compareTo(LAST_PAUSE) > 0) {
      return FIRST_PAUSE;
    }
    var doubled = before.multipliedBy(2);
    return doubled.compareTo(LAST_PAUSE) > 0 ? LAST_PAUSE : doubled;
  }

  private static <T> StreamObserver<T> observer(LinkedBlockingQueue<Item<T>> queue) {
    return new StreamObserver<>() {
      @Override
      public void onNext(T value) {
        queue.add(new Item.Message<>(value));
      }

      @Override
      public void onError(Throwable error) {
        queue.add(new Item.End<>(Status.fromThrowable(error)));
      }

      @Override
      public void onCompleted() {
        queue.add(new Item.End<>(Status.OK));
      }
    };
  }

  /** Stops watching. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
