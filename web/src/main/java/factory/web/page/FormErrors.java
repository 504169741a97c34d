package factory.web.page;

import factory.web.http.Problem;

/** What was wrong with a form, in its labels' words. */
public final class FormErrors {
  private FormErrors() {}

  /** What was wrong, in the words of the form. */
  public static String of(Problem problem) {
    return problem.errors().isEmpty()
        ? problem.detail()
        : String.join(
            " ",
            problem.errors().stream()
                .map(v -> label(v.field()) + " " + v.message() + ".")
                .toList());
  }

  private static String label(String field) {
    return switch (field) {
      case "name" -> "The name";
      case "until", "expires_at" -> "The last day";
      case "calls", "limit.quota" -> "How many calls";
      case "publishable.origins" -> "Origins";
      case "publishable.operations" -> "Operations";
      case "publishable.calls_per_minute", "all" -> "Calls a minute of everybody";
      case "publishable.calls_per_minute_per_address", "each" -> "Calls a minute of one address";
      default -> field;
    };
  }
}
