package factory.edge.usage;

import static factory.edge.usage.Calls.call;
import static factory.edge.usage.Calls.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.edge.gate.Admission;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {
  private static final int SEGMENTS = 3;
  private static final int RECORDS = 16;

  private final Path folder;

  JournalTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Journal open() {
    return Journal.open(folder, SEGMENTS, RECORDS);
  }

  @Test
  void aCallIsTakenOnceWithItsEnd() {
    try (var journal = open()) {
      var call = call(1_000);
      assertThat(journal.admit(call)).isTrue();
      assertThat(journal.take(10)).isEmpty();
      journal.settle(call.requestId(), end(200));
      journal.settle(call.requestId(), end(500));
      journal.settle(UUID.randomUUID(), end(500));
      assertThat(journal.take(10))
          .singleElement()
          .satisfies(
              c -> {
                assertThat(c.admission()).isEqualTo(call);
                assertThat(c.end()).isEqualTo(end(200));
              });
      assertThat(journal.take(10)).isEmpty();
    }
  }

  @Test
  void aFullJournalTakesNoMoreUntilCallsWereCounted() {
    try (var journal = open()) {
      List<Admission> calls = new ArrayList<>();
      for (var i = 0; i < SEGMENTS * RECORDS; i++) {
        var call = call(i);
        assertThat(journal.admit(call)).isTrue();
        calls.add(call);
      }
      assertThat(journal.admit(call(0))).isFalse();
      calls.forEach(c -> journal.settle(c.requestId(), end(200)));
      assertThat(journal.admit(call(0))).isFalse();
      journal.counted(journal.take(RECORDS));
      assertThat(journal.over()).hasSize(1);
      for (var i = 0; i < RECORDS; i++) {
        assertThat(journal.admit(call(i))).isTrue();
      }
      assertThat(journal.admit(call(0))).isFalse();
    }
  }

  @Test
  void whatWasNotCountedIsThereAfterItIsOpenedAgain() {
    var settled = call(1);
    var counted = call(2);
    var open = call(3);
    try (var journal = open()) {
      for (var call : List.of(settled, counted, open)) {
        journal.admit(call);
      }
      journal.settle(counted.requestId(), end(200));
      journal.counted(journal.take(1));
      journal.settle(settled.requestId(), end(404));
    }
    try (var journal = open()) {
      // Counted, and not yet forgotten: it has the name that it was counted under.
      assertThat(journal.take(10))
          .extracting(Counted::admission)
          .containsExactlyInAnyOrder(settled, counted);
      assertThat(journal.open()).isEqualTo(1);
      journal.settle(open.requestId(), end(200));
      assertThat(journal.take(10)).extracting(Counted::admission).containsExactly(open);
    }
  }

  @Test
  void aCallWhoseEndIsNotToldEndsUnknown() {
    try (var journal = open()) {
      var old = call(1_000);
      var young = call(2_000);
      journal.admit(old);
      journal.admit(young);
      journal.giveUp(2_000);
      assertThat(journal.take(10))
          .singleElement()
          .satisfies(
              c -> {
                assertThat(c.admission()).isEqualTo(old);
                assertThat(c.end()).isEqualTo(End.UNKNOWN);
              });
    }
  }

  @Test
  void twoCallsOfOneRequestIdCountTwice() {
    try (var journal = open()) {
      var call = call(1);
      journal.admit(call);
      journal.admit(call);
      journal.settle(call.requestId(), end(200));
      assertThat(journal.take(10)).hasSize(2);
    }
  }

  @Test
  void aTornRecordIsNoCall() throws Exception {
    try (var journal = open()) {
      journal.admit(call(1));
      journal.admit(call(2));
    }
    try (var file = new RandomAccessFile(folder.resolve("segment-0").toFile(), "rw")) {
      file.seek(Segment.RECORD + 40);
      file.write(0x55);
    }
    try (var journal = open()) {
      assertThat(journal.open()).isEqualTo(1);
    }
  }

  @Test
  void aFolderBelongsToOneJournalOfOneSize() {
    try (var _ = open()) {
      assertThatThrownBy(this::open).hasMessageContaining("edge.journal-dir");
    }
    assertThatThrownBy(() -> Journal.open(folder, SEGMENTS, RECORDS + 1))
        .hasMessageContaining("edge.journal-segment-records");
  }

  @Test
  void manyThreadsLoseNothing() throws Exception {
    try (var journal = Journal.open(folder, 8, 64);
        var pool = Executors.newFixedThreadPool(4)) {
      List<java.util.concurrent.Future<List<UUID>>> admitted = new ArrayList<>();
      for (var t = 0; t < 4; t++) {
        admitted.add(
            pool.submit(
                () -> {
                  List<UUID> mine = new ArrayList<>();
                  // Each goes on while others come, so that it may be moved.
                  Deque<UUID> going = new ArrayDeque<>();
                  for (var i = 0; i < 20_000; i++) {
                    var call = call(i);
                    if (journal.admit(call)) {
                      mine.add(call.requestId());
                      going.add(call.requestId());
                      if (going.size() > 20) {
                        // Some go on for longer.
                        var end = going.removeFirst();
                        if (i % 50 == 0) {
                          going.addLast(end);
                        } else {
                          journal.settle(end, end(200));
                        }
                      }
                    } else {
                      Thread.onSpinWait();
                    }
                  }
                  going.forEach(id -> journal.settle(id, end(200)));
                  return mine;
                }));
      }
      Set<UUID> taken = new HashSet<>();
      var count = 0;
      while (!admitted.stream().allMatch(java.util.concurrent.Future::isDone) || count == 0) {
        count += drain(journal, taken);
      }
      count += drain(journal, taken);
      Set<UUID> all = new HashSet<>();
      for (var mine : admitted) {
        all.addAll(mine.get());
      }
      assertThat(taken).isEqualTo(all);
      assertThat(count).isEqualTo(all.size());
    }
  }

  private static int drain(Journal journal, Set<UUID> taken) {
    var calls = journal.take(1_000);
    calls.forEach(c -> taken.add(c.admission().requestId()));
    journal.counted(calls);
    journal.makeRoom();
    journal.over();
    return calls.size();
  }

  @Test
  void aGenerationIsNeverUsedAgain() {
    Set<String> names = new HashSet<>();
    for (var process = 0; process < 3; process++) {
      try (var journal = open()) {
        for (var i = 0; i < SEGMENTS * RECORDS; i++) {
          var call = call(i);
          assertThat(journal.admit(call)).isTrue();
          journal.settle(call.requestId(), end(200));
        }
        assertThat(journal.admit(call(0))).isFalse();
        assertThat(count(journal, names)).isEqualTo(SEGMENTS * RECORDS);
        assertThat(journal.generations()).isEmpty();
      }
    }
  }

  @Test
  void withFewerSegmentsNoCallOfTheOthersIsLost() {
    try (var journal = open()) {
      for (var i = 0; i < SEGMENTS * RECORDS; i++) {
        assertThat(journal.admit(call(i))).isTrue();
      }
    }
    try (var journal = Journal.open(folder, 2, RECORDS)) {
      assertThat(journal.open()).isEqualTo(SEGMENTS * RECORDS);
    }
  }

  @Test
  void aSlowCallHoldsNoSegment() {
    try (var journal = open()) {
      List<UUID> slow = new ArrayList<>();
      Set<String> names = new HashSet<>();
      var quick = 0;
      for (var i = 0; i < 20 * SEGMENTS * RECORDS; i++) {
        var call = call(i);
        assertThat(journal.admit(call)).as("call " + i).isTrue();
        if (i % RECORDS == 3 && slow.size() < RECORDS) {
          slow.add(call.requestId());
        } else {
          journal.settle(call.requestId(), end(200));
          quick += count(journal, names);
        }
      }
      slow.forEach(id -> journal.settle(id, end(200)));
      assertThat(journal.take(1_000))
          .extracting(c -> c.admission().requestId())
          .containsExactlyInAnyOrderElementsOf(slow);
      assertThat(quick + slow.size()).isEqualTo(20 * SEGMENTS * RECORDS);
    }
  }

  private static int count(Journal journal, Set<String> names) {
    var calls = journal.take(1_000);
    calls.forEach(c -> assertThat(names.add(c.generation() + "/" + c.record())).isTrue());
    journal.counted(calls);
    journal.makeRoom();
    journal.over();
    return calls.size();
  }

  /** A process that was killed while it moved a call: both segments say that they have it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCallWithTwoRecordsIsToldOnce(boolean ended) throws Exception {
    var call = call(1);
    try (var journal = open()) {
      journal.admit(call);
    }
    var first = Segment.open(folder.resolve("segment-0"), RECORDS);
    var second = Segment.open(folder.resolve("segment-1"), RECORDS);
    if (ended) {
      first.settle(0, end(404));
    }
    second.begin(2);
    second.move(0, call, new Segment.Home(1, 0));
    try (var journal = open()) {
      journal.settle(call.requestId(), end(200));
      assertThat(journal.open()).isZero();
      assertThat(journal.take(10))
          .singleElement()
          .satisfies(
              c -> {
                assertThat(c.admission()).isEqualTo(call);
                assertThat(c.end()).isEqualTo(end(ended ? 404 : 200));
              });
    }
  }
}
