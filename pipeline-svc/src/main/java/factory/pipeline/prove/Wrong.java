package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.FieldType.Bounds;
import factory.pipeline.spec.Origin;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * A value that a field must refuse.
 *
 * @param name what it is, for people
 */
record Wrong(String name, JsonNode value) {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int LONGEST_LIST = 200;

  /** The neighbours of each of a field's rules, and values of other types. */
  static List<Wrong> of(Field field, int n) {
    List<Wrong> all = new ArrayList<>();
    if (field.type() instanceof FieldType.File) {
      // What is no file is no part of a form either: checks of files ask.
      return all;
    }
    if (field.required() && !mayBeAbsent(field)) {
      all.add(new Wrong("null", NODES.nullNode()));
    }
    types(field.type(), all);
    rules(field.type(), n, all);
    return all;
  }

  /**
   * Whether a field has a value when nobody gives one, so that neither null nor absence is wrong.
   */
  static boolean mayBeAbsent(Field field) {
    return (field.origin() instanceof Origin.Given(var fallback, _) && fallback.isPresent())
        || (field.type() instanceof FieldType.Choice(_, var transitions) && !transitions.isEmpty());
  }

  private static void types(FieldType type, List<Wrong> all) {
    switch (type) {
      case FieldType.Json(var each, var oneOf) -> {
        if (each.isPresent() || !oneOf.isEmpty()) {
          all.add(new Wrong("a list", NODES.arrayNode().add("some")));
        }
        if (each.isPresent()) {
          all.add(new Wrong("true", NODES.booleanNode(true)));
          if (!(each.get() instanceof FieldType.Json)) {
            all.add(
                new Wrong("an object of lists", NODES.objectNode().set("some", NODES.arrayNode())));
          }
        } else if (!oneOf.isEmpty()) {
          all.add(new Wrong("an object", NODES.objectNode()));
        }
      }
      case FieldType.Whole _, FieldType.Decimal _ -> {
        all.add(new Wrong("text", NODES.textNode("some")));
        all.add(new Wrong("true", NODES.booleanNode(true)));
      }
      case FieldType.Truth() -> {
        all.add(new Wrong("text", NODES.textNode("true")));
        all.add(new Wrong("1", NODES.numberNode(1)));
      }
      case FieldType.ListOf _ -> {
        all.add(new Wrong("text", NODES.textNode("some")));
        all.add(new Wrong("an object", NODES.objectNode()));
      }
      default -> {
        all.add(new Wrong("a list", NODES.arrayNode().add("some")));
        all.add(new Wrong("true", NODES.booleanNode(true)));
      }
    }
  }

  private static void rules(FieldType type, int n, List<Wrong> all) {
    switch (type) {
      case FieldType.Text text -> text(text, n, all);
      case FieldType.Whole(var bounds) -> {
        numbers(bounds, 0, false, all);
        if (bounds.min().isEmpty()) {
          add(all, Values.SAFE.negate().subtract(BigDecimal.ONE), false);
        }
        if (bounds.max().isEmpty()) {
          add(all, Values.SAFE.add(BigDecimal.ONE), false);
        }
        add(all, within(bounds).add(new BigDecimal("0.5")), false);
      }
      case FieldType.Decimal(var bounds, var scale) -> {
        numbers(bounds, scale, false, all);
        add(all, within(bounds).add(BigDecimal.ONE.movePointLeft(scale + 1)), false);
      }
      case FieldType.Money(var bounds) -> {
        numbers(bounds, 2, true, all);
        add(all, within(bounds).add(new BigDecimal("0.001")), true);
        all.add(new Wrong("a number instead of a string", NODES.numberNode(1)));
        all.add(new Wrong("'much'", NODES.textNode("much")));
      }
      case FieldType.Date() -> texts(all, "2026-02-30", "yesterday", "2026-1-1");
      case FieldType.Time() -> texts(all, "25:00:00", "noon");
      case FieldType.Instant() ->
          texts(all, "2026-02-30T12:00:00Z", "2026-01-31", "2026-01-31T18:30:00");
      case FieldType.Duration() -> texts(all, "90 minutes", "P");
      case FieldType.Email() -> texts(all, "nobody", "a@b", "a b@example.com");
      case FieldType.Url() -> texts(all, "example", "javascript:alert(1)", "ftp://example.com/");
      case FieldType.Choice(var words, _) -> {
        texts(all, "none of them");
        var upper = words.getFirst().toUpperCase(java.util.Locale.ROOT);
        if (!words.contains(upper)) {
          texts(all, upper);
        }
      }
      case FieldType.ListOf(var item, var least, var most) -> {
        if (most < LONGEST_LIST) {
          Values.items("item", item, most + 1, n)
              .ifPresent(list -> all.add(new Wrong((most + 1) + " items", list)));
        }
        if (least > 0) {
          Values.items("item", item, least - 1, n)
              .ifPresent(list -> all.add(new Wrong((least - 1) + " items", list)));
        }
        if (!(item instanceof FieldType.Json)) {
          all.add(new Wrong("a list in the list", NODES.arrayNode().add(NODES.arrayNode())));
        }
      }
      case FieldType.Wallet() -> texts(all, "0x12", "0xzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz");
      case FieldType.Secret(var least) -> {
        if (least > 1) {
          all.add(new Wrong((least - 1) + " characters", NODES.textNode("x".repeat(least - 1))));
        }
      }
      case FieldType.ObjectOf(var members) -> members(members, n, all);
      case FieldType.Truth(), FieldType.Json _, FieldType.Reference _, FieldType.File _ -> {}
    }
  }

