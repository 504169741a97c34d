package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Parameter;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind.Filter;
import factory.pipeline.spec.Kind.Filter.Way;
import factory.pipeline.spec.Kind.Listing;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Route.By;
import factory.pipeline.spec.Route.Paging;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Reads which records the query parameters of a list ask for, by their names and types: how many of
 * them and from where on, the order, a text to search, values and bounds of fields.
 */
final class DocumentQueries {
  private static final Set<String> LIMITS =
      Set.of("limit", "page_size", "per_page", "size", "max_results", "count", "take", "top");
  private static final Set<String> OFFSETS = Set.of("offset", "skip", "start", "start_index");
  private static final Set<String> PAGES = Set.of("page", "page_number", "page_index");
  private static final Set<String> CURSORS =
      Set.of(
          "cursor",
          "page_token",
          "next_token",
          "next_cursor",
          "continuation_token",
          "starting_token",
          "after",
          "start_cursor");
  private static final Set<String> SEARCHES =
      Set.of(
          "q",
          "query",
          "search",
          "keyword",
          "keywords",
          "term",
          "search_term",
          "text",
          "contains",
          "search_query",
          "filter_text");
  private static final Set<String> DIRECTIONS =
      Set.of(
          "order",
          "direction",
          "dir",
          "sort_order",
          "sort_direction",
          "sort_dir",
          "order_direction",
          "order_dir");
  private static final Pattern DIRECTION = Pattern.compile("(?i)asc|desc");
  private static final Pattern FROM =
      Pattern.compile("(?:min|from|after|since)_(.+)|(.+)_(?:min|from|gte|after|since|start)");
  private static final Pattern TO =
      Pattern.compile("(?:max|to|before|until)_(.+)|(.+)_(?:max|to|lte|before|until|end)");
  private static final Set<String> STARTS =
      Set.of("from", "since", "after", "start_date", "date_from", "from_date", "start");
  private static final Set<String> ENDS =
      Set.of("to", "until", "before", "end_date", "date_to", "to_date", "end");
  private static final Pattern MOMENT = Pattern.compile("_(?:date|at|on|time)$");
  private static final int USUAL = 10_000;
  private static final int MOST_ORDERS = 50;

  private final ApiDocument document;
  private final DocumentFields fields;
  private final NamedOthers named;
  private final Map<String, Set<Way>> filters = new LinkedHashMap<>();
  private final Set<String> orders = new LinkedHashSet<>();
  private boolean searched;

  /** Whether a list that is read says the direction of its order in a parameter of its own. */
  private boolean isDirected;

  private Optional<String> usual = Optional.empty();

  /**
   * Reads those of a kind.
   *
   * @param named what asks by the names of other records
   */
  DocumentQueries(ApiDocument document, DocumentFields fields, NamedOthers named) {
    this.named = named;
    this.document = document;
    this.fields = fields;
  }

  /** A list's paging and what else it can be asked for, of all parameters that are understood. */
  record Read(Paging paging, List<Route.Parameter> parameters) {}

