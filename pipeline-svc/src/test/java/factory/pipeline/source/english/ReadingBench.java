package factory.pipeline.source.english;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * CPU time of a thread that reads an awkward text beside one that reads a good idea. Printed, never
 * asserted; {@code ./factory bench reading} runs it.
 */
class ReadingBench {
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
  private static final int SHOWN = 10;

  @Test
  @Timeout(3600)
  void awkwardBesideGood() {
    var good = AwkwardIdeas.good();
    for (var warm = 0; warm < 20; warm++) {
      cost(good);
    }
    Map<String, Double> ratios = new HashMap<>();
    for (var round = 0; round < ROUNDS; round++) {
      for (var idea : AwkwardIdeas.all()) {
        // Side by side, and the best of all rounds: what else runs here costs both.
        ratios.merge(idea, cost(idea) / cost(good), Math::min);
      }
    }
    say(
        "%d texts of 8,000 characters, CPU of reading each beside a good idea of %,d, best of %d rounds"
            .formatted(ratios.size(), good.length(), ROUNDS));
    ratios.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(SHOWN)
        .forEach(
            row ->
                say(
                    "%6.1fx  %s"
                        .formatted(
                            row.getValue(),
                            row.getKey().substring(0, 60).replaceAll("\\s+", " "))));
  }

  private static double cost(String idea) {
    var threads = ManagementFactory.getThreadMXBean();
    var before = threads.getCurrentThreadCpuTime();
    new EnglishSource().read(idea);
    return threads.getCurrentThreadCpuTime() - before;
  }

  private static void say(String text) {
    try {
      Files.writeString(
          Path.of(System.getProperty("bench.report", "/dev/stdout")), text + "\n", CREATE, APPEND);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
