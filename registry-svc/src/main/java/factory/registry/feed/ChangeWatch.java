package factory.registry.feed;

import com.google.protobuf.MessageLite;
import factory.mesh.Feed;
import factory.mesh.Refused;
import factory.registry.service.ServiceFault;
import factory.registry.service.Services;
import java.util.List;
import java.util.Optional;

/**
 * One watcher of one feed: from its cursor through the store to the tail, and on.
 *
 * @param <C> a change
 * @param <R> a message of changes
 */
public final class ChangeWatch<C extends MessageLite, R> implements Feed.Source<R> {
  private final Feeds feeds;
  private final Tail<C> tail;
  private final Message<C, R> message;
  private final long headAtStart;
  private Cursor cursor;
  private boolean begun;
  private boolean toldComplete;

  /** Makes a message of a feed. */
  @FunctionalInterface
  public interface Message<C, R> {
    /** Changes, the cursor after them, and whether the watcher's picture is complete. */
    R of(List<C> changes, String cursor, boolean caughtUp);
  }

  /**
   * Starts after a cursor, or with everything when it is empty.
   *
   * @throws Refused CURSOR_NOT_READABLE when it is not one of this feed of this store
   */
  public ChangeWatch(
      Services services,
      Feeds feeds,
      Tail<C> tail,
      Cursor.Kind kind,
      String cursor,
      Message<C, R> message) {
    this.feeds = feeds;
    this.tail = tail;
    this.message = message;
    var head = services.feedHead();
    headAtStart = head.seq();
    this.cursor =
        cursor.isEmpty()
            ? new Cursor(kind, head.feedId(), 0, head.seq())
            : Cursor.parse(kind, cursor)
                // A position above the head is from a store that has lost what came later.
                .filter(c -> c.feedId().equals(head.feedId()) && c.position() <= head.seq())
                .orElseThrow(() -> new Refused(new ServiceFault.CursorNotReadable()));
  }

  @Override
  public Optional<R> next() {
    if (begun && toldComplete && cursor.position() >= tail.head()) {
      return Optional.empty();
    }
    var batch = tail.after(cursor.position(), cursor.firstHead(), headAtStart);
    cursor = new Cursor(cursor.kind(), cursor.feedId(), batch.position(), cursor.firstHead());
    var complete = batch.complete() && feeds.following();
    if (begun && batch.changes().isEmpty() && complete == toldComplete) {
      return Optional.empty();
    }
    begun = true;
    toldComplete = complete;
    return Optional.of(message.of(batch.changes(), cursor.toString(), complete));
  }

  /** What is said when there is nothing to say. */
  public R heartbeat() {
    toldComplete = feeds.following();
    return message.of(List.of(), cursor.toString(), toldComplete);
  }
}
