package factory.pipeline.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.document.DocumentExcerpt;
import factory.pipeline.model.Prompt;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Sha256;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import factory.pipeline.spec.expression.Signatures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What a model is asked. What somebody typed stands between markers that it cannot contain: they
 * are made of its hash.
 */
final class Prompts {
  private static final String SPECIFICATION = resource("specification.md") + Signatures.all();
  private static final String DOCUMENT = resource("documents.md") + SPECIFICATION;
  private static final String STORIES = resource("stories.md");

  private Prompts() {}

  private static String resource(String name) {
    try (var in = Prompts.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Of a document.
   *
   * @param operations that are not served yet, each with why
   */
  static Prompt document(DocumentExcerpt.Part part, Specification draft, List<String> operations) {
    return Prompt.of(
        DOCUMENT,
        (part.whole()
                ? "The document:\n"
                : "The document is too long to be shown at once. What it says of the operations below, with the schemas that they lead to:\n")
            + marked(part.text())
            + "The specification that was read from it without you:\n"
            + shown(draft)
            + "\nThe operations that it does not serve as the document says:\n"
            + marked(numbered(operations)),
        AnswerForm.DOCUMENT);
  }

  /**
   * Of an idea, or a change.
   *
   * @param sentences of the part that is read now
   * @param before what the parts before it were read as; empty for the first
   */
  static Prompt specification(
      Task task, List<String> sentences, Optional<Specification> before, String which) {
    var question = new StringBuilder();
    if (!task.change().isBlank()) {
      question
          .append("A service is there, and somebody wants it otherwise. Write its whole")
          .append(
              " specification anew: what the change does not speak of stays exactly as it is.\n")
          .append("The service was made from this idea, without numbers:\n")
          .append(marked(task.idea()))
          .append("The change, whose sentences are accounted for:\n");
    }
    question.append(which).append(marked(numbered(sentences)));
    if (!task.answered().isEmpty()) {
      question
          .append("What was asked before, and answered:\n")
          .append(marked(String.join("\n", task.answered())));
    }
    before.ifPresent(
        read ->
            question
                .append("The specification as the parts before were read. Keep all of it,")
                .append(" and add what this part says; its words may say more of what is there:\n")
                .append(shown(read))
                .append('\n'));
    task.draft()
        .filter(_ -> before.isEmpty())
        .ifPresent(
            draft ->
                question
                    .append(
                        task.change().isBlank()
                            ? "What was read of it without you, with what is open:\n"
                            : "The specification as it is:\n")
                    .append(shown(draft))
                    .append('\n'));
    return Prompt.of(SPECIFICATION, question.toString(), AnswerForm.SPECIFICATION);
  }

  /**
   * In the form that an answer has, which says neither its format nor what questions are called.
   */
  private static String shown(Specification draft) {
    try {
      var json = (ObjectNode) ExactJson.MAPPER.readTree(Specifications.write(draft));
      json.remove("format");
      json.path("questions").forEach(question -> ((ObjectNode) question).remove("id"));
      return json.toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a specification is no JSON", e);
    }
  }

  private static String numbered(List<String> sentences) {
    var all = new StringBuilder();
    for (var i = 0; i < sentences.size(); i++) {
      all.append('[').append(i + 1).append("] ").append(sentences.get(i)).append('\n');
    }
    return all.toString().stripTrailing();
  }

  private static String marked(String text) {
    var marker = "----- " + Sha256.hex(text).substring(0, 16) + " -----\n";
    return marker + text + "\n" + marker;
  }

  /** What is to be mended of an answer. */
  static String mend(String what, List<String> problems) {
    return what
        + "\n- "
        + String.join("\n- ", problems)
        + "\nAnswer with the whole JSON object again, with these mended and the rest as it was.";
  }

  /**
   * @param operations what the service answers to
   */
  static Prompt stories(Task task, String operations) {
    var idea = task.change().isBlank() ? task.idea() : task.idea() + "\n" + task.change();
    return Prompt.of(
        STORIES,
        marked(idea) + "The operations of the service:\n" + operations,
        AnswerForm.EXAMPLES);
  }
}
