package factory.pipeline.source.english;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeReaderTest {
  private static final Specification SHOP =
      Specifications.parse(
          """
          {"format": 1, "title": "Shop", "kinds": [
            {"name": "customer", "plural": "customers", "fields": [
              {"name": "name", "type": "text", "required": true},
              {"name": "email", "type": "email"},
              {"name": "notes", "type": "text"}],
             "list": {"search": ["name"], "order": ["name"]}},
            {"name": "order", "plural": "orders", "fields": [
              {"name": "customer", "type": "reference", "kind": "customer", "required": true},
              {"name": "title", "type": "text"},
              {"name": "amount", "type": "money", "required": true},
              {"name": "rating", "type": "integer", "min": 1, "max": 5},
              {"name": "paid", "type": "boolean", "required": true, "default": "false"}],
             "rules": [{"check": "record.amount > 0.0", "field": "amount", "message": "must be above 0"}],
             "list": {"filters": [{"field": "rating", "by": ["range"]}]}}],
           "examples": [{"title": "Ann orders", "exchanges": [
             {"method": "POST", "path": "/customers", "body": {"name": "Ann"}, "status": 201, "save": {"ann": "/id"}},
             {"method": "POST", "path": "/orders", "body": {"customer": "{ann}", "amount": "5.00"}, "status": 201, "answer": {"amount": "5.00"}}]}]}
          """);

  private static ChangeReader.Changed read(String change) {
    return ChangeReader.read(SHOP, change);
  }

  private static Specification changed(String change) {
    var changed = read(change);
    assertThat(changed.unread()).as(change).isEmpty();
    return changed.specification();
  }

  private static Kind kind(Specification specification, String name) {
    return specification.kind(name).orElseThrow();
  }

  private static Field field(Specification specification, String kind, String name) {
    return kind(specification, kind).field(name).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "add a phone number to customers",
        "Please add a phone number to each customer.",
        "give customers a phone number",
        "Customers should also have a phone number",
        "every customer has a phone number",
        "include a phone number field for customers",
      })
  void aFieldIsAdded(String change) {
    var after = changed(change);
    assertThat(field(after, "customer", "phone_number").required()).isFalse();
    assertThat(kind(after, "customer").fields()).hasSize(4);
    assertThat(kind(after, "order")).isEqualTo(kind(SHOP, "order"));
    assertThat(after.examples()).isEqualTo(SHOP.examples());
  }

  @Test
  void whatRecordsThatThereAreLoseIsSaid() {
    assertThat(read("add a phone number to customers").loses()).isEmpty();
    assertThat(read("rename amount to total").loses())
        .singleElement()
        .asString()
        .contains("amount");
    assertThat(read("make notes a long text").loses()).hasSize(1);
    assertThat(read("make email required").loses()).isEmpty();
    var without = SHOP.withExamples(java.util.List.of());
    assertThat(ChangeReader.read(without, "make email required").loses())
        .singleElement()
        .asString()
        .contains("stay without email");
  }

  @Test
  void severalFieldsWithTheirTypesAreAdded() {
    var after = changed("add a birthday and a newsletter flag to customers");
    assertThat(field(after, "customer", "birthday").type()).isInstanceOf(FieldType.Date.class);
    assertThat(kind(after, "customer").fields()).hasSize(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "make title required|required|order|title",
        "title is required|required|order|title",
        "require a title|required|order|title",
        "the title of orders must be required|required|order|title",
        "make the email of customers required|required|customer|email",
        "make email unique|unique|customer|email",
        "no two customers have the same email|unique|customer|email",
      })
  void aRuleOfAField(String change, String what, String kind, String name) {
    // Scenarios make orders and customers without these.
    var without = SHOP.withExamples(java.util.List.of());
    var after = ChangeReader.read(without, change);
    assertThat(after.unread()).isEmpty();
    var field = field(after.specification(), kind, name);
    assertThat(what.equals("unique") ? field.unique() : field.required()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "make name optional",
        "name is no longer required",
        "the name of customers is optional",
      })
  void aFieldIsNoLongerRequired(String change) {
    assertThat(field(changed(change), "customer", "name").required()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "make ratings go from 1 to 10",
        "rating is from 1 to 10",
        "change the range of rating to 1 to 10",
        "limit the rating to 1 to 10",
        "the rating of orders goes from 1 to 10",
      })
  void boundsChange(String change) {
    assertThat(field(changed(change), "order", "rating").type())
        .isEqualTo(
            new FieldType.Whole(
                new FieldType.Bounds(
                    Optional.of(BigDecimal.ONE), false, Optional.of(BigDecimal.TEN), false)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rename amount to total",
        "rename the field amount of orders to total",
        "rename amount in orders to total",
        "call amount total instead",
        "amount should be called total",
        "change the name of amount to total",
      })
  void aFieldIsRenamedWhereverItIsNamed(String change) {
    var after = changed(change);
    var order = kind(after, "order");
    assertThat(order.field("amount")).isEmpty();
    assertThat(order.field("total")).isPresent();
    assertThat(order.rules().getFirst().check()).isEqualTo("record.total > 0.0");
    assertThat(order.rules().getFirst().field()).isEqualTo("total");
    assertThat(after.examples().getFirst().exchanges().get(1).body().orElseThrow().has("total"))
        .isTrue();
    assertThat(after.examples().getFirst().exchanges().get(1).answer().orElseThrow().has("total"))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "remove the field notes",
        "remove notes from customers",
        "drop the notes",
        "delete the notes field",
        "customers no longer need notes",
        "get rid of notes",
        "take the notes out of customers",
        "we don't need the notes any more",
      })
  void aFieldIsRemoved(String change) {
    assertThat(kind(changed(change), "customer").field("notes")).isEmpty();
  }

  @Test
  void aFieldIsRemovedFromListsToo() {
    var after = changed("remove rating");
    assertThat(kind(after, "order").field("rating")).isEmpty();
    assertThat(kind(after, "order").listing().filters()).isEmpty();
  }

  @Test
  void aFieldHoldsSomethingElse() {
    assertThat(field(changed("make notes a long text"), "customer", "notes").type())
        .isInstanceOf(FieldType.Text.class);
    assertThat(field(changed("change rating to a decimal number"), "order", "rating").type())
        .isInstanceOf(FieldType.Decimal.class);
  }

  @Test
  void somethingElseIsKeptToo() {
    var after = changed("also track suppliers with a name and an email");
    assertThat(kind(after, "supplier").plural()).isEqualTo("suppliers");
    assertThat(kind(after, "supplier").fields()).hasSize(2);
  }

  @Test
  void theTitleIsAnother() {
    assertThat(changed("Call it Corner Shop").title()).isEqualTo("Corner Shop");
    assertThat(changed("rename the service to Corner Shop").title()).isEqualTo("Corner Shop");
  }

  @Test
  void severalWishesAreEachDone() {
    var after =
        changed(
            "Add a phone number to customers and rename title to subject. Remove notes, please.");
    assertThat(kind(after, "customer").field("phone_number")).isPresent();
    assertThat(kind(after, "order").field("subject")).isPresent();
    assertThat(kind(after, "customer").field("notes")).isEmpty();
  }

  /** What is done is done whole; the rest is told, as it was typed. */
  @Test
  void whatIsNotUnderstoodIsTold() {
    var changed = read("Make ratings half stars and let admins delete reviews. Remove notes.");
    assertThat(changed.unread())
        .extracting(ChangeReader.Unread::text)
        .containsExactly("Make ratings half stars", "let admins delete reviews");
    assertThat(kind(changed.specification(), "customer").field("notes")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "add a phone number to clients|",
        "add an email to customers|already",
        "remove amount|Something else depends on it",
        "remove name|'Ann orders'",
        "rename notes to email|already",
        "make title required|leaves out",
        "remove customers|would be gone",
        "rename customers to clients|another path",
        "remove customer|would be gone",
        "only customers can see orders|",
        "send an email when an order is paid|",
        "make customers happy|",
        "delete everything|",
        "rename id to key|",
        "remove the customer of orders|'Ann orders'",
        "Füge eine Telefonnummer hinzu|",
        "title is optional|so already",
        "make amount optional|Something else depends on it",
      })
  void whatCannotBeIsLeftAsItWas(String change, String reason) {
    var changed = read(change);
    assertThat(changed.specification()).as(change).isEqualTo(SHOP);
    assertThat(changed.unread()).as(change).hasSize(1);
    if (reason != null) {
      assertThat(changed.unread().getFirst().reason()).contains(reason.replace('\'', '"'));
    }
  }

  @Test
  void whatLooksAsADocumentSaysIsNotChanged() {
    var kind = kind(SHOP, "customer");
    var http =
        SpecificationEdits.with(
            SHOP,
            java.util.List.of(
                kind.with(
                    kind.operations(),
                    Optional.of(
                        new factory.pipeline.spec.Http(
                            java.util.Map.of(),
                            java.util.Set.of(),
                            false,
                            false,
                            java.util.List.of()))),
                kind(SHOP, "order")));
    var changed = ChangeReader.read(http, "remove notes");
    assertThat(changed.unread().getFirst().reason()).contains("document");
  }
}
