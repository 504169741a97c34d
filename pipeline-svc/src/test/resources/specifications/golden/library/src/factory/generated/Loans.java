package factory.generated;

import factory.runtime.Field;
import factory.runtime.Filter;
import factory.runtime.Operation;
import factory.runtime.Resource;

/** Loans, served at /loans. */
final class Loans {
  static final Resource RESOURCE =
      Resource.of(
              "loan",
              "loans",
              Field.reference("book", "books").required(),
              Field.reference("member", "members").required().cascade(),
              Field.dateTime("lent_at").required().setNow(),
              Field.dateTime("returned_at").setByActions())
          .filter("member", Filter.EQUAL)
          .operations(Operation.LIST, Operation.READ);

  private Loans() {}
}
