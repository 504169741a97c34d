package factory.edge.usage;

import static factory.edge.usage.Calls.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.gate.Admission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class JournalProperties {
  private static final End END = new End(200, 10, 20, 30);

  /** A journal with the store and the callers around it. */
  private static final class World {
    final Path folder;
    final Set<UUID> admitted = new HashSet<>();
    final List<UUID> running = new ArrayList<>();

    /** What the store knows: calls by name, each counted when its name is new. */
    final Set<String> names = new HashSet<>();

    final List<UUID> counted = new ArrayList<>();
    Journal journal;

    World(Path folder) {
      this.folder = folder;
      journal = open();
    }

    private Journal open() {
      return Journal.open(folder, 3, 16);
    }

    void admit() {
      var call =
          new Admission(UUID.randomUUID(), SERVICE, Optional.empty(), Optional.empty(), 1_000);
      if (journal.admit(call)) {
        admitted.add(call.requestId());
        running.add(call.requestId());
      }
    }

    void end(int which) {
      if (!running.isEmpty()) {
        journal.settle(running.remove(which % running.size()), END);
      }
    }

    /** Whether the journal hears of it or not, the store has counted them. */
    void count(int most, boolean heard) {
      var calls = journal.take(most);
      for (var c : calls) {
        if (names.add(c.generation() + "/" + c.record())) {
          counted.add(c.admission().requestId());
        }
      }
      if (heard) {
        journal.counted(calls);
      } else {
        journal.putBack(calls);
      }
    }

    void fail(int most) {
      journal.putBack(journal.take(most));
    }

    /** What a killed process leaves is what is in the files. */
    void crash() {
      journal.close();
      journal = open();
    }

    void step(int kind, int number) {
      if (kind < 42) {
        admit();
      } else if (kind < 70) {
        end(number);
      } else if (kind < 78) {
        count(number + 1, true);
      } else if (kind < 82) {
        count(number + 1, false);
      } else if (kind < 86) {
        fail(number + 1);
      } else if (kind < 92) {
        journal.makeRoom();
      } else if (kind < 98) {
        journal.over();
      } else {
        crash();
      }
    }
  }

  @Property(tries = 150)
  void anyOrderOfThingsCountsEachCallOnce(
      @ForAll @Size(min = 100, max = 800) List<@IntRange(min = 0, max = 1_999) Integer> steps)
      throws IOException {
    var folder = Files.createTempDirectory("journal");
    var world = new World(folder);
    try {
      steps.forEach(s -> world.step(s % 100, s / 100));
      while (!world.running.isEmpty()) {
        world.end(0);
      }
      world.count(1_000, true);
      assertThat(world.counted).doesNotHaveDuplicates().containsAll(world.admitted);
      assertThat(world.counted).hasSameSizeAs(world.admitted);
    } finally {
      world.journal.close();
      try (var files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
      }
    }
  }
}
