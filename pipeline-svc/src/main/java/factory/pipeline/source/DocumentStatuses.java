package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What an operation of a document answers in place of statuses of ours. */
final class DocumentStatuses {
  private DocumentStatuses() {}

  /**
   * Those of what is wrong with a request, and of one more.
   *
   * @param ours another status of ours
   * @param theirs what is answered in its place where it is not declared, the first that is
   */
  static Map<Integer, Integer> of(ApiDocument.Operation operation, int ours, int... theirs) {
    var statuses = of(operation);
    replace(statuses, operation, ours, theirs);
    return statuses;
  }

  /** Those of what is wrong with a request whose body may be a text, and of what is there twice. */
  static Map<Integer, Integer> ofText(ApiDocument.Operation operation) {
    var statuses = ofTextAlone(operation);
    replace(statuses, operation, 409, 422, 400);
    return statuses;
  }

  /** Those of what is wrong with a request whose body is a text. */
  static Map<Integer, Integer> ofTextAlone(ApiDocument.Operation operation) {
    var statuses = of(operation);
    replace(statuses, operation, 415, 400);
    return statuses;
  }

  /** Those of what is wrong with a request. */
  static Map<Integer, Integer> of(ApiDocument.Operation operation) {
    Map<Integer, Integer> statuses = new TreeMap<>();
    replace(statuses, operation, 422, 400);
    replace(statuses, operation, 400, 422);
    return statuses;
  }

  private static void replace(
      Map<Integer, Integer> statuses, ApiDocument.Operation operation, int ours, int... theirs) {
    var declared =
        operation.responses().stream()
            .map(ApiDocument.Response::status)
            .collect(Collectors.toSet());
    if (declared.contains(Integer.toString(ours))) {
      return;
    }
    for (var their : theirs) {
      if (declared.contains(Integer.toString(their))) {
        statuses.put(ours, their);
        return;
      }
    }
  }
}
