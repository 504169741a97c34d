package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.World.Entry;
import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What expressions give over records that were read by HTTP. Whatever it does not know ends a check
 * as not tried, so that it never judges by a guess.
 */
final class Evaluator {
  private final World world;

  Evaluator(World world) {
    this.world = world;
  }

  /**
   * Names and what they stand for.
   *
   * @param sql whether null compares to nothing, as in conditions over stored rows
   */
  record Scope(Map<String, @Nullable Object> names, boolean sql) {
    static Scope of() {
      return new Scope(new HashMap<>(), false);
    }

    Scope with(String name, @Nullable Object value) {
      Map<String, @Nullable Object> all = new HashMap<>(names);
      all.put(name, value);
      return new Scope(all, sql);
    }

    Scope overRows() {
      return new Scope(names, true);
    }
  }

  /** The inputs of an operation, or the members of an object, by name. */
  record Inputs(Map<String, @Nullable Object> values) {}

  /** Whether a condition holds. */
  boolean holds(String cel, Scope scope) throws Ended {
    return Boolean.TRUE.equals(value(cel, scope));
  }

  @Nullable Object value(String cel, Scope scope) throws Ended {
    try {
      return value(Cel.parse(cel), scope);
    } catch (ArithmeticException | DateTimeException | ClassCastException e) {
      throw Ended.notTried("the prover cannot compute " + cel + ": " + e.getMessage());
    }
  }

  private @Nullable Object value(Cel cel, Scope scope) throws Ended {
    return switch (cel) {
      case Cel.Literal(var value) -> value.orElse(null);
      case Cel.Name(var name) -> name(name, scope);
      case Cel.Part(var of, var name) -> part(value(of, scope), name);
      case Cel.Items(var items) -> {
        List<@Nullable Object> all = new ArrayList<>();
        for (var item : items) {
          all.add(value(item, scope));
        }
        yield all;
      }
      case Cel.Made(var members) -> {
        Map<String, @Nullable Object> values = new HashMap<>();
        for (var member : members.entrySet()) {
          values.put(member.getKey(), value(member.getValue(), scope));
        }
        yield new Inputs(values);
      }
      case Cel.Call call -> call(call, scope);
    };
  }

  private @Nullable Object name(String name, Scope scope) throws Ended {
    if (scope.names().containsKey(name)) {
      return scope.names().get(name);
    }
    var kind = world.plural(name);
    if (kind.isPresent()) {
      return new ArrayList<@Nullable Object>(world.all(kind.get()));
    }
    throw Ended.notTried("the prover does not know " + name);
  }

  private @Nullable Object part(@Nullable Object of, String name) throws Ended {
    return switch (of) {
      case Entry entry -> field(entry, name);
      case Key key -> navigate(key, name);
      case Inputs(var values) -> values.get(name);
      case null -> null;
      default -> throw Ended.notTried("the prover does not know the part " + name);
    };
  }

  /** A field of a record, computed anew where it is computed. */
  @Nullable Object field(Entry entry, String name) throws Ended {
    if (name.equals("id")) {
      return entry.knownId();
    }
    var field = entry.kind().field(name);
    if (!entry.json().has(name)
        && (!Routes.shows(entry.kind(), name) || field.filter(Field::isIssued).isPresent())
        && !field.map(Field::origin).filter(Evaluator::isComputed).isPresent()) {
      throw Ended.notTried("records do not show " + name);
    }
    if (field.isEmpty()) {
      return Values.moment(entry.json().path(name)).orElse(null);
    }
    return switch (field.get().origin()) {
      case Origin.Computed(var value) ->
          rounded(
              field.get().type(),
              value(value, Scope.of().with("record", entry).with("now", Instant.now())));
      case Origin.Aggregated aggregated -> aggregate(entry, aggregated);
      default -> typed(field.get().type(), entry.json().path(name));
    };
  }

  private static boolean isComputed(Origin origin) {
    return origin instanceof Origin.Computed || origin instanceof Origin.Aggregated;
  }