  Read read(ApiDocument.Operation operation) {
    List<Route.Parameter> parameters = new ArrayList<>();
    var directed = directed(operation);
    parameters.addAll(directed);
    isDirected =
        operation.parameters().stream()
            .map(parameter -> DocumentPath.snake(parameter.name()))
            .anyMatch(name -> DIRECTIONS.contains(name) && !DocumentOrders.NAMES.contains(name));
    Optional<String> limit = Optional.empty();
    Optional<String> offset = Optional.empty();
    Optional<String> page = Optional.empty();
    Optional<String> cursor = Optional.empty();
    var usual = USUAL;
    var most = USUAL;
    var first = 1;
    for (var parameter : operation.parameters()) {
      if (!parameter.in().equals("query")
          || directed.stream().anyMatch(one -> one.name().equals(parameter.name()))) {
        continue;
      }
      var schema = parameter.schema().flatMap(s -> Schemas.described(document, s));
      var name = DocumentPath.snake(parameter.name());
      var isWhole = schema.filter(s -> s.is("integer") || s.is("number")).isPresent();
      if (isWhole && LIMITS.contains(name) && limit.isEmpty()) {
        limit = Optional.of(parameter.name());
        most = bound(schema.get(), "maximum", USUAL);
        usual = Math.min(most, fallback(schema.get(), most));
      } else if (isWhole && OFFSETS.contains(name) && fields.called(parameter.name()).isEmpty()) {
        offset = Optional.of(parameter.name());
      } else if (isWhole && PAGES.contains(name) && fields.called(parameter.name()).isEmpty()) {
        page = Optional.of(parameter.name());
        first = bound(schema.get(), "minimum", 1) == 0 || fallback(schema.get(), 1) == 0 ? 0 : 1;
      } else if (CURSORS.contains(name)
          && schema.filter(s -> s.is("string") && s.format().isEmpty()).isPresent()
          && fields.called(parameter.name()).isEmpty()) {
        cursor = Optional.of(parameter.name());
      } else {
        schema
            .flatMap(s -> parameter(parameter, name, s).map(one -> one.within(bounds(one, s))))
            .ifPresent(parameters::add);
      }
    }
    // Pages of everything at once are none.
    var isInParts = page.isPresent() || offset.isPresent() || cursor.isPresent();
    var size = isInParts ? Math.min(usual, 100) : usual;
    var paging =
        new Paging(limit, limit.isEmpty() ? size : usual, most, offset, page, first, cursor);
    var none = limit.isEmpty() && !isInParts;
    return new Read(none ? Paging.ALL : paging, parameters);
  }

  private static int bound(Described schema, String which, int otherwise) {
    return small(Optional.ofNullable(schema.limits().bounds().get(which)), otherwise);
  }

  private static int fallback(Described schema, int otherwise) {
    return small(schema.fallback().filter(f -> f.isNumber()).map(f -> f.decimalValue()), otherwise);
  }

  private static int small(Optional<BigDecimal> number, int otherwise) {
    return number
        .filter(n -> n.signum() >= 0 && n.compareTo(BigDecimal.valueOf(USUAL)) <= 0)
        .map(BigDecimal::intValue)
        .orElse(otherwise);
  }

  private Optional<Route.Parameter> parameter(Parameter parameter, String name, Described schema) {
    if (named.isAbout(fields, parameter, schema)) {
      return named.parameter(fields, parameter);
    }
    var own = fields.called(parameter.name()).or(() -> like(name));
    if (own.isPresent() && isKept(own.get())) {
      return value(parameter, own.get(), schema);
    }
    var items =
        own.or(() -> fields.called(Nouns.plural(parameter.name())))
            .or(() -> like(Nouns.plural(name)))
            .or(() -> like(Nouns.singular(name) + "_list"));
    if (items.filter(DocumentQueries::isListOfValues).isPresent()) {
      return Optional.of(has(parameter, items.get(), schema));
    }
    if (SEARCHES.contains(name) && schema.is("string")) {
      searched = true;
      return Optional.of(new Route.Parameter(parameter.name(), Optional.empty(), By.SEARCH));
    }
    if (DocumentOrders.NAMES.contains(name)) {
      var order = order(parameter, schema);
      var word = schema.fallback().filter(schema.words()::contains).map(JsonNode::asText);
      if (order.isPresent() && word.isPresent()) {
        usual(ordered(word.get().replaceFirst("^-", "")), word.get().startsWith("-"));
      }
      return order.or(() -> isDirected ? Optional.empty() : worded(parameter, schema));
    }
    return bound(parameter, name, FROM, STARTS, By.FROM)
        .or(() -> bound(parameter, name, TO, ENDS, By.TO));
  }

  /**
   * A field of a name or its singular, {@code tags} asks for records with one of some tags; or the
   * moment of it, as {@code due_before} asks for {@code due_date}.
   */
  private Optional<Field> like(String name) {
    return fields.fields().stream()
        .filter(
            field ->
                field.name().equals(name)
                    || field.name().equals(Nouns.singular(name))
                    || (isMoment(field)
                        && MOMENT.matcher(field.name()).replaceFirst("").equals(name)))
        .findFirst();
  }