  /** A right object but for one member, for each rule of each. */
  private static void members(List<FieldType.Member> members, int n, List<Wrong> all) {
    var right = Values.fresh("object", new FieldType.ObjectOf(members), n, 0);
    if (!(right.orElse(null) instanceof ObjectNode object)) {
      return;
    }
    for (var member : members) {
      List<Wrong> wrong = new ArrayList<>();
      types(member.type(), wrong);
      rules(member.type(), n, wrong);
      for (var one : wrong) {
        all.add(
            new Wrong(
                member.name() + ": " + one.name(),
                object.deepCopy().set(member.name(), one.value())));
      }
      if (member.required()) {
        var without = object.deepCopy();
        without.remove(member.name());
        all.add(new Wrong("no " + member.name(), without));
      }
    }
  }

  private static void text(FieldType.Text text, int n, List<Wrong> all) {
    all.add(
        new Wrong(
            (text.maxLength() + 1) + " characters", Values.ofLength(text.maxLength() + 1, n)));
    if (text.minLength() > 1) {
      all.add(
          new Wrong(
              (text.minLength() - 1) + " characters",
              NODES.textNode("x".repeat(text.minLength() - 1))));
    }
    text.pattern()
        .ifPresent(
            pattern -> {
              var good = Patterns.sample(pattern, text.minLength(), text.maxLength(), n).orElse("");
              for (var miss :
                  List.of(good + "~", "~" + good, good.replaceFirst(".$", ""), "~~~~")) {
                var kept = text.trimmed() ? miss.strip() : miss;
                if (!kept.isEmpty() && !Patterns.matches(pattern, kept)) {
                  texts(all, miss);
                }
              }
            });
  }

  private static void numbers(Bounds bounds, int scale, boolean quoted, List<Wrong> all) {
    var step = BigDecimal.ONE.movePointLeft(scale);
    Values.least(bounds, scale).ifPresent(least -> add(all, least.subtract(step), quoted));
    Values.most(bounds, scale).ifPresent(most -> add(all, most.add(step), quoted));
  }

  /** A whole number that is taken, with room above it where there is any. */
  private static BigDecimal within(Bounds bounds) {
    return Values.least(bounds, 0)
        .orElseGet(
            () ->
                Values.most(bounds, 0).map(v -> v.subtract(BigDecimal.ONE)).orElse(BigDecimal.ONE));
  }

  private static void add(List<Wrong> all, BigDecimal number, boolean quoted) {
    var plain = number.toPlainString();
    all.add(new Wrong(plain, quoted ? NODES.textNode(plain) : NODES.numberNode(number)));
  }

  private static void texts(List<Wrong> all, String... texts) {
    for (var text : texts) {
      all.add(new Wrong("'" + Exchange.shortened(text) + "'", NODES.textNode(text)));
    }
  }
}
