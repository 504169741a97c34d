package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import java.net.URI;
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
    var isRedirect = action.http().get().answer() instanceof Endpoint.Answer.Redirect;
    for (var output : outputs) {
      var value = FIELD.matcher(output.value());
      var field =
          value.matches()
              ? kind.field(value.group(1))
              : java.util.Optional.<factory.pipeline.spec.Field>empty();
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

  private static boolean isText(Action action) {
    return switch (action.http().map(Endpoint::answer).orElseThrow()) {
      case Endpoint.Answer.Page _ -> true;
      case Endpoint.Answer.Value(var form) -> form != Endpoint.Form.JSON;
      default -> false;
    };
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