  /** A figure over the records that refer to this one. */
  @Nullable Object aggregate(Entry entry, Origin.Aggregated aggregated) throws Ended {
    List<Entry> rows = new ArrayList<>();
    for (var row : world.all(world.kind(aggregated.kind()))) {
      if (row.json().path(aggregated.by()).asText().equals(entry.id())
          && (aggregated.where().isEmpty()
              || holds(aggregated.where().get(), Scope.of().with("record", row).overRows()))) {
        rows.add(row);
      }
    }
    return figure(aggregated.function(), aggregated.of(), rows);
  }

  @Nullable Object figure(AggregateFunction function, Optional<String> of, List<Entry> rows)
      throws Ended {
    List<Object> values = new ArrayList<>();
    for (var row : rows) {
      var value = of.isEmpty() ? (Object) true : field(row, of.get());
      if (value != null) {
        values.add(value instanceof Entry entry ? entry.knownId() : value);
      }
    }
    return switch (function) {
      case MINE -> throw Ended.notTried("who calls is not the record's to say");
      case COUNT -> (long) (of.isEmpty() ? rows.size() : values.size());
      case COUNT_DISTINCT -> values.stream().map(Evaluator::comparable).distinct().count();
      case SUM -> {
        var sum = BigDecimal.ZERO;
        for (var value : values) {
          sum = sum.add(number(value));
        }
        yield sum;
      }
      case AVERAGE -> {
        var sum = BigDecimal.ZERO;
        for (var value : values) {
          sum = sum.add(number(value));
        }
        yield values.isEmpty()
            ? null
            : sum.divide(BigDecimal.valueOf(values.size()), 6, RoundingMode.HALF_UP);
      }
      case MIN -> extreme(values, -1);
      case MAX -> extreme(values, 1);
    };
  }

  private static @Nullable Object extreme(List<Object> values, int sign) throws Ended {
    Object best = null;
    for (var value : values) {
      if (best == null || Operators.compare(value, best) * sign > 0) {
        best = value;
      }
    }
    return best;
  }

  private static Object comparable(Object value) {
    return value instanceof BigDecimal number ? number.stripTrailingZeros() : value;
  }

  private static BigDecimal number(Object value) throws Ended {
    return switch (value) {
      case Long whole -> BigDecimal.valueOf(whole);
      case BigDecimal decimal -> decimal;
      default -> throw Ended.notTried("the prover cannot add " + value);
    };
  }

  /** JSON as what expressions take it for. */
  @Nullable Object typed(FieldType type, JsonNode json) throws Ended {
    if (json.isNull() || json.isMissingNode()) {
      return null;
    }
    return switch (type) {
      case FieldType.Whole _ -> json.asLong();
      case FieldType.Decimal _, FieldType.Money _ ->
          Values.decimal(json).orElseThrow(() -> Ended.notTried(json + " is no number"));
      case FieldType.Truth _ -> json.asBoolean();
      case FieldType.Date _ -> LocalDate.parse(json.asText());
      case FieldType.Time _ -> LocalTime.parse(json.asText());
      case FieldType.Instant _ -> Values.moment(json).orElse(null);
      case FieldType.Duration _ -> Duration.parse(json.asText());
      case FieldType.ListOf(var item, _, _) -> {
        List<@Nullable Object> all = new ArrayList<>();
        for (var one : json) {
          all.add(typed(item, one));
        }
        yield all;
      }
      case FieldType.Reference(var kind, _) -> new Key(world.kind(kind), json.asText());
      case FieldType.ObjectOf(var members) -> {
        Map<String, @Nullable Object> values = new HashMap<>();
        for (var member : members) {
          var given = json.path(member.name());
          values.put(
              member.name(),
              (given.isMissingNode() || given.isNull()) && member.fallback().isPresent()
                  ? value(member.fallback().get(), Scope.of())
                  : typed(member.type(), given));
        }
        yield new Inputs(values);
      }
      case FieldType.Json _, FieldType.Secret _, FieldType.File _ ->
          throw Ended.notTried("the prover computes nothing with JSON and secrets");
      case FieldType.Text text -> text.trimmed() ? json.asText().strip() : json.asText();
      case FieldType.Wallet _ -> json.asText().toLowerCase(java.util.Locale.ROOT);
      case FieldType.Email _, FieldType.Url _, FieldType.Choice _ -> json.asText();
    };
  }

