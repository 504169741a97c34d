package factory.edge.usage;

import static factory.edge.usage.Calls.call;
import static factory.edge.usage.Calls.end;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a killed process leaves in its folder. */
@Timeout(60)
class KilledJournalTest {
  private static final int SEGMENTS = 3;
  private static final int RECORDS = 16;

  private final Path folder;

  KilledJournalTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Process child(Class<?> type, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                type.getName(),
                folder.toString()));
    command.addAll(List.of(more));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Admits and says so, until it is killed. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      var journal = Journal.open(Path.of(args[0]), 4, Integer.parseInt(args[1]));
      for (var i = 0L; ; i++) {
        var call = call(i);
        if (!journal.admit(call)) {
          System.out.println("full");
          return;
        }
        System.out.println(call.requestId());
        if (i % 3 == 0) {
          journal.settle(call.requestId(), end(200));
        }
      }
    }
  }

  @Test
  void killedInTheMiddleItLosesNoCallThatItSaidItHad() throws Exception {
    var child = child(Child.class, "4096");
    List<UUID> said = new ArrayList<>();
    try (var out =
        new BufferedReader(
            new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
      while (said.size() < 2_000) {
        said.add(UUID.fromString(out.readLine()));
      }
      child.toHandle().destroyForcibly();
      for (var line = out.readLine(); line != null; line = out.readLine()) {
        if (line.length() == 36) {
          said.add(UUID.fromString(line));
        }
      }
    }
    child.waitFor();
    try (var journal = Journal.open(folder, 4, 4_096)) {
      List<UUID> found = new ArrayList<>();
      journal.take(100_000).forEach(c -> found.add(c.admission().requestId()));
      journal.giveUp(Long.MAX_VALUE);
      journal.take(100_000).forEach(c -> found.add(c.admission().requestId()));
      assertThat(found).doesNotHaveDuplicates().containsAll(said);
      // Written down and killed before it was said: at most the one.
      assertThat(found.size() - said.size()).isBetween(0, 1);
    }
  }

  @Test
  void killedWhileItMakesItsFilesItOpensAgain() throws Exception {
    var child = child(Child.class, "2000000");
    while (child.isAlive() && !hasPartOfASegment()) {
      Thread.onSpinWait();
    }
    child.toHandle().destroyForcibly();
    child.waitFor();
    assertThat(hasPartOfASegment()).isTrue();
    try (var journal = Journal.open(folder, 2, 2_000_000)) {
      assertThat(journal.admit(call(1))).isTrue();
    }
  }

  private boolean hasPartOfASegment() throws IOException {
    try (var files = Files.list(folder)) {
      return files.anyMatch(
          f -> f.getFileName().toString().startsWith("segment-") && f.toFile().length() > 0);
    }
  }

  /** Admits, counts, moves and frees, and says so, until it is killed. */
  static final class BusyChild {
    private BusyChild() {}

    public static void main(String[] args) {
      var journal = Journal.open(Path.of(args[0]), SEGMENTS, RECORDS);
      List<UUID> slow = new ArrayList<>();
      for (var i = 0L; ; i++) {
        var call = call(i);
        if (!journal.admit(call)) {
          System.out.println("full");
          return;
        }
        System.out.println("a " + call.requestId());
        if (i % 11 == 0) {
          slow.add(call.requestId());
        } else {
          journal.settle(call.requestId(), end(200));
        }
        if (slow.size() > RECORDS / 2) {
          journal.settle(slow.removeFirst(), end(200));
        }
        var calls = journal.take(100);
        calls.forEach(
            c ->
                System.out.println(
                    "c " + c.admission().requestId() + " " + c.generation() + "/" + c.record()));
        journal.counted(calls);
        journal.makeRoom();
        journal.over();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 3_000, 9_000})
  void killedWhileItMovesAndFreesItLosesNoCallAndDoublesNone(int lines) throws Exception {
    var child = child(BusyChild.class);
    Set<String> admitted = new HashSet<>();
    List<String> told = new ArrayList<>();
    Set<String> names = new HashSet<>();
    try (var out =
        new BufferedReader(
            new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
      var read = 0;
      for (var line = out.readLine(); line != null; line = out.readLine()) {
        var words = line.split(" ");
        if (words[0].equals("a") && words[1].length() == 36) {
          admitted.add(words[1]);
        } else if (words.length == 3) {
          // A line that was cut off has a name cut off, which is then told again under its own.
          told.add(words[1]);
          names.add(words[2]);
        }
        if (++read == lines) {
          child.toHandle().destroyForcibly();
        }
      }
      assertThat(read).as("it was killed, and did not end").isGreaterThanOrEqualTo(lines);
    }
    child.waitFor();
    try (var journal = Journal.open(folder, SEGMENTS, RECORDS)) {
      journal.giveUp(Long.MAX_VALUE);
      for (var c : journal.take(1_000)) {
        if (names.add(c.generation() + "/" + c.record())) {
          told.add(c.admission().requestId().toString());
        }
      }
    }
    assertThat(told).doesNotHaveDuplicates().containsAll(admitted);
    assertThat(told.size() - admitted.size()).isBetween(0, 1);
  }
}