  private static boolean isMoment(Field field) {
    return field.type() instanceof FieldType.Date || field.type() instanceof FieldType.Instant;
  }

  /** Whether the database has it, to be compared and sorted. */
  private boolean isKept(Field field) {
    return field.isStored()
        && !(field.type() instanceof FieldType.ListOf)
        && !(field.type() instanceof FieldType.Json)
        && !(field.type() instanceof FieldType.ObjectOf)
        && !(field.type() instanceof FieldType.Secret)
        && !fields.unseen().contains(field.name());
  }

  private Optional<Route.Parameter> value(Parameter parameter, Field field, Described schema) {
    // Any text may be asked for where the document names no words of the parameter.
    var isAnyText = field.type() instanceof FieldType.Choice && schema.words().isEmpty();
    var by = schema.is("array") ? By.ANY_OF : isAnyText ? By.WORD : By.EQUAL;
    filters
        .computeIfAbsent(field.name(), f -> EnumSet.noneOf(Way.class))
        .add(by == By.ANY_OF ? Way.ANY_OF : Way.EQUAL);
    return Optional.of(new Route.Parameter(parameter.name(), Optional.of(field.name()), by));
  }

  private static boolean isListOfValues(Field field) {
    return field.type() instanceof FieldType.ListOf list
        && !(list.item() instanceof FieldType.ObjectOf)
        && !(list.item() instanceof FieldType.Json);
  }

  /** Records whose list has a value: {@code tag} asks for those that have it among their tags. */
  private Route.Parameter has(Parameter parameter, Field field, Described schema) {
    filters.computeIfAbsent(field.name(), f -> EnumSet.noneOf(Way.class)).add(Way.HAS);
    var by = schema.is("array") ? By.HAS_ANY : By.HAS;
    return new Route.Parameter(parameter.name(), Optional.of(field.name()), by);
  }

  /**
   * What a parameter of one value has to be, where the document bounds it: a value that is as its
   * field's are, or a text to search.
   */
  private Optional<FieldType> bounds(Route.Parameter parameter, Described schema) {
    if (schema.limits().bounds().isEmpty() && schema.limits().pattern().isEmpty()) {
      return Optional.empty();
    }
    var field = parameter.field().flatMap(fields::field).map(Field::type);
    var type = DocumentTypes.of(document, schema);
    return switch (parameter.by()) {
      case SEARCH ->
          type.filter(FieldType.Text.class::isInstance)
              .map(FieldType.Text.class::cast)
              .flatMap(text -> searched(text, schema));
      case EQUAL, FROM, TO, HAS ->
          type.filter(
              is ->
                  field
                      .map(of -> of instanceof FieldType.ListOf list ? list.item() : of)
                      .filter(of -> of.getClass().equals(is.getClass()))
                      .filter(
                          _ ->
                              is instanceof FieldType.Text
                                  || is instanceof FieldType.Whole
                                  || is instanceof FieldType.Decimal)
                      .isPresent());
      case WORD, PREFIX -> type.filter(FieldType.Text.class::isInstance);
      case ANY_OF, HAS_ANY, ORDER, ORDERS, DIRECTION, CALLED, DONE -> Optional.empty();
    };
  }

  /** A search is never longer than a service looks for. */
  private static Optional<FieldType> searched(FieldType.Text text, Described schema) {
    var most =
        schema.limits().bounds().containsKey("max_length") ? text.maxLength() : Route.MAX_SEARCH;
    return most > Route.MAX_SEARCH
        ? Optional.empty()
        : Optional.of(
            new FieldType.Text(text.minLength(), most, text.pattern(), false, false, false));
  }

