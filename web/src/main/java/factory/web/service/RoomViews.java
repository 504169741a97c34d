package factory.web.service;

import factory.web.page.Tab;
import factory.web.page.Views;
import factory.web.work.BuildViews;
import factory.web.work.PlanViews;
import java.util.List;
import java.util.Optional;

/** What the pages of a service show: finished strings. */
public final class RoomViews {
  private RoomViews() {}

  /**
   * What all pages of a service begin with.
   *
   * @param lead what it is, in a sentence
   */
  public record Room(String id, String title, String lead, Views.State state, List<Tab> tabs) {}

  /** A way to another page of the service. */
  public record Tab(String label, String url, boolean here) {}

  /**
   * The page that says what a service is.
   *
   * @param every how soon it may have changed
   * @param idea as it was written; empty when the page says it already
   * @param metadata JSON of its author's own; or empty
   */
  public record Overview(
      Room room,
      String poll,
      String every,
      List<Figure> figures,
      Proof proof,
      Does does,
      PlanViews.ServicePlan plan,
      Offer offer,
      Facts facts,
      Views.Progress work,
      String idea,
      String metadata) {}

  /**
   * A figure.
   *
   * @param unit may be empty
   * @param more what it means; may be empty
   */
  public record Figure(String label, String value, String unit, String more) {}

  /**
   * What was tried before it was opened.
   *
   * @param words empty when there is no proof
   * @param when of which version, and when it was made
   * @param untried what did not hold, or was not tried, and why
   */
  public record Proof(
      String words,
      boolean held,
      String when,
      List<BuildViews.Group> groups,
      List<PlanViews.Check> untried) {}

  /**
   * What can be asked of it.
   *
   * @param calls the first few of them
   * @param all how many there are; empty when all are shown
   * @param example a call that works, in each language; none when it has no address
   */
  public record Does(
      List<Views.Operation> calls, String all, String apiUrl, List<Snippet> example) {}

  /**
   * The same call in one language.
   *
   * @param key short, for the stylesheet: curl, ts, py or java
   */
  public record Snippet(String id, String key, String language, String text) {}

  /** What access costs, and how the visitor stands. */
  public sealed interface Offer {
    /**
     * It can be bought.
     *
     * @param price with its unit; empty when nobody says
     * @param standing how the visitor stands, in a sentence; empty for somebody unknown
     * @param may what the gate says of the visitor
     * @param action what to do next, and where
     */
    record Sale(
        String title,
        String price,
        String per,
        String standing,
        Optional<Views.Badge> may,
        String action,
        String url,
        List<String> terms)
        implements Offer {}

    /** There is nothing to buy. */
    record None(String title, String words, String action, String url) implements Offer {}
  }

  /**
   * Where it is and whose.
   *
   * @param address where it is called; empty when it was never opened
   * @param origin where its pages are at home; empty when it has no origin of its own
   * @param handover where whoever is signed in is handed over to it; empty for others
   * @param explorer of the token's contract; empty when none is known
   * @param who who may change it, where that is to be said
   * @param report where it is reported
   */
  public record Facts(
      String address,
      String document,
      String origin,
      String handover,
      String contract,
      String explorer,
      String chain,
      String maker,
      String version,
      Views.Moment made,
      String who,
      String report) {}

  /**
   * The form on which a service is reported.
   *
   * @param decide where the operators decide about it; empty for everybody else
   * @param error what was wrong with it; empty when nothing was
   */
  public record Report(
      String id,
      String title,
      String url,
      List<Views.Choice> reasons,
      String text,
      String error,
      String decide) {}
}
