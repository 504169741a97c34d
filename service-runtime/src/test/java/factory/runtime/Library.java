package factory.runtime;

import java.math.BigDecimal;

/** A library, as the factory writes it: books, members, loans; what is done with them. */
final class Library {
  static final Resource BOOKS =
      Resource.of(
              "book",
              "books",
              Field.text("title").required().to(200),
              Field.text("isbn").required().unique().pattern("[0-9]{13}"),
              Field.wholeNumber("copies").required().from(0),
              Field.wholeNumber("lent").required().setByActions(0L),
              Field.wholeNumber("free")
                  .computed(book -> Math.subtractExact(book.whole("copies"), book.whole("lent"))))
          .rule(
              "copies",
              "must not be fewer than are lent",
              book -> book.whole("copies") >= book.whole("lent"));

  static final Resource MEMBERS =
      Resource.of(
          "member",
          "members",
          Field.text("name").required(),
          Field.email("email").required().unique());

  static final Resource LOANS =
      Resource.of(
              "loan",
              "loans",
              Field.reference("book", "books").required(),
              Field.reference("member", "members").required().cascade(),
              Field.money("fine").setByActions(),
              Field.number("weight").setByActions(),
              Field.dateTime("lent_at").required().setNow(),
              Field.dateTime("returned_at").setByActions())
          .operations(Operation.LIST, Operation.READ);

  static final Action BORROW =
      Action.onRecord("books", "borrow", Library::borrow)
          .input(Field.reference("member", "members").required());

  static final Action RETURN = Action.onRecord("loans", "return", Library::giveBack);

  static final Action RETURN_ALL =
      Action.onCollection("loans", "return_all", Library::giveAllBack)
          .output(Field.wholeNumber("returned").required());

  static final Report LOANS_PER_MEMBER =
      Report.of("loans_per_member", "loans")
          .input(Field.dateTime("since"))
          .where(input -> Condition.atLeast("lent_at", input.instant("since")))
          .group("member", "member")
          .groupByMonth("month", "lent_at")
          .count("loans")
          .order("-loans")
          .limit(100);

  static final Function FINE =
      Function.of("fine", Library::fine)
          .input(Field.wholeNumber("days").required().from(0))
          .output(Field.money("amount"));

  private Library() {}

  static Part[] parts() {
    return new Part[] {BOOKS, MEMBERS, LOANS, BORROW, RETURN, RETURN_ALL, LOANS_PER_MEMBER, FINE};
  }

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

  private static Outcome giveBack(Call call) {
    var loan = call.record();
    call.require(!loan.has("returned_at"), 409, "ALREADY_RETURNED", "It was returned before.");
    loan =
        call.set(loan, Values.of("returned_at", call.now()).and("fine", new BigDecimal("0.125")));
    var book = call.find("books", String.valueOf(loan.reference("book")));
    call.set(book, Values.of("lent", Math.subtractExact(book.whole("lent"), 1)));
    return Outcome.changed(loan);
  }

  private static Outcome giveAllBack(Call call) {
    var returned =
        call.setEach(
            "loans", Condition.isNull("returned_at"), Values.of("returned_at", call.now()));
    call.setEach("books", Condition.greater("lent", 0), _ -> Values.of("lent", 0L));
    return Outcome.values(Values.of("returned", returned));
  }

  private static Outcome fine(Input input) {
    var charged = input.whole("days") > 14 ? Math.subtractExact(input.whole("days"), 14) : 0;
    if (input.whole("days") > 3650) {
      return Outcome.refused(422, "TOO_LONG", "Nobody keeps a book for ten years.");
    }
    return Outcome.values(
        Values.of(
            "amount", Decimals.multiply(Decimals.decimal(charged), Decimals.decimal("0.20"))));
  }
}
