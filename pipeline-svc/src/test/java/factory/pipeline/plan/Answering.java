package factory.pipeline.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.source.SpecSource.Outcome.Understood;
import factory.pipeline.source.english.EnglishSource;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import java.util.Map;
import java.util.Optional;

/** Answers to questions, outside of any plan. */
public final class Answering {
  private Answering() {}

  /** What a specification becomes by answers, as a plan's would. */
  public static Specification answered(Specification asked, Map<String, String> answers) {
    try {
      var tree = (ObjectNode) ExactJson.MAPPER.readTree(Specifications.write(asked));
      new Answers(ExactJson.MAPPER, Answering::kindsIn).apply(tree, answers);
      return Specifications.parse(tree.toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<JsonNode> kindsIn(String text) {
    return new EnglishSource().read(text) instanceof Understood(var specification)
        ? Optional.of(parsed(specification).path("kinds"))
        : Optional.empty();
  }

  private static JsonNode parsed(Specification specification) {
    try {
      return ExactJson.MAPPER.readTree(Specifications.write(specification));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
