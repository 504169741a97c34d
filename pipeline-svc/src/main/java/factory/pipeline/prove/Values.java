package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.FieldType.Bounds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values that a field takes: one after another that differ, and those at its bounds. */
final class Values {
  /** Beyond it, JSON readers that use doubles lose digits. */
  static final BigDecimal SAFE = BigDecimal.valueOf(9_007_199_254_740_991L);

  private static final BigDecimal MOST_DECIMAL = BigDecimal.valueOf(1_000_000_000_000_000L);
  private static final BigDecimal MOST_MONEY = new BigDecimal("9999999999999.99");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Instant FIRST_MOMENT = Instant.parse("2035-01-01T00:00:00Z");
  private static final LocalDate FIRST_DAY = LocalDate.of(2035, 1, 1);
  private static final int SPAN = 10_000;

  /** Beyond it, years would have more than four digits. */
  private static final int DAYS = 70_000;

  private static final int LONGEST_LIST = 20;

  private Values() {}

  /** A value at a bound, with what it is. */
  record Edge(String name, JsonNode value) {}

  /**
   * A value that differs from those of other numbers as far as the type has so many, and that rises
   * with the number where it can.
   *
   * @param n counted from 0
   * @param place of the field in its kind: values of later fields are greater, as most rules
   *     between fields want it
   * @return empty when none was found, and for references
   */
  static Optional<JsonNode> fresh(String name, FieldType type, int n, int place) {
    return switch (type) {
      case FieldType.Text text -> text(name, text, n).map(NODES::textNode);
      case FieldType.Whole(var bounds) -> number(bounds, 0, n, place).map(NODES::numberNode);
      case FieldType.Decimal(var bounds, var scale) ->
          number(bounds, scale, n, place).map(NODES::numberNode);
      case FieldType.Money(var bounds) ->
          number(bounds, 2, n, place)
              .map(
                  amount ->
                      NODES.textNode(amount.setScale(2, RoundingMode.UNNECESSARY).toPlainString()));
      case FieldType.Truth() -> Optional.of(NODES.booleanNode(n % 2 == 0));
      case FieldType.Date() ->
          Optional.of(NODES.textNode(FIRST_DAY.plusDays(40L * (n % DAYS) + place).toString()));
      case FieldType.Time() ->
          Optional.of(
              NODES.textNode(
                  LocalTime.of((8 + place) % 24, n % 60, n / 60 % 60)
                      .format(java.time.format.DateTimeFormatter.ISO_LOCAL_TIME)));
      case FieldType.Instant() ->
          Optional.of(
              NODES.textNode(
                  FIRST_MOMENT
                      .plus(Duration.ofDays(40L * (n % DAYS)).plusHours(place))
                      .toString()));
      case FieldType.Duration() ->
          Optional.of(NODES.textNode(Duration.ofMinutes(n % SPAN + place + 1L).toString()));
      case FieldType.Email() -> Optional.of(NODES.textNode("person" + n + "@example.com"));
      case FieldType.Url() -> Optional.of(NODES.textNode("https://example.com/" + name + "/" + n));
      case FieldType.Choice(var words, var transitions) ->
          Optional.of(
              NODES.textNode(
                  transitions.isEmpty() ? words.get(n % words.size()) : words.getFirst()));
      case FieldType.ObjectOf(var members) -> object(members, n);
      case FieldType.Json(var each, var oneOf) ->
          each.isPresent()
              ? fresh("some", each.get(), n, place)
                  .map(value -> NODES.objectNode().set("some", value))
              : oneOf.isEmpty()
                  ? Optional.of(NODES.objectNode().put("n", n))
                  : fresh(name, oneOf.get(n % oneOf.size()).type(), n, place);
      case FieldType.ListOf(var item, var least, var most) -> list(name, item, least, most, n);
      case FieldType.Wallet() -> Optional.of(NODES.textNode("0x%040x".formatted(n + 1)));
      case FieldType.Secret(var least) ->
          Optional.of(NODES.textNode("Secret-%d-%s".formatted(n, "x".repeat(Math.max(8, least)))));
      case FieldType.Reference _ -> Optional.empty();
      case FieldType.File file -> SentFile.of(file, n).map(SentFile::json);
    };
  }

