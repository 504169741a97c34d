package factory.pipeline.reading;

import factory.pipeline.spec.Specification;
import java.util.List;
import java.util.Optional;

/**
 * What a model is to read.
 *
 * @param idea what somebody typed
 * @param contract the document that was given, with which there is a draft
 * @param draft what was read of it without a model, or what the service is now
 * @param change what is to become otherwise, in somebody's words; empty when the idea itself is
 *     read
 * @param answered what was answered to questions, a sentence each
 */
public record Task(
    String idea,
    Optional<Contract> contract,
    Optional<Specification> draft,
    String change,
    List<String> answered) {
  /** Keeps a copy. */
  public Task {
    answered = List.copyOf(answered);
  }

  /** The text whose sentences are accounted for. */
  String text() {
    return change.isBlank() ? idea : change;
  }
}
