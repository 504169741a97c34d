package factory.web.service;

import factory.web.page.Views;
import java.util.List;
import java.util.Optional;

/** What the operators are shown of reported services. */
public final class OperatorViews {
  private OperatorViews() {}

  /**
   * Services with their reports, the one that was reported last first.
   *
   * @param find the word in the address of one service, where only that is looked at
   * @param findError what is wrong with it; empty when nothing is
   * @param first the first page; empty on it
   * @param next the next one; empty at the end
   */
  public record Reports(
      String find, String findError, List<Reported> services, String first, String next) {}

  /**
   * A service.
   *
   * @param url its page; empty when it is gone
   * @param takedown why and since when it is down; empty while it is not
   * @param typed a reason that was typed and refused
   * @param error why it was; empty when none was
   */
  public record Reported(
      String id,
      String url,
      String title,
      Optional<Views.State> state,
      Optional<Takedown> takedown,
      List<Report> reports,
      String typed,
      String error) {}

  /** That it was taken down. */
  public record Takedown(String reason, Views.Moment at) {}

  /**
   * What somebody said.
   *
   * @param reporter a wallet; empty for somebody who had not signed in
   */
  public record Report(String id, String reason, String text, String reporter, Views.Moment at) {}
}
