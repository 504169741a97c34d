package factory.registry;

import factory.mesh.NodeChannel;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Watches a stream and hands out its messages one by one.
 *
 * <p>It has a connection to itself: the server gives up the whole connection when a stream is
 * cancelled at a bad moment, and others must not suffer from that.
 */
final class Watcher<T> implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final LinkedBlockingQueue<Item<T>> items = new LinkedBlockingQueue<>();
  private final Context.CancellableContext context = Context.ROOT.withCancellation();

  private sealed interface Item<T> {
    record Message<T>(T value) implements Item<T> {}

    record End<T>(Throwable error) implements Item<T> {}
  }

  private final NodeChannel channel;

  /** Opens a stream by calling the watching method. */
  Watcher(RunningRegistry registry, BiConsumer<Channel, StreamObserver<T>> open) {
    channel = registry.openChannel();
    context.run(
        () ->
            open.accept(
                channel.channel(),
                new StreamObserver<>() {
                  @Override
                  public void onNext(T value) {
                    items.add(new Item.Message<>(value));
                  }

                  @Override
                  public void onError(Throwable error) {
                    items.add(new Item.End<>(error));
                  }

                  @Override
                  public void onCompleted() {
                    items.add(new Item.End<>(Status.OK.asRuntimeException()));
                  }
                }));
  }

  /** The next message, heartbeats included. */
  T next() throws InterruptedException {
    return switch (items.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      case Item.Message<T>(var value) -> value;
      case Item.End<T>(var error) -> throw new AssertionError("the stream has ended", error);
      case null -> throw new AssertionError("the stream is silent");
    };
  }

  /** The next message that is of interest. */
  T next(Predicate<T> wanted) throws InterruptedException {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      var message = next();
      if (wanted.test(message)) {
        return message;
      }
    }
    throw new AssertionError("only other messages came");
  }

  /** How the stream ended; messages before its end are passed over. */
  Throwable end() throws InterruptedException {
    while (true) {
      switch (items.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        case Item.Message<T>(var _) -> {}
        case Item.End<T>(var error) -> {
          return error;
        }
        case null -> throw new AssertionError("the stream is silent and has not ended");
      }
    }
  }

  @Override
  public void close() {
    context.cancel(null);
    channel.close();
  }
}
