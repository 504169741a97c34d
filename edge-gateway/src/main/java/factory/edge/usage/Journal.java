package factory.edge.usage;

import factory.edge.gate.Admission;
import factory.edge.gate.Ledger;
import factory.mesh.Loop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * Every admitted call from before its answer until it was counted, in preallocated files that are
 * mapped into memory. Writing one down waits for no disk; a process that is killed loses none, and
 * a power cut the last second's at most.
 *
 * <p>A folder belongs to one process at a time. Segments are filled one after another, and a
 * segment is used again once all of its calls were counted, or moved to a later one.
 */
public final class Journal implements Ledger, AutoCloseable {
  private static final Duration BETWEEN_FORCES = Duration.ofSeconds(1);

  private final Folder folder;
  private final UUID id;
  private final Fillings fillings;
  private final Map<UUID, Place> open = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Place> ended = new ConcurrentLinkedQueue<>();
  private final Loop forcing;

  private Journal(Folder folder, int segments, int records) throws IOException {
    this.folder = folder;
    id = folder.id();
    fillings = new Fillings(folder.segments(segments, records), folder.more(segments, records));
    fillings.inUse().forEach(this::finishMoves);
    fillings.inUse().forEach(this::find);
    forcing =
        Loop.named("edge-journal")
            .consequence("the journal cannot be forced to the disk")
            .onPlatformThread()
            .firstAfter(BETWEEN_FORCES)
            // Nobody may write to what is unmapped: the folder is let go after the last force.
            .joinFor(Duration.ofMinutes(1))
            .every(BETWEEN_FORCES, fillings::force)
            .start();
  }

  /**
   * Opens a folder, makes what is missing, and finds the calls that were not counted yet.
   *
   * @param segments files, at least 2; what others hold of an earlier, higher number is counted too
   * @param records calls in each
   * @throws IllegalArgumentException when another process has the folder
   */
  public static Journal open(Path path, int segments, int records) {
    try {
      var folder = Folder.take(path);
      try {
        return new Journal(folder, segments, records);
      } catch (IOException | RuntimeException e) {
        folder.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A process that was killed while it moved calls left some with two records. */
  private void finishMoves(Filling filling) {
    var segment = filling.segment;
    for (var i = 0; i < segment.records(); i++) {
      var home = segment.home(i);
      var first = home.flatMap(h -> fillings.of(h.generation()));
      if (home.isPresent() && first.isPresent()) {
        if (first.get().segment.end(home.get().record()).isPresent()) {
          segment.leave(i);
        } else {
          first.get().segment.leave(home.get().record());
        }
      }
    }
  }

  private void find(Filling filling) {
    for (var i = 0; i < filling.segment.records(); i++) {
      var place = new Place(filling, i);
      var admission = place.admission();
      if (admission.isEmpty()) {
        filling.counted.incrementAndGet();
      } else if (place.end().isPresent()) {
        ended.add(place);
      } else {
        opened(admission.get(), place);
      }
    }
  }

  /** Its end will be told by its request id; of two calls with one, the second is never told. */
  private void opened(Admission admission, Place place) {
    if (open.putIfAbsent(admission.requestId(), place) != null) {
      place.settle(End.UNKNOWN);
      ended.add(place);
    }
  }

  @Override
  public boolean admit(Admission admission) {
    var claimed = fillings.claim();
    if (claimed.isEmpty()) {
      return false;
    }
    claimed.get().admit(admission);
    opened(admission, claimed.get());
    return true;
  }

  /** Says how a call ended; one that is not open is nobody's. */
  void settle(UUID requestId, End end) {
    var place = open.remove(requestId);
    if (place != null) {
      place.settle(end);
      ended.add(place);
    }
  }

  /** Calls that were admitted before a moment and have no end yet get the unknown one. */
  void giveUp(long admittedBeforeMillis) {
    open.forEach(
        (requestId, place) -> {
          if (place.admission().filter(a -> a.epochMillis() < admittedBeforeMillis).isPresent()) {
            settle(requestId, End.UNKNOWN);
          }
        });
  }

  /** Calls that ended and are to be counted, some at a time; {@link #counted} them afterwards. */
  List<Counted> take(int most) {
    List<Counted> calls = new ArrayList<>();
    while (calls.size() < most) {
      var place = ended.poll();
      if (place == null) {
        break;
      }
      calls.add(
          new Counted(
              id,
              place.filling().generation,
              place.record(),
              place.admission().orElseThrow(),
              place.end().orElseThrow()));
    }
    return calls;
  }

  /** These could not be counted: they are taken again. */
  void putBack(List<Counted> calls) {
    calls.forEach(c -> ended.add(new Place(filling(c), c.record())));
  }

  /** These were counted. */
  void counted(List<Counted> calls) {
    calls.forEach(c -> filling(c).counted.incrementAndGet());
  }

  private Filling filling(Counted call) {
    return fillings.of(call.generation()).orElseThrow();
  }

  /**
   * Moves calls that go on and on out of segments in which nothing else is left, when free ones get
   * few: who calls slowly takes a record from others and not a segment. By one thread, the one that
   * counts.
   */
  void makeRoom() {
    if (!fillings.areFew()) {
      return;
    }
    Map<Filling, Map<UUID, Place>> going = new HashMap<>();
    open.forEach(
        (requestId, place) ->
            going.computeIfAbsent(place.filling(), _ -> new HashMap<>()).put(requestId, place));
    List<Move> moves = new ArrayList<>();
    for (var filling : fillings.full()) {
      var calls = going.getOrDefault(filling, Map.of());
      // Of a segment that is mostly such calls little would be won.
      if (calls.size() == filling.uncounted() && calls.size() <= filling.segment.records() / 2) {
        calls.forEach((requestId, from) -> copy(requestId, from).ifPresent(moves::add));
      }
    }
    // A power cut must not find a call in neither place.
    moves.stream().map(m -> m.to().filling()).distinct().forEach(f -> f.segment.force());
    for (var move : moves) {
      // Or else it has ended meanwhile, where it was.
      var moved = open.replace(move.requestId(), move.from(), move.to());
      (moved ? move.from() : move.to()).leave();
    }
  }

  private record Move(UUID requestId, Place from, Place to) {}

  private Optional<Move> copy(UUID requestId, Place from) {
    var admission = from.admission();
    var to = admission.isEmpty() ? Optional.<Place>empty() : fillings.claim();
    to.ifPresent(
        t ->
            t.filling()
                .segment
                .move(
                    t.record(),
                    admission.get(),
                    new Segment.Home(from.filling().generation, from.record())));
    return to.map(t -> new Move(requestId, from, t));
  }

  /**
   * Frees what is full and counted.
   *
   * @return generations of which nothing will be told again
   */
  List<Long> over() {
    return fillings.free();
  }

  /** Which journal this is. */
  UUID id() {
    return id;
  }

  /** The generations whose calls may be told again. */
  Set<Long> generations() {
    return fillings.inUse().stream().map(f -> f.generation).collect(Collectors.toSet());
  }

  /** Calls without an end. */
  public int open() {
    return open.size();
  }

  /** What keeps forcing it to the disk. */
  public Loop loop() {
    return forcing;
  }

  /** Lets go of the folder. What is in it stays. */
  @Override
  public void close() {
    forcing.close();
    try {
      fillings.force();
    } finally {
      folder.close();
    }
  }
}
