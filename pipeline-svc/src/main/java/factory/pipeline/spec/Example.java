package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A scenario: requests and what is answered, in order. All examples of a specification are followed
 * one after another on the same service, which is empty before the first.
 */
public record Example(String title, List<Exchange> exchanges) {
  /** Keeps a copy of the exchanges. */
  public Example {
    exchanges = List.copyOf(exchanges);
  }

  /**
   * One request with its answer. {@code {name}} in path and body is what an earlier one saved.
   *
   * @param as which of several wallets calls: {@code a}, {@code b}, {@code c}
   * @param body of the request, when it has one
   * @param status that is answered
   * @param answer fields that the answer has, among others
   * @param save names for values of the answer, each by a JSON pointer
   */
  public record Exchange(
      String as,
      String method,
      String path,
      Optional<JsonNode> body,
      int status,
      Optional<JsonNode> answer,
      Map<String, String> save) {
    /** Keeps a sorted copy of the names. */
    public Exchange {
      save = Sorted.copyOf(save);
    }
  }
}
