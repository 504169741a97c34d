package factory.web.work;

import factory.web.page.Views;
import java.util.List;

/** What is shown of templates. */
public final class TemplateViews {
  private TemplateViews() {}

  /** All of them, by name. */
  public record Templates(List<Card> cards) {}

  /**
   * One, in short.
   *
   * @param makes what it keeps and does, in a line
   * @param choices what can be chosen of it, in a line; empty when nothing can
   */
  public record Card(
      String name,
      String title,
      String description,
      String example,
      String makes,
      String choices) {}

  /**
   * One, as it is made when nothing is chosen.
   *
   * @param problem why it cannot be shown now; empty when it can
   * @param paths of the API that it makes
   */
  public record Template(
      String name,
      String title,
      String description,
      String example,
      String problem,
      PlanViews.Said said,
      List<Views.Operation> paths,
      List<Parameter> parameters) {}

  /**
   * What can be chosen.
   *
   * @param field of the form
   * @param fallback what it is when nothing is chosen
   * @param hint how it has to look
   * @param value as it was typed
   * @param error what is wrong with it; empty when nothing is
   */
  public record Parameter(
      String field, String label, String fallback, String hint, String value, String error) {}
}
