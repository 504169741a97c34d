package factory.generated;

import factory.runtime.Action;
import factory.runtime.Call;
import factory.runtime.Condition;
import factory.runtime.Field;
import factory.runtime.Outcome;
import factory.runtime.Values;

/** What can be done with books. */
final class BookActions {
  static final Action BORROW =
      Action.onRecord("books", "borrow", BookActions::borrow)
          .input(Field.reference("member", "members").required());

  private BookActions() {}

  private static Outcome borrow(Call call) {
    var book = call.record();
    var input = call.input();
    call.require(
        book.whole("lent") < book.whole("copies"), 409, "NO_COPY_LEFT", "No copy is left.");
    call.require(
        call.count(
            "loans",
            Condition.equal("member", input.reference("member"))
                .and(Condition.isNull("returned_at")))
            < 3,
        409,
        "TOO_MANY_LOANS",
        "A member can borrow at most 3 books.");
    book = call.set(book, Values.of("lent", Math.addExact(book.whole("lent"), 1)));
    var loan =
        call.insert(
            "loans", Values.of("book", book.key()).and("member", input.reference("member")));
    return Outcome.created(loan);
  }
}
