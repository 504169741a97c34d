package factory.registry.feed;

import com.google.protobuf.MessageLite;
import factory.registry.service.Service;
import factory.registry.service.ServiceId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The newest changes of one feed, rendered once for all its watchers. A watcher that is near the
 * end is served from memory, one that is further behind from the store.
 *
 * <p>One thread extends it; any number of threads read it.
 *
 * @param <C> a change as the feed sends it
 */
public final class Tail<C extends MessageLite> {
  /** Most changes in one message. */
  static final int BATCH = 200;

  /** Changes in one message stop here: gRPC clients refuse messages above 4 MiB by default. */
  static final int BATCH_BYTES = 1024 * 1024;

  private static final int KEPT = 2_000;
  private static final int KEPT_BYTES = 8 * 1024 * 1024;

  private final Reader reader;
  private final Function<Service, C> render;
  private volatile View<C> view = new View<>(0, 0, List.of());

  /** Reads the store: changes after a number, without old tombstones, at most so many. */
  @FunctionalInterface
  public interface Reader {
    /** Changes in the order of their numbers. */
    List<Service.Change> read(long after, long noTombstonesUpTo, int limit);
  }

  private record Entry<C>(long seq, ServiceId id, C change) {}

  /** Everything above the floor up to the head. */
  private record View<C>(long floor, long head, List<Entry<C>> entries) {}

  /**
   * What a watcher is sent next.
   *
   * @param position where the watcher stands after these changes
   * @param complete no change up to the tail's end is missing
   */
  record Batch<C>(List<C> changes, long position, boolean complete) {}

  /** An empty tail. */
  public Tail(Reader reader, Function<Service, C> render) {
    this.reader = reader;
    this.render = render;
  }

  /** Starts at the store's head: what was before is served from the store. */
  void startAt(long head) {
    view = new View<>(head, head, List.of());
  }

  /** Takes over what was committed up to a number that the store has shown. */
  void extendTo(long head) {
    var entries = new ArrayList<>(view.entries());
    var floor = view.floor();
    var after = view.head();
    List<Service.Change> read;
    do {
      read = reader.read(after, 0, BATCH);
      for (var change : read) {
        entries.add(entry(change));
        after = change.seq();
      }
    } while (read.size() == BATCH);
    var bytes = 0L;
    var from = entries.size();
    while (from > 0 && entries.size() - from < KEPT) {
      bytes += entries.get(from - 1).change().getSerializedSize();
      if (bytes > KEPT_BYTES) {
        break;
      }
      from--;
    }
    if (from > 0) {
      floor = entries.get(from - 1).seq();
    }
    // A number above the head may have been committed while this was read.
    view =
        new View<>(
            floor, Math.max(head, after), List.copyOf(entries.subList(from, entries.size())));
  }

  /** The number up to which this tail is complete. */
  long head() {
    return view.head();
  }

  /** Whether a service may have changed after a number. */
  boolean mayHaveChanged(ServiceId id, long after) {
    var now = view;
    if (after < now.floor()) {
      return true;
    }
    for (var entry : now.entries()) {
      if (entry.seq() > after && entry.id().equals(id)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The next changes for a watcher.
   *
   * @param noTombstonesUpTo deletions that the watcher need not hear of
   * @param atLeast the feed's head when the watcher came
   */
  Batch<C> after(long position, long noTombstonesUpTo, long atLeast) {
    var now = view;
    // Up to where the feed was when the watcher came, the store tells each service only once.
    return position >= Math.max(now.floor(), atLeast)
        ? batch(position, now.head(), newer(now.entries(), position), false)
        : fromStore(position, noTombstonesUpTo, Math.max(now.head(), atLeast));
  }

  private Batch<C> fromStore(long position, long noTombstonesUpTo, long head) {
    var read = reader.read(position, noTombstonesUpTo, BATCH);
    return batch(position, head, read.stream().map(this::entry).toList(), read.size() == BATCH);
  }

  private Batch<C> batch(long position, long head, List<Entry<C>> newer, boolean more) {
    var changes = new ArrayList<C>();
    var bytes = 0;
    var last = position;
    for (var entry : newer) {
      bytes += entry.change().getSerializedSize();
      if (changes.size() == BATCH || (bytes > BATCH_BYTES && !changes.isEmpty())) {
        return new Batch<>(changes, last, false);
      }
      changes.add(entry.change());
      last = entry.seq();
    }
    return more
        ? new Batch<>(changes, last, false)
        : new Batch<>(changes, Math.max(last, head), true);
  }

  private static <C> List<Entry<C>> newer(List<Entry<C>> entries, long position) {
    var from = entries.size();
    while (from > 0 && entries.get(from - 1).seq() > position) {
      from--;
    }
    return entries.subList(from, entries.size());
  }

  private Entry<C> entry(Service.Change change) {
    return new Entry<>(change.seq(), change.service().id(), render.apply(change.service()));
  }
}
