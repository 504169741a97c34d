package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import factory.pipeline.document.Schema.Described;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a member of an answer always says: its only word, or that something was done. Anything else,
 * such as the example of a token, is never made up.
 */
final class Acknowledgement {
  /** Members that say in a sentence that something was done. */
  private static final Set<String> SENTENCES =
      Set.of("message", "detail", "msg", "status", "result");

  private static final Pattern WELL =
      Pattern.compile(
          "(status_)?(ok|okay|success|successful|succeeded|done|completed|acknowledged|accepted)"
              + "|(is_)?(created|added|inserted|saved|stored|registered|submitted|received|updated"
              + "|changed|modified|replaced|edited|patched|deleted|removed|erased|processed|applied)");

  /** What no sentence has: a token, a key or an id is one long word. */
  private static final Pattern NO_WORD = Pattern.compile("\\S{20}");

  private Acknowledgement() {}

  /**
   * The constant; empty when it could be anything.
   *
   * @param name of the member, in any form
   */
  static Optional<JsonNode> of(String name, Described schema) {
    var plain = DocumentPath.snake(name);
    if (schema.is("boolean")) {
      return isWell(plain) ? Optional.of(BooleanNode.TRUE) : Optional.empty();
    }
    if (!schema.is("string") || !schema.format().isEmpty()) {
      return Optional.empty();
    }
    var words = schema.words().stream().filter(JsonNode::isTextual).toList();
    if (words.size() == 1 && schema.words().size() == 1) {
      return Optional.of(words.getFirst());
    }
    if (!SENTENCES.contains(plain)) {
      return Optional.empty();
    }
    if (!schema.words().isEmpty()) {
      return words.stream().filter(word -> isWell(DocumentPath.snake(word.asText()))).findFirst();
    }
    var example = schema.example().filter(JsonNode::isTextual);
    return example.isEmpty()
        ? Optional.of(TextNode.valueOf("Done."))
        : example.filter(text -> !NO_WORD.matcher(text.asText()).find());
  }

  private static boolean isWell(String plain) {
    return WELL.matcher(plain).matches();
  }
}
