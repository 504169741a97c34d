package factory.pipeline.reading;

import factory.pipeline.spec.Problem;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specification.LeftOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What a model has to do about a document: serve more of its operations, each as the document says,
 * and none of those that are served already otherwise. What it claims is held against the document.
 */
final class DocumentReading {
  private final Contract contract;
  private final Specification draft;
  private final Map<String, String> before;
  private final List<String> asked;

  /**
   * @param part the operations that are read now
   */
  DocumentReading(Contract contract, Specification draft, Set<String> part) {
    this.contract = contract;
    this.draft = draft;
    before = contract.differences(draft);
    asked = before.keySet().stream().filter(part::contains).toList();
  }

  /** The operations that are not served, each with why. */
  List<String> operations() {
    return asked.stream().map(operation -> operation + ": " + before.get(operation)).toList();
  }

  Written held(String answer, Function<Specification, List<Problem>> check) {
    var written = Written.of(answer, operations(), check);
    if (servesNothing(draft)
        && written.carried().isEmpty()
        && written.specification().filter(DocumentReading::servesNothing).isPresent()) {
      // Of some documents nothing can be served, which is an answer too.
      return new Written(Optional.of(draft), List.of(), written.carried());
    }
    if (!written.problems().isEmpty() || written.specification().isEmpty()) {
      return written;
    }
    var specification = written.specification().get();
    var now = contract.differences(specification);
    List<String> problems = new ArrayList<>();
    now.forEach(
        (operation, why) -> {
          var number = asked.indexOf(operation) + 1;
          if (!before.containsKey(operation)) {
            problems.add(
                "%s was served as the document says, and is not any more: %s."
                    .formatted(operation, why));
          } else if (number > 0 && written.carried().contains(number)) {
            problems.add(
                "%s (%d) is not served as the document says: %s. Serve it so, or say why it is left out."
                    .formatted(operation, number, why));
          }
        });
    return new Written(Optional.of(told(specification, now)), problems, written.carried());
  }

  private static boolean servesNothing(Specification specification) {
    return specification.kinds().isEmpty() && specification.functions().isEmpty();
  }

  /** What is left out, and asked, is what the document says and nothing here serves. */
  private Specification told(Specification read, Map<String, String> now) {
    List<LeftOut> leftOut =
        draft.leftOut().stream()
            .filter(
                part ->
                    before.keySet().stream()
                        .noneMatch(
                            operation ->
                                part.text().startsWith(operation + " ")
                                    && !now.containsKey(operation)))
            .toList();
    return read.with(
        leftOut, leftOut.isEmpty() || servesNothing(draft) ? read.questions() : draft.questions());
  }
}
