package factory.generated;

import factory.runtime.Decimals;
import factory.runtime.Field;
import factory.runtime.Function;
import factory.runtime.Input;
import factory.runtime.Outcome;
import factory.runtime.Values;

/** The fine for so many days. */
final class Fine {
  static final Function FUNCTION =
      Function.of("fine", Fine::compute)
          .input(Field.wholeNumber("days").required().from(0))
          .output(Field.money("amount"));

  private Fine() {}

  private static Outcome compute(Input input) {
    if (input.whole("days") > 3650) {
      return Outcome.refused(422, "TOO_LONG", "Nobody keeps a book for ten years.");
    }
    var charged = input.whole("days") > 14 ? Math.subtractExact(input.whole("days"), 14) : 0;
    return Outcome.values(
        Values.of(
            "amount", Decimals.multiply(Decimals.decimal(charged), Decimals.decimal("0.20"))));
  }
}