  /** Inputs as expressions take them. */
  Inputs inputs(List<Field> fields, JsonNode body) throws Ended {
    Map<String, @Nullable Object> values = new HashMap<>();
    for (var field : fields) {
      var given = body.path(field.name());
      if ((given.isMissingNode() || given.isNull())
          && field.origin() instanceof Origin.Given(var fallback, _)
          && fallback.isPresent()) {
        values.put(field.name(), value(fallback.get(), Scope.of()));
      } else {
        values.put(field.name(), typed(field.type(), given));
      }
    }
    return new Inputs(values);
  }

  /** The key of a record that has not been read. */
  record Key(Kind kind, String id) {}

  private @Nullable Object call(Cel.Call call, Scope scope) throws Ended {
    var arguments = call.arguments();
    switch (call.name()) {
      case "&&", "||" -> {
        var or = call.name().equals("||");
        var left = value(arguments.get(0), scope);
        if (left instanceof Boolean truth && truth == or) {
          return or;
        }
        var right = value(arguments.get(1), scope);
        if (right instanceof Boolean truth && truth == or) {
          return or;
        }
        return left == null || right == null ? null : (Object) !or;
      }
      case "!" -> {
        return value(arguments.getFirst(), scope) instanceof Boolean truth ? !truth : null;
      }
      case "?:" -> {
        return Boolean.TRUE.equals(value(arguments.get(0), scope))
            ? value(arguments.get(1), scope)
            : value(arguments.get(2), scope);
      }
      case "filter", "exists", "all", "map", "exists_one" -> {
        if (call.of().isPresent()
            && arguments.size() == 2
            && arguments.getFirst() instanceof Cel.Name(var name)) {
          return comprehension(
              call.name(), items(call.of().get(), scope), name, arguments.get(1), scope);
        }
      }
      case "average" -> {
        // Of rows the database computes it, with fewer digits than of a list.
        if (call.of().orElse(null) instanceof Cel.Call map
            && map.name().equals("map")
            && map.of().isPresent()
            && items(map.of().get(), scope).stream().allMatch(Entry.class::isInstance)) {
          return average(items(map, scope));
        }
      }
      default -> {}
    }
    List<@Nullable Object> values = new ArrayList<>();
    if (call.of().isPresent()) {
      values.add(value(call.of().get(), scope));
    }
    for (var argument : arguments) {
      values.add(value(argument, scope));
    }
    if (call.name().equals("==") || call.name().equals("!=")) {
      var literal =
          arguments.stream().anyMatch(a -> a instanceof Cel.Literal(var v) && v.isEmpty());
      if (scope.sql() && !literal && (values.get(0) == null || values.get(1) == null)) {
        return null;
      }
      return Operators.equal(values.get(0), values.get(1)) == call.name().equals("==");
    }
    if (scope.sql() && values.contains(null)) {
      return null;
    }
    return Operators.apply(call.name(), values);
  }

  private static @Nullable Object average(List<?> values) throws Ended {
    var sum = BigDecimal.ZERO;
    var count = 0;
    for (var value : values) {
      if (value != null) {
        sum = sum.add(number(value));
        count++;
      }
    }
    return count == 0 ? null : sum.divide(BigDecimal.valueOf(count), 6, RoundingMode.HALF_UP);
  }

  private List<?> items(Cel of, Scope scope) throws Ended {
    if (value(of, scope) instanceof List<?> items) {
      return items;
    }
    throw Ended.notTried("the prover cannot go through a value that is no list");
  }

  private @Nullable Object comprehension(
      String which, List<?> items, String name, Cel body, Scope scope) throws Ended {
    var rows = !items.isEmpty() && items.getFirst() instanceof Entry;
    List<@Nullable Object> results = new ArrayList<>();
    var count = 0;
    for (var item : items) {
      var inner = scope.with(name, item);
      var value = value(body, rows ? inner.overRows() : inner);
      if (which.equals("map")) {
        results.add(value);
      } else if (Boolean.TRUE.equals(value)) {
        count++;
        results.add(item);
      }
    }
    return switch (which) {
      case "exists" -> count > 0;
      case "all" -> count == items.size();
      case "exists_one" -> count == 1;
      default -> results;
    };
  }

