package factory.pipeline.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A small specification with parameters.
 *
 * @param description what it makes, in some sentences
 * @param parameters what can be chosen
 * @param example an idea that it is the answer to
 * @param needs templates that come along unless they are named, each with parameters
 * @param specification with {@code ${parameter}} where a parameter belongs
 */
public record Template(
    String name,
    String title,
    String description,
    List<Parameter> parameters,
    String example,
    List<Need> needs,
    JsonNode specification) {
  /** Keeps copies. */
  public Template {
    parameters = List.copyOf(parameters);
    needs = List.copyOf(needs);
  }

  /**
   * What can be chosen.
   *
   * @param fallback what it is when it is not given; may use parameters before it
   * @param pattern that a value matches
   */
  public record Parameter(String name, String description, String fallback, String pattern) {}

  /** Another template, whose parameters may use this one's. */
  public record Need(String name, JsonNode parameters) {}
}