  private static Optional<JsonNode> object(List<FieldType.Member> members, int n) {
    var object = NODES.objectNode();
    for (var i = 0; i < members.size(); i++) {
      var member = members.get(i);
      var value = fresh(member.name(), member.type(), n, i);
      if (value.isEmpty() && member.required()) {
        return Optional.empty();
      }
      value.ifPresent(one -> object.set(member.name(), one));
    }
    return Optional.of(object);
  }

  private static Optional<JsonNode> list(String name, FieldType item, int least, int most, int n) {
    var items = NODES.arrayNode();
    for (var i = 0; i < Math.min(Math.max(least, 2), most); i++) {
      var one = fresh(name, item, n + i, 0);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      items.add(one.get());
    }
    return Optional.of(items);
  }

  private static Optional<String> text(String name, FieldType.Text text, int n) {
    if (text.pattern().isPresent()) {
      return Patterns.sample(
          // What is required is not blank.
          text.pattern().get(),
          Math.max(text.minLength(), Math.min(1, text.maxLength())),
          Math.min(text.maxLength(), 2_000),
          n);
    }
    // Short ones first in it, so that cutting it to a small length leaves what differs.
    var number = Integer.toString(n, 36);
    var start = (char) ('a' + (n * 7) % 26) + number;
    var whole = start + " " + name.replace('_', ' ');
    if (whole.length() < text.minLength()) {
      whole += "x".repeat(text.minLength() - whole.length());
    }
    if (whole.length() > text.maxLength()) {
      whole = start.length() <= text.maxLength() ? start : number;
      whole += "x".repeat(Math.max(0, text.minLength() - whole.length()));
    }
    return whole.length() <= text.maxLength() ? Optional.of(whole) : Optional.empty();
  }

  private static Optional<BigDecimal> number(Bounds bounds, int scale, int n, int place) {
    var step = BigDecimal.ONE.movePointLeft(scale);
    var least = least(bounds, scale);
    var most = most(bounds, scale);
    if (least.isPresent() && most.isPresent() && least.get().compareTo(most.get()) > 0) {
      return Optional.empty();
    }
    var from =
        least.orElseGet(
            () ->
                most.map(top -> top.subtract(BigDecimal.valueOf(SPAN)).min(BigDecimal.ONE))
                    .orElse(BigDecimal.ONE));
    var to = most.orElse(from.add(BigDecimal.valueOf(SPAN)));
    // Whole steps where there is room, so that a reader sees round values.
    var wide = to.subtract(from).compareTo(BigDecimal.valueOf(20)) >= 0;
    var unit = wide || scale == 0 ? BigDecimal.ONE : step;
    var room =
        to.subtract(from).divide(unit, 0, RoundingMode.FLOOR).toBigInteger().add(BigInteger.ONE);
    var offset = BigInteger.valueOf(n).add(BigInteger.valueOf(place)).mod(room);
    var value = from.add(unit.multiply(new BigDecimal(offset)));
    var fraction = wide && scale > 0 ? step.multiply(BigDecimal.valueOf(5)) : BigDecimal.ZERO;
    return Optional.of(value.add(fraction).compareTo(to) <= 0 ? value.add(fraction) : value);
  }

  /** The least value that is taken, at that scale. */
  static Optional<BigDecimal> least(Bounds bounds, int scale) {
    return bounds
        .min()
        .map(
            min -> {
              var up = min.setScale(scale, RoundingMode.CEILING);
              return bounds.minExclusive() && up.compareTo(min) == 0
                  ? up.add(BigDecimal.ONE.movePointLeft(scale))
                  : up;
            });
  }

  /** The greatest value that is taken, at that scale. */
  static Optional<BigDecimal> most(Bounds bounds, int scale) {
    return bounds
        .max()
        .map(
            max -> {
              var down = max.setScale(scale, RoundingMode.FLOOR);
              return bounds.maxExclusive() && down.compareTo(max) == 0
                  ? down.subtract(BigDecimal.ONE.movePointLeft(scale))
                  : down;
            });
  }

