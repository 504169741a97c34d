package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/** What actions show of a record as it is: the values of its fields, and where it leads. */
final class Views {
  private static final Pattern FIELD = Pattern.compile("record\\.([a-z][a-z0-9_]*)");

  private Views() {}

  /** Compares an answer with the record. */
  static void check(Action action, Kind kind, JsonNode record, Exchange answer) throws Ended {
    if (!(action.answer() instanceof Action.Answer.Values(var outputs))
        || action.http().isEmpty()) {
      return;
    }
    var isRedirect = isRedirect(action);
    for (var output : outputs) {
      var field = field(output).flatMap(kind::field);
      if (field.isEmpty()
          || !record.has(field.get().name())
          || !(isRedirect || action.effects().isEmpty())) {
        continue;
      }
      var kept = record.get(field.get().name());
      var shown = answer.json().path(output.name());
      var isSame =
          isRedirect
              ? shown.asText().equals(URI.create(kept.asText()).toASCIIString())
              : isText(action)
                  ? isShown(field.get().type(), kept, shown)
                  : Values.same(field.get().type(), kept, shown);
      if (!isSame) {
        throw answer.contradicts(
            "with %s '%s' where the record has %s".formatted(output.name(), shown.asText(), kept));
      }
    }
  }

  /** The name of the field of the record that an output is. */
  static Optional<String> field(Action.Output output) {
    var value = FIELD.matcher(output.value());
    return value.matches() ? Optional.of(value.group(1)) : Optional.empty();
  }

  /** Whether an action answers a text that is no JSON. */
  static boolean isText(Action action) {
    return switch (action.http().map(Endpoint::answer).orElse(null)) {
      case Endpoint.Answer.Page _ -> true;
      case Endpoint.Answer.Value(var form) -> form != Endpoint.Form.JSON;
      case null, default -> false;
    };
  }

  static boolean isRedirect(Action action) {
    return action.http().map(Endpoint::answer).orElse(null) instanceof Endpoint.Answer.Redirect;
  }

  /** Texts have no nulls, and what is no scalar is written in one way of several. */
  private static boolean isShown(FieldType type, JsonNode kept, JsonNode shown) {
    return switch (type) {
      case FieldType.Text _, FieldType.Url _, FieldType.Email _, FieldType.Choice _ ->
          shown.asText().equals(kept.isNull() ? "" : kept.asText());
      case FieldType.Whole _ ->
          kept.isNull() ? shown.asText().isEmpty() : Values.same(type, kept, shown);
      default -> true;
    };
  }
}
