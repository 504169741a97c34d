package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Parameter;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the orders that a list is asked for in words: {@code price_asc}, {@code newest}, {@code
 * title,desc}. Where a document names no words, they are those that its sentences show the form of.
 */
final class DocumentOrders {
  /** What a parameter is called that says the order. */
  static final Set<String> NAMES =
      Set.of("sort", "order", "sort_by", "order_by", "sort_field", "ordering");

  private static final Pattern DIRECTED =
      Pattern.compile("(?i)(.+?)(?:[ _:.,|-]|(?<=[a-z])(?=[AD]))(asc|desc|ascending|descending)");
  private static final Pattern LED = Pattern.compile("(?i)(asc|desc)(?:[_:. -])(.+)");
  private static final Pattern LOW_HIGH =
      Pattern.compile("(.+)_(?:low(?:est)?|min)_(?:to_)?(?:high(?:est)?|max)");
  private static final Pattern HIGH_LOW =
      Pattern.compile("(.+)_(?:high(?:est)?|max)_(?:to_)?(?:low(?:est)?|min)");

  /** What stands between a field and its direction where words are shown by a sentence. */
  private static final Pattern SHOWN =
      Pattern.compile("(?i)[a-z>}\\])]([,:_| ])\\(?(?:asc|desc)\\b");

  private final ApiDocument document;
  private final DocumentFields fields;

  DocumentOrders(ApiDocument document, DocumentFields fields) {
    this.document = document;
    this.fields = fields;
  }

  /**
   * What words ask for, each by itself, in their order; empty when one of them means nothing, or
   * could mean two things.
   */
  Optional<Map<String, String>> words(Parameter parameter, Described schema) {
    var item = item(schema);
    var words = item.map(Described::words).orElse(List.of());
    Map<String, String> orders = new LinkedHashMap<>();
    if (words.isEmpty()) {
      if (item.filter(of -> isAnyText(of)).isEmpty()) {
        return Optional.empty();
      }
      var told = told(parameter, schema, item.get());
      return told.isEmpty() && schema.is("array") ? Optional.empty() : shown(told, orders);
    }
    for (var word : words) {
      var order = order(word.asText(), parameter.description());
      if (order.isEmpty()) {
        return Optional.empty();
      }
      orders.put(word.asText(), order.get());
    }
    return Optional.of(orders);
  }

  private Optional<Described> item(Described schema) {
    return schema.is("array")
        ? schema.items().flatMap(of -> Schemas.described(document, of))
        : Optional.of(schema);
  }

  /** Whether a schema says no more than that it is a text. */
  static boolean isAnyText(Described schema) {
    return schema.is("string")
        && schema.words().isEmpty()
        && schema.format().isEmpty()
        && schema.limits().bounds().isEmpty()
        && schema.limits().pattern().isEmpty();
  }

  /** What is between a field and its direction: of several of Spring a comma, as it is taken. */
  private static String told(Parameter parameter, Described schema, Described item) {
    var said =
        new StringBuilder(parameter.description())
            .append(' ')
            .append(schema.description())
            .append(' ')
            .append(item.description());
    for (var example :
        List.of(parameter.example(), schema.example(), item.example(), schema.fallback())) {
      example.map(JsonNode::toString).ifPresent(text -> said.append(' ').append(text));
    }
    var shown = SHOWN.matcher(said);
    return shown.find() ? shown.group(1) : schema.is("array") ? "," : "";
  }

  /** The words for all that a list can be in the order of. */
  private Optional<Map<String, String>> shown(String between, Map<String, String> orders) {
    Map<String, String> all = new LinkedHashMap<>();
    var id = fields.names().getOrDefault("id", "");
    if (!id.isEmpty() && fields.key() instanceof Kind.Key.Sequence) {
      all.put(id, "created_at");
    }
    for (var field : fields.fields()) {
      if (!fields.hidden().contains(field.name())
          && !fields.unseen().contains(field.name())
          && isOrdered(field)) {
        all.put(fields.names().getOrDefault(field.name(), field.name()), field.name());
      }
    }
    var made = fields.names().getOrDefault("created_at", "");
    if (!made.isEmpty()) {
      all.put(made, "created_at");
    }
    all.forEach(
        (name, order) -> {
          if (between.isEmpty()) {
            orders.put(name, order);
            orders.put("-" + name, "-" + order);
          } else {
            orders.put(name, order);
            orders.put(name + between + "asc", order);
            orders.put(name + between + "desc", "-" + order);
          }
        });
    return orders.isEmpty() || orders.size() > 100 ? Optional.empty() : Optional.of(orders);
  }

  /** The order that a word means. */
  Optional<String> order(String word, String said) {
    if (word.startsWith("-") || word.startsWith("+")) {
      return field(word.substring(1)).map(name -> (word.startsWith("-") ? "-" : "") + name);
    }
    var own = field(word);
    if (own.isPresent()) {
      return own;
    }
    var directed = DIRECTED.matcher(word);
    if (directed.matches()) {
      return field(directed.group(1)).map(name -> directed(name, directed.group(2)));
    }
    var led = LED.matcher(word);
    if (led.matches()) {
      return field(led.group(2)).map(name -> directed(name, led.group(1)));
    }
    var plain = DocumentPath.snake(word);
    var up = LOW_HIGH.matcher(plain);
    if (up.matches()) {
      return field(up.group(1));
    }
    var down = HIGH_LOW.matcher(plain);
    if (down.matches()) {
      return field(down.group(1)).map(name -> "-" + name);
    }
    return PickOrders.of(fields, plain, said.toLowerCase(Locale.ROOT))
        .flatMap(pick -> pick.order());
  }

  private static String directed(String name, String direction) {
    return (direction.toLowerCase(Locale.ROOT).startsWith("desc") ? "-" : "") + name;
  }

  /** What can be ordered by, as a document calls it: a field, or the moment of making. */
  private Optional<String> field(String name) {
    var plain = DocumentPath.snake(name);
    var own =
        fields
            .called(name)
            .or(
                () ->
                    fields.fields().stream()
                        .filter(field -> !fields.hidden().contains(field.name()))
                        .filter(field -> field.name().equals(plain))
                        .findFirst());
    if (own.isPresent()) {
      return own.filter(DocumentOrders::isOrdered)
          .filter(field -> !fields.unseen().contains(field.name()))
          .map(Field::name);
    }
    var isMade =
        name.equals(fields.names().get("created_at"))
            || DocumentFields.isCreated(plain)
            || (name.equals(fields.names().get("id")) && fields.key() instanceof Kind.Key.Sequence);
    return isMade ? Optional.of("created_at") : Optional.empty();
  }

  /** Whether the database has it in an order: a value of a field, a count or an average. */
  static boolean isOrdered(Field field) {
    if (field.origin() instanceof Origin.Aggregated figure) {
      return figure.function() != AggregateFunction.SUM
          && figure.function() != AggregateFunction.MINE;
    }
    return field.isStored()
        && !field.isIssued()
        && !(field.type() instanceof FieldType.ListOf)
        && !(field.type() instanceof FieldType.Json)
        && !(field.type() instanceof FieldType.ObjectOf)
        && !(field.type() instanceof FieldType.File)
        && !(field.type() instanceof FieldType.Secret);
  }
}
