package factory.generated;

import factory.runtime.Aggregate;
import factory.runtime.Condition;
import factory.runtime.Field;
import factory.runtime.Filter;
import factory.runtime.Resource;

/** Books, served at /books. */
final class Books {
  static final Resource RESOURCE =
      Resource.of(
              "book",
              "books",
              Field.text("title").required().to(200),
              Field.text("isbn").required().unique().pattern("[0-9]{13}"),
              Field.wholeNumber("copies").required().from(0),
              Field.wholeNumber("lent").required().setByActions(0L),
              Field.wholeNumber("free")
                  .computed(book -> Math.subtractExact(book.whole("copies"), book.whole("lent"))),
              Field.wholeNumber("open_loans")
                  .aggregated(
                      Aggregate.count("loans", "book").where(Condition.isNull("returned_at"))))
          .rule(
              "copies",
              "must not be fewer than are lent",
              book -> book.whole("copies") >= book.whole("lent"))
          .filter("title", Filter.EQUAL, Filter.PREFIX)
          .filter("copies", Filter.RANGE)
          .search("title")
          .order("title")
          .defaultOrder("title");

  private Books() {}
}