  /** What a name of an expression that may be a key is as a record. */
  Optional<Entry> record(@Nullable Object value) throws Ended {
    return switch (value) {
      case Entry entry -> Optional.of(entry);
      case Key(var kind, var id) -> world.find(kind, id);
      case null, default -> Optional.empty();
    };
  }

  private @Nullable Object navigate(Key key, String name) throws Ended {
    if (name.equals("id")) {
      return key.id();
    }
    var found = world.find(key.kind(), key.id());
    return found.isEmpty() ? null : field(found.get(), name);
  }

  /** A record as it is about to be: what is given, with the defaults of what is not. */
  Entry about(Kind kind, JsonNode body) throws Ended {
    return about(kind, body, Wallet.A);
  }

  /** The same as a wallet makes it. */
  Entry about(Kind kind, JsonNode body, Wallet as) throws Ended {
    var json = ExactJson.MAPPER.createObjectNode();
    // What actions set comes last: it may come of what is given.
    for (var field :
        kind.fields().stream()
            .sorted(Comparator.comparing(field -> field.origin() instanceof Origin.Actions))
            .toList()) {
      var given = body.path(field.name());
      if (!given.isMissingNode() && !given.isNull()) {
        json.set(field.name(), given);
        continue;
      }
      var initial =
          switch (field.origin()) {
            case Origin.Given(var fallback, _) -> fallback;
            case Origin.Actions(var first) -> first;
            case Origin.Caller() -> as.address().map(address -> "'" + address + "'");
            case Origin.Account() ->
                world.member(as).map(member -> "'" + member.record().path("id").asText() + "'");
            default -> Optional.<String>empty();
          };
      if (initial.isPresent()) {
        var scope = Scope.of().with("record", new Entry(kind, json));
        json.set(field.name(), json(value(initial.get(), scope)));
      } else if (!Routes.shows(kind, field.name())) {
        // Known to have no value, unlike in a record that was answered.
        json.putNull(field.name());
      }
    }
    return new Entry(kind, json);
  }

  /** A value as JSON has it. */
  static JsonNode json(@Nullable Object value) {
    var nodes = ExactJson.MAPPER.getNodeFactory();
    return switch (value) {
      case null -> nodes.nullNode();
      case Long whole -> nodes.numberNode(whole);
      case BigDecimal decimal -> nodes.numberNode(decimal);
      case Boolean truth -> nodes.booleanNode(truth);
      case Entry entry -> nodes.textNode(entry.id());
      case Key(_, var id) -> nodes.textNode(id);
      case Inputs(var members) -> {
        var object = nodes.objectNode();
        members.forEach(
            (name, member) -> {
              if (member != null) {
                object.set(name, json(member));
              }
            });
        yield object;
      }
      case List<?> items -> {
        var list = nodes.arrayNode();
        items.forEach(item -> list.add(json(item)));
        yield list;
      }
      default -> nodes.textNode(value.toString());
    };
  }

  /** Whether an answer's value is what was computed, rounded as its type shows it. */
  static boolean shows(FieldType type, @Nullable Object computed, JsonNode shown) {
    var exact =
        switch (computed) {
          case Long whole when !(type instanceof FieldType.Whole) -> BigDecimal.valueOf(whole);
          case null, default -> computed;
        };
    return Values.same(type, json(rounded(type, exact)), shown);
  }

  /** Numbers rounded half up to the digits of their types, in lists and objects too. */
  private static @Nullable Object rounded(FieldType type, @Nullable Object value) {
    if (type instanceof FieldType.ListOf(var item, _, _) && value instanceof List<?> items) {
      List<@Nullable Object> all = new ArrayList<>();
      items.forEach(each -> all.add(rounded(item, each)));
      return all;
    }
    if (type instanceof FieldType.ObjectOf(var members) && value instanceof Inputs(var values)) {
      Map<String, @Nullable Object> all = new HashMap<>(values);
      members.forEach(
          member -> all.computeIfPresent(member.name(), (_, each) -> rounded(member.type(), each)));
      return new Inputs(all);
    }
    if (!(value instanceof BigDecimal decimal)) {
      return value;
    }
    var scale =
        switch (type) {
          case FieldType.Money _ -> 2;
          case FieldType.Decimal(_, var digits) -> digits;
          default -> decimal.scale();
        };
    return decimal.setScale(scale, RoundingMode.HALF_UP);
  }
}
