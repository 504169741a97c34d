package factory.edge.usage;

import factory.edge.gate.Admission;
import factory.edge.gate.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Every admitted call from before its answer until it was counted, in preallocated files that are
 * mapped into memory. Writing one down waits for no disk; a process that is killed loses none.
 *
 * <p>A folder belongs to one process at a time. Segments are filled one after another, and a
 * segment is used again once all of its calls were counted.
 */
public final class Journal implements Ledger, AutoCloseable {
  private final FileChannel lockFile;
  private final FileLock lock;
  private final UUID id;
  private final Map<UUID, Place> open = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Place> ended = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Long> over = new ConcurrentLinkedQueue<>();
  private final ReentrantLock turning = new ReentrantLock();
  private final Deque<Segment> free = new ArrayDeque<>();
  private final Map<Long, Filling> fillings = new ConcurrentHashMap<>();
  private volatile @Nullable Filling current;
  private long lastGeneration;

  /** A segment in use. */
  private static final class Filling {
    final Segment segment;
    final long generation;
    final AtomicInteger next = new AtomicInteger();
    final AtomicInteger counted = new AtomicInteger();

    Filling(Segment segment, long generation) {
      this.segment = segment;
      this.generation = generation;
    }

    /** Every record was given to a call, and every call was counted. */
    boolean isDone() {
      return next.get() >= segment.records() && counted.get() >= segment.records();
    }
  }

  private record Place(Filling filling, int record) {}

  private Journal(FileChannel lockFile, FileLock lock, UUID id) {
    this.lockFile = lockFile;
    this.lock = lock;
    this.id = id;
  }

  /**
   * Opens a folder, makes what is missing, and finds the calls that were not counted yet.
   *
   * @param segments files, at least 2
   * @param records calls in each
   * @throws IllegalArgumentException when another process has the folder
   */
  public static Journal open(Path folder, int segments, int records) {
    try {
      Files.createDirectories(folder);
      var lockFile =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var lock = lock(lockFile);
      if (lock == null) {
        lockFile.close();
        throw new IllegalArgumentException(
            "edge.journal-dir: " + folder + " is in use by another edge-gateway");
      }
      var journal = new Journal(lockFile, lock, idOf(folder.resolve("id")));
      for (var i = 0; i < segments; i++) {
        journal.add(Segment.open(folder.resolve("segment-" + i), records));
      }
      journal.turn(null);
      return journal;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable FileLock lock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static UUID idOf(Path file) throws IOException {
    if (!Files.exists(file)) {
      var fresh = file.resolveSibling("id.new");
      Files.writeString(fresh, UUID.randomUUID().toString());
      Files.move(fresh, file);
    }
    return UUID.fromString(Files.readString(file).strip());
  }

  private void add(Segment segment) {
    var generation = segment.generation();
    if (generation == 0) {
      // Freed, perhaps only half: a killed process had no time to empty it.
      segment.free();
      free.add(segment);
      return;
    }
    lastGeneration = Math.max(lastGeneration, generation);
    var filling = new Filling(segment, generation);
    filling.next.set(segment.records());
    fillings.put(generation, filling);
    for (var i = 0; i < segment.records(); i++) {
      var place = new Place(filling, i);
      var admission = segment.admission(i);
      if (admission.isEmpty()) {
        filling.counted.incrementAndGet();
      } else if (segment.end(i).isPresent()) {
        ended.add(place);
      } else {
        opened(admission.get(), place);
      }
    }
    release(filling);
  }

  /** Its end will be told by its request id; of two calls with one, the second is never told. */
  private void opened(Admission admission, Place place) {
    if (open.putIfAbsent(admission.requestId(), place) != null) {
      place.filling().segment.settle(place.record(), End.UNKNOWN);
      ended.add(place);
    }
  }

  @Override
  public boolean admit(Admission admission) {
    while (true) {
      var filling = current;
      if (filling == null) {
        turn(null);
        filling = current;
        if (filling == null) {
          return false;
        }
      }
      var record = filling.next.getAndIncrement();
      if (record < filling.segment.records()) {
        var place = new Place(filling, record);
        filling.segment.admit(record, admission);
        opened(admission, place);
        return true;
      }
      filling.next.set(filling.segment.records());
      turn(filling);
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
      current = null;
      if (full != null) {
        release(full);
        next = next == null ? free.poll() : next;
      }
      if (next == null) {
        return;
      }
      var filling = new Filling(next, ++lastGeneration);
      next.begin(filling.generation);
      fillings.put(filling.generation, filling);
      current = filling;
    } finally {
      turning.unlock();
    }
  }

  /** Says how a call ended; one that is not open is nobody's. */
  void settle(UUID requestId, End end) {
    var place = open.remove(requestId);
    if (place != null) {
      place.filling().segment.settle(place.record(), end);
      ended.add(place);
    }
  }

  /** Calls that were admitted before a moment and have no end yet get the unknown one. */
  void giveUp(long admittedBeforeMillis) {
    open.forEach(
        (requestId, place) -> {
          var admission = place.filling().segment.admission(place.record());
          if (admission.filter(a -> a.epochMillis() < admittedBeforeMillis).isPresent()) {
            settle(requestId, End.UNKNOWN);
          }
        });
  }

  /** Calls that ended and are to be counted, some at a time; {@link #counted} them afterwards. */
  List<Counted> take(int most) {
    List<Counted> calls = new ArrayList<>();
    for (var place = ended.poll(); place != null; place = ended.poll()) {
      var segment = place.filling().segment;
      calls.add(
          new Counted(
              id,
              place.filling().generation,
              place.record(),
              segment.admission(place.record()).orElseThrow(),
              segment.end(place.record()).orElseThrow()));
      if (calls.size() == most) {
        break;
      }
    }
    return calls;
  }

  /** These could not be counted: they are taken again. */
  void putBack(List<Counted> calls) {
    calls.forEach(c -> ended.add(new Place(filling(c), c.record())));
  }

  private Filling filling(Counted call) {
    return Optional.ofNullable(fillings.get(call.generation())).orElseThrow();
  }

  /** These were counted. */
  void counted(List<Counted> calls) {
    for (var call : calls) {
      var filling = filling(call);
      filling.counted.incrementAndGet();
      release(filling);
    }
  }

  /** Generations that are over since this was asked last: nothing will tell of them again. */
  List<Long> over() {
    List<Long> generations = new ArrayList<>();
    for (var generation = over.poll(); generation != null; generation = over.poll()) {
      generations.add(generation);
    }
    return generations;
  }

  /** A segment is free again once it is full, all of it was counted, and nobody fills it. */
  private void release(Filling filling) {
    turning.lock();
    try {
      if (filling.isDone() && filling != current && fillings.remove(filling.generation) != null) {
        filling.segment.free();
        free.add(filling.segment);
        over.add(filling.generation);
      }
    } finally {
      turning.unlock();
    }
  }

  /** Which journal this is. */
  UUID id() {
    return id;
  }

  /** The generations whose calls may be told again. */
  Set<Long> generations() {
    return Set.copyOf(fillings.keySet());
  }

  /** Calls without an end. */
  public int open() {
    return open.size();
  }

  /** Hands everything to the disk, for the case of a power cut. */
  void force() {
    fillings.values().stream()
        .sorted(Comparator.comparingLong(f -> f.generation))
        .forEach(f -> f.segment.force());
  }

  /** Lets go of the folder. What is in it stays. */
  @Override
  public void close() {
    force();
    try {
      lock.release();
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
