package factory.edge.usage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a journal in turn: free, then filled, then free again once all is counted. Any
 * thread may claim a record; one frees.
 */
final class Fillings {
  private final ReentrantLock turning = new ReentrantLock();
  private final Deque<Segment> free = new ArrayDeque<>();
  private final Map<Long, Filling> used = new ConcurrentHashMap<>();
  private final Set<Segment> retired;
  private final int segments;
  private volatile @Nullable Filling current;
  private long lastGeneration;

  /**
   * Takes what is on the disk. No segment is begun before the first claim.
   *
   * @param retired are filled no more
   */
  Fillings(List<Segment> segments, List<Segment> retired) {
    this.segments = segments.size();
    this.retired = Set.copyOf(retired);
    for (var segment : segments) {
      take(segment);
    }
    for (var segment : retired) {
      take(segment);
    }
  }

  private void take(Segment segment) {
    lastGeneration = Math.max(lastGeneration, segment.lastGeneration());
    if (segment.generation() != 0) {
      var filling = Filling.left(segment);
      used.put(filling.generation, filling);
    } else {
      if (!segment.isEmpty()) {
        // A killed process had no time for it.
        segment.free();
      }
      add(segment);
    }
  }

  private void add(Segment segment) {
    if (!retired.contains(segment)) {
      turning.lock();
      try {
        free.add(segment);
      } finally {
        turning.unlock();
      }
    }
  }

  /** A record for a call; empty when all are in use. */
  Optional<Place> claim() {
    while (true) {
      var filling = current;
      if (filling != null) {
        var record = filling.claim();
        if (record >= 0) {
          return Optional.of(new Place(filling, record));
        }
      }
      turn(filling);
      if (current == null) {
        return Optional.empty();
      }
    }
  }

  /** Goes on to the next free segment, unless somebody did; there may be none. */
  private void turn(@Nullable Filling full) {
    turning.lock();
    try {
      if (current != full) {
        return;
      }
      var next = free.poll();
      if (next == null) {
        current = null;
        return;
      }
      var filling = new Filling(next, ++lastGeneration);
      next.begin(filling.generation);
      used.put(filling.generation, filling);
      current = filling;
    } finally {
      turning.unlock();
    }
  }

  /**
   * Frees the segments that are full and of which all was counted. Waits for the disk.
   *
   * @return their generations: nothing will tell of them again
   */
  List<Long> free() {
    List<Long> generations = new ArrayList<>();
    for (var filling : full()) {
      if (filling.uncounted() == 0 && used.remove(filling.generation, filling)) {
        filling.segment.free();
        generations.add(filling.generation);
        add(filling.segment);
      }
    }
    return generations;
  }

  /** Segments that take no more calls, oldest first. */
  List<Filling> full() {
    var filled = current;
    return inUse().stream().filter(f -> f != filled && f.isFull()).toList();
  }

  /** Segments with calls, oldest first. */
  List<Filling> inUse() {
    return used.values().stream().sorted(Comparator.comparingLong(f -> f.generation)).toList();
  }

  /** The filling of a generation. */
  Optional<Filling> of(long generation) {
    return Optional.ofNullable(used.get(generation));
  }

  /** Whether most segments are in use. */
  boolean areFew() {
    turning.lock();
    try {
      return free.size() * 4 <= segments;
    } finally {
      turning.unlock();
    }
  }

  /** Hands everything to the disk. */
  void force() {
    inUse().forEach(f -> f.segment.force());
  }
}
