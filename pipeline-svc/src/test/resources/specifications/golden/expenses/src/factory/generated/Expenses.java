package factory.generated;

import factory.runtime.Access;
import factory.runtime.Decimals;
import factory.runtime.Field;
import factory.runtime.Filter;
import factory.runtime.Resource;

/** Expenses, served at /expenses. */
final class Expenses {
  static final Resource RESOURCE =
      Resource.of(
              "expense",
              "expenses",
              Field.money("amount").required().above("0"),
              Field.date("spent_on").required(),
              Field.oneOf("category", "food", "travel", "other").required().orElse("other"),
              Field.longText("note").to(2000),
              Field.text("receipt").unique().pattern("R-[0-9]{6}"),
              Field.decimal("vat_rate", 3)
                  .required()
                  .from("0")
                  .to("1")
                  .orElse(Decimals.decimal("0.2")),
              Field.money("vat")
                  .computed(
                      expense ->
                          Decimals.round(
                              Decimals.multiply(
                                  expense.money("amount"), expense.decimal("vat_rate")),
                              2)))
          .sequenceKey()
          .rule(
              "note",
              "must say what it was for when the category is other",
              expense -> !expense.text("category").equals("other") || expense.has("note"))
          .filter("spent_on", Filter.RANGE)
          .filter("category", Filter.EQUAL, Filter.ANY_OF)
          .order("spent_on", "amount")
          .defaultOrder("-spent_on")
          .read(Access.owner())
          .update(Access.owner())
          .delete(Access.owner());

  private Expenses() {}
}
