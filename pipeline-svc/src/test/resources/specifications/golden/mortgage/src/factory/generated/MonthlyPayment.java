package factory.generated;

import factory.runtime.Decimals;
import factory.runtime.Field;
import factory.runtime.Function;
import factory.runtime.Input;
import factory.runtime.Outcome;
import factory.runtime.Values;

/** The monthly payment of an annuity loan, and what it costs in all. */
final class MonthlyPayment {
  static final Function FUNCTION =
      Function.of("monthly_payment", MonthlyPayment::compute)
          .input(Field.money("amount").required().from("1"))
          .input(Field.decimal("yearly_rate", 4).required().from("0").to("30"))
          .input(Field.wholeNumber("years").required().from(1).to(40))
          .output(Field.money("payment"))
          .output(Field.money("total"));

  private MonthlyPayment() {}

  private static Outcome compute(Input input) {
    if (input.money("amount").compareTo(Decimals.decimal("10000000.0")) > 0) {
      return Outcome.refused(422, "TOO_MUCH", "No more than ten million is lent.");
    }
    var months = Math.multiplyExact(input.whole("years"), 12);
    var rate = Decimals.divide(input.decimal("yearly_rate"), Decimals.decimal("1200.0"));
    var payment =
        rate.compareTo(Decimals.decimal("0.0")) == 0
            ? Decimals.divide(input.money("amount"), Decimals.decimal(months))
            : Decimals.divide(
                Decimals.multiply(input.money("amount"), rate),
                Decimals.subtract(
                    Decimals.decimal("1.0"),
                    Decimals.divide(
                        Decimals.decimal("1.0"),
                        Decimals.power(Decimals.add(Decimals.decimal("1.0"), rate), months))));
    return Outcome.values(
        Values.of("payment", Decimals.round(payment, 2))
            .and("total", Decimals.round(Decimals.multiply(payment, Decimals.decimal(months)), 2)));
  }
}
