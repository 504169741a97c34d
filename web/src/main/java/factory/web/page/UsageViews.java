package factory.web.page;

import java.util.List;

/** Calls of some time, drawn. */
public final class UsageViews {
  private UsageViews() {}

  /**
   * Calls of some hours or days.
   *
   * @param problem why there is none of it now; empty when there is
   * @param figures of all of it
   * @param calls drawn, by what was answered
   * @param latency drawn: what so many calls took at most
   * @param csv where it is as a table
   */
  public record Usage(
      String problem,
      String title,
      List<Views.Figure> figures,
      List<Bar> calls,
      List<Views.Tick> callTicks,
      List<Line> latency,
      List<Views.Tick> latencyTicks,
      List<Views.Tick> times,
      String words,
      String csv) {}

  /**
   * A part of a bar.
   *
   * @param tone ok, client, server or unknown
   */
  public record Bar(String x, String y, String width, String height, String tone) {}

  /**
   * A line of the drawing of latencies.
   *
   * @param tone p50, p95 or p99
   * @param parts each a row of points, as hours without calls have none
   */
  public record Line(String tone, List<String> parts) {}
}
