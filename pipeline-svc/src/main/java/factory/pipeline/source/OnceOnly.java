package factory.pipeline.source;

import com.google.re2j.Pattern;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.Action.Refusal;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads how an operation is refused that is done already, or too late: {@code POST
 * /vouchers/{code}/redeem}.
 */
final class OnceOnly {
  /** What is done once in all, by whoever comes first. */
  static final Set<String> VERBS = Set.of("redeem", "claim", "use", "consume");

  private static final Set<String> UNTIL =
      Set.of(
          "expires_at",
          "expires",
          "expires_on",
          "expiry",
          "expiry_date",
          "expiration",
          "expiration_date",
          "expire_at",
          "valid_until",
          "valid_to",
          "valid_till");

  private static final Pattern ALREADY =
      Pattern.compile(
          "\\b(?:already|used|redeemed|claimed|consumed|once|twice|again|before|no longer|taken)\\b"
              + "|\\bgone\\b|\\bused up\\b|\\blimit\\b|\\bnot (?:pending|open|available|valid)\\b");

  private static final Pattern EXPIRED =
      Pattern.compile("\\bexpir(?:ed|y|es|ation)\\b|\\btoo late\\b|\\blapsed\\b");

  private static final Pattern UNKNOWN =
      Pattern.compile("\\b(?:unknown|invalid|not found|no such|does not exist|wrong)\\b");

  private OnceOnly() {}

  private static Optional<Integer> saying(ApiDocument.Operation operation, Pattern words) {
    return operation.responses().stream()
        .filter(response -> response.status().matches("4(?:00|03|04|09|10|22)"))
        .filter(response -> words.matcher(response.description().toLowerCase(Locale.ROOT)).find())
        .map(response -> Integer.valueOf(response.status()))
        .findFirst();
  }

  private static boolean declares(ApiDocument.Operation operation, int status) {
    return operation.responses().stream()
        .anyMatch(response -> response.status().equals(Integer.toString(status)));
  }

  /** The status of what is done already; empty where the document has none. */
  static Optional<Integer> done(ApiDocument.Operation operation) {
    var late = saying(operation, EXPIRED);
    var already = saying(operation, ALREADY).filter(status -> status != 404);
    if (declares(operation, 409) && (!late.equals(Optional.of(409)) || already.isPresent())) {
      return Optional.of(409);
    }
    return already.or(
        () ->
            declares(operation, 410) && !late.equals(Optional.of(410))
                ? Optional.of(410)
                : Optional.empty());
  }

  /** The status of what is too late; empty where the document has none. */
  static Optional<Integer> expired(ApiDocument.Operation operation) {
    return saying(operation, EXPIRED)
        .or(() -> declares(operation, 410) ? Optional.of(410) : Optional.empty())
        .or(() -> done(operation));
  }

  /** The status of a code that nothing has; empty where the document has none. */
  static Optional<Integer> unknown(ApiDocument.Operation operation) {
    return declares(operation, 404)
        ? Optional.of(404)
        : saying(operation, UNKNOWN)
            .or(() -> declares(operation, 400) ? Optional.of(400) : Optional.empty())
            .or(() -> declares(operation, 422) ? Optional.of(422) : Optional.empty());
  }

  /** Until when a record is good for something. */
  static Optional<Field> until(DocumentFields fields) {
    return fields.fields().stream()
        .filter(field -> UNTIL.contains(field.name()))
        .filter(
            field ->
                field.type() instanceof FieldType.Instant || field.type() instanceof FieldType.Date)
        .findFirst();
  }

  /** Stops what is too late. */
  static Effect inTime(String row, Field until, int status) {
    var name = row + "." + until.name();
    var holds =
        until.type() instanceof FieldType.Date
            ? "%s >= date(now)".formatted(name)
            : "%s > now".formatted(name);
    return new Effect.Require(
        ActedFields.isNullable(until) ? "%s == null || %s".formatted(name, holds) : holds,
        new Refusal(status, "EXPIRED", "It has expired."));
  }
}