  /** Whether a number that was computed is within the bounds of a type; others always are. */
  static boolean holds(FieldType type, @Nullable Object value) {
    var number =
        switch (value) {
          case Long whole -> BigDecimal.valueOf(whole);
          case BigDecimal decimal -> decimal;
          case null, default -> null;
        };
    if (number == null) {
      return true;
    }
    return switch (type) {
      case FieldType.Whole(var bounds) -> within(number, bounds, 0, SAFE);
      case FieldType.Decimal(var bounds, var scale) -> within(number, bounds, scale, MOST_DECIMAL);
      case FieldType.Money(var bounds) -> within(number, bounds, 2, MOST_MONEY);
      default -> true;
    };
  }

  private static boolean within(BigDecimal number, Bounds bounds, int scale, BigDecimal widest) {
    return number.compareTo(least(bounds, scale).orElse(widest.negate())) >= 0
        && number.compareTo(most(bounds, scale).orElse(widest)) <= 0;
  }

  /** What a field takes at its bounds; none where it has none. */
  static List<Edge> edges(Field field, int n) {
    List<Edge> edges = new ArrayList<>();
    switch (field.type()) {
      case FieldType.Text text when text.pattern().isEmpty() -> {
        edges.add(new Edge(text.maxLength() + " characters", ofLength(text.maxLength(), n)));
        if (text.trimmed()) {
          // What is between the spaces must be long enough, and with them it is short enough.
          var inner = "t" + n;
          inner += "x".repeat(Math.max(0, text.minLength() - inner.length()));
          if (inner.length() + 3 <= text.maxLength()) {
            edges.add(new Edge("with spaces around it", NODES.textNode("  " + inner + " ")));
          }
        }
        if (text.minLength() > 0) {
          edges.add(new Edge(text.minLength() + " characters", ofLength(text.minLength(), n + 1)));
        }
      }
      case FieldType.Text text ->
          Patterns.sample(
                  text.pattern().orElse(""),
                  Math.max(text.minLength(), Math.min(1, text.maxLength())),
                  text.maxLength(),
                  1_000_000L + n)
              .ifPresent(sample -> edges.add(new Edge("'" + sample + "'", NODES.textNode(sample))));
      case FieldType.Whole(var bounds) -> {
        var least = least(bounds, 0).orElse(SAFE.negate());
        var most = most(bounds, 0).orElse(SAFE);
        edges.add(new Edge(least.toPlainString(), NODES.numberNode(least)));
        edges.add(new Edge(most.toPlainString(), NODES.numberNode(most)));
      }
      case FieldType.Decimal(var bounds, var scale) -> {
        least(bounds, scale)
            .ifPresent(v -> edges.add(new Edge(v.toPlainString(), NODES.numberNode(v))));
        most(bounds, scale)
            .ifPresent(v -> edges.add(new Edge(v.toPlainString(), NODES.numberNode(v))));
      }
      case FieldType.Money(var bounds) -> {
        least(bounds, 2)
            .ifPresent(
                v -> edges.add(new Edge(v.toPlainString(), NODES.textNode(v.toPlainString()))));
        most(bounds, 2)
            .ifPresent(
                v -> edges.add(new Edge(v.toPlainString(), NODES.textNode(v.toPlainString()))));
      }
      case FieldType.Truth() -> {
        edges.add(new Edge("true", NODES.booleanNode(true)));
        edges.add(new Edge("false", NODES.booleanNode(false)));
      }
      case FieldType.Date() -> edges.add(new Edge("2024-02-29", NODES.textNode("2024-02-29")));
      case FieldType.Instant() ->
          edges.add(new Edge("another time zone", NODES.textNode("2024-02-29T23:30:00.250+05:30")));
      case FieldType.Choice(var words, var transitions) -> {
        if (transitions.isEmpty()) {
          words.forEach(word -> edges.add(new Edge("'" + word + "'", NODES.textNode(word))));
        }
      }
      case FieldType.ListOf(var item, var least, var most) -> {
        for (var size : List.of(least, Math.min(most, LONGEST_LIST))) {
          // A required list of none may be refused as blank.
          if (size > 0 || !field.required()) {
            items(field.name(), item, size, n)
                .ifPresent(list -> edges.add(new Edge(size + " items", list)));
          }
        }
      }
      default -> {}
    }
    return edges;
  }

