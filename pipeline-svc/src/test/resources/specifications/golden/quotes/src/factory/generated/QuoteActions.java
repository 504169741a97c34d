package factory.generated;

import factory.runtime.Action;
import factory.runtime.Call;
import factory.runtime.Decimals;
import factory.runtime.Field;
import factory.runtime.Outcome;
import factory.runtime.Values;

/** What can be done with quotes. */
final class QuoteActions {
  static final Action SPEND =
      Action.onRecord("quotes", "spend", QuoteActions::spend)
          .input(Field.money("amount").required().above("0"));

  private QuoteActions() {}

  private static Outcome spend(Call call) {
    var quote = call.record();
    var input = call.input();
    call.require(
        input.money("amount").compareTo(quote.money("left")) <= 0,
        409,
        "TOO_MUCH",
        "There is not as much left.");
    quote =
        call.set(
            quote,
            Values.of("left", Decimals.subtract(quote.money("left"), input.money("amount"))));
    return Outcome.changed(quote);
  }
}
