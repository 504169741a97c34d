package factory.pipeline.spec.expression;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.FieldType.Bounds;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionsTest {
  private static final FieldType WHOLE = new FieldType.Whole(Bounds.NONE);
  private static final FieldType MONEY = new FieldType.Money(Bounds.NONE);
  private static final FieldType TEXT =
      new FieldType.Text(0, 100, Optional.empty(), false, false, false);
  private static final Specification SHOP = read("shop.json");
  private static final Expressions EXPRESSIONS = new Expressions(SHOP);

  static Specification read(String name) {
    try (var in = ExpressionsTest.class.getResourceAsStream("/spec/" + name)) {
      return Specifications.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The places of shop.json at which expressions stand in these tests. */
  private static Scope scope(String place) {
    var product = SHOP.kind("product").orElseThrow();
    return switch (place) {
      case "rule" -> EXPRESSIONS.rule(product);
      case "computed" -> EXPRESSIONS.computed(product);
      case "access" -> EXPRESSIONS.access(SHOP.kind("order").orElseThrow());
      case "aggregate" -> EXPRESSIONS.aggregate(SHOP.kind("line").orElseThrow());
      case "report" -> EXPRESSIONS.report(SHOP.reports().getFirst());
      case "guard" -> EXPRESSIONS.guards(SHOP.actions().getFirst());
      case "effect" ->
          EXPRESSIONS.action(SHOP.actions().getFirst()).with("made", new Type.Row("line"));
      case "function" -> EXPRESSIONS.function(SHOP.functions().getFirst());
      default -> EXPRESSIONS.literal();
    };
  }

  private static Expected expected(String word) {
    return switch (word) {
      case "bool" -> new Expected.Truth();
      case "int" -> new Expected.Field(WHOLE, false);
      case "int?" -> new Expected.Field(WHOLE, true);
      case "money" -> new Expected.Field(MONEY, false);
      case "text" -> new Expected.Field(TEXT, false);
      case "parts" ->
          new Expected.Field(
              SHOP.kind("product").flatMap(p -> p.field("parts")).orElseThrow().type(), false);
      case "row" -> new Expected.Row();
      case "rows" -> new Expected.Rows();
      case "sql" -> new Expected.Condition();
      default -> new Expected.Anything();
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        // What arithmetic and comparisons become.
        "rule ¦ bool ¦ record.stock >= record.reserved ¦ product.whole(\"stock\") >= product.whole(\"reserved\")",
        "rule ¦ bool ¦ record.stock > 3 && !record.sold_out ¦ product.whole(\"stock\") > 3 && !product.truth(\"sold_out\")",
        "rule ¦ bool ¦ (record.stock > 3 || record.sold_out) && record.stock < 9 ¦ (product.whole(\"stock\") > 3 || product.truth(\"sold_out\")) && product.whole(\"stock\") < 9",
        "computed ¦ int ¦ record.stock - record.reserved ¦ Math.subtractExact(product.whole(\"stock\"), product.whole(\"reserved\"))",
        "computed ¦ int ¦ (record.stock - 1) * 2 ¦ Math.multiplyExact(Math.subtractExact(product.whole(\"stock\"), 1), 2)",
        "computed ¦ int ¦ 100000 * 100000 ¦ Math.multiplyExact(100000L, 100000)",
        "computed ¦ int ¦ -record.stock / 2 ¦ Wholes.divide(Math.negateExact(product.whole(\"stock\")), 2)",
        "computed ¦ int ¦ record.stock > 5 ? 1 : 0 ¦ product.whole(\"stock\") > 5 ? 1L : 0L",
        "computed ¦ money ¦ record.price * record.stock ¦ Decimals.multiply(product.money(\"price\"), Decimals.decimal(product.whole(\"stock\")))",
        "computed ¦ money ¦ round(record.price * 1.19, 2) ¦ Decimals.round(Decimals.multiply(product.money(\"price\"), Decimals.decimal(\"1.19\")), 2)",
        "computed ¦ money ¦ record.stock ¦ Decimals.decimal(product.whole(\"stock\"))",
        "computed ¦ money ¦ 0.1000000000000000055 ¦ Decimals.decimal(\"0.1000000000000000055\")",
        "rule ¦ bool ¦ record.price > 0 ¦ product.money(\"price\").signum() > 0",
        "rule ¦ bool ¦ record.price <= 99.5 ¦ product.money(\"price\").compareTo(Decimals.decimal(\"99.5\")) <= 0",
        "rule ¦ bool ¦ record.price == record.price ¦ product.money(\"price\").compareTo(product.money(\"price\")) == 0",
        "rule ¦ bool ¦ record.name == 'a' ¦ product.text(\"name\").equals(\"a\")",
        "rule ¦ bool ¦ 'a' != record.name ¦ !product.text(\"name\").equals(\"a\")",
        "rule ¦ bool ¦ record.made_on < record.sold_on ¦ product.date(\"made_on\").isBefore(product.date(\"sold_on\"))",
        "rule ¦ bool ¦ record.made_on <= record.sold_on ¦ !product.date(\"made_on\").isAfter(product.date(\"sold_on\"))",
        "computed ¦ text ¦ record.name.upper() + '-' + string(record.stock) ¦ Texts.upper(product.text(\"name\")) + \"-\" + Texts.text(product.whole(\"stock\"))",
        "computed ¦ text ¦ record.name + (record.name + 'x') ¦ product.text(\"name\") + (product.text(\"name\") + \"x\")",
        "computed ¦ int ¦ record.name.size() ¦ Texts.length(product.text(\"name\"))",
        "computed ¦ bool ¦ record.name.matches('^[a-z]+$') ¦ Patterns.matches(product.text(\"name\"), \"^[a-z]+$\")",
        // What may have no value.
        "rule ¦ bool ¦ record.weight == null || record.weight > 0 ¦ !product.has(\"weight\") || product.whole(\"weight\") > 0",
        "rule ¦ bool ¦ record.weight != null && record.weight + 1 > 2 ¦ product.has(\"weight\") && Math.addExact(product.whole(\"weight\"), 1) > 2",
        "computed ¦ int ¦ record.weight != null ? record.weight : 0 ¦ product.has(\"weight\") ? product.whole(\"weight\") : 0",
        "rule ¦ bool ¦ !(record.weight == null) && record.weight > 0 ¦ !!product.has(\"weight\") && product.whole(\"weight\") > 0",
        "computed ¦ int? ¦ record.weight ¦ product.value(\"weight\")",
        "computed ¦ int? ¦ record.stock > 1 ? record.stock : null ¦ product.whole(\"stock\") > 1 ? product.whole(\"stock\") : null",
        "computed ¦ int? ¦ record.stock > 1 ? 5 : null ¦ product.whole(\"stock\") > 1 ? 5L : null",
        "rule ¦ bool ¦ record.note == 'x' ¦ \"x\".equals(product.text(\"note\"))",
        "rule ¦ bool ¦ record.note == record.other_note ¦ Objects.equals(product.text(\"note\"), product.text(\"other_note\"))",
        // Lists.
        "computed ¦ bool ¦ record.tags.exists(t, t == 'new') ¦ product.<String>list(\"tags\").stream().anyMatch(t -> t.equals(\"new\"))",
        "computed ¦ int ¦ record.sizes.map(s, s * 2).sum() ¦ Lists.sumWhole(product.<Long>list(\"sizes\").stream().map(s -> Math.multiplyExact(s, 2)).toList())",
        "computed ¦ bool ¦ record.sizes.all(s, record.sizes.exists(t, t == s)) ¦ product.<Long>list(\"sizes\").stream().allMatch(s -> product.<Long>list(\"sizes\").stream().anyMatch(t -> t.equals(s)))",
        "computed ¦ bool ¦ record.name in ['a', 'b'] ¦ Lists.contains(List.of(\"a\", \"b\"), product.text(\"name\"))",
        "computed ¦ int ¦ [1, 2].map(product, product)[0] ¦ Lists.at(List.of(1L, 2L).stream().map(product2 -> product2).toList(), 0)",
        "computed ¦ int ¦ [1, 2].map(x, 1).sum() ¦ Lists.sumWhole(List.of(1L, 2L).stream().map(x -> 1L).toList())",
        // Members of objects.
        "computed ¦ money ¦ record.parts.map(p, p.price * p.count).sum() ¦ Lists.sum(product.<Members>list(\"parts\").stream().map(p -> Decimals.multiply(p.money(\"price\"), Decimals.decimal(p.whole(\"count\")))).toList())",
        "computed ¦ bool ¦ record.parts.exists(p, p.discount != null && p.discount > 0) ¦ product.<Members>list(\"parts\").stream().anyMatch(p -> p.has(\"discount\") && p.decimal(\"discount\").signum() > 0)",
        "computed ¦ int ¦ record.parts.filter(p, p.count > 1).size() ¦ Lists.size(product.<Members>list(\"parts\").stream().filter(p -> p.whole(\"count\") > 1).toList())",
        "computed ¦ bool ¦ record.packaging != null && record.packaging.width > 3 ¦ product.has(\"packaging\") && product.object(\"packaging\").whole(\"width\") > 3",
        "computed ¦ bool ¦ record.packaging != null && record.packaging.material != null && record.packaging.material.size() > 3 ¦ product.has(\"packaging\") && product.object(\"packaging\").has(\"material\") && Texts.length(product.object(\"packaging\").text(\"material\")) > 3",
        "computed ¦ bool ¦ record.packaging != null && record.packaging.state == 'used' ¦ product.has(\"packaging\") && product.object(\"packaging\").text(\"state\").equals(\"used\")",
        "computed ¦ text ¦ record.parts.first().name ¦ Lists.first(product.<Members>list(\"parts\")).text(\"name\")",
        "computed ¦ text ¦ record.parts[0].name ¦ Lists.at(product.<Members>list(\"parts\"), 0).text(\"name\")",
        // Objects that are made.
        "computed ¦ parts ¦ record.parts.map(p, {'name': p.name.upper(), 'price': p.price * 2, 'count': 1}) ¦ product.<Members>list(\"parts\").stream().map(p -> Members.of(\"name\", Texts.upper(p.text(\"name\")), \"price\", Decimals.multiply(p.money(\"price\"), Decimals.decimal(2)), \"count\", 1L)).toList()",
        "computed ¦ parts ¦ [{'name': 'a', 'price': 1.5, 'count': record.stock, 'discount': null}] ¦ List.of(Members.of(\"name\", \"a\", \"price\", Decimals.decimal(\"1.5\"), \"count\", product.whole(\"stock\"), \"discount\", null))",
        "computed ¦ parts ¦ record.parts.reverse() ¦ Lists.reverse(product.<Members>list(\"parts\"))",
        // Other records.
        "guard ¦ bool ¦ record.product.stock > 0 ¦ call.find(\"products\", line.reference(\"product\")).whole(\"stock\") > 0",
        "guard ¦ bool ¦ record.product == input.product ¦ line.reference(\"product\").equals(input.reference(\"product\"))",
        "guard ¦ bool ¦ record.product.id == 'x' ¦ line.reference(\"product\").equals(\"x\")",
        "guard ¦ bool ¦ lines.filter(l, l.product == input.product && l.gone_at == null).size() < 3 ¦ call.count(\"lines\", Condition.equal(\"product\", input.reference(\"product\")).and(Condition.isNull(\"gone_at\"))) < 3",
        "guard ¦ bool ¦ lines.exists(l, l.order == record.order && l.number > input.number + 1) ¦ call.exists(\"lines\", Condition.equal(\"order\", line.reference(\"order\")).and(Condition.greater(\"number\", Math.addExact(input.whole(\"number\"), 1))))",
        "guard ¦ bool ¦ lines.all(l, l.number > 1) ¦ !call.exists(\"lines\", Condition.greater(\"number\", 1L).not())",
        "guard ¦ bool ¦ products.exists(p, p.price > 5 && !p.sold_out) ¦ call.exists(\"products\", Condition.greater(\"price\", Decimals.decimal(5)).and(Condition.equal(\"sold_out\", false)))",
        "guard ¦ bool ¦ lines.exists(l, l.product.name == 'x') ¦ call.exists(\"lines\", Condition.exists(\"products\", Condition.equal(\"id\", Condition.column(\"product\")).and(Condition.equal(\"name\", \"x\"))))",
        "guard ¦ bool ¦ lines.exists(l, l == record) ¦ call.exists(\"lines\", Condition.equal(\"id\", line.key()))",
        "guard ¦ bool ¦ orders.exists(o, lines.exists(l, l.order == o && l.number == o.number)) ¦ call.exists(\"orders\", Condition.exists(\"lines\", Condition.equal(\"order\", Condition.column(\"id\")).and(Condition.equal(\"number\", Condition.column(\"number\")))))",
        "guard ¦ bool ¦ lines.exists(l, l.number > l.other_number) ¦ call.exists(\"lines\", Condition.greater(\"number\", Condition.field(\"other_number\")))",
        "guard ¦ bool ¦ orders.exists(o, o.state in ['open', 'paid'] && o.title.startsWith('x')) ¦ call.exists(\"orders\", Condition.anyOf(\"state\", List.of(\"open\", \"paid\")).and(Condition.startsWith(\"title\", \"x\")))",
        "effect ¦ int ¦ lines.map(l, l.number).sum() ¦ call.sum(\"lines\", \"number\", Condition.always()).whole()",
        "effect ¦ int ¦ lines.map(l, l.number).max() != null ? lines.map(l, l.number).max() + 1 : 1 ¦ call.max(\"lines\", \"number\", Condition.always()).exists() ? Math.addExact(call.max(\"lines\", \"number\", Condition.always()).whole(), 1) : 1",
        "effect ¦ any ¦ now + days(14) ¦ Dates.plus(call.now(), Dates.days(14))",
        "effect ¦ row ¦ record.product ¦ call.find(\"products\", line.reference(\"product\"))",
        "effect ¦ row ¦ made ¦ made",
        "effect ¦ text ¦ caller ¦ call.caller()",
        "function ¦ money ¦ decimal('0.20') * input.days ¦ Decimals.multiply(Decimals.decimal(\"0.20\"), Decimals.decimal(input.whole(\"days\")))",
        "function ¦ any ¦ yearsBetween(input.born, date(now)) ¦ Calendars.yearsBetween(input.date(\"born\"), Dates.date(Instant.now()))",
        "literal ¦ int ¦ 0 ¦ 0L",
        "literal ¦ text ¦ 'a\"b\\n\\u0041' ¦ \"a\\\"b\\nA\"",
      })
  void becomesJava(String place, String expected, String cel, String java)
      throws InvalidExpression {
    assertThat(EXPRESSIONS.check(scope(place), cel, expected(expected)).java()).isEqualTo(java);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "access ¦ record.made_by == caller ¦ Condition.equal(\"made_by\", caller)",
        "access ¦ record.made_by == caller || record.state == 'open' ¦ Condition.equal(\"made_by\", caller).or(Condition.equal(\"state\", \"open\"))",
        "access ¦ lines.exists(l, l.order == record && l.number > 1) ¦ Condition.exists(\"lines\", Condition.equal(\"order\", Condition.column(\"id\")).and(Condition.greater(\"number\", 1L)))",
        "access ¦ lines.exists(l, l.order == record && products.exists(p, p == l.product && p.name == record.title)) ¦ Condition.exists(\"lines\", Condition.equal(\"order\", Condition.column(\"id\")).and(Condition.exists(\"products\", Condition.equal(\"id\", Condition.column(\"product\")).and(Condition.equal(\"name\", Condition.column(\"title\").outer())))))",
        "access ¦ caller == '0x01' ¦ Condition.of(caller.equals(\"0x01\"))",
        "access ¦ true ¦ Condition.always()",
        "aggregate ¦ record.gone_at == null ¦ Condition.isNull(\"gone_at\")",
        "aggregate ¦ record.order.state != 'paid' ¦ Condition.exists(\"orders\", Condition.equal(\"id\", Condition.column(\"order\")).and(Condition.notEqual(\"state\", \"paid\")))",
        "report ¦ record.created_at >= input.since ¦ Condition.atLeast(\"created_at\", input.instant(\"since\"))",
        "report ¦ record.number == input.number ¦ Condition.equal(\"number\", input.value(\"number\"))",
      })
  void becomesSql(String place, String cel, String condition) throws InvalidExpression {
    var expression = EXPRESSIONS.check(scope(place), cel, new Expected.Condition());

    assertThat(expression.condition()).contains(condition);
    assertThat(expression.imports()).contains("Condition");
  }

  @Test
  void rowsHaveTheirPluralAndCondition() throws InvalidExpression {
    var all = EXPRESSIONS.check(scope("effect"), "lines", new Expected.Rows());
    var some =
        EXPRESSIONS.check(
            scope("effect"), "lines.filter(l, l.order == record.order)", new Expected.Rows());

    assertThat(all.plural()).contains("lines");
    assertThat(all.condition()).contains("Condition.always()");
    assertThat(some.condition()).contains("Condition.equal(\"order\", line.reference(\"order\"))");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      value = {
        "rule ¦ bool ¦ record.stok > 1 ¦ there is no field 'stok', did you mean 'stock'? (column 7)",
        "rule ¦ bool ¦ recrd.stock > 1 ¦ there is no 'recrd' here, did you mean 'record'? (column 1)",
        "rule ¦ bool ¦ record.name + 1 == 'a' ¦ '+' cannot be between string, int; make a text of a value by string(x) (column 13)",
        "rule ¦ bool ¦ record.name.size('a') > 1 ¦ 'size' does not take string.(string)",
        "rule ¦ bool ¦ record.weight > 1 ¦ record.weight may have no value: write record.weight != null && ...",
        "rule ¦ bool ¦ record.stock > 1 || record.weight > 1 ¦ record.weight may have no value",
        "rule ¦ bool ¦ record.note.upper() == 'X' ¦ record.note may have no value",
        "rule ¦ bool ¦ record.stock ¦ must be bool here, and is int (column 7)",
        "rule ¦ bool ¦ record.stock == null ¦ this always has a value",
        "rule ¦ bool ¦ record.sold == 1 ¦ there is no field 'sold'",
        "rule ¦ bool ¦ now > instant('2026-01-01T00:00:00Z') ¦ 'now' is only there in effects",
        "rule ¦ bool ¦ randomInt(1, 6) == 6 ¦ 'randomInt' gives something else each time",
        "guard ¦ bool ¦ randomInt(1, 6) == 6 ¦ 'randomInt' gives something else each time",
        "rule ¦ bool ¦ lines.exists(l, true) ¦ there is no 'lines' here",
        "guard ¦ bool ¦ orders.exists(o, o.state == 'opn') ¦ 'opn' is none of its words: open, paid",
        "guard ¦ bool ¦ lines.exists(l, l.number + 1 > 2) ¦ a row in the database can only be compared",
        "guard ¦ bool ¦ orders.exists(o, o.title.upper() == 'A') ¦ a row in the database can only be compared",
        "guard ¦ bool ¦ products.exists(p, p.free > 2) ¦ a computed field is not in the database",
        "guard ¦ bool ¦ orders.exists(o, o.title.endsWith('x')) ¦ 'endsWith' of a row's field cannot become SQL",
        "guard ¦ bool ¦ lines.exists(l, lines.filter(m, m.number == l.number).size() > 1) ¦ only be asked for by exists",
        "guard ¦ bool ¦ lines == lines ¦ rows cannot be used as they are",
        "guard ¦ bool ¦ lines.exists(record, true) ¦ 'record' is a name already",
        "access ¦ sql ¦ record.title.upper() == 'A' ¦ a row in the database can only be compared",
        "access ¦ sql ¦ lines.filter(l, l.order == record).size() > 2 ¦ only be asked for by exists",
        "computed ¦ int ¦ record.price ¦ must be a whole number here: write int(...)",
        "computed ¦ int ¦ record.free ¦ a computed field cannot use another computed field",
        "computed ¦ int ¦ 'a' ¦ must be int here, and is string (column 1)",
        "computed ¦ int ¦ record.weight ¦ record.weight may have no value",
        "effect ¦ text ¦ record.product ¦ must be string here, and is product record",
        "effect ¦ any ¦ record.product ¦ must be a value, not a record",
        "rule ¦ bool ¦ 1 + ¦ mismatched input",
        "rule ¦ bool ¦ {'a': 1} == {'a': 1} ¦ objects are not compared: compare their members",
        "rule ¦ bool ¦ {1: 1} == {1: 1} ¦ the names of members are texts",
        "rule ¦ bool ¦ record.packaging.width > 1 ¦ record.packaging may have no value",
        "rule ¦ bool ¦ record.parts.all(p, p.discount > 0) ¦ p.discount may have no value: write p.discount != null && ...",
        "rule ¦ bool ¦ record.parts.exists(p, p.nme == 'a') ¦ there is no field 'nme', did you mean 'name'?",
        "rule ¦ bool ¦ record.packaging != null && record.packaging.state == 'old' ¦ 'old' is none of its words: new, used",
        "rule ¦ bool ¦ record.parts.distinct().size() > 1 ¦ objects do not compare: write list.map(x, x.member).distinct()",
        "guard ¦ bool ¦ products.exists(p, p.packaging.width > 2) ¦ a member of an object is not looked at in the database: make it a field of its own",
        "guard ¦ bool ¦ products.exists(p, p.parts.size() > 2) ¦ a row in the database can only be compared",
        "computed ¦ parts ¦ record.parts.map(p, {'name': p.name, 'price': p.price}) ¦ must have the member 'count'",
        "computed ¦ parts ¦ record.parts.map(p, {'name': p.name, 'price': p.count, 'count': 1}) ¦ 'price' must be decimal, and is int: write decimal(...)",
        "computed ¦ parts ¦ record.parts.map(p, {'name': p.name, 'price': p.price, 'count': 1, 'weight': 3}) ¦ has no member 'weight'",
        "computed ¦ parts ¦ record.parts.map(p, {'name': p.name, 'name': p.name}) ¦ 'name' is there twice",
        "computed ¦ text ¦ {'name': record.name} ¦ must be string here, and is an object",
        "computed ¦ any ¦ {'name': record.name} ¦ must be a value",
        "rule ¦ bool ¦ record.sizes.exists(a, record.sizes.exists(b, record.sizes.exists(c, c == b))) ¦ at most 2 lists",
      })
  void isRefusedWithWhatToWrite(String place, String expected, String cel, String message) {
    assertThat(refusal(place, cel, expected(expected))).contains(message);
  }

  private static String refusal(String place, String cel, Expected expected) {
    try {
      return "gave " + EXPRESSIONS.check(scope(place), cel, expected).java();
    } catch (InvalidExpression e) {
      return e.getMessage();
    }
  }

  @Test
  void whatAGuardSaysOfInputsHoldsInWhatFollows() throws InvalidExpression {
    var action = SHOP.actions().getFirst();
    var guards = EXPRESSIONS.guards(action);
    var guard = EXPRESSIONS.check(guards, "input.reason != null", new Expected.Truth());

    assertThat(
            EXPRESSIONS
                .check(
                    EXPRESSIONS.action(action).knowing(guard),
                    "input.reason.upper()",
                    new Expected.Field(TEXT, false))
                .java())
        .isEqualTo("Texts.upper(input.text(\"reason\"))");
  }

  @Test
  void whatIsNamedLikeSomethingElseHasANameOfItsOwnInJava() throws InvalidExpression {
    var scope = EXPRESSIONS.action(SHOP.actions().getFirst()).with("line", new Type.Row("line"));

    assertThat(scope.java("record")).isEqualTo("line");
    assertThat(scope.java("line")).isEqualTo("line2");
    assertThat(EXPRESSIONS.check(scope, "line.number", new Expected.Field(WHOLE, false)).java())
        .isEqualTo("line2.whole(\"number\")");
  }

  @Test
  void whatIsTooLongOrDeepIsRefused() {
    for (var cel :
        List.of(
            "1" + " + 1".repeat(600),
            "(".repeat(60) + "1" + ")".repeat(60),
            "-".repeat(300) + "1",
            "[".repeat(100) + "]".repeat(100),
            "1" + " + 1".repeat(300) + " > 0 ? 1 : 2",
            "!".repeat(1_000) + "true")) {
      assertThat(refusal("literal", cel, new Expected.Anything())).doesNotStartWith("gave");
    }
  }
}
