package factory.generated;

import factory.runtime.Field;
import factory.runtime.Resource;

/** Served at /books and kept in the table of that name. */
final class Books {
  static final Resource RESOURCE =
      Resource.of(
          "book",
          "books",
          Field.text("title").required(),
          Field.text("author").required(),
          Field.wholeNumber("rating").from(1).to(5).required());

  private Books() {}
}
