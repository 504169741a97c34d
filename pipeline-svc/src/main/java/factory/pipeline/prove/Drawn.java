package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.FieldType.Bounds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Values that a field takes, drawn at random out of all of them: rare ones come with time. */
final class Drawn {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Each text is of some of them. */
  private static final List<String> ALPHABETS =
      List.of(
          "abcdefghijklmnopqrstuvwxyz",
          "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
          " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
          "äöüßéñçşıİøÆ",
          "中文日本語한국어",
          "אבגדעربية",
          "\uD83D\uDE00\uD83D\uDCDA\uD83C\uDDE9\uD83C\uDDEA\u200d\u0301",
          "\t\u00a0\u2003");

  private static final int LONGEST = 60;
  private static final LocalDate FIRST_DAY = LocalDate.of(1900, 1, 1);
  private static final int DAYS = 73_000;

  private final Random random;

  Drawn(Random random) {
    this.random = random;
  }

  /** A value of a type; empty for references and where none was found. */
  Optional<JsonNode> value(String name, FieldType type) {
    return switch (type) {
      case FieldType.Text text when text.pattern().isEmpty() -> text(text);
      case FieldType.Whole(var bounds) -> number(bounds, 0).map(NODES::numberNode);
      case FieldType.Decimal(var bounds, var scale) -> number(bounds, scale).map(NODES::numberNode);
      case FieldType.Money(var bounds) ->
          number(bounds, 2)
              .map(
                  amount ->
                      NODES.textNode(amount.setScale(2, RoundingMode.UNNECESSARY).toPlainString()));
      case FieldType.Truth() -> Optional.of(NODES.booleanNode(random.nextBoolean()));
      case FieldType.Date() ->
          Optional.of(NODES.textNode(FIRST_DAY.plusDays(random.nextInt(DAYS)).toString()));
      case FieldType.Instant() ->
          Optional.of(
              NODES.textNode(Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L)).toString()));
      case FieldType.Choice(var words, _) ->
          Optional.of(NODES.textNode(words.get(random.nextInt(words.size()))));
      case FieldType.Reference _ -> Optional.empty();
      default -> Values.fresh(name, type, random.nextInt(1_000_000), random.nextInt(20));
    };
  }

  private Optional<JsonNode> text(FieldType.Text text) {
    var most = Math.min(text.maxLength(), Math.max(LONGEST, text.minLength()));
    if (most < Math.max(1, text.minLength())) {
      return Optional.empty();
    }
    var length = text.minLength() + random.nextInt(most - text.minLength() + 1);
    var mixed = random.nextInt(4) == 0;
    var alphabet = ALPHABETS.get(random.nextInt(ALPHABETS.size())).codePoints().toArray();
    var drawn = new StringBuilder();
    for (var i = 0; i < Math.max(1, length); i++) {
      var from =
          mixed ? ALPHABETS.get(random.nextInt(ALPHABETS.size())).codePoints().toArray() : alphabet;
      drawn.appendCodePoint(from[random.nextInt(from.length)]);
    }
    return Optional.of(NODES.textNode(drawn.toString()));
  }

  private Optional<BigDecimal> number(Bounds bounds, int scale) {
    var least = Values.least(bounds, scale).orElse(Values.SAFE.negate());
    var most = Values.most(bounds, scale).orElse(Values.SAFE);
    // Most numbers that people keep are small ones.
    if (random.nextInt(3) > 0) {
      least = least.max(BigDecimal.valueOf(-10_000));
      most = most.min(BigDecimal.valueOf(100_000));
    }
    if (least.compareTo(most) > 0) {
      return Optional.empty();
    }
    var step = BigDecimal.ONE.movePointLeft(scale);
    var room = most.subtract(least).divide(step, 0, RoundingMode.FLOOR).toBigInteger();
    var offset = new BigInteger(room.bitLength() + 8, random).mod(room.add(BigInteger.ONE));
    return Optional.of(
        least.add(step.multiply(new BigDecimal(offset))).setScale(scale, RoundingMode.FLOOR));
  }
}
