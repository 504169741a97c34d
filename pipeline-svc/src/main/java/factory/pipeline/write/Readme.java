package factory.pipeline.write;

import factory.pipeline.spec.Field;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Specification;
import java.util.ArrayList;
import java.util.List;

/** Writes a service's README. */
final class Readme {
  private Readme() {}

  static String of(Specification specification) {
    var text = new StringBuilder();
    text.append("# ").append(line(specification.title())).append("\n\n");
    if (!specification.description().isBlank()) {
      text.append(line(specification.description())).append("\n\n");
    }
    text.append(
        "A JSON API. `openapi.json` describes it in full; the service answers with it at `/openapi.json`.\n");
    for (var kind : specification.kinds()) {
      kind(text, kind);
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
    list(text, "Assumed", "Nobody said so:", specification.assumptions());
    list(
        text,
        "Not taken into account",
        "These parts of what was asked for are not in this service:",
        specification.leftOut().stream()
            .map(left -> left.text() + " (" + left.reason() + ")")
            .toList());
    return text.toString();
  }

  private static void list(
      StringBuilder text, String title, String introduction, List<String> items) {
    if (!items.isEmpty()) {
      text.append("\n## ").append(title).append("\n\n").append(introduction).append("\n\n");
      items.forEach(item -> text.append("- ").append(line(item)).append('\n'));
    }
  }

  private static void kind(StringBuilder text, Kind kind) {
    text.append("\n## /").append(kind.plural()).append("\n\n");
    if (!kind.description().isBlank()) {
      text.append(line(kind.description())).append("\n\n");
    }
    var methods = methods(kind);
    if (!methods.isEmpty()) {
      text.append(methods).append("\n\n");
    }
    text.append("| field | holds | |\n|---|---|---|\n");
    for (var field : kind.fields()) {
      text.append(
          "| `%s` | %s | %s |\n"
              .formatted(field.name(), cell(TypeWords.of(field.type())), cell(notes(field))));
    }
  }

  private static String methods(Kind kind) {
    List<String> collection = new ArrayList<>();
    List<String> single = new ArrayList<>();
    for (var operation : Kind.Operation.values()) {
      if (kind.operations().contains(operation)) {
        switch (operation) {
          case LIST -> collection.add("`GET`");
          case CREATE -> collection.add("`POST`");
          case READ -> single.add("`GET`");
          case UPDATE -> single.addAll(List.of("`PUT`", "`PATCH`"));
          case DELETE -> single.add("`DELETE`");
        }
      }
    }
    List<String> all = new ArrayList<>();
    if (!collection.isEmpty()) {
      all.add(String.join(", ", collection) + " `/" + kind.plural() + "`");
    }
    if (!single.isEmpty()) {
      all.add(String.join(", ", single) + " `/" + kind.plural() + "/{id}`");
    }
    return all.isEmpty() ? "" : String.join("; ", all) + ".";
  }

  private static String notes(Field field) {
    List<String> notes = new ArrayList<>();
    notes.add(field.required() ? "required" : "optional");
    if (field.unique()) {
      notes.add("unique");
    }
    if (!field.description().isBlank()) {
      notes.add(field.description().strip());
    }
    return String.join(", ", notes);
  }

  private static String cell(String text) {
    return line(text).replace("|", "\\|");
  }

  /** Text from outside on one line, without what Markdown or HTML would make of it. */
  static String line(String text) {
    return text.replaceAll("\\s+", " ").replace("<", "&lt;").replace(">", "&gt;").strip();
  }
}
