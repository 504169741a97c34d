package factory.pipeline.prove;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * What a fuzz tried on a running service, and what it found.
 *
 * @param seed what requests were drawn from; the same for the same artefact
 * @param calls how many requests were sent
 * @param tried how many answers there were, by what was asked
 * @param words what was found or why it did not end, for a person to read; empty when it passed
 */
public record Fuzzed(
    Outcome outcome,
    long seed,
    int calls,
    Duration took,
    Map<String, Integer> tried,
    String words) {
  /** The version of its JSON. */
  public static final int FORMAT = 1;

  private static final int LONGEST = 1_500;

  /** Shortens the words, which may have an answer and the end of a log in them. */
  public Fuzzed {
    words = words.length() <= LONGEST ? words : words.substring(0, LONGEST) + "...";
  }

  /** How a fuzz ended. */
  public enum Outcome {
    /** It found nothing within what it may take. */
    PASSED,
    /** The service did what no service may do. */
    FAILED,
    /**
     * There was no answer, or one that says that the machine was too busy: the machine's doing,
     * unless the same requests have it again.
     */
    NO_ANSWER,
    /** It was broken off. */
    NOT_FINISHED;

    /** In lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One that was broken off, with nothing to tell. */
  public static Fuzzed notFinished(long seed, String why) {
    return new Fuzzed(Outcome.NOT_FINISHED, seed, 0, Duration.ZERO, Map.of(), why);
  }

  /** The same with another outcome and other words. */
  public Fuzzed as(Outcome another, String otherWords) {
    return new Fuzzed(another, seed, calls, took, tried, otherWords);
  }

  /** One line about all of it. */
  public String summary() {
    var amount = "%d calls in %d s".formatted(calls, took.toSeconds());
    return switch (outcome) {
      case PASSED -> "Nothing was found in " + amount + "." + (words.isEmpty() ? "" : " " + words);
      case FAILED -> "Found after " + amount + ": " + words;
      case NO_ANSWER -> "There was no answer after " + amount + ": " + words;
      case NOT_FINISHED -> "It did not end: " + words;
    };
  }

  /** For programs, in one line. */
  public String json() {
    var root = JsonNodeFactory.instance.objectNode();
    root.put("format", FORMAT);
    root.put("outcome", outcome.word());
    root.put("seed", Long.toString(seed));
    root.put("calls", calls);
    root.put("seconds", took.toMillis() / 1000.0);
    var counts = root.putObject("tried");
    tried.forEach(counts::put);
    root.put("found", outcome == Outcome.FAILED ? words : null);
    root.put("note", outcome == Outcome.FAILED || words.isEmpty() ? null : words);
    return root.toString();
  }
}