  /** An order and its direction, where two parameters say them; none else. */
  private List<Route.Parameter> directed(ApiDocument.Operation operation) {
    // Of two texts that may be anything, one is called like a direction.
    var direction =
        one(operation, DIRECTIONS, schema -> isDirection(schema) && !schema.words().isEmpty())
            .or(() -> one(operation, DIRECTIONS, DocumentQueries::isAnyDirection));
    var order =
        one(
            operation.with(
                operation.parameters().stream()
                    .filter(one -> !direction.equals(Optional.of(one)))
                    .toList(),
                operation.requestBody()),
            DocumentOrders.NAMES,
            schema ->
                schema.words().isEmpty()
                    ? DocumentOrders.isAnyText(schema)
                    : !isDirection(schema) && !hasSigns(schema));
    if (direction.isEmpty() || order.isEmpty()) {
      return List.of();
    }
    var field = described(order.get()).fallback().map(JsonNode::asText).orElse("");
    var down =
        described(direction.get())
            .fallback()
            .map(word -> word.asText().equalsIgnoreCase("desc"))
            .orElse(false);
    var isSaid = !field.isEmpty() || described(direction.get()).fallback().isPresent();
    var words = described(order.get());
    var read = words.words().isEmpty() ? anyOrder(order.get()) : order(order.get(), words);
    if (read.isEmpty()) {
      return List.of();
    }
    if (isSaid) {
      usual(field.isEmpty() ? Optional.of("created_at") : ordered(field), down);
    }
    return List.of(
        read.get(), new Route.Parameter(direction.get().name(), Optional.empty(), By.DIRECTION));
  }

  private Optional<Parameter> one(
      ApiDocument.Operation operation, Set<String> names, Predicate<Described> is) {
    return operation.parameters().stream()
        .filter(parameter -> parameter.in().equals("query"))
        .filter(parameter -> names.contains(DocumentPath.snake(parameter.name())))
        .filter(
            parameter ->
                parameter
                    .schema()
                    .flatMap(schema -> Schemas.described(document, schema))
                    .filter(is)
                    .isPresent())
        .findFirst();
  }

  private Described described(Parameter parameter) {
    return parameter.schema().flatMap(s -> Schemas.described(document, s)).orElseThrow();
  }

  private static boolean isDirection(Described schema) {
    return schema.words().stream().allMatch(word -> DIRECTION.matcher(word.asText()).matches());
  }

  /** Whether a parameter of a list is called like what says which part of it is asked for. */
  static boolean isAboutParts(String name) {
    return LIMITS.contains(name) || OFFSETS.contains(name) || PAGES.contains(name);
  }

  /** Whether a parameter of a list is called like its order or the direction of that. */
  static boolean isAboutOrder(String name) {
    return DocumentOrders.NAMES.contains(name) || DIRECTIONS.contains(name);
  }

  private static boolean isAnyDirection(Described schema) {
    return DocumentOrders.isAnyText(schema)
        && schema
            .fallback()
            .or(schema::example)
            .filter(word -> !DIRECTION.matcher(word.asText()).matches())
            .isEmpty();
  }

  private static boolean hasSigns(Described schema) {
    return schema.words().stream().anyMatch(word -> word.asText().startsWith("-"));
  }

  /** The order of the kind's lists where nobody asks for one: the first that one of them says. */
  private void usual(Optional<String> field, boolean down) {
    if (usual.isEmpty()) {
      usual = field.map(name -> (down ? "-" : "") + name);
    }
  }

  /** What a word of an order is about, by our name. */
  private Optional<String> ordered(String word) {
    return fields
        .called(word)
        .filter(this::isKept)
        .map(Field::name)
        .or(
            () ->
                word.equals(fields.names().get("created_at"))
                    ? Optional.of("created_at")
                    : Optional.empty());
  }

  /** An order, when all its words are fields that a list can be ordered by. */
  private Optional<Route.Parameter> order(Parameter parameter, Described schema) {
    Set<String> all = new LinkedHashSet<>();
    for (var word : schema.words()) {
      var field = ordered(word.asText().replaceFirst("^-", ""));
      if (field.isEmpty()) {
        return Optional.empty();
      }
      all.add(field.get());
    }
    if (all.isEmpty()) {
      return Optional.empty();
    }
    all.remove("created_at");
    orders.addAll(all);
    return Optional.of(new Route.Parameter(parameter.name(), Optional.empty(), By.ORDER));
  }

