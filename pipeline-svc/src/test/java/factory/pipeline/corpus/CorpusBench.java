package factory.pipeline.corpus;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import factory.pipeline.version.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How many ideas come out right. Printed, never asserted; {@code ./factory bench specifications}
 * runs it.
 */
class CorpusBench {
  private static final Pattern ONLY = Pattern.compile(System.getProperty("bench.only", ""));

  @Test
  @Timeout(3600)
  void allIdeas() throws Exception {
    var folder = Files.createTempDirectory("fc");
    List<Outcome> open = new ArrayList<>();
    List<Outcome> held = new ArrayList<>();
    try {
      var corpus = new Corpus(folder);
      for (var idea : Idea.all()) {
        if (!ONLY.matcher(idea.name()).find()) {
          continue;
        }
        var outcome = corpus.run(idea);
        (idea.held() ? held : open).add(outcome);
        say((idea.held() ? "held  " : "      ") + outcome.line());
      }
    } finally {
      Trees.delete(folder);
    }
    say("");
    say(totals("not held back", open));
    say(totals("held back", held));
  }

  private static String totals(String title, List<Outcome> outcomes) {
    return "%s: %d ideas, %d right (%d of them whole, %d in part), %d built and proven but an example fails, %d built and not proven, %d not built; examples right: %d of %d"
        .formatted(
            title,
            outcomes.size(),
            count(outcomes, Outcome.Verdict.RIGHT),
            outcomes.stream()
                .filter(o -> o.verdict() == Outcome.Verdict.RIGHT && o.whole())
                .count(),
            outcomes.stream()
                .filter(o -> o.verdict() == Outcome.Verdict.RIGHT && !o.whole())
                .count(),
            count(outcomes, Outcome.Verdict.WRONG),
            count(outcomes, Outcome.Verdict.UNPROVEN),
            count(outcomes, Outcome.Verdict.NOT_BUILT),
            outcomes.stream().mapToInt(Outcome::right).sum(),
            outcomes.stream().mapToInt(Outcome::examples).sum());
  }

  private static long count(List<Outcome> outcomes, Outcome.Verdict verdict) {
    return outcomes.stream().filter(outcome -> outcome.verdict() == verdict).count();
  }

  private static void say(String text) throws IOException {
    Files.writeString(
        Path.of(System.getProperty("bench.report", "/dev/stdout")), text + "\n", CREATE, APPEND);
  }
}
