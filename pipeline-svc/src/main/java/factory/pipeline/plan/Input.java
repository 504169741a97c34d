package factory.pipeline.plan;

import factory.pipeline.template.Template;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody gives to be planned.
 *
 * @param idea the text; may be empty when there is a specification or a template
 * @param document an OpenAPI document; it says what is made, and the idea stands beside it
 * @param specification as JSON
 * @param templates put together
 * @param answers to questions, by their ids
 */
public record Input(
    String idea,
    Optional<String> document,
    Optional<String> specification,
    List<Template.Use> templates,
    Map<String, String> answers) {
  /** Without a document. */
  public Input(
      String idea,
      Optional<String> specification,
      List<Template.Use> templates,
      Map<String, String> answers) {
    this(idea, Optional.empty(), specification, templates, answers);
  }

  /** Keeps copies. */
  public Input {
    templates = List.copyOf(templates);
    answers = Map.copyOf(answers);
  }

  /** Whether it is to be read: a text or a document, and no specification of somebody's. */
  public boolean isRead() {
    return specification.isEmpty() && templates.isEmpty() && answers.isEmpty();
  }

  /** Whether the idea alone says what is to be made. */
  boolean ofIdea() {
    return document.isEmpty()
        && specification.isEmpty()
        && templates.isEmpty()
        && answers.isEmpty();
  }
}
