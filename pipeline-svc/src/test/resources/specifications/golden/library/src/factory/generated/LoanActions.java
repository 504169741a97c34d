package factory.generated;

import factory.runtime.Action;
import factory.runtime.Call;
import factory.runtime.Outcome;
import factory.runtime.Values;

/** What can be done with loans. */
final class LoanActions {
  static final Action RETURN = Action.onRecord("loans", "return", LoanActions::returnLoan);

  private LoanActions() {}

  private static Outcome returnLoan(Call call) {
    var loan = call.record();
    call.require(!loan.has("returned_at"), 409, "ALREADY_RETURNED", "It was returned before.");
    loan = call.set(loan, Values.of("returned_at", call.now()));
    call.set(
        call.find("books", loan.reference("book")),
        Values.of(
            "lent",
            Math.subtractExact(call.find("books", loan.reference("book")).whole("lent"), 1)));
    return Outcome.changed(loan);
  }
}
