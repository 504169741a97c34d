package factory.web.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.web.http.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** What somebody has changed in the form of a plan, put into the specification. */
final class PlanEdits {
  /** The fields of the form, besides those with a name of their own. */
  static final Pattern INPUT =
      Pattern.compile(
          "k[0-9]{1,2}\\.(f[0-9]{1,3}|new)\\.(name|type|required|words)|answer\\.[0-9a-f]{16}(\\.text)?");

  /** What a field keeps when its type changes. */
  private static final List<String> KEPT = List.of("name", "description", "required", "unique");

  private static final Pattern BUTTON =
      Pattern.compile("remove\\.(?<what>[karuc])(?<at>[0-9]{1,3})(\\.f(?<field>[0-9]{1,3}))?");

  private final ObjectNode specification;
  private final Query form;

  PlanEdits(ObjectNode specification, Query form) {
    this.specification = specification;
    this.form = form;
  }

  /** Everything that is in the form, and then what its button asks for. */
  void apply() {
    form.given("title").ifPresent(title -> specification.put("title", title.strip()));
    var kinds = specification.path("kinds");
    for (var i = 0; i < kinds.size(); i++) {
      if (kinds.get(i) instanceof ObjectNode kind) {
        changed(kind, "k" + i);
      }
    }
    var button = BUTTON.matcher(form.text("do"));
    if (button.matches()) {
      removed(button);
    } else if (form.text("do").equals("add.kind")) {
      addKind();
    }
  }

  private void changed(ObjectNode kind, String id) {
    var fields = kind.path("fields");
    for (var i = 0; i < fields.size(); i++) {
      if (fields.get(i) instanceof ObjectNode field) {
        var input = id + ".f" + i;
        if (form.values().containsKey(input + ".name")) {
          renamed(kind, field, name(form.text(input + ".name")));
        }
        if (form.given(input + ".type").isPresent()) {
          typed(field, form.text(input + ".type"), form.text(input + ".words"));
          flagged(field, form.text(input + ".required").equals("on"));
        }
      }
    }
    form.given(id + ".new.name")
        .map(PlanEdits::name)
        .filter(name -> !name.isEmpty())
        .ifPresent(
            name -> {
              var field = kind.withArray("fields").addObject().put("name", name);
              typed(
                  field, form.given(id + ".new.type").orElse("text"), form.text(id + ".new.words"));
              flagged(field, form.text(id + ".new.required").equals("on"));
            });
  }

  /** What people type as a name, as names are written. */
  static String name(String text) {
    return text.strip()
        .toLowerCase(java.util.Locale.ROOT)
        .replaceAll("[^a-z0-9]+", "_")
        .replaceAll("^_+|_+$", "");
  }

  private static void flagged(ObjectNode field, boolean required) {
    if (required) {
      field.put("required", true);
    } else {
      field.remove("required");
    }
  }

  /**
   * @param chosen a type, or {@code reference:kind}
   */
  private static void typed(ObjectNode field, String chosen, String words) {
    var type = chosen.startsWith("reference:") ? "reference" : chosen;
    var kind = chosen.startsWith("reference:") ? chosen.substring("reference:".length()) : "";
    var same =
        type.equals(field.path("type").asText())
            && (kind.isEmpty() || kind.equals(field.path("kind").asText()));
    if (!same) {
      Map<String, JsonNode> kept = new TreeMap<>();
      for (var key : KEPT) {
        if (field.has(key)) {
          kept.put(key, field.get(key));
        }
      }
      field.removeAll();
      field.set("name", kept.remove("name"));
      field.put("type", type);
      if (type.equals("reference")) {
        field.put("kind", kind);
      }
      kept.forEach(field::set);
    }
    if (type.equals("enum") && !words.isBlank()) {
      var values = field.putArray("values");
      for (var word : words.split(",")) {
        if (!word.isBlank()) {
          values.add(word.strip());
        }
      }
    }
  }

  /** A field keeps its name wherever it is spoken of, as far as a form can see that. */
  private void renamed(ObjectNode kind, ObjectNode field, String name) {
    var before = field.path("name").asText();
    if (name.isEmpty() || name.equals(before)) {
      return;
    }
    field.put("name", name);
    replaced(kind, before, name);
    if (kind.get("http") instanceof ObjectNode http) {
      routed(http, before, name);
    }
    var kindName = kind.path("name").asText();
    for (var list : List.of("actions", "reports")) {
      for (var one : specification.path(list)) {
        if (one.path("kind").asText().equals(kindName)) {
          replaced(one, before, name);
        }
      }
    }
  }

  /** What a document calls it, it is called still; and paths and hidden fields follow. */
  private static void routed(ObjectNode http, String before, String name) {
    var names = http.withObject("/names");
    var hidden = http.path("hidden");
    for (var i = 0; i < hidden.size(); i++) {
      if (hidden.get(i).asText().equals(before)) {
        ((ArrayNode) hidden).set(i, name);
      }
    }
    var isHidden =
        StreamSupport.stream(hidden.spliterator(), false).anyMatch(h -> h.asText().equals(name));
    if (!isHidden) {
      names.put(name, names.path(before).asText(before));
    }
    names.remove(before);
    for (var route : http.path("routes")) {
      if (route.get("keys") instanceof ObjectNode keys) {
        for (var key : List.copyOf(keys.properties())) {
          if (key.getValue().asText().equals(before)) {
            keys.put(key.getKey(), name);
          }
        }
      }
    }
  }

