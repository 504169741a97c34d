package factory.web.page;

import java.util.Map;

/** What the steps of jobs are called. */
public final class StepWords {
  /** What goes on during a step, where it has said nothing itself yet. */
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("begin", "It begins."),
          Map.entry("read", "A model reads the idea."),
          Map.entry("write-source", "Its sources are written."),
          Map.entry("compile", "Its sources are compiled."),
          Map.entry("prove", "It is tried: what it promises, and what it must refuse."),
          Map.entry("probe", "It is started and called."),
          Map.entry("record", "What came of it is recorded."),
          Map.entry("start", "It is started."),
          Map.entry("probe-direct", "Its first answer is waited for."),
          Map.entry("route", "The way to it is opened."),
          Map.entry("fuzz", "It is tried for longer."),
          Map.entry("settle", "What was found is settled."),
          Map.entry("probe-gateway", "It is called through the gate."),
          Map.entry("retire-old", "The version before it is ended."),
          Map.entry("create-token", "Its token is created on the chain."),
          Map.entry("record-token", "Its token is recorded."));

  private StepWords() {}

  /** What a step does, for people; its name where nobody has written it down. */
  public static String of(String step) {
    return WORDS.getOrDefault(step, step);
  }
}
