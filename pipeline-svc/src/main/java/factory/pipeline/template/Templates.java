package factory.pipeline.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.mesh.Fault;
import factory.mesh.Refused;
import factory.pipeline.spec.Specification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The templates, which are resources, and how they are filled in and put together. */
public final class Templates {
  private static final List<String> NAMES =
      List.of(
          "auctions",
          "bookings",
          "customers",
          "event-tickets",
          "expenses",
          "feature-flags",
          "feature-requests",
          "guest-book",
          "help-desk",
          "inventory",
          "invoices",
          "key-value",
          "leaderboard",
          "library",
          "loan-calculator",
          "orders",
          "pastebin",
          "polls",
          "recipes",
          "short-links",
          "time-tracking",
          "todo",
          "unit-conversion",
          "vouchers",
          "waiting-list");

  /** At once; more is a specification of one's own. */
  private static final int MOST = 8;

  private static final Pattern PLACE = Pattern.compile("\\$\\{([a-z_]+)(?:\\|(words|title))?}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}");
  private static final List<String> LISTS =
      List.of("kinds", "actions", "reports", "functions", "examples");

  private final Map<String, Template> byName;

  private Templates(List<Template> templates) {
    byName =
        templates.stream()
            .collect(
                Collectors.toMap(
                    Template::name, Function.identity(), (a, _) -> a, LinkedHashMap::new));
  }

  /** Those of the class path. */
  public static Templates load() {
    var mapper = new ObjectMapper();
    return new Templates(NAMES.stream().map(name -> load(mapper, name)).toList());
  }

  private static Template load(ObjectMapper mapper, String name) {
    try (var in =
        Objects.requireNonNull(
            Templates.class.getResourceAsStream("templates/" + name + ".json"), name)) {
      var json = mapper.readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      List<Template.Parameter> parameters = new ArrayList<>();
      for (var parameter : json.path("parameters")) {
        parameters.add(
            new Template.Parameter(
                text(parameter, "name"),
                text(parameter, "description"),
                text(parameter, "fallback"),
                text(parameter, "pattern")));
      }
      List<Template.Need> needs = new ArrayList<>();
      for (var need : json.path("needs")) {
        needs.add(new Template.Need(text(need, "name"), need.path("parameters")));
      }
      return new Template(
          name,
          text(json, "title"),
          text(json, "description"),
          parameters,
          text(json, "example"),
          needs,
          json.path("specification"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the template " + name + " is not JSON", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(JsonNode json, String field) {
    if (!json.path(field).isTextual()) {
      throw new IllegalStateException("a template has no " + field);
    }
    return json.path(field).textValue();
  }

  /** By name. */
  public List<Template> all() {
    return List.copyOf(byName.values());
  }

  /** Nothing but a specification that a checker has not seen yet, as JSON. */
  public String filled(List<Template.Use> uses) {
    if (uses.size() > MOST) {
      throw Refused.field("templates", "must name at most " + MOST);
    }
    List<ObjectNode> parts = new ArrayList<>();
    List<Fault.FieldViolation> wrong = new ArrayList<>();
    for (var use : withNeeds(uses)) {
      var template = find(use.name());
      var values = values(template, use, wrong);
      if (wrong.isEmpty()) {
        parts.add((ObjectNode) filled(template.specification(), values));
      }
    }
    if (!wrong.isEmpty()) {
      throw new Refused(new Fault.Invalid(wrong));
    }
    return together(parts).toString();
  }

  private Template find(String name) {
    var template = byName.get(name);
    if (template == null) {
      throw new Refused(new TemplateFault.NoTemplate(name, NAMES));
    }
    return template;
  }

  /** What a template needs comes before it, unless somebody named it. */
  private List<Template.Use> withNeeds(List<Template.Use> uses) {
    var named = uses.stream().map(Template.Use::name).collect(Collectors.toSet());
    List<Template.Use> all = new ArrayList<>();
    for (var use : uses) {
      var template = find(use.name());
      for (var need : template.needs()) {
        if (named.add(need.name())) {
          var values = values(template, use, new ArrayList<>());
          Map<String, String> parameters = new LinkedHashMap<>();
          need.parameters()
              .properties()
              .forEach(
                  entry ->
                      parameters.put(entry.getKey(), filled(entry.getValue().asText(), values)));
          all.add(new Template.Use(need.name(), parameters));
        }
      }
      all.add(use);
    }
    return all;
  }

  private static Map<String, String> values(
      Template template, Template.Use use, List<Fault.FieldViolation> wrong) {
    Map<String, String> values = new LinkedHashMap<>();
    for (var parameter : template.parameters()) {
      var given = use.parameters().get(parameter.name());
      var value = given == null ? filled(parameter.fallback(), values) : given.strip();
      if (!value.matches(parameter.pattern())) {
        wrong.add(
            new Fault.FieldViolation(
                "parameters." + parameter.name(), "must match " + parameter.pattern()));
      }
      values.put(parameter.name(), value);
    }
    use.parameters().keySet().stream()
        .filter(name -> !values.containsKey(name))
        .sorted()
        .forEach(
            name ->
                wrong.add(
                    new Fault.FieldViolation(
                        "parameters." + name,
                        "is no parameter of %s, which has %s"
                            .formatted(
                                template.name(),
                                values.isEmpty() ? "none" : String.join(", ", values.keySet())))));
    return values;
  }

  private static JsonNode filled(JsonNode node, Map<String, String> values) {
    var nodes = JsonNodeFactory.instance;
    return switch (node.getNodeType()) {
      case OBJECT -> {
        var object = nodes.objectNode();
        node.properties()
            .forEach(
                entry ->
                    object.set(filled(entry.getKey(), values), filled(entry.getValue(), values)));
        yield object;
      }
      case ARRAY -> {
        var array = nodes.arrayNode();
        node.forEach(item -> array.add(filled(item, values)));
        yield array;
      }
      case STRING -> {
        var text = node.textValue();
        var place = PLACE.matcher(text);
        var filled = filled(text, values);
        // A bound or a length is a number.
        yield place.matches() && NUMBER.matcher(filled).matches()
            ? nodes.numberNode(Long.parseLong(filled))
            : nodes.textNode(filled);
      }
      default -> node;
    };
  }

  private static String filled(String text, Map<String, String> values) {
    return PLACE
        .matcher(text)
        .replaceAll(
            place -> {
              var value = values.get(place.group(1));
              if (value == null) {
                throw new IllegalStateException("a template has no parameter " + place.group(1));
              }
              return Matcher.quoteReplacement(
                  place.group(2) == null ? value : words(value, place.group(2).equals("title")));
            });
  }

  private static String words(String name, boolean title) {
    var words = name.replace('_', ' ').strip();
    return title && !words.isEmpty()
        ? Character.toUpperCase(words.charAt(0)) + words.substring(1)
        : words;
  }

  /** All of each, one after the other; names that meet are for the checker to refuse. */
  private static ObjectNode together(List<ObjectNode> parts) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    var all = JsonNodeFactory.instance.objectNode();
    all.put("format", Specification.FORMAT);
    all.put("title", joined(parts, "title", " and "));
    all.put("description", joined(parts, "description", " "));
    for (var list : LISTS) {
      var items = all.putArray(list);
      parts.stream()
          .map(part -> part.get(list))
          .filter(ArrayNode.class::isInstance)
          .forEach(one -> one.forEach(items::add));
    }
    return all;
  }

  private static String joined(List<ObjectNode> parts, String field, String between) {
    return parts.stream().map(part -> text(part, field)).collect(Collectors.joining(between));
  }
}
