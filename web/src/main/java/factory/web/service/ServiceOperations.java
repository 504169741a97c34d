package factory.web.service;

import factory.web.page.ApiDocument;
import java.util.List;

/** What a service does, as far as keys for pages name it. */
public final class ServiceOperations {
  private ServiceOperations() {}

  /**
   * One of them.
   *
   * @param operation such as {@code GET /books/{id}}
   * @param example of a body, as JSON; empty when there is none
   */
  public record Operation(String operation, String example) {}

  /** In the document's order. */
  public static List<Operation> of(List<ApiDocument.Operation> operations) {
    return operations.stream()
        .map(o -> new Operation(o.method() + " " + o.path(), o.body().example()))
        .toList();
  }
}
