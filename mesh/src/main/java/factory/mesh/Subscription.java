package factory.mesh;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Logger;

/**
 * The watching side of a watch: keeps one stream open, reconnects with a growing pause after a
 * failure or after silence, and hands every message to one consumer on one thread. A consumer that
 * is slow holds the stream back; one that takes no message for {@link #PATIENCE} loses it, and goes
 * on at its cursor.
 */
public final class Subscription implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Subscription.class.getName());
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(4));

  /** A stream that went on for longer has not failed. */
  private static final Duration LASTING = Duration.ofSeconds(2);

  /** Longer silence than this means a dead stream. */
  public static final Duration SILENCE = Feed.HEARTBEAT.multipliedBy(3);

  /** Messages that may wait for the consumer. */
  static final int MAX_WAITING = 16;

  /**
   * How long a stream waits for its consumer: others share its connection, whose flow control knows
   * one window for all of them.
   */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Loop loop;
  private final Pauses pauses = new Pauses(PAUSES);

  private <T> Subscription(
      String name, Consumer<StreamObserver<T>> open, Consumer<T> apply, Consumer<String> lost) {
    loop =
        Loop.named(name)
            .backoff(PAUSES)
            .joinFor(Duration.ofSeconds(2))
            .build(() -> follow(name, open, apply, lost));
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
    var subscription = new Subscription(name, open, apply, lost);
    subscription.loop.start();
    return subscription;
  }

  /** What keeps it going, for {@link Health}. */
  public Loop loop() {
    return loop;
  }

  private sealed interface Item<T> {
    record Message<T>(T value) implements Item<T> {}

    record End<T>(String why) implements Item<T> {}
  }

  /** Follows one stream to its end; returns the pause before the next one. */
  private <T> Duration follow(
      String name, Consumer<StreamObserver<T>> open, Consumer<T> apply, Consumer<String> lost)
      throws InterruptedException {
    var opened = System.nanoTime();
    var lasted = Duration.ZERO;
    var context = Context.ROOT.withCancellation();
    var incoming = new Incoming<T>(context);
    String why;
    try {
      context.run(() -> open.accept(incoming));
      while (true) {
        var item = incoming.queue.poll(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (item instanceof Item.Message<T>(var value)) {
          apply.accept(value);
          incoming.room.release();
          loop.worked();
          lasted = Duration.ofNanos(System.nanoTime() - opened);
        } else {
          why =
              item instanceof Item.End<T>(var reason)
                  ? reason
                  : "silent for " + SILENCE.toSeconds() + " s";
          break;
        }
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      Fatal.endIfFatal(e);
      lost.accept("a message could not be applied");
      throw e;
    } finally {
      // Whatever is on its way to us is for nobody.
      context.cancel(null);
      incoming.room.release(MAX_WAITING);
    }
    LOG.fine(() -> name + ": stream ended (" + why + "), opening it anew");
    var pause = pause(pauses, lasted);
    lost.accept(why);
    return pause;
  }

  /**
   * How long to wait before a stream is opened anew. A stream that broke soon after its first
   * message counts as one that never came: that message is often a whole picture, too dear to be
   * asked for many times a second.
   *
   * @param lasted from its opening to the last message that was applied
   */
  static Duration pause(Pauses pauses, Duration lasted) {
    if (lasted.compareTo(LASTING) > 0) {
      pauses.reset();
    }
    return pauses.next();
  }

  /** What comes in, a few messages at a time: the thread that brings them waits for room. */
  private static final class Incoming<T> implements StreamObserver<T> {
    private final LinkedBlockingQueue<Item<T>> queue = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(MAX_WAITING);
    private final Context.CancellableContext context;
    private volatile boolean ended;

    Incoming(Context.CancellableContext context) {
      this.context = context;
    }

    @Override
    public void onNext(T value) {
      if (ended || context.isCancelled()) {
        return;
      }
      try {
        if (room.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          queue.add(new Item.Message<>(value));
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      end("its messages were not applied in time");
      context.cancel(null);
    }

    @Override
    public void onError(Throwable error) {
      end(Status.fromThrowable(error).getCode().name());
    }

    @Override
    public void onCompleted() {
      end(Status.Code.OK.name());
    }

    private void end(String why) {
      if (!ended) {
        ended = true;
        queue.add(new Item.End<>(why));
      }
    }
  }

  /** Stops watching. */
  @Override
  public void close() {
    loop.close();
  }
}
