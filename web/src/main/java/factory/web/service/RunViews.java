package factory.web.service;

import factory.web.page.Views;
import java.util.List;

/** What the page of the work on a service shows. */
public final class RunViews {
  private RunViews() {}

  /**
   * All of it.
   *
   * @param poll where it is asked for again
   * @param problem why the work is not known; empty when it is
   * @param runs newest first
   * @param first the first page; empty on it
   * @param next the next one; empty at the end
   * @param events what happened to the service, newest first; on the first page alone
   * @param earlier where all of it stands, as JSON; empty when this is all
   */
  public record Page(
      RoomViews.Room room,
      String poll,
      String problem,
      List<Views.JobRow> runs,
      String first,
      String next,
      String eventsProblem,
      List<Views.EventRow> events,
      String earlier) {}
}