  static Optional<JsonNode> items(String name, FieldType item, int size, int n) {
    var list = NODES.arrayNode();
    for (var i = 0; i < size; i++) {
      var one = fresh(name, item, n + i, 0);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      list.add(one.get());
    }
    return Optional.of(list);
  }

  /** Text of so many characters of Unicode, one of which takes two in Java. */
  static JsonNode ofLength(int length, int n) {
    var start = Integer.toString(n, 36);
    if (length <= start.length()) {
      return NODES.textNode("x".repeat(length));
    }
    return NODES.textNode(start + "\uD83D\uDCDA" + "\u00e4".repeat(length - start.length() - 1));
  }

  /** Whether what came back is what was sent, as far as its type lets it differ. */
  static boolean same(FieldType type, JsonNode sent, JsonNode got) {
    if (type instanceof FieldType.File) {
      // Of bytes that are kept, checks of files ask.
      return true;
    }
    if (sent.isNull() || sent.isMissingNode()) {
      // A truth or a list that is not given may be false or empty.
      return got.isNull()
          || got.isMissingNode()
          || (got.isArray() && got.isEmpty())
          || (got.isBoolean() && !got.asBoolean());
    }
    if (got.isNull() || got.isMissingNode()) {
      return false;
    }
    return switch (type) {
      case FieldType.Text text ->
          (text.trimmed() ? sent.asText().strip() : sent.asText()).equals(got.asText());
      case FieldType.Whole _, FieldType.Decimal _, FieldType.Money _ ->
          decimal(sent).isPresent()
              && decimal(sent).get().compareTo(decimal(got).orElse(SAFE.add(SAFE))) == 0;
      case FieldType.Instant() -> moment(sent).isPresent() && moment(sent).equals(moment(got));
      case FieldType.Wallet() -> sent.asText().equalsIgnoreCase(got.asText());
      case FieldType.ListOf(var item, _, _) -> {
        if (sent.size() != got.size()) {
          yield false;
        }
        for (var i = 0; i < sent.size(); i++) {
          if (!same(item, sent.get(i), got.get(i))) {
            yield false;
          }
        }
        yield true;
      }
      case FieldType.Duration() -> span(sent).isPresent() && span(sent).equals(span(got));
      case FieldType.Time() ->
          got.asText().startsWith(sent.asText()) || sent.asText().startsWith(got.asText());
      case FieldType.Reference _ -> sent.asText().equals(got.asText());
      case FieldType.ObjectOf(var members) ->
          members.stream()
              .allMatch(
                  member ->
                      (member.fallback().isPresent() && !sent.hasNonNull(member.name()))
                          || same(
                              member.type(), sent.path(member.name()), got.path(member.name())));
      case FieldType.Json(var each, _) -> json(each, sent, got);
      default -> sent.equals(got);
    };
  }

  private static boolean json(Optional<FieldType> each, JsonNode sent, JsonNode got) {
    if (each.isPresent() && sent.isObject()) {
      var of = each.get();
      return sent.size() == got.size()
          && sent.properties().stream()
              .allMatch(one -> same(of, one.getValue(), got.path(one.getKey())));
    }
    return (sent.isNumber() && got.isNumber())
        ? sent.decimalValue().compareTo(got.decimalValue()) == 0
        : sent.equals(got);
  }

  /** A number, whether it is a number or text in JSON. */
  static Optional<BigDecimal> decimal(JsonNode node) {
    try {
      return node.isNumber()
          ? Optional.of(node.decimalValue())
          : node.isTextual() ? Optional.of(new BigDecimal(node.asText())) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  static Optional<Instant> moment(JsonNode node) {
    try {
      return Optional.of(java.time.OffsetDateTime.parse(node.asText()).toInstant());
    } catch (java.time.DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> span(JsonNode node) {
    try {
      return Optional.of(Duration.parse(node.asText()));
    } catch (java.time.DateTimeException e) {
      return Optional.empty();
    }
  }
}