  /** Places where a field of a kind is named. */
  private static final List<String> NAMING =
      List.of("field", "from", "to", "expires", "of", "default_order");

  private static void replaced(JsonNode node, String before, String name) {
    var expression = Pattern.compile("\\brecord\\." + Pattern.quote(before) + "\\b");
    if (node instanceof ObjectNode object) {
      List<String> keys = new ArrayList<>();
      object.fieldNames().forEachRemaining(keys::add);
      for (var key : keys) {
        var value = object.get(key);
        if (!value.isTextual()) {
          if (!key.equals("inputs")) {
            replaced(value, before, name);
          }
        } else if (NAMING.contains(key)
            && value.textValue().replaceFirst("^-", "").equals(before)) {
          object.put(key, value.textValue().replace(before, name));
        } else {
          object.put(
              key,
              expression
                  .matcher(value.textValue())
                  .replaceAll(Matcher.quoteReplacement("record." + name)));
        }
      }
      for (var list : List.of("search", "order", "per", "fields")) {
        if (object.get(list) instanceof ArrayNode names) {
          for (var i = 0; i < names.size(); i++) {
            if (names.get(i).isTextual()
                && names.get(i).textValue().replaceFirst("^-", "").equals(before)) {
              names.set(i, names.get(i).textValue().replace(before, name));
            }
          }
        }
      }
    } else if (node instanceof ArrayNode array) {
      array.forEach(one -> replaced(one, before, name));
    }
  }

  private void removed(Matcher button) {
    var list =
        switch (button.group("what")) {
          case "k" -> "kinds";
          case "a" -> "actions";
          case "r" -> "reports";
          case "c" -> "code";
          default -> "functions";
        };
    var at = Integer.parseInt(button.group("at"));
    if (!(specification.get(list) instanceof ArrayNode items) || at >= items.size()) {
      return;
    }
    if (button.group("field") == null) {
      items.remove(at);
    } else if (items.get(at).path("fields") instanceof ArrayNode fields) {
      var field = Integer.parseInt(button.group("field"));
      if (field < fields.size()) {
        forgotten(items.get(at), fields.get(field).path("name").asText());
        fields.remove(field);
      }
    }
  }

  /** What is gone has no name, and no parameter asks for it. */
  private static void unrouted(ObjectNode http, String field) {
    if (http.get("names") instanceof ObjectNode names) {
      names.remove(field);
    }
    if (http.get("hidden") instanceof ArrayNode hidden) {
      removed(hidden, item -> item.asText().equals(field));
    }
    for (var route : http.path("routes")) {
      if (route.path("answer").path("parameters") instanceof ArrayNode parameters) {
        removed(parameters, item -> item.path("field").asText().equals(field));
      }
    }
  }

  private static void removed(ArrayNode items, Predicate<JsonNode> which) {
    for (var i = items.size() - 1; i >= 0; i--) {
      if (which.test(items.get(i))) {
        items.remove(i);
      }
    }
  }

  /** What is gone is not filtered by any more. */
  private static void forgotten(JsonNode kind, String field) {
    if (kind.path("http") instanceof ObjectNode http) {
      unrouted(http, field);
    }
    if (kind.path("list") instanceof ObjectNode list) {
      for (var name : List.of("filters", "search", "order")) {
        if (list.get(name) instanceof ArrayNode items) {
          removed(
              items,
              item ->
                  (item.isTextual() ? item.asText() : item.path("field").asText()).equals(field));
        }
      }
      if (list.path("default_order").asText().replaceFirst("^-", "").equals(field)) {
        list.remove("default_order");
      }
    }
  }

  private void addKind() {
    var name = name(form.text("kind_name"));
    if (!name.isEmpty()) {
      var plural = name(form.text("kind_plural"));
      var kind =
          specification
              .withArray("kinds")
              .addObject()
              .put("name", name)
              .put("plural", plural.isEmpty() ? name + "s" : plural);
      kind.putArray("fields")
          .addObject()
          .put("name", "name")
          .put("type", "text")
          .put("required", true);
    }
  }

  /** Answers that were given, by their questions. */
  Map<String, String> answers() {
    Map<String, String> answers = new TreeMap<>();
    form.values()
        .forEach(
            (name, value) -> {
              if (name.matches("answer\\.[0-9a-f]{16}") && !value.isBlank()) {
                answers.putIfAbsent(name.substring(7), value);
              } else if (name.matches("answer\\.[0-9a-f]{16}\\.text") && !value.isBlank()) {
                answers.put(name.substring(7, 23), value);
              }
            });
    return answers;
  }
}
