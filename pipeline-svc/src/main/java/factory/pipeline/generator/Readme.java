package factory.pipeline.generator;

import factory.pipeline.generator.Blueprint.Field;
import factory.pipeline.generator.Blueprint.Thing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a service's README. */
final class Readme {
  private Readme() {}

  static String of(Blueprint blueprint) {
    var text = new StringBuilder();
    text.append("# ").append(blueprint.title()).append("\n\n");
    text.append(
        "A JSON API. `openapi.json` describes it in full; the service answers with it at `/openapi.json`.\n");
    for (var thing : blueprint.things()) {
      thing(text, thing);
    }
    text.append(
        """

        ## Manners

        - Fields are snake_case; unknown ones are refused. `id`, `created_at` and `updated_at` come from the service.
        - Lists are newest first: `page_size` 1 to 100 (20 unless told), `page_token` from `next_page_token`.
        - `PUT` replaces a record, `PATCH` changes the fields it names (null clears one).
        - Money is a string such as `"12.50"`. Days are `2026-01-31`, moments `2026-01-31T18:30:00Z`.
        - Errors are `application/problem+json`: 400 unreadable, 404, 405, 409 a unique value is taken, 413, 415,
          422 fields that cannot be accepted.
        """);
    if (blueprint.things().size() > 1) {
      text.append(
          "- The things stand side by side: no field of one is checked against records of another.\n");
    }
    if (!blueprint.leftOut().isEmpty()) {
      text.append(
          "\n## Not taken into account\n\nThese sentences of the idea say nothing that I could build:\n\n");
      blueprint
          .leftOut()
          .forEach(sentence -> text.append("- ").append(Misread.shown(sentence)).append('\n'));
    }
    return text.toString();
  }

  private static void thing(StringBuilder text, Thing thing) {
    var plural = thing.plural();
    text.append("\n## /").append(plural).append("\n\n");
    text.append(
        "`GET` and `POST /%s`; `GET`, `PUT`, `PATCH` and `DELETE /%s/{id}`.\n\n"
            .formatted(plural, plural));
    text.append("| field | holds | |\n|---|---|---|\n");
    thing
        .fields()
        .forEach(
            field ->
                text.append(
                    "| `%s` | %s | %s |\n".formatted(field.name(), holds(field), notes(field))));
  }

  static String holds(Field field) {
    var what =
        switch (field.type()) {
          case TEXT -> "text";
          case LONG_TEXT -> "long text";
          case EMAIL -> "e-mail address";
          case URL -> "http or https address";
          case WHOLE -> "whole number";
          case DECIMAL -> "number";
          case MONEY -> "amount of money";
          case YES_NO -> "true or false";
          case DATE -> "day";
          case DATE_TIME -> "moment";
          case ONE_OF ->
              "one of "
                  + field.words().stream()
                      .map(word -> "`" + word + "`")
                      .collect(Collectors.joining(", "));
          case TEXTS -> "list of texts";
        };
    var from = field.least().map(least -> " from " + least.toPlainString()).orElse("");
    var to =
        field
            .most()
            .map(most -> (from.isEmpty() ? " up to " : " to ") + most.toPlainString())
            .orElse("");
    return what + from + to + (field.type().isNumeric() || to.isEmpty() ? "" : " characters");
  }

  private static String notes(Field field) {
    List<String> notes = new ArrayList<>();
    notes.add(field.required() ? "required" : "optional");
    if (field.unique()) {
      notes.add("unique");
    }
    return String.join(", ", notes);
  }
}
