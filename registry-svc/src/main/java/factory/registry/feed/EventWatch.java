package factory.registry.feed;

import factory.mesh.Feed;
import factory.registry.service.ServiceEvent;
import factory.registry.service.ServiceId;
import factory.registry.service.Services;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One watcher of one service's events. It looks into the store only when that service changed.
 *
 * @param <R> a message of events
 */
public final class EventWatch<R> implements Feed.Source<R> {
  private static final int BATCH = 100;

  private final Services services;
  private final Tail<?> tail;
  private final ServiceId id;
  private final Function<List<ServiceEvent>, R> message;
  private final Runnable complete;
  private long sequence;
  private long checked = -1;
  private boolean more;
  private boolean deleted;

  /**
   * Starts after a sequence.
   *
   * @param complete ends the stream; called after the events of a deleted service were sent
   */
  public EventWatch(
      Services services,
      Tail<?> tail,
      ServiceId id,
      long afterSequence,
      Function<List<ServiceEvent>, R> message,
      Runnable complete) {
    this.services = services;
    this.tail = tail;
    this.id = id;
    this.sequence = afterSequence;
    this.message = message;
    this.complete = complete;
  }

  @Override
  public Optional<R> next() {
    if (deleted) {
      complete.run();
      return Optional.empty();
    }
    var head = tail.head();
    if (!more && checked >= 0 && !tail.mayHaveChanged(id, checked)) {
      checked = head;
      return Optional.empty();
    }
    var history = services.history(id, sequence, BATCH);
    more = history.events().size() == BATCH;
    checked = head;
    deleted = history.deleted() && !more;
    if (history.events().isEmpty()) {
      return deleted ? next() : Optional.empty();
    }
    sequence = history.events().getLast().sequence();
    return Optional.of(message.apply(history.events()));
  }
}
