package factory.web.work;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What a specification says, in plain words. It is read as JSON: what is not known is left out. */
final class SpecificationWords {
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("text", "Text"),
          Map.entry("integer", "Whole number"),
          Map.entry("decimal", "Decimal number"),
          Map.entry("money", "Money"),
          Map.entry("boolean", "Yes or no"),
          Map.entry("date", "Date"),
          Map.entry("time", "Time of day"),
          Map.entry("instant", "Date and time"),
          Map.entry("duration", "Span of time"),
          Map.entry("email", "E-mail address"),
          Map.entry("url", "Web address"),
          Map.entry("enum", "One of some words"),
          Map.entry("json", "Any JSON"),
          Map.entry("list", "List"),
          Map.entry("wallet", "Wallet"),
          Map.entry("secret", "Secret"),
          Map.entry("file", "File"),
          Map.entry("reference", "Reference"));

  private SpecificationWords() {}

  static String type(JsonNode field) {
    var type = text(field, "type");
    return switch (type) {
      case "enum" -> "One of " + joined(field.path("values"));
      case "reference" -> "A " + spaced(text(field, "kind"));
      case "list" -> "List of: " + type(field.path("item"));
      default -> TYPES.getOrDefault(type, type);
    };
  }

  static Map<String, String> types() {
    return TYPES;
  }

  /** What holds for a field, in a line. */
  static String rules(JsonNode field) {
    List<String> rules = new ArrayList<>();
    if (field.path("required").asBoolean()) {
      rules.add("required");
    }
    if (field.path("unique").asBoolean()) {
      rules.add("no two the same");
    }
    bounds(field, rules);
    if (field.has("pattern")) {
      rules.add("of the form " + text(field, "pattern"));
    }
    if (field.has("transitions")) {
      field
          .path("transitions")
          .properties()
          .forEach(
              step -> rules.add(step.getKey() + " becomes " + orNothing(joined(step.getValue()))));
    }
    origin(field, rules);
    if (field.path("fixed").asBoolean()) {
      rules.add("cannot be changed");
    }
    if (text(field, "type").equals("reference")) {
      rules.add(
          switch (text(field, "on_delete")) {
            case "cascade" -> "deleted with it";
            case "clear" -> "emptied when it is deleted";
            default -> "which cannot be deleted before";
          });
    }
    return String.join(", ", rules);
  }

  private static void bounds(JsonNode field, List<String> rules) {
    if (field.has("min")) {
      rules.add("at least " + number(field, "min"));
    }
    if (field.has("exclusive_min")) {
      rules.add("more than " + number(field, "exclusive_min"));
    }
    if (field.has("max")) {
      rules.add("at most " + number(field, "max"));
    }
    if (field.has("exclusive_max")) {
      rules.add("less than " + number(field, "exclusive_max"));
    }
    if (field.path("min_length").asInt() > 0) {
      rules.add("at least " + number(field, "min_length") + " characters");
    }
    if (field.has("max_length")) {
      rules.add("at most " + number(field, "max_length") + " characters");
    }
  }

  private static void origin(JsonNode field, List<String> rules) {
    if (field.has("default")) {
      rules.add(text(field, "default") + " when not given");
    }
    if (field.has("computed")) {
      rules.add("computed: " + text(field, "computed"));
    }
    if (field.has("aggregate")) {
      var figure = field.path("aggregate");
      var of = text(figure, "of");
      rules.add(
          spaced(text(figure, "function"))
              + (of.isEmpty() ? " of its " : " of " + spaced(of) + " of its ")
              + spaced(text(figure, "kind"))
              + " records"
              + (figure.has("where") ? " where " + text(figure, "where") : ""));
    }
    if (field.has("set_by")) {
      rules.add(
          switch (text(field, "set_by")) {
            case "now" -> "set when it is made";
            case "now_on_update" -> "set when it is changed";
            case "caller" -> "whoever made it";
            case "account" -> "the account that made it";
            case "sequence" -> "counted from 1";
            case "code" -> "a random code";
            case "slug" ->
                spaced(text(field, "of"))
                    + " as in an address"
                    + (field.path("follows").asBoolean() ? ", also when that changes" : "");
            default ->
                "changed by actions only"
                    + (field.has("initial") ? ", at first " + text(field, "initial") : "");
          });
    }
  }

  /** What holds for a kind beside its fields. */
  static List<String> kind(JsonNode kind) {
    List<String> words = new ArrayList<>();
    kind.path("rules")
        .forEach(
            rule ->
                words.add(
                    spaced(text(rule, "field"))
                        + " "
                        + text(rule, "message")
                        + " ("
                        + text(rule, "check")
                        + ")"));
    kind.path("unique")
        .forEach(unique -> words.add("No two have the same " + joined(unique.path("fields"))));
    kind.path("no_overlap")
        .forEach(
            interval ->
                words.add(
                    "From "
                        + spaced(text(interval, "from"))
                        + " to "
                        + spaced(text(interval, "to"))
                        + " no two of the same "
                        + joined(interval.path("per"))
                        + " overlap"));
    if (kind.has("expires")) {
      words.add("Gone after " + spaced(text(kind, "expires")));
    }
    switch (kind.path("key").path("type").asText()) {
      case "sequence" -> words.add("Named by a number that rises from 1");
      case "code" -> words.add("Named by a random code");
      case "slug" ->
          words.add("Named by its " + spaced(text(kind.path("key"), "of")) + " as in an address");
      case "natural" -> words.add("Named by its " + spaced(text(kind.path("key"), "field")));
      default -> {}
    }
    var list = kind.path("list");
    if (!list.path("filters").isEmpty()) {
      words.add(
          "Can be filtered by "
              + StreamSupport.stream(list.path("filters").spliterator(), false)
                  .map(filter -> spaced(text(filter, "field")))
                  .collect(Collectors.joining(", ")));
    }
    if (!list.path("search").isEmpty()) {
      words.add("Can be searched in " + joined(list.path("search")));
    }
    if (kind.has("http")) {
      words.add(
          "Served as its document says: "
              + StreamSupport.stream(kind.path("http").path("routes").spliterator(), false)
                  .map(route -> text(route, "method") + " " + text(route, "path"))
                  .collect(Collectors.joining(", ")));
    }
    return words;
  }

  /** Who may do something. */
  static String access(JsonNode access) {
    return switch (access.asText()) {
      case "owner" -> "whoever made it";
      case "account" -> "whoever is logged in at the service";
      case "nobody" -> "nobody";
      case "" -> access.has("when") ? "when " + text(access, "when") : "every caller";
      default -> "every caller";
    };
  }

  /** Whether a kind has an operation. */
  static boolean has(JsonNode kind, String operation) {
    if (!kind.has("operations")) {
      return true;
    }
    for (var one : kind.path("operations")) {
      if (one.asText().equals(operation)) {
        return true;
      }
    }
    return false;
  }

  /** What an action does, a line each. */
  static List<String> action(JsonNode action) {
    List<String> words = new ArrayList<>();
    if (!text(action, "description").isEmpty()) {
      words.add(text(action, "description"));
    }
    if (!action.path("inputs").isEmpty()) {
      words.add("Takes " + inputs(action));
    }
    if (action.has("access")) {
      words.add("For " + access(action.path("access")));
    }
    action
        .path("guards")
        .forEach(
            guard ->
                words.add("Only if " + text(guard, "check") + ", else: " + text(guard, "message")));
    action.path("effects").forEach(effect -> words.add(effect(effect)));
    return words;
  }

  private static String effect(JsonNode effect) {
    var values =
        effect.path("values").properties().stream()
            .map(value -> spaced(value.getKey()) + " = " + value.getValue().asText())
            .collect(Collectors.joining(", "));
    for (var name : effect.properties().stream().map(Map.Entry::getKey).toList()) {
      var target = text(effect, name);
      var words =
          switch (name) {
            case "set" -> "Sets of " + target + ": " + values;
            case "insert" -> "Makes a " + spaced(target) + ": " + values;
            case "delete" -> "Deletes " + target;
            case "set_each" -> "Sets of each of " + target + ": " + values;
            case "delete_each" -> "Deletes each of " + target;
            case "take" -> "Takes the first of " + target;
            case "let" -> spaced(target) + " is " + text(effect, "value");
            case "require" -> "Goes on only if " + target + ", else: " + text(effect, "message");
            default -> "";
          };
      if (!words.isEmpty()) {
        return (effect.has("if") ? "If " + text(effect, "if") + ": " : "") + words;
      }
    }
    return "Does what is not known here";
  }

  /** How expressions call code, such as {@code winner(board)}. */
  static String call(JsonNode code) {
    return StreamSupport.stream(code.path("inputs").spliterator(), false)
        .map(input -> text(input, "name"))
        .collect(Collectors.joining(", ", text(code, "name") + "(", ")"));
  }

  /** What code does, a line each. */
  static List<String> code(JsonNode code) {
    List<String> words = new ArrayList<>();
    if (!text(code, "description").isEmpty()) {
      words.add(text(code, "description"));
    }
    var lines = text(code, "java").lines().count();
    words.add(
        "Computed by %d %s of Java, which see what they are given and nothing else"
            .formatted(lines, lines == 1 ? "line" : "lines"));
    return words;
  }

  /** What a function does, a line each. */
  static List<String> function(JsonNode function) {
    List<String> words = new ArrayList<>();
    if (!text(function, "description").isEmpty()) {
      words.add(text(function, "description"));
    }
    if (!function.path("inputs").isEmpty()) {
      words.add("Takes " + inputs(function));
    }
    function.path("lets").forEach(let -> words.add(text(let, "name") + " = " + text(let, "value")));
    function
        .path("refusals")
        .forEach(
            refusal ->
                words.add(
                    "Refuses when " + text(refusal, "when") + ": " + text(refusal, "message")));
    function
        .path("outputs")
        .forEach(
            output -> words.add("Answers " + text(output, "name") + " = " + text(output, "value")));
    return words;
  }

  /** What a report shows, a line each. */
  static List<String> report(JsonNode report) {
    List<String> words = new ArrayList<>();
    if (!text(report, "description").isEmpty()) {
      words.add(text(report, "description"));
    }
    if (report.has("where")) {
      words.add("Of records where " + text(report, "where"));
    }
    if (!report.path("groups").isEmpty()) {
      words.add("By " + names(report.path("groups")));
    }
    words.add("Shows " + names(report.path("measures")));
    return words;
  }

  private static String inputs(JsonNode of) {
    return names(of.path("inputs"));
  }

  private static String names(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(one -> spaced(text(one, "name")))
        .collect(Collectors.joining(", "));
  }

  /** A path such as {@code /books/{id}/borrow}. */
  static String path(JsonNode specification, JsonNode action) {
    var plural = text(action, "kind");
    for (var kind : specification.path("kinds")) {
      if (text(kind, "name").equals(text(action, "kind"))) {
        plural = text(kind, "plural");
      }
    }
    return "/"
        + plural
        + (text(action, "on").equals("collection") ? "/" : "/{id}/")
        + text(action, "name").replace('_', '-');
  }

  static String text(JsonNode node, String field) {
    return node.path(field).asText();
  }

  static String spaced(String name) {
    return name.replace('_', ' ');
  }

  private static String number(JsonNode node, String field) {
    return node.path(field).isNumber()
        ? node.path(field).decimalValue().toPlainString()
        : node.path(field).asText();
  }

  private static String joined(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(one -> spaced(one.asText()))
        .collect(Collectors.joining(", "));
  }

  private static String orNothing(String words) {
    return words.isEmpty() ? "nothing else" : words;
  }
}
