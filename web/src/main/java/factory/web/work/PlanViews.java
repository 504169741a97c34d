package factory.web.work;

import factory.web.page.Views;
import java.util.List;

/** What the templates of plans show. */
public final class PlanViews {
  private PlanViews() {}

  /**
   * A plan that can be changed.
   *
   * @param serviceId whose next version it is; empty for a new service
   * @param nonce the same for as long as somebody works on one plan, so that it is built once
   * @param document whether the idea is an OpenAPI document
   * @param error what is wrong with the last request as a whole; or empty
   * @param state the specification as JSON; empty while there is none
   * @param json the same, for people who change it by hand
   * @param pieces the idea, read back
   * @param focus the control that the page begins at: the first that is wrong; or empty
   * @param editing the kind whose fields are being edited; below 0 for none
   * @param ready whether it could be built as it is
   * @param may who may change it, for those who may not; else empty
   * @param model which model could read the idea; empty where none would help
   * @param chain where its token will be; empty when nobody says
   * @param chains to choose from; none where there is no choice
   * @param metadata a JSON object of the author's own
   */
  public record PlanPage(
      String serviceId,
      String nonce,
      String idea,
      boolean document,
      String error,
      String state,
      String json,
      List<TemplateChoice> templates,
      Said said,
      List<Piece> pieces,
      List<Question> questions,
      List<String> problems,
      String focus,
      int editing,
      boolean ready,
      String may,
      String model,
      String chain,
      List<Views.Choice> chains,
      String metadata,
      String metadataError,
      String ideaError) {}

  /** A part of an idea, and what became of it. */
  public sealed interface Piece {
    /** The words. */
    String text();

    /** Neither named in the plan nor left out. */
    record Plain(String text) implements Piece {}

    /** A name in the plan. */
    record Found(String text) implements Piece {}

    /** Left out. */
    record Left(String text) implements Piece {}
  }

  /** A template to begin with. */
  public record TemplateChoice(String name, String title, String description, String example) {}

  /** What a specification says. */
  public record Said(
      String title,
      String description,
      List<Kind> kinds,
      List<Operation> operations,
      List<LeftOut> leftOut,
      List<String> assumptions) {
    public static final Said NOTHING = new Said("", "", List.of(), List.of(), List.of(), List.of());
  }

  /**
   * A kind.
   *
   * @param index among the kinds
   * @param words what holds beside its fields
   */
  public record Kind(
      int index,
      String name,
      String plural,
      String description,
      List<Field> fields,
      List<String> words,
      List<Who> who,
      List<Views.Choice> types) {}

  /**
   * A field.
   *
   * @param id of its inputs, such as {@code k0.f1}
   * @param given whether clients give it, so that its type can be chosen
   * @param words of an enum, with commas
   */
  public record Field(
      String id,
      String name,
      String type,
      boolean required,
      String rules,
      boolean given,
      String words,
      List<Views.Choice> types,
      String problem) {}

  /** Who may do something with a kind. */
  public record Who(String what, String who) {}

  /**
   * An action, function or report.
   *
   * @param remove what the button that removes it sends
   */
  public record Operation(
      String kind, String name, String call, List<String> words, String remove) {}

  /** What is not in it. */
  public record LeftOut(String text, String reason) {}

  /** An open question. */
  public record Question(
      String id, String text, List<Views.Choice> choices, String given, String problem) {}

  /** One version of a service. */
  public record VersionRow(
      int number,
      String title,
      Views.Moment made,
      String author,
      String edited,
      String reason,
      String proof,
      List<Check> failed,
      String url) {}

  /** What was not tried, or did not hold. */
  public record Check(String name, String evidence) {}

  /**
   * What a service is.
   *
   * @param change where its plan is changed; empty for whoever may not
   */
  public record ServicePlan(String problem, Said said, String change, List<String> questions) {}

  /** A service's versions, newest first, and what the next one is to do otherwise. */
  public record Next(String problem, List<Difference> differences, List<VersionRow> versions) {}

  /** Where the next version is to be otherwise than the newest one. */
  public record Difference(String place, String before, String after) {}
}
