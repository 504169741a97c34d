package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Content;
import factory.pipeline.document.ApiDocument.Response;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Route;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An answer that is a text alone, and says that it was done: {@code DELETE /employees/{id}} as
 * controllers have it that return a text. What could be an id, a token or an address is none.
 */
final class SentenceAnswer {
  /** What a text is that says something else than that it went well. */
  private static final Pattern MORE =
      Pattern.compile(
          "(?i)\\b(?:ids?|identifiers?|uuids?|guids?|tokens?|keys?|urls?|links?|address(?:es)?|codes?|names?|number|hash)\\b");

  private static final Pattern WELL =
      Pattern.compile(
          "(?i)\\b(?:success\\w*|created|added|saved|updated|changed|replaced|deleted|removed|done|registered|ok)\\b");

  private SentenceAnswer() {}

  /** Always the same text; empty where it could be another. */
  static Optional<Route.Answer> of(
      DocumentGroup group, ApiDocument.Operation operation, Response success) {
    if (success.content().size() != 1) {
      return Optional.empty();
    }
    var content = success.content().getFirst();
    var isText = content.mediaType().equals(Route.TEXT);
    var schema = content.schema().flatMap(group::described);
    if (schema.filter(of -> of.is("string") && !of.isComposed()).isEmpty()
        || !(isText || content.mediaType().equals(Route.JSON))
        || !isSentence(operation, success, content, schema.get())) {
      return Optional.empty();
    }
    // An example with a number is about one record.
    return content.examples().stream()
        .filter(example -> example.isTextual() && !example.asText().matches("(?s).*[0-9].*"))
        .findFirst()
        .or(() -> Acknowledgement.of("message", schema.get()))
        .map(value -> new Route.Answer.Constant(value, isText));
  }

  /**
   * Whether it says that it was done: of what is deleted nothing else is left to say, else its
   * words have to speak of it.
   */
  private static boolean isSentence(
      ApiDocument.Operation operation, Response success, Content content, Described schema) {
    var examples =
        Stream.concat(content.examples().stream(), schema.example().stream())
            .filter(JsonNode::isTextual)
            .map(JsonNode::asText);
    var said =
        Stream.concat(Stream.of(success.description(), schema.description()), examples)
            .collect(Collectors.joining(". "));
    return !MORE.matcher(said).find()
        && (operation.method().equals("DELETE") || WELL.matcher(said).find());
  }
}
