package factory.edge.usage;

import java.util.concurrent.atomic.AtomicInteger;

/** A segment in use. */
final class Filling {
  final Segment segment;
  final long generation;

  /** The next record to give to a call; at or above {@link Segment#records} when it is full. */
  final AtomicInteger next = new AtomicInteger();

  /** Records of which nothing is left to tell. */
  final AtomicInteger counted = new AtomicInteger();

  Filling(Segment segment, long generation) {
    this.segment = segment;
    this.generation = generation;
  }

  /** A filling that an earlier process left: it takes no more calls. */
  static Filling left(Segment segment) {
    var filling = new Filling(segment, segment.generation());
    filling.next.set(segment.records());
    return filling;
  }

  /** A record for a call, or -1 when all are given away. */
  int claim() {
    var record = next.getAndIncrement();
    if (record < segment.records()) {
      return record;
    }
    next.set(segment.records());
    return -1;
  }

  boolean isFull() {
    return next.get() >= segment.records();
  }

  /** Calls that are not counted yet. */
  int uncounted() {
    return segment.records() - counted.get();
  }
}