  /** An order by any field, where a document names none and says the direction elsewhere. */
  private Optional<Route.Parameter> anyOrder(Parameter parameter) {
    fields.fields().stream()
        .filter(field -> !fields.hidden().contains(field.name()))
        .filter(field -> isKept(field) && DocumentOrders.isOrdered(field))
        .map(Field::name)
        .forEach(orders::add);
    return orders.isEmpty() || orders.size() > MOST_ORDERS
        ? Optional.empty()
        : Optional.of(new Route.Parameter(parameter.name(), Optional.empty(), By.ORDER));
  }

  /** An order in words of its own, where no other parameter says its direction. */
  private Optional<Route.Parameter> worded(Parameter parameter, Described schema) {
    var words = new DocumentOrders(document, fields).words(parameter, schema);
    if (words.isEmpty() || words.get().keySet().stream().anyMatch(word -> !isWord(word))) {
      return Optional.empty();
    }
    words.get().values().stream()
        .map(order -> order.replaceFirst("^-", ""))
        .filter(order -> fields.field(order).filter(this::isKept).isPresent())
        .forEach(orders::add);
    schema
        .fallback()
        .map(JsonNode::asText)
        .flatMap(word -> Optional.ofNullable(words.get().get(word)))
        .ifPresent(
            order -> usual(Optional.of(order.replaceFirst("^-", "")), order.startsWith("-")));
    return Optional.of(
        new Route.Parameter(
            parameter.name(),
            Optional.empty(),
            schema.is("array") ? By.ORDERS : By.ORDER,
            Optional.empty(),
            words.get()));
  }

  private static boolean isWord(String text) {
    return text.matches("[!-~]([ -~]{0,98}[!-~])?");
  }

  private Optional<Route.Parameter> bound(
      Parameter parameter, String name, Pattern pattern, Set<String> alone, By by) {
    var matcher = pattern.matcher(name);
    var field =
        matcher.matches()
            ? like(matcher.group(1) == null ? matcher.group(2) : matcher.group(1))
            : Optional.<Field>empty();
    if (field.isEmpty() && alone.contains(name)) {
      var days = fields.fields().stream().filter(DocumentQueries::isMoment).toList();
      field = days.size() == 1 ? Optional.of(days.getFirst()) : Optional.empty();
    }
    return field
        .filter(DocumentQueries::hasRange)
        .filter(this::isKept)
        .map(
            found -> {
              filters.computeIfAbsent(found.name(), f -> EnumSet.noneOf(Way.class)).add(Way.RANGE);
              return new Route.Parameter(parameter.name(), Optional.of(found.name()), by);
            });
  }

  private static boolean hasRange(Field field) {
    return field.type() instanceof FieldType.Whole
        || field.type() instanceof FieldType.Decimal
        || field.type() instanceof FieldType.Date
        || field.type() instanceof FieldType.Time
        || field.type() instanceof FieldType.Instant;
  }

  /** The newest is the first, where nobody asks for an order. */
  void newestFirst() {
    usual = Optional.of("-created_at");
  }

  /** A field that lists are kept to by their path. */
  void keptTo(String field) {
    var isList =
        fields.fields().stream()
            .anyMatch(f -> f.name().equals(field) && f.type() instanceof FieldType.ListOf);
    filters
        .computeIfAbsent(field, f -> EnumSet.noneOf(Way.class))
        .add(isList ? Way.HAS : Way.EQUAL);
  }

  /** How the kind is listed, of all that its lists ask for. */
  Listing listing() {
    var search =
        searched
            ? fields.fields().stream()
                .filter(field -> field.type() instanceof FieldType.Text)
                .filter(field -> !fields.hidden().contains(field.name()))
                .filter(field -> !fields.unseen().contains(field.name()))
                .map(Field::name)
                .toList()
            : List.<String>of();
    return new Listing(
        filters.entrySet().stream().map(f -> new Filter(f.getKey(), f.getValue())).toList(),
        search,
        List.copyOf(orders),
        usual.orElse("created_at"));
  }
}
