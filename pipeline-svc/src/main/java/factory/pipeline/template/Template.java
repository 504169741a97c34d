package factory.pipeline.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

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

  /** A template with what its parameters are. */
  public record Use(String name, Map<String, String> parameters) {
    /** Keeps a copy. */
    public Use {
      parameters = Map.copyOf(parameters);
    }
  }
}
