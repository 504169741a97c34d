package factory.pipeline.ideas;

import java.time.Duration;
import java.util.List;

/**
 * What became of one wording of a wish.
 *
 * @param wording its style, with a number where there are several of that style
 * @param outcome one of six
 * @param isAsExpected whether it is what the wish says is the honest thing to do
 * @param right how many tests were right
 * @param tests how many there are for that wording
 * @param why what was wrong, missing or asked, for people
 * @param answered whether questions were answered first, as its file says
 * @param clickable whether leaving out all that is asked about makes a service of it
 */
record Fate(
    Wish wish,
    String wording,
    Outcome outcome,
    boolean isAsExpected,
    int right,
    int tests,
    List<String> why,
    Duration took,
    boolean answered,
    boolean clickable) {
  /** What can become of it. */
  enum Outcome {
    /** All of it is served, and right by its tests. */
    DEPLOYED("deployed"),
    /** A part of it is served, right by its tests, and the rest is named. */
    IN_PART("left out truthfully"),
    /** Something is asked, and nothing served meanwhile. */
    ASKED("asked"),
    /** It is not read, and said why. */
    REFUSED("refused"),
    /** What was made of it does not build. */
    FAILED("failed"),
    /** It is served, and something of it is wrong, or missing without a word. */
    WRONG("wrongly deployed");

    private final String words;

    Outcome(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** A line of a table. */
  String line() {
    var name = wish.name().length() > 26 ? wish.name().substring(0, 26) : wish.name();
    return "%-26s %-10s %-6s  %-29s  %-4s %3d of %-3d %5.1f  %s"
        .formatted(
            name,
            wording,
            wish.expected().name().toLowerCase(java.util.Locale.ROOT),
            outcome.words() + (answered ? ", answered" : ""),
            isAsExpected ? "" : "not",
            right,
            tests,
            took.toMillis() / 1000.0,
            why.isEmpty() ? "" : first(why.getFirst()))
        .stripTrailing();
  }

  private static String first(String text) {
    var line = text.replace('\n', ' ');
    return line.length() > 200 ? line.substring(0, 200) + "..." : line;
  }
}
