package factory.web.work;

import factory.web.page.Views;
import java.util.List;

/** What the page of a build shows. */
public final class BuildViews {
  private BuildViews() {}

  /**
   * A build, as far as it is.
   *
   * @param lead what is going on, in a sentence
   * @param find what is looked for in the log; or empty
   * @param proof how its checks came out; without groups until it is told
   * @param live where it can be called; empty until it can be
   * @param took how long it took; empty while it is not over
   * @param failed what failed; empty while nothing did
   * @param actions what can be done about it now
   * @param plan where the plan is changed; empty for those who may not, and where it does not help
   * @param anew where the idea can be written in other words; empty when that does not help
   */
  public record Building(
      String id,
      String title,
      Views.State state,
      String lead,
      String poll,
      String every,
      List<Stage> stages,
      List<Line> log,
      String find,
      String problem,
      ProofSoFar proof,
      String live,
      String document,
      boolean token,
      String took,
      Failure failed,
      List<Views.Action> actions,
      String plan,
      String anew) {
    /** How many lines have what is looked for. */
    public long found() {
      return log.stream().filter(line -> line.parts().stream().anyMatch(Part::found)).count();
    }
  }

  /** How far a stage is. */
  public enum Progress {
    /** Not begun. */
    WAITS,
    /** Under way. */
    NOW,
    /** Over. */
    DONE,
    /** It did not work. */
    FAILED
  }

  /**
   * A stage of the bar.
   *
   * @param time how long it took or takes; or empty
   */
  public record Stage(String name, Progress progress, String time) {}

  /** A line of the log. */
  public record Line(String time, Views.Moment at, List<Part> parts, boolean bad) {}

  /** A part of a line, and whether it is what is looked for. */
  public record Part(String text, boolean found) {}

  /**
   * The proof: in words, and by what its checks are about.
   *
   * @param newest while it goes on, the newest checks, the newest first
   */
  public record ProofSoFar(
      String words, int passed, int all, List<Group> groups, List<Seen> newest) {}

  /** A check that was made: what holds when it passed. */
  public record Seen(String name, boolean ill) {}

  /** The checks of one kind. */
  public record Group(String name, String count, boolean ill) {}

  /** What failed: at which stage, and what was seen. */
  public record Failure(String stage, String evidence) {}
}
